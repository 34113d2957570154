/* The Hessian's diagonal, estimated by products with random vectors, as the scale of each coordinate: AdaHessian, and Sophia. */
#include "optimize/method.h"

#include "expression/kernels.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY, POWER };
enum { GAMMA = POWER, PERIOD };

/* Rows: the mean of gradients, that of curvatures or of their squares, the random vector, its product. */
static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return 4 * dimension;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return (80 + 2 * (double)dimension) * (double)dimension;
}

/* z ∘ Hz into the fourth vector, for the z in the third. */
static double *estimate(struct block *block, size_t point)
{
    const size_t end = block->dimension * block->lanes;
    double *z = block->memory + 2 * end, *product = z + end;
    block_multiply(block, block->hessian, z, product, point);
    for (size_t at = point; at < end; at += block->lanes)
        product[at] *= z[at];
    return product;
}

static void advance_adahessian(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], decay = step->values[WEIGHT_DECAY], power = step->values[POWER];
    const double past1 = 1 - kernel_scalar(OPERATION_POWER, beta1, (double)step->t, 0);
    const double past2 = 1 - kernel_scalar(OPERATION_POWER, beta2, (double)step->t, 0);
    double *mean = block->memory, *square = mean + end, *signs = square + end;
    for (size_t point = 0; point < block->active; point++) {
        for (size_t d = 0; d < block->dimension; d++)
            signs[d * lanes + point] = method_uniform(step, block, point, d) < 0.5 ? -1 : 1;
        const double *curvature = estimate(block, point);
        block->length[point] = step->lr;
        for (size_t at = point; at < end; at += lanes) {
            mean[at] = beta1 * mean[at] + (1 - beta1) * block->gradient[at];
            square[at] = beta2 * square[at] + (1 - beta2) * curvature[at] * curvature[at];
            const double size = sqrt(square[at] / past2);
            const double spread = (power == 1 ? size : kernel_scalar(OPERATION_POWER, size, power, 0)) + step->values[EPS];
            block->x[at] -= step->lr * ((spread > 0 ? mean[at] / past1 / spread : 0) + decay * block->x[at]);
        }
    }
}

static void advance_sophia(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], decay = step->values[WEIGHT_DECAY];
    double *mean = block->memory, *curvature = mean + end, *normals = curvature + end;
    for (size_t point = 0; point < block->active; point++) {
        const bool fresh = (step->t - 1) % (size_t)step->values[PERIOD] == 0;
        if (fresh)
            method_normals(step, block, point, normals);
        const double *estimated = fresh ? estimate(block, point) : NULL;
        block->length[point] = step->lr;
        for (size_t at = point; at < end; at += lanes) {
            mean[at] = beta1 * mean[at] + (1 - beta1) * block->gradient[at];
            if (fresh)
                curvature[at] = beta2 * curvature[at] + (1 - beta2) * estimated[at];
            const double ratio = mean[at] / fmax(step->values[GAMMA] * curvature[at], step->values[EPS]);
            const double shrunk = block->x[at] - step->lr * decay * block->x[at];
            block->x[at] = shrunk - step->lr * (ratio > 1 ? 1 : ratio < -1 ? -1 : ratio);
        }
    }
}

#define DECAY                                                                                                                                        \
    {                                                                                                                                                \
        "weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: λx is added to the step"                                                           \
    }
static const struct call_option adahessian_options[] = {
    OPTION_LR(0.15),
    OPTION_BETA1,
    OPTION_BETA2("β₂: memory of the mean of squared curvatures"),
    OPTION_EPS(1e-4),
    DECAY,
    {"power", OPTION_REAL, 1, 0, 1, NULL, "hessian_power", "k: the power of the curvature that the step is divided by"},
};
static const struct call_option sophia_options[] = {
    OPTION_LR(0.01),
    {"beta1", OPTION_REAL, 0.96, 0, 0.999999999, NULL, NULL, "β₁: memory of the mean of gradients"},
    {"beta2", OPTION_REAL, 0.99, 0, 0.999999999, NULL, NULL, "β₂: memory of the mean of curvatures"},
    OPTION_EPS(1e-12),
    DECAY,
    {"gamma", OPTION_REAL, 0.01, 0, 1e6, NULL, NULL, "γ: the less, the more coordinates step by the rate alone"},
    {"k", OPTION_WHOLE, 10, 1, 1e6, NULL, NULL, "steps between two looks at the curvature"},
};

const struct method adahessian_method = {
    .callable = {"adahessian", OPTIONS(adahessian_options)},
    .title = "AdaHessian",
    .rule = "D = z*(H*z) with z of signs by chance; m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*D^2; "
            "x = x - eta*((m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t))^k + eps) + lambda*x)",
    .tex = "D_t=z_t\\odot H_tz_t,\\quad v_t=\\beta_2v_{t-1}+(1-\\beta_2)\\,D_t^2,\\quad "
           "x_t=x_{t-1}-\\eta\\,\\frac{m_t/(1-\\beta_1^t)}{\\left(\\sqrt{v_t/(1-\\beta_2^t)}\\right)^k+\\epsilon}",
    .paper =
        "Yao et al., ADAHESSIAN: An Adaptive Second Order Optimizer for Machine Learning, AAAI (2021), algorithm 1 with blocks of one coordinate",
    .python = "m = v = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    z = np.where(chance(t)[0][:len(x)] < 0.5, -1, 1)\n"
              "    m = beta1*m + (1 - beta1)*gradient(x)\n"
              "    v = beta2*v + (1 - beta2)*(z*(hessian(x) @ z))**2\n"
              "    spread = np.sqrt(v/(1 - beta2**t))**power + eps\n"
              "    x = x - lr*(quotient(m/(1 - beta1**t), spread) + weight_decay*x)\n"
              "    yield x, lr\n",
    .curvature = true,
    .rows = rows,
    .work = work,
    .advance = advance_adahessian,
};

const struct method sophia_method = {
    .callable = {"sophia", OPTIONS(sophia_options)},
    .rate_by_width = 0.01,
    .title = "Sophia",
    .rule = "h = beta2*h + (1 - beta2)*u*(H*u) with u of N(0, I), every k steps; m = beta1*m + (1 - beta1)*g; x = x - eta*lambda*x; "
            "x = x - eta*clip(m/max(gamma*h, eps), -1, 1)",
    .tex = "h_t=\\beta_2h_{t-k}+(1-\\beta_2)\\,u\\odot Hu,\\quad m_t=\\beta_1m_{t-1}+(1-\\beta_1)\\,g_t,\\quad "
           "x_t=(1-\\eta\\lambda)\\,x_{t-1}-\\eta\\operatorname{clip}\\left(\\frac{m_t}{\\max(\\gamma h_t,\\epsilon)},-1,1\\right)",
    .paper = "Liu et al., Sophia: A Scalable Stochastic Second-Order Optimizer for Language Model Pre-Training, ICLR (2024), algorithm 3 with the "
             "estimator "
             "of algorithm 1",
    .python = "m = h = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    m = beta1*m + (1 - beta1)*gradient(x)\n"
              "    if (t - 1) % k == 0:\n"
              "        z = chance(t)[1]\n"
              "        h = beta2*h + (1 - beta2)*z*(hessian(x) @ z)\n"
              "    x = x - lr*weight_decay*x\n"
              "    x = x - lr*np.clip(m/np.maximum(gamma*h, eps), -1, 1)\n"
              "    yield x, lr\n",
    .curvature = true,
    .rows = rows,
    .work = work,
    .advance = advance_sophia,
};
