/* Many points that learn from each other, of which one is evaluated at a time; where the run stands is the best that was found. */
#include "optimize/method.h"

#include <math.h>

enum { POPULATION = METHOD_OWN, WEIGHT, CROSSOVER };
enum { INERTIA = METHOD_OWN + 1, OWN, COMMON };

/* Rows: three vectors for each member, differential evolution's place, next place, and nothing; the swarm's place, velocity, best place; then the leader's
 * place; then two values for each member, those now and next, or the best. */
struct population {
    size_t size;
    double *first, *second, *third, *leader;
    double *values, *next;
};

static size_t size_of(const double *values)
{
    return (size_t)values[POPULATION];
}

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)lanes;
    return (3 * size_of(values) + 1) * dimension + 2 * size_of(values);
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 200 + 60 * (double)dimension;
}

static struct population population_of(const struct method_step *step, const struct block *block, size_t member)
{
    const size_t size = size_of(step->values), vector = block->dimension * block->lanes;
    double *memory = block->memory, *values = memory + (3 * size + 1) * vector;
    return (struct population){
        size,   memory + member * vector,    memory + (size + member) * vector, memory + (2 * size + member) * vector, memory + 3 * size * vector,
        values, values + size * block->lanes};
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    (void)step;
    return block->value[point] < block->kept_value[point];
}

static double value_at(const struct block *block, size_t point)
{
    return isnan(block->value[point]) ? INFINITY : block->value[point];
}

/* Around the start, where the first member is, evenly in a cube. */
static void place_member(const struct method_step *step, struct block *block, size_t point)
{
    const size_t lanes = block->lanes;
    for (size_t d = 0, at = point; d < block->dimension; d++, at += lanes)
        block->x[at] = block->memory[at] + step->lr * (2 * method_uniform(step, block, point, d) - 1);
}

/* Three members apart from each other and from this one. */
static void choose_three(const struct method_step *step, struct block *block, size_t point, size_t member, size_t size, size_t chosen[3])
{
    for (size_t k = 0; k < 3; k++) {
        size_t pick = (size_t)(method_uniform(step, block, point, block->dimension + 1 + k) * (double)(size - 1 - k));
        size_t taken[4] = {member}, count = 1;
        for (; count <= k; count++)
            taken[count] = chosen[count - 1];
        /* The pick-th of those left: past each of those taken that is not greater, from the least on. */
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count; j++)
                if (taken[j] < taken[i]) {
                    const size_t kept = taken[i];
                    taken[i] = taken[j];
                    taken[j] = kept;
                }
        for (size_t i = 0; i < count; i++)
            pick += pick >= taken[i];
        chosen[k] = pick;
    }
}

/* The trial of a member: one of three others, moved by the difference of the others, in some coordinates. */
static void cross(const struct method_step *step, struct block *block, size_t point, size_t member)
{
    const size_t n = block->dimension, lanes = block->lanes, vector = n * lanes;
    const struct population own = population_of(step, block, member);
    const double weight = step->values[WEIGHT], chance = step->values[CROSSOVER];
    const double *all = block->memory;
    size_t chosen[3];
    choose_three(step, block, point, member, own.size, chosen);
    const size_t sure = (size_t)(method_uniform(step, block, point, n) * (double)n);
    for (size_t d = 0, at = point; d < n; d++, at += lanes) {
        const bool crossed = d == sure || method_uniform(step, block, point, n + 4 + d) < chance;
        const double mutant = all[chosen[0] * vector + at] + weight * (all[chosen[1] * vector + at] - all[chosen[2] * vector + at]);
        block->x[at] = crossed ? mutant : own.first[at];
    }
}

static void evolve(const struct method_step *step, struct block *block, size_t point)
{
    const size_t size = size_of(step->values), lanes = block->lanes;
    const size_t evaluated = step->t - 1, member = evaluated % size, coming = step->t % size;
    const struct population now = population_of(step, block, member);
    if (evaluated < size) {
        block_copy(block, now.first, block->x, point);
        now.values[member * lanes + point] = value_at(block, point);
    } else {
        const bool lower = value_at(block, point) < now.values[member * lanes + point];
        block_copy(block, now.second, lower ? block->x : now.first, point);
        now.next[member * lanes + point] = lower ? value_at(block, point) : now.values[member * lanes + point];
    }
    /* The next generation takes the place of this one when all of it is known. */
    for (size_t k = 0; k < size && coming == 0 && step->t > size; k++) {
        const struct population each = population_of(step, block, k);
        block_copy(block, each.first, each.second, point);
        each.values[k * lanes + point] = each.next[k * lanes + point];
    }
    if (step->t < size)
        place_member(step, block, point);
    else
        cross(step, block, point, coming);
}

