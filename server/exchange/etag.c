/* 64-bit FNV-1a, twice from different starts: tags need to differ, not to resist an attacker, who could only confuse his own cache. */
#include "server/exchange/etag.h"

#include "data/folder.h"
#include "server/exchange/version.h"
#include "server/text/negotiate.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t hash(uint64_t state, const char *text)
{
    /* The NUL goes in too, so that "ab", "c" and "a", "bc" differ. */
    for (size_t i = 0, length = strlen(text); i <= length; i++)
        state = (state ^ (unsigned char)text[i]) * 0x100000001b3u;
    return state;
}

const char *etag_hash(struct arena *arena, const char *part, ...)
{
    uint64_t first = hash(hash(hash(0xcbf29ce484222325u, LANDSCAPED_VERSION), version_build), folder_digest());
    uint64_t second = hash(hash(hash(0x9ae16a3b2f90404fu, LANDSCAPED_VERSION), version_build), folder_digest());
    va_list parts;
    va_start(parts, part);
    for (; part; part = va_arg(parts, const char *)) {
        first = hash(first, part);
        second = hash(second, part);
    }
    va_end(parts);
    return arena_format(arena, "%016llx%016llx", (unsigned long long)first, (unsigned long long)second);
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
