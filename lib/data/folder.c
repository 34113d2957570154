#include "data/folder.h"

#include "base/hash.h"
#include "data/table.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_NAME = 40, OPTIONS_OF_TABLE = DATA_OWN + 1, TARGET = DATA_OWN };
enum { TARGET_AUTO, TARGET_CLASS, TARGET_NUMBER };
static const char suffix[] = ".csv";

static struct folder {
    const char *path;
    struct arena *arena; /* of the sets; null: there is no folder */
    int directory;
    const struct data_kind *kinds[FOLDER_MAX_FILES];
    size_t count;
    struct digest content; /* of all files, with their names */
    char digest[DIGEST_SIZE];
} folder;

/* A reading under way. */
struct reading {
    struct arena *scratch; /* of one file's work */
    const char **names;
    size_t count;
    const char *file; /* that is being read */
    struct error *error;
    bool done;
};

void folder_choose(const char *path)
{
    folder.path = path;
}

static bool refuse(struct reading *reading, const char *name, const char *sentence)
{
    return error_set(reading->error, ERROR_INVALID, "data folder %.200s: %.100s: %.300s", folder.path, name, sentence);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether the name is that of a table, however it is spelled: misspelled ones are refused, not passed over. */
static bool is_of_table(const char *name)
{
    const size_t length = strlen(name);
    return *name != '.' && length >= sizeof suffix - 1 && !strcasecmp(name + length - (sizeof suffix - 1), suffix);
}

/* The names of the tables, sorted, so that the order in which the system lists them counts for nothing. */
static bool list(struct reading *reading)
{
    DIR *directory = fdopendir(dup(folder.directory));
    const struct dirent *entry;
    if (!directory)
        return error_set(reading->error, ERROR_INVALID, "data folder %.200s cannot be listed: %s", folder.path, strerror(errno));
    reading->names = ARENA_NEW(folder.arena, const char *, FOLDER_MAX_FILES);
    bool fits = true;
    while (fits && (entry = readdir(directory)))
        if (is_of_table(entry->d_name)) {
            fits = reading->count < FOLDER_MAX_FILES;
            char *name = fits ? arena_try_allocate(folder.arena, 1, strlen(entry->d_name) + 1) : NULL;
            fits = name != NULL;
            if (fits)
                reading->names[reading->count++] = strcpy(name, entry->d_name);
        }
    closedir(directory);
    if (!fits)
        return error_set(reading->error, ERROR_INVALID, "data folder %.200s holds more than %d tables", folder.path, FOLDER_MAX_FILES);
    if (!reading->count)
        return error_set(reading->error, ERROR_INVALID, "data folder %.200s holds no file whose name ends in .csv", folder.path);
    qsort(reading->names, reading->count, sizeof *reading->names, by_bytes);
    return true;
}

/* NAME.csv gives NAME, which must be writable as data=NAME(…) and be no built-in set's. */
static bool name_of(struct reading *reading, const char *file, const char **name)
{
    const size_t length = strlen(file) - (sizeof suffix - 1);
    char *stem = arena_copy(folder.arena, file, length);
    if (strcmp(file + length, suffix) != 0)
        return refuse(reading, file, "the name must end in .csv, in small letters");
    bool fits = islower((unsigned char)*stem) && length <= MAX_NAME;
    for (size_t i = 0; i < length; i++)
        fits = fits && (islower((unsigned char)stem[i]) || isdigit((unsigned char)stem[i]) || stem[i] == '_');
    if (!fits)
        return refuse(
            reading, file,
            arena_format(reading->scratch, "the name of a set has small letters (a to z), digits and _, a letter first, %d at most", MAX_NAME));
    for (size_t i = 0; i < data_kind_count; i++)
        if (!strcmp(data_kinds[i]->callable.name, stem))
            return refuse(reading, file, arena_format(reading->scratch, "there is a built-in set called %s", stem));
    *name = stem;
    return true;
}

/* The bytes of an open file; closes it. */
static bool read_bytes(struct reading *reading, int file, const char *name, struct bytes *bytes)
{
    unsigned char *start = arena_try_room(reading->scratch, 1, FOLDER_MAX_FILE_BYTES + 1);
    size_t length = 0;
    ssize_t got = start ? 1 : 0;
    while (got > 0 && length <= FOLDER_MAX_FILE_BYTES) {
        got = read(file, start + length, FOLDER_MAX_FILE_BYTES + 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    const int fault = errno;
    close(file);
    if (!start)
        arena_exhausted(reading->scratch);
    if (got < 0)
        return refuse(reading, name, strerror(fault));
    if (length > FOLDER_MAX_FILE_BYTES)
        return refuse(reading, name, arena_format(reading->scratch, "the file is larger than %d MiB", FOLDER_MAX_FILE_BYTES >> 20));
    *bytes = (struct bytes){start, start + length};
    return true;
}

/* Without waiting: what looks like a file may be a pipe without a writer. */
static bool open_file(struct reading *reading, const char *name, struct bytes *bytes)
{
    struct stat status;
    const int file = openat(folder.directory, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return refuse(reading, name, errno == ENOENT ? "the link leads nowhere" : strerror(errno));
    if (!fstat(file, &status) && S_ISREG(status.st_mode))
        return read_bytes(reading, file, name, bytes);
    close(file);
    return refuse(reading, name, "this is no file, nor a link to one");
}

/* A copy in the sets' memory of what table_read made in the scratch. */
static struct data_table *keep(const struct data_table *table)
{
    struct arena *arena = folder.arena;
    struct data_table *kept = ARENA_NEW(arena, struct data_table, 1);
    *kept = *table;
    kept->input = ARENA_ROOM(arena, double, table->count * table->inputs);
    kept->target = ARENA_ROOM(arena, double, table->count);
    kept->names = ARENA_NEW(arena, const char *, table->inputs + 1);
    kept->word_names = table->words ? ARENA_NEW(arena, const char *, table->words) : NULL;
    memcpy(kept->input, table->input, table->count * table->inputs * sizeof(double));
    memcpy(kept->target, table->target, table->count * sizeof(double));
    for (size_t i = 0; i <= table->inputs; i++)
        kept->names[i] = arena_format(arena, "%s", table->names[i]);
    for (size_t i = 0; i < table->words; i++)
        kept->word_names[i] = arena_format(arena, "%s", table->word_names[i]);
    return kept;
}

static size_t classes_of(const struct data_table *table, bool gaps)
{
    return table->words ? table->words : table_classes(table->target, table->count, gaps);
}

static bool size(struct data_request *request, struct error *error)
{
    const struct data_table *table = request->kind->table;
    const int target = (int)request->call->values[TARGET];
    request->classes = target == TARGET_NUMBER ? 0 : classes_of(table, target == TARGET_CLASS);
    request->class_names = table->word_names;
    if (target == TARGET_NUMBER && table->words)
        return error_set(error, ERROR_INVALID, "the targets of %s are words such as '%s', no numbers", request->call->callable->name,
                         table->word_names[0]);
    return target != TARGET_CLASS || request->classes ||
           error_set(error, ERROR_INVALID, "the targets of %s are numbers, no classes: those are whole numbers from 0 to %d, at least two of them",
                     request->call->callable->name, DATA_MAX_CLASSES - 1);
}

static bool make(struct data_request *request, struct error *error)
{
    return table_deal(request, request->kind->table, error);
}

/* Four fifths of the examples are for training, unless the call says otherwise. */
static struct call_option *options_of(const struct data_table *table)
{
    const double count = (double)table->count, test = (double)(table->count / 5);
    const struct call_option rows[OPTIONS_OF_TABLE] = {
        DATA_OPTIONS(count - test, test, count, 0),
        {"target", OPTION_CHOICE, TARGET_AUTO, 0, 0, "auto|class|number", NULL,
         "what targets are; auto: classes if they are words, or 0, 1, … up to at most 31, each at least once and at least two of them, else numbers"},
    };
    struct call_option *options = ARENA_NEW(folder.arena, struct call_option, OPTIONS_OF_TABLE);
    memcpy(options, rows, sizeof rows);
    return options;
}

static void add(const char *file, const char *name, const struct data_table *table)
{
    struct arena *arena = folder.arena;
    struct data_kind *kind = ARENA_NEW(arena, struct data_kind, 1);
    *kind = (struct data_kind){
        .callable = {.name = name, .options = options_of(table), .option_count = OPTIONS_OF_TABLE},
        .title = arena_format(arena, "%s, by %s", table->names[table->inputs], file),
        .help = arena_format(arena, "%zu examples of %zu input%s; the target is %s", table->count, table->inputs, table->inputs == 1 ? "" : "s",
                             table->names[table->inputs]),
        .source = arena_format(arena, "%s of the service's data folder", file),
        .licence = "not stated",
        .file = arena_format(arena, "%s", file),
        .inputs = table->inputs,
        .classes = classes_of(table, false),
        .class_names = table->word_names,
        .standardized = true,
        .table = table,
        .size = size,
        .make = make,
    };
    folder.kinds[folder.count++] = kind;
}

static bool read_file(struct reading *reading, const char *file)
{
    struct bytes bytes = {0};
    struct data_table table;
    struct error error = {0};
    const char *name = NULL;
    if (!name_of(reading, file, &name) || !open_file(reading, file, &bytes))
        return false;
    if (!table_read(reading->scratch, bytes, &table, &error))
        return refuse(reading, file, error.detail);
    digest_add(&folder.content, file, strlen(file) + 1);
    digest_add(&folder.content, bytes.start, (size_t)(bytes.end - bytes.start));
    digest_add(&folder.content, "", 1);
    add(file, name, keep(&table));
    return true;
}

static void read_files(void *context)
{
    struct reading *reading = context;
    bool read = list(reading);
    for (size_t i = 0; i < reading->count && read; i++) {
        reading->scratch = arena_within(folder.arena);
        reading->file = reading->names[i];
        read = read_file(reading, reading->file);
        arena_clear(reading->scratch);
    }
    reading->done = read;
}

void folder_stop(void)
{
    arena_destroy(folder.arena);
    folder = (struct folder){0};
}

bool folder_start(struct error *error)
{
    struct reading reading = {.error = error};
    if (!folder.path)
        return true;
    folder.directory = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder.directory < 0)
        return error_set(error, ERROR_INVALID, "data folder %.200s cannot be opened: %s", folder.path, strerror(errno));
    folder.content = digest_start();
    folder.arena = arena_create(FOLDER_MAX_BYTES);
    if (!folder.arena || !arena_protect(folder.arena, read_files, &reading))
        error_set(error, ERROR_MEMORY, "data folder %.200s: %.100s: with this table all take more than %d MiB of memory, or the system has no more",
                  folder.path, reading.file ? reading.file : "", FOLDER_MAX_BYTES >> 20);
    close(folder.directory);
    if (!reading.done) {
        folder_stop();
        return false;
    }
    digest_print(&folder.content, folder.digest);
    return true;
}

const struct data_kind *folder_kind(size_t index)
{
    return index < folder.count ? folder.kinds[index] : NULL;
}

const char *folder_digest(void)
{
    return folder.digest;
}

size_t folder_bytes(void)
{
    return folder.arena ? arena_used(folder.arena) : 0;
}
