/* Percent-decoding happens once, here, and refuses what could mean two things: broken escapes, NUL bytes, bytes that are
 * not UTF-8, raw blanks and control characters. */
#include "server/text/query.h"

#include "base/text.h"

#include <string.h>

static const char hexadecimal[] = "0123456789ABCDEF";

struct error_list *error_list_make(struct arena *arena)
{
    struct error_list *errors = ARENA_ROOM(arena, struct error_list, 1);
    errors->count = 0;
    return errors;
}

struct error *error_list_next(struct error_list *errors)
{
    struct error *error = &errors->items[errors->count < MOST_ERRORS ? errors->count++ : MOST_ERRORS];
    *error = (struct error){0};
    return error;
}

static bool is_value_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._~!$'()*,;:@/?=", c));
}

static void append_escaped(struct buffer *buffer, unsigned char byte)
{
    const char escape[3] = {'%', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
    buffer_bytes(buffer, escape, sizeof escape);
}

static void encode(struct buffer *buffer, const char *text, bool keep_separators)
{
    while (*text) {
        const char *start = text;
        while (is_value_character(*text) || (keep_separators && *text == '&'))
            text++;
        buffer_bytes(buffer, start, (size_t)(text - start));
        if (*text)
            append_escaped(buffer, (unsigned char)*text++);
    }
}

void query_encode(struct buffer *buffer, const char *text)
{
    encode(buffer, text, false);
}

void query_encode_stored(struct buffer *buffer, const char *text)
{
    encode(buffer, text, true);
}

const char *query_without(struct arena *arena, const char *raw, const char *name)
{
    struct buffer rest = {.arena = arena};
    const size_t length = strlen(name);
    for (const char *piece = raw, *end; *piece; piece = end + (*end == '&')) {
        end = strchrnul(piece, '&');
        if (end > piece && (strncmp(piece, name, length) != 0 || (piece[length] != '=' && piece + length != end)))
            buffer_format(&rest, "%s%.*s", rest.length ? "&" : "", (int)(end - piece), piece);
    }
    return buffer_string(&rest);
}

const char *query_visible(struct arena *arena, const char *raw, size_t length)
{
    struct buffer buffer = {.arena = arena};
    for (size_t i = 0; i < length; i++) {
        if (raw[i] > ' ' && raw[i] < 0x7f)
            buffer_character(&buffer, raw[i]);
        else
            append_escaped(&buffer, (unsigned char)raw[i]);
    }
    return buffer_string(&buffer);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char letter = (char)(c | 0x20);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* Decodes raw[0..length); null with `error` set if it cannot be. `plus` is what a raw '+' becomes. */
static char *decode(struct arena *arena, const char *raw, size_t length, char plus, struct error *error)
{
    char *text = arena_copy(arena, raw, length);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        char byte = raw[i] == '+' ? plus : raw[i];
        if (raw[i] == '%') {
            const int high = i + 1 < length ? digit(raw[i + 1]) : -1, low = i + 2 < length ? digit(raw[i + 2]) : -1;
            if (high < 0 || low < 0) {
                const int shown = (int)(length - i < 3 ? length - i : 3);
                error_set(error, ERROR_INVALID,
                          "'%s' is not a percent-encoded byte: two hexadecimal digits are due after '%%' (a plain %% is written %%25)",
                          query_visible(arena, raw + i, (size_t)shown));
                return NULL;
            }
            byte = (char)(high << 4 | low);
            if (!byte) {
                error_set(error, ERROR_INVALID, "a NUL byte (%%00) is not allowed");
                return NULL;
            }
            i += 2;
        }
        text[used++] = byte;
    }
    text[used] = 0;
    if (!text_is_utf8(text, used)) {
        error_set(error, ERROR_INVALID, "the bytes are not well-formed UTF-8");
        return NULL;
    }
    return text;
}

static bool parse_path(struct arena *arena, const char *path, size_t length, struct query *query, struct error_list *errors)
{
    const char *at = path + 1, *const end = path + length;
    for (;;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        const size_t size = (size_t)((slash ? slash : end) - at);
        struct error error = {0};
        char *segment = decode(arena, at, size, '+', &error);
        if (!segment) {
            error_blame(&error, "path", query_visible(arena, path, length));
            *error_list_next(errors) = error;
            return false;
        }
        /* Paths with too many segments match no route; the last place takes whatever comes. */
        if (query->segment_count < QUERY_MOST_SEGMENTS)
            query->segments[query->segment_count++] = segment;
        if (!slash)
            return true;
        at = slash + 1;
    }
}

/* Whether a form's encoder wrote the query, in which a '+' is a blank: it escapes what people leave as it is. A bracket that is not escaped
 * shows a person's hand. */
static bool is_form_encoded(const char *text)
{
    bool escaped = false;
    for (; *text; text++) {
        if (*text == '(' || *text == ')')
            return false;
        escaped = escaped || (*text == '%' && text[1] == '2' && text[2] && strchr("8aAbBfF", text[2]));
    }
    return escaped;
}

/* `plus` is what a '+' in a value becomes where it is no text. */
static bool parse_argument(struct arena *arena, const char *piece, size_t length, char plus, struct argument *argument, struct error_list *errors)
{
    const char *equals = memchr(piece, '=', length);
    const size_t name_length = equals ? (size_t)(equals - piece) : length;
    const char *raw = equals ? equals + 1 : "";
    const size_t raw_length = equals ? length - name_length - 1 : 0;
    struct error error = {0};
    if (!name_length) {
        struct error *nameless = error_list_next(errors);
        error_set(nameless, ERROR_INVALID, "a parameter's name is missing before '='");
        return error_blame(nameless, "query", query_visible(arena, piece, length));
    }
    argument->name = decode(arena, piece, name_length, ' ', &error);
    if (argument->name)
        argument->value = decode(arena, raw, raw_length, plus, &error);
    if (argument->name && argument->value)
        argument->text = memchr(raw, '+', raw_length) ? decode(arena, raw, raw_length, ' ', &error) : argument->value;
    if (error.code == ERROR_NONE)
        return true;
    error_blame(&error, argument->name ? argument->name : query_visible(arena, piece, name_length), query_visible(arena, raw, raw_length));
    *error_list_next(errors) = error;
    return false;
}

static size_t count_pieces(const char *text)
{
    size_t count = 1;
    for (; *text; text++)
        count += *text == '&';
    return count;
}

/* Makes room for so many more arguments; false with an error if these are too many. */
static bool reserve(struct arena *arena, struct query *query, size_t more, struct error_list *errors)
{
    if (query->count + more > QUERY_MOST_ARGUMENTS) {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_INVALID, "there are %zu arguments; at most %d are read", query->count + more, QUERY_MOST_ARGUMENTS);
        return error_blame(error, "query", "");
    }
    struct argument *arguments = ARENA_NEW(arena, struct argument, query->count + more);
    if (query->count)
        memcpy(arguments, query->arguments, query->count * sizeof *arguments);
    query->arguments = arguments;
    return true;
}

