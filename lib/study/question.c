/* From arguments to a resolved question, and from a question back to its canonical query. All parameters at fault are listed, so a
 * user mends a URL once. */
#include "base/contract.h"
#include "base/number.h"
#include "base/text.h"
#include "study/effect.h"
#include "study/kind.h"
#include "study/meant.h"
#include "study/meant_ranges.h"
#include "study/own_argument.h"
#include "study/picture.h"
#include "study/repair.h"
#include "study/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct study *study_known_as(const char *name)
{
    for (size_t i = 0; i < study_count; i++)
        if (text_lists(studies[i]->known_as, ' ', name))
            return studies[i];
    return NULL;
}

const struct study *study_find(const char *name, const char **nearest)
{
    for (size_t i = 0; i < study_count; i++)
        if (!strcmp(studies[i]->name, name))
            return studies[i];
    const struct study *known = nearest ? study_known_as(name) : NULL;
    if (nearest)
        *nearest = known ? known->name : NULL;
    for (size_t i = 0; nearest && !known && i < study_count; i++) {
        CONTRACT(studies[i]);
        text_nearest(name, studies[i]->name, nearest);
    }
    return NULL;
}

const struct parameter *study_parameter(const struct study *study, size_t index)
{
    if (index < study->parameter_count)
        return &study->parameters[index];
    index -= study->parameter_count;
    return index < picture_parameter_count ? &picture_parameters[index] : NULL;
}

/* Most names differ in their first letter: a comparison costs no call then. */
static inline bool is_same(const char *name, const char *wanted)
{
    return *name == *wanted && !strcmp(name, wanted);
}

/* The index by which study_parameter has a parameter; that of none if no parameter has the name. */
static size_t parameter_index(const struct study *study, const char *name)
{
    size_t own = 0, shared = 0;
    while (own < study->parameter_count && !is_same(study->parameters[own].name, name))
        own++;
    while (own == study->parameter_count && shared < picture_parameter_count && !is_same(picture_parameters[shared].name, name))
        shared++;
    return own + shared;
}

static const struct parameter *find_parameter(const struct study *study, const char *name)
{
    return study_parameter(study, parameter_index(study, name));
}

/* A fresh error at the end of the list; the slot behind a full list takes errors that are not shown. */
static struct error *error_add(struct error_list *errors)
{
    struct error *error = &errors->items[errors->count < MOST_ERRORS ? errors->count++ : MOST_ERRORS];
    *error = (struct error){0};
    return error;
}

/* Of a name that is an argument of what a parameter takes: that parameter, with a call that has such an argument; null where there is none. */
static const struct parameter *taken_by(const struct study *study, const char *name, const struct callable **callable)
{
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++) {
        call_table *table = kind_rows[parameter->kind].table;
        for (size_t k = 0; table && (*callable = table(k)); k++)
            if (call_option_find(*callable, name) < (*callable)->option_count)
                return parameter;
    }
    return NULL;
}

/* The parameter that is meant by a name: by what it is called elsewhere, or as near as its letters are. */
static const char *nearest_parameter(const struct study *study, const char *name)
{
    const char *ours, *nearest = NULL;
    for (size_t i = 0; (ours = meant_parameter(name, i)); i++)
        if (find_parameter(study, ours))
            return ours;
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++)
        text_nearest(name, parameter->name, &nearest);
    return nearest;
}

static void tell_unknown(const struct study *study, const struct argument *argument, struct error *error)
{
    char name[64];
    const struct callable *callable;
    const struct parameter *taker = taken_by(study, argument->name, &callable);
    const char *value = *argument->value && strlen(argument->value) < sizeof name ? argument->value : "…";
    text_shorten(name, sizeof name, argument->name);
    if (taker) {
        text_shorten(error->nearest, sizeof error->nearest, taker->name);
        error_set(error, ERROR_UNKNOWN, "%s has no parameter '%s': it is an argument of %s, as in %s=%s(%s=%s)", study->name, name, taker->name,
                  taker->name, callable->name, name, value);
        return;
    }
    if (!*argument->value && strpbrk(argument->name, "^*/+-().") && find_parameter(study, "f")) {
        text_shorten(error->nearest, sizeof error->nearest, "f");
        error_set(error, ERROR_UNKNOWN, "%s has no parameter '%s'; is it the formula, f=%s?", study->name, name, name);
        return;
    }
    const char *nearest = nearest_parameter(study, argument->name);
    if (nearest)
        text_shorten(error->nearest, sizeof error->nearest, nearest);
    error_set(error, ERROR_UNKNOWN, "%s has no parameter '%s'%s%s%s", study->name, name, nearest ? "; did you mean '" : "", nearest ? nearest : "",
              nearest ? "'?" : "");
}

