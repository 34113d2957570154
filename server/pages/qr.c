/* /qr.svg?url=…: the address of one of our pages or pictures as a QR code, to be scanned from a slide. libqrencode makes the symbol; what it
 * allocates is a few kilobytes, for the length of what is encoded is bounded. */
#include "server/pages/page.h"

#include "server/exchange/origin.h"

#include <qrencode.h>
#include <string.h>

enum { MOST_BYTES = 1600, QUIET = 4 /* modules around the symbol, as ISO/IEC 18004 wants them */ };

/* Dark modules side by side are one stroke. */
static void draw(struct buffer *svg, const QRcode *code)
{
    const int width = code->width;
    buffer_format(svg,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\">"
                  "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
                  width + 2 * QUIET, width + 2 * QUIET, 4 * (width + 2 * QUIET), 4 * (width + 2 * QUIET));
    for (int row = 0; row < width; row++)
        for (int column = 0; column < width; column++) {
            int length = 0;
            while (column + length < width && code->data[row * width + column + length] & 1)
                length++;
            if (length)
                buffer_format(svg, "M%d %dh%dv1h-%dz", column + QUIET, row + QUIET, length, length);
            column += length;
        }
    buffer_text(svg, "\"/></svg>\n");
}

enum verdict qr_handle(struct exchange *exchange)
{
    const char *given = query_find(exchange->query.arguments, exchange->query.count, "url"), *url = given ? given : "";
    const char *whole = *url == '/' ? arena_format(exchange->arena, "%s%s", origin_of(exchange), url) : url;
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    const bool ours = *url && origin_is_ours(exchange, url), fits = strlen(whole) <= MOST_BYTES;
    if (!ours || !fits) {
        struct error *error = error_list_next(errors);
        if (ours)
            error_set(error, ERROR_INVALID, "url is %zu bytes long; a QR code of at most %d can be scanned", strlen(whole), MOST_BYTES);
        else
            error_set(error, ERROR_INVALID, "url is required: the address of one of our pages, for instance /?study=landscape&f=risk");
        error_blame(error, "url", url);
        return exchange_refuse(exchange, 400, errors);
    }
    QRcode *code = QRcode_encodeString8bit(whole, 0, strlen(whole) <= 600 ? QR_ECLEVEL_M : QR_ECLEVEL_L);
    if (!code) {
        error_set(error_list_next(errors), ERROR_MEMORY, "memory ran out");
        return exchange_refuse(exchange, 503, errors);
    }
    struct buffer svg = {.arena = exchange->arena};
    draw(&svg, code);
    QRcode_free(code);
    return exchange_send(
        exchange,
        &(struct content){.type = "image/svg+xml", .compressible = true, .revalidated = true, .body = buffer_string(&svg), .length = svg.length});
}
