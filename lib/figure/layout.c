/* The figure as a whole: how large text is, where the title goes, and which part of the page each panel gets. */
#include "figure/layout.h"

#include "base/contract.h"
#include "base/exact.h"
#include "figure/crowded.h"
#include "figure/legend.h"
#include "figure/notes.h"
#include "figure/space.h"

#include <math.h>
#include <string.h>

static const double finished = 2; /* above every moment */
static const double default_width = 630, default_height = 350, default_size = 15.5, least_size = 8;

/* Text grows with the figure, though slower than it: a larger figure has room for more, a smaller one must stay legible. */
static double text_size(double width, double height, size_t panels)
{
    double crowd = exact_pow((double)(panels > 1 ? panels : 1), -0.15);
    double size = default_size * exact_pow(width / default_width, 0.3) * exact_pow(height / default_height, 0.45) * crowd;
    return fmax(least_size, fmin(size, fmin(width / 12, height / 8)));
}

/* Puts the figure's title on top and returns how much height it takes. */
static double place_title(struct layout *layout)
{
    if (!layout->figure->title || !*layout->figure->title)
        return 0;
    double size = layout->size * 1.15, pad = 0.55 * layout->size;
    size_t most_lines = (size_t)fmax(1, 0.35 * layout->height / (FONT_LINE * size));
    struct label label = label_break(layout->arena, layout->figure->title, (layout->width - 2 * pad) / size, most_lines);
    struct placed_label placed = label_place(&label, size, 0, (struct point){layout->width / 2, pad}, 0.5, LABEL_TOP);
    label_add(layout->arena, &layout->labels, "title", &placed);
    return pad + label_height(&label, size);
}

static bool shows_something(const struct figure_panel *panel, const struct range ranges[3])
{
    bool needs_z = panel->space;
    for (size_t i = 0; i < panel->layer_count; i++)
        needs_z = needs_z || panel->layers[i].kind >= LAYER_HEATMAP;
    return ranges[AXIS_X].seen && ranges[AXIS_Y].seen && (!needs_z || ranges[AXIS_Z].seen);
}

/* Frame, ticks and words; then what is put into free space: given notes first, the legend, and the notes that may go anywhere. */
static void arrange(struct panel_layout *panel)
{
    panel->labels.count = 0;
    if (panel->panel->space)
        space_layout(panel);
    else
        plane_layout(panel);
}

static void fill_in(struct panel_layout *panel)
{
    if (!panel->panel->annotation_count && panel->legend_place == LEGEND_NOWHERE) {
        legend_place(panel, NULL);
        return;
    }
    struct occupancy *map = occupancy_make(panel);
    notes_place_given(panel, map);
    legend_place(panel, map);
    notes_place_free(panel, map);
}

static const struct panel_layout *lay_out_turned(const struct panel_layout *panel)
{
    struct panel_layout *turned = ARENA_NEW(panel->arena, struct panel_layout, 1);
    *turned = *panel;
    turned->moment = 0;
    turned->labels = (struct label_list){0};
    space_layout(turned);
    return turned;
}

/* Turns a panel in space to its moment; notes are placed anew. */
static void turn(struct panel_layout *panel)
{
    space_turn(panel);
    if (!panel->panel->annotation_count)
        return;
    struct occupancy *map = occupancy_make(panel);
    notes_place_given(panel, map);
    if (panel->legend.count)
        occupancy_mark_box(map, panel->legend.box);
    notes_place_free(panel, map);
}

/* Whether the legend asks for room outside of the frame. */
static bool give_legend_room(struct panel_layout *panel)
{
    if (!legend_wanted(panel))
        return false;
    struct occupancy *map = occupancy_make(panel);
    notes_place_given(panel, map);
    legend_choose(panel, map);
    if (panel->legend_room > 0)
        arrange(panel);
    return panel->legend_room > 0;
}

/* The margins around a frame within its cell. */
static struct box margins_of(const struct panel_layout *panel)
{
    struct box cell = panel->in->cell, frame = panel->frame;
    return (struct box){frame.x0 - cell.x0, frame.y0 - cell.y0, cell.x1 - frame.x1, cell.y1 - frame.y1};
}

