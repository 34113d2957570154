/* Numbers are constant formulas of the expression language, so that x=-2*pi:2*pi means what it says; lists are split at their
 * separators first, which no number contains outside brackets. */
#include "study/kind_numbers.h"

#include "base/number.h"
#include "base/text.h"
#include "expression/lower.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { MOST_COORDINATES = 4096 }; /* of one point: the parameters of a network */

/* The next piece of a list, copied; null at the end. */
static const char *next_piece(struct arena *arena, const char **at, char separator)
{
    size_t length;
    const char *start = text_piece(at, separator, &length);
    return start ? arena_copy(arena, start, length) : NULL;
}

static bool read_number(struct arena *arena, const char *text, double *value, struct error *error)
{
    /* The common case, a plain literal, needs no graph. */
    return number_literal(text, value) || syntax_constant(arena, text, value, error);
}

static bool check_range(const struct parameter *parameter, double value, struct error *error)
{
    if (parameter->least == parameter->most || (value >= parameter->least && value <= parameter->most))
        return true;
    char least[NUMBER_SIZE], most[NUMBER_SIZE], given[NUMBER_SIZE];
    number_print(least, parameter->least);
    number_print(most, parameter->most);
    number_print(given, value);
    text_shorten(error->nearest, sizeof error->nearest, value < parameter->least ? least : most);
    return error_set(error, ERROR_INVALID, "%s is out of range: it must be from %s to %s", given, least, most);
}

/* The sign of degrees makes radians of a number, where the parameter is in degrees itself; a number with π in it is one of radians. */
static bool refuse_degrees(struct arena *arena, const struct parameter *parameter, const char *text, struct error *error)
{
    const bool degrees = parameter->unit && !strcmp(parameter->unit, "degrees");
    const char *sign = degrees ? strstr(text, "°") : NULL;
    double radians;
    struct error ignored = {0};
    if (degrees && !sign && (strstr(text, "pi") || strstr(text, "π")) && read_number(arena, text, &radians, &ignored)) {
        char number[NUMBER_SIZE];
        number_print(number, round(radians * 180 / 3.141592653589793 * 1e9) / 1e9);
        error_mend(error, 0, strlen(text), number);
        error_set(error, ERROR_INVALID, "%s is in degrees: %s radians are %s", parameter->name, text, number);
        return true;
    }
    if (!sign)
        return false;
    error_mend(error, (size_t)(sign - text), strlen("°"), "");
    error_set(error, ERROR_INVALID, "%s is in degrees: they are written without their sign", parameter->name);
    return true;
}

bool kind_read_real(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    if (refuse_degrees(arena, parameter, argument->value, error))
        return false;
    return read_number(arena, argument->value, field, error) && check_range(parameter, *(double *)field, error);
}

void kind_write_real(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    buffer_number(out, *(const double *)field);
}

bool kind_read_optional(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct optional *optional = field;
    optional->given = true;
    return kind_read_real(arena, parameter, argument, &optional->value, error);
}

void kind_write_optional(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct optional *optional = field;
    if (optional->given)
        kind_write_real(parameter, &optional->value, out);
}

/* 1.000, which is a thousand to many. */
static bool has_thousands(const char *text)
{
    text += *text == '-' || *text == '+';
    const size_t digits = strspn(text, "0123456789");
    const char *group = text + digits;
    while (digits && *group == '.' && strspn(group + 1, "0123456789") == 3)
        group += 4;
    return digits && digits < 4 && *text != '0' && group > text + digits && !*group;
}

bool kind_read_integer(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    double value;
    if (!read_number(arena, argument->value, &value, error))
        return false;
    if (has_thousands(argument->value))
        return error_set(error, ERROR_INVALID, "%s may be thousands, or have three places: a whole number is written without a point",
                         argument->value);
    if (value != floor(value) || fabs(value) > 9007199254740992.0)
        return error_set(error, ERROR_INVALID, "a whole number is wanted here");
    /* 9007199254740993 is read as the double before it. */
    if (fabs(value) == 9007199254740992.0 && isdigit((unsigned char)argument->value[0]) && strcmp(argument->value, "9007199254740992") != 0)
        return error_set(error, ERROR_INVALID, "a whole number of at most 9007199254740992 is wanted here: beyond, not each one is a double");
    if (!check_range(parameter, value, error))
        return false;
    *(long *)field = (long)value;
    return true;
}

