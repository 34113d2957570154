/* How parameters are read, refused and written again: every kind by a table of {typed, canonical or what is said}, then a study made up of
 * them, asked as clients ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expression/call.h"
#include "study/kind.h"
#include "study/picture.h"
#include "tests/unit/ask.h"
#include "tests/unit/drawing.h"

/* --- One value --- */

static const struct parameter of_kind[KIND_COUNT] = {
    [KIND_INTEGER] = {"count", KIND_INTEGER, .least = -10, .most = 1e9},
    [KIND_REAL] = {"rate", KIND_REAL, .least = 0, .most = 1},
    [KIND_REALS] = {"levels", KIND_REALS, .least = -5, .most = 5},
    [KIND_BOOLEAN] = {"flag", KIND_BOOLEAN},
    [KIND_CHOICE] = {"view", KIND_CHOICE, .choices = "line|contour|heatmap"},
    [KIND_TEXT] = {"title", KIND_TEXT},
    [KIND_TABLE] = {"examples", KIND_TABLE, .most = 100},
    [KIND_COLOUR] = {"background", KIND_COLOUR},
    [KIND_FUNCTION] = {"f", KIND_FUNCTION},
    [KIND_INTERVAL] = {"x", KIND_INTERVAL},
    [KIND_LIMITS] = {"xlim", KIND_LIMITS},
    [KIND_SWEPT] = {"x", KIND_SWEPT},
    [KIND_POINT] = {"at", KIND_POINT},
    [KIND_POINTS] = {"start", KIND_POINTS},
    [KIND_ROTATION] = {"rotate", KIND_ROTATION, .least = -360, .most = 360},
    [KIND_METHODS] = {"optimizer", KIND_METHODS},
    [KIND_SCHEDULES] = {"schedule", KIND_SCHEDULES},
    [KIND_ACTIVATIONS] = {"network", KIND_ACTIVATIONS},
    [KIND_DATA] = {"data", KIND_DATA},
    [KIND_DISTRIBUTION] = {"data", KIND_DISTRIBUTION},
    [KIND_PROJECTION] = {"project", KIND_PROJECTION},
    [KIND_CONSTRAINT] = {"subject", KIND_CONSTRAINT},
    [KIND_NETWORKS] = {"networks", KIND_NETWORKS},
    [KIND_ANNOTATION] = {"annotate", KIND_ANNOTATION},
};