/* Frames in a row begin and end at the same heights, frames in a column at the same sides. */
static void line_up(struct layout *layout, size_t columns)
{
    CONTRACT(columns > 0 || !layout->panel_count);
    struct panel_layout *panels = layout->panels;
    size_t count = layout->panel_count;
    for (size_t i = 0; i < count; i++)
        if (count == 1 || panels[i].panel->space || panels[i].panel->equal_aspect)
            return;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            struct box margins = margins_of(&panels[k]), *least = &panels[i].least;
            if (k / columns == i / columns) {
                least->y0 = fmax(least->y0, margins.y0);
                least->y1 = fmax(least->y1, margins.y1);
            }
            if (k % columns == i % columns) {
                least->x0 = fmax(least->x0, margins.x0);
                least->x1 = fmax(least->x1, margins.x1);
            }
        }
    for (size_t i = 0; i < count; i++)
        arrange(&panels[i]);
}

/* How many panels stand side by side: as many as make their cells nearest to 4 : 3 and leave the fewest empty. */
static size_t choose_columns(const struct figure *figure, double width, double height)
{
    if (figure->panel_columns)
        return figure->panel_columns < figure->panel_count ? figure->panel_columns : figure->panel_count;
    size_t best = figure->panel_count;
    double least = INFINITY;
    for (size_t columns = figure->panel_count; columns > 0; columns--) {
        size_t rows = (figure->panel_count + columns - 1) / columns, empty = rows * columns - figure->panel_count;
        double shape = (width / (double)columns) / (height / (double)rows) / (4.0 / 3);
        double cost = fabs(exact_log(shape)) + 3 * (double)empty / (double)(rows * columns);
        if (cost < least - 1e-9) {
            least = cost;
            best = columns;
        }
    }
    return best;
}

/* Adds to a list of what is left out: "a label 'x'". */
static void add_left_out(struct buffer *list, const char *what, const char *text)
{
    if (text && *text)
        buffer_format(list, "%s%s '%s'", list->length ? ", " : "", what, label_clean(list->arena, text));
}

/* A text whose last line was cut off. */
static void add_cut(struct buffer *list, const struct label *label)
{
    static const char ellipsis[] = "…";
    const char *last = label->line_count ? label->lines[label->line_count - 1] : "";
    const size_t length = strlen(last);
    if (length >= sizeof ellipsis - 1 && !strcmp(last + length - (sizeof ellipsis - 1), ellipsis))
        add_left_out(list, "the end of", label->lines[0]);
}

static void list_names(struct buffer *list, const struct panel_layout *panel)
{
    const struct figure_panel *source = panel->panel;
    size_t shown = 0;
    for (size_t i = 0; i < panel->legend.count; i++)
        shown += panel->legend.entries[i].sample != SAMPLE_NONE;
    for (size_t i = 0; i < source->layer_count && panel->legend_short && shown; i++)
        if (source->layers[i].label && source->layers[i].short_label)
            add_left_out(list, "the end of", source->layers[i].label);
    if (!panel->legend.left_out)
        return;
    for (size_t i = 0; i < source->layer_count; i++) {
        const struct figure_layer *layer = &source->layers[i];
        if (layer->label && *layer->label && (shown ? !shown-- : true))
            add_left_out(list, "the name", layer->label);
        for (size_t k = 0; layer->kind == LAYER_CATEGORIES && layer->category_labels && layer->category_labels[k]; k++)
            if (shown ? !shown-- : true)
                add_left_out(list, "the name", layer->category_labels[k]);
    }
}

/* The texts that the picture is too small for: the description names them, so that screen readers tell them. */
static const char *list_left_out(struct layout *layout)
{
    struct buffer list = {.arena = layout->arena};
    for (size_t i = 0; i < layout->labels.count; i++)
        add_cut(&list, &layout->labels.items[i].label);
    for (size_t i = 0; i < layout->panel_count; i++) {
        const struct panel_layout *panel = &layout->panels[i];
        const struct figure_panel *source = panel->panel;
        if (!panel->title_shown)
            add_left_out(&list, "the title", source->title);
        if (!panel->axis_labels_shown) {
            add_left_out(&list, "the x axis's label", source->x.label);
            add_left_out(&list, "the y axis's label", source->y.label);
        }
        if (!panel->ticks_shown)
            buffer_text(&list, list.length ? ", the axes' numbers" : "the axes' numbers");
        list_names(&list, panel);
        for (size_t k = 0; k < panel->labels.count; k++)
            add_cut(&list, &panel->labels.items[k].label);
        for (size_t k = 0; k < panel->note_count; k++)
            add_cut(&list, &panel->notes[k].label.label);
        if (panel->aspect_left_out)
            buffer_format(&list, "%sunits of x as long as those of y", list.length ? ", " : "");
        if (panel->words_left_out)
            buffer_format(&list, "%s%zu caption%s", list.length ? ", " : "", panel->words_left_out, panel->words_left_out > 1 ? "s" : "");
        if (panel->notes_left_out)
            buffer_format(&list, "%s%zu annotation%s", list.length ? ", " : "", panel->notes_left_out, panel->notes_left_out > 1 ? "s" : "");
    }
    return list.length ? arena_format(layout->arena, "Left out for want of room: %s.", buffer_string(&list)) : "";
}

