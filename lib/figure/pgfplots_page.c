#include "figure/pgfplots_page.h"

#include "base/number.h"

#include <math.h>

void pgfplots_number(const struct tex_page *sheet, double value)
{
    /* pgfplots reads no more digits of a coordinate. */
    buffer_number(sheet->out, fabs(value) < 1e-300 ? 0 : number_round(value, 7));
}

void pgfplots_colour(const struct tex_page *sheet, struct paint paint)
{
    const uint32_t rgb = theme_rgb(sheet->theme, paint);
    buffer_format(sheet->out, "{rgb,255:red,%u;green,%u;blue,%u}", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

void pgfplots_map_colour(struct buffer *out, uint32_t rgb)
{
    buffer_format(out, " rgb255=(%u,%u,%u)", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

void pgfplots_coordinates(const struct tex_page *sheet, struct point at)
{
    const struct panel_layout *panel = sheet->panel;
    pgfplots_number(sheet, axis_value(&panel->x, (at.x - panel->frame.x0) / (panel->frame.x1 - panel->frame.x0)));
    buffer_text(sheet->out, ",");
    pgfplots_number(sheet, axis_value(&panel->y, (panel->frame.y1 - at.y) / (panel->frame.y1 - panel->frame.y0)));
    buffer_text(sheet->out, ")");
}

void pgfplots_triple(const struct tex_page *sheet, double x, double y, double z)
{
    const struct axis *axis = &sheet->panel->z;
    const double low = fmin(axis->limits[0], axis->limits[1]), high = fmax(axis->limits[0], axis->limits[1]);
    buffer_text(sheet->out, " (");
    pgfplots_number(sheet, x);
    buffer_text(sheet->out, ",");
    pgfplots_number(sheet, y);
    buffer_text(sheet->out, ",");
    if (isfinite(z))
        pgfplots_number(sheet, fmax(low, fmin(high, z)));
    else
        buffer_text(sheet->out, "nan");
    buffer_text(sheet->out, ")");
}

void pgfplots_path_to(const struct tex_page *sheet, struct point at, const char *before)
{
    buffer_format(sheet->out, "%s(axis cs:", before);
    pgfplots_coordinates(sheet, at);
}

size_t pgfplots_stride(size_t count, size_t most)
{
    return count > most ? (count + most - 1) / most : 1;
}