static const struct {
    enum parameter_kind kind;
    const char *typed, *canonical;
} read_rows[] = {
    {KIND_INTEGER, "12", "12"},
    {KIND_INTEGER, "-3", "-3"},
    {KIND_INTEGER, "2^10", "1024"},
    {KIND_INTEGER, "1e3", "1000"},
    {KIND_REAL, "0.5", "0.5"},
    {KIND_REAL, "1/4", "0.25"},
    {KIND_REAL, "1e-400", "0"},
    {KIND_REALS, "1,-2,pi", "1,-2,3.141592653589793"},
    {KIND_REALS, "max(1,2),3", "2,3"},
    {KIND_BOOLEAN, "0", "0"},
    {KIND_BOOLEAN, "true", "1"},
    {KIND_BOOLEAN, "no", "0"},
    {KIND_BOOLEAN, "on", "1"},
    {KIND_CHOICE, "line", "line"},
    {KIND_CHOICE, "heatmap", "heatmap"},
    {KIND_TABLE, "1,2;3,4", "1,2;3,4"},
    {KIND_TABLE, "1,2\r\n\n 3,\t+4 ;\n5,6\n", "1,2;3, +4 ;5,6"},
    {KIND_TABLE, "1,2;;3", "1,2;;3"},
    {KIND_TEXT, "", ""},
    {KIND_TEXT, "two words", "two words"},
    {KIND_TEXT, "a\\nb", "a\\nb"},
    {KIND_TEXT, "a\nb", "a\\nb"},
    {KIND_TEXT, "a\\", "a\\"},
    {KIND_TEXT, "a\\b", "a\\b"},
    {KIND_TEXT, "über", "über"},
    {KIND_TEXT, "$\\nabla f$", "$\\nabla f$"},
    {KIND_TEXT, "a\\n$\\nu$\\n$\\ne$", "a\\n$\\nu$\\n$\\ne$"},
    {KIND_TEXT, "$5\\nor $6", "$5\\nor $6"},
    {KIND_TEXT, "$a\nb$", "$a b$"},
    {KIND_TEXT, "\\\\nabla \\\\", "\\nabla \\"},
    {KIND_TEXT, "\\nabla f\\n\\neq 0", "\\nabla f\\n\\neq 0"},
    {KIND_TEXT, "of\\nempirical\\nequals\\nablation", "of\\nempirical\\nequals\\nablation"},
    {KIND_TEXT, "\\\\\\n", "\\\\\\n"},
    {KIND_COLOUR, "#12abEF", "#12abef"},
    {KIND_COLOUR, "12abef", "#12abef"},
    {KIND_COLOUR, "fa0", "#ffaa00"},
    {KIND_COLOUR, "transparent", "transparent"},
    {KIND_FUNCTION, "x+1", "x + 1"},
    {KIND_FUNCTION, "risk,x*x", "risk,x*x"},
    {KIND_INTERVAL, "0:1", "0:1"},
    {KIND_INTERVAL, "-2*pi:0", "-6.283185307179586:0"},
    {KIND_INTERVAL, "0:1:0.1", "0:1:0.1"},
    {KIND_LIMITS, "1:-1", "1:-1"},
    {KIND_SWEPT, "lr,0:4", "lr,0:4"},
    {KIND_SWEPT, "start.x,-max(1,2):1/4,linear", "start.x,-2:0.25"},
    {KIND_SWEPT, "lr,1e-3:10,log", "lr,0.001:10,log"},
    {KIND_POINT, "1.5", "1.5"},
    {KIND_POINT, "-5,-2", "-5,-2"},
    {KIND_POINTS, "1,2;3,4", "1,2;3,4"},
    {KIND_ROTATION, "30", "30"},
    {KIND_ROTATION, "30, -45.5", "30,-45.5"},
    {KIND_ROTATION, "random", "random"},
    {KIND_ROTATION, "random(seed=7)", "random(seed=7)"},
    {KIND_METHODS, "gd", "gd"},
    {KIND_METHODS, "adam(beta1=0.5,lr=0.1), gd", "adam(lr=0.1,beta1=0.5),gd"},
    {KIND_SCHEDULES, "multi_step(milestones=15;30,gamma=0.5)", "multi_step(milestones=15;30,gamma=0.5)"},
    {KIND_ACTIVATIONS, "tanh(init=xavier),relu", "tanh(init=xavier),relu"},
    {KIND_DISTRIBUTION, "discrete(-1;0;2)", "discrete(values=-1;0;2)"},
    {KIND_DISTRIBUTION, "student(nu=4)", "student(df=4)"},
    {KIND_PROJECTION, "box(-1;1)", "box(bounds=-1;1)"},
    {KIND_PROJECTION, "ball(radius=2, center=1;0)", "ball(radius=2,center=1;0)"},
    {KIND_PROJECTION, "simplex", "simplex"},
    {KIND_CONSTRAINT, "x+y<=1", "x + y <= 1"},
    {KIND_CONSTRAINT, "x^2 + y^2≥4", "x^2 + y^2 >= 4"},
    {KIND_CONSTRAINT, "where(x<1,x,y)=0", "where(x < 1, x, y) = 0"},
    {KIND_CONSTRAINT, "x<y", "x <= y"},
    {KIND_DATA, "above(f=max(x, 2),n=30)", "above(n=30,f=max(x, 2))"},
    {KIND_NETWORKS, "mlp(hidden=4; 4,activation=relu),linear", "mlp(hidden=4;4,activation=relu),linear"},
    {KIND_ANNOTATION, "auto", "auto"},
    {KIND_ANNOTATION, "here@1,2", "here@1,2"},
    {KIND_ANNOTATION, "here@1,2,3", "here@1,2,3"},
    {KIND_ANNOTATION, "here@1,2@3,4", "here@1,2@3,4"},
    {KIND_ANNOTATION, "here@1,2,3@4,5", "here@1,2,3@4,5"},
    {KIND_ANNOTATION, "a@b@1,2", "a@b@1,2"},
    {KIND_ANNOTATION, "a@1@1,2", "a@1@1,2"},
    {KIND_ANNOTATION, "@1,2", "@1,2"},
};

static bool read_value(struct arena *arena, enum parameter_kind kind, const char *typed, void *field, struct error *error)
{
    const struct argument argument = {of_kind[kind].name, typed, typed};
    return kind_rows[kind].read(arena, &of_kind[kind], &argument, field, error);
}

