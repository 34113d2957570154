/* Double descent as a program: the examples as they are drawn, least squares with more and more features, and the formula of the test error. */
#include "study/double_descent.h"

#include "base/random.h"
#include "study/script.h"

static const char formula[] = "def error_by_formula(p, noise, ridge):\n"
                              "    \"\"\"The expected squared error of a fresh example with p parameters (Belkin, Hsu & Xu 2020), with ridge but for "
                              "terms of order 1/n².\"\"\"\n"
                              "    n, used = EXAMPLES, np.sum(BETA[:p]**2)\n"
                              "    noise = np.sum(BETA[p:]**2) + noise**2  # what the other features say is noise, too\n"
                              "    if p == 0:\n"
                              "        return noise\n"
                              "    if ridge > 0:\n"
                              "        return error_with_ridge(p, used, noise, ridge)\n"
                              "    if p <= n - 2:\n"
                              "        return noise*(1 + p/(n - p - 1))\n"
                              "    if p >= n + 2:\n"
                              "        return used*(1 - n/p) + noise*(1 + n/(p - n - 1))\n"
                              "    return np.inf if noise > 0 else 0 if p < n else used*(1 - n/p)\n"
                              "\n"
                              "\n";

static const char with_ridge[] = "def error_with_ridge(p, used, noise, ridge):\n"
                                 "    \"\"\"By t = E tr(XᵀX/n + λ)⁻¹ and its slope by λ: the law of Marchenko and Pastur (Dobriban & Wager 2018), "
                                 "and the next term (Bai & Silverstein 2004).\"\"\"\n"
                                 "    n, ratio = EXAMPLES, p/EXAMPLES\n"
                                 "    b = 1 - ratio + ridge\n"
                                 "    root = np.sqrt(b*b + 4*ratio*ridge)\n"
                                 "    root_slope = (b + 2*ratio)/root\n"
                                 "    if b > 0:  # without cancellation\n"
                                 "        m, m_slope = 2/(root + b), -2*(root_slope + 1)/(root + b)**2\n"
                                 "    else:\n"
                                 "        m = (root - b)/(2*ratio*ridge)\n"
                                 "        m_slope = ((root_slope - 1)/(2*ratio) - m)/ridge\n"
                                 "    low, high = (1 - np.sqrt(ratio))**2 + ridge, (1 + np.sqrt(ratio))**2 + ridge\n"
                                 "    product = np.sqrt(low*high)\n"
                                 "    t = p*m + (1/low + 1/high)/4 - 1/(2*product)\n"
                                 "    slope = p*m_slope - (1/low**2 + 1/high**2)/4 + (low + high)/(4*product**3)\n"
                                 "    return noise*(1 + (t + ridge*slope)/n) - used*ridge**2*slope/p\n"
                                 "\n"
                                 "\n";

static const char trial[] = "def fit(x, y, ridge):\n"
                            "    \"\"\"The coefficients that minimise the mean squared residual and λ times their squares; without ridge, of all "
                            "solutions the one of least norm.\"\"\"\n"
                            "    count, parameters = x.shape\n"
                            "    if parameters <= count:\n"
                            "        return np.linalg.solve(x.T @ x + count*ridge*np.eye(parameters), x.T @ y)\n"
                            "    return x.T @ np.linalg.solve(x @ x.T + count*ridge*np.eye(count), y)\n"
                            "\n"
                            "\n"
                            "def trial(number, noise, ridge):\n"
                            "    \"\"\"For each number of parameters the expected squared error of a fresh example after a fit to examples drawn, "
                            "and the mean squared residual.\"\"\"\n"
                            "    even = EXAMPLES + EXAMPLES % 2\n"
                            "    drawn = normals(SEED, PURPOSE << 48 | number, 0, even*(len(BETA) + 1)).reshape(-1, even)[:, :EXAMPLES]\n"
                            "    x = drawn[1:].T\n"
                            "    y = x @ BETA + noise*drawn[0]\n"
                            "    rows = []\n"
                            "    for p in SIZES:\n"
                            "        coefficients = fit(x[:, :p], y, ridge)\n"
                            "        error = np.sum((coefficients - BETA[:p])**2) + np.sum(BETA[p:]**2) + noise**2\n"
                            "        rows.append([error, np.mean((y - x[:, :p] @ coefficients)**2)])\n"
                            "    return rows\n"
                            "\n"
                            "\n";

