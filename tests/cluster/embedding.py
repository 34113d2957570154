"""Pictures on other people's pages: <img> on any site, GitHub's image proxy, chats that look at suffixes, and links that unfold."""

import html.parser
import json
import urllib.parse
import xml.etree.ElementTree

from client import get
from many import Cluster
from tally import check

PUBLIC = "figures.example.org"
TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "json": "application/json", "csv": "text/csv", "txt": "text/plain"}


def ask(target, method="GET", **headers):
    return get(Cluster.edge.port, target, method, **headers)


def on_any_site():
    """an <img> or a fetch from any other origin may use every answer, errors too"""
    targets = [f"/v1/figures/risk.{extension}" for extension in TYPES] + ["/v1/figures", "/v1/landscape.png?f=", "/v1/nothing", "/oembed?url=/figures/risk"]
    for target in targets:
        reply = ask(target, Origin="https://blog.example.com")
        check(reply["Access-Control-Allow-Origin"] == "*", f"{target}: CORS", reply.headers)
        check(reply["Cross-Origin-Resource-Policy"] == "cross-origin", f"{target}: CORP", reply.headers)
        check(reply["X-Content-Type-Options"] == "nosniff", f"{target}: nosniff", reply.headers)
        check(reply["Set-Cookie"] is None and reply["X-Frame-Options"] is None, f"{target}: no strings attached", reply.headers)
    reply = ask("/v1/figures/risk.json", "OPTIONS", Origin="https://blog.example.com", Access_Control_Request_Method="GET",
                Access_Control_Request_Headers="if-none-match")
    check(reply.status == 204 and "GET" in reply["Access-Control-Allow-Methods"], "a preflight passes", reply.headers)


