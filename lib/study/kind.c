/* Numbers are constant formulas of the expression language, so that x=-2*pi:2*pi means what it says; lists are split at their
 * separators first, which no number contains outside brackets. */
#include "study/kind.h"

#include "analysis/distribution.h"
#include "base/number.h"
#include "base/text.h"
#include "data/data.h"
#include "expression/lower.h"
#include "expression/print.h"
#include "figure/figure.h"
#include "landscape/landscape.h"
#include "network/activation.h"
#include "network/networks.h"
#include "optimize/method.h"
#include "optimize/projection.h"
#include "optimize/schedule.h"
#include "study/kind_table.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ITEMS = 1000, MOST_COORDINATES = 4096, MOST_TEXT = 1000 }; /* coordinates: of one point, the parameters of a network */

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

static bool read_real(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    if (refuse_degrees(arena, parameter, argument->value, error))
        return false;
    return read_number(arena, argument->value, field, error) && check_range(parameter, *(double *)field, error);
}

static void write_real(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    buffer_number(out, *(const double *)field);
}

static bool read_optional(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct optional *optional = field;
    optional->given = true;
    return read_real(arena, parameter, argument, &optional->value, error);
}

static void write_optional(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct optional *optional = field;
    if (optional->given)
        write_real(parameter, &optional->value, out);
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

static bool read_integer(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
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

static void write_integer(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    char text[NUMBER_SIZE];
    buffer_bytes(out, text, number_print_fixed(text, *(const long *)field, 0));
}

/* Numbers separated by `separator`. */
static bool read_numbers(struct arena *arena, const char *text, char separator, size_t most, const double **items, size_t *count, struct error *error)
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

static void write_numbers(const double *items, size_t count, const char *separator, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? separator : "");
        buffer_number(out, items[i]);
    }
}

