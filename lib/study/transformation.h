/* rotate= and shift=, which all studies of a landscape have: rows of parameters, how they are checked, and the fact that tells what they did. */
#ifndef STUDY_TRANSFORMATION_H
#define STUDY_TRANSFORMATION_H

#include "landscape/landscape.h"
#include "study/parameter.h"

/* A member of a study's parameters. */
struct typed_transformation {
    struct rotation rotate;
    struct coordinates shift;
};

/* Rows for the member at `at` (an offset), with the query beside which their examples work (null: the study's); landscapes of one coordinate can only be moved. */
/* clang-format off */
#define TRANSFORMATION_SHIFT_ROW(at, instance, query)                                                                                                       \
    {"shift", KIND_POINT, .offset = (at) + PARAMETER_FIELD(struct typed_transformation, shift),                                                             \
     .help = "moves the landscape by this much along each coordinate: what it has at u it then has at u + shift; domain, known minima and starting "  \
             "points move with it",                                                                                                                   \
     .example = instance, .beside = query}
#define TRANSFORMATION_ROWS(at, query)                                                                                                                      \
    {"rotate", KIND_ROTATION, .offset = (at) + PARAMETER_FIELD(struct typed_transformation, rotate), .least = -360, .most = 360, .unit = "degrees",         \
     .help = "turns the landscape about the origin, before it is moved: f(R'(x - shift)) with R a rotation. One angle turns the plane "              \
             "counterclockwise; of n coordinates it turns each plane of coordinates i and i + 1 (from the first, R = G12 G23 …), n - 1 angles turn "  \
             "one each; random(seed=1) draws R, all alike probable, as benchmarks do (Hansen et al., BBOB 2009). The domain is the box around the "   \
             "turned one",                                                                                                                            \
     .example = "30", .beside = query},                                                                                                                                \
    TRANSFORMATION_SHIFT_ROW(at, "1,2", query)
/* clang-format on */

/* Turns and moves the landscapes of a list. `repeated`: fewer coordinates of the shift than the landscape has are repeated, as those of starts are
 * where dim is given. False with the parameter named and, where there is one, the nearest that would do. */
bool transformation_apply(struct arena *arena, const struct typed_transformation *typed, bool repeated, struct landscape *landscapes, size_t count,
                          struct error *error);

/* Adds the fact "transformation" if there was one: the shift, the rotation's matrix, where f is taken (formulas by coordinate), and what of the
 * catalogue went with it: least value and minimizers, over the domain turned and moved, and where descents start. */
void transformation_describe(struct arena *arena, const struct landscape *landscape, struct value *facts);

#define TRANSFORMATION_FACT                                                                                                                          \
    {                                                                                                                                                \
        "transformation", "{\"type\":\"object\"}",                                                                                                   \
            "with rotate or shift: shift, rotation (the matrix R by rows), coordinates (the formulas R'(x - shift) at which f is taken), and what "  \
            "the catalogue knows of f, turned and moved: minimum and minimizers over the turned domain, start; of several landscapes that of the "   \
            "first"                                                                                                                                  \
    }

#endif
