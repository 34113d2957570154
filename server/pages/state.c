/* A state that the address gives is read as the address of its picture would be, so that both say the same. */
#include "server/pages/state.h"

#include "server/formats/format.h"
#include "server/pages/html.h"
#include "server/text/query.h"
#include "study/picture.h"

#include <ctype.h>
#include <string.h>

/* The beginning: three methods from one place between four minima, of which they reach two. */
static const char first_study[] = "descent";
static const char first_query[] = "f=himmelblau&start=-0.3,0.2&optimizer=gd(lr=0.01),momentum(lr=0.01,momentum=0.9),adam(lr=0.3)&steps=40";

/* The verbs of the page, each a study, with what it begins with. Studies that are not here are further experiments. */
static const struct page_verb {
    const char *study, *label, *query;
} verbs[] = {
    {"landscape", "Look", "f=himmelblau&view=contour"},
    {"descent", "Descend", first_query},
    {"critical-points", "Find the minima", "f=himmelblau"},
    {"basins", "Map the basins", "f=himmelblau&samples=101"},
    {"train", "Train a network", "data=spirals(n=200)&network=mlp(hidden=16;16)&optimizer=adam(lr=0.01)&epochs=30&view=decision"},
};

static const struct thumbnail {
    const char *study, *query, *label;
} thumbnails[] = {
    {"landscape", "f=himmelblau&view=filled", "Himmelblau's function"},
    {"landscape", "f=rosenbrock&view=filled", "Rosenbrock's valley"},
    {"landscape", "f=rastrigin&view=filled", "Rastrigin's function"},
    {"landscape", "f=saddle&view=filled", "a saddle"},
    {"landscape", "f=three_hump_camel&view=filled", "the three-hump camel"},
    {"landscape", "f=risk&x=-1:2", "the risk, in one dimension"},
    {"train", "data=moons(n=100,noise=0.2)&network=mlp(hidden=8)&optimizer=adam(lr=0.05)&epochs=40&view=decision", "a network on two moons"},
    {"train", "data=spirals(n=200)&network=mlp(hidden=16;16)&optimizer=adam(lr=0.02)&epochs=40&view=decision", "a network on spirals"},
    {"train", "data=xor(n=100)&network=mlp(hidden=8)&optimizer=adam(lr=0.05)&epochs=40&view=decision", "a network on exclusive or"},
};

static const char *encoded(struct arena *arena, const char *stored)
{
    struct buffer query = {.arena = arena};
    query_encode_stored(&query, stored);
    return buffer_string(&query);
}

static bool has_parameter(const struct study *study, const char *name)
{
    const struct parameter *row;
    for (size_t i = 0; (row = study_parameter(study, i)); i++)
        if (!strcmp(row->name, name))
            return true;
    return false;
}

/* Parses the study's question from those of the arguments that it has. */
static bool understand(struct arena *arena, const struct study *study, const struct argument *given, size_t count, struct state *state,
                       struct error_list *errors)
{
    struct argument *kept = ARENA_NEW(arena, struct argument, count + 1);
    struct buffer query = {.arena = arena};
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (*given[i].value && has_parameter(study, given[i].name)) {
            kept[known++] = given[i];
            buffer_format(&query, "%s%s=", query.length ? "&" : "", given[i].name);
            query_encode(&query, given[i].value);
        }
    if (!question_parse(arena, study, kept, known, &state->question, errors))
        return false;
    const struct picture *picture = state->question.parameters;
    const char *about = query_find(kept, known, "f");
    if (!about)
        about = query_find(kept, known, "data");
    state->title = picture->title && *picture->title ? picture->title
                   : about                           ? arena_format(arena, "%.100s: %s", about, study->question)
                                                     : study->question;
    state->query = buffer_string(&query);
    state->arguments = kept;
    state->argument_count = known;
    return true;
}

