/* Text is measured before anything is laid out, so nothing that is drawn needs to be clipped. */
#include "figure/label.h"

#include "base/exact.h"
#include "base/text.h"
#include "figure/text.h"

#include <math.h>
#include <string.h>

enum { MOST_LINES = 64 };

/* The length of the well-formed character at `text`, or 0. */
static size_t character_length(const char *text)
{
    for (size_t length = 1; length <= 4; length++) {
        if (text_is_utf8(text, length))
            return length;
        if (!text[length - 1])
            break;
    }
    return 0;
}

/* Whether Unicode keeps the code point from ever being a character; XML and cairo then refuse the text. */
static bool is_noncharacter(const char *text)
{
    uint32_t character = text_next(&text);
    return (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
}

/* How many characters that begin the text are of ASCII and stay as they are: nearly all. */
static size_t plain_length(const char *text)
{
    size_t length = 0;
    while ((text[length] >= ' ' && text[length] < 0x7f) || text[length] == '\n')
        length++;
    return length;
}

const char *label_clean(struct arena *arena, const char *text)
{
    struct buffer clean = {.arena = arena};
    if (text && !text[plain_length(text)])
        return text;
    while (text && *text) {
        const size_t plain = plain_length(text);
        if (plain) {
            buffer_bytes(&clean, text, plain);
            text += plain;
            continue;
        }
        size_t length = character_length(text);
        unsigned char c = (unsigned char)*text;
        if (length == 0 || (length > 2 && is_noncharacter(text)))
            buffer_text(&clean, "\uFFFD");
        else if (c == '\n' || (c >= 0x20 && c != 0x7f && !(c == 0xc2 && (unsigned char)text[1] < 0xa0)))
            buffer_bytes(&clean, text, length);
        else if (c == '\t')
            buffer_character(&clean, ' ');
        text += length ? length : 1;
    }
    return buffer_string(&clean);
}

/* Ends the last line with an ellipsis, at the cost of as many characters as it takes. */
static void end_early(struct arena *arena, struct label *label, double most_width)
{
    const char *last = label->lines[label->line_count - 1];
    char *kept = arena_copy(arena, last, strlen(last));
    for (;;) {
        const char *line = arena_format(arena, "%s…", kept);
        label->lines[label->line_count - 1] = line;
        label->widths[label->line_count - 1] = canvas_text_width(arena, line);
        if (!*kept || most_width <= 0 || label->widths[label->line_count - 1] <= most_width)
            return;
        kept[strlen(kept) - 1] = 0;
        text_trim_partial(kept);
    }
}

/* Adds the bytes from..to as a line; false if the label was full. */
static bool add_line(struct arena *arena, struct label *label, size_t most, const char *from, const char *to)
{
    while (to > from && to[-1] == ' ')
        to--;
    if (label->line_count == most)
        return false;
    const char *line = arena_copy(arena, from, (size_t)(to - from));
    label->lines[label->line_count] = line;
    label->widths[label->line_count++] = canvas_text_width(arena, line);
    return true;
}

/* Whether a line may end before the character at `at` if it must: behind a comma that is none of a number. */
static bool follows_comma(const char *from, const char *at)
{
    return at > from && strchr(",;", at[-1]) && !(*at >= '0' && *at <= '9');
}

/* How far from `from` a line may go: to the last blank that leaves it narrow enough; if there is none, to behind the last comma that is not
 * followed by a digit, or to the last character; at least one. */
static const char *line_end(struct arena *arena, const char *from, const char *end, double most_width)
{
    const char *blank = NULL, *comma = NULL, *cursor = from;
    double width = 0;
    while (cursor < end) {
        const char *start = cursor;
        char character[8] = "";
        text_next(&cursor);
        memcpy(character, start, (size_t)(cursor - start));
        if (*character == ' ')
            blank = start;
        else if (follows_comma(from, start))
            comma = start;
        width += canvas_text_width(arena, character);
        if (width > most_width && start > from)
            return blank && blank > from ? blank : comma ? comma : start;
    }
    return end;
}

/* Adds a paragraph of the base font's letters line by line; false if the label was full. */
static bool add_simple(struct arena *arena, struct label *label, size_t most, const char *from, const char *end, double most_width)
{
    bool room = true;
    do {
        const char *stop = most_width > 0 ? line_end(arena, from, end, most_width) : end;
        room = add_line(arena, label, most, from, stop);
        for (from = stop; from < end && *from == ' ';)
            from++;
    } while (room && from < end);
    return room;
}

/* The same for one whose widths are not those of its letters one by one. */
static bool add_shaped(struct arena *arena, struct label *label, size_t most, const char *paragraph, double most_width)
{
    const char *lines[MOST_LINES + 1];
    size_t count = text_wrap(arena, paragraph, most_width, lines, most - label->line_count + 1);
    bool room = true;
    for (size_t i = 0; i < count && room; i++)
        room = add_line(arena, label, most, lines[i], strchr(lines[i], 0));
    return room;
}

struct label label_break(struct arena *arena, const char *text, double most_width, size_t most_lines)
{
    most_lines = most_lines < 1 ? 1 : most_lines > MOST_LINES ? MOST_LINES : most_lines;
    struct label label = {.lines = ARENA_ROOM(arena, const char *, most_lines), .widths = ARENA_ROOM(arena, double, most_lines)};
    const char *clean = label_clean(arena, text), *stop = strchr(clean, 0);
    while (stop > clean && (stop[-1] == '\n' || stop[-1] == ' '))
        stop--;
    while (clean < stop && *clean == '\n')
        clean++;
    bool room = true;
    while (room) {
        const char *feed = memchr(clean, '\n', (size_t)(stop - clean)), *end = feed ? feed : stop;
        const char *paragraph = *end ? arena_copy(arena, clean, (size_t)(end - clean)) : clean;
        const bool simple = font_covers(paragraph);
        label.tall = label.tall || !simple;
        if (simple)
            room = add_simple(arena, &label, most_lines, clean, end, most_width);
        else
            room = add_shaped(arena, &label, most_lines, paragraph, most_width);
        if (!feed)
            break;
        clean = end + 1;
    }
    if (!room)
        end_early(arena, &label, most_width);
    for (size_t i = 0; i < label.line_count; i++)
        label.width = fmax(label.width, label.widths[i]);
    return label;
}

double label_widest_word(struct arena *arena, const char *text)
{
    const char *clean = label_clean(arena, text), *word = clean;
    double widest = 0;
    for (const char *at = clean;; at++)
        if (!*at || *at == ' ' || *at == '\n' || (at > word && follows_comma(word, at))) {
            widest = fmax(widest, canvas_text_width(arena, arena_copy(arena, word, (size_t)(at - word))));
            word = *at == ' ' || *at == '\n' ? at + 1 : at;
            if (!*at)
                return widest;
        }
}

struct label label_make(struct arena *arena, const char *text)
{
    size_t lines = 1; /* no line is broken */
    for (const char *at = text; at && *at && lines < MOST_LINES; at++)
        lines += *at == '\n';
    return label_break(arena, text, 0, lines);
}

double label_line(const struct label *label)
{
    static const double tall = 1.45;
    return label->tall ? tall : FONT_LINE;
}

double label_descent(const struct label *label)
{
    static const double tall = 0.42;
    return label->tall ? tall : FONT_DESCENT;
}

double label_height(const struct label *label, double size)
{
    if (label->line_count == 0)
        return 0;
    return size * (FONT_CAP_HEIGHT + label_descent(label) + label_line(label) * (double)(label->line_count - 1));
}

struct placed_label label_place(const struct label *label, double size, double angle, struct point anchor, double across, enum label_height height)
{
    double width = label->width * size, lines = label_line(label) * size * (double)(label->line_count - (label->line_count > 0));
    double cap = FONT_CAP_HEIGHT * size, descent = label_descent(label) * size;
    double down[] = {[LABEL_TOP] = cap, [LABEL_MIDDLE] = (cap - lines) / 2, [LABEL_BASELINE] = -lines, [LABEL_BOTTOM] = -lines - descent};
    double x = -across * width, y = down[height]; /* the first baseline, seen from the anchor */
    double cosine = exact_cos(angle), sine = exact_sin(angle);
    struct placed_label placed = {.label = *label, .size = size, .angle = angle, .align = across, .paint = paint_role(PAINT_TEXT)};
    placed.first = (struct point){anchor.x + cosine * x + sine * y, anchor.y - sine * x + cosine * y};
    placed.box = (struct box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        double u = corner & 1 ? width : 0, v = corner & 2 ? lines + descent : -cap;
        struct point p = {placed.first.x + cosine * u + sine * v, placed.first.y - sine * u + cosine * v};
        placed.box = box_union(placed.box, (struct box){p.x, p.y, p.x, p.y});
    }
    return placed;
}

void label_move(struct placed_label *placed, double dx, double dy)
{
    placed->first.x += dx;
    placed->first.y += dy;
    placed->box = (struct box){placed->box.x0 + dx, placed->box.y0 + dy, placed->box.x1 + dx, placed->box.y1 + dy};
}

void label_draw(struct canvas *canvas, const struct placed_label *placed)
{
    struct text_style style = {.size = placed->size, .angle = placed->angle, .paint = placed->paint, .halo = placed->halo};
    double cosine = exact_cos(placed->angle), sine = exact_sin(placed->angle);
    for (size_t i = 0; i < placed->label.line_count; i++) {
        double x = placed->align * (placed->label.width - placed->label.widths[i]) * placed->size,
               y = label_line(&placed->label) * placed->size * (double)i;
        struct point at = {placed->first.x + cosine * x + sine * y, placed->first.y - sine * x + cosine * y};
        canvas_text(canvas, placed->label.lines[i], at, &style);
    }
}
