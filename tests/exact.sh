#!/bin/sh
# Same bits everywhere: of libm the objects of lib/ and server/ import only what IEEE 754 makes exact. Everything else depends on the processor,
# and is in lib/base/exact.h. Argument: the folder of the build (build).
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
exact=" sqrt fabs floor ceil trunc round rint nearbyint lrint lround llrint llround fmin fmax fdim fmod remainder ldexp scalbn scalbln frexp modf ilogb logb nextafter copysign "
libm=$(ldd "$build/landscaped" | sed -n 's|.*libm\.so.* => \([^ ]*\).*|\1|p')
[ -r "$libm" ] || { echo "exact: $build/landscaped is not linked to libm"; exit 1; }
if ldd "$build/landscaped" | grep -E 'blas|lapack'; then
	echo "exact: linked to a linear algebra library, of which another installed one would change bits, threads and time"
	exit 1
fi
faults=$({
	nm -D --defined-only "$libm" | sed 's/.* /libm /; s/@.*//'
	find "$build/objects/lib" "$build/objects/server" -name '*.o' -exec nm -A -u {} + | sed 's/:.* / /'
} | awk -v exact="$exact" '
	$1 == "libm" { libm[$2] = 1; next }
	index(exact, " " $2 " ") { sound++; next }
	$2 in libm || $2 ~ /^_ZGV/ { print $1 " imports " $2 ", whose bits depend on the processor: use lib/base/exact.h" }
	END { if (!("pow" in libm) || !sound) print "exact: nothing was compared" }')
if [ -n "$faults" ]; then
	echo "$faults"
	exit 1
fi
echo "exact: nothing of libm but what IEEE 754 makes exact"
