/* Calls as other libraries write them, read leniently and printed strictly. */
#include "study/meant.h"

#include "base/buffer.h"
#include "base/text.h"
#include "network/activation.h"
#include "network/networks.h"
#include "study/meant_names.h"

#include <ctype.h>
#include <string.h>

enum { MOST_LISTED = 64 };

static const char *trimmed(struct arena *arena, const char *start, const char *end)
{
    while (start < end && strchr(" ", *start))
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    return arena_copy(arena, start, (size_t)(end - start));
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "+-.0123456789eE/*^ ") == strlen(text) && strpbrk(text, "0123456789");
}

/* A tuple or a list without its brackets, its numbers parted by ';'. */
static const char *listed(struct arena *arena, const char *text)
{
    struct buffer out = {.arena = arena};
    for (; *text; text++)
        if (*text == ',' || *text == 'x' ||
            (*text == ' ' && out.length && isdigit((unsigned char)out.data[out.length - 1]) && isdigit((unsigned char)text[1])))
            buffer_character(&out, ';');
        else if (!strchr("([{ )]}", *text))
            buffer_character(&out, *text);
    while (out.length && out.data[out.length - 1] == ';')
        out.length--;
    return arena_copy(arena, buffer_string(&out), out.length);
}

/* What was read of a call: the texts of its arguments by the rows of the callable. */
struct lenient {
    struct arena *arena;
    const struct callable *callable;
    const char *values[CALL_MOST_OPTIONS];
    const struct call_option *last; /* the argument read last */
};

static bool is_numeric(const struct call_option *option)
{
    return option->kind == OPTION_REAL || option->kind == OPTION_WHOLE;
}

static bool put(struct lenient *call, const struct call_option *option, const char *value)
{
    const char **place = &call->values[option - call->callable->options];
    const char *choice = meant_choice(call->arena, option, value);
    if (option->kind == OPTION_LIST) {
        value = listed(call->arena, value);
        *place = *place ? arena_format(call->arena, "%s;%s", *place, value) : value;
        return true;
    }
    if (*place || (option->kind == OPTION_CHOICE && !choice))
        return false;
    if (is_numeric(option) && value[strspn(value, "+-.0123456789")] == '%' && !value[strspn(value, "+-.0123456789") + 1])
        value = arena_format(call->arena, "%.*s/100", (int)strlen(value) - 1, value);
    call->last = option;
    if (option->kind == OPTION_SWITCH && (meant_same(call->arena, value, "true") || meant_same(call->arena, value, "false")))
        value = meant_same(call->arena, value, "true") ? "1" : "0";
    *place = choice ? choice : value;
    return true;
}

/* betas=(0.9,0.999) is beta1 and beta2. */
static bool put_betas(struct lenient *call, const char *value)
{
    const char *at = listed(call->arena, value), *piece;
    size_t length, index = 0;
    while ((piece = text_piece(&at, ';', &length))) {
        const struct call_option *option = meant_option(call->arena, call->callable, arena_format(call->arena, "beta%zu", ++index));
        if (!option || !put(call, option, arena_copy(call->arena, piece, length)))
            return false;
    }
    return index > 1;
}

/* The row that a value without a name is for: a choice that has the word; the list that need not be named; of numbers the learning rate, which methods
 * have first here and elsewhere, or the one row of numbers that there is. The order of further ones is another elsewhere. */
static const struct call_option *option_for(const struct lenient *call, const char *value)
{
    const struct callable *callable = call->callable;
    size_t numeric = 0, last = 0;
    for (size_t i = 0; i < callable->option_count; i++) {
        if (!is_number(value) && meant_choice(call->arena, &callable->options[i], value))
            return &callable->options[i];
        if (is_numeric(&callable->options[i])) {
            numeric++;
            last = i;
        }
    }
    if (!callable->option_count || callable->options[0].kind == OPTION_LIST)
        return callable->option_count ? &callable->options[0] : NULL;
    if (!is_number(value))
        return NULL;
    if (!strcmp(callable->options[0].name, "lr") && !call->values[0])
        return &callable->options[0];
    return numeric == 1 && !call->values[last] ? &callable->options[last] : NULL;
}