/* The study that an address names, in letters of any size, by another name or nearly; without one, that of a formula or of data. */
static const struct study *study_of(struct arena *arena, const struct query *query)
{
    const char *nearest = NULL, *ignored, *name = query_find(query->arguments, query->count, "study");
    if (!name)
        return query_find(query->arguments, query->count, "f")      ? study_find("landscape", &ignored)
               : query_find(query->arguments, query->count, "data") ? study_find("data", &ignored)
                                                                    : NULL;
    char *small = arena_copy(arena, name, strlen(name));
    for (char *at = small; *at; at++)
        *at = *at == '_' || *at == ' ' ? '-' : (char)tolower((unsigned char)*at);
    const struct study *study = study_find(small, &nearest);
    study = study ? study : study_known_as(small);
    return study ? study : nearest ? study_find(nearest, &ignored) : NULL;
}

bool state_read(struct arena *arena, const struct query *query, struct state *state)
{
    const struct study *study = study_of(arena, query);
    *state = (struct state){0};
    state->given = study && understand(arena, study, query->arguments, query->count, state, ARENA_NEW(arena, struct error_list, 1));
    return state->given;
}

bool state_problem(struct arena *arena, const struct query *query, struct error_list *errors)
{
    const struct study *study = study_of(arena, query);
    struct state state = {0};
    return study && !understand(arena, study, query->arguments, query->count, &state, errors);
}

void state_begin(struct arena *arena, struct state *state)
{
    const char *ignored;
    struct argument *first;
    size_t count;
    query_split(arena, first_query, &first, &count);
    understand(arena, study_find(first_study, &ignored), first, count, state, ARENA_NEW(arena, struct error_list, 1));
    state->title = "landscaped: loss landscapes by URL";
}

void state_write_head(struct buffer *page, const struct state *state, const char *origin)
{
    struct arena *arena = page->arena;
    const struct study *study = state->question.study;
    const char *address =
        state->given ? arena_format(arena, "%s/?study=%s&%s", origin, study->name, state->query) : arena_format(arena, "%s/", origin);
    const char *description =
        state->given ? study->help
                     : "Type a formula, drop a ball, watch optimizers race: pictures of loss landscapes, and the numbers behind them, by URL.";
    enum { SCALE = 2 };
    const struct picture *picture = state->question.parameters;
    const char *finer = state_unless_given(arena, state, "scale", arena_format(arena, "%d", SCALE));
    const double scale = *finer ? SCALE : picture->scale;
    const char *image = arena_format(arena, "%s/v1/%s.png?%s%s", origin, study->name, format_query(arena, &png_format, state->query), finer);
    struct buffer oembed = {.arena = arena};
    query_encode(&oembed, address);
    html_format(page, "<title>%s</title>\n<meta name=\"description\" content=\"%s\">\n<link rel=\"canonical\" href=\"%s\">\n", state->title,
                description, address);
    html_format(page,
                "<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"landscaped\">\n"
                "<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:description\" content=\"%s\">\n"
                "<meta property=\"og:url\" content=\"%s\">\n<meta property=\"og:image\" content=\"%s\">\n"
                "<meta name=\"twitter:card\" content=\"summary_large_image\">\n",
                state->title, description, address, image);
    html_format(page,
                "<meta property=\"og:image:width\" content=\"%s\">\n<meta property=\"og:image:height\" content=\"%s\">\n"
                "<meta property=\"og:image:alt\" content=\"%s\">\n",
                arena_format(arena, "%.0f", picture->width * scale), arena_format(arena, "%.0f", picture->height * scale),
                html_alternative(arena, state->title));
    html_format(page, "<link rel=\"alternate\" type=\"application/json+oembed\" title=\"%s\" href=\"%s/oembed?format=json&url=%s\">\n", state->title,
                origin, buffer_string(&oembed));
}

const char *state_unless_given(struct arena *arena, const struct state *state, const char *name, const char *value)
{
    const bool given = query_find(state->arguments, state->argument_count, name);
    return given || !has_parameter(state->question.study, name) ? "" : arena_format(arena, "&%s=%s", name, value);
}

/* The picture's address at a size, where the state leaves it open. */
static void write_address(struct buffer *page, const struct state *state, int width, int height)
{
    struct arena *arena = page->arena;
    const bool sized = query_find(state->arguments, state->argument_count, "width") || query_find(state->arguments, state->argument_count, "height");
    html_format(page, "/v1/%s.svg?%s", state->question.study->name, state->query);
    if (!sized)
        html_format(page, "%s%s", state_unless_given(arena, state, "width", arena_format(arena, "%d", width)),
                    state_unless_given(arena, state, "height", arena_format(arena, "%d", height)));
    html_format(page, "%s%s", state_unless_given(arena, state, "theme", "auto"), state->given ? "" : "&motion=1");
}