def image_proxies():
    """GitHub's image proxy gets an image type, a lifetime and a tag, without a redirect, small enough for it"""
    camo = {"Via": "github-camo (1234abcd)", "User_Agent": "github-camo (1234abcd)", "Accept_Encoding": "gzip",
            "X_Frame_Options": "deny", "Content_Security_Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'"}
    for extension in ("png", "svg"):
        for accept in ("image/*", "image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "text/html"):
            reply = ask(f"/v1/figures/risk.{extension}?theme=auto", Accept=accept, **camo)
            check(reply.status == 200 and reply["Content-Type"] == TYPES[extension], f"{extension} whatever Accept says", reply.headers)
            check(reply["Cache-Control"] == "public, max-age=86400" and reply["ETag"], "with a lifetime and a tag", reply.headers)
            check(len(reply.body) < 5 << 20, "under 5 MB")
    reply = ask("/v1/figures/nothing.svg", Accept="image/*", **camo)
    check(reply.status == 404 and reply["Content-Type"] == "image/svg+xml" and reply["Cache-Control"] == "no-store", "a mistake shows itself",
          reply.status, reply.headers)


def suffixes():
    """a program that goes by suffixes finds the type that they promise, by HEAD as by GET, with arguments behind them"""
    for extension, kind in TYPES.items():
        for target in (f"/v1/figures/risk.{extension}", f"/v1/landscape.{extension}?f=x^2&x=-1:1"):
            for method in ("GET", "HEAD"):
                reply = ask(target, method, Accept="*/*", User_Agent="Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")
                check(reply.status == 200 and reply["Content-Type"].split(";")[0] == kind, f"{method} {target}", reply.status, reply.headers)
    reply = ask("/v1/figures/risk.png", Range="bytes=0-32767")
    check(reply.status in (200, 206) and reply.body.startswith(b"\x89PNG"), "asking for the beginning only does no harm", reply.status)


class Tags(html.parser.HTMLParser):
    """The meta tags and links of a page."""

    def __init__(self, page):
        super().__init__()
        self.meta, self.links, self.images = {}, {}, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "meta":
            self.meta[attributes.get("property") or attributes.get("name")] = attributes.get("content")
        elif tag == "link":
            self.links[attributes.get("type") or attributes.get("rel")] = attributes.get("href")
        elif tag == "img":
            self.images.append(attributes)


def local(address):
    """What of an absolute address we ask ourselves."""
    parts = urllib.parse.urlsplit(address)
    check(parts.scheme == "https" and parts.netloc == PUBLIC, "addresses are absolute", address)
    return parts.path + ("?" + parts.query if parts.query else "")


def png_size(body):
    return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")


def pages_unfold():
    """every named figure has a page whose OpenGraph tags hold"""
    for figure in json.loads(ask("/v1/figures").body)["figures"]:
        reply = ask(f"/figures/{figure['id']}?utm_source=chat", Host=PUBLIC)
        check(reply.status == 200 and reply["Content-Type"].startswith("text/html"), figure["id"], reply.status, reply.body)
        tags = Tags(reply.body.decode())
        check(tags.meta["og:title"] == figure["title"] and tags.meta["og:description"] == figure["caption"], "title and caption", tags.meta)
        check(local(tags.meta["og:url"]) == f"/figures/{figure['id']}" and tags.links["canonical"] == tags.meta["og:url"], "where it is")
        picture = ask(local(tags.meta["og:image"]))
        check(picture["Content-Type"] == tags.meta["og:image:type"], "the image is of the type stated", picture.headers)
        stated = int(tags.meta["og:image:width"]), int(tags.meta["og:image:height"])
        check(png_size(picture.body) == stated, "and of the size stated", png_size(picture.body), stated)
        check(tags.meta["twitter:card"] == "summary_large_image" and tags.meta["og:image:alt"], "card and words for it", tags.meta)
        check(len(tags.images) == 1 and tags.images[0]["alt"] and ask(tags.images[0]["src"]).status == 200, "the page shows it", tags.images)
        embed = json.loads(ask(local(tags.links["application/json+oembed"]), Host=PUBLIC).body)
        check(embed["type"] == "photo" and embed["version"] == "1.0" and embed["title"] == figure["title"], "oEmbed is found", embed)
        check(png_size(ask(local(embed["url"])).body) == (embed["width"], embed["height"]), "its photo is of the size stated", embed)
    check(ask("/figures/nothing").status == 404, "what there is not has no page")


def oembed():
    """oEmbed: limits, both forms, any of our pictures, and nobody else's"""
    def about(url, **more):
        return ask("/oembed?" + urllib.parse.urlencode({"url": url, **more}), Host=PUBLIC)

    site = f"https://{PUBLIC}"
    small = json.loads(about(f"{site}/figures/risk", maxwidth=300, maxheight=1000).body)
    check(small["width"] <= 300 and png_size(ask(local(small["url"])).body) == (small["width"], small["height"]), "maxwidth", small)
    small = json.loads(about(f"{site}/v1/figures/risk.svg?theme=dark&scale=2", maxheight=200).body)
    check(small["height"] <= 200 and "theme=dark" in small["url"], "maxheight, and the arguments stay", small)
    check(png_size(ask(local(small["url"])).body) == (small["width"], small["height"]), "of the size stated", small)
    study = json.loads(about(f"{site}/v1/landscape.png?f=x%5E2%2B1&x=-1:1&title=a%26b").body)
    check(study["title"] == "a&b" and ask(local(study["url"])).status == 200, "a study", study)
    answer = about(f"{site}/v1/landscape?f=x<2", format="xml")
    check(answer["Content-Type"].startswith("text/xml"), "as XML", answer.headers)
    check(xml.etree.ElementTree.fromstring(answer.body).findtext("type") == "photo", "which can be read", answer.body)
    for url in ("https://elsewhere.example/figures/risk", f"{site}/figures/nothing", f"{site}/", site, f"{site}/v1/figures", "javascript:alert(1)"):
        check(about(url).status == 404, "not ours", url, about(url).status)
    check(about(f"{site}/figures/risk", format="yaml").status == 501, "another form is not implemented")
    check(ask("/oembed").status == 400 and about(f"{site}/v1/landscape.png?f=nothing").status == 400, "what is wrong is said")


scenarios = [on_any_site, image_proxies, suffixes, pages_unfold, oembed]
