/* Completions for shells: words made from the rows, and a few lines of each shell's own language around them. */
#include "server/program/verbs.h"

#include "server/formats/format.h"

#include <string.h>

/* Whether what stands behind a verb is something that can be completed. */
static bool has_completions(const struct verb *verb)
{
    return verb->operand != OPERAND_NONE && verb->operand != OPERAND_URL && verb->operand != OPERAND_VERB;
}

/* --- Words --- */

static void write_verb_names(FILE *out, const struct verbs *verbs)
{
    for (size_t i = 0; i < verbs->count; i++)
        fprintf(out, "%s%s", i ? " " : "", verbs->rows[i].name);
}

static void write_settings(FILE *out)
{
    for (size_t i = 0; i < config_setting_count; i++)
        fprintf(out, "--%s ", config_settings[i].name);
    fputs("--help --version", out);
}

/* The paths of all figures and studies in one format; others are typed over. */
static void write_paths(FILE *out)
{
    for (size_t i = 0; i < named_figure_count; i++)
        fprintf(out, "/v1/figures/%s.%s ", named_figures[i].id, png_format.extension);
    for (size_t i = 0; i < study_count; i++)
        fprintf(out, "/v1/%s.%s%s", studies[i]->name, json_format.extension, i + 1 < study_count ? " " : "");
}

static void write_flags(FILE *out, const struct verb *verb)
{
    for (size_t k = 0; k < VERB_MAX_FLAGS && verb->flags[k].name; k++)
        fprintf(out, "%s ", verb->flags[k].name);
}

/* The values of an argument such as "light|dark|auto"; false if any word may stand there. */
static bool write_values(FILE *out, const char *argument)
{
    if (!strchr(argument, '|'))
        return false;
    for (; *argument; argument++)
        fputc(*argument == '|' ? ' ' : *argument, out);
    return true;
}

/* In single quotes, as all three shells read them. */
static void write_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else
            fputc(*text, out);
    fputc('\'', out);
}

/* --- Shells --- */

static void write_bash(FILE *out, const struct verbs *verbs)
{
    fputs("# Completion of landscaped for bash: source <(landscaped completion bash)\n_landscaped()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}\n    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ] && [[ $word != -* ]]; then\n        COMPREPLY=($(compgen -W '",
          out);
    write_verb_names(out, verbs);
    fputs("' -- \"$word\"))\n        return\n    fi\n    case $verb$before in\n", out);
    for (size_t i = 0; i < verbs->count; i++)
        for (size_t k = 0; k < VERB_MAX_FLAGS && verbs->rows[i].flags[k].name; k++) {
            fprintf(out, "    %s%s) COMPREPLY=($(compgen ", verbs->rows[i].name, verbs->rows[i].flags[k].name);
            if (strchr(verbs->rows[i].flags[k].argument, '|')) {
                fputs("-W '", out);
                write_values(out, verbs->rows[i].flags[k].argument);
                fputc('\'', out);
            } else {
                fputs("-f", out);
            }
            fputs(" -- \"$word\")); return ;;\n", out);
        }
    fputs("    esac\n    case $word in\n    -*) case $verb in\n", out);
    for (size_t i = 0; i < verbs->count; i++) {
        fprintf(out, "        %s) COMPREPLY=($(compgen -W '", verbs->rows[i].name);
        write_flags(out, &verbs->rows[i]);
        write_settings(out);
        fputs("' -- \"$word\")) ;;\n", out);
    }
    fputs("        *) COMPREPLY=($(compgen -W '", out);
    write_settings(out);
    fputs("' -- \"$word\")) ;;\n        esac ;;\n    *) case $verb in\n", out);
    for (size_t i = 0; i < verbs->count; i++) {
        const struct verb *verb = &verbs->rows[i];
        if (!has_completions(verb))
            continue;
        fprintf(out, "        %s) COMPREPLY=($(compgen ", verb->name);
        if (verb->operand == OPERAND_FOLDER || verb->operand == OPERAND_FILE) {
            fputs(verb->operand == OPERAND_FILE ? "-f" : "-d", out);
        } else {
            fputs("-W '", out);
            if (verb->operand == OPERAND_PATH)
                write_paths(out);
            else
                fputs("bash zsh fish", out);
            fputc('\'', out);
        }
        fputs(" -- \"$word\")) ;;\n", out);
    }
    fputs("        esac ;;\n    esac\n}\ncomplete -F _landscaped landscaped\n", out);
}

/* zsh describes each word: 'word:what it does', in which a colon is escaped. */
static void write_described(FILE *out, const char *before, const char *word, const char *help)
{
    char text[1024];
    size_t used = (size_t)snprintf(text, sizeof text, "%s%s:", before, word);
    for (; *help && used + 3 < sizeof text; help++) {
        if (*help == ':')
            text[used++] = '\\';
        text[used++] = *help;
    }
    text[used] = 0;
    fputs("        ", out);
    write_quoted(out, text);
    fputc('\n', out);
}

