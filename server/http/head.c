/* One pass over the headers collects them, checks them and picks those that matter. */
#include "server/http/head.h"

#include "server/http/framing.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

enum { MOST_FIELDS = 256 };
struct fields {
    size_t count;
    struct header_field items[MOST_FIELDS];
};

/* The library answers a malformed Content-Length by itself, and sends that answer's head twice. But it looks at the first header of the name
 * only, and that is ours: no request that is answered has a body but POST, and a connection ends with any refusal. Gone with library versions later than
 * 0.9.77, which would see two headers of the name. */
static const char length_name[] = "Content-Length", no_length[] = "0";

#if MHD_VERSION <= 0x00097700
/* Whether the target follows upon "POST" and the NUL that ends it, where the library put one. What stands before the target is looked at only as far
 * as it lies in the same page: the library's memory may begin with the method, and then that of a shorter one is not enough. */
__attribute__((no_sanitize_address)) static bool follows_post(const char *target)
{
    enum { PAGE = 4096 };
    static const char post[] = "POST";
    if ((uintptr_t)target % PAGE < sizeof post)
        return false;
    for (size_t i = 1; i <= sizeof post; i++)
        if (*(const volatile char *)(target - i) != post[sizeof post - i])
            return false;
    return true;
}
#endif

void head_begin(struct MHD_Connection *connection, const char *target)
{
#if MHD_VERSION <= 0x00097700
    /* Without memory for it the library refuses as it used to. */
    if (!target || !follows_post(target))
        MHD_set_connection_value_n(connection, MHD_HEADER_KIND, length_name, sizeof length_name - 1, no_length, sizeof no_length - 1);
#else
    (void)connection, (void)target, (void)no_length;
#endif
}

static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value, size_t value_length)
{
    struct fields *fields = context;
    (void)kind;
    if (name == length_name)
        return MHD_YES;
    if (fields->count == MOST_FIELDS)
        return MHD_NO;
    fields->items[fields->count++] = (struct header_field){name, value ? value : "", name_length, value ? value_length : 0};
    return MHD_YES;
}

/* Whether the head holds what the library hid from us. It parses in place, putting NULs over colons and line ends, so that a NUL byte ends a
 * name or value early, a folded line is moved, and an empty name even ends the head, the rest being taken for the next request. But in a
 * sound head each piece starts where the one before it ended, all lines end alike, and an empty one ends them. */
static bool has_gaps(struct MHD_Connection *connection, const struct head_line *line, const struct fields *fields)
{
#if MHD_VERSION <= 0x00097700 /* later ones parse anew, and refuse all this by themselves */
    const char *const head_end = line->method + MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    if (line->sent_at != line->method + strlen(line->method) + 1 || line->version != line->sent_at + strlen(line->target) + 1)
        return true;
    const char *end = line->version + strlen(line->version);
    const ptrdiff_t line_end = fields->count ? fields->items[0].name - end : (head_end - end) / 2;
    if (line_end != 1 && line_end != 2)
        return true;
    for (size_t i = 0; i < fields->count; i++) {
        const struct header_field *field = &fields->items[i];
        const char *colon = field->name + field->name_length;
        if (field->name != end + line_end || field->value <= colon || field->value != colon + 1 + strspn(colon + 1, " \t"))
            return true;
        end = field->value + field->value_length;
    }
    return head_end != end + 2 * line_end;
#else
    (void)connection, (void)line, (void)fields;
    return false;
#endif
}

/* Of a header given twice the first counts, as with the library; but of X-Forwarded-For the last, which the nearest proxy has added. */
static void pick(const struct fields *fields, struct request *request, const char **request_id, const char **forwarded_for)
{
    const struct {
        const char *name;
        size_t length;
        const char **value;
    } wanted[] = {
        {"Accept", 6, &request->accept},
        {"Accept-Encoding", 15, &request->accept_encoding},
        {"If-None-Match", 13, &request->if_none_match},
        {"Host", 4, &request->host},
        {"Content-Type", 12, &request->content_type},
        {"X-Request-Id", 12, request_id},
        {"X-Forwarded-For", 15, forwarded_for},
    };
    for (size_t i = fields->count; i-- > 0;) {
        const struct header_field *field = &fields->items[i];
        for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
            if (field->name_length == wanted[k].length && !strncasecmp(field->name, wanted[k].name, wanted[k].length))
                if (wanted[k].value != forwarded_for || !*forwarded_for)
                    *wanted[k].value = field->value;
    }
}

const char *head_read(struct MHD_Connection *connection, const struct head_line *line, struct request *request, const char **request_id,
                      const char **forwarded_for)
{
    struct fields fields;
    fields.count = 0;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, collect, &fields);
    request->method = line->method;
    request->target = line->target;
    pick(&fields, request, request_id, forwarded_for);
    if (fields.count == MOST_FIELDS)
        return "there are too many headers";
    const char *fault = framing_fault(line->method, line->version, fields.items, fields.count);
    if (fault)
        return fault;
    request->body_length = framing_has_no_body(line->method) ? 0 : framing_body_length(fields.items, fields.count);
    return has_gaps(connection, line, &fields) ? "the request's head holds a NUL byte, a folded line, an empty name or uneven line ends" : NULL;
}
