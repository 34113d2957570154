#!/bin/sh
# Runs the unit test programs given, from the root of the repository, one on each processor, and adds their numbers up. UNDER is what runs them,
# such as valgrind.
cd "$(dirname "$0")/.." || exit 2
# For builds with sanitizers: races and leaks that are the libraries' own, and no pools of memory in them that hide whose is whose.
export TSAN_OPTIONS="${TSAN_OPTIONS:-exitcode=66 suppressions=tests/soak/thread.supp}" G_SLICE=always-malloc
export limit=1500
[ -z "$UNDER" ] || limit=3600
directory=$(mktemp -d) || exit 2
trap 'rm -rf "$directory"' EXIT
export directory
# shellcheck disable=SC2016
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh -c '
	name=$(basename "$1")
	output=$(timeout $limit $UNDER "$1" 2>&1)
	code=$?
	good=$(printf "%s\n" "$output" | grep -c "^\[       OK \]")
	bad=$(printf "%s\n" "$output" | grep "^\[  FAILED  \] [a-z_]*$" | sort -u | wc -l) # each is listed again at the end
	if [ $code -ne 0 ]; then
		[ "$bad" -gt 0 ] || bad=1
		text="$output
"
	fi
	echo "$good $bad" > "$directory/$name"
	printf "%s%s: %s passed, %s failed\n" "$text" "$name" "$good" "$bad"' sh
awk -v programs=$# '{ passed += $1; failed += $2 }
	END { if (NR != programs) { failed += programs - NR }
	      printf "unit: %d passed, %d failed\n", passed, failed
	      exit failed > 0 || passed == 0 }' "$directory"/*
