/* From the leaves to the roots: the text of a node is put together of its operands' texts, and a statement gives it a name where it is used again or
 * has become long. What operations are called in Python stands in their rows (operations.def): the operator; a call of NumPy with #1, #2, #3 for the
 * operands, #? for the first as a condition; or the definition of a function, which is called by its name. */
#include "expression/python.h"

#include "base/contract.h"
#include "base/number.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { LONGEST = 88 }; /* bytes of an expression that has no name */

struct phrase {
    const char *text;      /* as a number */
    const char *condition; /* of comparisons and what joins them, as a condition; else null */
    int precedence;
    int size;    /* operations in the text */
    bool finite; /* of constants: all that it is made of is finite */
};

struct writer {
    struct arena *arena;
    const struct graph *graph;
    const char *const *variables;
    struct phrase *phrases;
    uint32_t *uses;
    struct buffer *out;
    size_t names;
};

void python_number(double value, struct buffer *out)
{
    if (isnan(value))
        buffer_text(out, "np.nan");
    else if (isinf(value))
        buffer_text(out, value < 0 ? "-np.inf" : "np.inf");
    else
        buffer_number(out, value);
}

/* Printable characters as they are, but for those that end or escape a string, and those that an editor would show in another order than Python reads
 * them. */
static void append_escaped(const char *text, struct buffer *out)
{
    for (const char *at = text; *at;) {
        const char *start = at;
        const uint32_t character = text_next(&at);
        const bool turns = character == 0x200e || character == 0x200f || (character >= 0x2028 && character <= 0x202e) ||
                           (character >= 0x2066 && character <= 0x2069) || character == 0xfeff || character == 0x061c;
        if (character == '\\' || character == '"')
            buffer_format(out, "\\%c", (char)character);
        else if (character < 0x20 || (character >= 0x7f && character < 0xa0))
            buffer_format(out, "\\x%02x", character);
        else if (turns)
            buffer_format(out, "\\u%04x", character);
        else
            buffer_bytes(out, start, (size_t)(at - start));
    }
}

void python_string(const char *text, struct buffer *out)
{
    buffer_character(out, '"');
    append_escaped(text, out);
    buffer_character(out, '"');
}

void python_prose(const char *text, struct buffer *out)
{
    append_escaped(text, out);
}

void python_name(const char *name, struct buffer *out)
{
    static const char *const keywords[] = {"and", "as",   "assert", "class",  "def",    "del", "elif",  "else",   "except", "False",    "finally",
                                           "for", "from", "global", "if",     "import", "in",  "is",    "lambda", "None",   "nonlocal", "not",
                                           "or",  "pass", "raise",  "return", "True",   "try", "while", "with",   "yield"};
    buffer_text(out, name);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (!strcmp(name, keywords[i]))
            buffer_character(out, '_');
}

/* The name that a definition gives: "def name(". */
static const char *defined_name(struct arena *arena, const char *python)
{
    const char *name = python + strlen("def ");
    return arena_copy(arena, name, strcspn(name, "("));
}

static bool is_comparison(enum operation operation)
{
    return operation >= OPERATION_LESS && operation <= OPERATION_UNEQUAL;
}

static bool is_condition(enum operation operation)
{
    return operation >= OPERATION_LESS && operation <= OPERATION_NOT;
}

static void append_phrase(struct buffer *out, const struct phrase *phrase, bool brackets)
{
    buffer_format(out, brackets ? "(%s)" : "%s", phrase->text);
}

static void append_condition(struct buffer *out, const struct phrase *phrase)
{
    if (phrase->condition)
        buffer_text(out, phrase->condition);
    else
        buffer_format(out, phrase->precedence > PRECEDENCE_COMPARISON ? "%s != 0" : "(%s) != 0", phrase->text);
}

static void append_infix(struct buffer *out, enum operation operation, const struct infix_row *infix, const struct phrase *left,
                         const struct phrase *right)
{
    const bool power = operation == OPERATION_POWER, tight = infix->precedence >= PRECEDENCE_PRODUCT;
    append_phrase(out, left,
                  left->precedence < infix->precedence || (power && left->precedence == infix->precedence) ||
                      (power && left->precedence == PRECEDENCE_NEGATION));
    buffer_format(out, tight ? "%s" : " %s ", operation_rows[operation].python);
    append_phrase(out, right,
                  power ? right->precedence < PRECEDENCE_NEGATION
                        : right->precedence <= infix->precedence || right->precedence == PRECEDENCE_NEGATION);
}

