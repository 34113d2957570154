/* The representations an answer can take. Each is one file that ends in its descriptor; the table in format.c mounts it. */
#ifndef SERVER_FORMAT_H
#define SERVER_FORMAT_H

#include "base/buffer.h"
#include "base/error.h"
#include "study/study.h"

struct format;

/* A study's answer, before it is written in some form. */
struct answer {
    const struct question *question;
    const void *result;
    const struct format *const *formats; /* that it can be had in, for links */
    size_t format_count;
    size_t max_address; /* bytes of an address that is answered; links that are longer are left out */
    bool has_tiles;     /* its map is had in tiles, too */
};

struct format {
    const char *extension;
    const char *media_type;   /* as negotiated: "text/csv" */
    const char *content_type; /* as sent: with its parameters */
    bool picture, compressible;
    bool moving;              /* pictures that move always, and are of figures that have a time alone */
    bool may_move;            /* pictures that move with motion=1 */
    bool live_text;           /* pictures whose text may be characters, by text=live */
    bool figure;              /* made of the figure: all pictures, and what others draw */
    bool program;             /* what computes the answer, of questions that have such a program */
    enum figure_format drawn; /* of pictures: as what a figure, or a problem, is drawn */
    /* Operations, in the unit of studies' costs: for the answer; a number of it, or cell of its grid; and, of pictures, a final pixel and what
     * struct study_size counts. */
    double fixed_cost, number_cost, cell_cost, pixel_cost, coloured_cost, piece_cost, painted_cost;
    double frame_pixel_cost; /* of what moves, for a pixel of every frame */
    /* Of answers that are written: bytes of a number and of a cell, as long as numbers are whose digits all count. */
    double number_bytes, cell_bytes;
    /* Appends the whole body in this format; false with the error set. */
    bool (*write)(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error);
};

/* What all pictures in pixels take: the same library paints them. */
#define FORMAT_PAINTING_COSTS .number_cost = 150, .cell_cost = 70, .coloured_cost = 55, .piece_cost = 2000, .painted_cost = 25

extern const struct format *const formats[];
extern const size_t format_count;

/* Those that others name. */
extern const struct format png_format, json_format;

/* Whether a question can be answered in the format: moving pictures are of figures that have a time, programs of questions that have one, which the
 * answer may decide (`result`; null: not known yet), and text=live and motion=1 are for the pictures that have them, and for what is not drawn. None fits a null question. */
bool format_fits(const struct format *format, const struct question *question, const void *result);

/* The query of an address, raw, without the parameters that other formats have alone. */
const char *format_query(struct arena *arena, const struct format *format, const char *raw);

/* Says why it cannot. Returns false. */
bool format_refuse(const struct format *format, const struct question *question, struct error *error);

/* Whether the answer is a picture of many frames. */
bool format_is_moving(const struct format *format, const struct question *question);

/* Whether its picture in the format moves or is of a moment. */
bool format_shows_time(const struct format *format, const struct question *question);

/* The question of a stored query (as typed, not encoded), to see which formats fit it; null if it is none. */
const struct question *format_stored_question(struct arena *arena, const char *study, const char *query);

/* The format of that extension, or null. */
const struct format *format_find(const char *extension);

/* The format of the highest quality in an Accept header (or null); among equals JSON, but a picture where the header names pages or
 * pictures, as those of browsers do. Moving pictures are to be asked for by suffix: a browser that takes WebP for stills does not ask for motion.
 * Null if none will do. */
const struct format *format_negotiate(const char *accept);

/* The work that an answer in this format takes, known before it is done: the study's own and that of writing or drawing it. */
double format_cost(const struct format *format, const struct question *question);

/* The part of it that goes into moving. */
double format_motion_cost(const struct format *format, const struct question *question);

/* Bytes of memory that the answer takes, as far as they depend on how much is asked for. */
double format_memory(const struct format *format, const struct question *question);

/* How long the answer will be in bytes, by its count of numbers; 0 for pictures. */
double format_length(const struct format *format, const struct question *question);

/* "png, svg, …": for messages. */
const char *format_list(struct arena *arena);

/* The canonical URL of a question in some format: "/v1/landscape.json?f=x%5E2". */
const char *answer_url(struct arena *arena, const struct question *question, const char *extension);

/* Where the tiles of a question's map are: a template (RFC 6570, level 1) in the depth z, the column x and the row y,
 * "/v1/sweep/{z}/{x}/{y}.png?f=…". What is of pictures with axes is left out: tiles have none. */
const char *answer_tile_template(struct arena *arena, const struct question *question);

/* The JSON envelope as a value. */
struct value *answer_value(struct arena *arena, const struct answer *answer);

/* The writer of the formats that are pictures. */
bool format_write_picture(const struct format *format, const struct answer *answer, struct buffer *body, struct error *error);

#endif
