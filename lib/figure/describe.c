/* A layout as lines of text, one thing a line, positions rounded to a tenth of a pixel: what tests compare and people read. */
#include "figure/layout.h"

static void describe_box(struct buffer *out, struct box box)
{
    buffer_format(out, " %.1f %.1f %.1f %.1f", box.x0, box.y0, box.x1, box.y1);
}

static void describe_lines(struct buffer *out, const struct label *label)
{
    buffer_character(out, '"');
    for (size_t i = 0; i < label->line_count; i++)
        buffer_format(out, "%s%s", i ? "\\n" : "", label->lines[i]);
    buffer_character(out, '"');
}

static void describe_label(struct buffer *out, const struct placed_label *placed)
{
    buffer_format(out, "%s", placed->role);
    describe_box(out, placed->box);
    buffer_text(out, " ");
    describe_lines(out, &placed->label);
    buffer_character(out, '\n');
}

static void describe_axis(struct buffer *out, const char *name, const struct axis *axis)
{
    buffer_format(out, "%s %s limits ", name, axis->scale == SCALE_LOG ? "log" : "linear");
    buffer_number(out, axis->limits[0]);
    buffer_character(out, ' ');
    buffer_number(out, axis->limits[1]);
    buffer_format(out, "\n%s ticks", name);
    for (size_t i = 0; i < axis->ticks.count; i++) {
        buffer_character(out, ' ');
        buffer_number(out, axis->ticks.positions[i]);
        buffer_format(out, "=\"%s\"", axis->ticks.labels[i]);
    }
    buffer_format(out, "\n%s offset \"%s\"\n", name, axis->ticks.offset_text ? axis->ticks.offset_text : "");
}

static void describe_panel(struct buffer *out, const struct panel_layout *panel)
{
    buffer_text(out, "cell");
    describe_box(out, panel->in->cell);
    buffer_text(out, "\nframe");
    describe_box(out, panel->frame);
    buffer_character(out, '\n');
    describe_axis(out, "x", &panel->x);
    describe_axis(out, "y", &panel->y);
    if (panel->panel->space || panel->colour_bar.x1 > panel->colour_bar.x0)
        describe_axis(out, "z", &panel->z);
    for (size_t i = 0; i < panel->labels.count; i++)
        describe_label(out, &panel->labels.items[i]);
    for (size_t i = 0; i < panel->note_count; i++) {
        const struct placed_note *note = &panel->notes[i];
        if (note->label.label.line_count == 0) {
            buffer_format(out, "mark %.1f %.1f\n", note->tip.x, note->tip.y);
            continue;
        }
        describe_label(out, &note->label);
        if (note->arrow)
            buffer_format(out, "arrow %.1f %.1f to %.1f %.1f\n", note->start.x, note->start.y, note->tip.x, note->tip.y);
    }
    if (panel->legend.count) {
        buffer_text(out, "legend");
        describe_box(out, panel->legend.box);
        for (size_t i = 0; i < panel->legend.count; i++) {
            buffer_text(out, " ");
            describe_lines(out, &panel->legend.entries[i].label);
        }
        buffer_character(out, '\n');
    }
}

void layout_describe(const struct layout *layout, struct buffer *out)
{
    buffer_format(out, "figure %.1f %.1f text %.2f\n", layout->width, layout->height, layout->size);
    for (size_t i = 0; i < layout->labels.count; i++)
        describe_label(out, &layout->labels.items[i]);
    for (size_t i = 0; i < layout->panel_count; i++) {
        buffer_format(out, "panel %zu\n", i);
        describe_panel(out, &layout->panels[i]);
    }
}