void state_write_picture(struct buffer *page, const struct state *state)
{
    enum { WIDE = 760, LOW = 380, NARROW = 390, SQUAT = 300 };
    buffer_text(page, "<picture><source media=\"(max-width: 52rem)\" srcset=\"");
    write_address(page, state, NARROW, SQUAT);
    html_format(page, "\" width=\"%s\" height=\"%s\">", arena_format(page->arena, "%d", NARROW), arena_format(page->arena, "%d", SQUAT));
    buffer_text(page, "<img id=\"picture\" draggable=\"false\" fetchpriority=\"high\" data-printed src=\"");
    write_address(page, state, WIDE, LOW);
    html_format(page, "\" width=\"%s\" height=\"%s\" alt=\"%s\"></picture>", arena_format(page->arena, "%d", WIDE),
                arena_format(page->arena, "%d", LOW),
                state->given ? html_alternative(page->arena, state->title) : "Three optimizers race on the map of Himmelblau's function");
}

static void write_verb(struct buffer *page, const struct state *state, const char *study, const char *label, const char *query)
{
    const bool current = state->given && !strcmp(study, state->question.study->name);
    html_format(page, "<li><a href=\"/?study=%s&%s\" data-study=\"%s\"", study, encoded(page->arena, query), study);
    buffer_text(page, current ? " aria-current=\"true\">" : ">");
    html_format(page, "%s</a></li>", label);
}

static bool is_verb(const struct study *study)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verbs[i].study, study->name))
            return true;
    return false;
}

void state_write_verbs(struct buffer *page, const struct state *state)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        write_verb(page, state, verbs[i].study, verbs[i].label, verbs[i].query);
    buffer_text(page, "<li><details id=\"experiments\"><summary>More experiments</summary><ul>");
    for (size_t i = 0; i < study_count; i++) {
        if (is_verb(studies[i]))
            continue;
        struct buffer name = {.arena = page->arena};
        for (const char *at = studies[i]->name; *at; at++)
            buffer_character(&name, *at == '-' ? ' ' : *at);
        write_verb(page, state, studies[i]->name, buffer_string(&name), studies[i]->example);
    }
    buffer_text(page, "</ul></details></li>");
}

void state_write_thumbnails(struct buffer *page)
{
    for (size_t i = 0; i < sizeof thumbnails / sizeof *thumbnails; i++) {
        const char *query = encoded(page->arena, thumbnails[i].query);
        html_format(page, "<li><a href=\"/?study=%s&%s\" title=\"%s\">", thumbnails[i].study, query, thumbnails[i].label);
        html_format(page, "<img width=\"84\" height=\"56\" loading=\"lazy\" alt=\"%s\" src=\"/v1/%s.png?%s", thumbnails[i].label, thumbnails[i].study,
                    query);
        /* Ticks so far away are none. */
        html_format(page, "&width=84&height=56&xticks=1e9&yticks=1e9&xlabel=&ylabel=&legend=off&grid=off\"></a></li>");
    }
}

/* A field for each of the study's first parameters. With a script the form is made anew; without one this is the form. */
void state_write_fields(struct buffer *page, const struct state *state)
{
    const struct study *study = state->question.study;
    const struct value *asked = question_query(page->arena, &state->question);
    html_format(page, "<input type=\"hidden\" name=\"study\" value=\"%s\">", study->name);
    for (size_t i = 0; i < study->parameter_count; i++) {
        const struct parameter *row = &study->parameters[i];
        if (!row->primary)
            continue;
        const struct value *value = value_find(asked, row->name);
        const char *text = value && value->kind == VALUE_TEXT     ? value->text
                           : value && value->kind == VALUE_NUMBER ? arena_format(page->arena, "%g", value->number)
                                                                  : "";
        html_format(page,
                    "<div class=\"field\"><label for=\"plain-%s\">%s</label><input type=\"text\" id=\"plain-%s\" name=\"%s\" value=\"%s\"></div>",
                    row->name, row->name, row->name, row->name, text);
    }
    buffer_text(page, "<button type=\"submit\">Show</button>");
}