static void add_unknown(const struct study *study, const struct argument *argument, struct error_list *errors)
{
    struct error *error = error_add(errors);
    char own[320] = "";
    size_t used = 0;
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++)
        if (used < sizeof own)
            used += (size_t)snprintf(own + used, sizeof own - used, "%s%s", i ? ", " : "", parameter->name);
    text_shorten(error->allowed, sizeof error->allowed, own);
    tell_unknown(study, argument, error);
    error_blame(error, argument->name, argument->text);
}

/* "a number from 16 to 10000": what a parameter takes. */
static const char *allowed_text(struct arena *arena, const struct parameter *parameter)
{
    if (!parameter_is_number(parameter->kind) || parameter->least == parameter->most)
        return kind_rows[parameter->kind].name;
    char least[NUMBER_SIZE], most[NUMBER_SIZE];
    number_print(least, parameter->least);
    number_print(most, parameter->most);
    return arena_format(arena, "%s from %s to %s%s%s", kind_rows[parameter->kind].name, least, most, parameter->choices ? ", or " : "",
                        parameter->choices ? parameter->choices : "");
}

/* Arguments on their way into parameters. */
struct intake {
    struct arena *arena;
    const struct argument *arguments;
    struct error_list *errors;
    struct error blank; /* for the next complaint: hardly any reader has one, and clearing an error takes longer than reading a number */
};

/* How often a parameter is given, and by which argument first. */
struct given {
    size_t count, first;
};

/* Reads one argument into its field; `field` is a value of the kind (for repeatable ones an element). */
static void read_argument(struct intake *intake, const struct parameter *parameter, const struct argument *argument, void *field)
{
    struct error *error = &intake->blank;
    const bool some = *argument->value || parameter->kind == KIND_TEXT;
    const bool read = some ? kind_rows[parameter->kind].read(intake->arena, parameter, argument, field, error)
                           : error_set(error, ERROR_INVALID, "the value is empty");
    if (read && error->code == ERROR_NONE && !error->edit.known)
        return;
    if (!read) {
        error_blame(error, parameter->name, argument->text);
        if (!error->allowed[0])
            text_shorten(error->allowed, sizeof error->allowed, allowed_text(intake->arena, parameter));
        *error_add(intake->errors) = *error;
    }
    *error = (struct error){0};
}

static void read_repeated(struct intake *intake, const struct parameter *parameter, struct given given, void *field)
{
    const size_t size = kind_rows[parameter->kind].size;
    struct repeated *repeated = field;
    char *items = arena_allocate(intake->arena, given.count, size);
    const double most = parameter->most > 0 ? parameter->most : 1000;
    repeated->items = items;
    if ((double)given.count > most) {
        struct error *error = error_add(intake->errors);
        error_set(error, ERROR_INVALID, "%s is given %zu times; at most %.0f are allowed", parameter->name, given.count, most);
        error_blame(error, parameter->name, "");
        return;
    }
    for (size_t i = given.first; repeated->count < given.count; i++)
        if (is_same(intake->arguments[i].name, parameter->name))
            read_argument(intake, parameter, &intake->arguments[i], items + size * repeated->count++);
}

static void read_parameter(struct intake *intake, const struct parameter *parameter, struct given given, char *parameters)
{
    void *field = parameters + parameter->offset;
    if (given.count && parameter->repeatable) {
        read_repeated(intake, parameter, given, field);
    } else if (given.count > 1) {
        struct error *error = error_add(intake->errors);
        error_set(error, ERROR_INVALID, "%s is given %zu times; once is enough", parameter->name, given.count);
        error_blame(error, parameter->name, intake->arguments[given.first].text);
    } else if (given.count) {
        read_argument(intake, parameter, &intake->arguments[given.first], field);
    } else if (parameter->initial) {
        const struct argument initial = {parameter->name, parameter->initial, parameter->initial};
        read_argument(intake, parameter, &initial, field);
    } else if (parameter->required) {
        struct error *error = error_add(intake->errors);
        error_set(error, ERROR_INVALID, "%s is required: %s; for instance %s=%s", parameter->name, parameter->help, parameter->name,
                  parameter->example);
        error_blame(error, parameter->name, "");
        text_shorten(error->allowed, sizeof error->allowed, allowed_text(intake->arena, parameter));
    }
}

