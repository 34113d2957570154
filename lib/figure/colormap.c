/* Viridis by Nathaniel Smith and Stéfan van der Walt (CC0), as sixteen of its colours; between them straight lines in RGB are within a
 * level or two of it. */
#include "figure/theme.h"

#include <math.h>

static const uint32_t stops[] = {0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e,
                                 0x1f988b, 0x22a884, 0x35b779, 0x54c568, 0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725};
enum { STOPS = sizeof stops / sizeof *stops };

uint32_t colour_mix(uint32_t a, uint32_t b, double share_of_b)
{
    uint32_t mixed = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        double from = a >> shift & 255, to = b >> shift & 255;
        mixed |= (uint32_t)(int)(from + share_of_b * (to - from) + 0.5) << shift; /* of what is not negative; lround is a call */
    }
    return mixed;
}

uint32_t viridis(double t)
{
    double at = (double)viridis_step(t) / VIRIDIS_STEPS * (STOPS - 1);
    int below = (int)fmin(floor(at), STOPS - 2);
    return colour_mix(stops[below], stops[below + 1], at - below);
}

/* Category colours that differ in hue and lightness, after Paul Tol's schemes for the colour-blind; when they are used up, darker and lighter
 * ones. */
uint32_t category_colour(size_t category)
{
    static const uint32_t colours[] = {0x4477aa, 0xee6677, 0x228833, 0xccbb44, 0x66ccee, 0xaa3377, 0xee8866, 0x44bb99, 0x99774d, 0x8888cc};
    static const struct {
        uint32_t towards;
        double strength;
    } rounds[] = {{0, 0}, {0x101820, 0.45}, {0xffffff, 0.5}};
    enum { COLOURS = sizeof colours / sizeof *colours, ROUNDS = sizeof rounds / sizeof *rounds };
    const size_t turn = category / COLOURS % ROUNDS;
    return colour_mix(colours[category % COLOURS], rounds[turn].towards, rounds[turn].strength);
}
