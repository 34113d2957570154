#include "analysis/degree.h"

#include "expression/interval.h"

#include <string.h>

enum { MOST_PIECES = 400 };

struct side {
    struct interval_program *slope; /* value, slope across */
    size_t n, axis;
    struct enclosure *box, *pieces; /* pieces: [MOST_PIECES][n], a stack */
};

/* The sign of the slope across on the whole side; 0 if it is not certain. Pieces are halved along their widest coordinate, in units of the box. */
static int sign_on(const struct side *side)
{
    const size_t n = side->n;
    int sign = 0;
    size_t open = 1, budget = MOST_PIECES;
    memcpy(side->pieces, side->box, n * sizeof *side->box);
    while (open) {
        struct enclosure *piece = side->pieces + n * (open - 1), outputs[2];
        interval_run(side->slope, piece, outputs);
        const int here = outputs[1].low > 0 ? 1 : outputs[1].high < 0 ? -1 : 0;
        const bool certain = here && enclosure_continuous(&outputs[0]) && !outputs[1].partial && !enclosure_empty(&outputs[1]);
        if (certain && sign && here != sign)
            return 0;
        if (certain) {
            sign = here;
            open--;
            continue;
        }
        if (budget-- == 0 || open == MOST_PIECES)
            return 0;
        size_t widest = n;
        double most = 0;
        for (size_t k = 0; k < n; k++) {
            const double whole = side->box[k].high - side->box[k].low, part = whole > 0 ? (piece[k].high - piece[k].low) / whole : 0;
            if (part > most) {
                most = part;
                widest = k;
            }
        }
        if (widest == n)
            return 0;
        memcpy(piece + n, piece, n * sizeof *piece);
        piece[widest].high = piece[n + widest].low = piece[widest].low / 2 + piece[widest].high / 2;
        open++;
    }
    return sign;
}

bool degree_count(struct arena *arena, const struct landscape *landscape, long *degree)
{
    const size_t n = landscape->dimension;
    struct side side = {.n = n, .box = ARENA_NEW(arena, struct enclosure, n), .pieces = ARENA_NEW(arena, struct enclosure, (MOST_PIECES + 1) * n)};
    *degree = 1;
    for (side.axis = 0; side.axis < n; side.axis++) {
        int signs[2];
        side.slope = interval_compile(arena, landscape->graph, (node_id[2]){landscape->value, landscape->gradient[side.axis]}, 2, n);
        for (int end = 0; end < 2; end++) {
            for (size_t k = 0; k < n; k++)
                side.box[k] = enclosure_between(landscape->domain[k][0], landscape->domain[k][1]);
            side.box[side.axis] = enclosure_of(landscape->domain[side.axis][end]);
            signs[end] = sign_on(&side);
            if (!signs[end])
                return false;
        }
        *degree *= signs[1] == signs[0] ? 0 : signs[1];
    }
    return true;
}
