/* A study is one question asked of a landscape. Each is one file that ends in its descriptor; the table in studies.c mounts it.
 * The life of an answer: question_parse → question_answer → describe, tell, draw (as the requested representation needs). */
#ifndef STUDY_STUDY_H
#define STUDY_STUDY_H

#include "base/buffer.h"
#include "base/value.h"
#include "figure/figure.h"
#include "study/parameter.h"

/* A named column of a result; exactly one of numbers and texts is set. */
struct study_column {
    const char *name;
    size_t count;
    const double *numbers;
    const char *const *texts;
};

/* A two-dimensional result: z[row * columns + column] at (x[column], y[row]). */
struct study_grid {
    size_t rows, columns; /* 0 rows: there is no grid */
    const double *x, *y, *z;
};

/* Columns that grow, in arena memory: none yet where only the arena is set. */
struct study_columns {
    struct arena *arena;
    struct study_column *items;
    size_t count, capacity;
};

/* Add a column at the end: any, and one of numbers. */
void study_columns_append(struct study_columns *columns, struct study_column column);
void study_columns_add(struct study_columns *columns, const char *name, size_t count, const double *numbers);

/* One entry of a comparison. `more` is an object of further members of the run ("end" of a descent), or null. */
struct study_run {
    const char *name, *outcome;
    struct study_columns columns;
    struct value *more;
};

struct study_description {
    struct value *facts; /* an object; null: none */
    struct study_columns columns;
    struct study_grid grid;
    struct study_run *runs;
    size_t run_count;
};

/* How much an answer holds and a figure of it shows, known before the work. Formats have a cost for each. */
struct study_size {
    double numbers; /* in columns, all runs together; each is written, or drawn */
    double cells;   /* of the grid, likewise */
    /* What a figure takes beyond a mark for each of these: */
    double evaluated; /* operations, where it samples the landscape anew */
    double coloured;  /* share of the page whose pixels get a colour each: 1 for a heatmap, else 0 */
    double pieces;    /* pieces of wires, faces and traced lines that are put on the page one by one */
    double letters;   /* of texts that are typed, those which Pango sets: from scripts that are not drawn letter by letter */
    double memory;    /* bytes that its results take, where that is more than some megabytes */
    double painted;   /* pixels that edges run through or faces lie over again, where it is drawn in pixels */
};

/* A documented fact, for the response schema: `schema` is the JSON Schema of its value as JSON text. */
struct study_fact {
    const char *name, *schema, *help;
};

/* Schemas of columns. */
#define STUDY_NUMBERS "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}"
#define STUDY_TEXTS "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"

/* A part of a map as a picture of its own, without axes: one of 2^depth times 2^depth, counted from the left and from the top. A pixel is the sample
 * at the left and upper edge of where it lies, so that every other pixel of every other row is that of the tile above. */
enum { STUDY_TILE_SIDE = 256, STUDY_TILE_MAX_DEPTH = 34 /* ten decades */ };
struct study_tile {
    unsigned depth;
    uint64_t column, row; /* < 2^depth */
};

/* What a study does that has tiles. */
struct study_tiles {
    /* Whether there is this tile of what is asked; else false with the error set. */
    bool (*check)(const void *parameters, const struct study_tile *tile, struct error *error);
    double (*cost)(const void *parameters);   /* as study.cost, of a tile */
    double (*memory)(const void *parameters); /* in bytes */
    /* Appends the tile as a PNG of STUDY_TILE_SIDE pixels each way. Its colours are those of the study's picture. */
    bool (*paint)(struct arena *arena, const void *parameters, const struct study_tile *tile, struct buffer *out, struct error *error);
};

struct script;
struct study {
    const char *name;                   /* as in the path */
    const char *known_as;               /* what it is looked for as, names separated by blanks; null: as nothing else */
    const char *question;               /* "what does f look like?" */
    const char *help;                   /* a paragraph */
    size_t parameters_size;             /* the typed struct, whose first member is a struct picture: STUDY_SIZE */
    const struct parameter *parameters; /* its own rows; those of pictures (picture.h) are shared by all */
    size_t parameter_count;
    const struct study_fact *facts;
    size_t fact_count;
    const struct study_fact *members; /* of a run besides name, outcome and columns: study_run.more */
    size_t member_count;
    /* The columns that an answer, or its runs, may have: # in a name stands for a number, and the name * for those of the question's own. A column that
     * has no row is not described (question_describe). */
    const struct study_fact *columns;
    size_t column_count;
    const char *example; /* a query that works */
    const char *lower;   /* what to lower when the cost is over the budget: "samples or dim" */