/* The canonical text of a parameter that is not repeatable, or of item `index` of one that is. */
static const char *canonical_text(struct arena *arena, const struct parameter *parameter, const void *parameters, size_t index)
{
    const char *field = (const char *)parameters + parameter->offset;
    struct buffer text = {.arena = arena};
    if (parameter->repeatable)
        field = (const char *)((const struct repeated *)(const void *)field)->items + index * kind_rows[parameter->kind].size;
    kind_rows[parameter->kind].write(parameter, field, &text);
    return buffer_string(&text);
}

/* A line of a query: "name=text". */
struct pair {
    const char *name, *text;
    size_t turn; /* among those of its name */
};

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *one = a, *other = b;
    const int order = strcmp(one->name, other->name);
    return order ? order : (one->turn > other->turn) - (one->turn < other->turn);
}

/* Sorts the lines, which are few beside the parameters that there are, and joins them. */
static const char *join_pairs(struct arena *arena, struct pair *pairs, size_t count)
{
    struct buffer query = {.arena = arena};
    if (count)
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_character(&query, '\n');
        buffer_text(&query, pairs[i].name);
        buffer_character(&query, '=');
        buffer_text(&query, pairs[i].text);
    }
    return buffer_string(&query);
}

/* What was not given has its default, which the query leaves out. */
static const char *canonical_query(struct arena *arena, const struct study *study, const struct given *given, size_t most, const void *parameters)
{
    const struct parameter *parameter;
    size_t count = 0;
    struct pair *pairs = ARENA_ROOM(arena, struct pair, most);
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++) {
        const void *field = (const char *)parameters + parameter->offset;
        for (size_t k = 0; k < given[i].count; k++) {
            const char *text = canonical_text(arena, parameter, parameters, k);
            /* An empty title is none at all, where an absent one is the study's. */
            const bool some = *text || (parameter->kind == KIND_TEXT && *(const char *const *)field);
            if (some && (!parameter->initial || parameter->repeatable || strcmp(text, parameter->initial)))
                pairs[count++] = (struct pair){parameter->name, text, k};
        }
    }
    return join_pairs(arena, pairs, count);
}

/* An error found by the study itself names a parameter; its value is what was typed. */
static void blame_text(struct error *error, const struct argument *arguments, size_t count)
{
    for (size_t i = 0; i < count && !error->value[0]; i++)
        if (!strcmp(arguments[i].name, error->parameter))
            text_shorten(error->value, sizeof error->value, arguments[i].text);
}

void question_keep_time(const struct question *question)
{
    ((struct picture *)question->parameters)->in_time = true;
}

double question_frame(const struct question *question)
{
    return question->study->frame ? question->study->frame(question->parameters) : 0;
}

bool question_refuse_motion(const struct question *question, struct error *error)
{
    const struct study *study = question->study;
    return error_set(error, ERROR_INVALID, "this %s has no time of its own, so it does not move%s%s", study->name,
                     study->moves_with ? "; ask for " : "", study->moves_with ? study->moves_with : "");
}

/* What is asked of the figure's time, beyond the ranges of single parameters. */
static bool check_motion(const struct question *question, struct error *error)
{
    const struct picture *picture = question->parameters;
    if ((picture->moment.given || picture->motion) && !(question_frame(question) > 0)) {
        question_refuse_motion(question, error);
        return error_blame(error, picture->moment.given ? "moment" : "motion", "");
    }
    if (picture->moment.given && picture->motion) {
        error_set(error, ERROR_INVALID, "motion=1 asks for a picture that moves, and moment for a still: leave one of them out");
        return error_blame(error, "motion", "");
    }
    return picture_check_motion(picture, error);
}

