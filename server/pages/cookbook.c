/* The cookbook at /docs/cookbook: the rows of lessons.h as a page that needs no script, and as notebooks in three languages. */
#include "server/pages/page.h"

#include "server/exchange/origin.h"
#include "server/formats/format.h"
#include "server/pages/html.h"
#include "server/pages/lessons.h"
#include "server/pages/notebook.h"
#include "server/text/query.h"
#include "study/picture.h"

static const char *encoded(struct arena *arena, const char *stored)
{
    struct buffer query = {.arena = arena};
    query_encode_stored(&query, stored);
    return buffer_string(&query);
}

static void write_image(struct buffer *page, const struct lesson_query *asked, const char *attributes, const char *alternative)
{
    struct arena *arena = page->arena;
    const struct question *question = format_stored_question(arena, asked->study, asked->query);
    const struct picture *picture = question ? question->parameters : NULL;
    html_format(page, "<img decoding=\"async\" width=\"%s\" height=\"%s\" alt=\"%s\" ", arena_format(arena, "%.0f", picture ? picture->width : 630),
                arena_format(arena, "%.0f", picture ? picture->height : 350), html_alternative(arena, alternative));
    buffer_text(page, attributes);
    html_format(page, "=\"/v1/%s.svg?%s&theme=auto%s\">", asked->study, encoded(arena, asked->query),
                question && question_frame(question) > 0 ? "&motion=1" : "");
}

/* With a script a picture is loaded, and begins to move, when it comes into sight. */
static void write_picture(struct buffer *page, const struct lesson_query *asked, const char *alternative)
{
    buffer_text(page, "<figure class=\"shown\">");
    write_image(page, asked, "class=\"needs-script\" data-src", alternative);
    buffer_text(page, "<noscript>");
    write_image(page, asked, "loading=\"lazy\" src", alternative);
    buffer_text(page, "</noscript></figure>\n");
}

static void write_link(struct buffer *page, const struct lesson_query *asked, const char *text)
{
    html_format(page, "<a href=\"/?study=%s&%s\">%s</a>", asked->study, encoded(page->arena, asked->query), text);
}

static void write_lesson(struct buffer *page, const struct lesson *lesson)
{
    html_format(page, "<article class=\"lesson\" id=\"%s\"><h2><a href=\"#%s\">%s</a></h2>\n", lesson->id, lesson->id, lesson->title);
    write_picture(page, &lesson->shown, arena_format(page->arena, "%s. %s", lesson->title, lesson->sentence));
    html_format(page, "<p class=\"sentence\">%s</p>\n<p class=\"class\"><strong>For the class.</strong> %s</p>\n<p>Change this: ", lesson->sentence,
                lesson->question);
    write_link(page, &lesson->changed, lesson->change);
    buffer_text(page, " · ");
    write_link(page, &lesson->shown, "Open the picture as it is");
    buffer_text(page, "</p>\n<details><summary>Answer</summary>\n");
    write_picture(page, &lesson->changed, arena_format(page->arena, "%s: %s. %s", lesson->title, lesson->change, lesson->answer));
    html_format(page, "<p class=\"answer\">%s</p></details></article>\n", lesson->answer);
}

static void write_lessons(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < lesson_count; i++)
        write_lesson(page, &lessons[i]);
}

static void write_lesson_links(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < lesson_count; i++)
        html_format(page, "<li><a href=\"#%s\">%s</a></li>", lessons[i].id, lessons[i].title);
}

static void write_notebooks(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < notebook_count; i++)
        html_format(page, "<li><a download href=\"/docs/cookbook.%s\">%s</a>: %s</li>\n", notebooks[i].extension, notebooks[i].name,
                    notebooks[i].needs);
}

enum verdict cookbook_handle(struct exchange *exchange)
{
    static const struct html_part parts[] = {
        {"lessons", write_lessons}, {"lesson-links", write_lesson_links}, {"notebooks", write_notebooks}, {NULL, NULL}};
    struct buffer page = {.arena = exchange->arena};
    page_fill(&page, "cookbook.html", parts, NULL);
    return page_send(exchange, &page);
}

enum verdict cookbook_handle_notebook(struct exchange *exchange)
{
    const struct notebook *notebook = notebook_find(exchange->query.segments[1]);
    if (!notebook)
        return VERDICT_NOT_HERE;
    struct buffer body = {.arena = exchange->arena};
    notebook->write(&body, origin_of(exchange));
    return exchange_send(exchange,
                         &(struct content){.type = notebook->type, .compressible = true, .body = buffer_string(&body), .length = body.length});
}