/* The swarm's member that was evaluated remembers its best; after all of them the leader is chosen anew. */
static void remember(const struct method_step *step, struct block *block, size_t point, size_t member)
{
    const size_t lanes = block->lanes;
    const struct population own = population_of(step, block, member);
    const bool first = step->t <= own.size;
    if (first)
        block_copy(block, own.first, block->x, point);
    if (first || value_at(block, point) < own.values[member * lanes + point]) {
        block_copy(block, own.third, block->x, point);
        own.values[member * lanes + point] = value_at(block, point);
    }
    if (step->t % own.size)
        return;
    size_t best = 0;
    for (size_t k = 1; k < own.size; k++)
        best = own.values[k * lanes + point] < own.values[best * lanes + point] ? k : best;
    block_copy(block, own.leader, population_of(step, block, best).third, point);
}

static void fly(const struct method_step *step, struct block *block, size_t point, size_t member)
{
    const size_t n = block->dimension, lanes = block->lanes;
    const struct population own = population_of(step, block, member);
    for (size_t d = 0, at = point; d < n; d++, at += lanes) {
        const double to_own = step->values[OWN] * method_uniform(step, block, point, d) * (own.third[at] - own.first[at]);
        const double to_leader = step->values[COMMON] * method_uniform(step, block, point, n + d) * (own.leader[at] - own.first[at]);
        own.second[at] = step->values[INERTIA] * own.second[at] + to_own + to_leader;
        own.first[at] += own.second[at];
        block->x[at] = own.first[at];
    }
}

static void swarm(const struct method_step *step, struct block *block, size_t point)
{
    const size_t size = size_of(step->values);
    remember(step, block, point, (step->t - 1) % size);
    if (step->t < size)
        place_member(step, block, point);
    else
        fly(step, block, point, step->t % size);
}

static void advance_each(const struct method_step *step, struct block *block, void move(const struct method_step *, struct block *, size_t))
{
    for (size_t point = 0; point < block->active; point++) {
        block->length[point] = step->lr;
        move(step, block, point);
    }
}

static void advance_evolution(const struct method_step *step, struct block *block)
{
    advance_each(step, block, evolve);
}

static void advance_swarm(const struct method_step *step, struct block *block)
{
    advance_each(step, block, swarm);
}

static size_t most(const double *values, size_t dimension)
{
    (void)dimension;
    return size_of(values);
}

/* The places of both kinds of members are their first vectors. */
static void look(const struct method_step *step, const struct block *block, size_t point, struct search_state *search)
{
    const size_t n = block->dimension, size = size_of(step->values);
    search->count = step->t < size ? step->t : size;
    for (size_t k = 0; k < search->count; k++)
        for (size_t d = 0; d < n; d++)
            search->points[k * n + d] = population_of(step, block, k).first[d * block->lanes + point];
}

static const struct method_search population_search = {SEARCH_POINTS, most, look};

#define SPREAD                                                                                                                                       \
    {"lr", OPTION_REAL, 1, 0, 1e6, "auto", "spread", "half the width of the cube around the start in which the members begin"}, OPTIONS_OF_ALL,      \
    {                                                                                                                                                \
        "population", OPTION_WHOLE, 20, 4, 200, NULL, "size", "how many members there are; the first begins at the start"                            \
    }
static const struct call_option evolution_options[] = {
    SPREAD,
    {"weight", OPTION_REAL, 0.8, 0, 2, NULL, "F", "F: what the difference of two members is multiplied by"},
    {"crossover", OPTION_REAL, 0.9, 0, 1, NULL, "CR", "CR: how often a coordinate is the mutant's"},
};
static const struct call_option swarm_options[] = {
    SPREAD,
    {"inertia", OPTION_REAL, 0.7298, 0, 2, NULL, "w", "w: how much of its velocity a member keeps"},
    {"own", OPTION_REAL, 1.49618, 0, 10, NULL, "c1", "c₁: the pull to the best place of its own"},
    {"common", OPTION_REAL, 1.49618, 0, 10, NULL, "c2", "c₂: the pull to the best place of all"},
};

