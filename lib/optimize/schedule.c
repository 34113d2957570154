/* Closed forms, so that any step's rate can be had without those before it. Functions are the kernels', the same bits everywhere. */
#include "optimize/schedule.h"

#include "expression/kernels.h"

#include <float.h>
#include <math.h>

#define PI 3.14159265358979323846
#define VALUE(i) (call->values[SCHEDULE_OWN + (i)])

static double power(double base, double exponent)
{
    return kernel_scalar(OPERATION_POWER, base, exponent, 0);
}

/* From `high` to `low` along half a cosine while `part` goes from 0 to 1. */
static double cosine(double high, double low, double part)
{
    return low + (high - low) * (1 + kernel_scalar(OPERATION_COS, PI * part, 0, 0)) / 2;
}

/* An option that is the number of steps unless it was given. */
static double or_steps(double value, double steps)
{
    return isnan(value) ? fmax(1, steps) : value;
}

static double rate_constant(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return base * (t < VALUE(1) ? VALUE(0) : 1);
}

static double rate_step(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return base * power(VALUE(1), floor(t / VALUE(0)));
}

static double rate_multi_step(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    double passed = 0;
    for (size_t i = 0; i < call->item_count; i++)
        passed += t >= call->items[i];
    return base * power(VALUE(1), passed);
}

static double rate_exponential(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return base * power(VALUE(0), t);
}

static double rate_cosine(const struct call *call, double base, double steps, double t)
{
    return cosine(base, VALUE(1), t / or_steps(VALUE(0), steps));
}

static double rate_cosine_restarts(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    double period = VALUE(0), past = t;
    if (VALUE(1) == 1)
        past -= period * floor(past / period);
    for (; past >= period; period *= VALUE(1))
        past -= period;
    return cosine(base, VALUE(2), past / period);
}

static double rate_one_cycle(const struct call *call, double base, double steps, double t)
{
    enum { MAX_LR, TOTAL_STEPS, PCT_START, DIV_FACTOR, FINAL_DIV_FACTOR, ANNEAL_STRATEGY, THREE_PHASE };
    const double total = or_steps(VALUE(TOTAL_STEPS), steps), most = isnan(VALUE(MAX_LR)) ? base : VALUE(MAX_LR);
    const double first = most / VALUE(DIV_FACTOR), last = first / VALUE(FINAL_DIV_FACTOR);
    const double top = VALUE(PCT_START) * total - 1, bottom = 2 * VALUE(PCT_START) * total - 2, end = total - 1;
    const bool three = VALUE(THREE_PHASE) != 0, rising = t <= top, falling = three && !rising && t <= bottom;
    const double from = rising || (three && !falling) ? first : most, to = rising ? most : falling ? first : last;
    const double begin = rising ? 0 : three && !falling ? bottom : top, finish = rising ? top : falling ? bottom : end;
    const double part = finish > begin ? fmin((t - begin) / (finish - begin), 1) : 1;
    return VALUE(ANNEAL_STRATEGY) == 0 ? cosine(from, to, part) : from + (to - from) * part;
}

static double rate_polynomial(const struct call *call, double base, double steps, double t)
{
    const double total = or_steps(VALUE(0), steps);
    return base * power(1 - fmin(t, total) / total, VALUE(1));
}

static double rate_linear(const struct call *call, double base, double steps, double t)
{
    const double total = or_steps(VALUE(2), steps);
    return base * (VALUE(0) + (VALUE(1) - VALUE(0)) * fmin(t, total) / total);
}

static double rate_factor(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return fmax(VALUE(1), base * power(VALUE(0), t + 1));
}

static double rate_square_root(const struct call *call, double base, double steps, double t)
{
    (void)call, (void)steps;
    return base / sqrt(t + 1);
}

/* max_update counts the warm-up's steps, too. */
static double rate_warmup_cosine(const struct call *call, double base, double steps, double t)
{
    const double warmup = call->values[SCHEDULE_WARMUP_STEPS];
    const double span = isnan(VALUE(0)) ? fmax(1, steps) : VALUE(0) - warmup;
    return span > 0 ? cosine(base, VALUE(1), fmin(t, span) / span) : VALUE(1);
}