/* A comparison, or conditions joined. */
static const char *condition_text(struct writer *writer, enum operation operation, const struct phrase *const *operands)
{
    const struct operation_row *row = &operation_rows[operation];
    struct buffer out = {.arena = writer->arena};
    if (is_comparison(operation)) {
        append_infix(&out, operation, infix_of(operation), operands[0], operands[1]);
    } else if (operation == OPERATION_NOT) {
        buffer_text(&out, "~(");
        append_condition(&out, operands[0]);
        buffer_text(&out, ")");
    } else {
        buffer_text(&out, "(");
        append_condition(&out, operands[0]);
        buffer_format(&out, ") %s (", row->python);
        append_condition(&out, operands[1]);
        buffer_text(&out, ")");
    }
    return buffer_string(&out);
}

static void append_call(struct writer *writer, struct buffer *out, const struct operation_row *row, const struct phrase *const *operands)
{
    if (text_starts_with(row->python, "def ")) {
        const int arity = row->arity;
        CONTRACT(arity <= 3);
        buffer_format(out, "%s(", defined_name(writer->arena, row->python));
        for (int i = 0; i < arity; i++)
            buffer_format(out, i ? ", %s" : "%s", operands[i]->text);
        buffer_text(out, ")");
        return;
    }
    for (const char *at = row->python; *at; at++)
        if (*at == '#' && at[1] == '?')
            at++, append_condition(out, operands[0]);
        else if (*at == '#' && isdigit((unsigned char)at[1]))
            buffer_text(out, operands[*++at - '1']->text);
        else
            buffer_character(out, *at);
}

static struct phrase compose(struct writer *writer, enum operation operation, const struct phrase *const operands[3])
{
    const struct operation_row *row = &operation_rows[operation];
    const struct infix_row *infix = row->arity == 2 && !text_starts_with(row->python, "def ") ? infix_of(operation) : NULL;
    struct buffer out = {.arena = writer->arena};
    struct phrase phrase = {.precedence = PRECEDENCE_PRIMARY, .finite = true};
    const int arity = row->arity;
    CONTRACT(arity <= 3);
    for (int i = 0; i < arity; i++)
        phrase.size += operands[i]->size;
    phrase.size++;
    if (is_condition(operation)) {
        phrase.condition = condition_text(writer, operation, operands);
        phrase.precedence = PRECEDENCE_PRODUCT;
        buffer_format(&out, "1.0*(%s)", phrase.condition);
    } else if (infix) {
        phrase.precedence = infix->precedence;
        append_infix(&out, operation, infix, operands[0], operands[1]);
    } else if (operation == OPERATION_NEGATE) {
        phrase.precedence = PRECEDENCE_NEGATION;
        buffer_text(&out, "-");
        append_phrase(&out, operands[0], operands[0]->precedence <= PRECEDENCE_NEGATION);
    } else {
        append_call(writer, &out, row, operands);
    }
    phrase.text = buffer_string(&out);
    return phrase;
}

static struct phrase number_phrase(struct arena *arena, double value)
{
    struct buffer text = {.arena = arena};
    python_number(value, &text);
    return (struct phrase){
        .text = buffer_string(&text), .precedence = signbit(value) ? PRECEDENCE_NEGATION : PRECEDENCE_PRIMARY, .finite = isfinite(value)};
}

static struct phrase leaf(const struct writer *writer, const struct node *node)
{
    if (node->operation == OPERATION_NUMBER)
        return number_phrase(writer->arena, node->value);
    const char *text = node->operation == OPERATION_PI ? "np.pi" : node->operation == OPERATION_E ? "np.e" : writer->variables[(size_t)node->value];
    return (struct phrase){.text = text, .precedence = PRECEDENCE_PRIMARY, .finite = true};
}

/* The phrase of a node whose operands have theirs. Python's own numbers raise an exception where NumPy's are infinite: what is made of constants is
 * written as its value where anything in it is not finite. */
