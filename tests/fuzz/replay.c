/* A fuzz target without a fuzzer: runs it over the files and folders named as arguments. Linked with any target in place of libFuzzer, so
 * that every build, with every compiler and sanitizer, can replay what was once found. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_BYTES = 1 << 20, MOST_PATH = 4096 };

static char current[MOST_PATH];

/* Says what was being replayed when a promise broke; the abort then takes its course. */
static void say_current(int number)
{
    (void)number;
    fprintf(stderr, "replaying %s\n", current);
}

static size_t replay_file(const char *path)
{
    static uint8_t data[MOST_BYTES];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    const size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    snprintf(current, sizeof current, "%s", path);
    /* A copy of its own size, so that a sanitizer sees a read beyond the end. */
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        exit(2);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return 1;
}

static size_t replay(const char *path)
{
    struct stat status;
    struct dirent **entries;
    size_t replayed = 0;
    if (stat(path, &status) || !S_ISDIR(status.st_mode))
        return replay_file(path);
    const int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char within[MOST_PATH];
        snprintf(within, sizeof within, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            replayed += replay(within);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return replayed;
}

int main(int argc, char **argv)
{
    size_t replayed = 0;
    signal(SIGABRT, say_current);
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        replayed += replay(argv[i]);
    printf("%s: %zu inputs replayed\n", strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0], replayed);
    return replayed ? 0 : 1;
}
