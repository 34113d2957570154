#include "figure/space_grid.h"

void grid_place(const struct panel_layout *panel, const struct figure_layer *layer, size_t row, size_t column, double fractions[3])
{
    fractions[0] = axis_fraction(&panel->x, layer->grid_x[column]);
    fractions[1] = axis_fraction(&panel->y, layer->grid_y[row]);
    fractions[2] = axis_fraction(&panel->z, layer->z[row * layer->columns + column]);
}

bool grid_within(const double fractions[3])
{
    bool within = true;
    for (int i = 0; i < 3; i++)
        within = within && fractions[i] >= -GRID_EDGE && fractions[i] <= 1 + GRID_EDGE;
    return within;
}

size_t stride_count(size_t samples, size_t stride)
{
    return samples == 0 ? 0 : (samples - 1) / stride + 1 + ((samples - 1) % stride != 0);
}

size_t stride_index(size_t wire, size_t samples, size_t stride)
{
    return wire * stride < samples ? wire * stride : samples - 1;
}
