/* Names, arguments and words of calls as other libraries have them. They are compared in small letters, without what parts words. */
#include "study/meant_names.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Names of ours by names elsewhere, both in small letters and without signs; the first that a table has is meant. */
static const char *const names[][2] = {
    {"gradientdescent", "gd"},
    {"steepestdescent", "gd"},
    {"batchgradientdescent", "gd"},
    {"stochasticgradientdescent", "sgd"},
    {"heavyball", "momentum"},
    {"nag", "nesterov"},
    {"nesterovmomentum", "nesterov"},
    {"newtonraphson", "newton"},
    {"newtonsmethod", "newton"},
    {"cg", "conjugate_gradient"},
    {"conjugategradients", "conjugate_gradient"},
    {"lm", "levenberg_marquardt"},
    {"levenberg", "levenberg_marquardt"},
    {"backtracking", "line_search"},
    {"linesearchgd", "line_search"},
    {"rms", "rmsprop"},
    {"rmspropoptimizer", "rmsprop"},
    {"adamoptimizer", "adam"},
    {"simulatedannealing", "annealing"},
    {"cmaes", "cma_es"},
    {"de", "differential_evolution"},
    {"pso", "particle_swarm"},
    {"simplex", "nelder_mead"},
    {"cosineannealing", "cosine"},
    {"cosinedecay", "cosine"},
    {"step", "factor"},
    {"stepdecay", "factor"},
    {"stepwise", "multi_step"},
    {"exponentialdecay", "exponential"},
    {"polynomialdecay", "polynomial"},
    {"none", "constant"},
    {"fixed", "constant"},
    {"cnn", "conv"},
    {"convnet", "conv"},
    {"convolutional", "conv"},
    {"lenet", "conv"},
    {"fc", "mlp"},
    {"dense", "mlp"},
    {"fullyconnected", "mlp"},
    {"feedforward", "mlp"},
    {"multilayerperceptron", "mlp"},
    {"mlpclassifier", "mlp"},
    {"mlpregressor", "mlp"},
    {"perceptron", "linear"},
    {"logistic", "linear"},
    {"logisticregression", "linear"},
    {"linearregression", "linear"},
    {"softmaxregression", "linear"},
    {"twomoons", "moons"},
    {"halfmoons", "moons"},
    {"spiral", "spirals"},
    {"twospirals", "spirals"},
    {"rings", "circles"},
    {"gaussians", "blobs"},
    {"clusters", "blobs"},
    {"mnist", "digits"},
    {"fashionmnist", "fashion"},
    {"cancer", "breast_cancer"},
    {"sin", "sine"},
    {"gaussian", "normal"},
    {"gauss", "normal"},
    {"n", "normal"},
    {"norm", "normal"},
    {"u", "uniform"},
    {"unif", "uniform"},
    {"t", "student"},
    {"studentt", "student"},
    {"expon", "exponential"},
    {"exp", "exponential"},
    {"logistic", "sigmoid"},
    {"swish", "silu"},
    {"identity", "linear"},
    {"leaky", "leaky_relu"},
    {"square", "box"},
    {"cube", "box"},
    {"bounds", "box"},
    {"disk", "ball"},
    {"disc", "ball"},
    {"sphere", "ball"},
    {"l2ball", "ball"},
};

/* Arguments of ours by names elsewhere. */
static const char *const arguments[][2] = {
    {"learningrate", "lr"},
    {"stepsize", "lr"},
    {"eta", "lr"},
    {"alpha", "lr"},
    {"rate", "lr"},
    {"step", "lr"},
    {"gamma", "lr"},
    {"beta", "momentum"},
    {"mu", "momentum"},
    {"rho", "alpha"},
    {"rho", "momentum"},
    {"epsilon", "eps"},
    {"wd", "weight_decay"},
    {"l2", "weight_decay"},
    {"decay", "weight_decay"},
    {"b1", "beta1"},
    {"b2", "beta2"},
    {"history", "memory"},
    {"historysize", "memory"},
    {"m", "memory"},
    {"t0", "temperature"},
    {"gamma", "factor"},
    {"decay", "factor"},
    {"rate", "factor"},
    {"milestone", "milestones"},
    {"tmax", "steps"},
    {"stepsize", "every"},
    {"layers", "hidden"},
    {"hiddenlayers", "hidden"},
    {"hiddenlayersizes", "hidden"},
    {"hiddensizes", "hidden"},
    {"units", "hidden"},
    {"width", "hidden"},
    {"widths", "hidden"},
    {"sizes", "hidden"},
    {"act", "activation"},
    {"nonlinearity", "activation"},
    {"sigma", "std"},
    {"scale", "std"},
    {"sd", "std"},
    {"loc", "mean"},
    {"mu", "mean"},
    {"low", "a"},
    {"high", "b"},
    {"nsamples", "n"},
    {"samples", "n"},
    {"size", "n"},
    {"randomstate", "seed"},
    {"initialization", "init"},
    {"initialisation", "init"},
    {"norm", "normalization"},
    {"normalisation", "normalization"},
    {"radius", "r"},
    {"center", "centre"},
};