    /* Turns parsed parameters into resolved ones: compiles f, fills in defaults that depend on others. */
    bool (*resolve)(struct arena *arena, void *parameters, struct error *error);
    /* Work in elementary operations of a landscape's program (about a nanosecond each), known before it is done. */
    double (*cost)(const void *parameters);
    /* Null: a few numbers, and lines. */
    void (*measure)(const void *parameters, struct study_size *size);
    /* Work of drawing what moves, at one moment of the figure's time; 0: this figure has none. Null: none ever has. A study whose figure has a
     * time fills in, where it draws, when its layers and annotations are there or how far its panels turn (figure.h); all else, stills at a
     * moment and every format that moves, follows from that. */
    double (*frame)(const void *parameters);
    const char *moves_with; /* what to ask of the study so that it moves, where not all of its figures do: "view=surface"; else null */
    bool (*run)(struct arena *arena, const void *parameters, void **result, struct error *error);
    void (*describe)(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
    void (*tell)(const void *parameters, const void *result, struct buffer *sentence);
    /* Fills in panels, layers and annotations; size, theme, title, labels and limits given by the user are laid over it afterwards. */
    void (*draw)(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
    const struct study_tiles *tiles; /* null: none */

    /* The program in Python that computes and draws the answer (script.h), where a person would write one. `scripted` says whether there
     * is one of this question, or why not: before the work (`result` null), or of the answer, where that may decide it; null: always. Without `script`
     * there is none, for the reason `unscripted`: "its curves are …". */
    bool (*scripted)(const void *parameters, const void *result, struct error *error);
    bool (*script)(const void *parameters, const void *result, struct script *script, struct error *error);
    const char *unscripted;
};

/* The size of a study's typed struct, which does not compile unless it begins with `struct picture picture`. */
#define STUDY_SIZE(structure)                                                                                                                        \
    (sizeof(structure) + 0 * sizeof(char[_Generic(((structure *)0)->picture, struct picture : offsetof(structure, picture) == 0) ? 1 : -1]))

/* Rows, in the initializer of a study. */
#define STUDY_PARAMETERS(structure, rows)                                                                                                            \
    .parameters_size = STUDY_SIZE(structure), .parameters = (rows), .parameter_count = sizeof(rows) / sizeof *(rows)
#define STUDY_FACTS(rows) .facts = (rows), .fact_count = sizeof(rows) / sizeof *(rows)
#define STUDY_MEMBERS(rows) .members = (rows), .member_count = sizeof(rows) / sizeof *(rows)
#define STUDY_COLUMNS(rows) .columns = (rows), .column_count = sizeof(rows) / sizeof *(rows)

extern const struct study *const studies[];
extern const size_t study_count;

/* The study of that name, or null; then *nearest, where nearest is not null, is the name of the study that is known so, or the nearest, or null. */
const struct study *study_find(const char *name, const char **nearest);

/* The study that is looked for by that name, which is not its own: landscape by "plot"; null: none is. */
const struct study *study_known_as(const char *name);

/* The parameter rows of a study by index: its own, then the pictures', of which none has the name of one of its own: width is the picture's in
 * every study. Null past the last. */
const struct parameter *study_parameter(const struct study *study, size_t index);

/* A study asked with parsed and resolved parameters. */
struct question {
    const struct study *study;
    void *parameters;
    const char *canonical; /* the query with parameters sorted by name, values in canonical form, defaults dropped; not percent-encoded:
                                  pairs are "name=value" separated by '\n' (a character no value may hold raw) */
    const char *title;     /* what the figure is called if it has no title on it: a named figure's; null: the study says */
};

/* Parses the arguments; all parameters at fault are listed (unknown and repeated ones too). */
bool question_parse(struct arena *arena, const struct study *study, const struct argument *arguments, size_t count, struct question *question,
                    struct error_list *errors);

/* Every parameter as resolved, defaults included: numbers as numbers, the rest as text. */
struct value *question_query(struct arena *arena, const struct question *question);

/* Work and size as studies count them; see struct study. */
double question_cost(const struct question *question);
struct study_size question_size(const struct question *question);

/* Runs the study. */
bool question_answer(struct arena *arena, const struct question *question, void **result, struct error *error);

/* The row of a column of that name; null: there is none. */
const struct study_fact *study_column_row(const struct study *study, const char *name);

/* Facts, columns, grid and runs of an answer. */
void question_describe(struct arena *arena, const struct question *question, const void *result, struct study_description *description);

/* The figure of an answer, with the picture parameters laid over it, titled and described. */
void question_figure(struct arena *arena, const struct question *question, const void *result, struct figure *figure);

/* Has the study keep what came before the end, if that is more than it keeps for a finished figure: to be called before question_answer for a
 * picture that moves or is of a moment. */
void question_keep_time(const struct question *question);

/* Work of drawing what moves, at one moment: more than 0 if and only if the figure has a time of its own. */
double question_frame(const struct question *question);

/* Sets the error that says that this figure has no time, and what has. Returns false. */
bool question_refuse_motion(const struct question *question, struct error *error);

/* Final pixels (width × height × scale²) the picture parameters ask for. */
double question_pixels(const struct question *question);

/* A named figure is nothing but a stored query. */
struct named_figure {
    const char *id, *section, *title, *caption;
    const char *study;
    const char *query; /* as typed behind '?', not percent-encoded: values hold no '&', '#', '%' or '+' */
};
extern const struct named_figure named_figures[];

/* Their sections in order: the chapter's, the toolkit, networks; null at the end. */
extern const char *const figure_sections[];
extern const size_t named_figure_count;

/* Vocabularies: what names may be. Landscapes, functions, optimizers, … each served at /v1/<name> and /v1/<name>/<item>. */
struct collection {
    const char *name;   /* "landscapes" */
    const char *member; /* "landscape" */
    const char *help;
    const char *(*name_at)(size_t index);                                     /* the item's name; null past the last */
    void (*describe)(struct arena *arena, struct value *entry, size_t index); /* adds the members of the item's object, "name" first */
    size_t (*find)(const char *name); /* the item of a name or another name of it, or SIZE_MAX; null: by name_at */
};
extern const struct collection collections[];
extern const size_t collection_count;

/* All items as a list of objects; one of them, or null; the nearest name, or null. */
struct value *collection_list(struct arena *arena, const struct collection *collection);
struct value *collection_item(struct arena *arena, const struct collection *collection, const char *name);
const char *collection_nearest(const struct collection *collection, const char *name);

#endif