static bool settle_own_arguments(struct arena *arena, const struct study *study, const struct given *given, void *parameters, struct error *error)
{
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++)
        for (const char *names = given[i].count && parameter->argument_of ? parameter->argument_of : "", *end; *names; names = end + (*end == ',')) {
            end = names + strcspn(names, ",");
            const size_t of = parameter_index(study, arena_copy(arena, names, (size_t)(end - names)));
            if (!own_argument_settle(arena, parameter, study_parameter(study, of), given[of].count > 0, parameters, error))
                return false;
        }
    return true;
}

/* Whether the canonical query, which leaves defaults out, has a line of this name. */
static bool is_asked(const char *canonical, const char *name)
{
    const size_t length = strlen(name);
    for (const char *line = canonical; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (!strncmp(line, name, length) && line[length] == '=')
            return true;
    }
    return false;
}

/* Refuses each parameter that would have no effect beside what was chosen. */
static void check_effects(struct arena *arena, const struct question *question, const struct argument *arguments, size_t count,
                          struct error_list *errors)
{
    for (size_t i = 0; i < question->study->parameter_count; i++) {
        const struct parameter *parameter = &question->study->parameters[i];
        struct error error = {0};
        if (parameter->effective && is_asked(question->canonical, parameter->name) &&
            !effect_check(arena, question->study, parameter, question->parameters, &error)) {
            blame_text(&error, arguments, count);
            *error_add(errors) = error;
        }
    }
}

static bool parse(struct arena *arena, const struct study *study, const struct argument *arguments, size_t count, struct question *question,
                  struct error_list *errors)
{
    struct intake intake = {.arena = arena, .arguments = arguments, .errors = errors};
    struct given *given = ARENA_NEW(arena, struct given, study->parameter_count + picture_parameter_count);
    question->study = study;
    question->parameters = arena_allocate(arena, 1, study->parameters_size);
    for (size_t i = 0; i < count; i++) {
        const size_t index = parameter_index(study, arguments[i].name);
        if (!study_parameter(study, index))
            add_unknown(study, &arguments[i], errors);
        else if (!given[index].count++)
            given[index].first = i;
    }
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(study, i)); i++) {
        CONTRACT(parameter_is_typed(parameter));
        read_parameter(&intake, parameter, given[i], question->parameters);
    }
    if (errors->count)
        return false;
    question->canonical = canonical_query(arena, study, given, count, question->parameters);
    struct error error = {0};
    if (!settle_own_arguments(arena, study, given, question->parameters, &error) || !study->resolve(arena, question->parameters, &error) ||
        !check_motion(question, &error)) {
        blame_text(&error, arguments, count);
        *error_add(errors) = error;
        return false;
    }
    check_effects(arena, question, arguments, count, errors);
    return !errors->count;
}

/* The question with another value of the argument at fault. */
struct retry {
    const struct study *study;
    const struct argument *arguments;
    size_t count, index;
};

static bool parse_again(struct arena *arena, const struct retry *retry, const char *value, struct error_list *errors)
{
    struct argument *arguments = ARENA_NEW(arena, struct argument, retry->count);
    struct question question;
    memcpy(arguments, retry->arguments, retry->count * sizeof *arguments);
    arguments[retry->index].value = arguments[retry->index].text = value;
    return parse(arena, retry->study, arguments, retry->count, &question, errors);
}

/* Whether the value is accepted, whatever is wrong with others. */
static bool read_again(struct arena *arena, void *context, const char *value, struct error *error)
{
    const struct retry *retry = context;
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    if (parse_again(arena, retry, value, errors))
        return true;
    for (size_t i = 0; i < errors->count; i++)
        if (!strcmp(errors->items[i].parameter, retry->arguments[retry->index].name)) {
            *error = errors->items[i];
            return false;
        }
    return true;
}

/* A formula with ranges: each becomes an argument of its own, instead of one that is given or behind all. One that names no coordinate is of both, where
 * the formula has both. */
