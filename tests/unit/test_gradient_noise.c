/* The noise of minibatch gradients: its moments against torch (tests/reference/gradient_noise.json), and by counting all minibatches of small sets. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/gradient_noise.h"
#include "base/random.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static void check_torch(void *context)
{
    static const char *const names[] = {"loss", "gradient_norm", "variance", "noise_scale", "spread", "excess"};
    struct arena *arena = context;
    cJSON *reference = reference_read("gradient_noise.json");
    const cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "cases"))
    {
        const struct answer answer = ask_well(arena, "gradient-noise", cJSON_GetObjectItem(entry, "query")->valuestring);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const double theirs = reference_number(entry, names[i]);
            assert_near(fact_of(&answer, names[i])->number, theirs, 1e-11 * fmax(1, fabs(theirs)));
        }
    }
    cJSON_Delete(reference);
}

/* Numbers whose noise is not normal: products of two normals, and of a third that all coordinates share. */
static double *random_gradients(struct arena *arena, size_t count, size_t dimension, uint64_t seed, double scale)
{
    double *gradients = ARENA_NEW(arena, double, count *dimension), *normals = ARENA_NEW(arena, double, 2 * count * dimension + count + 2);
    random_normals(seed, random_stream(RANDOM_DIRECTION, 0), 0, normals, 2 * count * dimension + count);
    for (size_t i = 0; i < count * dimension; i++)
        gradients[i] =
            scale * ((double)(1 + i % dimension) * normals[2 * i] * normals[2 * count * dimension + i / dimension] + normals[2 * i + 1] + 3);
    return gradients;
}

/* The second and the fourth moment of the length of the mean over `batch` examples, over all ways to take them: different ones, or independent. */
static void count_all(const struct gradient_noise *noise, size_t batch, bool different, double *second, double *fourth)
{
    size_t which[4] = {0}, total = 0;
    *second = *fourth = 0;
    for (;;) {
        bool counts = true;
        for (size_t i = 0; i < batch && different; i++)
            for (size_t k = 0; k < i; k++)
                counts = counts && which[i] != which[k];
        double square = 0;
        for (size_t d = 0; d < noise->dimension; d++) {
            double sum = 0;
            for (size_t i = 0; i < batch; i++)
                sum += noise->noise[which[i] * noise->dimension + d] / (double)batch;
            square += sum * sum;
        }
        total += counts;
        *second += counts ? square : 0;
        *fourth += counts ? square * square : 0;
        size_t place = 0;
        while (place < batch && ++which[place] == noise->count)
            which[place++] = 0;
        if (place == batch)
            break;
    }
    *second /= (double)total;
    *fourth /= (double)total;
}

static void check_all_minibatches(void *context)
{
    enum { COUNT = 9, DIMENSION = 3 };
    struct arena *arena = context;
    double mean[DIMENSION];
    struct gradient_noise noise;
    for (uint64_t seed = 0; seed < 8; seed++) {
        gradient_noise_of(arena, COUNT, DIMENSION, random_gradients(arena, COUNT, DIMENSION, seed, 1), true, mean, &noise);
        for (size_t batch = 1; batch <= 4; batch++) {
            double second, fourth;
            count_all(&noise, batch, true, &second, &fourth);
            assert_near(gradient_noise_variance(&noise, batch), second, 1e-12 * noise.variance);
            count_all(&noise, batch, false, &second, &fourth);
            assert_near(noise.variance / (double)batch, second, 1e-12 * noise.variance);
            assert_near(fourth / (second * second) - 1 - 2 / noise.spread, noise.excess / (double)batch, 1e-12);
        }
        assert_near(gradient_noise_variance(&noise, COUNT), 0, 0);
        assert_true(noise.spread >= 1 && noise.spread <= DIMENSION);
    }
}

/* Of normal noise the excess is 0 whatever its covariance; of ±1 it is −2; of products of normals it is more. No unit changes it. */
static void check_excess(void *context)
{
    enum { COUNT = 1500, DIMENSION = 5 };
    struct arena *arena = context;
    double mean[DIMENSION], *gradients = ARENA_NEW(arena, double, COUNT *DIMENSION);
    struct gradient_noise noise, other;
    random_normals(5, random_stream(RANDOM_DIRECTION, 1), 0, gradients, COUNT * DIMENSION);
    for (size_t i = 0; i < COUNT * DIMENSION; i++)
        gradients[i] *= (double)(1 + i % DIMENSION * 3);
    gradient_noise_of(arena, COUNT, DIMENSION, gradients, true, mean, &noise);
    assert_near(noise.excess, 0, 0.15);
    for (size_t i = 0; i < COUNT; i++)
        gradients[i] = i % 2 ? 1 : -1;
    gradient_noise_of(arena, COUNT, 1, gradients, true, mean, &noise);
    assert_near(noise.excess, -2, 1e-12);
    assert_near(noise.spread, 1, 1e-12);
    gradient_noise_of(arena, COUNT, DIMENSION, random_gradients(arena, COUNT, DIMENSION, 1, 1), true, mean, &noise);
    assert_true(noise.excess > 0.5);
    for (int power = -100; power <= 100; power += 200) {
        gradient_noise_of(arena, COUNT, DIMENSION, random_gradients(arena, COUNT, DIMENSION, 1, pow(10, power)), true, mean, &other);
        assert_near(other.excess, noise.excess, 1e-9);
        assert_near(other.spread, noise.spread, 1e-9);
    }
}

static void test_moments(void **state)
{
    (void)state;
    in_arena(check_torch);
    in_arena(check_all_minibatches);
    in_arena(check_excess);
}

static void check_study(void *context)
{
    struct arena *arena = context;
    size_t compared = 0, covered = 0;
    for (int seed = 1; seed <= 6; seed++) {
        const struct answer answer =
            ask_well(arena, "gradient-noise", arena_format(arena, "data=moons(n=60)&network=mlp(hidden=4)&epochs=4&trials=400&seed=%d", seed));
        const struct study_column *batch = column_of(&answer.description.columns, "batch");
        const double *exact = numbers_of(&answer, "exact"), *low = numbers_of(&answer, "low"), *high = numbers_of(&answer, "high");
        for (size_t i = 0; i < batch->count; i++) {
            covered += exact[i] >= low[i] && exact[i] <= high[i];
            compared++;
        }
        assert_near(exact[0], fact_of(&answer, "variance")->number, 1e-12 * exact[0]);
    }
    if ((double)covered < 0.85 * (double)compared)
        fail_msg("%zu of %zu intervals hold the exact variance", covered, compared);

    const struct answer alike =
        ask_well(arena, "gradient-noise", "data=given&examples=1,0;1,0;2,1;2,1&network=linear&steps=0&start=0,0,0,0&sizes=1,4");
    assert_near(numbers_of(&alike, "simulated")[1], 0, 0);
    const struct answer still = ask_well(arena, "gradient-noise", "data=given&examples=1,1;1,1;1,1&network=linear&loss=squared&steps=0&start=0,0");
    assert_non_null(strstr(still.sentence, "all examples have the same gradient"));

    static const char *const refused[][2] = {
        {"sizes=0", "sizes"}, {"sizes=1.5", "sizes"}, {"sizes=1000", "sizes"}, {"trials=2", "trials"}, {"optimizer=sgd,adam", "optimizer"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "gradient-noise", refused[i][0]), refused[i][1]);
}

static void test_study(void **state)
{
    (void)state;
    in_arena(check_study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_moments), cmocka_unit_test(test_study)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