static bool read_reals(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct reals *reals = field;
    if (parameter->choices && !strcmp(argument->value, parameter->choices)) {
        double *word = ARENA_NEW(arena, double, 1);
        *word = NAN;
        *reals = (struct reals){word, 1};
        return true;
    }
    if (!read_numbers(arena, argument->value, ',', MOST_ITEMS, &reals->items, &reals->count, error)) {
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

static void write_reals(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct reals *reals = field;
    if (parameter->choices && reals->count && isnan(reals->items[0]))
        buffer_text(out, parameter->choices);
    else
        write_numbers(reals->items, reals->count, ",", out);
}

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

static int choice_count(const char *choices)
{
    int count = 1;
    for (; *choices; choices++)
        count += *choices == '|';
    return count;
}

static bool read_choice(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    const char *nearest = NULL;
    struct buffer allowed = {.arena = arena};
    const int count = choice_count(parameter->choices);
    for (int i = 0; i < count; i++)
        if (!strcmp(choice_at(arena, parameter->choices, i), argument->text)) {
            *(int *)field = i;
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

/* False with an error that names the character for a text that the fonts cannot set: boxes would say nothing. */
static bool can_be_drawn(const char *text, struct error *error)
{
    const uint32_t character = figure_missing_character(text);
    if (!character)
        return true;
    const char *at = text, *end = text;
    while (text_next(&end) != character)
        at = end;
    text_shorten(error->allowed, sizeof error->allowed, figure_scripts());
    return error_set(error, ERROR_INVALID, "no font here has the character '%.*s' (U+%04X)", (int)(end - at), at, (unsigned)character);
}

static bool is_blank(char character)
{
    return character == ' ' || !character;
}

/* The end of the mathematics that a '$' opens: the next '$' that has no blank before it and no digit behind it, if there is no blank behind
 * the first (as pandoc reads them: "$5 or $6" is money). Null: the '$' stands for itself. */
static const char *mathematics_end(const char *dollar, const char *end)
{
    if (is_blank(dollar[1]))
        return NULL;
    for (const char *at = dollar + 1; at < end; at++)
        if (*at == '$' && !is_blank(at[-1]) && !(at + 1 < end && at[1] >= '0' && at[1] <= '9') && at > dollar + 1)
            return at;
    return NULL;
}

/* The length of a command of mathematics whose \n is no end of a line, as nothing that is written begins like the rest of it; 0: there is none. */
static size_t command_length(const char *at, const char *end)
{
    static const char *const commands[] = {"\\nabla", "\\neq", "\\notin", "\\nexists", "\\natural", "\\nearrow", "\\nwarrow"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const size_t length = strlen(commands[i]);
        if ((size_t)(end - at) >= length && !memcmp(at, commands[i], length) && !(at + length < end && isalpha((unsigned char)at[length])))
            return length;
    }
    return 0;
}

/* How far a text goes as it is from `at`: through mathematics or a command of it, where \n begins \nabla; else a character. Never past `end`. */
static size_t literal_length(const char *at, const char *end)
{
    const char *close = *at == '$' ? mathematics_end(at, end) : NULL;
    const size_t command = command_length(at, end);
    return close ? (size_t)(close + 1 - at) : command ? command : 1;
}

/* Appends what stands for itself, without control characters; a line feed in mathematics is a blank. */
static bool append_literal(struct buffer *out, const char *at, size_t length, struct error *error)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char character = (unsigned char)at[i];
        if ((character < 0x20 && character != '\n') || character == 0x7f)
            return error_set(error, ERROR_INVALID, "the text has a control character (code %d)", character);
        buffer_character(out, character == '\n' && length > 1 ? ' ' : (char)character);
    }
    return true;
}

/* Text for a figure: UTF-8, lines parted by a line feed or the two characters \n, no other control characters. \\ is a backslash; between
 * dollar signs nothing is read. */
static bool read_display_text(struct arena *arena, const char *typed, size_t length, const char **text, struct error *error)
{
    if (!text_is_utf8(typed, length))
        return error_set(error, ERROR_INVALID, "the text is not UTF-8");
    if (length > MOST_TEXT)
        return error_set(error, ERROR_INVALID, "the text is %zu bytes long; at most %d are allowed", length, MOST_TEXT);
    struct buffer out = {.arena = arena};
    for (const char *at = typed, *end = typed + length; at < end;) {
        const bool escape = *at == '\\' && at + 1 < end && (at[1] == 'n' || at[1] == '\\') && !command_length(at, end);
        const size_t taken = escape ? 2 : literal_length(at, end);
        if (escape)
            buffer_character(&out, at[1] == 'n' ? '\n' : '\\');
        else if (!append_literal(&out, at, taken, error))
            return false;
        at += taken;
    }
    *text = buffer_string(&out);
    return can_be_drawn(*text, error);
}

static bool read_text(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    return read_display_text(arena, argument->text, strlen(argument->text), field, error);
}

static void write_text(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const char *text = *(const char *const *)field;
    for (const char *end = text ? strchr(text, 0) : NULL; text && *text;) {
        const size_t taken = literal_length(text, end);
        if (*text == '\n')
            buffer_text(out, "\\n");
        else if (*text == '\\' && text[1] && strchr("n\\\n", text[1]) && !command_length(text, end)) /* else it would be read with what follows */
            buffer_text(out, "\\\\");
        else
            buffer_bytes(out, text, taken);
        text += taken;
    }
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

static bool read_function(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    size_t count;
    if (!syntax_parse_list(arena, argument->value, &count, error)) {
        const char *meant = landscape_meant(arena, argument->value);
        if (meant) {
            error->edit.known = false;
            error_mend(error, 0, strlen(argument->value), meant);
        }
        return false;
    }
    *(const char **)field = argument->value;
    return true;
}

static void write_function(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const char *text = *(const char *const *)field;
    struct buffer spelled = {.arena = out->arena};
    struct error error = {0};
    size_t count;
    struct syntax **trees = text ? syntax_parse_list(out->arena, text, &count, &error) : NULL;
    for (size_t i = 0; trees && i < count; i++) {
        buffer_text(&spelled, i ? "," : "");
        syntax_print(trees[i], PRINT_TEXT, &spelled);
    }
    /* Brackets and blanks may make the canonical spelling too deep or too long to be read: then it stays as typed. */
    const bool as_typed = trees && !strcmp(buffer_string(&spelled), text); /* which has been read */
    if (!trees || as_typed || syntax_parse_list(out->arena, buffer_string(&spelled), &count, &error))
        buffer_text(out, buffer_string(&spelled));
    else
        for (; *text; text++)
            buffer_character(out, strchr("\t\r\n", *text) ? ' ' : *text);
}

static bool read_interval(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
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
    if (!read_numbers(arena, argument->value, ':', MOST_ITEMS, &numbers, &count, error))
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

static void write_interval(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct interval *interval = field;
    if (interval->given)
        write_numbers((double[]){interval->low, interval->high, interval->step}, interval->step > 0 ? 3 : 2, ":", out);
}

static bool read_swept(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct swept *setting = field;
    const char *at = argument->value, *name = next_piece(arena, &at, ','), *interval = next_piece(arena, &at, ','),
               *scale = next_piece(arena, &at, ',');
    const double *ends;
    size_t count = 0;
    if (!name || !*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")] || !interval || at)
        return error_set(error, ERROR_INVALID, "NAME,lo:hi or NAME,lo:hi,log is wanted here, as in lr,0.001:10,log");
    if (!read_numbers(arena, interval, ':', MOST_ITEMS, &ends, &count, error))
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

static void write_swept(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct swept *setting = field;
    if (!setting->name)
        return;
    buffer_format(out, "%s,", setting->name);
    write_numbers((double[]){setting->low, setting->high}, 2, ":", out);
    buffer_text(out, setting->log ? ",log" : "");
}

static bool read_point(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct coordinates *point = field;
    return read_numbers(arena, argument->value, ',', MOST_COORDINATES, &point->items, &point->count, error);
}

static void write_point(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct coordinates *point = field;
    write_numbers(point->items, point->count, ",", out);
}

static bool read_points(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    struct points *points = field;
    struct coordinates *items = ARENA_NEW(arena, struct coordinates, MOST_ITEMS);
    const char *piece, *at = argument->value;
    for (points->count = 0; (piece = next_piece(arena, &at, ';')); points->count++) {
        struct coordinates *point = &items[points->count];
        if (points->count == MOST_ITEMS)
            return error_set(error, ERROR_INVALID, "there are more than %d points", MOST_ITEMS);
        if (!read_numbers(arena, piece, ',', MOST_ITEMS, &point->items, &point->count, error))
            return false;
        if (point->count != items[0].count)
            return error_set(error, ERROR_INVALID, "%s has points of %zu and of %zu coordinates", parameter->name, items[0].count, point->count);
    }
    points->items = items;
    return true;
}

static void write_points(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct points *points = field;
    for (size_t i = 0; i < points->count; i++) {
        buffer_text(out, i ? ";" : "");
        write_point(parameter, &points->items[i], out);
    }
}

/* How a rotation is drawn. */
static const struct callable *random_rotation_at(size_t index)
{
    static const struct call_option options[] = {
        {"seed", OPTION_WHOLE, .initial = 1, .least = 0, .most = 9007199254740992.0, .help = "which rotation is drawn"},
    };
    static const struct callable random = {.name = "random", OPTIONS(options)};
    return index ? NULL : &random;
}

static bool read_rotation(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    enum { LENGTH = sizeof "random" - 1 };
    struct rotation *rotation = field;
    if (!strncmp(argument->value, "random", LENGTH))
        return call_read(arena, argument->value, "rotation", random_rotation_at, &rotation->random, error);
    struct reals angles;
    if (refuse_degrees(arena, parameter, argument->value, error) || !read_reals(arena, parameter, argument, &angles, error))
        return false;
    rotation->angles = angles.items;
    rotation->count = angles.count;
    return true;
}

static void write_rotation(const struct parameter *parameter, const void *field, struct buffer *out)
{
    (void)parameter;
    const struct rotation *rotation = field;
    if (rotation->random.callable)
        call_print(&rotation->random, out);
    write_numbers(rotation->angles, rotation->count, ",", out);
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

/* Signs that may stand between the sides of a constraint, longer ones first. */
static const struct {
    const char *sign;
    enum constraint_relation relation;
    const char *instead; /* of those that are refused */
} relations[] = {
    {"<=", RELATION_AT_MOST, NULL},  {"=<", RELATION_AT_MOST, NULL}, {"≤", RELATION_AT_MOST, NULL}, {">=", RELATION_AT_LEAST, NULL},
    {"=>", RELATION_AT_LEAST, NULL}, {"≥", RELATION_AT_LEAST, NULL}, {"==", RELATION_EQUAL, "="},   {"!=", RELATION_EQUAL, "="},
    {"<", RELATION_AT_MOST, NULL},   {">", RELATION_AT_LEAST, NULL}, {"=", RELATION_EQUAL, NULL},
};
enum { RELATIONS = sizeof relations / sizeof *relations };

/* The next sign outside of brackets from `at` on, which it moves to; RELATIONS: there is none. */
static size_t next_relation(const char **at)
{
    int depth = 0;
    for (; **at; (*at)++) {
        depth += **at == '(' || **at == '[';
        depth -= **at == ')' || **at == ']';
        for (size_t i = 0; i < RELATIONS && depth == 0; i++)
            if (!strncmp(*at, relations[i].sign, strlen(relations[i].sign)))
                return i;
    }
    return RELATIONS;
}

/* One side: a formula. */
static bool read_side(struct arena *arena, const char *text, struct error *error)
{
    size_t count;
    if (!text[strspn(text, " ")])
        return error_set(error, ERROR_INVALID, "one side of the constraint is empty: write a formula on both, as in x+y<=1");
    if (!syntax_parse_list(arena, text, &count, error))
        return false;
    return count == 1 ||
           error_set(error, ERROR_INVALID, "a side of a constraint is one formula, not %zu: give subject twice for two constraints", count);
}

static bool read_constraint(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct constraint_text *constraint = field;
    const char *value = argument->value, *sign = value, *rest;
    const size_t found = next_relation(&sign);
    const size_t start = (size_t)(sign - value), length = found < RELATIONS ? strlen(relations[found].sign) : 0;
    if (found == RELATIONS) {
        error_mend(error, start, 0, "<=0");
        return error_set(error, ERROR_INVALID, "there is no comparison in the constraint: write g<=0, g>=0 or h=0, as in x^2+y^2<=4");
    }
    if (relations[found].instead) {
        error_mend(error, start, length, relations[found].instead);
        return error_set(error, ERROR_INVALID, "'%s' is no sign of a constraint: an equality is written with one =", relations[found].sign);
    }
    rest = sign + length;
    const char *second = rest;
    if (next_relation(&second) < RELATIONS) {
        return error_set(error, ERROR_INVALID, "a constraint is one comparison: give subject twice for two of them");
    }
    *constraint = (struct constraint_text){arena_copy(arena, value, start), arena_copy(arena, rest, strlen(rest)), relations[found].relation};
    return read_side(arena, constraint->left, error) && read_side(arena, constraint->right, error);
}

static void write_constraint(const struct parameter *parameter, const void *field, struct buffer *out)
{
    static const char *const signs[] = {[RELATION_AT_MOST] = " <= ", [RELATION_AT_LEAST] = " >= ", [RELATION_EQUAL] = " = "};
    const struct constraint_text *constraint = field;
    write_function(parameter, &constraint->left, out);
    buffer_text(out, signs[constraint->relation]);
    write_function(parameter, &constraint->right, out);
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

/* Coordinates of an annotation, true if the piece is two or three numbers. */
static bool read_place(struct arena *arena, const char *piece, double place[3], size_t *count)
{
    struct error ignored = {0};
    const double *items = NULL;
    if (!read_numbers(arena, piece, ',', MOST_ITEMS, &items, count, &ignored) || !items || *count < 2 || *count > 3)
        return false;
    memcpy(place, items, *count * sizeof *items);
    return true;
}

static bool read_annotation(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error)
{
    (void)parameter;
    struct annotation_text *annotation = field;
    *annotation = (struct annotation_text){0};
    if (!strcmp(argument->text, "auto")) {
        annotation->automatic = true;
        return true;
    }
    /* The coordinates are read from the end, so that a text may hold an '@'. */
    const char *last = strrchr(argument->value, '@');
    double place[3];
    size_t count;
    if (!last || !read_place(arena, last + 1, annotation->tip, &annotation->dimension))
        return error_set(error, ERROR_INVALID, "an annotation is TEXT@x,y or TEXT@x,y@textx,texty (coordinates of the data), or auto");
    const char *before = arena_copy(arena, argument->value, (size_t)(last - argument->value)), *first = strrchr(before, '@');
    size_t length = (size_t)(last - argument->value);
    if (first && read_place(arena, first + 1, place, &count)) {
        if (annotation->dimension != 2)
            return error_set(error, ERROR_INVALID, "the place of an annotation's text is two numbers");
        annotation->text_given = true;
        memcpy(annotation->text_at, annotation->tip, sizeof annotation->text_at);
        memcpy(annotation->tip, place, sizeof place);
        annotation->dimension = count;
        length = (size_t)(first - before);
    }
    return read_display_text(arena, argument->text, length, &annotation->text, error);
}

static void write_annotation(const struct parameter *parameter, const void *field, struct buffer *out)
{
    const struct annotation_text *annotation = field;
    if (annotation->automatic) {
        buffer_text(out, "auto");
        return;
    }
    write_text(parameter, &annotation->text, out);
    buffer_character(out, '@');
    write_numbers(annotation->tip, annotation->dimension, ",", out);
    if (annotation->text_given) {
        buffer_character(out, '@');
        write_numbers(annotation->text_at, 2, ",", out);
    }
}

const struct kind_row kind_rows[KIND_COUNT] = {
    [KIND_INTEGER] = {"integer", "a whole number", "integer", sizeof(long), read_integer, write_integer, NULL, NULL},
    [KIND_REAL] = {"real", "a number", "number", sizeof(double), read_real, write_real, NULL, NULL},
    [KIND_OPTIONAL] = {"real", "a number", "number", sizeof(struct optional), read_optional, write_optional, NULL, NULL},
    [KIND_REALS] = {"reals", "numbers separated by commas", "string", sizeof(struct reals), read_reals, write_reals, NULL, NULL},
    [KIND_BOOLEAN] = {"boolean", "0 or 1", "boolean", sizeof(bool), read_boolean, write_boolean, NULL, NULL},
    [KIND_CHOICE] = {"choice", "one of a list", "string", sizeof(int), read_choice, write_choice, NULL, NULL},
    [KIND_TEXT] = {"text", "text", "string", sizeof(char *), read_text, write_text, NULL, NULL},
    [KIND_TABLE] = {"table", "rows separated by semicolons or lines, their numbers by commas", "string", sizeof(char *), kind_read_table,
                    kind_write_table, NULL, NULL},
    [KIND_COLOUR] = {"colour", "a colour", "string", sizeof(struct colour), read_colour, write_colour, NULL, NULL},
    [KIND_FUNCTION] = {"function", "a landscape's name or a formula", "string", sizeof(char *), read_function, write_function, NULL, NULL},
    [KIND_INTERVAL] = {"interval", "an interval lo:hi or lo:hi:step", "string", sizeof(struct interval), read_interval, write_interval, NULL, NULL},
    [KIND_LIMITS] = {"limits", "an interval lo:hi", "string", sizeof(struct interval), read_interval, write_interval, NULL, NULL},
    [KIND_SWEPT] = {"swept", "the name of a setting and its interval, NAME,lo:hi or NAME,lo:hi,log", "string", sizeof(struct swept), read_swept,
                    write_swept, NULL, NULL},
    [KIND_POINT] = {"point", "a point, coordinates separated by commas", "string", sizeof(struct coordinates), read_point, write_point, NULL, NULL},
    [KIND_POINTS] = {"points", "points separated by semicolons, their coordinates by commas", "string", sizeof(struct points), read_points,
                     write_points, NULL, NULL},
    [KIND_ROTATION] = {"rotation", "an angle or several, separated by commas, or random(seed=1)", "string", sizeof(struct rotation), read_rotation,
                       write_rotation, "rotation", random_rotation_at},
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
    [KIND_CONSTRAINT] = {"constraint", "two formulas with <=, >= or = between them", "string", sizeof(struct constraint_text), read_constraint,
                         write_constraint, NULL, NULL},
    [KIND_ANNOTATION] = {"annotation", "TEXT@x,y, TEXT@x,y@textx,texty or auto", "string", sizeof(struct annotation_text), read_annotation,
                         write_annotation, NULL, NULL},
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
