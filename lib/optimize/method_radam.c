/* Adam that trusts the mean of squares only once enough gradients stand behind it; before that it is plain momentum, which with a large
 * gradient takes a huge step. */
#include "optimize/method.h"

#include "expression/kernels.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY };
enum { RATE, RECTIFIED }; /* constants */

static const double least_length = 5; /* of the simple average the mean of squares is worth */

static void begin(struct method_step *step)
{
    const double t = (double)step->t, beta2 = step->values[BETA2], power = method_power(step, beta2);
    const double limit = 2 / (1 - beta2) - 1, length = limit - 2 * t * power / (1 - power);
    step->constants[RATE] = step->lr / (1 - method_power(step, step->values[BETA1]));
    step->constants[RECTIFIED] = length > least_length;
    if (length > least_length) {
        const double rectifier = sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
        step->constants[RATE] *= rectifier * sqrt(1 - power);
    }
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS], decay = step->values[WEIGHT_DECAY];
    const double rate = step->constants[RATE];
    const bool rectified = step->constants[RECTIFIED] != 0;
    double *restrict mean = memory[0], *restrict square = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
        square[i] = beta2 * square[i] + (1 - beta2) * slope * slope;
        const double size = rectified ? sqrt(square[i]) + eps : 1;
        x[i] -= size > 0 ? rate * mean[i] / size : 0;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.001), OPTION_BETA1, OPTION_BETA2("β₂: memory of the mean of squares"), OPTION_EPS(1e-8), OPTION_WEIGHT_DECAY(0),
};

const struct method radam_method = {
    .callable = {"radam", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "RAdam",
    .rule = "R = 2/(1 - beta2) - 1; rho = R - 2*t*beta2^t/(1 - beta2^t); m, v as Adam's; rho > 5: "
            "x = x - eta*m/(1 - beta1^t)*sqrt((rho - 4)*(rho - 2)*R/((R - 4)*(R - 2)*rho))*sqrt(1 - beta2^t)/(sqrt(v) + eps), else x = x - eta*m/(1 "
            "- beta1^t)",
    .tex = "\\rho_t=\\rho_\\infty-\\frac{2t\\beta_2^t}{1-\\beta_2^t},\\quad x_t=x_{t-1}-\\eta\\,\\frac{m_t}{1-\\beta_1^t}\\cdot\\begin{cases}"
           "\\sqrt{\\frac{(\\rho_t-4)(\\rho_t-2)\\rho_\\infty}{(\\rho_\\infty-4)(\\rho_\\infty-2)\\rho_t}}\\,\\frac{\\sqrt{1-\\beta_2^t}}{\\sqrt{v_t}"
           "+\\epsilon}"
           "&\\rho_t>5\\\\1&\\text{otherwise}\\end{cases}",
    .paper = "Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, ICLR (2020)",
    .python = "m = v = 0\n"
              "limit = 2/(1 - beta2) - 1\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*g**2\n"
              "    length = limit - 2*t*beta2**t/(1 - beta2**t)\n"
              "    if length > 5:\n"
              "        rectifier = np.sqrt((length - 4)*(length - 2)*limit/((limit - 4)*(limit - 2)*length))\n"
              "        x = x - lr/(1 - beta1**t)*rectifier*np.sqrt(1 - beta2**t)*quotient(m, np.sqrt(v) + eps)\n"
              "    else:\n"
              "        x = x - lr/(1 - beta1**t)*m\n"
              "    yield x, lr\n",
    .arrays = 2,
    .begin = begin,
    .update = update,
    .update_each = update_each,
};