/* Words of choices by words elsewhere. */
static const char *const words[][2] = {
    {"kaiming", "he"},      {"glorot", "xavier"},        {"layernorm", "layer"}, {"swish", "silu"},    {"logistic", "sigmoid"},
    {"identity", "linear"}, {"leakyrelu", "leaky_relu"}, {"ema", "ema"},         {"nonenone", "none"},
};

const char *meant_folded(struct arena *arena, const char *text)
{
    char *out = arena_copy(arena, text, strlen(text)), *end = out;
    for (; *text; text++)
        if (isalnum((unsigned char)*text))
            *end++ = (char)tolower((unsigned char)*text);
    *end = 0;
    return out;
}

bool meant_same(struct arena *arena, const char *a, const char *b)
{
    return !strcmp(meant_folded(arena, a), meant_folded(arena, b));
}

/* ---- names ---- */

static const struct callable *callable_like(struct arena *arena, call_table *table, const char *name)
{
    const struct callable *callable;
    for (size_t i = 0; (callable = table(i)); i++)
        if (meant_same(arena, callable->name, name))
            return callable;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i][0], meant_folded(arena, name))) {
            const char *nearest = "";
            callable = call_find(table, names[i][1], &nearest);
            if (callable)
                return callable;
        }
    return NULL;
}

/* Without the path of a library in front of it, and without what its names begin or end with. */
const struct callable *meant_callable(struct arena *arena, call_table *table, const char *name)
{
    static const char *const beginnings[] = {"make_", "load_"}, *const endings[] = {"LR", "Scheduler", "Optimizer", "Decay", "Rate"};
    const char *dot = strrchr(name, '.');
    name = dot ? dot + 1 : name;
    const struct callable *callable = callable_like(arena, table, name);
    for (size_t i = 0; !callable && i < sizeof beginnings / sizeof *beginnings; i++)
        if (text_starts_with(name, beginnings[i]))
            callable = callable_like(arena, table, name + strlen(beginnings[i]));
    for (size_t i = 0; !callable && i < sizeof endings / sizeof *endings; i++) {
        const size_t length = strlen(name), ending = strlen(endings[i]);
        if (length > ending && !strcmp(name + length - ending, endings[i]))
            callable = callable_like(arena, table, arena_copy(arena, name, length - ending));
    }
    return callable;
}

const struct call_option *meant_option(struct arena *arena, const struct callable *callable, const char *name)
{
    for (size_t i = 0; i < callable->option_count; i++)
        if (meant_same(arena, callable->options[i].name, name) || (callable->options[i].alias && meant_same(arena, callable->options[i].alias, name)))
            return &callable->options[i];
    for (size_t k = 0; k < sizeof arguments / sizeof *arguments; k++)
        for (size_t i = 0; i < callable->option_count; i++)
            if (!strcmp(arguments[k][0], meant_folded(arena, name)) && !strcmp(callable->options[i].name, arguments[k][1]))
                return &callable->options[i];
    return NULL;
}

/* The choice of an option that is spelled so; null: none is. */
const char *meant_choice(struct arena *arena, const struct call_option *option, const char *word)
{
    if (option->kind != OPTION_CHOICE)
        return NULL;
    const char *dot = strrchr(word, '.');
    size_t length;
    word = dot ? dot + 1 : word;
    for (const char *at = option->choices, *piece; (piece = text_piece(&at, '|', &length));) {
        const char *choice = arena_copy(arena, piece, length);
        if (meant_same(arena, choice, word))
            return choice;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (!strcmp(words[i][0], meant_folded(arena, word)) && !strcmp(words[i][1], choice))
                return choice;
    }
    return NULL;
}
