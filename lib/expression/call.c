/* Arguments are constant formulas, so commas and equals signs within brackets are theirs. */
#include "expression/call.h"

#include "base/number.h"
#include "base/text.h"
#include "expression/lower.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* The text between blanks; a '+' is one, too, where a form put it. */
static const char *trimmed(struct arena *arena, const char *start, size_t length)
{
    while (length && (*start == ' ' || *start == '+'))
        start++, length--;
    while (length && (start[length - 1] == ' ' || start[length - 1] == '+'))
        length--;
    return arena_copy(arena, start, length);
}

/* The next piece of a list, without the blanks around it; null at the end. */
static const char *next_piece(struct arena *arena, const char **at, char separator)
{
    size_t length;
    const char *start = text_piece(at, separator, &length);
    return start ? trimmed(arena, start, length) : NULL;
}

/* Where a call is read: the whole text, what its kind is called in errors, of which table it is, and whether it is within another. */
struct call_reading {
    const char *whole, *what;
    call_table *table;
    bool within;
};

/* Behind an error: the word would better be another. Where the whole text has it twice, neither is changed. */
static bool mend_word(const struct call_reading *reading, const char *word, const char *better, struct error *error)
{
    const size_t length = strlen(word);
    const char *found = NULL;
    size_t count = 0;
    for (const char *at = reading->whole; better && length && (at = strstr(at, word)); at += length) {
        const bool begins = at == reading->whole || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
        if (begins && !isalnum((unsigned char)at[length]) && at[length] != '_') {
            found = at;
            count++;
        }
    }
    if (count == 1)
        error_mend(error, (size_t)(found - reading->whole), length, better);
    return false;
}

const char *call_name_at(call_table *table, size_t index)
{
    const struct callable *callable = table(index);
    return callable ? callable->name : NULL;
}

const struct callable *call_find(call_table *table, const char *name, const char **nearest)
{
    const struct callable *callable;
    for (size_t i = 0; (callable = table(i)); i++)
        if (!strcmp(callable->name, name))
            return callable;
    for (size_t i = 0; (callable = table(i)); i++)
        text_nearest(name, callable->name, nearest);
    return NULL;
}

static bool unknown_name(struct arena *arena, const struct call_reading *reading, const char *name, const char *nearest, struct error *error)
{
    struct buffer allowed = {.arena = arena};
    const struct callable *callable;
    char shown[64];
    for (size_t i = 0; (callable = reading->table(i)); i++)
        buffer_format(&allowed, "%s%s", i ? ", " : "", callable->name);
    text_shorten(error->allowed, sizeof error->allowed, buffer_string(&allowed));
    text_shorten(error->nearest, sizeof error->nearest, nearest ? nearest : "");
    text_shorten(shown, sizeof shown, name);
    error_set(error, ERROR_UNKNOWN, "there is no %s '%s'%s%s%s", reading->what, shown, nearest ? "; did you mean '" : "", nearest ? nearest : "",
              nearest ? "'?" : "");
    return mend_word(reading, name, nearest, error);
}

size_t call_option_find(const struct callable *callable, const char *name)
{
    size_t i = 0;
    while (i < callable->option_count && strcmp(callable->options[i].name, name) &&
           !(callable->options[i].alias && !strcmp(callable->options[i].alias, name)))
        i++;
    return i;
}

static bool unknown_option(struct arena *arena, const struct call_reading *reading, const struct callable *callable, const char *name,
                           struct error *error)
{
    struct buffer allowed = {.arena = arena};
    const char *nearest = NULL;
    char shown[64];
    for (size_t i = 0; i < callable->option_count; i++) {
        buffer_format(&allowed, "%s%s", i ? ", " : "", callable->options[i].name);
        text_nearest(name, callable->options[i].name, &nearest);
    }
    text_shorten(error->allowed, sizeof error->allowed, buffer_string(&allowed));
    text_shorten(error->nearest, sizeof error->nearest, nearest ? nearest : "");
    text_shorten(shown, sizeof shown, name);
    error_set(error, ERROR_UNKNOWN, "%s has no argument '%s'; it takes %s", callable->name, shown, error->allowed);
    return mend_word(reading, name, nearest, error);
}

