/* Panel after panel, and the words over all of them. */
#include "figure/panel.h"

void layout_draw(struct canvas *canvas, const struct layout *layout, enum figure_part part)
{
    for (size_t i = 0; i < layout->panel_count; i++)
        (layout->panels[i].panel->space ? space_draw : plane_draw)(canvas, &layout->panels[i], part);
    for (size_t i = 0; i < layout->labels.count && part != FIGURE_BELOW; i++)
        label_draw(canvas, &layout->labels.items[i]);
}
