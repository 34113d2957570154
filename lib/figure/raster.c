/* Which format is written by which file. */
#include "figure/raster.h"

#include "figure/png.h"

const struct movie_format *movie_format_of(enum figure_format format)
{
    return format == FIGURE_GIF ? &gif_movie : format == FIGURE_WEBP ? &webp_movie : &png_movie;
}

bool raster_write(const struct raster *raster, enum figure_format format, struct buffer *out, struct error *error)
{
    if (format != FIGURE_PNG && format != FIGURE_APNG)
        return movie_write_still(raster, format, out, error);
    png_write(out, raster->pixels, raster->columns, raster->rows, raster->opaque, raster->density);
    return true;
}
