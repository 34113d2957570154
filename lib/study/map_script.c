/* A grid of values as a program draws it. */
#include "study/map_script.h"

/* levels(z, count): by value, or by rank where that shows more. */
static void add_levels(struct script *script, const struct map_view *view)
{
    enum { AUTO, LINEAR };
    struct buffer *out = &script->functions;
    buffer_text(out, "def levels(z, count):\n");
    if (view->zscale == LINEAR) {
        buffer_text(out, "    return np.linspace(np.nanmin(z), np.nanmax(z), count + 2)\n\n\n");
        return;
    }
    buffer_text(out, "    \"\"\"Levels with as many values between any two of them");
    buffer_text(out, view->zscale == AUTO ? ", where most values are near the least; else evenly spaced.\"\"\"\n" : ".\"\"\"\n");
    buffer_text(out, "    z = z[np.isfinite(z)]\n");
    if (view->zscale == AUTO)
        buffer_text(out, "    if np.ptp(z) < 10*(np.median(z) - z.min()):\n"
                         "        return np.linspace(z.min(), z.max(), count + 2)\n");
    buffer_text(out, "    return np.unique(np.quantile(z, np.linspace(0, 1, count + 2)))\n\n\n");
}

void script_draw_map(struct script *script, const struct map_view *view)
{
    struct buffer *out = &script->draw;
    script->space = map_in_space(view);
    buffer_text(out, "    x, y, z = answer\n");
    if (script->space) {
        buffer_text(out, "    x, y = np.meshgrid(x, y)\n");
        if (view->kind == MAP_WIREFRAME && view->stride)
            buffer_format(out, "    axes.plot_wireframe(x, y, z, rstride=%ld, cstride=%ld, linewidth=0.8)\n", view->stride, view->stride);
        else
            buffer_text(out, view->kind == MAP_WIREFRAME ? "    axes.plot_wireframe(x, y, z, rcount=20, ccount=20, linewidth=0.8)\n"
                                                         : "    axes.plot_surface(x, y, z, cmap=\"viridis\")\n");
        buffer_text(out, "    axes.view_init(");
        python_number(view->elevation, out);
        buffer_text(out, ", ");
        python_number(view->azimuth, out);
        buffer_text(out, ")\n");
        return;
    }
    add_levels(script, view);
    if (view->kind == MAP_CONTOUR)
        buffer_format(out, "    axes.clabel(axes.contour(x, y, z, levels(z, %ld)))\n", view->levels);
    else if (view->kind == MAP_FILLED)
        buffer_format(out, "    figure.colorbar(axes.contourf(x, y, z, levels(z, %ld)), ax=axes)\n", view->levels);
    else
        buffer_text(out, "    shades = plt.matplotlib.colors.BoundaryNorm(levels(z, 254), 256)\n"
                         "    figure.colorbar(axes.pcolormesh(x, y, z, norm=shades, shading=\"nearest\"), ax=axes)\n");
}
