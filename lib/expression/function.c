/* Sources: the activation functions as PyTorch defines them, the rest as SciPy and NumPy do. */
#include "expression/function.h"

#include <string.h>

/* clang-format off */
const struct function_row function_rows[] = {
    {"logsumexp", 0, "log(sum(i, 1, n, exp(x[i])))", NULL, NULL, "log(exp(a) + exp(b) + …) without overflow"},
    {"norm", 0, "sqrt(sum(i, 1, n, x[i]^2))", NULL, NULL, "length of the vector of its operands, √(a² + b² + …)"},
    {"mean", 0, "sum(i, 1, n, x[i])/n", NULL, NULL, "mean of its operands"},
    {"clip", 3, "min(max(x, y), z)", NULL, NULL, "a, and the bound next to it outside b to c"},
    {"factorial", 1, "gamma(x + 1)", "#!!", "#!!", "1·2·…·a, Γ(a + 1) between whole numbers; also typed a!"},
    {"digamma", 1, "polygamma(0, x)", NULL, NULL, "slope of lgamma"},
    {"trigamma", 1, "polygamma(1, x)", NULL, NULL, "slope of digamma"},
    {"j0", 1, "besselj(0, x)", "J_{0}\\left(#1\\right)", "J₀(#1)", "Bessel function of the first kind and order 0"},
    {"j1", 1, "besselj(1, x)", "J_{1}\\left(#1\\right)", "J₁(#1)", "Bessel function of the first kind and order 1"},
    {"sec", 1, "1/cos(x)", NULL, NULL, "secant of radians, 1/cos(a)"},
    {"csc", 1, "1/sin(x)", NULL, NULL, "cosecant of radians, 1/sin(a)"},
    {"cot", 1, "cos(x)/sin(x)", NULL, NULL, "cotangent of radians"},
    {"csch", 1, "1/sinh(x)", NULL, NULL, "hyperbolic cosecant, 1/sinh(a)"},
    {"coth", 1, "1/tanh(x)", NULL, NULL, "hyperbolic cotangent, 1/tanh(a)"},
    {"tand", 1, "sind(x)/cosd(x)", NULL, NULL, "tangent of degrees"},
    {"logsigmoid", 1, "-softplus(-x)", "\\ln\\left(\\sigma\\left(#1\\right)\\right)", "log(σ(#1))", "log(sigmoid(a)) without overflow"},
    {"logit", 1, "log(x) - log1p(-x)", NULL, NULL, "inverse of sigmoid, log(a/(1 − a))"},
    {"mish", 1, "x*tanh(softplus(x))", NULL, NULL, "a·tanh(softplus(a))"},
    {"relu6", 1, "clip(x, 0, 6)", "\\operatorname{ReLU6}\\left(#1\\right)", NULL, "relu, cut off at 6"},
    {"hardtanh", 1, "clip(x, -1, 1)", NULL, NULL, "a, from −1 to 1"},
    {"hardsigmoid", 1, "clip(x/6 + 0.5, 0, 1)", NULL, NULL, "a/6 + 1/2, from 0 to 1"},
    {"hardswish", 1, "x*clip(x + 3, 0, 6)/6", NULL, NULL, "a·hardsigmoid(a)"},
    {"tanhshrink", 1, "x - tanh(x)", NULL, NULL, "a − tanh(a)"},
    {"selu", 1, "1.0507009873554804934193349852946*where(x > 0, x, 1.6732632423543772848170429916717*expm1(min(x, 0)))", NULL, NULL,
     "the scaled exponential linear unit: elu with scale 1.0507 and α 1.6733"},
};
/* clang-format on */
const size_t function_count = sizeof function_rows / sizeof *function_rows;

static const struct {
    const char *name, *of;
} aliases[] = {
    {"clamp", "clip"},           {"log_sigmoid", "logsigmoid"},
    {"hard_swish", "hardswish"}, {"hard_sigmoid", "hardsigmoid"},
    {"hard_tanh", "hardtanh"},   {"besselj0", "j0"},
    {"besselj1", "j1"},          {"bessel_j0", "j0"},
    {"bessel_j1", "j1"},         {"log_sum_exp", "logsumexp"},
    {"fact", "factorial"},
};

const struct function_row *function_find(const char *name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (*aliases[i].name == *name && !strcmp(aliases[i].name, name))
            name = aliases[i].of;
    for (size_t i = 0; i < function_count; i++)
        if (*function_rows[i].name == *name && !strcmp(function_rows[i].name, name))
            return &function_rows[i];
    return NULL;
}

const char *function_alias(size_t index)
{
    return index < sizeof aliases / sizeof *aliases ? aliases[index].name : NULL;
}

bool function_takes(const struct function_row *row, size_t count)
{
    return row->arity ? count == row->arity : count >= 2;
}
