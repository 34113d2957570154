#!/bin/sh
# Tests the page in Debian's Chromium: starts the program given on a free port, drives the browser, and ends what it started.
# Pictures of the page are left in build/browser/ to be looked at.
cd "$(dirname "$0")/../.." || exit 2
program=${1:-build/landscaped}
place=build/browser
mkdir -p $place

if ! cmp -s tests/browser/package.json $place/package.json || [ ! -d $place/node_modules ]; then
	cp tests/browser/package.json $place/
	npm install --prefix $place --no-package-lock --no-audit --no-fund --loglevel=error || exit 2
fi

: >$place/server.log # the address of the run before must not be taken for that of this one
"$program" serve --listen 127.0.0.1:0 --log-requests 0 2>$place/server.log &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null' EXIT
for _ in $(seq 100); do
	address=$(sed -n 's/.*"event":"start".*"address":"\([^"]*\)".*/\1/p' $place/server.log)
	[ -n "$address" ] && break
	sleep 0.3
done
if [ -z "$address" ]; then
	cat $place/server.log
	exit 2
fi

site=$(mktemp -d)
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$site"' EXIT
"$program" export "$site" --theme light --format svg,png,csv >/dev/null || echo "export failed"
BASE=http://$address SITE=$site PACKAGES=$PWD/$place SHOTS=$PWD/$place node tests/browser/run.mjs ${2:+"$2"}
