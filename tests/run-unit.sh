#!/bin/sh
# Runs the unit test programs given, from the root of the repository, and adds their numbers up. UNDER is what runs them, such as valgrind.
cd "$(dirname "$0")/.." || exit 2
# For builds with sanitizers: races and leaks that are the libraries' own, and no pools of memory in them that hide whose is whose.
export TSAN_OPTIONS="${TSAN_OPTIONS:-exitcode=66 suppressions=tests/soak/thread.supp}" G_SLICE=always-malloc
limit=1500
[ -z "$UNDER" ] || limit=3600
passed=0
failed=0
for program in "$@"; do
	output=$(timeout $limit $UNDER "$program" 2>&1)
	code=$?
	good=$(printf '%s\n' "$output" | grep -c '^\[       OK \]')
	bad=$(printf '%s\n' "$output" | grep '^\[  FAILED  \] [a-z_]*$' | sort -u | wc -l) # each is listed again at the end
	if [ $code -ne 0 ]; then
		printf '%s\n' "$output"
		[ "$bad" -gt 0 ] || bad=1
	fi
	echo "$(basename "$program"): $good passed, $bad failed"
	passed=$((passed + good))
	failed=$((failed + bad))
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
