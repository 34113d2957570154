/* What of random Hessians is exact, as programs: probabilities by Pfaffians in decimals, and by them the critical points of a spin glass. */
#include "study/hessian_signs.h"
#include "study/script.h"

static const char pfaffian_functions[] =
    "Decimal = decimal.Decimal\n"
    "\n"
    "\n"
    "def digits(n, t=0):\n"
    "    \"\"\"Decimals that leave a double correct, as the terms nearly cancel in a Pfaffian.\"\"\"\n"
    "    return decimal.Context(prec=int((160 + 24*n + n*n/2 + 6*t*t)/3.3), Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX)\n"
    "\n"
    "\n"
    "def decimal_pi():\n"
    "    \"\"\"By the means of Gauss and Legendre.\"\"\"\n"
    "    a, b, t, p = Decimal(1), 1/Decimal(2).sqrt(), Decimal(\"0.25\"), 1\n"
    "    for _ in range(decimal.getcontext().prec.bit_length() + 1):\n"
    "        a, b, t, p = (a + b)/2, (a*b).sqrt(), t - p*(a - b)**2/4, 2*p\n"
    "    return (a + b)**2/(4*t)\n"
    "\n"
    "\n"
    "def moments(t, scale, count):\n"
    "    \"\"\"∫ yⁱ exp(-scale (y + t)²/2) dy over y > 0, by parts from the first, which is an error function.\"\"\"\n"
    "    s, term, series, k = scale*t*t, Decimal(1), Decimal(1), 1\n"
    "    while series + term != series:\n"
    "        term *= s/(2*k + 1)\n"
    "        series, k = series + term, k + 1\n"
    "    edge = (-s/2).exp()\n"
    "    values = [(decimal_pi()/(2*scale)).sqrt() - t*edge*series]\n"
    "    for i in range(count - 1):\n"
    "        values.append((i*values[i - 1] if i else edge)/scale - t*values[i])\n"
    "    return np.array(values, object)\n"
    "\n"
    "\n"
    "def ordered_moments(t, count):\n"
    "    \"\"\"For i < j the integral of xⁱyʲ - xʲyⁱ over 0 < x < y with the weights exp(-(x + t)²/2) and exp(-(y + t)²/2), by parts.\"\"\"\n"
    "    half, squares, edge = moments(t, 1, count), moments(t, 2, 2*count), (-t*t/2).exp()\n"
    "    first = np.full((count, count), Decimal(0), object)  # of xⁱyʲ\n"
    "    first[0, 0] = half[0]**2/2\n"
    "    for j in range(count - 1):\n"
    "        first[0, j + 1] = squares[j] - t*first[0, j] + j*first[0, j - 1]\n"
    "    for i in range(count - 1):\n"
    "        for j in range(i + 1, count):\n"
    "            first[i + 1, j] = (i*first[i - 1, j] if i else edge*half[j]) - t*first[i, j] - squares[i + j]\n"
    "    return 2*first - np.outer(half, half)\n"
    "\n"
    "\n"
    "def pfaffians(n, t, raised, places):\n"
    "    \"\"\"Pf A(z) at these z, where A(z) has the moments of exp(-x²/2), each coordinate below t weighted by z (de Bruijn 1955), all powers "
    "raised.\"\"\"\n"
    "    sign = np.array([(-1)**i for i in range(n)], object)\n"
    "    above, below = moments(t, 1, n + raised)[raised:], sign*moments(-t, 1, n + raised)[raised:]\n"
    "    mixed = np.outer(below, above)\n"
    "    both_above, both_below = (ordered_moments(side, n + raised)[raised:, raised:] for side in (t, -t))\n"
    "    z = np.array([Decimal(place) for place in places], object)[:, None, None]\n"
    "    matrix = both_above + z*(mixed - mixed.T) - z*z*np.outer(sign, sign)*both_below\n"
    "    if n % 2:  # a border makes the size even\n"
    "        border = above + z[:, 0]*below\n"
    "        matrix = np.pad(matrix, ((0, 0), (0, 1), (0, 1)), constant_values=Decimal(0))\n"
    "        matrix[:, :n, n] = border\n"
    "    result = np.full(len(places), Decimal(1), object)\n"
    "    while matrix.shape[1]:  # elimination, two rows at a time, of what lies above the diagonal\n"
    "        result = result*matrix[:, 0, 1]\n"
    "        cross = (matrix[:, 0, 2:]/matrix[:, 0, 1, None])[:, :, None]*matrix[:, 1, None, 2:]\n"
    "        matrix = matrix[:, 2:, 2:] - cross + cross.transpose(0, 2, 1)\n"
    "    return result\n"
    "\n"
    "\n";

static const char polynomial[] = "def coefficients(values):\n"
                                 "    \"\"\"Of the polynomial with these values at 0, 1, …: Newton's divided differences, expanded.\"\"\"\n"
                                 "    for order in range(1, len(values)):\n"
                                 "        values[order:] = (values[order:] - values[order - 1:-1])/order\n"
                                 "    for order in reversed(range(len(values) - 1)):\n"
                                 "        values[order:-1] = values[order:-1] - order*values[order + 1:]\n"
                                 "    return values\n"
                                 "\n"
                                 "\n";

static const char positive_function[] = "def exact_positive(n):\n"
                                        "    \"\"\"P(all n eigenvalues are positive).\"\"\"\n"
                                        "    with decimal.localcontext(digits(n)):\n"
                                        "        none, all_together = pfaffians(n, Decimal(0), 0, [0, 1])\n"
                                        "        return float(none/all_together)\n"
                                        "\n"
                                        "\n";