static const char *written(struct arena *arena, enum parameter_kind kind, const void *field)
{
    struct buffer text = {.arena = arena};
    kind_rows[kind].write(&of_kind[kind], field, &text);
    return buffer_string(&text);
}

static void test_read(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof read_rows / sizeof *read_rows; i++) {
        const enum parameter_kind kind = read_rows[i].kind;
        void *field = arena_allocate(arena, 1, kind_rows[kind].size);
        struct error error = {0};
        if (!read_value(arena, kind, read_rows[i].typed, field, &error))
            fail_msg("%s=%s: %s", of_kind[kind].name, read_rows[i].typed, error.detail);
        assert_string_equal(written(arena, kind, field), read_rows[i].canonical);
        if (kind == KIND_TEXT && !*read_rows[i].typed)
            continue;
        assert_true(read_value(arena, kind, read_rows[i].canonical, field, &error));
        assert_string_equal(written(arena, kind, field), read_rows[i].canonical);
    }
}

/* A spelling with more blanks and brackets than may be read back is not canonical: such a formula stays as it is typed. */
static void test_long_formulas(void *context)
{
    struct arena *arena = context;
    const char *const typed[] = {repeated(arena, "", "-", 60, "x"), repeated(arena, "", "(x-x-x-x-x-x-x-x-x-x)+", 2000, "x")};
    for (size_t i = 0; i < 2; i++) {
        const char *f, *again;
        struct error error = {0};
        assert_true(read_value(arena, KIND_FUNCTION, typed[i], &f, &error));
        assert_string_equal(written(arena, KIND_FUNCTION, &f), typed[i]);
        assert_true(read_value(arena, KIND_FUNCTION, arena_format(arena, "%s\n", typed[i]), &f, &error));
        assert_true(read_value(arena, KIND_FUNCTION, written(arena, KIND_FUNCTION, &f), &again, &error));
        assert_string_equal(written(arena, KIND_FUNCTION, &again), arena_format(arena, "%s ", typed[i]));
    }
}

/* What was never given is written as nothing. */
static void test_absent(void *context)
{
    static const enum parameter_kind kinds[] = {KIND_REALS,  KIND_TEXT,  KIND_COLOUR, KIND_FUNCTION, KIND_INTERVAL,
                                                KIND_LIMITS, KIND_SWEPT, KIND_POINT,  KIND_POINTS,   KIND_METHODS};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_string_equal(written(context, kinds[i], arena_allocate(context, 1, kind_rows[kinds[i]].size)), "");
    for (int kind = 0; kind < KIND_COUNT; kind++)
        assert_true(*parameter_kind_id((enum parameter_kind)kind) && *parameter_kind_name((enum parameter_kind)kind));
}

