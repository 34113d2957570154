#!/bin/sh
# Installs into a folder of its own and looks at what is there as a stranger would: a program outside is built against it, the shells read their
# completions, and what it exports has one prefix. Argument: the folder of the build (build).
cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
place=$(mktemp -d) || exit 2
trap 'rm -rf "$place"' EXIT
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
install_into() { # make's goal
	MAKEFLAGS='' make -s BUILD="$build" DESTDIR="$place/root" prefix=/usr "$1"
}
root=$place/root/usr
library=$root/lib
version=$(sed -n 's/^#define LANDSCAPE_VERSION "\(.*\)"/\1/p' lib/public/landscape.h)

check "it installs" install_into install
for file in bin/landscaped include/landscape.h lib/liblandscape.a lib/liblandscape.so lib/pkgconfig/landscape.pc share/man/man1/landscaped.1 \
	share/bash-completion/completions/landscaped share/zsh/site-functions/_landscaped share/fish/vendor_completions.d/landscaped.fish; do
	check "$file is there" [ -s "$root/$file" ]
done
check "nothing names the folder it was staged in" sh -c "! grep -rlI '$place' '$root'"

# Names
names() { # nm's flags and file
	nm "$@" 2>/dev/null | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $3 }' | sort -u
}
names -g --defined-only "$library/liblandscape.a" >"$place/static"
names -D --defined-only "$library/liblandscape.so" >"$place/shared"
sed -n 's/^LANDSCAPE_PUBLIC [^(]*[ *]\(landscape_[a-z_]*\)(.*/\1/p' lib/public/landscape.h | sort -u >"$place/documented"
check "the archive has the documented names and no others" cmp "$place/static" "$place/documented"
check "and so has the shared library" cmp "$place/shared" "$place/documented"
check "which is more than none" [ "$(wc -l <"$place/documented")" -gt 10 ]

# Programs
export PKG_CONFIG_PATH="$library/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$place/root"
check "pkg-config knows its version" [ "$(pkg-config --modversion landscape)" = "$version" ]
strict="-Wall -Wextra -Wpedantic -Werror"
flags=$(pkg-config --cflags landscape)
build_with() { # compiler and language, name, libraries
	# shellcheck disable=SC2086
	$1 $strict $flags tests/install/example.c -o "$place/$2" $3
}
shared="-L$library -llandscape -Wl,-rpath,$library"
static="$library/liblandscape.a $(PKG_CONFIG_SYSROOT_DIR='' pkg-config --libs --static landscape | sed 's/-L[^ ]*lib  *//; s/-llandscape//')"
check "as C, shared" build_with "cc -std=c17" shared "$shared"
check "as C, static" build_with "cc -std=c99" static "$static"
check "as C++" build_with "c++ -x c++ -std=c++11" plus "-x none $shared"
"$root/bin/landscaped" get '/v1/landscape.svg?f=x*cos(pi*x)&x=-1:2&derivatives=1' -o "$place/expected.svg"
"$root/bin/landscaped" get '/v1/landscape.txt?f=x*cos(pi*x)&x=-1:2&derivatives=1' -o "$place/expected.txt"
for program in shared static plus; do
	check "$program runs" sh -c "'$place/$program' '$place/$program.svg' >'$place/$program.txt'"
	check "$program draws what the service draws" cmp "$place/$program.svg" "$place/expected.svg"
	check "$program says what the service says" grep -qxF "$(cat "$place/expected.txt")" "$place/$program.txt"
done
# Before main it touches nothing of its host: its constructors call no allocator, and nothing in it sets one.
check "no setting of the allocator" sh -c "! nm -D --undefined-only '$library/liblandscape.so' | grep -qwE 'mallopt|malloc_trim|setlocale|signal|sigaction'"

# What shells and readers get
check "the manual page is sound" sh -c "! groff -man -ww -z -Tutf8 '$root/share/man/man1/landscaped.1' 2>&1 | grep ."
"$root/bin/landscaped" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p' >"$place/settings"
for setting in $(cat "$place/settings"); do
	grep -q "^\.B .*$(echo "$setting" | sed 's/-/\\\\-/g')" "$root/share/man/man1/landscaped.1" || check "the manual page tells of --$setting" false
done
check "there are settings" [ "$(wc -l <"$place/settings")" -gt 10 ]
completed() { # words
	bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _landscaped; echo "${COMPREPLY[@]}"' - \
		"$root/share/bash-completion/completions/landscaped" landscaped "$@"
}
check "bash completes a verb" [ "$(completed ex)" = export ]
check "a path" [ "$(completed get /v1/figures/ris)" = /v1/figures/risk.png ]
check "a value" [ "$(completed export --theme d)" = dark ]
check "a setting" [ "$(completed serve --list)" = --listen ]
check "zsh reads its own" zsh -n "$root/share/zsh/site-functions/_landscaped"
check "fish completes a path" sh -c "fish -c 'source $root/share/fish/vendor_completions.d/landscaped.fish; complete -C \"landscaped get /v1/figures/ris\"' | grep -qx /v1/figures/risk.png"

check "it goes without a trace" sh -c "MAKEFLAGS='' make -s BUILD='$build' DESTDIR='$place/root' prefix=/usr uninstall && ! find '$place/root' -type f -o -type l | grep ."
echo "install: $passed passed, $failed failed"
[ $failed -eq 0 ]
