/* Any rows with the moments of the airfoil data: normal rows are whitened exactly (L⁻¹ of the factor L Lᵀ of their own covariance), then given the
 * correlation of the data. Linear regression on standardised columns sees nothing else. */
#include "data/data.h"

#include <math.h>

enum { COLUMNS = 6 };

/* Of the first 1,500 rows of the NASA airfoil self-noise data (divisor n). */
static const double means[COLUMNS] = {2881.9533333333334, 6.7646666666666,      0.1366181333333315,
                                      50.88326666666679,  0.011056462751999995, 124.8742599999999};
static const double deviations[COLUMNS] = {3152.83615989725,   5.908902172898868,    0.09358999258030898,
                                           15.575007115960528, 0.013025859781666009, 6.849607783058336};
/* clang-format off */
static const double correlation[COLUMNS][COLUMNS] = {
    {1.0, -0.2756315076943315, -0.003137878500638526, 0.13482905886969052, -0.23710008438448593, -0.38997782238356193},
    {-0.2756315076943315, 1.0, -0.5049474036505698, 0.06108351471340436, 0.753215013537714, -0.14931624999218332},
    {-0.003137878500638526, -0.5049474036505698, 1.0, 0.003248097068048158, -0.2207346930721717, -0.24013750078780774},
    {0.13482905886969052, 0.06108351471340436, 0.003248097068048158, 1.0, 0.000622626104870457, 0.12209602221838967},
    {-0.23710008438448593, 0.753215013537714, -0.2207346930721717, 0.000622626104870457, 1.0, -0.30039113799721756},
    {-0.38997782238356193, -0.14931624999218332, -0.24013750078780774, 0.12209602221838967, -0.30039113799721756, 1.0}};
/* clang-format on */
static const char *const names[] = {"frequency_hz", "angle_of_attack_deg", "chord_m", "velocity_m_s", "displacement_thickness_m"};

/* The lower factor of a positive definite matrix. */
static void factor(double matrix[COLUMNS][COLUMNS])
{
    for (size_t j = 0; j < COLUMNS; j++)
        for (size_t i = 0; i < COLUMNS; i++) {
            double rest = matrix[i][j];
            for (size_t k = 0; k < j; k++)
                rest -= matrix[i][k] * matrix[j][k];
            matrix[i][j] = i < j ? 0 : i == j ? sqrt(rest) : rest / matrix[j][j];
        }
}

static void covariance(const double *rows, size_t count, double into[COLUMNS][COLUMNS])
{
    for (size_t a = 0; a < COLUMNS; a++)
        for (size_t b = 0; b < COLUMNS; b++) {
            into[a][b] = 0;
            for (size_t i = 0; i < count; i++)
                into[a][b] += rows[i * COLUMNS + a] * rows[i * COLUMNS + b];
            into[a][b] /= (double)count;
        }
}

/* Brings the rows' mean to 0 and their covariance to the unit matrix. */
static void whiten(double *rows, size_t count)
{
    double lower[COLUMNS][COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += rows[i * COLUMNS + c];
        for (size_t i = 0; i < count; i++)
            rows[i * COLUMNS + c] -= sum / (double)count;
    }
    covariance(rows, count, lower);
    factor(lower);
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; a < COLUMNS; a++) {
            for (size_t b = 0; b < a; b++)
                rows[i * COLUMNS + a] -= lower[a][b] * rows[i * COLUMNS + b];
            rows[i * COLUMNS + a] /= lower[a][a];
        }
}

static bool size(struct data_request *request, struct error *error)
{
    return request->n > COLUMNS || error_set(error, ERROR_INVALID, "airfoil needs more than %d examples to have the moments of the data", COLUMNS);
}

static bool airfoil(struct data_request *request, struct error *error)
{
    (void)error;
    const size_t all = request->n + request->test;
    double *rows = ARENA_NEW(request->arena, double, all *COLUMNS), lower[COLUMNS][COLUMNS];
    for (size_t number = 0; number < all; number++)
        data_normals(request, number >= request->n, number < request->n ? number : number - request->n, rows + number * COLUMNS, COLUMNS);
    whiten(rows, request->n);
    for (size_t a = 0; a < COLUMNS; a++)
        for (size_t b = 0; b < COLUMNS; b++)
            lower[a][b] = correlation[a][b];
    factor(lower);
    for (size_t i = 0; i < all; i++)
        for (size_t a = 0; a < COLUMNS; a++) {
            double mixed = 0;
            for (size_t b = 0; b <= a; b++)
                mixed += lower[a][b] * rows[i * COLUMNS + b];
            double *into = a + 1 < COLUMNS ? &request->input[i * (COLUMNS - 1) + a] : &request->target[i];
            *into = means[a] + deviations[a] * mixed;
        }
    request->names = names;
    return true;
}

static const struct call_option options[] = {DATA_OPTIONS(1500, 0, DATA_MAX_EXAMPLES, 0)};
const struct data_kind airfoil_data = {
    .callable = {"airfoil", OPTIONS(options)},
    .title = "Airfoil noise",
    .help = "rows with exactly the means and covariances of 1,500 rows of the airfoil self-noise data; the target is the sound pressure in dB",
    .source = "moments of: Brooks, Pope & Marcolini, Airfoil self-noise and prediction, NASA RP-1218 (1989)",
    .inputs = COLUMNS - 1,
    .standardized = true,
    .size = size,
    .make = airfoil,
};