static const struct {
    enum parameter_kind kind;
    const char *typed, *says, *allowed, *nearest;
} refused_rows[] = {
    {KIND_INTEGER, "1.5", "a whole number is wanted here", "", ""},
    {KIND_INTEGER, "1e300", "a whole number is wanted here", "", ""},
    {KIND_INTEGER, "-11", "-11 is out of range: it must be from -10 to 1000000000", "", "-10"},
    {KIND_INTEGER, "2e9", "2000000000 is out of range", "", "1000000000"},
    {KIND_INTEGER, "x", "a number is wanted here", "", ""},
    {KIND_REAL, "2", "2 is out of range: it must be from 0 to 1", "", "1"},
    {KIND_REAL, "1e999", "this number is beyond the largest double", "", ""},
    {KIND_REAL, "1-", "the formula ends", "", ""},
    {KIND_REAL, "nan", "there is no name 'nan'", "", "tan"},
    {KIND_REALS, "1,q", "'q' has no value", "", ""},
    {KIND_REALS, "1,9", "9 is out of range: it must be from -5 to 5", "", "5"},
    {KIND_REALS, "1,", "the formula is empty", "", ""},
    {KIND_BOOLEAN, "maybe", "0 or 1 is wanted here", "0, 1, false, true", ""},
    {KIND_CHOICE, "contuor", "one of line, contour, heatmap is wanted here", "line, contour, heatmap", "contour"},
    {KIND_CHOICE, "pie", "one of line, contour, heatmap is wanted here", "line, contour, heatmap", ""},
    {KIND_TABLE, "1,\x01", "the table has a control character (code 1)", "", ""},
    {KIND_TABLE, " \n", "the table is empty", "", ""},
    {KIND_TEXT, "\xff", "the text is not UTF-8", "", ""},
    {KIND_TEXT, "a ก", "no font here has the character 'ก' (U+0E01)", "", ""},
    {KIND_ANNOTATION, "🫠@1,2", "no font here has the character '🫠' (U+1FAE0)", "", ""},
    {KIND_TEXT, "a\tb", "the text has a control character (code 9)", "", ""},
    {KIND_TEXT, "a\x7f", "the text has a control character (code 127)", "", ""},
    {KIND_COLOUR, "red", "a colour is #rrggbb", "", ""},
    {KIND_COLOUR, "#1234", "a colour is #rrggbb", "", ""},
    {KIND_FUNCTION, "x,", "a formula should stand behind this comma", "", ""},
    {KIND_INTERVAL, "1", "an interval lo:hi or lo:hi:step is wanted here", "", ""},
    {KIND_INTERVAL, "0:1:2:3", "an interval lo:hi or lo:hi:step is wanted here", "", ""},
    {KIND_INTERVAL, "1:0", "the interval's first number must be less than its second", "", ""},
    {KIND_INTERVAL, "0:1:0", "the step must be above 0", "", ""},
    {KIND_INTERVAL, "-1e308:1e308", "the interval is longer than the largest double", "", ""},
    {KIND_INTERVAL, "0:q", "'q' has no value", "", ""},
    {KIND_LIMITS, "0:1:2", "an interval lo:hi is wanted here", "", ""},
    {KIND_LIMITS, "1:1", "the ends of the interval must differ", "", ""},
    {KIND_SWEPT, "lr", "NAME,lo:hi or NAME,lo:hi,log is wanted here", "", ""},
    {KIND_SWEPT, "a b,0:1", "NAME,lo:hi or NAME,lo:hi,log is wanted here", "", ""},
    {KIND_SWEPT, "lr,0:1,log,2", "NAME,lo:hi or NAME,lo:hi,log is wanted here", "", ""},
    {KIND_SWEPT, "lr,0:1:2", "the values of lr are an interval lo:hi", "", ""},
    {KIND_SWEPT, "lr,1:0", "the interval's first number must be less than its second", "", ""},
    {KIND_SWEPT, "lr,0:1,lin", "behind the interval stands log or linear, or nothing", "", ""},
    {KIND_SWEPT, "lr,0:1,log", "on a logarithmic axis the interval must be above 0", "", ""},
    {KIND_POINT, "1,q", "'q' has no value", "", ""},
    {KIND_POINTS, "1,2;3", "start has points of 2 and of 1 coordinates", "", ""},
    {KIND_POINTS, "1;q", "'q' has no value", "", ""},
    {KIND_ROTATION, "400", "400 is out of range: it must be from -360 to 360", "", "360"},
    {KIND_ROTATION, "rand", "there is no name 'rand'", "", "tand"},
    {KIND_ROTATION, "random(seed=-1)", "seed of random must be from 0", "", ""},
    {KIND_METHODS, "adm", "there is no optimizer 'adm'", "", "adam"},
    {KIND_SCHEDULES, "nothing", "there is no schedule 'nothing'", "", ""},
    {KIND_ACTIVATIONS, "relu(", "the bracket of relu is not closed", "", ""},
    {KIND_CONSTRAINT, "x+y", "there is no comparison in the constraint", "", ""},
    {KIND_CONSTRAINT, "x+y==1", "an equality is written with one =", "", ""},
    {KIND_CONSTRAINT, "0<=x<=1", "a constraint is one comparison", "", ""},
    {KIND_CONSTRAINT, "<=1", "one side of the constraint is empty", "", ""},
    {KIND_CONSTRAINT, "x,y<=1", "a side of a constraint is one formula", "", ""},
    {KIND_PROJECTION, "bal", "there is no convex set 'bal'", "", "ball"},
    {KIND_PROJECTION, "ball(radius=-1)", "radius of ball must be from 1e-300", "", ""},
    {KIND_PROJECTION, "simplex(3)", "name=value", "", ""},
    {KIND_DISTRIBUTION, "normal(2)", "takes no arguments", "", ""},
    {KIND_DISTRIBUTION, "student(0.5)", "name=value", "", ""},
    {KIND_DATA, "moons,iris", "is one data set", "", ""},
    {KIND_DATA, "moon", "did you mean 'moons'?", "", "moons"},
    {KIND_NETWORKS, "mlp(hidden=0)", "hidden of mlp must be from 1", "", ""},
    {KIND_ANNOTATION, "here", "an annotation is TEXT@x,y", "", ""},
    {KIND_ANNOTATION, "here@1", "an annotation is TEXT@x,y", "", ""},
    {KIND_ANNOTATION, "here@1,2,3,4", "an annotation is TEXT@x,y", "", ""},
    {KIND_ANNOTATION, "here@q,1", "an annotation is TEXT@x,y", "", ""},
    {KIND_ANNOTATION, "here@1,2@3,4,5", "the place of an annotation's text is two numbers", "", ""},
    {KIND_ANNOTATION, "a\tb@1,2", "the text has a control character", "", ""},
};

