/* The manual page in the macros of man(7). */
#include "server/program/verbs.h"

#include "figure/figure.h"
#include "server/exchange/version.h"

#include <string.h>

/* Text as it may stand in a line: a backslash is troff's, a hyphen would be typeset as another character than is typed, and a dot or an
 * apostrophe at the beginning of a line is a request. */
static void write_text(FILE *out, const char *text)
{
    static const char ellipsis[] = "…";
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text; text++)
        if (!strncmp(text, ellipsis, sizeof ellipsis - 1)) {
            fputs("...", out);
            text += sizeof ellipsis - 2;
        } else if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
}

static void write_line(FILE *out, const char *before, const char *text)
{
    fputs(before, out);
    write_text(out, text);
    fputc('\n', out);
}

static void write_verbs(FILE *out, const struct verbs *verbs)
{
    fputs(".SH COMMANDS\n", out);
    for (size_t i = 0; i < verbs->count; i++) {
        const struct verb *verb = &verbs->rows[i];
        write_line(out, ".TP\n.B ", verb->usage);
        write_line(out, "", verb->help);
        for (size_t k = 0; k < VERB_MAX_FLAGS && verb->flags[k].name; k++) {
            fputs(".RS\n.TP\n", out);
            write_text(out, verb->flags[k].name);
            write_line(out, " ", verb->flags[k].argument);
            write_line(out, "", verb->flags[k].help);
            fputs(".RE\n", out);
        }
    }
}

static void write_settings(FILE *out)
{
    fputs(".SH SETTINGS\nEach is read from its flag, else from its environment variable, else the default is taken.\n", out);
    for (size_t i = 0; i < config_setting_count; i++) {
        const struct setting *setting = &config_settings[i];
        write_line(out, ".TP\n.B \\-\\-", setting->name);
        write_text(out, setting->help);
        fputs(".\nDefault: ", out);
        write_text(out, setting->initial);
        write_line(out, "; ", setting->environment);
    }
}

void manual_write(FILE *out, const struct verbs *verbs)
{
    fputs(".TH LANDSCAPED 1 \"\" \"landscaped " LANDSCAPED_VERSION "\" \"User Commands\"\n"
          ".SH NAME\nlandscaped \\- loss landscapes by URL\n"
          ".SH SYNOPSIS\n.B landscaped\n[\\fICOMMAND\\fR] [\\fISETTINGS\\fR]\n"
          ".SH DESCRIPTION\nAnswers a URL with a picture of a loss landscape, or with the numbers behind it: over HTTP, or for one path from the\n"
          "command line. The same URL gives the same bytes. What can be asked is described at /docs and in /openapi.yaml.\n",
          out);
    write_verbs(out, verbs);
    write_settings(out);
    fputs(".SH EXIT STATUS\n"
          "0 done; 1 the request was at fault (4xx); 2 the service was (5xx); 64 the command line was; 74 output could not be written;\n"
          "78 something that it needs is missing.\n"
          ".SH EXAMPLES\n.nf\nlandscaped serve \\-\\-listen :8080\nlandscaped get \\(aq/v1/figures/risk.png\\(aq \\-o risk.png\n.fi\n"
          ".SH FILES\n" FIGURE_FONTS "\n.br\nThe fonts that figures are drawn with.\n",
          out);
}
