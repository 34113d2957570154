#!/bin/sh
# Draws every named figure, in both themes, small and large, and a page of hard cases as PNG and SVG, to be looked at. Files that
# pngcheck or xmllint object to are named, where those are installed.
# usage: tests/gallery.sh PROGRAM FOLDER
program=$1
folder=$2
mkdir -p "$folder"
page="$folder/index.html"
printf '<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font:16px sans-serif}figure{display:inline-block;margin:8px}img{max-width:100%%}figcaption{max-width:630px;overflow-wrap:anywhere}</style>\n' >"$page"
failed=0

complain() {
	echo "$1"
	failed=1
}

inspect() { # file
	case $1 in
	*.png) command -v pngcheck >/dev/null && { pngcheck -q "$1" || complain "pngcheck: $1"; } ;;
	*.svg) command -v xmllint >/dev/null && { xmllint --noout "$1" || complain "xmllint: $1"; } ;;
	esac
}

draw() { # file name, path and query
	"$program" get "$2" -o "$folder/$1" || complain "not drawn: $2"
	inspect "$folder/$1"
}

show() { # file name, caption
	printf '<figure><img src="%s" alt=""><figcaption>%s</figcaption></figure>\n' "$1" "$(printf '%s' "$2" | sed 's/&/\&amp;/g; s/</\&lt;/g')" >>"$page"
}

identifiers=$("$program" get /v1/figures | python3 -c 'import json, sys; print(*(figure["id"] for figure in json.load(sys.stdin)["figures"]))')
for look in 'light ' 'dark theme=dark' 'small width=200&height=111' 'large width=2000&height=1111'; do
	name=${look%% *}
	query=${look#* }
	printf '<h1>%s</h1>\n' "$name" >>"$page"
	for id in $identifiers; do
		draw "$id-$name.png" "/v1/figures/$id.png?$query"
		show "$id-$name.png" "$id"
	done
done

printf '<h1>Hard cases</h1>\n' >>"$page"
number=0
while read -r query; do
	case $query in '' | '#'*) continue ;; esac
	number=$((number + 1))
	draw "hard-$number.png" "/v1/$(printf '%s' "$query" | sed 's/?/.png?/')"
	draw "hard-$number.svg" "/v1/$(printf '%s' "$query" | sed 's/?/.svg?/')"
	show "hard-$number.png" "$query"
done <"$(dirname "$0")/hard-cases.txt"
echo "$page: $(ls "$folder" | grep -c 'png$') pictures"
exit $failed