static void write_zsh(FILE *out, const struct verbs *verbs)
{
    fputs("#compdef landscaped\n# Completion of landscaped for zsh: a file _landscaped in a folder of $fpath\n_landscaped()\n{\n"
          "    local -a verbs settings flags\n    verbs=(\n",
          out);
    for (size_t i = 0; i < verbs->count; i++)
        write_described(out, "", verbs->rows[i].name, verbs->rows[i].help);
    fputs("    )\n    settings=(\n", out);
    for (size_t i = 0; i < config_setting_count; i++)
        write_described(out, "--", config_settings[i].name, config_settings[i].help);
    fputs("    )\n    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n        _describe command verbs\n        return\n    fi\n"
          "    case $words[2]$words[CURRENT-1] in\n",
          out);
    for (size_t i = 0; i < verbs->count; i++)
        for (size_t k = 0; k < VERB_MAX_FLAGS && verbs->rows[i].flags[k].name; k++) {
            fprintf(out, "    (%s%s) ", verbs->rows[i].name, verbs->rows[i].flags[k].name);
            fputs(strchr(verbs->rows[i].flags[k].argument, '|') ? "compadd " : "_files", out);
            write_values(out, verbs->rows[i].flags[k].argument);
            fputs("; return ;;\n", out);
        }
    fputs("    esac\n    if [[ $words[CURRENT] == -* ]]; then\n        case $words[2] in\n", out);
    for (size_t i = 0; i < verbs->count; i++) {
        fprintf(out, "        (%s) flags=(\n", verbs->rows[i].name);
        for (size_t k = 0; k < VERB_MAX_FLAGS && verbs->rows[i].flags[k].name; k++)
            write_described(out, "", verbs->rows[i].flags[k].name, verbs->rows[i].flags[k].help);
        fputs("        ) ;;\n", out);
    }
    fputs("        esac\n        _describe flag flags -- settings\n        return\n    fi\n    case $words[2] in\n", out);
    for (size_t i = 0; i < verbs->count; i++) {
        const struct verb *verb = &verbs->rows[i];
        if (!has_completions(verb))
            continue;
        fprintf(out, "    (%s) ", verb->name);
        if (verb->operand == OPERAND_FOLDER || verb->operand == OPERAND_FILE) {
            fputs(verb->operand == OPERAND_FILE ? "_files" : "_files -/", out);
        } else {
            fputs("compadd -- ", out);
            if (verb->operand == OPERAND_PATH)
                write_paths(out);
            else
                fputs("bash zsh fish", out);
        }
        fputs(" ;;\n", out);
    }
    fputs("    esac\n}\n_landscaped \"$@\"\n", out);
}

static void write_fish_verb(FILE *out, const struct verb *verb)
{
    fprintf(out, "complete -c landscaped -n __fish_use_subcommand -f -a %s -d ", verb->name);
    write_quoted(out, verb->help);
    fputc('\n', out);
    for (size_t k = 0; k < VERB_MAX_FLAGS && verb->flags[k].name; k++) {
        const struct verb_flag *flag = &verb->flags[k];
        fprintf(out, "complete -c landscaped -n '__fish_seen_subcommand_from %s' %s %s -r", verb->name, flag->name[1] == '-' ? "-l" : "-s",
                flag->name + strspn(flag->name, "-"));
        if (strchr(flag->argument, '|')) {
            fputs(" -f -a '", out);
            write_values(out, flag->argument);
            fputc('\'', out);
        }
        fputs(" -d ", out);
        write_quoted(out, flag->help);
        fputc('\n', out);
    }
    if (!has_completions(verb))
        return;
    if (verb->operand == OPERAND_FILE) { /* files are what fish completes where nothing else is said */
        fprintf(out, "complete -c landscaped -n '__fish_seen_subcommand_from %s' -F\n", verb->name);
        return;
    }
    fprintf(out, "complete -c landscaped -n '__fish_seen_subcommand_from %s' -f -a '", verb->name);
    if (verb->operand == OPERAND_PATH)
        write_paths(out);
    else
        fputs(verb->operand == OPERAND_FOLDER ? "(__fish_complete_directories)" : "bash zsh fish", out);
    fputs("'\n", out);
}

static void write_fish(FILE *out, const struct verbs *verbs)
{
    fputs("# Completion of landscaped for fish: landscaped completion fish > ~/.config/fish/completions/landscaped.fish\n", out);
    for (size_t i = 0; i < verbs->count; i++)
        write_fish_verb(out, &verbs->rows[i]);
    for (size_t i = 0; i < config_setting_count; i++) {
        fprintf(out, "complete -c landscaped -l %s -r -d ", config_settings[i].name);
        write_quoted(out, config_settings[i].help);
        fputc('\n', out);
    }
}

bool completion_write(FILE *out, const struct verbs *verbs, const char *shell)
{
    static const struct {
        const char *name;
        void (*write)(FILE *out, const struct verbs *verbs);
    } shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (!strcmp(shells[i].name, shell)) {
            shells[i].write(out, verbs);
            return true;
        }
    return false;
}
