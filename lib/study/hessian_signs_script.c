/* Signs of random Hessians as programs: the matrices as they are drawn, their eigenvalues counted, and the exact probabilities by Pfaffians in decimals. */
#include "base/random.h"
#include "study/hessian_signs.h"
#include "study/script.h"

enum { MOST_SPINS = 20 /* whose program takes no longer than a few seconds */ };

bool signs_scripted(const void *untyped, const void *answer, struct error *error)
{
    (void)answer;
    const struct signs_parameters *parameters = untyped;
    return parameters->ensemble != SIGNS_SPIN_GLASS || parameters->n.items[0] <= MOST_SPINS ||
           error_set(error, ERROR_INVALID,
                     "there is no program of a spin glass of more than %d spins: its Pfaffians take Python minutes; csv and npz have the numbers",
                     MOST_SPINS);
}

/* --- Matrices --- */

static const char chi_squares[] =
    "def chi_squares(streams, start, stride, region, degrees):\n"
    "    \"\"\"χ² of so many degrees of freedom: gamma numbers of a normal and a uniform one each, drawn anew where they are refused (Marsaglia & "
    "Tsang 2000).\"\"\"\n"
    "    drawn, missing, attempt = np.empty((len(streams), len(degrees))), np.ones((len(streams), len(degrees)), bool), 0\n"
    "    d = degrees/2 - 1/3\n"
    "    while missing.any():\n"
    "        rows = np.flatnonzero(missing.any(axis=1))\n"
    "        x = normals(SEED, streams[rows], start + attempt*stride, len(degrees))\n"
    "        u = uniforms(SEED, streams[rows], start + region + attempt*stride, len(degrees))\n"
    "        v = (1 + x/np.sqrt(9*d))**3\n"
    "        taken = (degrees == 1) | ((v > 0) & (np.log(u) < x*x/2 + d*(1 - v + np.log(v))))\n"
    "        drawn[rows] = np.where(missing[rows] & taken, np.where(degrees == 1, x*x, 2*d*v), drawn[rows])\n"
    "        missing[rows] &= ~taken\n"
    "        attempt += 1\n"
    "    return drawn\n"
    "\n"
    "\n";

static const char goe[] =
    "def draw_matrices(n, samples):\n"
    "    \"\"\"Tridiagonal matrices with the eigenvalues of A = (G + Gᵀ)/√2 (Dumitriu & Edelman 2002): their diagonals, and the squares beside "
    "them.\"\"\"\n"
    "    streams, region = np.uint64(PURPOSE << 48 | n << 32) + samples, n + n % 2\n"
    "    return np.sqrt(2)*normals(SEED, streams, 0, n), chi_squares(streams, region, 2*region, region, np.arange(n - 1, 0, -1.0))\n"
    "\n"
    "\n";

static const char wishart[] =
    "def draw_matrices(n, columns, samples):\n"
    "    \"\"\"Tridiagonal matrices with the eigenvalues of X Xᵀ (Dumitriu & Edelman 2002): their diagonals, and the squares beside them.\"\"\"\n"
    "    streams, region = np.uint64(PURPOSE << 48 | n << 32) + samples, n + n % 2\n"
    "    diagonal = chi_squares(streams, 0, 4*region, region, np.arange(columns, columns - n, -1.0))\n"
    "    below = chi_squares(streams, 2*region, 4*region, region, np.arange(n - 1, 0, -1.0))\n"
    "    squares = below*diagonal[:, :-1]\n"
    "    diagonal[:, 1:] += below\n"
    "    return diagonal, squares\n"
    "\n"
    "\n";

static const char sturm[] =
    "def count_below(matrices, x):\n"
    "    \"\"\"How many eigenvalues of each tridiagonal matrix lie below each x: the negative pivots of A - x (Sylvester's law of inertia).\"\"\"\n"
    "    diagonal, squares = matrices\n"
    "    pivot = diagonal[:, :1] - x\n"
    "    count = (pivot < 0).astype(int)\n"
    "    for k in range(1, diagonal.shape[1]):\n"
    "        pivot = diagonal[:, k:k + 1] - x - squares[:, k - 1:k]/pivot\n"
    "        count += pivot < 0\n"
    "    return count\n"
    "\n"
    "\n";

static const char full_head[] = "def draw_matrices(n, samples):\n"
                                "    \"\"\"The eigenvalues of symmetric matrices whose entries on and above the diagonal are independent.\"\"\"\n"
                                "    i, j = np.triu_indices(n)\n"
                                "    matrices = np.empty((len(samples), n, n))\n";

