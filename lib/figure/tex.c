#include "figure/tex.h"

#include "base/text.h"

#include <string.h>

const char tex_preamble[] = "\\usepackage{iftex}\n"
                            "\\ifPDFTeX\n"
                            "  \\usepackage[utf8]{inputenc}\n"
                            "  \\usepackage[T1]{fontenc}\n"
                            "  \\newcommand\\othercharacter[1]{\\fbox{\\tiny #1}}\n"
                            "\\else\n"
                            "  \\usepackage{fontspec}\n"
                            "  \\newcommand\\othercharacter[1]{\\symbol{\"#1}}\n"
                            "\\fi\n"
                            "\\usepackage{lmodern}\n"
                            "\\usepackage{textcomp}\n"
                            "\\usepackage{amssymb}\n";

/* Those that TeX reads as commands, and ligatures that the text does not ask for. */
static const struct {
    char character;
    const char *tex;
} special[] = {{'\\', "\\textbackslash{}"},
               {'{', "\\{"},
               {'}', "\\}"},
               {'$', "\\$"},
               {'&', "\\&"},
               {'#', "\\#"},
               {'_', "\\_"},
               {'%', "\\%"},
               {'^', "\\textasciicircum{}"},
               {'~', "\\textasciitilde{}"},
               {'"', "\\textquotedbl{}"},
               {'<', "\\textless{}"},
               {'>', "\\textgreater{}"},
               {'-', "-{}"},
               {'`', "\\textasciigrave{}"},
               {'\'', "\\textquotesingle{}"},
               {'|', "\\textbar{}"},
               {',', ",{}"},
               {'[', "{[}"},
               {']', "{]}"},
               {'=', "{=}"},
               {'?', "?{}"},
               {'!', "!{}"}};

static const struct {
    uint32_t character;
    const char *math;
} symbols[] = {{0x2212, "-"},
               {0xb7, "\\cdot "},
               {0x22c5, "\\cdot "},
               {0xd7, "\\times "},
               {0xf7, "\\div "},
               {0xb1, "\\pm "},
               {0x221a, "\\surd "},
               {0x221b, "\\sqrt[3]{}"},
               {0x221e, "\\infty "},
               {0x221d, "\\propto "},
               {0x2207, "\\nabla "},
               {0x2202, "\\partial "},
               {0x2211, "\\Sigma "},
               {0x220f, "\\Pi "},
               {0x222b, "\\int "},
               {0x2264, "\\le "},
               {0x2265, "\\ge "},
               {0x2260, "\\ne "},
               {0x2248, "\\approx "},
               {0x2261, "\\equiv "},
               {0x223c, "\\sim "},
               {0x2208, "\\in "},
               {0x2016, "\\|"},
               {0x2032, "'"},
               {0x2033, "''"},
               {0x230a, "\\lfloor "},
               {0x230b, "\\rfloor "},
               {0x2308, "\\lceil "},
               {0x2309, "\\rceil "},
               {0x2192, "\\to "},
               {0x2190, "\\leftarrow "},
               {0x2191, "\\uparrow "},
               {0x2193, "\\downarrow "},
               {0x2197, "\\nearrow "},
               {0x2198, "\\searrow "},
               {0x2227, "\\land "},
               {0x2228, "\\lor "},
               {0xac, "\\lnot "},
               {0x22a4, "\\top "},
               {0x2299, "\\odot "},
               {0x2297, "\\otimes "},
               {0x2295, "\\oplus "},
               {0x2218, "\\circ "},
               {0x2115, "\\mathbb{N}"},
               {0x211d, "\\mathbb{R}"},
               {0x2113, "\\ell "},
               {0xb0, "{}^\\circ "},
               {0x2070, "{}^0"},
               {0xb9, "{}^1"},
               {0xb2, "{}^2"},
               {0xb3, "{}^3"},
               {0x2074, "{}^4"},
               {0x2075, "{}^5"},
               {0x2076, "{}^6"},
               {0x2077, "{}^7"},
               {0x2078, "{}^8"},
               {0x2079, "{}^9"},
               {0x207a, "{}^+"},
               {0x207b, "{}^-"},
               {0x207f, "{}^n"},
               {0x2071, "{}^i"},
               {0x1d40, "{}^\\top "},
               {0x2080, "{}_0"},
               {0x2081, "{}_1"},
               {0x2082, "{}_2"},
               {0x2083, "{}_3"},
               {0x2084, "{}_4"},
               {0x2085, "{}_5"},
               {0x2086, "{}_6"},
               {0x2087, "{}_7"},
               {0x2088, "{}_8"},
               {0x2089, "{}_9"},
               {0x208a, "{}_+"},
               {0x208b, "{}_-"},
               {0x2099, "{}_n"},
               {0x1d62, "{}_i"},
               {0x2c7c, "{}_j"},
               {0x2096, "{}_k"}};

