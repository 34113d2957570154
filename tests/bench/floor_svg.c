/* What our SVG is measured against: a program that knows all words and numbers of the file and has but to print them, two numbers a call. */
#include "tests/bench/bench.h"
#include "tests/bench/floor_picture.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words, and the number behind them. */
struct piece {
    const char *words;
    double number;
    int words_length, places; /* decimal places of the number */
};

enum { MOST_PIECES = 1 << 14 };
static struct piece pieces[MOST_PIECES];
static size_t piece_count;

/* Digits that are part of a name or a colour are words. */
static bool begins_number(const char *svg, size_t at)
{
    const bool signed_here = svg[at] == '-' && (isdigit((unsigned char)svg[at + 1]) || svg[at + 1] == '.');
    const char before = at ? svg[at - 1] : ' ';
    const bool in_path = strchr("mlqczM", before) != NULL;
    return (signed_here || isdigit((unsigned char)svg[at])) && (in_path || !isalnum((unsigned char)before)) && !strchr("#_-.:/", before);
}

void floor_svg_prepare(const char *svg, size_t length)
{
    size_t start = 0;
    piece_count = 0;
    for (size_t at = 0; at < length && piece_count + 1 < MOST_PIECES;) {
        if (!begins_number(svg, at) || at == start) {
            at++;
            continue;
        }
        char *end;
        const double number = strtod(svg + at, &end);
        const char *point = memchr(svg + at, '.', (size_t)(end - svg) - at);
        pieces[piece_count++] = (struct piece){svg + start, number, (int)(at - start), point ? (int)(end - point) - 1 : 0};
        at = start = (size_t)(end - svg);
    }
    pieces[piece_count++] = (struct piece){svg + start, 0, (int)(length - start), 0};
}

size_t floor_svg(unsigned char *into)
{
    char *out = (char *)into;
    size_t i = 0;
    for (; i + 2 < piece_count; i += 2) {
        const struct piece *a = &pieces[i], *b = a + 1;
        out += sprintf(out, "%.*s%.*f%.*s%.*f", a->words_length, a->words, a->places, a->number, b->words_length, b->words, b->places, b->number);
    }
    for (; i + 1 < piece_count; i++)
        out += sprintf(out, "%.*s%.*f", pieces[i].words_length, pieces[i].words, pieces[i].places, pieces[i].number);
    out += sprintf(out, "%.*s", pieces[i].words_length, pieces[i].words);
    return (size_t)(out - (char *)into);
}