/* The index of a word within "cos|linear", or -1. */
static int choice_index(const char *choices, const char *word)
{
    const size_t length = strlen(word);
    for (int index = 0;; index++, choices++) {
        const size_t span = strcspn(choices, "|");
        if (span == length && !strncmp(choices, word, length))
            return index;
        choices += span;
        if (!*choices)
            return -1;
    }
}

/* The word of "cos|linear" that is nearest; null if none is near. */
static const char *nearest_choice(struct arena *arena, const char *choices, const char *word)
{
    const char *nearest = NULL;
    for (const char *at = choices;; at++) {
        const size_t length = strcspn(at, "|");
        text_nearest(word, arena_copy(arena, at, length), &nearest);
        at += length;
        if (!*at)
            return nearest;
    }
}

static bool read_value(struct arena *arena, const struct call_reading *reading, const struct callable *callable, const struct call_option *option,
                       const char *text, double *value, struct error *error)
{
    if (option->kind == OPTION_CHOICE) {
        const int index = choice_index(option->choices, text);
        *value = index;
        if (index >= 0)
            return true;
        error_set(error, ERROR_INVALID, "%s of %s is one of %s", option->name, callable->name, option->choices);
        return mend_word(reading, text, nearest_choice(arena, option->choices, text), error);
    }
    if (option->kind == OPTION_REAL && option->choices && !strcmp(text, option->choices)) {
        *value = NAN;
        return true;
    }
    if (option->kind == OPTION_SWITCH && (!strcmp(text, "true") || !strcmp(text, "false"))) {
        *value = text[0] == 't';
        return true;
    }
    const char *word = option->kind == OPTION_SWITCH ? "true|false" : option->kind == OPTION_REAL && option->choices ? option->choices : NULL;
    if (word && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] == 0 && (word = nearest_choice(arena, word, text))) {
        error_set(error, ERROR_INVALID, "'%s' is no value of %s of %s; did you mean '%s'?", text, option->name, callable->name, word);
        return mend_word(reading, text, word, error);
    }
    if (!syntax_constant(arena, text, value, error)) {
        error->edit.known = false; /* its place is one of the constant, not of the whole text */
        return false;
    }
    if (option->kind != OPTION_REAL && option->kind != OPTION_LIST && *value != floor(*value))
        return error_set(error, ERROR_INVALID, "%s of %s must be a whole number", option->name, callable->name);
    if (*value >= option->least && *value <= option->most)
        return true;
    char least[NUMBER_SIZE], most[NUMBER_SIZE];
    number_print(least, option->least);
    number_print(most, option->most);
    return error_set(error, ERROR_INVALID, "%s of %s must be from %s to %s", option->name, callable->name, least, most);
}

static bool read_items(struct arena *arena, const struct call_reading *reading, const struct call_option *option, const char *text, struct call *call,
                       struct error *error)
{
    const struct callable *callable = call->callable;
    double *items = ARENA_NEW(arena, double, CALL_MOST_ITEMS);
    const char *piece, *at = *text ? text : NULL;
    for (call->item_count = 0; (piece = next_piece(arena, &at, ';')); call->item_count++) {
        if (call->item_count == CALL_MOST_ITEMS)
            return error_set(error, ERROR_INVALID, "%s of %s has more than %d numbers", option->name, callable->name, CALL_MOST_ITEMS);
        if (!read_value(arena, reading, callable, option, piece, &items[call->item_count], error))
            return false;
    }
    call->items = items;
    return true;
}

static bool read_call(struct arena *arena, const char *text, const struct call_reading *reading, struct call *call, struct error *error);

static bool read_inner(struct arena *arena, const struct call_reading *reading, const struct call_option *option, const char *text, struct call *call,
                       struct error *error)
{
    const struct call_reading inner = {reading->whole, reading->what, reading->table, true};
    const char *piece, *at = text;
    if (reading->within)
        return error_set(error, ERROR_INVALID, "%s takes a %s within it, and cannot itself be within another", call->callable->name, reading->what);
    struct call *items = ARENA_NEW(arena, struct call, CALL_MOST);
    for (call->inner_count = 0; (piece = next_piece(arena, &at, ';')); call->inner_count++) {
        if ((double)call->inner_count == option->most)
            return error_set(error, ERROR_INVALID, "%s of %s is at most %g %s%s", option->name, call->callable->name, option->most, reading->what,
                             option->most > 1 ? "s" : "");
        if (!read_call(arena, piece, &inner, &items[call->inner_count], error))
            return false;
    }
    if ((double)call->inner_count < option->least)
        return error_set(error, ERROR_INVALID, "%s of %s is at least %g %s%s", option->name, call->callable->name, option->least, reading->what,
                         option->least > 1 ? "s, separated by ;" : "");
    call->inner = items;
    return true;
}

