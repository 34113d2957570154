#include "server/program/answer.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "server/program/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Blanks may be typed on a command line, where quotes hold a path together. */
static const char *typed_target(struct arena *arena, const char *typed)
{
    struct buffer target = {.arena = arena};
    for (; *typed; typed++)
        if (*typed == ' ')
            buffer_text(&target, "%20");
        else
            buffer_character(&target, *typed);
    return buffer_string(&target);
}

struct question_typed {
    const struct config *config;
    const char *typed;
    const struct program_body *body;
    struct program_answer *answer;
};

static void respond(void *context)
{
    const struct question_typed *question = context;
    struct program_answer *answer = question->answer;
    const struct service_limits limits = config_limits(question->config);
    /* Problems are read by people and programs here, never looked at; without a suffix the answer is JSON. */
    struct request request = {
        .method = "GET", .target = typed_target(answer->arena, question->typed), .accept = "*/*, application/problem+json", .ready = true};
    if (question->body) {
        const char *text = question->body->text;
        request.method = "POST";
        request.content_type = text[strspn(text, " \t\r\n")] == '{' ? "application/json" : "application/x-www-form-urlencoded";
        request.body = text;
        request.body_length = question->body->length;
    }
    service_respond(&limits, &request, answer->arena, &answer->response);
    answer->exit_code = answer->response.status < 400 ? 0 : answer->response.status < 500 ? EXIT_CLIENT : EXIT_SERVICE;
}

bool program_answer(const struct config *config, const char *typed, const struct program_body *body, struct program_answer *answer)
{
    *answer = (struct program_answer){.arena = arena_create((size_t)config->request_memory), .exit_code = EXIT_SERVICE};
    return answer->arena && arena_protect(answer->arena, respond, &(struct question_typed){config, typed, body, answer});
}

bool program_read(const char *file, size_t most, struct program_body *body)
{
    const bool standard = !strcmp(file, "-");
    FILE *in = standard ? stdin : fopen(file, "rb");
    *body = (struct program_body){.text = in ? memory_allocate(most + 2) : NULL};
    if (body->text) {
        body->length = fread(body->text, 1, most + 1, in);
        body->text[body->length] = 0;
    }
    const bool read = body->text && !ferror(in);
    const int reason = errno;
    if (in && !standard)
        fclose(in);
    errno = in && !body->text ? ENOMEM : reason;
    return read;
}

void program_forget(struct program_answer *answer)
{
    arena_destroy(answer->arena);
}

bool program_is_text(const struct response *response)
{
    static const char *const kinds[] = {"text/", "json", "xml", "yaml", "javascript", "openmetrics"};
    const char *type = response_header(response, "Content-Type");
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strstr(type, kinds[i]))
            return true;
    return false;
}

bool program_write(const char *file, const char *data, size_t length)
{
    FILE *out = fopen(file, "wb");
    bool written = out && fwrite(data, 1, length, out) == length;
    const int reason = errno;
    const bool closed = out && !fclose(out);
    if (out && !written)
        errno = reason;
    return written && closed;
}
