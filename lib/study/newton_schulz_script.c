/* Newton–Schulz steps as a program: the matrix, the iteration on it and its polynomial on the singular values. */
#include "study/newton_schulz.h"

#include "base/random.h"
#include "optimize/newton_schulz.h"
#include "study/script.h"

static const char iteration[] = "def newton_schulz(matrix, steps):\n"
                                "    \"\"\"X/|X|, and so many steps X ← aX + b(XXᵀ)X + c(XXᵀ)²X (Jordan et al., Muon, 2024).\"\"\"\n"
                                "    a, b, c = COEFFICIENTS\n"
                                "    x = matrix/(np.sqrt(np.sum(matrix**2)) + 1e-7)\n"
                                "    x = x.T if ROWS > COLUMNS else x  # of the two Gram matrices the smaller one\n"
                                "    for _ in range(steps):\n"
                                "        gram = x @ x.T\n"
                                "        x = a*x + (b*gram + c*gram @ gram) @ x\n"
                                "    return x\n"
                                "\n"
                                "\n"
                                "def polynomial(value, steps):\n"
                                "    \"\"\"What the steps make of each singular value: aσ + bσ³ + cσ⁵, over and over.\"\"\"\n"
                                "    a, b, c = COEFFICIENTS\n"
                                "    for _ in range(steps):\n"
                                "        value = value*(a + value**2*(b + value**2*c))\n"
                                "    return value\n"
                                "\n"
                                "\n";

static const char compute[] =
    "    matrix = normals(SEED, PURPOSE << 48, 0, ROWS*COLUMNS).reshape(ROWS, COLUMNS)\n"
    "    initial = np.linalg.svd(newton_schulz(matrix, 0), compute_uv=False)\n"
    "    answer = []\n"
    "    for steps in STEPS:\n"
    "        mapped = polynomial(initial, steps)\n"
    "        # The polynomial keeps neither order nor signs: the k-th greatest magnitude is that of the k-th greatest singular value.\n"
    "        values = np.empty_like(mapped)\n"
    "        values[np.argsort(-abs(mapped), kind=\"stable\")] = np.linalg.svd(newton_schulz(matrix, steps), compute_uv=False)\n"
    "        name = f\"after {steps} step{'' if steps == 1 else 's'}\"\n"
    "        answer.append((name, [(\"initial\", initial), (\"singular_value\", np.copysign(values, mapped)), (\"polynomial\", mapped)]))\n"
    "    return answer\n";

bool newton_schulz_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    (void)answer;
    (void)error;
    const struct newton_schulz_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    script->answer = SCRIPT_RUNS;
    script->random = true;
    buffer_format(out, "ROWS, COLUMNS = %ld, %ld\nSTEPS = ", parameters->rows, parameters->columns);
    script_numbers(out, parameters->steps.items, parameters->steps.count);
    buffer_format(out, "\nSEED = %ld\nPURPOSE = %d  # of the stream of random numbers: matrices\nCOEFFICIENTS = ", parameters->seed, RANDOM_MATRIX);
    script_numbers(out, newton_schulz_coefficients, sizeof newton_schulz_coefficients / sizeof *newton_schulz_coefficients);
    buffer_format(out, "\n\n\n%s", iteration);
    buffer_text(&script->compute, compute);
    buffer_format(&script->draw,
                  "    x = np.linspace(0, min(1, 1.1*answer[0][1][0][1][0]), %d)\n"
                  "    for k, (steps, (name, columns)) in enumerate(zip(STEPS, answer)):\n"
                  "        columns = dict(columns)\n"
                  "        axes.plot(x, polynomial(x, steps), color=f\"C{k}\", linewidth=1, label=name)\n"
                  "        axes.plot(columns[\"initial\"], columns[\"singular_value\"], \"o\", color=f\"C{k}\", markersize=4)\n"
                  "    axes.legend()\n",
                  NEWTON_SCHULZ_CURVE);
    return true;
}