static bool read_option(struct arena *arena, const struct call_reading *reading, const struct call_option *option, const char *text,
                        struct call *call, double *value, struct error *error)
{
    if (option->kind == OPTION_LIST)
        return read_items(arena, reading, option, text, call, error);
    if (option->kind == OPTION_CALLS)
        return read_inner(arena, reading, option, text, call, error);
    if (option->kind != OPTION_TEXT)
        return read_value(arena, reading, call->callable, option, text, value, error);
    call->text = text;
    return true;
}

/* The option that an argument without a name is for: the first, if it is a list, or the text or the calls; option_count if there is none. */
static size_t unnamed_option(const struct callable *callable)
{
    size_t i = 0;
    if (callable->options[0].kind == OPTION_LIST)
        return 0;
    while (i < callable->option_count && callable->options[i].kind != OPTION_TEXT && callable->options[i].kind != OPTION_CALLS)
        i++;
    return i;
}

/* Whether the argument begins with a name and an equals sign: those of x>=0 and mlp(hidden=8) are its own. */
static bool is_named(const char *text)
{
    const char *equals = strchr(text, '=');
    for (const char *at = text; at < equals; at++)
        if (!isalnum((unsigned char)*at) && *at != '_' && *at != ' ')
            return false;
    return equals != NULL;
}

static bool read_argument(struct arena *arena, const struct call_reading *reading, const char *text, struct call *call, struct error *error)
{
    const struct callable *callable = call->callable;
    const char *equals = strchr(text, '=');
    if (!callable->option_count)
        return error_set(error, ERROR_INVALID, "%s takes no arguments", callable->name);
    const size_t unnamed = unnamed_option(callable);
    const bool list = unnamed == 0 && callable->options[0].kind == OPTION_LIST;
    if ((list ? !equals : !is_named(text)) && *text && unnamed < callable->option_count && !call->given[unnamed]) {
        call->given[unnamed] = true;
        return read_option(arena, reading, &callable->options[unnamed], text, call, &call->values[unnamed], error);
    }
    if (!equals)
        return error_set(error, ERROR_INVALID, "arguments are written name=value, as in %s(%s=%s)", callable->name, callable->options[0].name,
                         *text ? text : "0.1");
    const char *name = trimmed(arena, text, (size_t)(equals - text)), *value = trimmed(arena, equals + 1, strlen(equals + 1));
    const size_t index = call_option_find(callable, name);
    if (index == callable->option_count)
        return unknown_option(arena, reading, callable, name, error);
    if (call->given[index])
        return error_set(error, ERROR_INVALID, "%s of %s is given twice", name, callable->name);
    call->given[index] = true;
    const struct call_option *option = &callable->options[index];
    if (!*value)
        return error_set(error, ERROR_INVALID, "%s of %s has no value", name, callable->name);
    return read_option(arena, reading, option, value, call, &call->values[index], error);
}

struct call call_default(const struct callable *callable)
{
    struct call call = {.callable = callable};
    for (size_t i = 0; i < callable->option_count; i++)
        call.values[i] = callable->options[i].initial;
    return call;
}

/* Lists, texts and calls that were not given take their defaults; without one that has none the call means nothing. */
static bool complete(struct arena *arena, const struct call_reading *reading, struct call *call, struct error *error)
{
    for (size_t i = 0; i < call->callable->option_count; i++) {
        const struct call_option *option = &call->callable->options[i];
        if (call->given[i] || (option->kind != OPTION_LIST && option->kind != OPTION_TEXT && option->kind != OPTION_CALLS))
            continue;
        if (!option->choices)
            return error_set(error, ERROR_INVALID, "%s needs %s: %s", call->callable->name, option->name, option->help);
        if (!read_option(arena, reading, option, option->choices, call, &call->values[i], error))
            return false;
    }
    return true;
}