static void assert_value_refused(struct arena *arena, enum parameter_kind kind, const char *typed, const char *says, struct error *error)
{
    assert_false(read_value(arena, kind, typed, arena_allocate(arena, 1, kind_rows[kind].size), error));
    if (!strstr(error->detail, says))
        fail_msg("%s=%.60s: %s", of_kind[kind].name, typed, error->detail);
}

static void test_refused(void *context)
{
    for (size_t i = 0; i < sizeof refused_rows / sizeof *refused_rows; i++) {
        struct error error = {0};
        assert_value_refused(context, refused_rows[i].kind, refused_rows[i].typed, refused_rows[i].says, &error);
        if (*refused_rows[i].allowed)
            assert_string_equal(error.allowed, refused_rows[i].allowed);
        assert_string_equal(error.nearest, refused_rows[i].nearest);
    }
    struct error errors[3] = {0};
    assert_value_refused(context, KIND_REALS, repeated(context, "", "1,", 1000, ""), "there are more than 1000 numbers", &errors[0]);
    assert_value_refused(context, KIND_POINTS, repeated(context, "", "1;", 1000, ""), "there are more than 1000 points", &errors[1]);
    assert_value_refused(context, KIND_TEXT, repeated(context, "", "ab", 501, ""), "the text is 1002 bytes long; at most 1000 are allowed",
                         &errors[2]);
}

/* --- A study made up of them --- */

struct specimen {
    struct picture picture;
    long count;
    double rate, breadth;
    bool flag;
    int view;
    const char *title, *note;
    const char *f;
    struct repeated marks, at;
};

static bool resolve(struct arena *arena, void *parameters, struct error *error)
{
    const struct specimen *specimen = parameters;
    (void)arena;
    return specimen->count != 7 || error_set(error, ERROR_INVALID, "not seven");
}

static double cost(const void *parameters)
{
    return (double)((const struct specimen *)parameters)->count;
}

static bool run(struct arena *arena, const void *parameters, void **result, struct error *error)
{
    (void)arena, (void)parameters, (void)error;
    *result = NULL;
    return true;
}

static void tell(const void *parameters, const void *result, struct buffer *sentence)
{
    (void)parameters, (void)result;
    buffer_text(sentence, "So it is.");
}

/* The note of a specimen says which titles its figure has. */
static void draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure)
{
    const char *note = ((const struct specimen *)parameters)->note;
    (void)arena, (void)result;
    if (!strcmp(note, "alternative"))
        figure->alternative_title = note;
    else if (strcmp(note, "none") != 0)
        figure->title = note;
}

#define FIELD(name) PARAMETER_FIELD(struct specimen, name)
static const struct parameter specimen_rows[] = {
    {"count", KIND_INTEGER, .offset = FIELD(count), .initial = "1", .least = 0, .most = 10, .help = "how many", .example = "2"},
    {"rate", KIND_REAL, .offset = FIELD(rate), .initial = "0.5", .help = "how fast", .example = "1"},
    {"breadth", KIND_REAL, .offset = FIELD(breadth), .initial = "3", .least = 1, .most = 9, .help = "how broad", .example = "4"},
    {"flag", KIND_BOOLEAN, .offset = FIELD(flag), .initial = "1", .help = "whether", .example = "0"},
    {"note", KIND_TEXT, .offset = FIELD(note), .initial = "none", .help = "a note", .example = "hello"},
    {"f", KIND_FUNCTION, .offset = FIELD(f), .required = true, .help = "what it is of", .example = "x^2"},
    {"marks", KIND_POINT, .repeatable = true, .offset = FIELD(marks), .help = "where", .example = "1,2"},
    {"at", KIND_POINT, .repeatable = true, .most = 2, .offset = FIELD(at), .help = "where else", .example = "1,2"},
};
static const struct study specimen = {.name = "specimen",
                                      .question = "what is it?",
                                      .parameters_size = sizeof(struct specimen),
                                      .parameters = specimen_rows,
                                      .parameter_count = sizeof specimen_rows / sizeof *specimen_rows,
                                      .resolve = resolve,
                                      .cost = cost,
                                      .run = run,
                                      .tell = tell,
                                      .draw = draw};