static const char curve[] = "def curve(noise, ridge):\n"
                            "    errors, residuals = np.transpose([trial(number, noise, ridge) for number in range(TRIALS)])\n"
                            "    exact = np.array([error_by_formula(p, noise, ridge) for p in SIZES])\n"
                            "    mean, low, high = mean_interval(errors)\n"
                            "    bounded = (abs(np.array(SIZES) - EXAMPLES) >= 4) | (ridge > 0)  # nearer to the peak the variance is infinite, and "
                            "the mean has no interval\n"
                            "    low, high = np.where(bounded, np.maximum(low, 0), np.nan), np.where(bounded, high, np.nan)\n"
                            "    return [(\"parameters\", SIZES), (\"exact\", exact), (\"simulated\", mean), (\"low\", low), (\"high\", high),\n"
                            "            (\"median\", np.median(errors, axis=1)), (\"training\", residuals.mean(axis=1))]\n"
                            "\n"
                            "\n";

static const char draw_curve[] = "        size, exact, mean, low, high, _, training = (np.array(values, float) for _, values in columns)\n"
                                 "        errors = np.array([error_by_formula(p, noise, ridge) for p in range(len(BETA) + 1)])\n"
                                 "        axes.plot(np.minimum(errors, 1e9), color=f\"C{k}\", label=name)\n"
                                 "        axes.errorbar(size, mean, [mean - low, high - mean], fmt=\"o\", color=f\"C{k}\", markersize=4, label=None "
                                 "if k else f\"{TRIALS:,} trials\")\n";

bool double_descent_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    (void)answer;
    (void)error;
    const struct double_descent_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    const bool one = parameters->curve_count == 1;
    bool ridge = false;
    script->answer = one ? SCRIPT_COLUMNS : SCRIPT_RUNS;
    script->random = true;
    buffer_format(out, "EXAMPLES = %ld\nBETA = np.arange(1.0, %ld)**-", parameters->examples, parameters->features + 1);
    python_number(parameters->falloff, out);
    buffer_text(out, "  # the true coefficients\nBETA *= ");
    python_number(parameters->signal, out);
    buffer_text(out, "/np.sqrt(np.sum(BETA**2))\nSIZES = ");
    script_numbers(out, parameters->sizes, parameters->size_count);
    buffer_text(out, "  # numbers of parameters\nCURVES = [  # name, deviation of the noise, ridge\n");
    for (size_t i = 0; i < parameters->curve_count; i++) {
        ridge = ridge || parameters->curves[i].ridge > 0;
        buffer_text(out, "    (");
        python_string(one ? "formula" : double_descent_name(out->arena, parameters, i), out);
        buffer_text(out, ", ");
        python_number(parameters->curves[i].noise, out);
        buffer_text(out, ", ");
        python_number(parameters->curves[i].ridge, out);
        buffer_text(out, "),\n");
    }
    buffer_format(out, "]\nTRIALS = %ld\nSEED = %ld\nPURPOSE = %d  # of the streams of random numbers: examples\n\n\n%s%s%s", parameters->trials,
                  parameters->seed, RANDOM_EXAMPLES, formula, ridge ? with_ridge : "", trial);
    script_mean_interval(out);
    buffer_text(out, curve);
    buffer_text(&script->compute, one ? "    _, noise, ridge = CURVES[0]\n    return curve(noise, ridge)\n"
                                      : "    return [(name, curve(noise, ridge)) for name, noise, ridge in CURVES]\n");
    buffer_format(&script->draw, "    for k, ((name, noise, ridge), %s) in enumerate(zip(CURVES, %s)):\n%s%s    axes.legend()\n",
                  one ? "columns" : "(_, columns)", one ? "[answer]" : "answer", draw_curve,
                  one ? "        axes.plot(size, training, \"--\", color=\"gray\", label=\"training error\")\n" : "");
    return true;
}
