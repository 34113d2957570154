/* Adam and those that differ from it in a line: AMSGrad keeps the largest second moment, AdamW decays the weights apart from it. */
#include "optimize/method.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY, AMSGRAD };

/* One step; the decay is added to the gradient, the shrinkage multiplies x. */
static inline __attribute__((always_inline)) void move(const struct method_step *step, double *restrict x, const double *restrict g,
                                                       double *const *memory, size_t count, double decay, double shrinkage, bool amsgrad)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS];
    const double rate = step->constants[MOMENTS_RATE], root = step->constants[MOMENTS_ROOT];
    double *restrict mean = memory[0], *restrict square = memory[1], *restrict largest = memory[2];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
        square[i] = beta2 * square[i] + (1 - beta2) * slope * slope;
        largest[i] = amsgrad && largest[i] > square[i] ? largest[i] : square[i];
        const double size = sqrt(largest[i]) / root + eps;
        x[i] = x[i] * shrinkage - (size > 0 ? rate * mean[i] / size : 0);
    }
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    move(step, x, g, memory, count, step->values[WEIGHT_DECAY], 1, step->values[AMSGRAD] != 0);
}

static void update_amsgrad(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    move(step, x, g, memory, count, step->values[WEIGHT_DECAY], 1, true);
}

static void update_decoupled(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    move(step, x, g, memory, count, 0, 1 - step->lr * step->values[WEIGHT_DECAY], step->values[AMSGRAD] != 0);
}

METHOD_EACH(update_each, update)
METHOD_EACH(update_amsgrad_each, update_amsgrad)
METHOD_EACH(update_decoupled_each, update_decoupled)

#define MOMENTS OPTION_LR(0.001), OPTION_BETA1, OPTION_BETA2("β₂: memory of the mean of squares"), OPTION_EPS(1e-8)
/* clang-format off */
#define OPTION_AMSGRAD {"amsgrad", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: divides by the largest mean of squares so far"}
/* clang-format on */
static const struct call_option adam_options[] = {MOMENTS, OPTION_WEIGHT_DECAY(0), OPTION_AMSGRAD};
static const struct call_option amsgrad_options[] = {MOMENTS, OPTION_WEIGHT_DECAY(0)};
static const struct call_option adamw_options[] = {
    MOMENTS,
    {"weight_decay", OPTION_REAL, 0.01, 0, 1e3, NULL, NULL, "λ: x is multiplied by 1 − ηλ at every step"},
    OPTION_AMSGRAD,
};

#define RULE "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g^2; "
#define RULE_TEX "m_t=\\beta_1m_{t-1}+(1-\\beta_1)\\,g_t,\\quad v_t=\\beta_2v_{t-1}+(1-\\beta_2)\\,g_t^2,\\quad "
const struct method adam_method = {
    .callable = {"adam", OPTIONS(adam_options)},
    .rate_by_width = 0.01,
    .title = "Adam",
    .rule = RULE "x = x - eta*(m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps)",
    .tex = RULE_TEX "x_t=x_{t-1}-\\eta\\,\\frac{m_t/(1-\\beta_1^t)}{\\sqrt{v_t/(1-\\beta_2^t)}+\\epsilon}",
    .paper = "Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR (2015)",
    .python = "m = v = w = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*g**2\n"
              "    w = np.maximum(w, v) if amsgrad else v\n"
              "    x = x - lr/(1 - beta1**t)*quotient(m, np.sqrt(w)/np.sqrt(1 - beta2**t) + eps)\n"
              "    yield x, lr\n",
    .arrays = 3,
    .begin = moments_begin,
    .begin_each = moments_begin_each,
    .update = update,
    .update_each = update_each,
};

const struct method amsgrad_method = {
    .callable = {"amsgrad", OPTIONS(amsgrad_options)},
    .rate_by_width = 0.01,
    .title = "AMSGrad",
    .rule = RULE "w = max(w, v); x = x - eta*(m/(1 - beta1^t))/(sqrt(w/(1 - beta2^t)) + eps)",
    .tex = RULE_TEX "w_t=\\max(w_{t-1},v_t),\\quad x_t=x_{t-1}-\\eta\\,\\frac{m_t/(1-\\beta_1^t)}{\\sqrt{w_t/(1-\\beta_2^t)}+\\epsilon}",
    .paper = "Reddi, Kale & Kumar, On the Convergence of Adam and Beyond, ICLR (2018)",
    .python = "m = v = w = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*g**2\n"
              "    w = np.maximum(w, v)\n"
              "    x = x - lr/(1 - beta1**t)*quotient(m, np.sqrt(w)/np.sqrt(1 - beta2**t) + eps)\n"
              "    yield x, lr\n",
    .arrays = 3,
    .begin = moments_begin,
    .begin_each = moments_begin_each,
    .update = update_amsgrad,
    .update_each = update_amsgrad_each,
};

const struct method adamw_method = {
    .callable = {"adamw", OPTIONS(adamw_options)},
    .rate_by_width = 0.01,
    .title = "AdamW",
    .rule = RULE "x = (1 - eta*lambda)*x - eta*(m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps)",
    .tex = RULE_TEX "x_t=(1-\\eta\\lambda)\\,x_{t-1}-\\eta\\,\\frac{m_t/(1-\\beta_1^t)}{\\sqrt{v_t/(1-\\beta_2^t)}+\\epsilon}",
    .paper = "Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR (2019)",
    .python = "m = v = w = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x)\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*g**2\n"
              "    w = np.maximum(w, v) if amsgrad else v\n"
              "    x = (1 - lr*weight_decay)*x - lr/(1 - beta1**t)*quotient(m, np.sqrt(w)/np.sqrt(1 - beta2**t) + eps)\n"
              "    yield x, lr\n",
    .arrays = 3,
    .begin = moments_begin,
    .begin_each = moments_begin_each,
    .update = update_decoupled,
    .update_each = update_decoupled_each,
};
