"""What hands do, as far as the service answers for it: formulas as people write them, what clients make of them, addresses that are pasted elsewhere.
Each reported request is followed by others of its kind; what the page itself does is tested by tests/browser."""

import math
import urllib.parse

import field
from field import fact, refused
from harness import check

# As typed, a place, and the value there.
WRITTEN = [
    ("3x", 2, 6), ("(x+1)(x-1)", 3, 8), ("|x|", -2, 2), ("√x", 9, 3), ("sin^2(x)", 1, math.sin(1) ** 2), ("y=x^2", 3, 9),
    ("2πx", 0.5, math.pi), ("f(x)=x³-x", 2, 6), ("x·e^(-x²)", 1, math.exp(-1)), ("√(x²+1)", 2, math.sqrt(5)), ("|x-1|+|x+1|", 3, 6), ("3(x-1)(x+2)", 2, 12),
    ("x(x+1)", 4, 20), ("X^2", 3, 9), ("cos²(x)", 1, math.cos(1) ** 2), ("2|x|", -3, 6), ("1/2x", 4, 2), ("x cos(x)", 2, 2 * math.cos(2)), ("−x²", 3, -9),
]

# Refused, and the formula that a click takes instead.
REPAIRED = [("sin x", "sin(x)"), ("sinx", "sin(x)"), ("x^2-", None), ("sin(x", "sin(x)"), ("x**2)", "x**2"), ("max(x;1)", "max(x,1)")]

# What requests.get(params={'f': …}) makes of a formula.
FORMS = [("x cos(x)", 2, 2 * math.cos(2)), ("x + cos(x)", 2, 2 + math.cos(2)), ("2 x (x + 1)", 3, 24), ("(x+1) (x-1)", 3, 8), ("exp(-x^2) + 1", 0, 2)]

PASTED = ["study=descent&f=himmelblau&start=1,1", "study=landscape&f=x^2%2By^2*sin(x)&view=surface", "study=critical-points&f=rastrigin", "study=risk&n=10"]


def typed():
    for formula, x, value in WRITTEN:
        yield f"point?f={formula}&at={x}", fact("points.0.value", float(value), 1e-12)
    for formula, repair in REPAIRED:
        yield f"point?f={formula}&at=1", refused("f", *([f'"repair": "{repair}"'] if repair else []))
    # Points of too few or too many coordinates, mended.
    for f, at, repair in (("risk", "1,1", "1"), ("beale", "0.5", "0.5,0.5"), ("himmelblau", "1,2,3", "1,2")):
        yield f"point?f={f}&at={at}", refused("at", f'"repair": "{repair}"')


def forms(server):
    for formula, x, value in FORMS:
        reply = server.ask("/v1/point.json?" + urllib.parse.urlencode({"f": formula, "at": x}))
        found = reply.json()["facts"]["points"][0]["value"] if reply.status == 200 else reply.body
        check(isinstance(found, (int, float)) and abs(found - value) < 1e-12, f"{formula} sent as a form is {value} at {x}", found)


# Addresses of which the study is not named as it is here, and what the preview's picture is of.
NEARLY = [("f=x^2", "/v1/landscape.png?f=x%5E2"), ("study=Landscape&f=x^2", "/v1/landscape.png?f=x%5E2"), ("study=contour&f=himmelblau", "/v1/landscape.png?f=himmelblau"),
          ("study=gradient-descent&f=himmelblau&start=1,1", "/v1/descent.png?f=himmelblau&start=1,1"), ("study=critical_points&f=rastrigin", "/v1/critical-points.png?f=rastrigin"),
          ("data=moons", "/v1/data.png?data=moons"), ("fbclid=abc&study=landscape&f=x^3&utm_source=chat", "/v1/landscape.png?f=x%5E3")]


def nearly(server):
    for query, picture in NEARLY:
        head = server.ask(f"/?{query}").body.decode().split("</head>")[0]
        image = head.split('property="og:image"')[1].split('content="')[1].split('"')[0].replace("&amp;", "&")
        check(picture in image, f"/?{query} shows {picture}", image)


def pasted(server):
    """An address has a title and a picture in a chat, is found by oEmbed, and can be framed where it is meant to be."""
    for query in PASTED:
        page = server.ask(f"/?{query}")
        head = page.body.decode().split("</head>")[0]
        check(page.status == 200 and all(f'property="{name}"' in head for name in ("og:title", "og:image", "og:description")), f"/?{query} has a preview", head[:300])
        image = head.split('property="og:image"')[1].split('content="')[1].split('"')[0].replace("&amp;", "&") if "og:image" in head else "/"
        drawn = server.ask(urllib.parse.urlsplit(image)._replace(scheme="", netloc="").geturl())
        check(drawn.status == 200 and drawn.body[:4] == b"\x89PNG", f"/?{query}: its picture is one", image, drawn.status)
        oembed = server.ask("/oembed?url=" + urllib.parse.quote(f"/?{query}", safe=""))
        check(oembed.status == 200 and oembed.json()["type"] in ("photo", "rich") and oembed.json()["title"], f"/?{query} is found by oEmbed", oembed.body)
        embed = server.ask(f"/embed?{query}")
        policy = embed["Content-Security-Policy"] or ""
        check(embed.status == 200 and "frame-ancestors 'none'" not in policy, f"/embed?{query} can be framed", policy)
        check("frame-ancestors 'none'" in (page["Content-Security-Policy"] or ""), f"/?{query} cannot", page["Content-Security-Policy"])


# What a browser that is sent to an address shows instead of JSON, and what stands there.
MISTAKEN = [
    ("/v1/landscape.json?f=sinx&x=0:1", 400, 'href="/v1/landscape.json?f=sin(x)&amp;x=0:1"'),
    ("/v1/descent.csv?f=x^2&start=1&optimizer=Adam(lr=1e-3,%20betas=(0.9,%200.999))", 400, "adam(lr=1e-3,beta1=0.9,beta2=0.999)"),
    ("/docs/", 404, 'href="/docs"'), ("/v1/figures/", 404, 'href="/v1/figures"'), ("/v1/plot", 404, 'href="/v1/landscape"'), ("/nonesuch", 404, "there is no such path"),
    ("/v1/landscape.txt?f=%3Cscript%3E", 400, "&lt;script&gt;"), ("/embed?study=landscape&f=x^", 400, "the formula ends where an operand should stand"), ("/embed", 400, "study"),
]


def navigated(server):
    """Mistakes in an address that is typed into a browser are pages, with a link to what is meant; programs get JSON, and pictures are pictures."""
    for target, status, says in MISTAKEN:
        page = server.ask(target, Accept="text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8")
        check(page.status == status and page["Content-Type"].startswith("text/html") and says in page.body.decode(), f"{target} in a browser says {says}", page.status, page.body)
        check("<script" not in page.body.decode() and "frame-ancestors" not in (page["Content-Security-Policy"] or ""), f"{target} has no script and may be framed", page["Content-Security-Policy"])
        for accept in ("*/*", "application/problem+json", "text/html, application/json"):
            check(server.ask(target, Accept=accept)["Content-Type"] == "application/problem+json", f"{target} is JSON where Accept is {accept}")
    check(server.ask("/v1/landscape.png?f=sinx", Accept="text/html,*/*;q=0.8")["Content-Type"] == "image/png", "a picture of a mistake stays one")


def hands(server):
    field.put(server, typed())
    forms(server)
    pasted(server)
    nearly(server)
    navigated(server)


if __name__ == "__main__":
    field.alone(hands)