static const char full_end[] = "    return np.linalg.eigvalsh(matrices, UPLO=\"U\")\n"
                               "\n"
                               "\n";

static const char *const full_entries[] = {
    "    matrices[:, i, j] = normals(SEED, np.uint64(PURPOSE << 48 | n << 32) + samples, 0, len(i))\n",
    "    matrices[:, i, j] = 2*uniforms(SEED, np.uint64(PURPOSE << 48 | n << 32) + samples, 0, len(i)) - 1\n",
    "    matrices[:, i, j] = np.where(uniforms(SEED, np.uint64(PURPOSE << 48 | n << 32) + samples, 0, len(i)) < 0.5, -1, 1)\n",
};

static const char parts[] = "def parts(size):\n"
                            "    \"\"\"The numbers of the samples, so many at a time that matrices of that many numbers fit into memory.\"\"\"\n"
                            "    return np.array_split(np.arange(SAMPLES, dtype=np.uint64), -(-SAMPLES*size//10**6))\n"
                            "\n"
                            "\n";

static const char signs_of_tridiagonal[] =
    "def count_negative(n):\n"
    "    \"\"\"How many samples have 0, 1, … n negative eigenvalues, and how many have positive ones only.\"\"\"\n"
    "    negative = np.concatenate([count_below(draw_matrices(n, samples), 0)[:, 0] for samples in parts(n)])\n"
    "    return np.bincount(negative, minlength=n + 1), np.sum(negative == 0)\n"
    "\n"
    "\n";

static const char signs_of_full[] =
    "def count_negative(n):\n"
    "    \"\"\"How many samples have 0, 1, … n negative eigenvalues, and how many have positive ones only; 0 is what is 0 within rounding.\"\"\"\n"
    "    values = np.concatenate([draw_matrices(n, samples) for samples in parts(n*n)])\n"
    "    zero = 1e-12*abs(values).max(axis=1, keepdims=True)\n"
    "    return np.bincount(np.sum(values < -zero, axis=1), minlength=n + 1), np.sum(np.all(values > zero, axis=1))\n"
    "\n"
    "\n";

/* --- The views --- */

static const char compute_index[] = "    counts, _ = count_negative(N)\n"
                                    "    return [(\"negative\", np.arange(N + 1)), (\"probability\", counts/SAMPLES), (\"exact\", exact)]\n";

static const char draw_index[] =
    "    columns = {name: np.array(values) for name, values in answer}\n"
    "    mean = np.sum(columns[\"negative\"]*columns[\"probability\"])\n"
    "    reach = 6*np.sqrt(np.sum(columns[\"probability\"]*(columns[\"negative\"] - mean)**2)) + 3\n"
    "    shown = abs(columns[\"negative\"] - N/2) <= (reach if N > 60 else N)\n"
    "    axes.bar(columns[\"negative\"][shown], columns[\"probability\"][shown], alpha=0.7, label=f\"{SAMPLES:,} samples\")\n"
    "    if np.isfinite(columns[\"exact\"][shown]).any():\n"
    "        axes.plot(columns[\"negative\"][shown], columns[\"exact\"][shown], \"o\", color=\"C1\", label=\"exact\")\n"
    "    axes.legend()\n";

static const char compute_probability[] =
    "    rows = []\n"
    "    for n in SIZES:\n"
    "        _, positive = count_negative(n)\n"
    "        rows.append([n, positive/SAMPLES, *wilson(positive, SAMPLES), exact(n), asymptote(n)])\n"
    "    return list(zip([\"n\", \"all_positive\", \"low\", \"high\", \"exact\", \"asymptote\"], np.transpose(rows)))\n";

static const char draw_probability[] = "    n, simulated, low, high, exactly, limit = (values for _, values in answer)\n"
                                       "    if np.isfinite(exactly).any():\n"
                                       "        axes.plot(n, exactly, \"o-\", markersize=4, label=\"exact\")\n"
                                       "    if np.isfinite(limit).any():\n"
                                       "        axes.plot(n, limit, \"--\", color=\"gray\", label=\"exp(-n² ln 3/4)\")\n"
                                       "    seen = simulated > 0\n"
                                       "    axes.errorbar(n[seen], simulated[seen], [(simulated - low)[seen], (high - simulated)[seen]], fmt=\"o\", "
                                       "color=\"C1\", label=f\"{SAMPLES:,} samples\")\n"
                                       "    axes.legend()\n";

