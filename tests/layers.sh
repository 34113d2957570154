#!/bin/sh
# Which rooms may include which: a room may use those listed behind it, only one file speaks to each of the big libraries, and no file calls
# another that calls it back, on whatever way. Argument: the folder of the build (build).
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
status=0

allow() { # room, then the rooms it may include besides itself
	room=$1
	shift
	for file in lib/"$room"/*.[ch]; do
		for used in $(sed -n 's|^#include "\([a-z]*\)/.*|\1|p' "$file" | sort -u); do
			case " $room $* " in
			*" $used "*) ;;
			*) echo "$file includes $used/, which lib/$room may not know"; status=1 ;;
			esac
		done
	done
}

only() { # header pattern, then the one file that may include it
	for file in $(grep -lE "^#include <($1)" -r lib server 2>/dev/null); do
		case " $2 " in
		*" $file "*) ;;
		*) echo "$file speaks to $1; only $2 may"; status=1 ;;
		esac
	done
}

allow base
allow expression base
allow landscape base expression
allow network base expression landscape
allow data base expression landscape network
allow optimize base expression landscape network data
allow analysis base expression landscape network data optimize
allow figure base
allow study base expression landscape network data optimize analysis figure
allow public base expression landscape network data optimize analysis figure study

serve() { # room of the server, then the rooms of the server it may include besides itself
	room=$1
	shift
	for file in server/"$room"/*.[ch]; do
		for used in $(sed -n 's|^#include "server/\([a-z]*\)/.*|\1|p' "$file" | sort -u); do
			case " $room $* " in
			*" $used "*) ;;
			*) echo "$file includes server/$used/, which server/$room may not know"; status=1 ;;
			esac
		done
	done
}

serve text
serve formats text
serve exchange text formats
serve pages text formats exchange
serve service text formats exchange pages
serve dispatch text exchange service
serve http exchange service dispatch
serve program text formats exchange pages service http

only 'cairo|pango' "lib/figure/canvas.c lib/figure/font.c lib/figure/text.c"
only 'webp/' "lib/figure/webp.c"
only 'gif_lib' "lib/figure/gif.c"
only 'libdeflate' "lib/figure/png_chunks.c server/exchange/compress.c server/formats/npz.c"
only 'microhttpd' "server/http/transaction.h server/http/head.c server/http/pack.c"
only 'cjson' "server/text/json.c"

for file in $(grep -lE '^#include "(server/|service)' -r lib); do
	echo "$file includes the server"
	status=1
done
# Two structs do not have the same name, so that a name can be looked for.
for tag in $(sed -n 's/^[ \t]*\(static \|const \|extern \|typedef \)*struct \([a-z_]*\) {.*/\2/p' lib/*/*.[ch] server/*/*.[ch] | sort | uniq -d); do
	echo "struct $tag is the name of two structs"
	status=1
done

# Circles of files, as the linker sees them: an object uses the names that another defines.
uses() {
	ls lib/*/*.c server/*/*.c | sed "s|^|$build/objects/|; s/c\$/o/" | grep -v _lanes | xargs nm -A -P -g | awk '
		{ sub(/^.*objects\//, "", $1); sub(/\.o:$/, "", $1) }
		$3 == "U" { used[$1 " " $2]; next }
		{ from[$2] = $1 }
		END { for (pair in used) { split(pair, part, " "); if (part[2] in from && from[part[2]] != part[1]) print part[1], from[part[2]] } }' | sort -u
}
pairs=$(mktemp) && uses >"$pairs"
[ "$(wc -l <"$pairs")" -gt 100 ] || { echo "layers: $build holds no objects to look at"; status=1; }
circles=$(tsort <"$pairs" 2>&1 >/dev/null | sed 's/^tsort: -: input contains a loop:/a circle of files:/; s/^tsort: /\t/')
rm -f "$pairs"
[ -z "$circles" ] || { echo "$circles"; status=1; }
[ $status -eq 0 ] && echo "layers: every include points down, and no file goes round in a circle"
exit $status
