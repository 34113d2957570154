/* The verb `export`: the gallery as a folder of files that any web server can hand out, or a browser open from the disk. Every file is what
 * the service would have answered. */
#include "server/program/commands.h"

#include "base/contract.h"
#include "base/text.h"
#include "server/pages/gallery.h"
#include "server/pages/html.h"
#include "server/pages/web_assets.h"
#include "server/program/answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHARP = 2, BAR_WIDTH = 32, MOST_FORMATS = 64 };

struct export
{
    struct service_limits limits;
    const char *folder, *theme;
    const struct format *formats[MOST_FORMATS]; /* that are wanted */
    size_t format_count;
    const struct format *shown;
    const char *only;    /* "risk,saddle": the figures that are wanted; null: all */
    size_t written, all; /* files of figures */
    int exit_code;
    char mistake[160]; /* of the command line */
};

static bool wants(const struct export *export, const struct format *format)
{
    for (size_t i = 0; i < export->format_count; i++)
        if (export->formats[i] == format)
            return true;
    return false;
}

/* Adds a format, once; false if there is no such format. */
static bool add_format(struct export *export, const struct format *format)
{
    if (format && !wants(export, format) && export->format_count < MOST_FORMATS)
        export->formats[export->format_count++] = format;
    return format;
}

/* "svg,png,json"; null, or a sentence that names what is no format. */
static const char *read_formats(struct export *export, const char *text)
{
    for (size_t length; *text; text += length + (text[length] == ',')) {
        char name[16];
        length = strcspn(text, ",");
        snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : 0), text);
        if (!add_format(export, format_find(name))) {
            snprintf(export->mistake, sizeof export->mistake, "--format takes a list of extensions, as in svg,png,json, and '%.*s' is none",
                     (int)(length < 60 ? length : 60), text);
            return export->mistake;
        }
    }
    return NULL;
}

static bool wants_figure(const struct export *export, size_t i)
{
    return !export->only || gallery_lists(export->only, &named_figures[i]);
}

static size_t count_figures(const struct export *export)
{
    size_t count = 0;
    for (size_t i = 0; i < named_figure_count; i++)
        count += wants_figure(export, i);
    return count;
}

/* What is wrong with the list of figures; null if nothing is. */
static const char *check_figures(const struct export *export)
{
    static char sentence[160];
    const char *piece, *list = export->only;
    size_t length;
    while (list && (piece = text_piece(&list, ',', &length))) {
        char id[64];
        const char *nearest = NULL;
        bool known = false;
        snprintf(id, sizeof id, "%.*s", (int)(length < sizeof id ? length : sizeof id - 1), piece);
        for (size_t i = 0; i < named_figure_count; i++) {
            known = known || !strcmp(id, named_figures[i].id);
            text_nearest(id, named_figures[i].id, &nearest);
        }
        snprintf(sentence, sizeof sentence, "there is no figure '%s'%s%s", id, nearest ? "; the nearest is " : "", nearest ? nearest : "");
        if (!known)
            return sentence;
    }
    return NULL;
}

/* The value of --name=value or --name value at *i, or null if another flag stands there. */
static const char *flag_value(const char *name, int argc, char **argv, int *i)
{
    const size_t length = strlen(name);
    CONTRACT(argv[*i]);
    if (strncmp(argv[*i], name, length) != 0)
        return NULL;
    if (argv[*i][length] == '=')
        return argv[*i] + length + 1;
    return !argv[*i][length] && *i + 1 < argc ? argv[++*i] : NULL;
}

static const char *read_arguments(struct export *export, int argc, char **argv)
{
    const char *list = NULL;
    for (int i = 0; i < argc; i++) {
        const char *argument = argv[i];
        CONTRACT(argument);
        const char *theme = flag_value("--theme", argc, argv, &i), *given = theme ? NULL : flag_value("--format", argc, argv, &i);
        const char *only = theme || given ? NULL : flag_value("--only", argc, argv, &i);
        export->only = only ? only : export->only;
        export->theme = theme ? theme : export->theme;
        list = given ? given : list;
        if (theme || given || only)
            continue;
        if (export->folder || argument[0] == '-')
            return "export takes a folder, --theme light|dark|auto, --format svg,png,… and --only risk,saddle,…";
        export->folder = argument;
    }
    if (!export->folder)
        return "export needs a folder to write to";
    if (strcmp(export->theme, "light") && strcmp(export->theme, "dark") && strcmp(export->theme, "auto"))
        return "--theme takes light, dark or auto";
    for (size_t i = 0; !list && i < format_count; i++)
        if (!formats[i]->moving)
            add_format(export, formats[i]);
    const char *const mistake = list ? read_formats(export, list) : NULL;
    if (mistake)
        return mistake;
    const struct format *svg = format_find("svg");
    export->shown = wants(export, svg) ? svg : &png_format;
    if (!wants(export, export->shown))
        return "a gallery shows pictures: --format needs svg or png among its formats";
    return check_figures(export);
}

static bool make_folder(const char *path)
{
    if (!mkdir(path, 0777) || errno == EEXIST)
        return true;
    fprintf(stderr, "landscaped: %s: %s\n", path, strerror(errno));
    return false;
}