static bool read_ranges(struct arena *arena, void *context, struct meant_ranges *ranges)
{
    static const char *const names[] = {"x", "y"};
    const struct retry *retry = context;
    struct argument *arguments = ARENA_NEW(arena, struct argument, retry->count + MEANT_MOST_RANGES);
    struct retry wider = {retry->study, arguments, retry->count, retry->index};
    memcpy(arguments, retry->arguments, retry->count * sizeof *arguments);
    bool given[2] = {false};
    const bool nameless = ranges->count == 1 && ranges->items[0].coordinate < 0;
    for (size_t i = 0; i < ranges->count; i++) {
        int *coordinate = &ranges->items[i].coordinate;
        *coordinate = *coordinate < 0 ? (int)i : *coordinate;
        if (given[*coordinate] || !find_parameter(retry->study, names[*coordinate]))
            return false;
        given[*coordinate] = true;
        size_t at = 0;
        while (at < wider.count && strcmp(arguments[at].name, names[*coordinate]) != 0)
            at++;
        wider.count += at == wider.count;
        arguments[at] = (struct argument){names[*coordinate], ranges->items[i].interval, ranges->items[i].interval};
    }
    struct error error = {0};
    if (!read_again(arena, &wider, ranges->formula, &error)) {
        repair_find(arena, ranges->formula, read_again, &wider, &error);
        ranges->formula = arena_copy(arena, error.repair, strlen(error.repair));
    }
    if (*ranges->formula && nameless && !given[1] && find_parameter(retry->study, names[1])) {
        const char *interval = ranges->items[0].interval;
        arguments[wider.count++] = (struct argument){names[1], interval, interval};
        if (parse_again(arena, &wider, ranges->formula, ARENA_NEW(arena, struct error_list, 1))) {
            ranges->items[1] = ranges->items[0];
            ranges->items[ranges->count++].coordinate = 1;
        }
    }
    return *ranges->formula;
}

/* The value as it is, beside that of another parameter which the complaint proposes: a repair, if neither is refused then. */
static void repair_beside(struct arena *arena, const struct retry *retry, struct error *error)
{
    struct argument *arguments = ARENA_NEW(arena, struct argument, retry->count + 1);
    const char *const value = retry->arguments[retry->index].value;
    struct retry own = {retry->study, arguments, retry->count, retry->index}, other = own;
    memcpy(arguments, retry->arguments, retry->count * sizeof *arguments);
    other.index = 0;
    while (other.index < retry->count && strcmp(arguments[other.index].name, error->also[0].parameter) != 0)
        other.index++;
    own.count = other.count += other.index == retry->count;
    arguments[other.index] = (struct argument){error->also[0].parameter, error->also[0].value, error->also[0].value};
    struct error refusal;
    if (strlen(value) < sizeof error->repair && read_again(arena, &own, value, &refusal) && read_again(arena, &other, error->also[0].value, &refusal))
        strcpy(error->repair, value);
    else
        memset(error->also, 0, sizeof error->also);
}

/* Looks for the repair of an argument that was given once: by what is written for it elsewhere, else by what the complaints suggest. */
static void repair(struct arena *arena, const struct study *study, const struct argument *arguments, size_t count, struct error *error)
{
    struct retry retry = {study, arguments, count, count};
    size_t given = 0;
    for (size_t i = 0; i < count; i++)
        if (!strcmp(arguments[i].name, error->parameter) && !given++)
            retry.index = i;
    const struct parameter *parameter = find_parameter(study, error->parameter);
    if (given != 1 || !parameter)
        return;
    if (error->also[0].parameter[0]) {
        repair_beside(arena, &retry, error);
        return;
    }
    const char *value = arguments[retry.index].value;
    const char *meant = meant_value(arena, parameter, value, read_again, &retry);
    if (meant) {
        strcpy(error->repair, meant);
        return;
    }
    struct meant_ranges ranges;
    if (parameter->kind == KIND_FUNCTION && meant_with_ranges(arena, value, read_ranges, &retry, &ranges) && meant_tell_ranges(arena, &ranges, error))
        return;
    if (error->nearest[0] && strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(value))
        error_mend(error, 0, strlen(value), error->nearest);
    repair_find(arena, value, read_again, &retry, error);
}

bool question_parse(struct arena *arena, const struct study *study, const struct argument *arguments, size_t count, struct question *question,
                    struct error_list *errors)
{
    if (parse(arena, study, arguments, count, question, errors))
        return true;
    for (size_t i = 0; i < errors->count; i++)
        repair(arena, study, arguments, count, &errors->items[i]);
    return false;
}

