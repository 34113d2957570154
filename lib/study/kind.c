/* One row a kind. */
#include "study/kind.h"

#include "analysis/distribution.h"
#include "base/text.h"
#include "data/data.h"
#include "network/activation.h"
#include "network/networks.h"
#include "optimize/method.h"
#include "optimize/projection.h"
#include "optimize/schedule.h"
#include "study/kind_formula.h"
#include "study/kind_numbers.h"
#include "study/kind_table.h"
#include "study/kind_text.h"

#include <stdlib.h>
#include <string.h>

static bool read_boolean(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)arena, (void)parameter;
    static const char *const words[] = {"0", "1", "false", "true", "no", "yes", "off", "on"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(argument->text, words[i])) {
            *(bool *)field = i & 1;
            return true;
        }
    strcpy(error->allowed, "0, 1, false, true");
    return error_set(error, ERROR_INVALID, "0 or 1 is wanted here");
}

static void write_boolean(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    buffer_text(out, *(const bool *)field ? "1" : "0");
}

/* The choice at an index of "line|contour|…", copied. */
static const char *choice_at(struct arena *arena, const char *choices, int index)
{
    while (index-- > 0)
        choices = strchr(choices, '|') + 1;
    return arena_copy(arena, choices, strcspn(choices, "|"));
}

static bool read_choice(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    const char *nearest = NULL, *piece, *rest = parameter->choices;
    struct buffer allowed = {.arena = arena};
    size_t length;
    int count = 0;
    for (; (piece = text_piece(&rest, '|', &length)); count++)
        if (!strncmp(piece, argument->text, length) && !argument->text[length]) {
            *(int *)field = count;
            return true;
        }
    for (int i = 0; i < count; i++) {
        const char *choice = choice_at(arena, parameter->choices, i);
        text_nearest(argument->text, choice, &nearest);
        buffer_format(&allowed, "%s%s", i ? ", " : "", choice);
    }
    text_shorten(error->allowed, sizeof error->allowed, buffer_string(&allowed));
    if (nearest)
        text_shorten(error->nearest, sizeof error->nearest, nearest);
    return error_set(error, ERROR_INVALID, "one of %s is wanted here", error->allowed);
}

static void write_choice(const struct parameter *parameter, const void *field, struct buffer *out)
{
    buffer_text(out, choice_at(out->arena, parameter->choices, *(const int *)field));
}

static bool read_colour(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)arena, (void)parameter;
    struct colour *colour = field;
    const char *digits = argument->text + (argument->text[0] == '#');
    const size_t length = strlen(digits);
    if (!strcmp(digits, "transparent")) {
        *colour = (struct colour){.given = true, .transparent = true};
        return true;
    }
    if (strspn(digits, "0123456789abcdefABCDEF") != length || (length != 6 && length != 3))
        return error_set(error, ERROR_INVALID, "a colour is #rrggbb (the # typed as %%23, or left out), #rgb or transparent");
    const unsigned number = (unsigned)strtoul(digits, NULL, 16);
    const unsigned wide = ((number >> 8) * 0x11) << 16 | ((number >> 4 & 15) * 0x11) << 8 | (number & 15) * 0x11;
    *colour = (struct colour){.given = true, .rgb = length == 6 ? number : wide};
    return true;
}

static void write_colour(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct colour *colour = field;
    if (colour->transparent)
        buffer_text(out, "transparent");
    else if (colour->given)
        buffer_format(out, "#%06x", colour->rgb);
}

/* Calls separated by commas: as many as the row's `most` allows, where it says. */
static bool read_calls(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    const struct kind_row *kind = &kind_rows[parameter->kind];
    struct calls *calls = field;
    if (!call_read_list(arena, argument->value, kind->what, kind->table, calls, error))
        return false;
    const size_t most = parameter->most > 0 ? (size_t)parameter->most : parameter->kind == KIND_DATA ? 1 : CALL_MOST;
    if (calls->count <= most)
        return true;
    if (most == 1)
        return error_set(error, ERROR_INVALID, "%s is one %s, not %zu", parameter->name, kind->what, calls->count);
    return error_set(error, ERROR_INVALID, "%s is at most %zu %ss, not %zu", parameter->name, most, kind->what, calls->count);
}

static bool read_call(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    const struct kind_row *kind = &kind_rows[parameter->kind];
    return call_read(arena, argument->value, kind->what, kind->table, field, error);
}

static void write_call(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    if (((const struct call *)field)->callable) /* not given: nothing */
        call_print(field, out);
}

static void write_calls(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct calls *calls = field;
    for (size_t i = 0; i < calls->count; i++) {
        buffer_text(out, i ? "," : "");
        call_print(&calls->items[i], out);
    }
}

