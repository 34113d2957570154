/* The files of the page, compiled into the program: what stands in server/web/ is what is served. */
#ifndef SERVER_WEB_ASSETS_H
#define SERVER_WEB_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct web_asset {
    const char *name; /* as in the path: "style.css" */
    const char *type; /* Content-Type; null for templates, which are not served as they are */
    bool gallery;     /* a gallery without a service behind it needs it too */
    const char *data; /* not NUL-terminated */
    size_t length;
};

/* The row at an index; false past the last. */
bool web_asset_at(size_t index, struct web_asset *asset);

/* The row of that name; false if there is none. */
bool web_asset_find(const char *name, struct web_asset *asset);

#endif