static bool parse(struct arena *arena, const char *query, struct question *question, struct error_list *errors)
{
    struct argument *arguments = ARENA_NEW(arena, struct argument, 1100);
    *errors = (struct error_list){0};
    return question_parse(arena, &specimen, arguments, ask_split(arena, query, arguments, 1100), question, errors);
}

/* Defaults are dropped, names sorted, values spelled one way; a title that is given as empty is not one that is absent. */
static const struct {
    const char *query, *canonical;
} canonical_rows[] = {
    {"f=x", "f=x"},
    {"rate=1/2&f=x&count=1", "f=x"},
    {"rate=1&f=x+1&count=2", "count=2\nf=x + 1\nrate=1"},
    {"f=x&title=", "f=x\ntitle="},
    {"f=x&title=a", "f=x\ntitle=a"},
    {"f=x&note=none", "f=x"},
    {"f=x&note=", "f=x\nnote="},
    {"f=x&flag=yes", "f=x"},
    {"f=x&flag=off", "f=x\nflag=0"},
    {"f=x&marks=2&marks=1,2", "f=x\nmarks=2\nmarks=1,2"},
    {"f=x&breadth=4", "breadth=4\nf=x"},
    {"f=x&annotate=auto&annotate=a@1,2", "annotate=auto\nannotate=a@1,2\nf=x"},
};

static void test_canonical(void *context)
{
    for (size_t i = 0; i < sizeof canonical_rows / sizeof *canonical_rows; i++) {
        struct question question;
        struct error_list errors;
        if (!parse(context, canonical_rows[i].query, &question, &errors))
            fail_msg("%s: %s", canonical_rows[i].query, errors.items[0].detail);
        assert_string_equal(question.canonical, canonical_rows[i].canonical);
    }
}

static const struct {
    const char *query, *parameter, *says, *allowed, *nearest;
} fault_rows[] = {
    {"", "f", "f is required: what it is of; for instance f=x^2", "a landscape's name or a formula", ""},
    {"f=", "f", "the value is empty", "a landscape's name or a formula", ""},
    {"f=x&f=y", "f", "f is given 2 times; once is enough", "", ""},
    {"f=x&count=11", "count", "11 is out of range: it must be from 0 to 10", "a whole number from 0 to 10", "10"},
    {"f=x&count=", "count", "the value is empty", "a whole number from 0 to 10", ""},
    {"f=x&rate=q", "rate", "'q' has no value", "a number", ""},
    {"f=x&breadth=10", "breadth", "10 is out of range: it must be from 1 to 9", "a number from 1 to 9", "9"},
    {"f=x&count=7", "", "not seven", "", ""},
    {"f=x&cuont=2", "cuont", "specimen has no parameter 'cuont'; did you mean 'count'?",
     "count, rate, breadth, flag, note, f, marks, at, width, height", "count"},
    {"f=x&qqqqqq=2", "qqqqqq", "specimen has no parameter 'qqqqqq'", "count, rate, breadth", ""},
    {"f=x&at=1&at=2&at=3", "at", "at is given 3 times; at most 2 are allowed", "", ""},
    {"f=x&at=1&at=q", "at", "'q' has no value", "a point, coordinates separated by commas", ""},
    {"f=x&theme=drak", "theme", "one of light, dark, auto is wanted here", "light, dark, auto", "dark"},
};