static const char index_function[] = "def exact_index(n):\n"
                                     "    \"\"\"P(k of n eigenvalues are negative): Σ P(k) zᵏ = Pf A(z)/Pf A(1).\"\"\"\n"
                                     "    with decimal.localcontext(digits(n)):\n"
                                     "        values = pfaffians(n, Decimal(0), 0, range(n + 1))\n"
                                     "        total = values[1]\n"
                                     "        return np.array([float(value/total) for value in coefficients(values)])\n"
                                     "\n"
                                     "\n";

void signs_script_exact_index(struct buffer *out)
{
    buffer_format(out, "%s%s%s", pfaffian_functions, polynomial, index_function);
}

void signs_script_exact_positive(struct buffer *out)
{
    buffer_format(out, "%s%s", pfaffian_functions, positive_function);
}

/* --- Spin glasses --- */

static const char glass_functions[] =
    "def determinant_index(n, t, total):\n"
    "    \"\"\"E[|det(A - t)|; k eigenvalues are below t] of a GOE matrix A, for every k; its eigenvalues are √2 times coordinates of weight "
    "exp(-x²/2).\"\"\"\n"
    "    t = t/np.sqrt(2)\n"
    "    with decimal.localcontext(digits(n, t)):\n"
    "        values = coefficients(pfaffians(n, Decimal(float(t)), 1, range(n + 1)))\n"
    "        return np.array([float(value/total) for value in values])*2**(n/2)\n"
    "\n"
    "\n"
    "def densities(energies):\n"
    "    \"\"\"The expected number of critical points by index and energy (Kac & Rice; Auffinger, Ben Arous & Cerny 2013).\"\"\"\n"
    "    n, p, table = SPINS - 1, INTERACTIONS, np.empty((SPINS, len(energies)))\n"
    "    area = 2*np.pi**(SPINS/2)/math.gamma(SPINS/2)\n"
    "    with decimal.localcontext(digits(n)):\n"
    "        total = pfaffians(n, Decimal(0), 0, [1])[0]\n"
    "    for i, u in enumerate(energies[:len(energies)//2 + 1]):\n"
    "        factor = area*np.sqrt(SPINS/(2*np.pi))*np.exp(-SPINS*u*u/2)*((p - 1)/(2*np.pi))**(n/2)\n"
    "        table[:, i] = factor*np.maximum(determinant_index(n, u*np.sqrt(SPINS*p/(p - 1)), total), 0)\n"
    "        table[:, -1 - i] = table[::-1, i]  # the energy and its negative are as likely\n"
    "    return table\n"
    "\n"
    "\n";

static const char compute_energies[] = "    half = math.ceil((np.sqrt(SPINS) + 6.5)/STEP)\n"
                                       "    energies = STEP*np.arange(-half, half + 1)/np.sqrt(SPINS)\n"
                                       "    table = densities(energies)\n";

static const char compute_by_index[] =
    "    sums = table.sum(axis=1)\n"
    "    mean = (table @ energies)/sums\n"
    "    mean = np.where(abs(table @ energies) <= 1e-14*(table @ abs(energies)), 0, mean)  # 0 by symmetry, but for rounding\n"
    "    deviation = np.sqrt(np.maximum(0, (table @ energies**2)/sums - mean**2))\n"
    "    number = sums*(energies[1] - energies[0])\n"
    "    return [(\"negative\", np.arange(SPINS)), (\"number\", number), (\"energy\", mean), (\"energy_deviation\", deviation)]\n";

static const char compute_by_energy[] =
    "    return [(\"energy\", energies), (\"all\", table.sum(axis=0)), *((f\"index_{k}\", row) for k, row in enumerate(table))]\n";

static const char draw_by_index[] = "    negative, _, mean, deviation = (values for _, values in answer)\n"
                                    "    axes.errorbar(negative/(SPINS - 1), mean, deviation, fmt=\"o\", label=\"mean and standard deviation\")\n"
                                    "    axes.legend()\n";

static const char draw_by_energy[] =
    "    (_, energies), (_, all_together), *indices = answer\n"
    "    shown = np.flatnonzero(all_together >= 1e-3*all_together.max())\n"
    "    for k, (_, density) in enumerate(indices):\n"
    "        label = {0: \"minima\", SPINS - 1: \"maxima\"}.get(k, f\"{k} directions down\" if k == (SPINS - 1)//2 else None)\n"
    "        axes.plot(energies[shown], density[shown], color=plt.cm.plasma(0.85*k/(SPINS - 1)), label=label)\n"
    "    axes.legend()\n";

void signs_script_glass(const struct signs_parameters *parameters, struct script *script)
{
    const bool by_index = parameters->view == SIGNS_INDEX;
    buffer_format(&script->functions, "SPINS = %.0f\nINTERACTIONS = %ld  # spins in each term\nSTEP = %s  # of energies, times √SPINS\n\n\n",
                  parameters->n.items[0], parameters->interactions, by_index ? "0.25" : "0.1");
    buffer_format(&script->functions, "%s%s%s", pfaffian_functions, polynomial, glass_functions);
    buffer_format(&script->compute, "%s%s", compute_energies, by_index ? compute_by_index : compute_by_energy);
    buffer_text(&script->draw, by_index ? draw_by_index : draw_by_energy);
}