static double rate_polynomial_decay(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return base * power(VALUE(1) * t + 1, -VALUE(0));
}

static double rate_wsd(const struct call *call, double base, double steps, double t)
{
    const double part = call->values[SCHEDULE_OWN], final = call->values[SCHEDULE_OWN + 1], length = part * steps, into = t - (steps - length);
    return into <= 0 ? base : into >= length ? final : base + (final - base) * into / length;
}

/* By the number of its cycle and the place within it, both from 0 to 1 of a rise and a fall (torch's CyclicLR). */
static double rate_cyclic(const struct call *call, double base, double steps, double t)
{
    enum { MAX_LR, UP, DOWN, MODE, GAMMA_ };
    enum { TRIANGULAR, TRIANGULAR2 };
    (void)steps;
    const double up = VALUE(UP), length = up + (isnan(VALUE(DOWN)) ? up : VALUE(DOWN)), cycle = floor(1 + t / length), x = 1 + t / length - cycle;
    const double peak = up / length, height = x <= peak ? x / peak : (x - 1) / (peak - 1);
    const double scale = VALUE(MODE) == TRIANGULAR ? 1 : VALUE(MODE) == TRIANGULAR2 ? power(2, 1 - cycle) : power(VALUE(GAMMA_), t);
    return base + (VALUE(MAX_LR) - base) * height * scale;
}

/* After a warm-up of as many steps as the time scale it is Vaswani's. */
static double rate_inverse_square_root(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return base * sqrt(VALUE(0) / (VALUE(0) + t));
}

static double rate_at(const struct call *call, double base, double steps, double t);

/* The schedules one after another, each from its own step 0, of the length of its part. */
static double rate_chain(const struct call *call, double base, double steps, double t)
{
    double begin = 0, end = steps;
    size_t part = 0;
    for (size_t k = 0; k + 1 < call->inner_count; k++) {
        const double next = call->item_count ? call->items[k] : rint((double)(k + 1) * steps / (double)call->inner_count);
        if (t >= next) {
            begin = next;
            part = k + 1;
        } else {
            end = next;
            break;
        }
    }
    return rate_at(&call->inner[part], base, fmax(end - begin, 0), t - begin);
}

static double rate_exponential_decay(const struct call *call, double base, double steps, double t)
{
    (void)steps;
    return base * kernel_scalar(OPERATION_EXP, -VALUE(0) * t, 0, 0);
}

static bool check_chain(struct arena *arena, struct call *call, struct error *error)
{
    (void)arena;
    if (call->item_count && call->item_count + 1 != call->inner_count)
        return error_set(error, ERROR_INVALID, "milestones of chain are %zu, one less than its %zu schedules", call->inner_count - 1,
                         call->inner_count);
    for (size_t k = 1; k < call->item_count; k++)
        if (!(call->items[k] > call->items[k - 1]))
            return error_set(error, ERROR_INVALID, "milestones of chain ascend");
    return true;
}

/* clang-format off */
#define COMMON                                                                                                                             \
    {"base_lr", OPTION_REAL, NAN, 0, 1e6, NULL, "lr", "the rate it starts from; by default the method's, or 0.1 where there is no method"}, \
    {"warmup_steps", OPTION_WHOLE, 0, 0, 1e6, NULL, NULL, "steps of linear warm-up before the schedule starts"},                           \
    {"warmup_begin_lr", OPTION_REAL, 0, 0, 1e6, NULL, NULL, "the rate the warm-up starts from"}
#define GAMMA(initial) {"gamma", OPTION_REAL, initial, 0, 10, NULL, NULL, "γ: what the rate is multiplied by"}
#define ETA_MIN {"eta_min", OPTION_REAL, 0, 0, 1e6, NULL, NULL, "the lowest rate"}
#define STEPS(name, initial, help) {name, OPTION_REAL, initial, 1, 1e9, NULL, NULL, help}
/* clang-format on */

static const struct call_option constant_options[] = {
    COMMON,
    {"factor", OPTION_REAL, 1, 0, 1e3, NULL, NULL, "what the first total_iters steps are multiplied by"},
    {"total_iters", OPTION_REAL, 0, 0, 1e9, NULL, NULL, "how many steps that lasts"}};
