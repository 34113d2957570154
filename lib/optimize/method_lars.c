/* Rates in proportion to ‖x‖ over the length of the step: LARS of the gradient, LAMB of Adam's step. All coordinates are one layer. */
#include "optimize/method.h"

#include "expression/kernels.h"

#include <math.h>

enum { MOMENTUM = METHOD_OWN, TRUST, LARS_DECAY };
enum { BETA1 = METHOD_OWN, BETA2, EPS, LAMB_DECAY };

/* What both leave alone: a layer that is zero, or has nowhere to go, takes the plain step. */
static double ratio(double size, double length)
{
    return size > 0 && length > 0 ? size / length : 1;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 20 * (double)dimension;
}

static size_t rows_lars(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return dimension;
}

static void advance_lars(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    const double momentum = step->values[MOMENTUM], decay = step->values[LARS_DECAY];
    for (size_t point = 0; point < block->active; point++) {
        const double size = block_norm(block, block->x, point), slope = block_norm(block, block->gradient, point);
        const double trust = size > 0 && slope > 0 ? step->values[TRUST] * size / (slope + decay * size) : 1;
        block->length[point] = step->lr;
        for (size_t at = point; at < end; at += lanes) {
            block->memory[at] = momentum * block->memory[at] + step->lr * trust * (block->gradient[at] + decay * block->x[at]);
            block->x[at] -= block->memory[at];
        }
    }
}

/* Rows: the mean of gradients, the mean of squares, the step. */
static size_t rows_lamb(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return 3 * dimension;
}

static void advance_lamb(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS], decay = step->values[LAMB_DECAY];
    const double past1 = 1 - kernel_scalar(OPERATION_POWER, beta1, (double)step->t, 0);
    const double past2 = 1 - kernel_scalar(OPERATION_POWER, beta2, (double)step->t, 0);
    double *mean = block->memory, *square = mean + end, *move = square + end;
    for (size_t point = 0; point < block->active; point++) {
        for (size_t at = point; at < end; at += lanes) {
            const double slope = block->gradient[at];
            mean[at] = beta1 * mean[at] + (1 - beta1) * slope;
            square[at] = beta2 * square[at] + (1 - beta2) * slope * slope;
            const double spread = sqrt(square[at] / past2) + eps;
            move[at] = (spread > 0 ? mean[at] / past1 / spread : 0) + decay * block->x[at];
        }
        const double trust = ratio(block_norm(block, block->x, point), block_norm(block, move, point));
        block->length[point] = step->lr;
        for (size_t at = point; at < end; at += lanes)
            block->x[at] -= step->lr * trust * move[at];
    }
}

static const struct call_option lars_options[] = {
    OPTION_LR(1),
    {"momentum", OPTION_REAL, 0.9, 0, 1, NULL, "beta", "m: how much of the velocity is kept"},
    {"trust", OPTION_REAL, 0.001, 0, 1e3, NULL, NULL, "τ: the step's length as a part of x's own, before the rate"},
    OPTION_WEIGHT_DECAY(0),
};
static const struct call_option lamb_options[] = {
    OPTION_LR(0.001),
    OPTION_BETA1,
    OPTION_BETA2("β₂: memory of the mean of squares"),
    OPTION_EPS(1e-6),
    {"weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: λx is added to the step"},
};

const struct method lars_method = {
    .callable = {"lars", OPTIONS(lars_options)},
    .title = "LARS",
    .rule = "r = tau*|x|/(|g| + lambda*|x|) (1 where |x| or |g| is 0); v = mu*v + eta*r*(g + lambda*x); x = x - v",
    .tex = "r_t=\\frac{\\tau\\|x_{t-1}\\|}{\\|g_t\\|+\\lambda\\|x_{t-1}\\|},\\quad v_t=\\mu v_{t-1}+\\eta\\,r_t\\,(g_t+\\lambda x_{t-1}),\\quad "
           "x_t=x_{t-1}-v_t",
    .paper = "You, Gitman & Ginsburg, Large Batch Training of Convolutional Networks (2017), algorithm 1",
    .python = "v = 0\n"
              "for lr in rates:\n"
              "    g = gradient(x)\n"
              "    size, slope = np.linalg.norm(x), np.linalg.norm(g)\n"
              "    ratio = trust*size/(slope + weight_decay*size) if size > 0 and slope > 0 else 1\n"
              "    v = momentum*v + lr*ratio*(g + weight_decay*x)\n"
              "    x = x - v\n"
              "    yield x, lr\n",
    .rows = rows_lars,
    .work = work,
    .advance = advance_lars,
};

const struct method lamb_method = {
    .callable = {"lamb", OPTIONS(lamb_options)},
    .title = "LAMB",
    .rule = "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g^2; r = (m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps) + lambda*x; "
            "x = x - eta*|x|/|r|*r (the factor is 1 where |x| or |r| is 0)",
    .tex = "r_t=\\frac{m_t/(1-\\beta_1^t)}{\\sqrt{v_t/(1-\\beta_2^t)}+\\epsilon}+\\lambda x_{t-1},\\quad "
           "x_t=x_{t-1}-\\eta\\,\\frac{\\|x_{t-1}\\|}{\\|r_t\\|}\\,r_t",
    .paper = "You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes, ICLR (2020), algorithm 2",
    .python = "m = v = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x)\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*g**2\n"
              "    step = quotient(m/(1 - beta1**t), np.sqrt(v/(1 - beta2**t)) + eps) + weight_decay*x\n"
              "    size, length = np.linalg.norm(x), np.linalg.norm(step)\n"
              "    x = x - lr*(size/length if size > 0 and length > 0 else 1)*step\n"
              "    yield x, lr\n",
    .rows = rows_lamb,
    .work = work,
    .advance = advance_lamb,
};