static bool write_file(struct export *export, const char *name, const char *data, size_t length)
{
    char path[4096];
    const bool fits = snprintf(path, sizeof path, "%s/%s", export->folder, name) < (int)sizeof path;
    if (fits && program_write(path, data, length))
        return true;
    fprintf(stderr, "landscaped: %s cannot be written: %s\n", path, strerror(errno));
    export->exit_code = EXIT_OUTPUT;
    return false;
}

/* On a terminal: how far it is, on one line that is written over. */
static void show_progress(const struct export *export, const char *name)
{
    if (!isatty(STDERR_FILENO) || !export->all) /* none of the figures may have the formats that are wanted */
        return;
    const size_t filled = export->written * BAR_WIDTH / export->all;
    fprintf(stderr, "\r\033[K[");
    for (size_t i = 0; i < BAR_WIDTH; i++)
        fputs(i < filled ? "█" : "·", stderr);
    fprintf(stderr, "] %zu of %zu  %s", export->written, export->all, name);
    if (export->written == export->all)
        fputc('\n', stderr);
}

static bool write_figure(struct export *export, const struct named_figure *figure, const struct format *format)
{
    struct arena *arena = arena_create(export->limits.arena_bytes);
    char target[256], name[256];
    struct response response;
    if (!arena) {
        export->exit_code = EXIT_SERVICE;
        return false;
    }
    if (!format_fits(format, format_stored_question(arena, figure->study, figure->query), NULL)) {
        arena_destroy(arena);
        export->all--;
        return true;
    }
    /* The numbers are those of the figure as it is stored; only pictures have a look. */
    snprintf(target, sizeof target, "/v1/figures/%s.%s", figure->id, format->extension);
    if (format->picture)
        snprintf(target + strlen(target), sizeof target - strlen(target), "?theme=%s&scale=%d", export->theme, format == &png_format ? SHARP : 1);
    snprintf(name, sizeof name, "figures/%s.%s", figure->id, format->extension);
    show_progress(export, name);
    const struct request request = {.method = "GET", .target = target, .accept = "*/*, application/problem+json", .ready = true};
    service_respond(&export->limits, &request, arena, &response);
    bool done = false;
    if (response.status == 200) {
        done = write_file(export, name, response.body, response.length);
    } else {
        fprintf(stderr, "\nlandscaped: %s: %.*s", target, (int)response.length, response.body);
        export->exit_code = response.status < 500 ? EXIT_CLIENT : EXIT_SERVICE;
    }
    export->written++;
    arena_destroy(arena);
    return done;
}

static void write_page(void *context)
{
    static const struct html_part parts[] = {{"sections", gallery_write_sections}, {"gallery", gallery_write}, {NULL, NULL}};
    struct export *export = ((void **)context)[0];
    struct buffer page = {.arena = ((void **)context)[1]};
    const struct gallery gallery = {.folder = "figures/",
                                    .shown = export->shown->extension,
                                    .query = "",
                                    .formats = export->formats,
                                    .format_count = export->format_count,
                                    .only = export->only};
    struct web_asset asset;
    if (web_asset_find("gallery.html", &asset))
        html_fill(&page, asset.data, asset.length, parts, &gallery);
    write_file(export, "index.html", buffer_string(&page), page.length);
    for (size_t i = 0; web_asset_at(i, &asset); i++) {
        char name[256];
        snprintf(name, sizeof name, "web/%s", asset.name);
        if (asset.gallery && !write_file(export, name, asset.data, asset.length))
            return;
    }
}

static bool make_folders(const struct export *export)
{
    static const char *const within[] = {"", "/figures", "/web"};
    char path[4096];
    for (size_t i = 0; i < sizeof within / sizeof *within; i++) {
        snprintf(path, sizeof path, "%s%s", export->folder, within[i]);
        if (!make_folder(path))
            return false;
    }
    return true;
}

static void write_figures(struct export *export)
{
    export->all = export->format_count * count_figures(export);
    for (size_t i = 0; i < named_figure_count; i++)
        for (size_t k = 0; k < export->format_count && wants_figure(export, i); k++)
            if (!write_figure(export, &named_figures[i], export->formats[k]))
                return;
    show_progress(export, "");
}

int command_export(const struct config *config, int argc, char **argv)
{
    struct export export = {.limits = config_limits(config), .theme = "auto"};
    struct error error = {0};
    const char *mistake = read_arguments(&export, argc, argv);
    if (mistake)
        return command_misused(mistake);
    if (!service_start(&error)) {
        fprintf(stderr, "landscaped: %s\n", error.detail);
        return EXIT_UNSUITABLE;
    }
    if (!make_folders(&export))
        return EXIT_OUTPUT;
    struct arena *arena = arena_create(export.limits.arena_bytes);
    if (!arena || !arena_protect(arena, write_page, (void *[]){&export, arena}))
        export.exit_code = EXIT_SERVICE;
    arena_destroy(arena);
    if (!export.exit_code)
        write_figures(&export);
    if (!export.exit_code)
        printf("%zu figures, %zu files in %s\n", count_figures(&export), export.written, export.folder);
    return export.exit_code;
}
