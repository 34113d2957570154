/* Fuzzes a request's target on its way to a question: what is refused says what and why, and what is understood has a canonical address that
 * asks the same. */
#include "tests/fuzz/forms.h"
#include "tests/fuzz/fuzz.h"

#include "base/text.h"
#include "server/formats/format.h"
#include "server/text/json.h"
#include "server/text/negotiate.h"
#include "server/text/query.h"
#include "study/study.h"

#include <string.h>

enum { ARENA_BYTES = 32 << 20 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    json_start();
    return 0;
}

static void check_text(const char *text, const char *what)
{
    PROMISE(text_is_utf8(text, strlen(text)), "%s is not UTF-8: %s", what, text);
}

static void check_errors(const struct error_list *errors)
{
    PROMISE(errors->count > 0 && errors->count <= MOST_ERRORS, "a refusal with %zu errors", errors->count);
    for (size_t i = 0; i < errors->count; i++) {
        const struct error *error = &errors->items[i];
        PROMISE(error->code != ERROR_NONE && *error->detail, "an error without a sentence");
        PROMISE(*error->parameter, "an error that blames nothing: %s", error->detail);
        check_text(error->parameter, "a parameter");
        check_text(error->value, "a value");
        check_text(error->detail, "a sentence");
        check_text(error->allowed, "what is allowed");
        check_text(error->nearest, "what is near");
    }
}

/* The study the path names, or else one for each kind of path, so that no input is lost. */
static const struct study *study_of(const struct query *query)
{
    const char *nearest, *last = query->segment_count ? query->segments[query->segment_count - 1] : "";
    for (size_t i = 0; i < study_count; i++)
        if (!strncmp(studies[i]->name, last, strcspn(last, ".")))
            return studies[i];
    return study_find("landscape", &nearest);
}

static void check_question(struct arena *arena, const struct question *question)
{
    const char *address = answer_url(arena, question, "json");
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    struct query query = {0};
    struct question again = {0};
    size_t length;
    PROMISE(query_parse(arena, address, &query, errors), "the canonical address %s is refused: %s", address, errors->items[0].detail);
    PROMISE(question_parse(arena, question->study, query.arguments, query.count, &again, errors), "the canonical address %s is no question: %s: %s",
            address, errors->items[0].parameter, errors->items[0].detail);
    PROMISE(!strcmp(question->canonical, again.canonical), "the canonical query\n%s\nbecomes\n%s", question->canonical, again.canonical);
    PROMISE(question_cost(question) >= 0 && question_cost(question) == question_cost(&again), "%s costs %g, then %g", address,
            question_cost(question), question_cost(&again));
    PROMISE(question_pixels(question) > 0, "%s has %g pixels", address, question_pixels(question));
    const char *text = json_text(arena, question_query(arena, question), &length), *fault = json_fault(arena, text, length);
    PROMISE(!fault, "%s: %s", fault, text);
    PROMISE(!strcmp(text, json_text(arena, question_query(arena, &again), NULL)), "the canonical address %s resolves to another query", address);
}

static void fuzz(void *context)
{
    const struct fuzz_input *input = context;
    struct error_list *errors = ARENA_NEW(input->arena, struct error_list, 1);
    struct query query = {0};
    struct question question = {0};
    const double quality = accept_quality(input->text, "image/png");
    PROMISE(quality >= 0 && quality <= 1, "a quality of %g", quality);
    accept_names(input->text, "image/");
    encoding_accepted(input->text, "gzip");
    tag_find(input->text, "\"a-");
    if (!query_parse(input->arena, input->text, &query, errors)) {
        check_errors(errors);
        return;
    }
    PROMISE(query.segment_count > 0 && query.segment_count <= QUERY_MOST_SEGMENTS, "%zu segments", query.segment_count);
    for (size_t i = 0; i < query.count; i++) {
        check_text(query.arguments[i].name, "a name");
        check_text(query.arguments[i].value, "a value");
        check_text(query.arguments[i].text, "a text");
    }
    if (question_parse(input->arena, study_of(&query), query.arguments, query.count, &question, errors))
        check_question(input->arena, &question);
    else
        check_errors(errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, ARENA_BYTES, fuzz);
}