void kind_write_integer(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    char text[NUMBER_SIZE];
    buffer_bytes(out, text, number_print_fixed(text, *(const long *)field, 0));
}

/* Numbers separated by `separator`. */
bool kind_read_numbers(struct arena *arena, const char *text, char separator, size_t most, const double **items, size_t *count, struct error *error)
{
    size_t capacity = 1;
    for (const char *at = text; *at; at++)
        capacity += *at == separator;
    if (capacity > most)
        return error_set(error, ERROR_INVALID, "there are more than %zu numbers", most);
    double *numbers = ARENA_NEW(arena, double, capacity);
    const char *piece, *at = text;
    for (*count = 0; (piece = next_piece(arena, &at, separator)); ++*count)
        if (separator == ',' && piece[0] == '0' && isdigit((unsigned char)piece[1]))
            return error_set(error, ERROR_INVALID,
                             "a comma separates numbers; %s, with a nought in front, looks like decimals: they stand behind a point", piece);
        else if (!read_number(arena, piece, &numbers[*count], error))
            return false;
    *items = numbers;
    return true;
}

void kind_write_numbers(const double *items, size_t count, const char *separator, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? separator : "");
        buffer_number(out, items[i]);
    }
}

bool kind_read_reals(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct reals *reals = field;
    if (parameter->choices && !strcmp(argument->value, parameter->choices)) {
        double *word = ARENA_NEW(arena, double, 1);
        *word = NAN;
        *reals = (struct reals){word, 1};
        return true;
    }
    if (!kind_read_numbers(arena, argument->value, ',', KIND_MOST_ITEMS, &reals->items, &reals->count, error)) {
        const char *nearest = NULL;
        if (parameter->choices)
            text_nearest(argument->value, parameter->choices, &nearest);
        if (nearest) {
            *error = (struct error){0};
            error_set(error, ERROR_INVALID, "these are neither numbers nor the word '%s'", nearest);
            text_shorten(error->nearest, sizeof error->nearest, nearest);
            error_mend(error, 0, strlen(argument->value), nearest);
        }
        return false;
    }
    /* A rate of 0 is no run. */
    if (!strcmp(parameter->name, "lr") && reals->count == 2 && reals->items[0] == 0 && reals->items[1] == floor(reals->items[1]))
        return error_set(error, ERROR_INVALID, "a comma separates learning rates, and one of 0 moves nothing: decimals stand behind a point");
    for (size_t i = 0; i < reals->count; i++)
        if (!check_range(parameter, reals->items[i], error))
            return false;
    return true;
}

void kind_write_reals(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct reals *reals = field;
    if (parameter->choices && reals->count && isnan(reals->items[0]))
        buffer_text(out, parameter->choices);
    else
        kind_write_numbers(reals->items, reals->count, ",", out);
}

bool kind_read_interval(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct interval *interval = field;
    const double *numbers;
    size_t count;
    const char *typed = argument->value, *sign = typed + strcspn(typed, ",;");
    if (*sign && !strchr(typed, ':') && !strpbrk(typed, "([")) { /* -1,1 of a list of JSON */
        error_set(error, ERROR_INVALID, "an interval lo:hi is wanted here");
        error_mend(error, (size_t)(sign - typed), 1, ":");
        return false;
    }
    if (!kind_read_numbers(arena, argument->value, ':', KIND_MOST_ITEMS, &numbers, &count, error))
        return false;
    const bool limits = parameter->kind == KIND_LIMITS;
    if (count < 2 || count > (limits ? 2u : 3u))
        return error_set(error, ERROR_INVALID, "%s is wanted here", limits ? "an interval lo:hi" : "an interval lo:hi or lo:hi:step");
    if (!(limits ? numbers[0] != numbers[1] : numbers[0] < numbers[1]))
        return error_set(error, ERROR_INVALID,
                         limits ? "the ends of the interval must differ" : "the interval's first number must be less than its second");
    if (!isfinite(numbers[1] - numbers[0]))
        return error_set(error, ERROR_INVALID, "the interval is longer than the largest double");
    *interval = (struct interval){.given = true, .low = numbers[0], .high = numbers[1], .step = count == 3 ? numbers[2] : 0};
    if (count == 3 && !(interval->step > 0))
        return error_set(error, ERROR_INVALID, "the step must be above 0");
    return true;
}

