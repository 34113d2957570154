/* Tags need to differ, and need not resist an attacker: a client that makes two answers share a tag confuses its own cache alone. */
#include "server/exchange/etag.h"

#include "base/hash.h"
#include "data/folder.h"
#include "server/exchange/version.h"
#include "server/text/negotiate.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The NUL is hashed too, so that "ab", "c" and "a", "bc" differ. */
static void add(struct digest *digest, const char *text)
{
    digest_add(digest, text, strlen(text) + 1);
}

const char *etag_hash(struct arena *arena, const char *part, ...)
{
    struct digest digest = digest_start();
    char text[DIGEST_SIZE];
    add(&digest, LANDSCAPED_VERSION);
    add(&digest, version_build);
    add(&digest, folder_digest());
    va_list parts;
    va_start(parts, part);
    for (; part; part = va_arg(parts, const char *))
        add(&digest, part);
    va_end(parts);
    digest_print(&digest, text);
    return arena_copy(arena, text, DIGEST_SIZE - 1);
}

/* What the tags of a hash and coding begin with, whatever the length. */
static const char *beginning(struct arena *arena, const char *hash, const char *coding)
{
    return arena_format(arena, "\"%s-%s%s", hash, coding ? coding : "", coding ? "-" : "");
}

const char *etag_make(struct arena *arena, const char *hash, const char *coding, size_t length)
{
    return arena_format(arena, "%s%zx\"", beginning(arena, hash, coding), length);
}

const char *etag_held(struct arena *arena, const char *if_none_match, const char *hash, const char *coding, size_t *length)
{
    const char *start = beginning(arena, hash, coding), *at = tag_find(if_none_match, start);
    if (!at)
        return NULL;
    char *end;
    *length = strtoull(at + strlen(start), &end, 16);
    const char *tag = etag_make(arena, hash, coding, *length);
    /* Only what we would have written ourselves is ours. */
    return !strncmp(at, tag, strlen(tag)) ? tag : NULL;
}
