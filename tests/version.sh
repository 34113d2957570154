#!/bin/sh
# The version is tied to the golden pictures (tests/golden/versions.txt) and to CHANGELOG.md. Arguments: none to check, "release" to close the
# version that is open. The check is tried on copies, in which it has to fail.
cd "$(dirname "$0")/.." || exit 2
hash_of() { # folder
	(cd "$1" && find . -type f ! -name versions.txt | LC_ALL=C sort | xargs sha256sum) | sha256sum | cut -d ' ' -f 1
}
fault_of() { # root of a tree: prints what is wrong
	version=$(sed -n 's/^#define LANDSCAPE_VERSION "\(.*\)"/\1/p' "$1/lib/public/landscape.h")
	last=$(grep -v '^#' "$1/tests/golden/versions.txt" | tail -n 1)
	if [ "${last% *}" != "$version" ]; then
		echo "the program calls itself '$version', the last of tests/golden/versions.txt is '${last% *}'"
	elif [ "${last#* }" != open ] && [ "${last#* }" != "$(hash_of "$1/tests/golden")" ]; then
		echo "figures are drawn in another way than $version drew them when it was released: give the program a new version"
	fi
	grep -q "^## $version" "$1/CHANGELOG.md" || echo "CHANGELOG.md has no section for $version"
}
if [ "$1" = release ]; then
	sed -i "s/ open\$/ $(hash_of tests/golden)/" tests/golden/versions.txt
	exit
fi

fault=$(fault_of .)
[ -z "$fault" ] || { echo "version: $fault"; exit 1; }
place=$(mktemp -d) || exit 2
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/lib/public" "$place/tests"
cp -a lib/public/landscape.h "$place/lib/public" && cp -a tests/golden "$place/tests" && cp -a CHANGELOG.md "$place"
expect() { # whether there is a fault: "" or "some", then what has been done
	found=$(fault_of "$place")
	[ -z "$found" ] && found_any= || found_any=some
	[ "$found_any" = "$1" ] || { echo "version: $2: '$found'"; exit 1; }
}
sed -i "s/ open\$/ $(hash_of tests/golden)/" "$place/tests/golden/versions.txt"
expect "" "a release just made"
echo changed >>"$place/tests/golden/figures/risk.txt"
expect some "a released figure drawn in another way passes"
cp -a tests/golden/figures/risk.txt "$place/tests/golden/figures"
sed -i 's/\(LANDSCAPE_VERSION\) .*/\1 "99.0.0"/' "$place/lib/public/landscape.h"
expect some "a version without a line of its own passes"
echo "version: $(sed -n 's/^#define LANDSCAPE_VERSION "\(.*\)"/\1/p' lib/public/landscape.h) is the last of tests/golden/versions.txt"