static void test_faults(void *context)
{
    struct arena *arena = context;
    struct question question;
    struct error_list errors;
    for (size_t i = 0; i < sizeof fault_rows / sizeof *fault_rows; i++) {
        assert_false(parse(arena, fault_rows[i].query, &question, &errors));
        assert_int_equal(errors.count, 1);
        assert_string_equal(errors.items[0].parameter, fault_rows[i].parameter);
        if (!strstr(errors.items[0].detail, fault_rows[i].says) ||
            strncmp(errors.items[0].allowed, fault_rows[i].allowed, strlen(fault_rows[i].allowed)))
            fail_msg("%s: %s (allowed: %s)", fault_rows[i].query, errors.items[0].detail, errors.items[0].allowed);
        assert_string_equal(errors.items[0].nearest, fault_rows[i].nearest);
    }
    /* All faults are listed, up to eight. */
    assert_false(parse(arena, "count=x&rate=q&theme=no&breadth=0", &question, &errors));
    assert_int_equal(errors.count, 5);
    assert_false(parse(arena, "f=x&a1=1&a2=1&a3=1&a4=1&a5=1&a6=1&a7=1&a8=1&a9=1&b1=1", &question, &errors));
    assert_int_equal(errors.count, MOST_ERRORS);
    const char *marks = repeated(arena, "", "&marks=1", 1001, "");
    assert_false(parse(arena, arena_format(arena, "f=x%s", marks), &question, &errors));
    assert_string_equal(errors.items[0].detail, "marks is given 1001 times; at most 1000 are allowed");
}

/* Every parameter is told as resolved, each in the JSON type of its kind. */
static void test_resolved(void *context)
{
    struct arena *arena = context;
    struct question question;
    struct error_list errors;
    assert_true(parse(arena, "f=x&count=3&marks=1,2&title=", &question, &errors));
    const struct value *query = question_query(arena, &question);
    assert_true(value_find(query, "count")->kind == VALUE_NUMBER && value_find(query, "count")->number == 3);
    assert_true(value_find(query, "rate")->number == 0.5);
    assert_true(value_find(query, "breadth")->number == 3 && value_find(query, "width")->number == 630);
    assert_true(value_find(query, "flag")->kind == VALUE_BOOLEAN && value_find(query, "flag")->boolean);
    assert_string_equal(value_find(query, "note")->text, "none");
    assert_true(value_find(query, "title")->kind == VALUE_TEXT && !*value_find(query, "title")->text);
    assert_int_equal(value_find(query, "xlabel")->kind, VALUE_NULL);
    assert_int_equal(value_find(query, "background")->kind, VALUE_NULL);
    assert_string_equal(value_find(query, "theme")->text, "light");
    assert_string_equal(value_find(query, "marks")->children.first->text, "1,2");
    assert_null(value_find(query, "at")->children.first);
    assert_true(question_cost(&question) == 3);
    assert_true(question_pixels(&question) == 630 * 350);
}