static void add_value(struct arena *arena, struct value *object, const struct parameter *parameter, const char *name, const void *parameters,
                      size_t index)
{
    const void *field = (const char *)parameters + parameter->offset;
    const char *text = canonical_text(arena, parameter, parameters, index);
    if (!*text && parameter->kind != KIND_TEXT)
        value_add(arena, object, name, VALUE_NULL);
    else if (!*text && !*(const char *const *)field)
        value_add(arena, object, name, VALUE_NULL);
    else if (!parameter->repeatable && parameter->kind == KIND_REAL)
        value_add_number(arena, object, name, *(const double *)field);
    else if (!parameter->repeatable && parameter->kind == KIND_OPTIONAL)
        value_add_number(arena, object, name, ((const struct optional *)field)->value);
    else if (!parameter->repeatable && parameter->kind == KIND_INTEGER)
        value_add_number(arena, object, name, (double)*(const long *)field);
    else if (!parameter->repeatable && parameter->kind == KIND_BOOLEAN)
        value_add_boolean(arena, object, name, *(const bool *)field);
    else
        value_add_text(arena, object, name, text);
}

struct value *question_query(struct arena *arena, const struct question *question)
{
    struct value *object = value_object(arena);
    const struct parameter *parameter;
    for (size_t i = 0; (parameter = study_parameter(question->study, i)); i++) {
        if (!parameter->repeatable) {
            add_value(arena, object, parameter, parameter->name, question->parameters, 0);
            continue;
        }
        const struct repeated *repeated = (const void *)((const char *)question->parameters + parameter->offset);
        struct value *list = value_add(arena, object, parameter->name, VALUE_LIST);
        for (size_t k = 0; k < repeated->count; k++)
            add_value(arena, list, parameter, NULL, question->parameters, k);
    }
    return object;
}

double question_cost(const struct question *question)
{
    return question->study->cost(question->parameters);
}

/* By the first byte in UTF-8: Hebrew and all behind it but punctuation and signs. */
static double letters_of_other_scripts(const char *text)
{
    size_t count = 0;
    for (size_t i = 0, length = strlen(text); i < length; i++)
        count += (unsigned char)text[i] >= 0xd6 && (unsigned char)text[i] != 0xe2;
    return (double)count;
}

struct study_size question_size(const struct question *question)
{
    struct study_size size = {.numbers = 100, .letters = letters_of_other_scripts(question->canonical)};
    if (question->study->measure)
        question->study->measure(question->parameters, &size);
    return size;
}

bool question_answer(struct arena *arena, const struct question *question, void **result, struct error *error)
{
    return question->study->run(arena, question->parameters, result, error);
}

/* Whether a column's name is the row's. */
static bool is_named(const char *row, const char *name)
{
    const size_t stem = strcspn(row, "#");
    if (!strcmp(row, "*") || !strcmp(row, name))
        return true;
    return row[stem] && !strncmp(row, name, stem) && name[stem] && strspn(name + stem, "0123456789") == strlen(name + stem);
}

const struct study_fact *study_column_row(const struct study *study, const char *name)
{
    for (size_t i = 0; i < study->column_count; i++)
        if (is_named(study->columns[i].name, name))
            return &study->columns[i];
    return NULL;
}

static void require_rows(const struct study *study, const struct study_columns *columns)
{
    (void)study;
    for (size_t i = 0; i < columns->count; i++)
        CONTRACT(study_column_row(study, columns->items[i].name));
}

void question_describe(struct arena *arena, const struct question *question, const void *result, struct study_description *description)
{
    *description = (struct study_description){.columns = {.arena = arena}};
    question->study->describe(arena, question->parameters, result, description);
    require_rows(question->study, &description->columns);
    for (size_t i = 0; i < description->run_count; i++)
        require_rows(question->study, &description->runs[i].columns);
}

double question_pixels(const struct question *question)
{
    return picture_pixels(question->parameters);
}

void question_figure(struct arena *arena, const struct question *question, const void *result, struct figure *figure)
{
    const struct picture *picture = question->parameters;
    struct buffer sentence = {.arena = arena};
    question->study->draw(arena, question->parameters, result, figure);
    picture_apply(arena, picture, figure);
    question->study->tell(question->parameters, result, &sentence);
    figure->description = buffer_string(&sentence);
    if (figure->title && *figure->title)
        figure->alternative_title = figure->title;
    else if (question->title)
        figure->alternative_title = question->title;
    else if (!figure->alternative_title)
        figure->alternative_title = question->study->question;
}