void kind_write_interval(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct interval *interval = field;
    if (interval->given)
        kind_write_numbers((double[]){interval->low, interval->high, interval->step}, interval->step > 0 ? 3 : 2, ":", out);
}

bool kind_read_swept(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct swept *setting = field;
    const char *at = argument->value, *name = next_piece(arena, &at, ','), *interval = next_piece(arena, &at, ','),
               *scale = next_piece(arena, &at, ',');
    const double *ends;
    size_t count = 0;
    if (!name || !*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")] || !interval || at)
        return error_set(error, ERROR_INVALID, "NAME,lo:hi or NAME,lo:hi,log is wanted here, as in lr,0.001:10,log");
    if (!kind_read_numbers(arena, interval, ':', KIND_MOST_ITEMS, &ends, &count, error))
        return false;
    if (count != 2)
        return error_set(error, ERROR_INVALID, "the values of %s are an interval lo:hi", name);
    if (!(ends[0] < ends[1]) || !isfinite(ends[1] - ends[0]))
        return error_set(error, ERROR_INVALID, "the interval's first number must be less than its second");
    if (scale && strcmp(scale, "log") && strcmp(scale, "linear"))
        return error_set(error, ERROR_INVALID, "behind the interval stands log or linear, or nothing");
    const bool log = scale && !strcmp(scale, "log");
    if (log && !(ends[0] > 0))
        return error_set(error, ERROR_INVALID, "on a logarithmic axis the interval must be above 0");
    *setting = (struct swept){.name = name, .low = ends[0], .high = ends[1], .log = log};
    return true;
}

void kind_write_swept(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct swept *setting = field;
    if (!setting->name)
        return;
    buffer_format(out, "%s,", setting->name);
    kind_write_numbers((double[]){setting->low, setting->high}, 2, ":", out);
    buffer_text(out, setting->log ? ",log" : "");
}

bool kind_read_point(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct coordinates *point = field;
    return kind_read_numbers(arena, argument->value, ',', MOST_COORDINATES, &point->items, &point->count, error);
}

void kind_write_point(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct coordinates *point = field;
    kind_write_numbers(point->items, point->count, ",", out);
}

bool kind_read_points(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct points *points = field;
    struct coordinates *items = ARENA_NEW(arena, struct coordinates, KIND_MOST_ITEMS);
    const char *piece, *at = argument->value;
    for (points->count = 0; (piece = next_piece(arena, &at, ';')); points->count++) {
        struct coordinates *point = &items[points->count];
        if (points->count == KIND_MOST_ITEMS)
            return error_set(error, ERROR_INVALID, "there are more than %d points", KIND_MOST_ITEMS);
        if (!kind_read_numbers(arena, piece, ',', KIND_MOST_ITEMS, &point->items, &point->count, error))
            return false;
        if (point->count != items[0].count)
            return error_set(error, ERROR_INVALID, "%s has points of %zu and of %zu coordinates", parameter->name, items[0].count, point->count);
    }
    points->items = items;
    return true;
}

void kind_write_points(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct points *points = field;
    for (size_t i = 0; i < points->count; i++) {
        buffer_text(out, i ? ";" : "");
        kind_write_point(parameter, &points->items[i], out);
    }
}

/* How a rotation is drawn. */
const struct callable *kind_random_rotation_at(size_t index)
{
    static const struct call_option options[] = {
        {"seed", OPTION_WHOLE, .initial = 1, .least = 0, .most = 9007199254740992.0, .help = "which rotation is drawn"},
    };
    static const struct callable random = {.name = "random", OPTIONS(options)};
    return index ? NULL : &random;
}

bool kind_read_rotation(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    enum { LENGTH = sizeof "random" - 1 };
    struct rotation *rotation = field;
    if (!strncmp(argument->value, "random", LENGTH))
        return call_read(arena, argument->value, "rotation", kind_random_rotation_at, &rotation->random, error);
    struct reals angles;
    if (refuse_degrees(arena, parameter, argument->value, error) || !kind_read_reals(arena, parameter, argument, &angles, error))
        return false;
    rotation->angles = angles.items;
    rotation->count = angles.count;
    return true;
}

void kind_write_rotation(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct rotation *rotation = field;
    if (rotation->random.callable)
        call_print(&rotation->random, out);
    kind_write_numbers(rotation->angles, rotation->count, ",", out);
}
