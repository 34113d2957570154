/* The reference at /docs: the tables of the program, written out for people. An example is a link that runs: it is laid over the query
 * that its row names, or over the study's own example. */
#include "server/pages/page.h"

#include "expression/mathml.h"
#include "server/formats/format.h"
#include "server/exchange/origin.h"
#include "server/pages/html.h"
#include "server/pages/snippets.h"
#include "server/text/query.h"
#include "study/effect.h"
#include "study/picture.h"

#include <string.h>

/* The stored query without `name`, with name=value behind it. */
static const char *laid_over(struct arena *arena, const char *stored, const char *name, const char *value)
{
    struct argument *arguments;
    size_t count;
    struct buffer query = {.arena = arena};
    query_split(arena, stored, &arguments, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(arguments[i].name, name) != 0)
            buffer_format(&query, "%s=%s&", arguments[i].name, arguments[i].value);
    buffer_format(&query, "%s=%s", name, value);
    return buffer_string(&query);
}

/* A query of the study in which the parameter's example can be seen at work. */
static const char *example_query(struct arena *arena, const struct study *study, const struct parameter *parameter)
{
    return laid_over(arena, parameter->beside ? parameter->beside : study->example, parameter->name, parameter->example);
}

/* The head of a table; it scrolls by itself where it is too wide, and so has to be reached by the keyboard. */
static void open_table(struct buffer *page, const char *label, const char *const *headings)
{
    html_format(page, "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"%s\"><table><thead><tr>", label);
    for (; *headings; headings++)
        html_format(page, "<th scope=\"col\">%s</th>", *headings);
    buffer_text(page, "</tr></thead><tbody>\n");
}

static void close_table(struct buffer *page)
{
    buffer_text(page, "</tbody></table></div>\n");
}

static void write_address(struct buffer *page, const struct study *study, const char *extension, const char *stored)
{
    struct buffer query = {.arena = page->arena};
    query_encode_stored(&query, stored);
    html_format(page, "/v1/%s.%s?%s", study->name, extension, buffer_string(&query));
}

static void write_range(struct buffer *page, const struct parameter *parameter)
{
    struct buffer range = {.arena = page->arena};
    if (parameter->kind == KIND_CHOICE) {
        for (const char *at = parameter->choices; *at; at++) {
            if (*at == '|')
                buffer_text(&range, ", ");
            else
                buffer_character(&range, *at);
        }
    } else {
        buffer_text(&range, parameter_kind_name(parameter->kind));
        if (parameter->least < parameter->most && parameter_is_number(parameter->kind)) {
            buffer_text(&range, ", ");
            buffer_number(&range, parameter->least);
            buffer_text(&range, " to ");
            buffer_number(&range, parameter->most);
        }
    }
    if (parameter->unit)
        buffer_format(&range, "; %s", parameter->unit);
    if (parameter->repeatable)
        buffer_text(&range, "; may be repeated");
    html_format(page, "<br><span class=\"kind\">%s</span>", buffer_string(&range));
}

static void write_row(struct buffer *page, const char *anchor, const struct study *study, const char *extension, const struct parameter *parameter)
{
    html_format(page, "<tr id=\"%s-%s\"><th scope=\"row\">%s</th><td>%s.", anchor, parameter->name, parameter->name,
                effect_help(page->arena, study, parameter));
    write_range(page, parameter);
    html_format(page, "</td><td>%s", parameter->required ? "required" : "");
    if (parameter->initial && *parameter->initial)
        html_format(page, "<code>%s</code>", parameter->initial);
    buffer_text(page, "</td><td class=\"example\">");
    if (parameter->example) {
        buffer_text(page, "<a href=\"");
        write_address(page, study, extension, example_query(page->arena, study, parameter));
        html_format(page, "\"><code>%s=%s</code></a>", parameter->name, parameter->example);
    }
    buffer_text(page, "</td></tr>\n");
}

static void write_parameters(struct buffer *page, const char *label, const char *anchor, const struct study *study, const char *extension,
                             const struct parameter *rows, size_t count)
{
    open_table(page, label, (const char *const[]){"Parameter", "What it says", "Default", "Example", NULL});
    for (size_t i = 0; i < count; i++)
        write_row(page, anchor, study, extension, &rows[i]);
    close_table(page);
}