static const char *const greek[] = {"\\alpha ",  "\\beta ", "\\gamma ", "\\delta ",    "\\varepsilon ", "\\zeta ", "\\eta ",
                                    "\\theta ",  "\\iota ", "\\kappa ", "\\lambda ",   "\\mu ",         "\\nu ",   "\\xi ",
                                    "o",         "\\pi ",   "\\rho ",   "\\varsigma ", "\\sigma ",      "\\tau ",  "\\upsilon ",
                                    "\\varphi ", "\\chi ",  "\\psi ",   "\\omega "};
static const char *const capitals[] = {"A",        "B",         "\\Gamma ",   "\\Delta ", "E",     "Z",      "H",       "\\Theta ", "I",
                                       "K",        "\\Lambda ", "M",          "N",        "\\Xi ", "O",      "\\Pi ",   "P",        NULL,
                                       "\\Sigma ", "T",         "\\Upsilon ", "\\Phi ",   "X",     "\\Psi ", "\\Omega "};
enum { GREEK = sizeof greek / sizeof *greek, CAPITALS = sizeof capitals / sizeof *capitals, FIRST_GREEK = 0x3b1, FIRST_CAPITAL = 0x391 };

static const char *math_of(uint32_t character)
{
    if (character >= FIRST_GREEK && character < FIRST_GREEK + GREEK)
        return greek[character - FIRST_GREEK];
    if (character >= FIRST_CAPITAL && character < FIRST_CAPITAL + CAPITALS)
        return capitals[character - FIRST_CAPITAL];
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (symbols[i].character == character)
            return symbols[i].math;
    return NULL;
}

/* Letters and quotes that the T1 encoding has: Latin of Western and Central Europe. */
static bool in_fonts(uint32_t character)
{
    static const uint32_t left_out[] = {0xa0, 0xad, 0x126, 0x127, 0x138, 0x149, 0x14a, 0x166, 0x167, 0x17f};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (left_out[i] == character)
            return false;
    return (character >= 0xc0 && character < 0x180 && character != 0x132 && character != 0x133) || character == 0x2013 || character == 0x2014 ||
           (character >= 0x2018 && character <= 0x201e && character != 0x201b) || character == 0x2026 || character == 0xab || character == 0xbb ||
           character == 0xa1 || character == 0xbf || character == 0xa7;
}

static const char *special_of(uint32_t character)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if ((uint32_t)special[i].character == character)
            return special[i].tex;
    return NULL;
}

void tex_text(struct buffer *out, const char *text)
{
    while (*text) {
        const char *start = text;
        const uint32_t character = text_next(&text);
        const char *plain = special_of(character), *math = math_of(character);
        if (character == '\n')
            buffer_text(out, "\\\\{}");
        else if (plain)
            buffer_text(out, plain);
        else if (math)
            buffer_format(out, "\\ensuremath{%s}", math);
        else if ((character >= 0x20 && character < 0x7f) || in_fonts(character))
            buffer_bytes(out, start, (size_t)(text - start));
        else if (character == 0xa0 || character == 0x2009 || character == 0x202f)
            buffer_text(out, "~");
        else if (character >= 0xa0 && character != 0xfffd)
            buffer_format(out, "\\othercharacter{%04X}", character);
    }
}

void tex_comment(struct buffer *out, const char *text)
{
    buffer_text(out, "% ");
    for (; *text; text++)
        buffer_character(out, (unsigned char)*text < 0x20 ? ' ' : *text);
    buffer_text(out, "\n");
}