static const char compute_semicircle[] = "    width = 4.8/BINS\n"
                                         "    edges = width*(np.arange(BINS + 1) - BINS//2)\n"
                                         "    middles = (edges[:-1] + edges[1:])/2\n"
                                         "    density = np.diff(count_spectrum(edges*np.sqrt(N*VARIANCE)))/(SAMPLES*N*width)\n"
                                         "    return [(\"eigenvalue\", middles), (\"density\", density), (\"semicircle\", semicircle(middles))]\n";

static const char semicircle[] = "def semicircle(x):\n"
                                 "    \"\"\"Wigner's law.\"\"\"\n"
                                 "    return np.sqrt(np.maximum(4 - x*x, 0))/(2*np.pi)\n"
                                 "\n"
                                 "\n";

static const char draw_semicircle[] = "    middles, density, _ = (values for _, values in answer)\n"
                                      "    for here, label, colour in ((middles < 0, \"negative\", \"C1\"), (middles > 0, \"positive\", \"C0\")):\n"
                                      "        axes.bar(middles[here], density[here], 4.8/BINS, color=colour, alpha=0.8, label=label)\n"
                                      "    x = 2*np.sin(np.linspace(-np.pi/2, np.pi/2, 201))\n"
                                      "    axes.plot(x, semicircle(x), \"k\", label=\"semicircle\")\n"
                                      "    axes.legend()\n";

static const char marchenko_pastur[] = "ENDS = (1 - np.sqrt(RATIO))**2, (1 + np.sqrt(RATIO))**2\n"
                                       "\n"
                                       "\n"
                                       "def marchenko_pastur(x):\n"
                                       "    \"\"\"The law of Marchenko and Pastur.\"\"\"\n"
                                       "    return np.sqrt(np.maximum((ENDS[1] - x)*(x - ENDS[0]), 0))/(2*np.pi*RATIO*x)\n"
                                       "\n"
                                       "\n"
                                       "def marchenko_pastur_below(x):\n"
                                       "    \"\"\"Its integral, but for a constant.\"\"\"\n"
                                       "    x = np.clip(x, *ENDS)\n"
                                       "    root, middle, product = np.sqrt((ENDS[1] - x)*(x - ENDS[0])), 1 + RATIO, abs(1 - RATIO)\n"
                                       "    tail = product*np.arctan2(middle*x - product**2, product*root) if product > 0 else 0\n"
                                       "    return (root + middle*np.arctan2(x - middle, root) - tail)/(2*np.pi*RATIO)\n"
                                       "\n"
                                       "\n";

static const char compute_wishart[] =
    "    more = 0.1*(ENDS[1] - ENDS[0])\n"
    "    low, high = max(0, ENDS[0] - more), ENDS[1] + more\n"
    "    width = (high - low)/BINS\n"
    "    edges = low + width*np.arange(BINS + 1)\n"
    "    density = np.diff(count_spectrum(edges*COLUMNS))/(SAMPLES*N*width)\n"
    "    law = np.diff(marchenko_pastur_below(edges))/width  # as it may be steep, its mean over each bin\n"
    "    return [(\"eigenvalue\", (edges[:-1] + edges[1:])/2), (\"density\", density), (\"marchenko_pastur\", law)]\n";

static const char draw_wishart[] =
    "    middles, density, law = (values for _, values in answer)\n"
    "    axes.bar(middles, density, middles[1] - middles[0], alpha=0.8, label=f\"{SAMPLES:,} samples\")\n"
    "    x = (ENDS[0] + ENDS[1])/2 + (ENDS[1] - ENDS[0])/2*np.sin(np.linspace(-np.pi/2, np.pi/2, 201))\n"
    "    most = 1.3*max(density.max(), law.max())\n"
    "    axes.plot(x, np.where(marchenko_pastur(x) <= most, marchenko_pastur(x), np.nan), \"k\", label=\"Marchenko and Pastur\")\n"
    "    axes.legend()\n";

static bool is_tridiagonal(const struct signs_parameters *parameters)
{
    return parameters->ensemble != SIGNS_WIGNER;
}

static void add_matrices(const struct signs_parameters *parameters, struct buffer *out)
{
    if (is_tridiagonal(parameters))
        buffer_format(out, "%s%s%s", chi_squares, parameters->ensemble == SIGNS_WISHART ? wishart : goe, sturm);
    else
        buffer_format(out, "%s%s%s", full_head, full_entries[parameters->entries], full_end);
    buffer_text(out, parts);
}