static void write_facts(struct buffer *page, const struct study *study)
{
    if (!study->fact_count)
        return;
    buffer_text(page, "<details><summary>Facts in its JSON</summary>");
    open_table(page, arena_format(page->arena, "Facts of %s", study->name), (const char *const[]){"Fact", "What it is", NULL});
    for (size_t i = 0; i < study->fact_count; i++)
        html_format(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", study->facts[i].name, study->facts[i].help);
    close_table(page);
    buffer_text(page, "</details>\n");
}

/* The arguments of the example as fields: a form that opens the picture; a script shows it in place. */
static void write_trial(struct buffer *page, const struct study *study)
{
    struct argument *arguments;
    size_t count;
    query_split(page->arena, study->example, &arguments, &count);
    html_format(page, "<form class=\"try\" action=\"/v1/%s.svg\" data-study=\"%s\" aria-label=\"Try %s\" autocomplete=\"off\">", study->name,
                study->name, study->name);
    for (size_t i = 0; i < count; i++)
        html_format(page, "<label><span>%s</span> <input type=\"text\" name=\"%s\" value=\"%s\" spellcheck=\"false\"></label>\n", arguments[i].name,
                    arguments[i].name, arguments[i].value);
    buffer_text(page, "<button type=\"submit\">Try it</button> <output class=\"trouble\"></output></form>\n");
}

/* The example's address in each language; the address is marked, so that a script can write another in its place. */
static void write_code(struct buffer *page, const struct study *study, const char *origin)
{
    struct buffer query = {.arena = page->arena};
    query_encode_stored(&query, study->example);
    html_format(page, "<details class=\"code\"><summary>Code</summary><div class=\"tabs\" data-label=\"%s in other languages\">\n", study->name);
    for (size_t i = 0; i < snippet_count; i++) {
        const struct snippet *snippet = &snippets[i];
        html_format(page, "<section><h4>%s</h4><pre tabindex=\"0\"><code data-language=\"%s\">%s", snippet->language, snippet->language,
                    snippet->before);
        html_format(page, "<span class=\"address\" data-extension=\"%s\">%s/v1/%s.%s?%s</span>", snippet->extension, origin, study->name,
                    snippet->extension, buffer_string(&query));
        html_format(page, "%s</code></pre></section>\n", snippet->after);
    }
    buffer_text(page, "</div></details>\n");
}

static void write_study(struct buffer *page, const struct study *study, const char *origin)
{
    html_format(page, "<div class=\"study\"><h3 id=\"study-%s\">%s: %s</h3>\n<p>%s</p>\n", study->name, study->name, study->question, study->help);
    buffer_text(page, "<figure class=\"shown\"><img loading=\"lazy\" decoding=\"async\" width=\"630\" height=\"350\" src=\"");
    write_address(page, study, "svg", laid_over(page->arena, study->example, "theme", "auto"));
    html_format(page, "\" alt=\"The example of the study %s\"><figcaption><a href=\"", study->name);
    write_address(page, study, "svg", study->example);
    buffer_text(page, "\"><code>");
    write_address(page, study, "svg", study->example);
    buffer_text(page, "</code></a> <span class=\"needs-script\">· <a href=\"");
    struct buffer query = {.arena = page->arena};
    query_encode_stored(&query, study->example);
    html_format(page, "/?study=%s&%s\">in the playground</a></span></figcaption></figure>\n", study->name, buffer_string(&query));
    write_trial(page, study);
    write_code(page, study, origin);
    write_parameters(page, arena_format(page->arena, "Parameters of %s", study->name), arena_format(page->arena, "study-%s", study->name), study,
                     "svg", study->parameters, study->parameter_count);
    write_facts(page, study);
    buffer_text(page, "</div>\n");
}

static void write_studies(struct buffer *page, const void *context)
{
    const char *origin = origin_of(context);
    for (size_t i = 0; i < study_count; i++)
        write_study(page, studies[i], *origin ? origin : "http://127.0.0.1:8080");
}

static void write_study_links(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < study_count; i++)
        html_format(page, "<li><a href=\"#study-%s\">%s</a></li>", studies[i]->name, studies[i]->name);
}