static bool parse_arguments(struct arena *arena, const char *text, char plus, struct query *query, struct error_list *errors)
{
    if (!reserve(arena, query, count_pieces(text), errors))
        return false;
    bool sound = true;
    for (const char *at = text, *end;; at = end + 1) {
        end = strchrnul(at, '&');
        if (end > at && parse_argument(arena, at, (size_t)(end - at), plus, &query->arguments[query->count], errors))
            query->count++;
        else
            sound = sound && end == at;
        if (!*end)
            return sound;
    }
}

/* What an encoder of forms escapes, and people leave as it is. */
static bool is_typed(const char *form)
{
    return form[strcspn(form, "()[]{}^:;,/|<>@!$'\"\n ")] != 0;
}

bool query_add_form(struct arena *arena, const char *form, struct query *query, struct error_list *errors)
{
    return parse_arguments(arena, form, is_typed(form) ? '+' : ' ', query, errors);
}

bool query_add(struct arena *arena, struct query *query, const char *name, const char *value, struct error_list *errors)
{
    if (!reserve(arena, query, 1, errors))
        return false;
    query->arguments[query->count++] = (struct argument){name, value, value};
    return true;
}

const char *query_find(const struct argument *arguments, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(arguments[i].name, name))
            return arguments[i].value;
    return NULL;
}

void query_split(struct arena *arena, const char *text, struct argument **arguments, size_t *count)
{
    *arguments = ARENA_NEW(arena, struct argument, count_pieces(text));
    *count = 0;
    for (const char *at = text, *end;; at = end + 1) {
        end = strchrnul(at, '&');
        const char *equals = memchr(at, '=', (size_t)(end - at));
        if (equals) {
            const char *value = arena_copy(arena, equals + 1, (size_t)(end - equals - 1));
            (*arguments)[(*count)++] = (struct argument){arena_copy(arena, at, (size_t)(equals - at)), value, value};
        }
        if (!*end)
            return;
    }
}

/* Past the "http://host" of an absolute-form target, which proxies and old clients send (RFC 9112, 3.2.2). */
static const char *skip_authority(const char *target)
{
    const size_t scheme = !strncasecmp(target, "http://", 7) ? 7 : !strncasecmp(target, "https://", 8) ? 8 : 0;
    if (!scheme)
        return target;
    const char *rest = target + scheme + strcspn(target + scheme, "/?");
    return *rest ? rest : "/";
}

bool query_parse(struct arena *arena, const char *target, struct query *query, struct error_list *errors)
{
    const char *start = skip_authority(target);
    for (const char *at = start; *at; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7f || *at == '#') {
            struct error *error = error_list_next(errors);
            error_set(error, ERROR_INVALID, "the address holds a raw %s at byte %td; it has to be percent-encoded",
                      *at == '#'   ? "'#'"
                      : *at == ' ' ? "blank"
                                   : "control character",
                      at - start);
            return error_blame(error, "target", query_visible(arena, start, strlen(start)));
        }
    }
    const size_t path_length = strcspn(start, "?");
    if (*start != '/') {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_INVALID, "a path starts with '/'");
        return error_blame(error, "path", query_visible(arena, start, path_length));
    }
    bool sound = parse_path(arena, start, path_length, query, errors);
    if (start[path_length])
        sound = parse_arguments(arena, start + path_length + 1, is_form_encoded(start + path_length + 1) ? ' ' : '+', query, errors) && sound;
    return sound;
}