/* Divides the page below the title into cells, row by row, and measures what stands in them; the columns. */
static size_t divide(struct layout *layout, double top, double resolution)
{
    const struct figure *figure = layout->figure;
    const size_t columns = choose_columns(figure, layout->width, layout->height - top);
    const size_t rows = columns ? (figure->panel_count + columns - 1) / columns : 0;
    CONTRACT(!figure->panel_count || (columns && rows));
    struct panel_input *inputs = ARENA_NEW(layout->arena, struct panel_input, figure->panel_count + 1);
    for (size_t i = 0; i < figure->panel_count; i++) {
        const struct figure_panel *panel = &figure->panels[i];
        const double width = layout->width / (double)columns, height = (layout->height - top) / (double)rows;
        const double x = width * (double)(i % columns), y = top + height * (double)(i / columns);
        inputs[i] =
            (struct panel_input){.size = layout->size, .unit = layout->size / 10, .resolution = resolution, .cell = {x, y, x + width, y + height}};
        for (enum axis_which which = AXIS_X; which <= AXIS_Z; which++)
            inputs[i].ranges[which] = axis_range(layout->arena, panel, which);
        inputs[i].nothing = !shows_something(panel, inputs[i].ranges);
        layout->panels[i] = (struct panel_layout){.panel = panel, .in = &inputs[i], .arena = layout->arena, .moment = finished};
        crowded_replace(&layout->panels[i]);
    }
    return columns;
}

struct layout *layout_make(struct arena *arena, const struct figure *figure, double resolution)
{
    struct layout *layout = ARENA_NEW(arena, struct layout, 1);
    *layout = (struct layout){.figure = figure, .arena = arena, .panel_count = figure->panel_count};
    layout->width = figure->width > 0 ? figure->width : default_width;
    layout->height = figure->height > 0 ? figure->height : default_height;
    layout->size = text_size(layout->width, layout->height, figure->panel_count);
    layout->panels = ARENA_NEW(arena, struct panel_layout, figure->panel_count + 1);
    const double top = place_title(layout);
    const size_t columns = divide(layout, top, resolution);
    for (size_t i = 0; i < figure->panel_count; i++)
        arrange(&layout->panels[i]);
    line_up(layout, columns);
    bool moved = false;
    for (size_t i = 0; i < figure->panel_count; i++)
        moved = give_legend_room(&layout->panels[i]) || moved;
    if (moved)
        line_up(layout, columns);
    for (size_t i = 0; i < figure->panel_count; i++)
        fill_in(&layout->panels[i]);
    layout->left_out = list_left_out(layout);
    for (size_t i = 0; i < figure->panel_count && (figure->at_moment || figure->in_motion); i++)
        if (figure->panels[i].space && figure->panels[i].turn != 0)
            layout->panels[i].turned = lay_out_turned(&layout->panels[i]);
    return layout;
}

const struct layout *layout_at(struct arena *arena, const struct layout *layout, double moment)
{
    struct layout *at = ARENA_NEW(arena, struct layout, 1);
    *at = *layout;
    at->panels = ARENA_NEW(arena, struct panel_layout, layout->panel_count + 1);
    for (size_t i = 0; i < layout->panel_count; i++) {
        struct panel_layout *panel = &at->panels[i];
        *panel = layout->panels[i].turned ? *layout->panels[i].turned : layout->panels[i];
        panel->arena = arena;
        panel->moment = moment;
        if (layout->panels[i].turned)
            turn(panel);
    }
    return at;
}
