#include "study/meant.h"

#include "base/buffer.h"
#include "base/text.h"
#include "study/kind.h"
#include "study/meant_names.h"
#include "study/meant_rewritings.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What may be rewritten; longer values are data, and nothing that was typed by hand. */
enum { MOST_BYTES = 1000, MOST_STAGES = 12 };

/* "1,2", 'text' and `text` without their marks; typographic minus signs and blanks as they are typed. */
static const char *plain(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const quotes[] = {"\"", "'", "`", "“", "”", "‘", "’", NULL}, *const minus[] = {"−", "–", "—", NULL},
                             *const blanks[] = {"\t", "\n", "\r", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", NULL};
    (void)parameter;
    text = meant_replaced(arena, text, quotes, "");
    text = meant_replaced(arena, meant_replaced(arena, text, minus, "-"), blanks, " ");
    return meant_trimmed(arena, text, strchr(text, 0));
}

/* "lr=0.1" behind lr=, "x in [0,1]", "x: 0:1" for an interval: without the name and its sign. */
static const char *unnamed(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const signs[] = {"==", "=", "∈", " in ", ": "};
    (void)parameter;
    size_t name = 0;
    while (isalnum((unsigned char)text[name]) || text[name] == '_')
        name++;
    const char *rest = text + name + strspn(text + name, " ") - (text[name] == ' ' && text_starts_with(text + name, " in "));
    for (size_t i = 0; name && isalpha((unsigned char)*text) && i < sizeof signs / sizeof *signs; i++)
        if (text_starts_with(rest, signs[i]))
            return meant_trimmed(arena, rest + strlen(signs[i]), strchr(rest, 0));
    return NULL;
}

/* ---- words and colours ---- */

/* Losses of the datum z at the parameter x, by their names. */
static const char *as_loss(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const losses[][2] = {{"squared", "(x-z)^2"},
                                            {"square", "(x-z)^2"},
                                            {"squarederror", "(x-z)^2"},
                                            {"mse", "(x-z)^2"},
                                            {"l2", "(x-z)^2"},
                                            {"quadratic", "(x-z)^2"},
                                            {"absolute", "abs(x-z)"},
                                            {"absoluteerror", "abs(x-z)"},
                                            {"mae", "abs(x-z)"},
                                            {"l1", "abs(x-z)"},
                                            {"hinge", "relu(1-x*z)"},
                                            {"logistic", "log(1+exp(-x*z))"},
                                            {"logloss", "log(1+exp(-x*z))"}};
    text = meant_folded(arena, text);
    for (size_t i = 0; i < sizeof losses / sizeof *losses && !strcmp(parameter->name, "loss"); i++)
        if (!strcmp(text, losses[i][0]))
            return losses[i][1];
    return NULL;
}

static const char *lower(struct arena *arena, const struct parameter *parameter, const char *text)
{
    (void)parameter;
    char *out = arena_copy(arena, text, strlen(text));
    for (char *at = out; *at; at++)
        *at = *at == '-' || *at == ' ' ? '_' : (char)tolower((unsigned char)*at);
    return out;
}

/* What other programs call what is a choice here. */
static const char *our_word(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const struct {
        const char *here, *elsewhere;
    } words[] = {
        {"both", "pathloss losspath"},
        {"surface", "3d plotsurface"},
        {"wireframe", "mesh plotwireframe"},
        {"heatmap", "imshow image pcolormesh colormap density"},
        {"filled", "contourf filledcontour"},
        {"contour", "isolines levelsets"},
        {"line", "plot graph curve"},
        {"cross_entropy", "ce nll logloss"},
        {"squared", "mse l2 meansquarederror"},
        {"log", "logarithmic log10"},
        {"linear", "lin"},
        {"dark", "night black"},
        {"light", "white day"},
        {"on", "true t yes y enabled"},
        {"off", "false f no n none disabled"},
    };
    (void)parameter;
    text = meant_folded(arena, text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_lists(words[i].elsewhere, ' ', text))
            return words[i].here;
    return NULL;
}

/* The one choice that is spelled so but for signs between words and the size of letters, or begins so, or that the text begins with. */
static const char *spelled_choice(struct arena *arena, const struct parameter *parameter, const char *text)
{
    enum { LEAST = 3 };
    const char *found = NULL, *choices = parameter->choices;
    const bool several = strpbrk(text, ",;|+&") != NULL; /* path,loss is not path */
    text = meant_folded(arena, text);
    for (size_t length; choices && *choices; choices += length + (choices[length] != 0)) {
        length = strcspn(choices, "|");
        const char *choice = arena_copy(arena, choices, length), *spelled = meant_folded(arena, choice);
        if (!strcmp(text, spelled))
            return choice;
        if (several || strlen(text) < LEAST || strlen(spelled) < LEAST || (!text_starts_with(text, spelled) && !text_starts_with(spelled, text)))
            continue;
        if (found)
            return NULL;
        found = choice;
    }
    return found;
}

/* Colours by the names of CSS Level 1 and orange, rgb(r,g,b), 0xrrggbb, #rrggbbaa. */
static const char *as_hexadecimal(struct arena *arena, const struct parameter *parameter, const char *text)
{
    static const char *const colours[][2] = {
        {"black", "000000"}, {"silver", "c0c0c0"}, {"gray", "808080"},      {"grey", "808080"},       {"white", "ffffff"}, {"maroon", "800000"},
        {"red", "ff0000"},   {"purple", "800080"}, {"fuchsia", "ff00ff"},   {"magenta", "ff00ff"},    {"green", "008000"}, {"lime", "00ff00"},
        {"olive", "808000"}, {"yellow", "ffff00"}, {"navy", "000080"},      {"blue", "0000ff"},       {"teal", "008080"},  {"aqua", "00ffff"},
        {"cyan", "00ffff"},  {"orange", "ffa500"}, {"none", "transparent"}, {"clear", "transparent"},
    };
    text = lower(arena, parameter, text);
    if (!strcmp(text, "transparent"))
        return text;
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        if (!strcmp(text, colours[i][0]))
            return colours[i][1];
    unsigned parts[3];
    char rest;
    const char *spaced = meant_replaced(arena, text, (const char *const[]){"_", NULL}, "");
    if (sscanf(spaced, "rgb(%3u,%3u,%3u%c", &parts[0], &parts[1], &parts[2], &rest) == 4 && rest == ')' && parts[0] < 256 && parts[1] < 256 &&
        parts[2] < 256)
        return arena_format(arena, "%02x%02x%02x", parts[0], parts[1], parts[2]);
    if (text_starts_with(text, "0x"))
        return text + 2;
    return NULL;
}

/* ---- which apply to what ---- */

static const char *calls(struct arena *arena, const struct parameter *parameter, const char *text)
{
    return meant_calls(arena, kind_rows[parameter->kind].table, text);
}

static meant_rewriting *const of_kinds[KIND_COUNT][MOST_STAGES] = {
    [KIND_INTEGER] = {plain, unnamed, meant_squared, meant_ungrouped, meant_with_point, meant_without_unit},
    [KIND_FUNCTION] = {as_loss},
    [KIND_REAL] = {plain, unnamed, meant_ungrouped, meant_with_point, meant_without_unit},
    [KIND_OPTIONAL] = {plain, unnamed, meant_ungrouped, meant_with_point, meant_without_unit},
    [KIND_REALS] = {plain, meant_as_number, unnamed, meant_without_unit, meant_with_decimals, meant_counted, meant_unconstructed, meant_unbracketed,
                    meant_with_commas, meant_one_point},
    [KIND_BOOLEAN] = {plain, unnamed, lower, our_word},
    [KIND_CHOICE] = {plain, unnamed, our_word, spelled_choice},
    [KIND_COLOUR] = {plain, unnamed, as_hexadecimal},
    [KIND_INTERVAL] = {plain, meant_unchained, unnamed, meant_both_signs, meant_ranged, meant_unconstructed, meant_unbracketed, meant_with_colons,
                       meant_with_points, meant_ascending},
    [KIND_LIMITS] = {plain, meant_unchained, unnamed, meant_both_signs, meant_ranged, meant_unconstructed, meant_unbracketed, meant_with_colons,
                     meant_with_points},
    [KIND_SWEPT] = {plain, meant_swept},
    [KIND_POINT] = {plain, meant_with_decimals, meant_behind_tuple, meant_without_names, meant_unconstructed, meant_unbracketed, meant_with_commas,
                    meant_one_point},
    [KIND_POINTS] = {plain, meant_with_decimals, meant_behind_tuple, meant_without_names, meant_unconstructed, meant_points_parted, meant_unbracketed,
                     meant_with_commas, meant_one_point, meant_in_pairs},
    [KIND_ROTATION] = {plain, meant_without_unit, calls, meant_unbracketed, meant_with_commas},
    [KIND_METHODS] = {plain, unnamed, calls},
    [KIND_SCHEDULES] = {plain, unnamed, calls},
    [KIND_ACTIVATIONS] = {plain, unnamed, calls},
    [KIND_DATA] = {plain, unnamed, calls},
    [KIND_NETWORKS] = {plain, unnamed, calls},
    [KIND_DISTRIBUTION] = {plain, unnamed, calls},
    [KIND_PROJECTION] = {plain, unnamed, calls},
};

const char *meant_value(struct arena *arena, const struct parameter *parameter, const char *value, repair_reader *read, void *context)
{
    if (strlen(value) > MOST_BYTES)
        return NULL;
    for (size_t i = 0; i < MOST_STAGES && of_kinds[parameter->kind][i]; i++) {
        const char *rewritten = of_kinds[parameter->kind][i](arena, parameter, value);
        if (!rewritten || !*rewritten || !strcmp(rewritten, value))
            continue;
        value = rewritten;
        struct error ignored = {0};
        if (strlen(value) < sizeof ignored.repair && read(arena, context, value, &ignored))
            return value;
    }
    return NULL;
}

/* What our parameters are called elsewhere, names separated by blanks; the first that a name stands in is meant first. */
static const struct {
    const char *here, *elsewhere;
} parameter_names[] = {
    {"f", "function func fn fun formula expr expression equation landscape objective loss"},
    {"loss", "loss_function criterion function formula f"},
    {"x", "range domain interval bounds xrange x_range xmin xmax x_min x_max"},
    {"y", "yrange y_range ymin ymax y_min y_max"},
    {"samples", "n num points n_samples resolution"},
    {"examples", "n n_samples"},
    {"start", "x0 init initial initial_point begin from"},
    {"at", "points point x0"},
    {"optimizer", "method algorithm solver opt optim"},
    {"lr", "learning_rate learningrate step_size stepsize alpha eta"},
    {"steps", "iterations iters iter max_iter maxiter n_steps num_steps niter n_iter"},
    {"epochs", "n_epochs num_epochs"},
    {"batch", "batch_size batchsize bs minibatch"},
    {"tolerance", "tol eps"},
    {"data", "dataset distribution"},
    {"network", "model net architecture"},
    {"decay", "weight_decay"},
    {"schedule", "scheduler lr_schedule lr_scheduler"},
    {"seed", "random_state rng"},
    {"seeds", "repeats"},
    {"dim", "dimension dims ndim d"},
    {"view", "type kind plot style mode"},
    {"width", "w size figsize"},
    {"height", "h"},
    {"scale", "dpi zoom"},
    {"background", "bg bgcolor"},
    {"theme", "color_scheme dark"},
    {"levels", "contours"},
    {"title", "caption name"},
    {"rotate", "angle rotation"},
    {"shift", "offset translate"},
    {"azimuth", "azim"},
    {"elevation", "elev"},
    {"derivatives", "derivative"},
    {"yscale", "log logy"},
    {"xscale", "logx"},
    {"frames", "fps"},
    {"moment", "time t"},
    {"motion", "animate animated"},
    {"subject", "constraint constraints s.t. st"},
};

const char *meant_parameter(const char *name, size_t index)
{
    for (size_t i = 0; i < sizeof parameter_names / sizeof *parameter_names; i++)
        if (text_lists(parameter_names[i].elsewhere, ' ', name) && index-- == 0)
            return parameter_names[i].here;
    return NULL;
}
