/* Each needs nothing but its language; they are run in the tests (tests/cookbook.py, tests/browser), but for Julia. */
#include "server/pages/snippets.h"

const struct snippet snippets[] = {
    {"curl", "curl --fail-with-body -o figure.svg '", "svg", "'"},
    {"Python", "import json, urllib.request\n\nwith urllib.request.urlopen(\"", "json", "\") as answer:\n    print(json.load(answer)[\"summary\"])"},
    {"R", "cat(readLines(\"", "txt", "\"), sep = \"\\n\")"},
    {"Julia", "using Downloads\n\nprint(String(take!(Downloads.download(\"", "txt", "\", IOBuffer()))))"},
    {"JavaScript", "const answer = await fetch(\"", "json",
     "\");\nif (!answer.ok) throw new Error((await answer.json()).detail);\nconsole.log((await answer.json()).summary);"},
};
const size_t snippet_count = sizeof snippets / sizeof *snippets;
