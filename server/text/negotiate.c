/* The lists of these headers are read in place and leniently: an item that makes no sense is passed over, as RFC 9110 lets us. */
#include "server/text/negotiate.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* An item of a list: its text up to the first ';' without blanks around it, and its q. */
struct item {
    const char *text;
    size_t length;
    double quality;
};

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* The end of the piece at `at`, which a comma or `stop` closes outside of quotes. */
static const char *piece_end(const char *at, char stop)
{
    for (bool quoted = false; *at; at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (quoted && *at == '\\' && at[1])
            at++;
        else if (!quoted && (*at == ',' || *at == stop))
            break;
    }
    return at;
}

/* Reads "0", "0.5", "1.000"; anything else counts as 1, like an absent q. Independent of the locale. */
static double quality_read(const char *at)
{
    if (*at != '0')
        return 1;
    double quality = 0, weight = 0.1;
    if (at[1] == '.')
        for (at += 2; *at >= '0' && *at <= '9'; at++, weight /= 10)
            quality += weight * (*at - '0');
    return quality;
}

/* Takes the next item off the list; false at its end. */
static bool item_next(const char **list, struct item *item)
{
    const char *at = *list + strspn(*list, " \t,");
    if (!*at)
        return false;
    const char *end = piece_end(at, ';');
    *item = (struct item){at, (size_t)(end - at), 1};
    while (item->length && (at[item->length - 1] == ' ' || at[item->length - 1] == '\t'))
        item->length--;
    while (*end == ';') {
        const char *parameter = skip_blanks(end + 1);
        if ((parameter[0] | 0x20) == 'q' && parameter[1] == '=')
            item->quality = quality_read(parameter + 2);
        end = piece_end(parameter, ';');
    }
    *list = end;
    return true;
}

static bool is_text(const struct item *item, const char *text)
{
    return item->length == strlen(text) && !strncasecmp(item->text, text, item->length);
}

/* How closely a range fits a type: 3 itself, 2 its "type/" and a star, 1 any, 0 not at all. */
static int specificity(const struct item *range, const char *media_type)
{
    if (is_text(range, media_type))
        return 3;
    if (is_text(range, "*/*"))
        return 1;
    const size_t type = strcspn(media_type, "/") + 1;
    return range->length == type + 1 && range->text[type] == '*' && !strncasecmp(range->text, media_type, type) ? 2 : 0;
}

double accept_quality(const char *accept, const char *media_type)
{
    if (!accept || !*skip_blanks(accept))
        return 1;
    double quality = 0;
    int best = 0;
    struct item item;
    while (item_next(&accept, &item)) {
        const int fit = specificity(&item, media_type);
        if (fit > best) {
            best = fit;
            quality = item.quality;
        }
    }
    return quality;
}

bool accept_names(const char *accept, const char *range)
{
    const size_t length = strlen(range);
    const bool any_subtype = range[length - 1] == '/';
    struct item item;
    while (accept && item_next(&accept, &item)) {
        const bool same = any_subtype ? item.length > length && !strncasecmp(item.text, range, length) : is_text(&item, range);
        if (same && item.quality > 0)
            return true;
    }
    return false;
}

bool encoding_accepted(const char *accept_encoding, const char *coding)
{
    double quality = 0;
    bool named = false;
    struct item item;
    while (accept_encoding && item_next(&accept_encoding, &item)) {
        if (is_text(&item, coding)) {
            named = true;
            quality = item.quality;
        } else if (!named && is_text(&item, "*")) {
            quality = item.quality;
        }
    }
    return quality > 0;
}

const char *tag_find(const char *if_none_match, const char *beginning)
{
    const char *at = if_none_match ? if_none_match : "";
    while (*(at += strspn(at, " \t,"))) {
        if (at[0] == 'W' && at[1] == '/')
            at += 2;
        if (!strncmp(at, beginning, strlen(beginning)))
            return at;
        at = piece_end(at, ',');
    }
    return NULL;
}

bool tag_any(const char *if_none_match)
{
    const char *at = if_none_match ? skip_blanks(if_none_match) : "";
    return *at == '*' && !*skip_blanks(at + 1);
}
