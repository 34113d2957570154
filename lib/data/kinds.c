/* The table of data sets: a line mounts one everywhere. */
#include "data/data.h"

extern const struct data_kind spirals_data, moons_data, circles_data, xor_data, blobs_data, above_data, line_data, sine_data, chebyshev_data,
    airfoil_data, teacher_data, digits_data, fashion_data, iris_data, wine_data, breast_cancer_data, diabetes_data, given_data;

const struct data_kind *const data_kinds[] = {
    &spirals_data, &moons_data,   &circles_data, &xor_data,     &blobs_data, &above_data, &line_data,          &sine_data,     &chebyshev_data,
    &airfoil_data, &teacher_data, &digits_data,  &fashion_data, &iris_data,  &wine_data,  &breast_cancer_data, &diabetes_data, &given_data,
};
const size_t data_kind_count = sizeof data_kinds / sizeof *data_kinds;
