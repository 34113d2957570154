/* Studies of the public library. */
#include "public/failure.h"

#include "study/study.h"

#include <pthread.h>
#include <string.h>

struct landscape_answer {
    struct arena *arena;
    struct question question;
    void *result;
    const char *sentence;
    struct study_description description;
};

const char *landscape_version(void)
{
    return LANDSCAPE_VERSION;
}

const char *landscape_study_name(size_t index)
{
    return index < study_count ? studies[index]->name : NULL;
}

struct asking {
    struct landscape_answer *answer;
    const char *study;
    const struct landscape_argument *arguments;
    size_t count;
    double cost;
};

static bool parse(const struct asking *asking, struct error *error)
{
    struct arena *arena = asking->answer->arena;
    const char *nearest = NULL;
    const struct study *study = study_find(asking->study, &nearest);
    if (!study) {
        error_set(error, ERROR_UNKNOWN, "there is no study of that name%s%s", nearest ? "; the nearest is " : "", nearest ? nearest : "");
        return error_blame(error, "study", asking->study);
    }
    struct argument *arguments = ARENA_NEW(arena, struct argument, asking->count + 1);
    for (size_t i = 0; i < asking->count; i++)
        arguments[i] = (struct argument){asking->arguments[i].name, asking->arguments[i].value, asking->arguments[i].value};
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    if (question_parse(arena, study, arguments, asking->count, &asking->answer->question, errors))
        return true;
    *error = errors->items[0];
    return false;
}

static bool ask(void *context, struct error *error)
{
    const struct asking *asking = context;
    struct landscape_answer *answer = asking->answer;
    if (!parse(asking, error))
        return false;
    const double cost = question_cost(&answer->question) + question_size(&answer->question).evaluated;
    if (!(cost <= asking->cost))
        return error_set(error, ERROR_TOO_MUCH, "this takes about %.2g operations; at most %.2g are allowed: lower %s", cost, asking->cost,
                         answer->question.study->lower);
    if (!question_answer(answer->arena, &answer->question, &answer->result, error))
        return false;
    struct buffer sentence = {.arena = answer->arena};
    answer->question.study->tell(answer->question.parameters, answer->result, &sentence);
    answer->sentence = buffer_string(&sentence);
    question_describe(answer->arena, &answer->question, answer->result, &answer->description);
    return true;
}

struct landscape_answer *landscape_ask(const char *study, const struct landscape_argument *arguments, size_t count,
                                       const struct landscape_limits *limits, struct landscape_error *error)
{
    const double most = 5e9;
    struct arena *arena = public_arena(limits);
    struct landscape_answer *answer = arena ? arena_try_allocate(arena, 1, sizeof *answer) : NULL;
    if (answer)
        answer->arena = arena;
    struct asking asking = {answer, study, arguments, count, limits && limits->cost > 0 ? limits->cost : most};
    if (public_attempt(answer ? arena : NULL, ask, &asking, error))
        return answer;
    arena_destroy(arena);
    return NULL;
}

void landscape_answer_close(struct landscape_answer *answer)
{
    if (answer)
        arena_destroy(answer->arena);
}

const char *landscape_answer_sentence(const struct landscape_answer *answer)
{
    return answer->sentence;
}

const char *landscape_answer_column(const struct landscape_answer *answer, size_t index, size_t *count, const double **numbers)
{
    const struct study_columns *columns = &answer->description.columns;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].numbers && !index--) {
            *count = columns->items[i].count;
            *numbers = columns->items[i].numbers;
            return columns->items[i].name;
        }
    return NULL;
}

/* --- Pictures --- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;
static struct error start_error;

static void start(void)
{
    started = figure_start(&start_error);
}

struct answer_drawing {
    struct landscape_answer *answer;
    enum figure_format format;
    struct buffer file;
};

static bool draw(void *context, struct error *error)
{
    struct answer_drawing *drawing = context;
    struct figure figure = {0};
    pthread_once(&once, start);
    if (!started) {
        *error = start_error;
        return false;
    }
    question_figure(drawing->answer->arena, &drawing->answer->question, drawing->answer->result, &figure);
    return figure_render(&figure, drawing->format, &drawing->file, error);
}

const void *landscape_answer_draw(struct landscape_answer *answer, enum landscape_form form, size_t *length, struct landscape_error *error)
{
    static const enum figure_format formats[] = {[LANDSCAPE_PNG] = FIGURE_PNG, [LANDSCAPE_SVG] = FIGURE_SVG, [LANDSCAPE_PDF] = FIGURE_PDF};
    struct answer_drawing drawing = {answer, formats[form], {.arena = answer->arena}};
    if (!public_attempt(answer->arena, draw, &drawing, error))
        return NULL;
    *length = drawing.file.length;
    return drawing.file.data;
}