/* A figure is titled by the user, else by the study, else by the study's question. */
static void test_titles(void *context)
{
    static const struct {
        const char *query, *title;
    } rows[] = {{"f=x", "what is it?"},
                {"f=x&note=alternative", "alternative"},
                {"f=x&note=drawn", "drawn"},
                {"f=x&note=drawn&title=mine", "mine"},
                {"f=x&note=drawn&title=", "what is it?"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct question question = {0};
        struct error_list errors;
        struct error error = {0};
        struct figure figure = {0};
        void *result;
        assert_true(parse(context, rows[i].query, &question, &errors));
        assert_true(question_answer(context, &question, &result, &error));
        question_figure(context, &question, result, &figure);
        assert_string_equal(figure.alternative_title, rows[i].title);
        assert_string_equal(figure.description, "So it is.");
    }
}

/* Of one parameter that calls may say themselves: it is never given without effect. */
static void check_own_argument(struct arena *arena, const struct study *study, const struct parameter *row)
{
    const char *of = arena_copy(arena, row->argument_of, strcspn(row->argument_of, ",")),
               *rest = ask_without(arena, row->beside ? row->beside : study->example, of, row->name);
    rest = strcmp(study->name, "sweep") ? rest : "f=rosenbrock&x=momentum,0:1&optimizer=momentum&"; /* what is swept has no value of its own */
    const char *bare = ask_without(arena, rest, of, of), *call = strcmp(study->name, "sweep") ? "gd" : "momentum";
    const struct answer alone = ask_well(arena, study->name, arena_format(arena, "%s%s=0.5", rest, row->name));
    const char *said = value_find(question_query(arena, &alone.question), of)->text;
    if (strstr(said, arena_format(arena, "%s=", row->name)))
        fail_msg("%s: %s beside the default %s, which says its own", study->name, row->name, said);
    struct answer answer;
    struct error_list errors = {0};
    const char *both = arena_format(arena, "%s%s=%s(%s=0.1)&%s=0.5", bare, of, call, row->name, row->name);
    if (ask(arena, study->name, both, &answer, &errors))
        fail_msg("%s?%s is answered", study->name, both);
    assert_string_equal(errors.items[0].parameter, of);
    assert_string_equal(errors.items[0].repair, call);
    ask_well(arena, study->name, arena_format(arena, "%s%s=%s&%s=0.5", bare, of, errors.items[0].repair, row->name));
}

static void test_own_arguments(void *context)
{
    const struct parameter *row;
    size_t rows = 0;
    for (size_t i = 0; i < study_count; i++)
        for (size_t k = 0; (row = study_parameter(studies[i], k)); k++)
            if (row->argument_of) {
                check_own_argument(context, studies[i], row);
                rows++;
            }
    assert_true(rows >= 8);
    const struct answer mixed = ask_well(context, "descent", "f=x^2&start=1&steps=5&optimizer=gd(lr=0.1),momentum&lr=0.5");
    assert_string_equal(mixed.description.runs[0].name, "gd(lr=0.1)"); /* of those that say theirs and others it is the others' */
    assert_true(value_find(mixed.description.runs[1].more, "lr")->number == 0.5);
}

static void test_study_find(void **state)
{
    (void)state;
    const char *nearest = "stale";
    assert_string_equal(study_find("landscape", &nearest)->name, "landscape");
    nearest = "stale"; /* whatever stood there is not looked at */
    assert_null(study_find("landscap", &nearest));
    assert_string_equal(nearest, "landscape");
    nearest = "stale";
    assert_null(study_find("qqqqqqqqqqqq", &nearest));
    assert_null(nearest);
    assert_null(study_find("landscap", NULL));
}

/* --- Rows and the fields that they are read into --- */

struct fields {
    long whole;
    double real;
    const char *text;
    struct reals reals;
    struct repeated repeated;
};
#define TYPED(name) PARAMETER_FIELD(struct fields, name)
static const struct {
    struct parameter row;
    bool typed;
} typed_rows[] = {
    {{"whole", KIND_INTEGER, .offset = TYPED(whole)}, true},
    {{"whole", KIND_REAL, .offset = TYPED(whole)}, false},
    {{"real", KIND_REAL, .offset = TYPED(real)}, true},
    {{"real", KIND_INTEGER, .offset = TYPED(real)}, false},
    {{"real", KIND_CHOICE, .offset = TYPED(real)}, false},
    {{"text", KIND_FUNCTION, .offset = TYPED(text)}, true},
    {{"text", KIND_REAL, .offset = TYPED(text)}, false},
    {{"reals", KIND_REALS, .offset = TYPED(reals)}, true},
    {{"reals", KIND_ANNOTATION, .offset = TYPED(reals)}, false},
    {{"reals", KIND_REALS, .repeatable = true, .offset = TYPED(real)}, false},
    {{"repeated", KIND_POINT, .repeatable = true, .offset = TYPED(repeated)}, true},
    {{"whole", KIND_INTEGER, .offset = offsetof(struct fields, whole)}, false}, /* of whose field nothing is known */
};

static void test_rows_have_the_type_of_their_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof typed_rows / sizeof *typed_rows; i++)
        if (parameter_is_typed(&typed_rows[i].row) != typed_rows[i].typed)
            fail_msg("row %zu, %s", i, typed_rows[i].row.name);
    const struct parameter *row;
    for (size_t i = 0; i < study_count; i++)
        for (size_t k = 0; (row = study_parameter(studies[i], k)); k++)
            if (!parameter_is_typed(row))
                fail_msg("%s of %s is read into a field of another type, or not by PARAMETER_FIELD", row->name, studies[i]->name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_read),
        unit_test_in_arena(test_long_formulas),
        unit_test_in_arena(test_absent),
        unit_test_in_arena(test_refused),
        unit_test_in_arena(test_canonical),
        unit_test_in_arena(test_faults),
        unit_test_in_arena(test_resolved),
        unit_test_in_arena(test_titles),
        unit_test_in_arena(test_own_arguments),
        cmocka_unit_test(test_study_find),
        cmocka_unit_test(test_rows_have_the_type_of_their_fields),
    };
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