static void script_spectrum(const struct signs_parameters *parameters, struct script *script)
{
    const bool products = parameters->ensemble == SIGNS_WISHART;
    buffer_format(&script->functions,
                  "def count_spectrum(edges):\n"
                  "    \"\"\"How many eigenvalues of all samples lie below each edge.\"\"\"\n"
                  "    return sum(%s for samples in parts(%s))\n\n\n%s",
                  products                     ? "count_below(draw_matrices(min(N, COLUMNS), max(N, COLUMNS), samples), edges).sum(axis=0)"
                  : is_tridiagonal(parameters) ? "count_below(draw_matrices(N, samples), edges).sum(axis=0)"
                                               : "np.searchsorted(np.sort(draw_matrices(N, samples).ravel()), edges)",
                  is_tridiagonal(parameters) ? "max(N, BINS)" : "N*N", products ? marchenko_pastur : semicircle);
    buffer_text(&script->compute, products ? compute_wishart : compute_semicircle);
    buffer_text(&script->draw, products ? draw_wishart : draw_semicircle);
}

static void script_counts(const struct signs_parameters *parameters, struct script *script)
{
    struct buffer *out = &script->functions;
    const bool goe_matrix = parameters->ensemble == SIGNS_GOE, index = parameters->view == SIGNS_INDEX;
    const double n = parameters->n.items[0];
    const bool all = index && goe_matrix && n <= GOE_MOST_INDEX, ends = !all && goe_matrix && (!index || n <= GOE_MOST_POSITIVE);
    buffer_text(out, is_tridiagonal(parameters) ? signs_of_tridiagonal : signs_of_full);
    if (all)
        signs_script_exact_index(out);
    if (ends)
        signs_script_exact_positive(out);
    if (!index) {
        script_wilson(out);
        buffer_format(out, "def exact(n):\n    return %s\n\n\ndef asymptote(n):\n    return %s\n\n\n",
                      goe_matrix ? "exact_positive(n) if n <= MOST_EXACT else np.nan" : "np.nan", goe_matrix ? "np.exp(-n*n*np.log(3)/4)" : "np.nan");
        buffer_text(&script->compute, compute_probability);
        buffer_text(&script->draw, draw_probability);
        return;
    }
    buffer_text(&script->compute, all ? "    exact = exact_index(N)\n" : "    exact = np.full(N + 1, np.nan)\n");
    if (ends)
        buffer_text(&script->compute, "    exact[0] = exact[N] = exact_positive(N)\n");
    buffer_text(&script->compute, compute_index);
    buffer_text(&script->draw, draw_index);
}

bool signs_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    (void)answer;
    (void)error;
    const struct signs_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    script->answer = SCRIPT_COLUMNS;
    if (parameters->ensemble == SIGNS_SPIN_GLASS) {
        signs_script_glass(parameters, script);
        return true;
    }
    script->random = true;
    if (parameters->view == SIGNS_PROBABILITY) {
        buffer_text(out, "SIZES = ");
        script_numbers(out, parameters->n.items, parameters->n.count);
        buffer_format(out, "\nMOST_EXACT = %d  # beyond, the exact probability is lost among the smallest doubles\n", GOE_MOST_POSITIVE);
    } else {
        buffer_format(out, "N = %.0f\n", parameters->n.items[0]);
    }
    if (parameters->view == SIGNS_SPECTRUM)
        buffer_format(out, "BINS = %d\n", SIGNS_BINS);
    if (parameters->ensemble == SIGNS_WISHART) {
        const struct signs_result *result = answer;
        const double n = parameters->n.items[0];
        buffer_format(out, "COLUMNS = %.0f\nRATIO = N/COLUMNS\n",
                      n > (double)result->ensemble.n ? (double)result->ensemble.n : (double)result->ensemble.columns);
    } else if (parameters->view == SIGNS_SPECTRUM) {
        buffer_format(out, "VARIANCE = %s  # of an entry\n", parameters->ensemble == SIGNS_WIGNER && parameters->entries == 1 ? "1/3" : "1");
    }
    buffer_format(out, "SAMPLES = %ld\nSEED = %ld\nPURPOSE = %d  # of the streams of random numbers: matrices\n\n\n", parameters->samples,
                  parameters->seed, RANDOM_MATRIX);
    add_matrices(parameters, out);
    if (parameters->view == SIGNS_SPECTRUM)
        script_spectrum(parameters, script);
    else
        script_counts(parameters, script);
    return true;
}
