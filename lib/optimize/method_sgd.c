/* Gradient descent with momentum, and the names the textbook has for its special cases. */
#include "optimize/method.h"
#include "optimize/rows.h"

enum { MOMENTUM = METHOD_OWN, DAMPENING, NESTEROV, WEIGHT_DECAY };

static inline __attribute__((always_inline)) void move(const struct method_step *step, double *restrict x, const double *restrict g,
                                                       double *restrict velocity, size_t count, bool nesterov, double dampening, double decay)
{
    const double lr = step->lr, momentum = step->values[MOMENTUM];
    /* The first velocity is the gradient itself, undampened. */
    const double fresh = step->t == 1 ? 1 : 1 - dampening;
    if (momentum == 0 && count > 1) {
        for (size_t i = 0; i < count; i++)
            x[i] -= lr * (g[i] + decay * x[i]);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        velocity[i] = momentum * velocity[i] + fresh * slope; /* nobody reads it without momentum: with no branch METHOD_EACH becomes vectors */
        x[i] -= lr * (momentum == 0 ? slope : nesterov ? slope + momentum * velocity[i] : velocity[i]);
    }
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    move(step, x, g, memory[0], count, step->values[NESTEROV] != 0, step->values[DAMPENING], step->values[WEIGHT_DECAY]);
}

static void update_momentum(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    move(step, x, g, memory[0], count, false, 0, 0);
}

static void update_plain(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    (void)memory;
    rows_chosen()->descend(x, g, step->lr, count);
}

static void update_plain_each(const struct method_rows *rows, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    (void)memory;
    rows_chosen()->descend_each(x, g, rows->lr, count);
}

static void update_nesterov(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    move(step, x, g, memory[0], count, true, 0, 0);
}

METHOD_EACH(update_each, update)
METHOD_EACH(update_momentum_each, update_momentum)
METHOD_EACH(update_nesterov_each, update_nesterov)

enum { REPORT = METHOD_OWN + 1 };

/* Torch holds the point that looks ahead of the textbook's, x − ημv, where the gradient is taken. */
static void show_textbook(const struct method_step *step, const double *x, double *const *memory, double *restrict shown, size_t count)
{
    const double *velocity = memory[0];
    for (size_t i = 0; i < count; i++)
        shown[i] = x[i] + step->lr * step->values[MOMENTUM] * velocity[i];
}

/* Of v' = μv + s(λ + decay)u and u' = u − η v', with a look ahead u' = u − η((λ + decay)u + μv'): trace and determinant of the map of (u, v). */
static void recur(double lr, double momentum, double fresh, double curvature, bool nesterov, double *trace, double *determinant)
{
    const double step = lr * curvature;
    *trace = nesterov ? (1 + momentum) * (1 - step) : 1 + momentum - fresh * step;
    *determinant = nesterov ? momentum * (1 - step) : momentum;
}

static void recurrence(const double *values, double lr, double curvature, double *trace, double *determinant)
{
    recur(lr, values[MOMENTUM], values[MOMENTUM] == 0 ? 1 : 1 - values[DAMPENING], curvature + values[WEIGHT_DECAY], values[NESTEROV] != 0, trace,
          determinant);
}

static void recurrence_plain(const double *values, double lr, double curvature, double *trace, double *determinant)
{
    (void)values;
    recur(lr, 0, 1, curvature, false, trace, determinant);
}

static void recurrence_momentum(const double *values, double lr, double curvature, double *trace, double *determinant)
{
    recur(lr, values[MOMENTUM], 1, curvature, false, trace, determinant);
}

static void recurrence_nesterov(const double *values, double lr, double curvature, double *trace, double *determinant)
{
    recur(lr, values[MOMENTUM], 1, curvature, true, trace, determinant);
}

/* As torch: a look ahead needs a velocity, and one that counts gradients whole. */
static bool check(struct arena *arena, struct call *call, struct error *error)
{
    if (call->values[NESTEROV] == 0)
        return true;
    if (call->values[MOMENTUM] == 0)
        return call_refuse(arena, call, MOMENTUM, 0.9, error, "nesterov of sgd needs momentum");
    return call->values[DAMPENING] == 0 || call_refuse(arena, call, DAMPENING, 0, error, "nesterov of sgd allows no dampening");
}

