/* The assembler includes the files, without lines of comments, between two labels each. A file added to server/web/ needs a line in ASSETS. */
#include "server/pages/web_assets.h"

#include <string.h>

#define HTML NULL
#define STYLE "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define PICTURE "image/svg+xml"

/* ROW(symbol, name, type, whether a gallery without a service needs it) */
#define ASSETS(ROW)                                                                                                                                  \
    ROW(index_html, "index.html", HTML, false)                                                                                                       \
    ROW(gallery_html, "gallery.html", HTML, false)                                                                                                   \
    ROW(cookbook_html, "cookbook.html", HTML, false)                                                                                                 \
    ROW(docs_html, "docs.html", HTML, false)                                                                                                         \
    ROW(icon_svg, "icon.svg", PICTURE, true)                                                                                                         \
    ROW(style_css, "style.css", STYLE, true)                                                                                                         \
    ROW(theme_js, "theme.js", SCRIPT, true)                                                                                                          \
    ROW(gallery_js, "gallery.js", SCRIPT, true)                                                                                                      \
    ROW(share_js, "share.js", SCRIPT, true)                                                                                                          \
    ROW(dom_js, "dom.js", SCRIPT, true)                                                                                                              \
    ROW(play_css, "play.css", STYLE, false)                                                                                                          \
    ROW(docs_css, "docs.css", STYLE, false)                                                                                                          \
    ROW(docs_js, "docs.js", SCRIPT, false)                                                                                                           \
    ROW(begin_js, "begin.js", SCRIPT, false)                                                                                                         \
    ROW(pick_js, "pick.js", SCRIPT, false)                                                                                                           \
    ROW(play_js, "play.js", SCRIPT, false)                                                                                                           \
    ROW(rows_js, "rows.js", SCRIPT, false)                                                                                                           \
    ROW(address_js, "address.js", SCRIPT, true)                                                                                                      \
    ROW(controls_js, "controls.js", SCRIPT, false)                                                                                                   \
    ROW(slider_js, "slider.js", SCRIPT, false)                                                                                                       \
    ROW(formula_js, "formula.js", SCRIPT, false)                                                                                                     \
    ROW(form_js, "form.js", SCRIPT, false)                                                                                                           \
    ROW(fetching_js, "fetching.js", SCRIPT, false)                                                                                                   \
    ROW(picture_js, "picture.js", SCRIPT, false)                                                                                                     \
    ROW(frame_js, "frame.js", SCRIPT, false)                                                                                                         \
    ROW(reading_js, "reading.js", SCRIPT, false)                                                                                                     \
    ROW(player_js, "player.js", SCRIPT, false)                                                                                                       \
    ROW(hands_js, "hands.js", SCRIPT, false)                                                                                                         \
    ROW(history_js, "history.js", SCRIPT, false)                                                                                                     \
    ROW(following_js, "following.js", SCRIPT, false)                                                                                                 \
    ROW(tiles_js, "tiles.js", SCRIPT, false)                                                                                                         \
    ROW(view_js, "view.js", SCRIPT, false)                                                                                                           \
    ROW(gestures_js, "gestures.js", SCRIPT, false)                                                                                                   \
    ROW(facts_js, "facts.js", SCRIPT, false)                                                                                                         \
    ROW(numbers_js, "numbers.js", SCRIPT, false)

#define INCLUDE(symbol, file, type, gallery)                                                                                                         \
    __asm__(".pushsection .rodata\n"                                                                                                                 \
            "asset_" #symbol ":\n"                                                                                                                   \
            ".incbin \"" file "\"\n"                                                                                                                 \
            "asset_" #symbol "_end:\n"                                                                                                               \
            ".popsection\n");                                                                                                                        \
    extern const char asset_##symbol[], asset_##symbol##_end[];
ASSETS(INCLUDE)

/* The distance between two labels is known to the linker only, so a row keeps both. */
#define ROW(symbol, name, type, gallery) {name, type, gallery, asset_##symbol, asset_##symbol##_end},
static const struct {
    const char *name, *type;
    bool gallery;
    const char *data, *end;
} rows[] = {ASSETS(ROW)};

bool web_asset_at(size_t index, struct web_asset *asset)
{
    if (index >= sizeof rows / sizeof *rows)
        return false;
    *asset =
        (struct web_asset){rows[index].name, rows[index].type, rows[index].gallery, rows[index].data, (size_t)(rows[index].end - rows[index].data)};
    return true;
}

bool web_asset_find(const char *name, struct web_asset *asset)
{
    for (size_t i = 0; web_asset_at(i, asset); i++)
        if (!strcmp(asset->name, name))
            return true;
    return false;
}
