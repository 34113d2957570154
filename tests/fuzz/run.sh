#!/bin/sh
# Runs every fuzz target of a build for some seconds, all at once at low priority, and says for each how many inputs it took and what it
# found. What is worth keeping grows in <build>/grown/, so that the next run goes on from there; finds are in <build>/found/, each a file
# that <build>/targets/<target> FILE repeats. Those belong into tests/fuzz/corpus/ once mended.
#
#     tests/fuzz/run.sh build/fuzz 60
build=$1
seconds=$2
cd "$(dirname "$0")/../.." || exit 2
mkdir -p "$build/found"

start() { # target, most bytes of an input
	mkdir -p "$build/grown/$1"
	nice timeout $((seconds + 300)) "$build/targets/$1" -max_total_time="$seconds" -max_len="$2" -timeout=30 -rss_limit_mb=3000 \
		-print_final_stats=1 -dict=tests/fuzz/dictionary -artifact_prefix="$build/found/$1-" "$build/grown/$1" "tests/fuzz/corpus/$1" \
		>"$build/$1.log" 2>&1
	echo $? >"$build/$1.status"
}
start expression 400 &
start query 400 &
start service 500 &
wait

status=0
for target in expression query service; do
	inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")
	edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$build/$target.log" | tail -n 1)
	if [ "$(cat "$build/$target.status")" -eq 0 ]; then
		echo "$target: $inputs inputs in $seconds s, $edges edges, no finding"
	else
		grep -a 'broken promise\|ERROR: \|runtime error' "$build/$target.log"
		echo "$target: a finding after $inputs inputs: see $build/$target.log and $build/found/"
		status=1
	fi
done
exit $status
