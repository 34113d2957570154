/* The folder of tables: what is read is offered as it stands, what is bad is refused by file, line and column, and the digest knows every byte. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/folder.h"
#include "tests/unit/ask.h"

static char path[] = "/tmp/landscaped-data-XXXXXX";

static void in_folder(char *into, const char *name)
{
    snprintf(into, 512, "%s/%s", path, name);
}

static void write_bytes(const char *name, const char *text, size_t length)
{
    char file[512];
    in_folder(file, name);
    FILE *out = fopen(file, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, length, out), length);
    fclose(out);
}

static void write_text(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static void remove_file(const char *name)
{
    char file[512];
    in_folder(file, name);
    assert_int_equal(remove(file), 0);
}

static bool start(struct error *error)
{
    *error = (struct error){0};
    folder_stop();
    folder_choose(path);
    return folder_start(error);
}

static void expect_start(void)
{
    struct error error;
    if (!start(&error))
        fail_msg("%s", error.detail);
}

/* The folder is refused with a sentence that names it, the file and this. */
static void expect_refused(const char *file, const char *what)
{
    struct error error;
    if (start(&error))
        fail_msg("%s is taken: %s", file, what);
    if (!strstr(error.detail, path) || !strstr(error.detail, file) || !strstr(error.detail, what))
        fail_msg("%s: '%s' does not say '%s'", file, error.detail, what);
    assert_null(folder_kind(0));
    assert_string_equal(folder_digest(), "");
    assert_int_equal(folder_bytes(), 0);
}

static struct data_set made(struct arena *arena, const char *text)
{
    struct call call;
    struct data_set set = {0};
    struct error error = {0};
    if (!call_read(arena, text, "data set", data_kind_at, &call, &error) ||
        !data_make(arena, &call, &(struct data_options){.seed = 1, .standardize = -1}, &set, &error))
        fail_msg("%s: %s", text, error.detail);
    return set;
}