static void write_pictures(struct buffer *page, const void *context)
{
    (void)context;
    size_t stills = 0;
    while (stills < picture_parameter_count && &picture_parameters[stills] != picture_motion_parameters)
        stills++;
    write_parameters(page, "Parameters of pictures", "picture", studies[0], "svg", picture_parameters, stills);
    write_parameters(page, "Parameters of moving pictures", "picture", study_find("descent", NULL), "webp", picture_motion_parameters,
                     picture_parameter_count - stills);
}

static void write_formats(struct buffer *page, const void *context)
{
    (void)context;
    open_table(page, "Formats", (const char *const[]){"Suffix", "Media type", NULL});
    for (size_t i = 0; i < format_count; i++)
        html_format(page, "<tr><th scope=\"row\">.%s</th><td>%s</td></tr>\n", formats[i]->extension, formats[i]->content_type);
    close_table(page);
}

/* The first parameter of that kind there is. */
static const struct parameter *parameter_of_kind(enum parameter_kind kind)
{
    const struct parameter *parameter;
    for (size_t i = 0; i < study_count; i++)
        for (size_t k = 0; (parameter = study_parameter(studies[i], k)); k++)
            if (parameter->kind == kind)
                return parameter;
    return NULL;
}

static void write_kinds(struct buffer *page, const void *context)
{
    (void)context;
    open_table(page, "Kinds of values", (const char *const[]){"Value", "Such as", NULL});
    for (enum parameter_kind kind = 0; kind < KIND_COUNT; kind++) {
        const struct parameter *parameter = parameter_of_kind(kind);
        if (parameter && parameter->example)
            html_format(page, "<tr><td>%s</td><td><code>%s=%s</code></td></tr>\n", parameter_kind_name(kind), parameter->name, parameter->example);
    }
    close_table(page);
}

static const char *text_of(const struct value *item, const char *name)
{
    const struct value *value = value_find(item, name);
    return value && value->kind == VALUE_TEXT ? value->text : NULL;
}

/* The TeX of an entry: of a landscape as it stands; of a function its template with operands a, b and c. Null if it has none. */
static const char *tex_of(struct arena *arena, const struct value *item)
{
    const char *template = text_of(item, "tex"), *written = text_of(item, "written");
    if (!template || !written)
        return template;
    if (!strcmp(written, "infix"))
        return arena_format(arena, !strcmp(template, "^") ? "a^{b}" : "a %s b", template);
    if (!strcmp(written, "prefix"))
        return arena_format(arena, "%s a", template);
    struct buffer tex = {.arena = arena};
    for (const char *at = template; *at; at++) {
        if (*at == '#' && at[1] >= '1' && at[1] <= '3')
            buffer_character(&tex, "abc"[*++at - '1']);
        else
            buffer_character(&tex, *at);
    }
    return buffer_string(&tex);
}

/* The length of the first of the equations that a \quad between brackets of any kind parts. */
static size_t equation_length(const char *tex)
{
    int depth = 0;
    for (const char *at = tex; *at; at++) {
        depth += *at == '{' || !strncmp(at, "\\begin", 6) || !strncmp(at, "\\left", 5);
        depth -= *at == '}' || !strncmp(at, "\\end", 4) || !strncmp(at, "\\right", 6);
        if (depth == 0 && !strncmp(at, "\\quad", 5))
            return (size_t)(at - tex);
    }
    return strlen(tex);
}

/* Each equation on a line of its own; false, and nothing written, if one is too long for that. */
static bool write_equations(struct buffer *page, const char *tex)
{
    enum { MOST_TYPESET = 150 };
    for (int writing = 0; writing < 2; writing++)
        for (const char *at = tex; *at;) {
            const size_t length = equation_length(at);
            if (length > MOST_TYPESET)
                return false;
            if (writing) {
                mathml_from_tex(arena_copy(page->arena, at, length), false, page);
                buffer_text(page, at[length] ? "<br>" : "");
            }
            at += length + (at[length] ? strlen("\\quad") : 0);
        }
    return true;
}

