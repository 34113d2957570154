/* Fuzzes the whole service: a request made of the input's lines, and a response that must be one whatever they say. An input reads
 *
 *   GET /v1/landscape.png?f=risk
 *   Accept: image/png
 *   Fail: 7
 *
 * and behind an empty line the body of a POST,
 * where Fail has the allocation behind the first so many fail: then it must say so, or have done without. */
#include "tests/fuzz/forms.h"
#include "tests/fuzz/fuzz.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/value.h"
#include "server/text/json.h"
#include "server/service/service.h"

#include <libdeflate.h>
#include <string.h>

/* Small, so that an input takes milliseconds; a figure of the size it has by default is within them. */
static const struct service_limits limits = {
    .cost = 4e6, .pixels = 250e3, .target_length = 4096, .body_length = 4096, .arena_bytes = 48 << 20, .response_bytes = 2 << 20};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct error error = {0};
    (void)argc, (void)argv;
    PROMISE(service_start(&error), "%s", error.detail);
    return 0;
}

struct asked {
    struct request request;
    long fail; /* negative: no allocation does */
};

/* The header's value if the line is that header's. */
static const char *value_of(const char *line, const char *name)
{
    const size_t length = strlen(name);
    return !strncmp(line, name, length) && line[length] == ':' ? line + length + 1 + strspn(line + length + 1, " ") : NULL;
}

static void read_header(struct asked *asked, const char *line)
{
    const struct {
        const char *name, **field;
    } rows[] = {{"Accept", &asked->request.accept},
                {"Accept-Encoding", &asked->request.accept_encoding},
                {"If-None-Match", &asked->request.if_none_match},
                {"Host", &asked->request.host},
                {"Content-Type", &asked->request.content_type}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (value_of(line, rows[i].name))
            *rows[i].field = value_of(line, rows[i].name);
    if (value_of(line, "Fail"))
        asked->fail = strtol(value_of(line, "Fail"), NULL, 10) & 0xffff;
    if (value_of(line, "Draining"))
        asked->request.ready = false;
}

static struct asked read_request(struct arena *arena, const struct fuzz_input *input)
{
    struct asked asked = {.request = {.ready = true}, .fail = -1};
    char *text = arena_copy(arena, input->text, input->length), *gap = strstr(text, "\n\n");
    if (gap) {
        *gap = 0;
        asked.request.body = gap + 2;
        asked.request.body_length = input->length - (size_t)(gap + 2 - text);
    }
    char *rest, *line = strtok_r(text, "\n", &rest);
    char *blank = line ? strchr(line, ' ') : NULL;
    if (blank)
        *blank = 0;
    asked.request.method = blank ? line : "GET";
    asked.request.target = blank ? blank + 1 : line ? line : "";
    while ((line = strtok_r(NULL, "\n", &rest)))
        read_header(&asked, line);
    return asked;
}

/* The body as it was before it was coded. */
static const char *plain_body(struct arena *arena, const struct response *response, size_t *length)
{
    const char *coding = response_header(response, "Content-Encoding");
    *length = response->length;
    if (!coding)
        return response->body;
    const unsigned char *packed = (const unsigned char *)response->body;
    PROMISE(!strcmp(coding, "gzip") && *length > 18, "a coding %s of %zu bytes", coding, *length);
    const unsigned char *size = packed + *length - 4;
    const size_t claimed = size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
    PROMISE(claimed > *length && claimed <= limits.response_bytes, "gzip makes %zu bytes of %zu", *length, claimed);
    char *plain = arena_allocate(arena, claimed + 1, 1);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor)
        arena_exhausted(arena);
    const enum libdeflate_result result = libdeflate_gzip_decompress(decompressor, packed, *length, plain, claimed, length);
    libdeflate_free_decompressor(decompressor);
    PROMISE(result == LIBDEFLATE_SUCCESS && *length == claimed, "a gzip body that cannot be unpacked");
    return plain;
}

/* application/problem+json: says the status again, and names what is at fault. */
static void check_problem(struct arena *arena, const struct response *response, const char *body)
{
    const struct value *problem = json_read(arena, body), *status = value_find(problem, "status"), *errors = value_find(problem, "errors");
    PROMISE(status && status->number == response->status, "a problem of another status: %s", body);
    PROMISE(value_find(problem, "title") && value_find(problem, "detail") && errors, "half a problem: %s", body);
    PROMISE(response->status == 503 || errors->children.first, "a problem that names nothing: %s", body);
    for (const struct value *error = errors->children.first; error; error = error->next) {
        const struct value *parameter = value_find(error, "parameter");
        PROMISE(parameter && *parameter->text, "a problem without a parameter: %s", body);
    }
}

static bool begins(const char *text, const char *beginning)
{
    return !strncmp(text, beginning, strlen(beginning));
}