static bool put_argument(struct lenient *call, const char *text)
{
    size_t name = 0;
    while (isalnum((unsigned char)text[name]) || text[name] == '_')
        name++;
    const char *sign = text + name + strspn(text + name, " ");
    const bool named =
        name && isalpha((unsigned char)*text) && *sign && (*sign == '=' || *sign == ':' || (sign > text + name && !strchr(",;)", *sign)));
    const char **decimals = call->last && is_numeric(call->last) ? &call->values[call->last - call->callable->options] : NULL;
    if (!named && decimals && *text && strspn(text, "0123456789") == strlen(text) && strspn(*decimals, "0123456789") == strlen(*decimals)) {
        *decimals = arena_format(call->arena, "%s.%s", *decimals, text); /* beta1=0,9 */
        call->last = NULL;
        return true;
    }
    if (!named) {
        const struct call_option *option = option_for(call, text);
        return option && put(call, option, text);
    }
    const char *key = arena_copy(call->arena, text, name), *value = sign + (*sign == '=' || *sign == ':');
    value = trimmed(call->arena, value, strchr(value, 0));
    if (meant_same(call->arena, key, "betas"))
        return put_betas(call, value);
    const struct call_option *option = meant_option(call->arena, call->callable, key);
    return option && *value && put(call, option, value);
}

/* The next piece up to one of some separators outside of brackets of any kind. */
static const char *next_piece(struct arena *arena, const char **at, const char *separators)
{
    if (!*at)
        return NULL;
    const char *start = *at, *end = start;
    for (int depth = 0; *end && (depth > 0 || !strchr(separators, *end)); end++)
        depth += (strchr("([{", *end) != NULL) - (strchr(")]}", *end) != NULL);
    *at = *end ? end + 1 : NULL;
    return trimmed(arena, start, end);
}

/* Blanks around an equals sign or a colon part nothing. */
static const char *closed_up(struct arena *arena, const char *text)
{
    struct buffer out = {.arena = arena};
    for (; *text; text++) {
        const size_t blanks = strspn(text, " ");
        if (blanks && (!text[blanks] || strchr("=:,", text[blanks]) || (out.length && strchr("=:,", out.data[out.length - 1]))))
            text += blanks - 1;
        else
            buffer_character(&out, *text);
    }
    return buffer_string(&out);
}

static bool print_lenient(const struct lenient *call, struct buffer *out)
{
    bool open = false;
    buffer_text(out, call->callable->name);
    for (size_t i = 0; i < call->callable->option_count; i++)
        if (call->values[i]) {
            buffer_format(out, "%s%s=%s", open ? "," : "(", call->callable->options[i].name, call->values[i]);
            open = true;
        }
    buffer_text(out, open ? ")" : "");
    return true;
}

/* 2-8-8-1 and [2,8,8,1]: sizes of layers alone. Those of a chain begin with the inputs and end with the outputs, which the data decide here. */
static bool rewrite_sizes(struct arena *arena, call_table *table, const char *text, struct buffer *out)
{
    static const char *const arrows[] = {"->", "→", "×"};
    struct buffer sizes = {.arena = arena};
    if (table != network_kind_at || !strpbrk(text, "0123456789"))
        return false;
    bool is_chain = true;
    size_t count = 0;
    for (const char *at = text; *at;) {
        const size_t digits = strspn(at, "0123456789");
        if (digits) {
            buffer_format(&sizes, "%s%.*s", count++ ? ";" : "", (int)digits, at);
            at += digits;
            continue;
        }
        size_t arrow = 0;
        while (arrow < sizeof arrows / sizeof *arrows && !text_starts_with(at, arrows[arrow]))
            arrow++;
        if (arrow == sizeof arrows / sizeof *arrows && !strchr("-x,; >[]()", *at))
            return false;
        is_chain = is_chain && !strchr("[(,;x", *at);
        at += arrow < sizeof arrows / sizeof *arrows ? strlen(arrows[arrow]) : 1;
    }
    const char *all = buffer_string(&sizes);
    is_chain = is_chain || (count > 2 && !strcmp(strrchr(all, ';'), ";1")); /* one output, and no hidden layer of one unit behind others */
    if (is_chain && count > 2) {
        const char *first = strchr(all, ';') + 1;
        buffer_format(out, "mlp(hidden=%.*s)", (int)(strrchr(all, ';') - first), first);
        return true;
    }
    if (!is_chain || count == 1)
        buffer_format(out, "mlp(hidden=%s)", all);
    return !is_chain || count == 1; /* 8-8 is a chain without hidden layers, or hidden layers without what they stand between */
}