static bool read_call(struct arena *arena, const char *text, const struct call_reading *reading, struct call *call, struct error *error)
{
    const char *bracket = strchr(text, '('), *nearest = NULL;
    const char *name = trimmed(arena, text, bracket ? (size_t)(bracket - text) : strlen(text));
    const struct callable *callable = call_find(reading->table, name, &nearest);
    if (!callable)
        return unknown_name(arena, reading, name, nearest, error);
    *call = call_default(callable);
    if (bracket) {
        const char *inside = trimmed(arena, bracket + 1, strlen(bracket + 1));
        const size_t length = strlen(inside);
        if (!length || inside[length - 1] != ')')
            return error_set(error, ERROR_INVALID, "the bracket of %s is not closed at the end", name);
        const char *piece, *at = length > 1 ? arena_copy(arena, inside, length - 1) : NULL;
        while ((piece = next_piece(arena, &at, ',')))
            if (!read_argument(arena, reading, piece, call, error))
                return false;
    }
    return complete(arena, reading, call, error) && (!callable->check || callable->check(arena, call, error));
}

bool call_read(struct arena *arena, const char *text, const char *what, call_table *table, struct call *call, struct error *error)
{
    return read_call(arena, text, &(struct call_reading){text, what, table, false}, call, error);
}

bool call_read_list(struct arena *arena, const char *text, const char *what, call_table *table, struct calls *calls, struct error *error)
{
    struct call *items = ARENA_NEW(arena, struct call, CALL_MOST);
    const char *piece, *at = text;
    for (calls->count = 0; (piece = next_piece(arena, &at, ',')); calls->count++) {
        if (calls->count == CALL_MOST)
            return error_set(error, ERROR_INVALID, "at most %d %ss are compared", CALL_MOST, what);
        if (!read_call(arena, piece, &(struct call_reading){text, what, table, false}, &items[calls->count], error))
            return false;
    }
    calls->items = items;
    return true;
}

static void print_value(const struct call *call, size_t index, struct buffer *out)
{
    const struct call_option *option = &call->callable->options[index];
    if (option->kind == OPTION_CHOICE) {
        const char *choice = option->choices;
        for (int i = 0; i < (int)call->values[index]; i++)
            choice = strchr(choice, '|') + 1;
        buffer_bytes(out, choice, strcspn(choice, "|"));
    } else if (option->kind == OPTION_TEXT) {
        buffer_text(out, call->text);
    } else if (option->kind == OPTION_CALLS) {
        for (size_t i = 0; i < call->inner_count; i++) {
            buffer_text(out, i ? ";" : "");
            call_print(&call->inner[i], out);
        }
    } else if (option->kind == OPTION_LIST) {
        for (size_t i = 0; i < call->item_count; i++) {
            buffer_text(out, i ? ";" : "");
            buffer_number(out, call->items[i]);
        }
    } else if (option->choices && isnan(call->values[index])) {
        buffer_text(out, option->choices);
    } else {
        buffer_number(out, call->values[index]);
    }
}

void call_print(const struct call *call, struct buffer *out)
{
    buffer_text(out, call->callable->name);
    bool open = false;
    for (size_t i = 0; i < call->callable->option_count; i++)
        if (call->given[i]) {
            buffer_format(out, "%s%s=", open ? "," : "(", call->callable->options[i].name);
            print_value(call, i, out);
            open = true;
        }
    buffer_text(out, open ? ")" : "");
}

bool call_refuse(struct arena *arena, const struct call *call, size_t option, double repaired, struct error *error, const char *detail)
{
    struct buffer text = {.arena = arena};
    struct call repair = *call;
    repair.given[option] = true;
    repair.values[option] = repaired;
    call_print(&repair, &text);
    if (strlen(buffer_string(&text)) < sizeof error->nearest)
        text_shorten(error->nearest, sizeof error->nearest, buffer_string(&text));
    return error_set(error, ERROR_INVALID, "%s; did you mean '%s'?", detail, buffer_string(&text));
}