/* clang-format off */
#define OPTION_MOMENTUM(initial) {"momentum", OPTION_REAL, initial, 0, 1, NULL, "beta", "μ: how much of the velocity is kept"}
/* clang-format on */
static const struct call_option sgd_options[] = {
    OPTION_LR(0.1),
    OPTION_MOMENTUM(0),
    {"dampening", OPTION_REAL, 0, 0, 1, NULL, NULL, "τ: gradients after the first count 1 − τ"},
    {"nesterov", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: steps along g + μv, Nesterov's look ahead"},
    OPTION_WEIGHT_DECAY(0),
};
static const struct call_option plain_options[] = {OPTION_LR(0.1)};
static const struct call_option momentum_options[] = {OPTION_LR(0.1), OPTION_MOMENTUM(0.9)};
static const struct call_option nesterov_options[] = {
    OPTION_LR(0.1),
    OPTION_MOMENTUM(0.9),
    {"report", OPTION_CHOICE, 0, 0, 1, "torch|lookahead", NULL,
     "torch: the point that torch holds, where gradients are taken; lookahead: the textbook's x, of x = x - eta*v, v = mu*v + f'(x - eta*mu*v)"},
};

const struct method sgd_method = {
    .callable = {"sgd", OPTIONS(sgd_options), .check = check},
    .rate_by_curvature = true,
    .title = "SGD",
    .rule = "g = f'(x) + lambda*x; v = mu*v + (1 - tau)*g (v = g at the first step); x = x - eta*v, with nesterov x = x - eta*(g + mu*v)",
    .tex = "v_t=\\mu v_{t-1}+(1-\\tau)\\,(\\nabla f(x_{t-1})+\\lambda x_{t-1}),\\quad x_t=x_{t-1}-\\eta\\,v_t",
    .paper = "Robbins & Monro, A Stochastic Approximation Method, Annals of Mathematical Statistics 22 (1951) 400",
    .python = "v = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    v = momentum*v + (1 - dampening)*g if momentum and t > 1 else g\n"
              "    x = x - lr*(g + momentum*v if nesterov else v)\n"
              "    yield x, lr\n",
    .arrays = 1,
    .update = update,
    .update_each = update_each,
    .recurrence = recurrence,
};

const struct method gd_method = {
    .callable = {"gd", OPTIONS(plain_options)},
    .rate_by_curvature = true,
    .title = "gradient descent",
    .rule = "x = x - eta*f'(x)",
    .tex = "x_t=x_{t-1}-\\eta\\,\\nabla f(x_{t-1})",
    .paper = "Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, Comptes Rendus 25 (1847) 536",
    .python = "for lr in rates:\n"
              "    x = x - lr*gradient(x)\n"
              "    yield x, lr\n",
    .update = update_plain,
    .timeless = true,
    .plain = true,
    .update_each = update_plain_each,
    .recurrence = recurrence_plain,
};

const struct method momentum_method = {
    .callable = {"momentum", OPTIONS(momentum_options)},
    .rate_by_curvature = true,
    .title = "momentum",
    .rule = "v = mu*v + f'(x); x = x - eta*v",
    .tex = "v_t=\\mu v_{t-1}+\\nabla f(x_{t-1}),\\quad x_t=x_{t-1}-\\eta\\,v_t",
    .paper = "Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, USSR Computational Mathematics 4 (1964) 1",
    .python = "v = 0\n"
              "for lr in rates:\n"
              "    v = momentum*v + gradient(x)\n"
              "    x = x - lr*v\n"
              "    yield x, lr\n",
    .arrays = 1,
    .update = update_momentum,
    .timeless = true,
    .update_each = update_momentum_each,
    .recurrence = recurrence_momentum,
};

const struct method nesterov_method = {
    .callable = {"nesterov", OPTIONS(nesterov_options)},
    .rate_by_curvature = true,
    .title = "Nesterov momentum",
    .rule = "g = f'(x); v = mu*v + g; x = x - eta*(g + mu*v)",
    .tex = "v_t=\\mu v_{t-1}+\\nabla f(x_{t-1}),\\quad x_t=x_{t-1}-\\eta\\,(\\nabla f(x_{t-1})+\\mu v_t)",
    .paper = "Nesterov, A Method of Solving a Convex Programming Problem with Convergence Rate O(1/k²), Soviet Mathematics Doklady 27 (1983) 372",
    .python = "v = 0\n"
              "for lr in rates:\n"
              "    g = gradient(x)\n"
              "    v = momentum*v + g\n"
              "    x = x - lr*(g + momentum*v)\n"
              "    yield (x, lr, x + lr*momentum*v) if report == \"lookahead\" else (x, lr)\n",
    .arrays = 1,
    .update = update_nesterov,
    .timeless = true,
    .update_each = update_nesterov_each,
    .show = show_textbook,
    .shown_by = REPORT,
    .recurrence = recurrence_nesterov,
};