static bool rewrite_call(struct arena *arena, call_table *table, const char *text, struct buffer *out)
{
    if (rewrite_sizes(arena, table, text, out))
        return true;
    size_t name = 0;
    while (isalnum((unsigned char)text[name]) || (text[name] && strchr("_.-", text[name])))
        name++;
    const size_t whole = strlen(trimmed(arena, text, text + strcspn(text, "([{:,=")));
    struct lenient call = {arena, meant_callable(arena, table, arena_copy(arena, text, whole)), {NULL}, NULL};
    if (call.callable)
        name = whole;
    else
        call.callable = meant_callable(arena, table, arena_copy(arena, text, name));
    if (!call.callable && table == network_kind_at && meant_callable(arena, activation_at, arena_copy(arena, text, name))) {
        /* A network named by its activation. */
        buffer_format(out, "mlp(activation=%s)", meant_callable(arena, activation_at, arena_copy(arena, text, name))->name);
        return !text[name];
    }
    if (!call.callable)
        return false;
    const char *rest = text + name + strspn(text + name, " ");
    const bool in_brackets = *rest && strchr("([{", *rest);
    const char *end = strchr(rest, 0);
    rest += *rest && strchr("([{:,", *rest) ? 1 : 0;
    while (in_brackets && end > rest && strchr(" )]}", end[-1]) && (end[-1] == ' ' || end == strchr(rest, 0)))
        if (*--end != ' ')
            break;
    const char *at = closed_up(arena, trimmed(arena, rest, end)), *piece;
    at = *at ? at : NULL;
    /* Without brackets the arguments are parted by blanks, too. */
    while ((piece = next_piece(arena, &at, in_brackets ? ",;" : ",; ")))
        if (*piece && !put_argument(&call, piece))
            return false;
    return print_lenient(&call, out);
}

/* The list without brackets around it, parted by commas. */
static const char *parted(struct arena *arena, const char *value)
{
    static const char *const separators[] = {"|", " and ", " vs ", " vs. ", " & ", " versus "};
    struct buffer out = {.arena = arena};
    const size_t length = strlen(value);
    if (length > 1 && value[0] == '[' && value[length - 1] == ']')
        value = arena_copy(arena, value + 1, length - 2);
    for (int depth = 0; *value;) {
        size_t i = 0;
        while (i < sizeof separators / sizeof *separators && !text_starts_with(value, separators[i]))
            i++;
        depth += (strchr("([{", *value) != NULL) - (strchr(")]}", *value) != NULL);
        const bool separates = i < sizeof separators / sizeof *separators;
        buffer_character(&out, separates || (*value == ';' && depth == 0) ? ',' : *value);
        value += separates ? strlen(separators[i]) : 1;
    }
    return buffer_string(&out);
}

/* Numbers alone, of what has a distribution that is given by its numbers. */
static bool rewrite_numbers(struct arena *arena, call_table *table, const char *value, struct buffer *out)
{
    const char *nearest = "";
    if (!call_find(table, "empirical", &nearest) || strspn(value, "[({+-.0123456789eE,; })]") != strlen(value) || !strpbrk(value, "0123456789"))
        return false;
    buffer_format(out, "empirical(%s)", listed(arena, value));
    return true;
}

/* Distributions without arguments as they are written elsewhere, with those that ours have: N(0,1), uniform(-1, 1). */
static const char *without_standard(struct arena *arena, call_table *table, const char *value)
{
    static const char *const standard[][2] = {{"normal", "(0,1)"},           {"normal", "(mu=0,sigma=1)"}, {"normal", "(mean=0,std=1)"},
                                              {"normal", "(loc=0,scale=1)"}, {"uniform", "(-1,1)"},        {"uniform", "(low=-1,high=1)"},
                                              {"uniform", "(a=-1,b=1)"}};
    const char *open = strchr(value, '(');
    const struct callable *callable = open ? meant_callable(arena, table, arena_copy(arena, value, (size_t)(open - value))) : NULL;
    if (!callable || callable->option_count)
        return NULL;
    struct buffer close = {.arena = arena};
    for (const char *at = open; *at; at++)
        if (*at != ' ')
            buffer_character(&close, *at);
    for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
        if (!strcmp(standard[i][0], callable->name) && !strcmp(standard[i][1], buffer_string(&close)))
            return callable->name;
    return NULL;
}

static const char *meant_list(struct arena *arena, call_table *table, const char *value)
{
    struct buffer out = {.arena = arena};
    const char *pieces[MOST_LISTED], *at = value, *piece;
    size_t count = 0;
    /* A piece that is an argument belongs to the call before. */
    while ((piece = next_piece(arena, &at, ",")) && count < MOST_LISTED) {
        const char *equals = strpbrk(piece, "=:([{");
        if (count && equals && (*equals == '=' || *equals == ':'))
            pieces[count - 1] = arena_format(arena, "%s,%s", pieces[count - 1], piece);
        else
            pieces[count++] = piece;
    }
    if (at || !count)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        buffer_text(&out, i ? "," : "");
        if (!rewrite_call(arena, table, pieces[i], &out))
            return NULL;
    }
    return buffer_string(&out);
}

const char *meant_calls(struct arena *arena, call_table *table, const char *value)
{
    struct buffer out = {.arena = arena};
    const char *standard = without_standard(arena, table, value);
    if (standard)
        return standard;
    if (rewrite_sizes(arena, table, value, &out) || rewrite_numbers(arena, table, value, &out))
        return buffer_string(&out);
    return meant_list(arena, table, parted(arena, value));
}