/* The arguments that a name takes, with their defaults. */
static void write_arguments(struct buffer *page, const struct value *item)
{
    const struct value *arguments = value_find(item, "parameters");
    for (const struct value *argument = arguments ? arguments->children.first : NULL; argument; argument = argument->next) {
        const struct value *initial = value_find(argument, "default");
        struct buffer text = {.arena = page->arena};
        buffer_format(&text, "%s", text_of(argument, "name"));
        if (initial && initial->kind == VALUE_NUMBER) {
            buffer_text(&text, "=");
            buffer_number(&text, initial->number);
        }
        const char *help = text_of(argument, "help");
        html_format(page, "<br><span class=\"kind\"><code>%s</code> %s</span>", buffer_string(&text), help ? help : "");
    }
}

static void write_item(struct buffer *page, const struct collection *collection, const struct value *item)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    static const char *const remarks[] = {"title", "help", "note", "paper"};
    const char *name = text_of(item, "name"), *tex = tex_of(page->arena, item), *formula = text_of(item, "formula");
    /* Operators are no names that a path could hold. */
    if (strspn(name, letters) == strlen(name) && *name != '-')
        html_format(page, "<tr id=\"list-%s-%s\"><th scope=\"row\"><a href=\"/v1/%s/%s\">%s</a></th><td>", collection->name, name, collection->name,
                    name, name);
    else
        html_format(page, "<tr><th scope=\"row\">%s</th><td>", name);
    if ((!tex || !write_equations(page, tex)) && formula)
        html_format(page, "<code>%s</code>", formula);
    buffer_text(page, "</td><td>");
    for (size_t i = 0, written = 0; i < sizeof remarks / sizeof *remarks; i++)
        if (text_of(item, remarks[i]))
            html_format(page, "%s%s", written++ ? ". " : "", text_of(item, remarks[i]));
    write_arguments(page, item);
    buffer_text(page, "</td></tr>\n");
}

static void write_collections(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < collection_count; i++) {
        const char *name = collections[i].name;
        const struct value *list = collection_list(page->arena, &collections[i]);
        html_format(page, "<h3 id=\"list-%s\">%s</h3>\n<p>%s <a href=\"/v1/%s\">As JSON</a>.</p>\n", name, name, collections[i].help, name);
        open_table(page, name, (const char *const[]){"Name", "Formula", "Remarks", NULL});
        for (const struct value *item = list->children.first; item; item = item->next)
            if (text_of(item, "name"))
                write_item(page, &collections[i], item);
        close_table(page);
    }
}

static void write_collection_links(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < collection_count; i++)
        html_format(page, "<li><a href=\"#list-%s\">%s</a></li>", collections[i].name, collections[i].name);
}

static void write_collection_list(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < collection_count; i++)
        html_format(page, "%s<a href=\"/v1/%s\">%s</a>", i ? ", " : "", collections[i].name, collections[i].name);
}

static void write_limits(struct buffer *page, const void *context)
{
    const struct service_limits *limits = ((const struct exchange *)context)->limits;
    struct buffer list = {.arena = page->arena};
    buffer_format(&list, "Here one answer may take %.2g operations, %.3g pixels and %zu bytes of address.", limits->cost, limits->pixels,
                  limits->target_length);
    html_format(page, "<p>%s</p>\n", buffer_string(&list));
}

enum verdict docs_handle(struct exchange *exchange)
{
    static const struct html_part parts[] = {
        {"study-links", write_study_links},
        {"collection-links", write_collection_links},
        {"collection-list", write_collection_list},
        {"formats", write_formats},
        {"studies", write_studies},
        {"pictures", write_pictures},
        {"kinds", write_kinds},
        {"collections", write_collections},
        {"limits", write_limits},
        {NULL, NULL},
    };
    struct buffer page = {.arena = exchange->arena};
    page_fill(&page, "docs.html", parts, exchange);
    return page_send(exchange, &page);
}