static void check_body(struct arena *arena, const struct response *response)
{
    const char *type = response_header(response, "Content-Type"), *fault = NULL;
    unsigned long width, height;
    size_t length;
    PROMISE(type, "a body without a type");
    const char *body = plain_body(arena, response, &length);
    if (begins(type, "application/json"))
        fault = json_fault(arena, body, length);
    else if (begins(type, "application/problem+json"))
        check_problem(arena, response, body);
    else if (begins(type, "image/png"))
        fault = png_fault((const unsigned char *)body, length, &width, &height);
    else if (begins(type, "image/apng"))
        fault = png_fault((const unsigned char *)body, length, &width, &height);
    else if (begins(type, "image/gif"))
        fault = length > 14 && begins(body, "GIF89a") && body[length - 1] == ';' ? NULL : "no GIF";
    else if (begins(type, "image/webp"))
        fault = length > 12 && begins(body, "RIFF") && begins(body + 8, "WEBP") ? NULL : "no WebP";
    else if (begins(type, "image/svg+xml"))
        fault = xml_fault(body, length);
    else if (begins(type, "text/csv"))
        fault = csv_fault(body, length);
    else if (begins(type, "text/x-python"))
        fault = python_fault(body, length);
    else if (begins(type, "application/x-tex"))
        fault = begins(body, "% ") && length > 16 && !strncmp(body + length - 15, "\\end{document}\n", 15) ? NULL : "no document";
    else if (begins(type, "application/x-npz"))
        fault = length > 22 && begins(body, "PK\3\4") ? NULL : "no archive";
    else if (begins(type, "application/pdf"))
        fault = length > 8 && begins(body, "%PDF-") ? NULL : "no PDF";
    else if (begins(type, "text/"))
        fault = text_is_utf8(body, length) ? NULL : "bytes that are not UTF-8";
    else
        PROMISE(strstr(type, "yaml") || strstr(type, "image/x-icon") || strstr(type, "font/") || strstr(type, "oembed") || strstr(type, "manifest"),
                "a type nobody expects: %s", type);
    PROMISE(!fault, "%s of %zu bytes: %s", type, length, fault);
}

static void check_headers(const struct response *response)
{
    PROMISE(response->header_count > 0 && response->header_count <= RESPONSE_MOST_HEADERS, "%zu headers", response->header_count);
    for (size_t i = 0; i < response->header_count; i++) {
        const struct response_header *header = &response->headers[i];
        for (const char *at = header->name; *at; at++)
            PROMISE((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '-', "a header named %s", header->name);
        for (const char *at = header->value; *at; at++)
            PROMISE(*at >= 0x20 && *at < 0x7f, "%s: %s", header->name, header->value);
        for (size_t k = 0; k < i; k++)
            PROMISE(strcmp(header->name, response->headers[k].name) != 0, "two headers %s", header->name);
    }
}

static void check_response(struct arena *arena, const struct asked *asked, const struct response *response)
{
    static const int statuses[] = {200, 204, 304, 400, 404, 405, 406, 413, 414, 415, 422, 501, 503};
    bool known = false;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        known = known || response->status == statuses[i];
    PROMISE(known, "the status %d: %.*s", response->status, (int)response->length, response->body);
    PROMISE(response->body, "no body");
    check_headers(response);
    PROMISE(response->close == (response->status >= 400), "%d with close %d", response->status, response->close);
    const char *caching = response_header(response, "Cache-Control");
    PROMISE(response->status < 400 || (caching && !strcmp(caching, "no-store")), "%d is cached: %s", response->status, caching ? caching : "");
    PROMISE(!asked->request.accept || response->status != 406 || *asked->request.accept, "406 for no Accept at all");
    if (response->status != 204 && response->status != 304)
        check_body(arena, response);
}

/* The request once more must bring the same bytes. */
static void check_repeated(const struct request *request, const struct response *first)
{
    struct arena *arena = arena_create(limits.arena_bytes);
    struct response second;
    service_respond(&limits, request, arena, &second);
    PROMISE(first->status == second.status && first->length == second.length, "%d and %zu bytes, then %d and %zu", first->status, first->length,
            second.status, second.length);
    PROMISE(first->status == 304 || !memcmp(first->body, second.body, first->length), "other bytes the second time");
    arena_destroy(arena);
}

/* So must the address that a study's answer says is its own. */
static void check_own_address(struct arena *arena, const struct asked *asked, const struct response *response)
{
    size_t length;
    const char *type = response_header(response, "Content-Type");
    if (response->status != 200 || strcmp(type, "application/json") != 0)
        return;
    const struct value *answer = json_read(arena, plain_body(arena, response, &length)), *links = value_find(answer, "links");
    const struct value *self = links && value_find(answer, "query") ? value_find(links, "self") : NULL;
    struct request request = asked->request;
    request.method = "GET";
    request.body = request.content_type = NULL;
    request.body_length = 0;
    request.target = self ? self->text : "";
    /* What is longer than a request may be is an address only for a service with other limits. */
    if (self && strlen(self->text) <= limits.target_length)
        check_repeated(&request, response);
}

static void fuzz(void *context)
{
    const struct fuzz_input *input = context;
    const struct asked asked = read_request(input->arena, input);
    struct arena *arena = arena_create(limits.arena_bytes);
    struct response response;
    memory_fail_after(asked.fail);
    service_respond(&limits, &asked.request, arena, &response);
    const bool failed = memory_has_failed();
    memory_fail_after(-1);
    PROMISE(!failed || response.status == 503 || response.status == 200, "%d without memory", response.status);
    check_response(input->arena, &asked, &response);
    if (!failed && input->length % 4 == 0)
        check_repeated(&asked.request, &response);
    if (!failed)
        check_own_address(input->arena, &asked, &response);
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, 4 * limits.arena_bytes, fuzz);
}
