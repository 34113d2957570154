/* Which format is written by which file. */
#include "figure/reel.h"

#include "figure/png.h"

bool raster_write(const struct raster *raster, enum figure_format format, struct buffer *out, struct error *error)
{
    if (format == FIGURE_PNG || format == FIGURE_APNG) {
        png_write(out, raster->pixels, raster->columns, raster->rows, raster->opaque, false, raster->density);
        return true;
    }
    struct reel reel = {.raster = *raster};
    return reel_open(&reel, format, out, 1, 1, 0, error) && reel_add(&reel, 0, NULL, error) && reel_close(&reel, error);
}