/* Words, quotes, a byte order mark, ends of lines of Windows, blanks and blank lines. */
static void test_good_tables(void *context)
{
    struct arena *arena = context;
    write_text("flowers.csv",
               "\xef\xbb\xbflength, \"width, in cm\",kind\r\n1,2, rose \r\n\r\n3 ,-4e-1,\"a \"\"lily\"\"\"\r\n5,6,rose\r\n7,8,tulip\r\n9,0,rose");
    write_text("prices.csv", "area,price\n10,1.5\n20,3\n30,4.5\n");
    write_text("counts.csv", "a,b\n1,0\n2,1\n3,2\n4,1\n5,0\n");
    write_text(".hidden.csv", "nonsense");
    write_text("README", "nonsense");
    expect_start();
    assert_string_equal(folder_kind(0)->callable.name, "counts");
    assert_string_equal(folder_kind(1)->callable.name, "flowers");
    assert_string_equal(folder_kind(2)->file, "prices.csv");
    assert_null(folder_kind(3));
    assert_true(folder_bytes() > 0 && strlen(folder_digest()) == 32);
    const struct data_set flowers = made(arena, "flowers(n=5,test=0)");
    static const char *const kinds[] = {"a \"lily\"", "rose", "tulip"};
    assert_int_equal(flowers.classes, 3);
    assert_true(flowers.standardized && flowers.inputs == 2);
    assert_string_equal(flowers.names[1], "width, in cm");
    for (int i = 0; i < 3; i++)
        assert_string_equal(flowers.class_names[i], kinds[i]);
    for (size_t i = 0; i < 5; i++) { /* the row is known by its length: 1, 3, 5, 7, 9 */
        const int row = (int)lround((flowers.train.input[2 * i] * flowers.deviation[0] + flowers.mean[0] - 1) / 2);
        static const double class[] = {1, 0, 1, 2, 1};
        assert_true(flowers.train.target[i] == class[row]);
    }
    assert_int_equal(made(arena, "flowers").test.count, 1); /* a fifth */
    assert_int_equal(made(arena, "prices").classes, 0);
    assert_int_equal(made(arena, "counts").classes, 3);
    assert_int_equal(made(arena, "counts(target=number)").classes, 0);
    ask_well(arena, "data", "data=flowers");
    ask_well(arena, "data", "data=counts(n=2,test=3,label_noise=0.5)");
    assert_string_equal(ask_badly(arena, "data", "data=flowers(target=number)"), "data");
    assert_string_equal(ask_badly(arena, "data", "data=prices(target=class)"), "data");
    assert_string_equal(ask_badly(arena, "data", "data=prices(n=3,test=1)"), "data");
    assert_string_equal(ask_badly(arena, "data", "data=hidden"), "data");
    static const char *const files[] = {"flowers.csv", "prices.csv", "counts.csv", ".hidden.csv", "README"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        remove_file(files[i]);
}

static void test_bad_tables(void *context)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"", "no line that names the columns"},
        {"\n", "no input columns"},
        {"target\n1\n", "no input columns"},
        {"a,t\n", "no examples"},
        {"a,t\n\n \n", "no examples"},
        {"1,2\n3,4\n", "line 1: its fields are numbers"},
        {"a;t\n1;2\n", "line 1: fields are separated by commas, not by semicolons"},
        {"a\tt\n1\t2\n", "not by tabs"},
        {"a,,t\n", "line 1, column 2: the column has no name"},
        {"a,b,a\n", "line 1, column 3: the name is that of column 1: 'a'"},
        {"a\x01,t\n", "line 1, column 1: the name has a control character"},
        {"a,t\n1\n", "line 2: it has 1 fields, the first line 2"},
        {"a,t\n1,2\n1,2,3,4\n", "line 3: it has at least 3 fields, the first line 2"},
        {"a,t\n\n,2\n", "line 3, column 1 (a): the field is blank"},
        {"a,t\n1, \n", "line 2, column 2 (t): the field is blank"},
        {"a,t\n1,2\nx,2\n", "line 3, column 1 (a): 'x' is no decimal number"},
        {"a,t\nnan,2\n", "'nan' is no decimal number"},
        {"a,t\ninf,2\n", "'inf' is no decimal number"},
        {"a,t\n0x10,2\n", "'0x10' is no decimal number"},
        {"a,t\n1e999,2\n", "'1e999' is beyond"},
        {"a,t\n-1e300,2\n", "'-1e300' is beyond ±1e+100"},
        {"a,t\n1,1e300\n", "line 2, column 2 (t): '1e300' is beyond"},
        {"a,t\n1.2.3,2\n", "'1.2.3' is no decimal number"},
        {"a,t\n1-2,2\n", "'1-2' is no decimal number"},
        {"a,t\n\"1,2\n", "line 2, column 1 (a): a quote is opened and not closed"},
        {"a,t\n\"1\"2,2\n", "line 2, column 1 (a): there is text behind the closing quote"},
        {"a,t\n1,rose\n2,rose\n", "line 2, column 2 (t): every target is 'rose'"},
        {"a,t\n1,\xff\n", "line 2: this is no text in UTF-8"},
        {"PK\x03\x04\xff\xfe", "line 1: this is no text in UTF-8"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_text("bad.csv", cases[i].text);
        expect_refused("bad.csv", cases[i].said);
    }
    write_bytes("bad.csv", "a,t\n1,\0002\n", 9);
    expect_refused("bad.csv", "line 2: this is no text in UTF-8");
    struct arena *arena = context;
    struct buffer words = {.arena = arena};
    buffer_text(&words, "a,t\n1,0\n");
    for (int i = 0; i < 40; i++)
        buffer_format(&words, "1,word%d\n", i);
    write_text("bad.csv", buffer_string(&words));
    expect_refused("bad.csv", "line 3, column 2 (t): 'word0' is no number; as names of classes the targets are 41, and 32 are allowed");
    write_text("bad.csv", repeated(arena, "a,t\n", "1,2\n", 10001, ""));
    expect_refused("bad.csv", "line 10002: there are more than 10000 examples");
    struct buffer wide = {.arena = arena};
    for (int i = 0; i < 258; i++)
        buffer_format(&wide, "c%d%s", i, i < 257 ? "," : "\n");
    write_text("bad.csv", buffer_string(&wide));
    expect_refused("bad.csv", "line 1: there are too many input columns");
    char *large = arena_allocate(arena, 1, FOLDER_MAX_FILE_BYTES + 1);
    memset(large, 'a', FOLDER_MAX_FILE_BYTES + 1);
    write_bytes("bad.csv", large, FOLDER_MAX_FILE_BYTES + 1);
    expect_refused("bad.csv", "larger than 16 MiB");
    remove_file("bad.csv");
}

