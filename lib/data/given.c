/* The reader's own examples: x1,x2,target;x1,x2,target;… */
#include "data/table.h"

#include "base/number.h"
#include "base/text.h"
#include "expression/lower.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { TARGET = DATA_OWN };
enum { TARGET_AUTO, TARGET_CLASS, TARGET_NUMBER };

/* How many examples the text has, and numbers in the first. */
static void count_examples(const char *text, size_t *examples, size_t *numbers)
{
    *examples = *numbers = 0;
    if (!text || !*text)
        return;
    *examples = *numbers = 1;
    for (const char *at = text; *at; at++) {
        *numbers += *at == ',' && *examples == 1;
        *examples += *at == ';' && at[1];
    }
}

/* The numbers of one example; `place` is its number, for messages. */
static bool read_example(struct data_request *request, const char *text, size_t place, double *row, struct error *error)
{
    size_t count = 0, length;
    const char *at = text, *field;
    while ((field = text_piece(&at, ',', &length))) {
        const char *copy = arena_copy(request->arena, field, length);
        double number;
        if (!copy[strspn(copy, " ")])
            return error_set(error, ERROR_INVALID, "example %zu, number %zu is missing", place, count + 1);
        if (!number_literal(copy, &number) && (!syntax_constant(request->arena, copy, &number, &(struct error){0}) || !isfinite(number)))
            return error_set(error, ERROR_INVALID, "example %zu, number %zu: '%.60s' is no finite number%s", place, count + 1, copy,
                             place == 1 && isalpha((unsigned char)copy[strspn(copy, " \"")]) ? "; examples have no line of names" : "");
        if (fabs(number) > DATA_MAX_NUMBER)
            return error_set(error, ERROR_INVALID, "example %zu, number %zu: '%.60s' is beyond ±%g", place, count + 1, copy, DATA_MAX_NUMBER);
        if (count <= request->inputs)
            row[count] = number;
        count++;
    }
    return count == request->inputs + 1 || error_set(error, ERROR_INVALID, "example %zu has %zu number%s where the first has %zu", place, count,
                                                     count == 1 ? "" : "s", request->inputs + 1);
}

static bool read_examples(struct data_request *request, const char *parameter, const char *text, size_t first, struct error *error)
{
    size_t length, number = first;
    const char *at = text, *piece;
    while (text && *text && (piece = text_piece(&at, ';', &length))) {
        double row[DATA_MAX_INPUTS + 1] = {0};
        if (!length && !at)
            break;
        if (!read_example(request, arena_copy(request->arena, piece, length), number - first + 1, row, error))
            return error_blame(error, parameter, text);
        memcpy(request->input + number * request->inputs, row, request->inputs * sizeof *row);
        request->target[number++] = row[request->inputs];
    }
    return true;
}

static bool size(struct data_request *request, struct error *error)
{
    size_t numbers, test_numbers;
    const int target = (int)request->call->values[TARGET];
    if (request->call->given[DATA_N] || request->call->given[DATA_TEST])
        return error_set(error, ERROR_INVALID,
                         "n and test mean nothing for given: its examples are those of examples and test_examples, all of them");
    count_examples(request->given, &request->n, &numbers);
    count_examples(request->given_test, &request->test, &test_numbers);
    if (numbers < 2 || numbers > DATA_MAX_INPUTS + 1) {
        error_set(error, ERROR_INVALID, "data=given takes its examples from examples=x1,x2,target;x1,x2,target;… with 1 to %d inputs",
                  DATA_MAX_INPUTS);
        return error_blame(error, "examples", request->given ? request->given : "");
    }
    if (request->n > DATA_MAX_EXAMPLES || request->test > DATA_MAX_EXAMPLES)
        return error_set(error, ERROR_INVALID, "at most %d examples are allowed", DATA_MAX_EXAMPLES);
    request->inputs = numbers - 1;
    const size_t all = request->n + request->test;
    request->input = ARENA_NEW(request->arena, double, all * request->inputs + PRODUCT_PADDING);
    request->target = ARENA_NEW(request->arena, double, all + PRODUCT_PADDING);
    if (!read_examples(request, "examples", request->given, 0, error) ||
        !read_examples(request, "test_examples", request->given_test, request->n, error))
        return false;
    request->classes = target == TARGET_NUMBER ? 0 : table_classes(request->target, all, target == TARGET_CLASS);
    if (target != TARGET_CLASS || request->classes)
        return true;
    error_set(error, ERROR_INVALID, "classes are whole numbers from 0 to %d, at least two of them", DATA_MAX_CLASSES - 1);
    return error_blame(error, "examples", request->given);
}

/* The examples were read when their number was found. */
static bool given(struct data_request *request, struct error *error)
{
    (void)request, (void)error;
    return true;
}

static const struct call_option options[] = {
    DATA_OPTIONS(NAN, NAN, DATA_MAX_EXAMPLES, 0),
    {"target", OPTION_CHOICE, TARGET_AUTO, 0, 0, "auto|class|number", NULL,
     "what targets are; auto: classes if they are 0, 1, … up to at most 31, each at least once and at least two of them, else numbers"},
};
const struct data_kind given_data = {
    .callable = {"given", OPTIONS(options)},
    .title = "Your own",
    .help = "the examples of the parameters examples and test_examples: inputs and the target, separated by commas",
    .source = "the address",
    .target = "class or number",
    .size = size,
    .make = given,
};