const struct kind_row kind_rows[KIND_COUNT] = {
    [KIND_INTEGER] = {"integer", "a whole number", "integer", sizeof(long), kind_read_integer, kind_write_integer, NULL, NULL},
    [KIND_REAL] = {"real", "a number", "number", sizeof(double), kind_read_real, kind_write_real, NULL, NULL},
    [KIND_OPTIONAL] = {"real", "a number", "number", sizeof(struct optional), kind_read_optional, kind_write_optional, NULL, NULL},
    [KIND_REALS] = {"reals", "numbers separated by commas", "string", sizeof(struct reals), kind_read_reals, kind_write_reals, NULL, NULL},
    [KIND_BOOLEAN] = {"boolean", "0 or 1", "boolean", sizeof(bool), read_boolean, write_boolean, NULL, NULL},
    [KIND_CHOICE] = {"choice", "one of a list", "string", sizeof(int), read_choice, write_choice, NULL, NULL},
    [KIND_TEXT] = {"text", "text", "string", sizeof(char *), kind_read_text, kind_write_text, NULL, NULL},
    [KIND_TABLE] = {"table", "rows separated by semicolons or lines, their numbers by commas", "string", sizeof(char *), kind_read_table,
                    kind_write_table, NULL, NULL},
    [KIND_COLOUR] = {"colour", "a colour", "string", sizeof(struct colour), read_colour, write_colour, NULL, NULL},
    [KIND_FUNCTION] = {"function", "a landscape's name or a formula", "string", sizeof(char *), kind_read_function, kind_write_function, NULL, NULL},
    [KIND_INTERVAL] = {"interval", "an interval lo:hi or lo:hi:step", "string", sizeof(struct interval), kind_read_interval, kind_write_interval,
                       NULL, NULL},
    [KIND_LIMITS] = {"limits", "an interval lo:hi", "string", sizeof(struct interval), kind_read_interval, kind_write_interval, NULL, NULL},
    [KIND_SWEPT] = {"swept", "the name of a setting and its interval, NAME,lo:hi or NAME,lo:hi,log", "string", sizeof(struct swept), kind_read_swept,
                    kind_write_swept, NULL, NULL},
    [KIND_POINT] = {"point", "a point, coordinates separated by commas", "string", sizeof(struct coordinates), kind_read_point, kind_write_point,
                    NULL, NULL},
    [KIND_POINTS] = {"points", "points separated by semicolons, their coordinates by commas", "string", sizeof(struct points), kind_read_points,
                     kind_write_points, NULL, NULL},
    [KIND_ROTATION] = {"rotation", "an angle or several, separated by commas, or random(seed=1)", "string", sizeof(struct rotation),
                       kind_read_rotation, kind_write_rotation, "rotation", kind_random_rotation_at},
    [KIND_METHODS] = {"methods", "optimizers as name or name(argument=value,...), separated by commas", "string", sizeof(struct calls), read_calls,
                      write_calls, "optimizer", method_at},
    [KIND_SCHEDULES] = {"schedules", "schedules as name or name(argument=value,...), separated by commas", "string", sizeof(struct calls), read_calls,
                        write_calls, "schedule", schedule_at},
    [KIND_ACTIVATIONS] = {"activations", "activations as name or name(argument=value,...), separated by commas", "string", sizeof(struct calls),
                          read_calls, write_calls, "activation", activation_at},
    [KIND_DATA] = {"data", "a data set as name or name(argument=value,...)", "string", sizeof(struct calls), read_calls, write_calls, "data set",
                   data_kind_at},
    [KIND_NETWORKS] = {"networks", "networks as name or name(argument=value,...), separated by commas", "string", sizeof(struct calls), read_calls,
                       write_calls, "network", network_kind_at},
    [KIND_DISTRIBUTION] = {"distribution", "a distribution as name or name(argument=value,...)", "string", sizeof(struct call), read_call, write_call,
                           "distribution", distribution_at},
    [KIND_PROJECTION] = {"projection", "a convex set as name or name(argument=value,...)", "string", sizeof(struct call), read_call, write_call,
                         "convex set", projection_at},
    [KIND_CONSTRAINT] = {"constraint", "two formulas with <=, >= or = between them", "string", sizeof(struct constraint_text), kind_read_constraint,
                         kind_write_constraint, NULL, NULL},
    [KIND_ANNOTATION] = {"annotation", "TEXT@x,y, TEXT@x,y@textx,texty or auto", "string", sizeof(struct annotation_text), kind_read_annotation,
                         kind_write_annotation, NULL, NULL},
};

const char *parameter_kind_id(enum parameter_kind kind)
{
    return kind_rows[kind].id;
}

const char *parameter_kind_name(enum parameter_kind kind)
{
    return kind_rows[kind].name;
}

bool parameter_is_typed(const struct parameter *parameter)
{
    static const enum field_scalar scalars[KIND_COUNT] = {
        [KIND_INTEGER] = SCALAR_INTEGER, [KIND_REAL] = SCALAR_REAL,     [KIND_BOOLEAN] = SCALAR_BOOLEAN, [KIND_CHOICE] = SCALAR_CHOICE,
        [KIND_TEXT] = SCALAR_TEXT,       [KIND_FUNCTION] = SCALAR_TEXT, [KIND_TABLE] = SCALAR_TEXT,
    };
    if (parameter->repeatable)
        return parameter->scalar == SCALAR_NONE && parameter->size == sizeof(struct repeated);
    const enum field_scalar scalar = scalars[parameter->kind];
    return parameter->scalar == (scalar ? scalar : SCALAR_NONE) && parameter->size == kind_rows[parameter->kind].size;
}

bool parameter_is_number(enum parameter_kind kind)
{
    return kind == KIND_INTEGER || kind == KIND_REAL || kind == KIND_OPTIONAL || kind == KIND_REALS;
}