static const struct call_option step_options[] = {COMMON, STEPS("step_size", 10, "steps between two reductions"), GAMMA(0.1)};
static const struct call_option multi_step_options[] = {
    COMMON, {"milestones", OPTION_LIST, NAN, 0, 1e9, NULL, NULL, "the steps at which the rate falls, as in milestones=15;30"}, GAMMA(0.1)};
static const struct call_option exponential_options[] = {COMMON, GAMMA(0.95)};
static const struct call_option cosine_options[] = {COMMON, STEPS("T_max", NAN, "half a period; by default the number of steps"), ETA_MIN};
static const struct call_option cosine_restarts_options[] = {
    COMMON, STEPS("T_0", 10, "the first period"), {"T_mult", OPTION_WHOLE, 1, 1, 1e3, NULL, NULL, "what periods are multiplied by"}, ETA_MIN};
static const struct call_option one_cycle_options[] = {
    COMMON,
    {"max_lr", OPTION_REAL, NAN, 0, 1e6, NULL, NULL, "the highest rate; by default the base rate"},
    STEPS("total_steps", NAN, "the length of the cycle; by default the number of steps"),
    {"pct_start", OPTION_REAL, 0.3, 0, 1, NULL, NULL, "the part of it in which the rate rises"},
    {"div_factor", OPTION_REAL, 25, 1e-6, 1e12, NULL, NULL, "it starts from max_lr/div_factor"},
    {"final_div_factor", OPTION_REAL, 1e4, 1e-6, 1e12, NULL, NULL, "it ends at the first rate over this"},
    {"anneal_strategy", OPTION_CHOICE, 0, 0, 1, "cos|linear", NULL, "the shape of all parts"},
    {"three_phase", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: falls to the first rate as long as it rose, and only then to the last"}};
static const struct call_option polynomial_options[] = {
    COMMON, STEPS("total_iters", 5, "steps until the rate is 0"), {"power", OPTION_REAL, 1, 0, 1e3, NULL, NULL, "the power of what is left"}};
static const struct call_option linear_options[] = {
    COMMON,
    {"start_factor", OPTION_REAL, 1.0 / 3, 0, 1e3, NULL, NULL, "what the first rate is multiplied by"},
    {"end_factor", OPTION_REAL, 1, 0, 1e3, NULL, NULL, "what the last rate is multiplied by"},
    STEPS("total_iters", 5, "steps until the last rate")};
static const struct call_option factor_options[] = {
    COMMON,
    {"factor", OPTION_REAL, 0.9, 0, 10, NULL, NULL, "what the rate is multiplied by at every step, the first included"},
    {"stop_factor_lr", OPTION_REAL, 1e-7, 0, 1e6, NULL, NULL, "the lowest rate"}};
static const struct call_option square_root_options[] = {COMMON};
static const struct call_option warmup_cosine_options[] = {
    COMMON,
    STEPS("max_update", NAN, "the step from which the rate is constant; by default the number of steps"),
    {"final_lr", OPTION_REAL, 0, 0, 1e6, NULL, NULL, "that constant rate"}};
static const struct call_option polynomial_decay_options[] = {
    COMMON, {"alpha", OPTION_REAL, 0.5, 0, 1e3, NULL, NULL, "α: the power"}, {"beta", OPTION_REAL, 1, 0, 1e6, NULL, NULL, "β: how soon it falls"}};
static const struct call_option wsd_options[] = {
    COMMON,
    {"decay", OPTION_REAL, 0.2, 0, 1, NULL, NULL, "the part of the steps, at the end, in which the rate falls"},
    {"final_lr", OPTION_REAL, 0, 0, 1e6, NULL, NULL, "the rate it falls to"}};
static const struct call_option cyclic_options[] = {COMMON,
                                                    {"max_lr", OPTION_REAL, 1, 0, 1e6, NULL, NULL, "the rate at the top of a cycle"},
                                                    STEPS("step_size_up", 2000, "steps of a rise"),
                                                    STEPS("step_size_down", NAN, "steps of a fall; by default as many"),
                                                    {"mode", OPTION_CHOICE, 0, 0, 2, "triangular|triangular2|exp_range", NULL,
                                                     "how tops change: not, halved after every cycle, or by gamma at every step"},
                                                    GAMMA(1)};
static const struct call_option inverse_square_root_options[] = {
    COMMON, STEPS("timescale", 10, "how long it takes to fall by the root of 2; as long as the warm-up for the equation of the paper")};
static const struct call_option chain_options[] = {
    COMMON,
    {"schedules", OPTION_CALLS, 0, 2, 16, NULL, NULL, "the schedules one after another, separated by ;, each with its arguments"},
    {"milestones", OPTION_LIST, NAN, 1, 1e9, "", NULL, "the steps at which the second and further begin; by default all are equally long"}};
static const struct call_option exponential_decay_options[] = {COMMON,
                                                               {"lambda", OPTION_REAL, 0.1, 0, 1e6, NULL, NULL, "λ: the part lost at every step"}};

#define TORCH "torch.optim.lr_scheduler."
#define D2L "Zhang et al., Dive into Deep Learning, section 12.11"
/* clang-format off */
const struct schedule schedules[] = {
    {{"constant", OPTIONS(constant_options)}, "constant", "base_lr (times factor while t < total_iters)", "\\eta_t=\\eta_0", TORCH "ConstantLR", rate_constant,
     "return base_lr*(factor if t < total_iters else 1)\n"},
    {{"step", OPTIONS(step_options)}, "steps", "base_lr*gamma^floor(t/step_size)", "\\eta_t=\\eta_0\\,\\gamma^{\\lfloor t/s\\rfloor}", TORCH "StepLR", rate_step,
     "return base_lr*gamma**(t//step_size)\n"},
    {{"multi_step", OPTIONS(multi_step_options)}, "steps at milestones", "base_lr*gamma^(number of milestones <= t)", "\\eta_t=\\eta_0\\,\\gamma^{|\\{m\\le t\\}|}",
     TORCH "MultiStepLR", rate_multi_step,
     "return base_lr*gamma**sum(t >= milestone for milestone in milestones)\n"},
    {{"exponential", OPTIONS(exponential_options)}, "exponential", "base_lr*gamma^t", "\\eta_t=\\eta_0\\,\\gamma^t", TORCH "ExponentialLR", rate_exponential,
     "return base_lr*gamma**t\n"},
    {{"cosine", OPTIONS(cosine_options)}, "cosine annealing", "eta_min + (base_lr - eta_min)*(1 + cos(pi*t/T_max))/2",
     "\\eta_t=\\eta_{\\min}+\\tfrac12(\\eta_0-\\eta_{\\min})\\left(1+\\cos\\frac{\\pi t}{T_{\\max}}\\right)", "Loshchilov & Hutter, SGDR, ICLR (2017); " TORCH "CosineAnnealingLR", rate_cosine,
     "T_max = max(1, steps) if T_max is None else T_max\n"
     "return half_cosine(base_lr, eta_min, t/T_max)\n"},
    {{"cosine_restarts", OPTIONS(cosine_restarts_options)}, "cosine annealing with warm restarts",
     "eta_min + (base_lr - eta_min)*(1 + cos(pi*T_cur/T_i))/2, T_cur steps into the period T_i, each T_mult times the last",
     "\\eta_t=\\eta_{\\min}+\\tfrac12(\\eta_0-\\eta_{\\min})\\left(1+\\cos\\frac{\\pi T_{\\mathrm{cur}}}{T_i}\\right)", "Loshchilov & Hutter, SGDR, ICLR (2017)", rate_cosine_restarts,
     "period = T_0\n"
     "if T_mult == 1:\n"
     "    t = t % T_0\n"
     "while t >= period:\n"
     "    t, period = t - period, period*T_mult\n"
     "return half_cosine(base_lr, eta_min, t/period)\n"},
    {{"one_cycle", OPTIONS(one_cycle_options)}, "one cycle",
     "from max_lr/div_factor up to max_lr over pct_start of total_steps, then down to max_lr/div_factor/final_div_factor, all along half a cosine; with three_phase first down to where it began",
     "\\eta_t:\\ \\frac{\\eta_{\\max}}{d}\\nearrow\\eta_{\\max}\\searrow\\frac{\\eta_{\\max}}{d\\,d_{\\mathrm{final}}}", "Smith & Topin, Super-Convergence (2017); " TORCH "OneCycleLR", rate_one_cycle,
     "total = max(1, steps) if total_steps is None else total_steps\n"
     "highest = base_lr if max_lr is None else max_lr\n"
     "first = highest/div_factor\n"
     "top, bottom = pct_start*total - 1, 2*pct_start*total - 2\n"
     "rising = t <= top\n"
     "falling = three_phase and not rising and t <= bottom\n"
     "last = three_phase and not rising and not falling\n"
     "start, end = (first, highest) if rising else (highest, first) if falling else (first if last else highest, first/final_div_factor)\n"
     "begin, finish = (0, top) if rising else (top, bottom) if falling else (bottom if last else top, total - 1)\n"
     "past, span = t - begin, finish - begin\n"
     "part = min(past/span, 1) if span > 0 else 1\n"
     "return half_cosine(start, end, part) if anneal_strategy == 'cos' else start + (end - start)*part\n"},
    {{"polynomial", OPTIONS(polynomial_options)}, "polynomial", "base_lr*(1 - min(t, total_iters)/total_iters)^power",
     "\\eta_t=\\eta_0\\left(1-\\frac{\\min(t,T)}{T}\\right)^p", TORCH "PolynomialLR", rate_polynomial,
     "return base_lr*(1 - min(t, total_iters)/total_iters)**power\n"},
    {{"linear", OPTIONS(linear_options)}, "linear", "base_lr*(start_factor + (end_factor - start_factor)*min(t, total_iters)/total_iters)",
     "\\eta_t=\\eta_0\\left(a+(b-a)\\,\\frac{\\min(t,T)}{T}\\right)", TORCH "LinearLR", rate_linear,
     "return base_lr*(start_factor + (end_factor - start_factor)*min(t, total_iters)/total_iters)\n"},
    {{"factor", OPTIONS(factor_options)}, "factor", "max(stop_factor_lr, base_lr*factor^(t + 1))", "\\eta_t=\\max(\\eta_{\\min},\\eta_0\\,\\alpha^{t+1})", D2L, rate_factor,
     "return max(stop_factor_lr, base_lr*factor**(t + 1))\n"},
    {{"square_root", OPTIONS(square_root_options)}, "square root", "base_lr/sqrt(t + 1)", "\\eta_t=\\eta_0\\,(t+1)^{-1/2}", D2L, rate_square_root,
     "return base_lr/np.sqrt(t + 1)\n"},
    {{"warmup_cosine", OPTIONS(warmup_cosine_options)}, "cosine after a warm-up",
     "warmup_begin_lr + (base_lr - warmup_begin_lr)*t/warmup_steps for t < warmup_steps, then "
     "final_lr + (base_lr - final_lr)*(1 + cos(pi*(min(t, max_update) - warmup_steps)/(max_update - warmup_steps)))/2",
     "\\eta_t=\\eta_T+\\tfrac12(\\eta_0-\\eta_T)\\left(1+\\cos\\frac{\\pi(t-w)}{T-w}\\right),\\ w\\le t\\le T", D2L, rate_warmup_cosine,
     "span = max(1, steps) if max_update is None else max_update - warmup_steps\n"
     "return half_cosine(base_lr, final_lr, min(t, span)/span) if span > 0 else final_lr\n"},
    {{"polynomial_decay", OPTIONS(polynomial_decay_options)}, "polynomial decay", "base_lr*(beta*t + 1)^(-alpha)", "\\eta_t=\\eta_0\\,(\\beta t+1)^{-\\alpha}",
     "Zhang et al., Dive into Deep Learning, section 12.4", rate_polynomial_decay,
     "return base_lr*(beta*t + 1)**-alpha\n"},
    {{"exponential_decay", OPTIONS(exponential_decay_options)}, "exponential decay", "base_lr*exp(-lambda*t)", "\\eta_t=\\eta_0\\,e^{-\\lambda t}",
     "Zhang et al., Dive into Deep Learning, section 12.4", rate_exponential_decay,
     "return base_lr*np.exp(-lambda_*t)\n"},
    {{"wsd", OPTIONS(wsd_options)}, "warm-up, stable, decay", "base_lr while t < (1 - decay)*steps, then along a line to final_lr at the last step",
     "\\eta_t=\\eta_0+(\\eta_T-\\eta_0)\\,\\frac{\\max(0,\\,t-(1-d)T)}{d\\,T}", "Hu et al., MiniCPM (2024)", rate_wsd,
     "length = decay*steps\n"
     "into = t - (steps - length)\n"
     "return base_lr if into <= 0 else final_lr if into >= length else base_lr + (final_lr - base_lr)*into/length\n"},
    {{"cyclic", OPTIONS(cyclic_options)}, "cyclic", "base_lr + (max_lr - base_lr)*height*scale, height from 0 to 1 and back in each cycle, scale 1, 2^(1 - cycle) or gamma^t",
     "\\eta_t=\\eta_0+(\\eta_{\\max}-\\eta_0)\\,\\Lambda(t)\\,s_t", "Smith, Cyclical Learning Rates for Training Neural Networks, WACV (2017); " TORCH "CyclicLR", rate_cyclic,
     "length = step_size_up + (step_size_up if step_size_down is None else step_size_down)\n"
     "cycle = np.floor(1 + t/length)\n"
     "x, peak = 1 + t/length - cycle, step_size_up/length\n"
     "height = x/peak if x <= peak else (x - 1)/(peak - 1)\n"
     "scale = 1 if mode == 'triangular' else 2.0**(1 - cycle) if mode == 'triangular2' else gamma**t\n"
     "return base_lr + (max_lr - base_lr)*height*scale\n"},
    {{"inverse_square_root", OPTIONS(inverse_square_root_options)}, "inverse square root", "base_lr*sqrt(timescale/(timescale + t)); with warmup_steps=timescale base_lr*sqrt(warmup_steps/t) after the warm-up",
     "\\eta_t=\\eta_0\\sqrt{\\frac{s}{s+t}}", "Vaswani et al., Attention Is All You Need, NeurIPS (2017), equation (3)", rate_inverse_square_root,
     "return base_lr*np.sqrt(timescale/(timescale + t))\n"},
    {{"chain", OPTIONS(chain_options), .check = check_chain}, "chain", "the k-th schedule at step t - (its milestone), until the next milestone",
     "\\eta_t=\\eta^{(k)}_{t-m_k},\\quad m_k\\le t<m_{k+1}", TORCH "SequentialLR", rate_chain,
     "begins = [0, *(milestones or np.rint(np.arange(1, len(schedules))*steps/len(schedules)))]\n"
     "part = sum(t >= begin for begin in begins[1:])\n"
     "end = [*begins, steps][part + 1]\n"
     "schedule, options = schedules[part]\n"
     "return rate_of(schedule, t - begins[part], max(end - begins[part], 0), base_lr, **options)\n"},
};
/* clang-format on */
const size_t schedule_count = sizeof schedules / sizeof *schedules;

const struct callable *schedule_at(size_t index)
{
    return index < schedule_count ? &schedules[index].callable : NULL;
}

const struct schedule *schedule_of(const struct call *call)
{
    /* The callable is the first member of its schedule. */
    return (const struct schedule *)(const void *)call->callable;
}

double schedule_base(const struct call *call, double base)
{
    return isnan(call->values[SCHEDULE_BASE_LR]) ? base : call->values[SCHEDULE_BASE_LR];
}

/* With the warm-up and the base rate of the call. */
static double rate_at(const struct call *call, double base, double steps, double t)
{
    const double warmup = call->values[SCHEDULE_WARMUP_STEPS], begin = call->values[SCHEDULE_WARMUP_BEGIN_LR];
    const double top = schedule_base(call, base);
    return t < warmup ? begin + (top - begin) * t / warmup : schedule_of(call)->rate(call, top, steps - warmup, t - warmup);
}

void schedule_rates(const struct call *call, double base, size_t steps, double *rates, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        const double rate = rate_at(call, base, (double)steps, (double)t);
        rates[t] = rate > 0 ? fmin(rate, DBL_MAX) : 0;
    }
}