const struct method differential_evolution_method = {
    .callable = {"differential_evolution", OPTIONS(evolution_options)},
    .rate_by_width = 0.5,
    .title = "differential evolution",
    .rule =
        "u = x_a + F*(x_b - x_c) in coordinates chosen with chance CR, and in one at least; else x_i; x_i = u if f(u) < f(x_i), all at once in the "
        "next generation",
    .tex = "v=x_{r_1}+F\\,(x_{r_2}-x_{r_3}),\\quad u_j=v_j\\text{ with chance }CR\\text{ or }j=j_{\\mathrm{rand}},\\text{ else }x_{i,j},\\quad "
           "x_i:=u\\text{ if }f(u)<f(x_i)",
    .paper = "Storn & Price, Differential Evolution, Journal of Global Optimization 11 (1997) 341: DE/rand/1/bin, equations (2) to (5)",
    .python = "def evaluated(there):\n"
              "    value = value_and_gradient(there)[0]\n"
              "    return np.inf if np.isnan(value) else value\n"
              "\n"
              "n, lowest = len(x), evaluated(x)\n"
              "places, values, following = [x], [lowest], []\n"
              "for t, spread in enumerate(rates, 1):\n"
              "    u, member = chance(t)[0], t % population\n"
              "    if t < population:\n"
              "        there = places[0] + spread*(2*u[:n] - 1)\n"
              "    else:\n"
              "        if following and member == 0:\n"
              "            places, values = map(list, zip(*following))\n"
              "            following = []\n"
              "        others = [k for k in range(population) if k != member]\n"
              "        a, b, c = (others.pop(int(part*len(others))) for part in u[n + 1:n + 4])\n"
              "        crossed = u[n + 4:2*n + 4] < crossover\n"
              "        crossed[int(u[n]*n)] = True\n"
              "        there = np.where(crossed, places[a] + weight*(places[b] - places[c]), places[member])\n"
              "    value = evaluated(there)\n"
              "    if t < population:\n"
              "        places.append(there)\n"
              "        values.append(value)\n"
              "    else:\n"
              "        following.append((there, value) if value < values[member] else (places[member], values[member]))\n"
              "    if value < lowest:\n"
              "        lowest = value\n"
              "        yield there, spread\n",
    .values_only = true,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance_evolution,
    .search = &population_search,
};

const struct method particle_swarm_method = {
    .callable = {"particle_swarm", OPTIONS(swarm_options)},
    .rate_by_width = 0.5,
    .title = "particle swarm",
    .rule = "v_i = w*v_i + c1*r*(p_i - x_i) + c2*s*(g - x_i); x_i = x_i + v_i; p_i and g the best places of its own and of all before this round, r "
            "and s "
            "uniform for each coordinate",
    .tex = "v_i:=w\\,v_i+c_1r\\,(p_i-x_i)+c_2s\\,(g-x_i),\\quad x_i:=x_i+v_i,\\quad r,s\\sim U(0,1)",
    .paper = "Kennedy & Eberhart, Particle Swarm Optimization, ICNN (1995) 1942; w: Shi & Eberhart (1998); the defaults: Clerc & Kennedy, IEEE "
             "Transactions "
             "on Evolutionary Computation 6 (2002) 58",
    .python = "def evaluated(there):\n"
              "    value = value_and_gradient(there)[0]\n"
              "    return np.inf if np.isnan(value) else value\n"
              "\n"
              "n, lowest = len(x), evaluated(x)\n"
              "places, bests, values, velocities = [x], [x], [lowest], [0]*population\n"
              "for t, spread in enumerate(rates, 1):\n"
              "    u, member = chance(t)[0], t % population\n"
              "    if t < population:\n"
              "        there = x + spread*(2*u[:n] - 1)\n"
              "        places.append(there)\n"
              "    else:\n"
              "        if member == 0:\n"
              "            leader = bests[np.argmin(values)]\n"
              "        to_own, to_leader = bests[member] - places[member], leader - places[member]\n"
              "        velocities[member] = inertia*velocities[member] + own*u[:n]*to_own + common*u[n:2*n]*to_leader\n"
              "        there = places[member] = places[member] + velocities[member]\n"
              "    value = evaluated(there)\n"
              "    if t < population:\n"
              "        bests.append(there)\n"
              "        values.append(value)\n"
              "    elif value < values[member]:\n"
              "        bests[member], values[member] = there, value\n"
              "    if value < lowest:\n"
              "        lowest = value\n"
              "        yield there, spread\n",
    .values_only = true,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance_swarm,
    .search = &population_search,
};
