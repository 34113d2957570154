#!/bin/sh
# A build's name (server/exchange/version.h) is the same for the same sources wherever they lie, and another for others; and what a client holds by one
# build is never called good by another. Argument: the folder of the build to compare with (build).
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
place=$(mktemp -d) || exit 2
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$place"' EXIT
passed=0
failed=0
check() { # what, then a command
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what"
	fi
}
name() { # tree, then what is set for make
	tree=$1
	shift
	rm -f "$tree/named/build.c"
	MAKEFLAGS='' make -s -C "$tree" BUILD=named "$@" named/build.c && sed -n 's/.*version_build.*"\(.*\)".*/\1/p' "$tree/named/build.c"
}
copy() {
	mkdir -p "$place/$1" && cp -a Makefile lib server "$place/$1"
}

copy first
copy other/second
first=$(name "$place/first")
check "a name has 16 digits" [ ${#first} -eq 16 ]
check "two clean builds of the same sources have the same name" [ "$first" = "$(name "$place/other/second")" ]
check "strict ones too" [ "$first" = "$(name "$place/first" CFLAGS=-Werror)" ]
check "other flags give another" [ "$first" != "$(name "$place/first" CFLAGS=-O1)" ]
for file in lib/base/number.c lib/base/number.h lib/expression/operations.def server/exchange/etag.c server/web/style.css; do
	cp -a "$place/first/$file" "$place/kept"
	echo >>"$place/first/$file"
	check "$file changes the name" [ "$first" != "$(name "$place/first")" ]
	cp -a "$place/kept" "$place/first/$file"
done
check "and nothing else does" [ "$first" = "$(name "$place/first")" ]

# Two releases: a file of the page differs, and nothing that a figure depends on.
mkdir -p "$place/first/$build" && cp -a "$build/objects" "$build/liblandscape.a" "$place/first/$build"
echo >>"$place/first/server/web/style.css"
check "the second release builds" env MAKEFLAGS= make -s -C "$place/first" MODE=release BUILD="$build" all
serve() { # program, log; prints the address
	"$1" serve --listen 127.0.0.1:0 2>"$2" &
	servers="$servers $!"
	for _ in $(seq 150); do
		address=$(sed -n 's/.*"event":"start".*"address":"\([^"]*\)".*/\1/p' "$2" 2>/dev/null)
		[ -n "$address" ] && return
		sleep 0.2
	done
}
status() { # address, tag
	curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $2" "http://$1/v1/figures/risk.svg"
}
tag() {
	curl -sI "http://$1/v1/figures/risk.svg" | tr -d '\r' | sed -n 's/^ETag: //p'
}
serve "$build/landscaped" "$place/old.log" && old=$address
serve "$place/first/$build/landscaped" "$place/new.log" && new=$address
old_tag=$(tag "$old")
new_tag=$(tag "$new")
check "both answer" [ -n "$old_tag" ] && check "both answer" [ -n "$new_tag" ]
check "their tags differ" [ "$old_tag" != "$new_tag" ]
check "each knows its own" [ "$(status "$old" "$old_tag") $(status "$new" "$new_tag")" = "304 304" ]
check "and not the other's" [ "$(status "$old" "$new_tag") $(status "$new" "$old_tag")" = "200 200" ]
echo "build: $passed passed, $failed failed"
[ $failed -eq 0 ]