/* The most that is allowed is read. */
static void test_limits(void *context)
{
    struct arena *arena = context;
    write_text("rows.csv", repeated(arena, "a,t\n", "1.5,2\n", 10000, ""));
    struct buffer wide = {.arena = arena};
    for (int i = 0; i < 257; i++)
        buffer_format(&wide, "c%d%s", i, i < 256 ? "," : "\n");
    buffer_text(&wide, repeated(arena, "", "1,", 256, "1\n"));
    buffer_text(&wide, repeated(arena, "", "2,", 256, "0\n"));
    write_text("columns.csv", buffer_string(&wide));
    expect_start();
    assert_int_equal(folder_kind(0)->inputs, 256);
    assert_int_equal(made(arena, "rows").train.count, 8000);
    remove_file("rows.csv");
    remove_file("columns.csv");
    for (int i = 0; i <= FOLDER_MAX_FILES; i++)
        write_text(arena_format(arena, "set%d.csv", i), "a,t\n1,2\n");
    expect_refused("", "holds more than 64 tables");
    remove_file("set0.csv");
    expect_start();
    for (int i = 1; i <= FOLDER_MAX_FILES; i++)
        remove_file(arena_format(arena, "set%d.csv", i));
}

static void test_bad_names(void *context)
{
    static const char *const names[][2] = {
        {"Big.csv", "small letters"},
        {"1st.csv", "a letter first"},
        {"two words.csv", "small letters"},
        {"a-b.csv", "small letters"},
        {"_a.csv", "a letter first"},
        {"x.CSV", "must end in .csv"},
        {"é.csv", "small letters"},
        {"iris.csv", "a built-in set called iris"},
        {"given.csv", "a built-in set"},
        {"a(b.csv", "small letters"},
        {"a=b.csv", "small letters"},
        {"a.b.csv", "small letters"},
        {"a_name_that_is_longer_than_all_others_are.csv", "40 at most"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_text(names[i][0], "a,t\n1,2\n");
        expect_refused(names[i][0], names[i][1]);
        remove_file(names[i][0]);
    }
    expect_refused("", "holds no file whose name ends in .csv");
}

/* Links to files are followed, as Kubernetes mounts files by them; folders, pipes and links to nothing are no tables. */
static void test_other_things(void *context)
{
    char file[512], target[512];
    (void)context;
    in_folder(file, "thing.csv");
    assert_int_equal(mkdir(file, 0700), 0);
    expect_refused("thing.csv", "this is no file");
    rmdir(file);
    assert_int_equal(mkfifo(file, 0600), 0);
    expect_refused("thing.csv", "this is no file");
    remove_file("thing.csv");
    assert_int_equal(symlink("nowhere", file), 0);
    expect_refused("thing.csv", "the link leads nowhere");
    remove_file("thing.csv");
    assert_int_equal(symlink("thing.csv", file), 0);
    expect_refused("thing.csv", "");
    remove_file("thing.csv");
    assert_int_equal(symlink("/dev/zero", file), 0);
    expect_refused("thing.csv", "this is no file");
    remove_file("thing.csv");
    write_text("..data", "a,t\n1,2\n");
    in_folder(target, "..data");
    assert_int_equal(symlink(target, file), 0);
    expect_start();
    assert_string_equal(folder_kind(0)->callable.name, "thing");
    remove_file("thing.csv");
    remove_file("..data");
    struct error error = {0};
    folder_stop();
    folder_choose("/nowhere/at/all");
    assert_false(folder_start(&error));
    assert_non_null(strstr(error.detail, "/nowhere/at/all cannot be opened"));
    folder_stop();
    error = (struct error){0};
    assert_true(folder_start(&error)); /* none was chosen */
}

/* Another byte, name or file is another digest; reading again gives the same one. */
static void test_digest(void *context)
{
    static const char *const versions[][2] = {{"a.csv", "a,t\n1,2\n"}, {"a.csv", "a,t\n1,3\n"}, {"a.csv", "a,t\n1,2\n\n"}, {"b.csv", "a,t\n1,2\n"}};
    enum { VERSIONS = sizeof versions / sizeof *versions };
    char digests[VERSIONS + 1][33];
    (void)context;
    for (size_t i = 0; i < VERSIONS; i++) {
        write_text(versions[i][0], versions[i][1]);
        expect_start();
        strcpy(digests[i], folder_digest());
        expect_start();
        assert_string_equal(folder_digest(), digests[i]);
        if (i + 1 < VERSIONS)
            remove_file(versions[i][0]);
    }
    write_text("a.csv", versions[0][1]);
    expect_start();
    strcpy(digests[VERSIONS], folder_digest());
    for (size_t i = 0; i <= VERSIONS; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(digests[i], digests[k]);
    remove_file("a.csv");
    remove_file("b.csv");
}

static int open_folder(void **state)
{
    (void)state;
    return mkdtemp(path) ? 0 : -1;
}

static int close_folder(void **state)
{
    (void)state;
    folder_stop();
    return rmdir(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_good_tables), unit_test_in_arena(test_bad_tables),   unit_test_in_arena(test_limits),
                                       unit_test_in_arena(test_bad_names),   unit_test_in_arena(test_other_things), unit_test_in_arena(test_digest)};
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