static struct phrase phrase_of(struct writer *writer, node_id id)
{
    const struct node *node = &writer->graph->nodes[id];
    const int arity = operation_rows[node->operation].arity;
    static const struct phrase none = {.text = ""};
    const struct phrase *operands[3] = {&none, &none, &none};
    if (node->operation < OPERATION_FIRST_COMPUTED)
        return leaf(writer, node);
    bool finite = !node->constant || isfinite(node->value);
    for (int i = 0; i < arity; i++) {
        operands[i] = &writer->phrases[node->operands[i]];
        finite = finite && (!node->constant || operands[i]->finite);
    }
    return finite ? compose(writer, node->operation, operands) : number_phrase(writer->arena, node->value);
}

static void name_phrase(struct writer *writer, struct phrase *phrase)
{
    const char *name = arena_format(writer->arena, "t%zu", ++writer->names);
    buffer_format(writer->out, "    %s = %s\n", name, phrase->text);
    *phrase = (struct phrase){.text = name, .precedence = PRECEDENCE_PRIMARY, .finite = true};
}

/* Counts how often each node that matters is used; false if too many do. */
static bool count_uses(struct writer *writer, const node_id *nodes, size_t count, size_t highest)
{
    size_t operations = 0;
    for (size_t i = 0; i < count; i++)
        writer->uses[nodes[i]]++;
    for (size_t id = highest + 1; id-- > 0;) {
        const struct node *node = &writer->graph->nodes[id];
        if (!writer->uses[id] || node->operation < OPERATION_FIRST_COMPUTED)
            continue;
        operations++;
        for (int i = 0; i < operation_rows[node->operation].arity; i++)
            writer->uses[node->operands[i]]++;
    }
    return operations <= PYTHON_MOST_OPERATIONS;
}

static bool refuse(struct error *error, const char *what)
{
    return error_set(error, ERROR_INVALID, "%s: there is no program of this; npz and csv have its numbers", what);
}

/* The operations below the nodes, and what is wrong with them. */
static bool look_over(struct writer *writer, const node_id *nodes, size_t count, size_t *highest, struct error *error)
{
    *highest = 0;
    for (size_t i = 0; i < count; i++)
        *highest = nodes[i] > *highest ? nodes[i] : *highest;
    writer->uses = ARENA_NEW(writer->arena, uint32_t, *highest + 1);
    if (!count_uses(writer, nodes, count, *highest))
        return refuse(error,
                      arena_format(writer->arena, "the formula has more than the %d operations that are read in a program", PYTHON_MOST_OPERATIONS));
    for (size_t id = 0; id <= *highest; id++) {
        const enum operation operation = writer->graph->nodes[id].operation;
        if (writer->uses[id] && operation >= OPERATION_FIRST_COMPUTED && !operation_rows[operation].python)
            return refuse(error, arena_format(writer->arena, "NumPy has no %s", operation_rows[operation].name));
    }
    return true;
}

bool python_can(const struct graph *graph, const node_id *nodes, size_t count, struct error *error)
{
    size_t highest;
    struct writer writer = {.arena = graph->arena, .graph = graph};
    return look_over(&writer, nodes, count, &highest, error);
}

bool python_statements(const struct graph *graph, const node_id *nodes, size_t count, const char *const *variables, struct buffer *out,
                       const char **results, struct python_uses *uses, struct error *error)
{
    size_t highest;
    struct writer writer = {.arena = out->arena, .graph = graph, .variables = variables, .out = out};
    if (!look_over(&writer, nodes, count, &highest, error))
        return false;
    writer.phrases = ARENA_NEW(out->arena, struct phrase, highest + 1);
    for (size_t id = 0; id <= highest; id++) {
        if (!writer.uses[id])
            continue;
        uses->operation[graph->nodes[id].operation] = true;
        struct phrase *phrase = &writer.phrases[id];
        *phrase = phrase_of(&writer, (node_id)id);
        const bool call = phrase->size == 1 && phrase->precedence == PRECEDENCE_PRIMARY;
        if (phrase->size && ((writer.uses[id] > 1 && (phrase->size > 1 || call)) || strlen(phrase->text) > LONGEST))
            name_phrase(&writer, phrase);
    }
    for (size_t i = 0; i < count; i++)
        results[i] = writer.phrases[nodes[i]].text;
    return true;
}

void python_definitions(const struct python_uses *uses, struct buffer *out)
{
    for (int i = 0; i < OPERATION_COUNT; i++)
        if (uses->operation[i] && operation_rows[i].python && text_starts_with(operation_rows[i].python, "def "))
            buffer_format(out, "%s\n\n", operation_rows[i].python);
}
