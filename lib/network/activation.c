/* Activations are formulas of the expression language: no derivative is written by hand. */
#include "network/activation.h"

#include <math.h>

static const struct call_option network_options[] = {
    {"init", OPTION_CHOICE, INIT_AUTO, 0, 0, "auto|xavier|he", NULL,
     "standard deviation of the weights: xavier √(1/width), he √(2/width); auto: what suits the activation"},
    {"std", OPTION_REAL, NAN, 0, 100, NULL, NULL, "standard deviation of the weights, instead of init's"},
    {"normalization", OPTION_CHOICE, 0, 0, 0, "none|layer", "normalisation", "layer: every layer's inputs are brought to mean 0 and variance 1"},
    {"residual", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: a layer adds to its input instead of replacing it"},
};

#define SIGMOIDS "LeCun, Bottou, Orr & Müller, Efficient BackProp (1998)"
/* clang-format off */
const struct activation activations[] = {
    {{"linear", OPTIONS(network_options)}, "linear", "x", "x", "no activation: what the weights alone do", false, "Saxe, McClelland & Ganguli (2014)"},
    {{"sigmoid", OPTIONS(network_options)}, "sigmoid", "sigmoid(x)", "1/(1 + exp(-x))", "saturates on both sides; its slope is at most 1/4", false, SIGMOIDS},
    {{"tanh", OPTIONS(network_options)}, "tanh", "tanh(x)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", "saturates on both sides; its slope is 1 at the origin", false, SIGMOIDS},
    {{"relu", OPTIONS(network_options)}, "ReLU", "relu(x)", "max(x, 0)", "does not saturate for positive inputs; its slope is 0 for negative ones", true, "Nair & Hinton (2010)"},
    {{"leaky_relu", OPTIONS(network_options)}, "leaky ReLU", "leaky_relu(x)", "where(x > 0, x, 0.01*x)", "a small slope where ReLU has none", true, "Maas, Hannun & Ng (2013)"},
    {{"elu", OPTIONS(network_options)}, "ELU", "elu(x)", "where(x > 0, x, exp(x) - 1)", "saturates for negative inputs only", true, "Clevert, Unterthiner & Hochreiter (2016)"},
    {{"gelu", OPTIONS(network_options)}, "GELU", "gelu(x)", "x*erfc(-x/sqrt(2))/2", "ReLU smoothed by the normal distribution", true, "Hendrycks & Gimpel (2016)"},
    {{"softplus", OPTIONS(network_options)}, "softplus", "softplus(x)", "log(1 + exp(x))", "the integral of the sigmoid", true, "Dugas et al. (2001)"},
    {{"silu", OPTIONS(network_options)}, "SiLU", "silu(x)", "x/(1 + exp(-x))", "ReLU smoothed by the sigmoid", true, "Elfwing, Uchibe & Doya (2018)"},
    {{"softsign", OPTIONS(network_options)}, "softsign", "softsign(x)", "x/(1 + abs(x))", "saturates more slowly than tanh", false, "Glorot & Bengio (2010)"},
};
/* clang-format on */
const size_t activation_count = sizeof activations / sizeof *activations;

const struct callable *activation_at(size_t index)
{
    return index < activation_count ? &activations[index].callable : NULL;
}
