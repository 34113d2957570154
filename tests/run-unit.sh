#!/bin/sh
# Runs the unit test programs given, from the root of the repository, and adds their numbers up.
cd "$(dirname "$0")/.." || exit 2
passed=0
failed=0
for program in "$@"; do
	output=$(timeout 300 "$program" 2>&1)
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
