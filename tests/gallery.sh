#!/bin/sh
# Draws every named figure, in both themes, and a page of hard cases, for eyes to look at.
# usage: tests/gallery.sh PROGRAM FOLDER
program=$1
folder=$2
mkdir -p "$folder"
page="$folder/index.html"
printf '<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font:16px sans-serif}img{max-width:100%%;margin:8px}</style>\n' >"$page"

draw() { # file name, path and query
	if "$program" get "$2" -o "$folder/$1"; then
		printf '<figure><img src="%s" alt=""><figcaption>%s</figcaption></figure>\n' "$1" "$(printf '%s' "$2" | sed 's/&/\&amp;/g; s/</\&lt;/g')" >>"$page"
	else
		echo "not drawn: $2"
		failed=1
	fi
}

failed=0
for id in $("$program" get /v1/figures | python3 -c 'import json, sys; print(*(figure["id"] for figure in json.load(sys.stdin)["figures"]))'); do
	draw "$id.png" "/v1/figures/$id.png"
	draw "$id-dark.png" "/v1/figures/$id.png?theme=dark"
done

number=0
while read -r query; do
	number=$((number + 1))
	draw "hard-$number.png" "/v1/$query"
done <<'CASES'
landscape.png?f=tan(x)
landscape.png?f=floor(x)%2B1/x^2
landscape.png?f=1/x&x=-1e-300:1e-300
landscape.png?f=1e300*sin(x)
landscape.png?f=7
landscape.png?f=x^2&x=1:2&samples=1
landscape.png?f=log(x)&x=-5:-1
landscape.png?f=sin(1/x)&x=-1:1
landscape.png?f=exp(-(1000*x)^2)&x=-5:5
landscape.png?f=x^3&yscale=log
landscape.png?f=rosenbrock&view=contour&zscale=log
landscape.png?f=rosenbrock&view=surface&zscale=log
landscape.png?f=himmelblau&view=filled&annotate=auto
landscape.png?f=rastrigin&view=heatmap&width=400&height=400
landscape.png?f=ackley&view=surface&azimuth=-35&elevation=50
landscape.png?f=easom&view=contour&zscale=rank
landscape.png?f=risk,empirical_risk&annotate=auto&title=%E9%9E%8D%E7%82%B9%E4%B8%8E%E5%B1%80%E9%83%A8%E6%9C%80%E5%B0%8F%E5%80%BC
landscape.png?f=risk&title=%D9%86%D9%82%D8%B7%D8%A9%20%D8%B3%D8%B1%D8%AC&width=200&height=111
landscape.png?f=risk&title=A%20title%20that%20goes%20on%20and%20on%20until%20it%20has%20to%20be%20broken%20into%20several%20lines%20to%20fit&width=2000&height=1111
landscape.png?f=sin(x),cos(x),sin(2*x),cos(2*x),sin(3*x),cos(3*x)&x=0:2*pi
descent.png?f=rosenbrock&start=-1.5,2&optimizer=gd(lr=0.001),momentum(lr=0.001),adam(lr=0.1)&steps=200
descent.png?f=d2l_quadratic&start=-5,-2&optimizer=gd&lr=0.6&steps=20
descent.png?f=himmelblau&start=0,0&optimizer=adam&lr=0.3&steps=100&view=both
point.png?f=risk&at=1
critical-points.png?f=rastrigin&x=-2.2:2.2&y=-2.2:2.2
hessian-signs.png?n=20
CASES
echo "$page: $(ls "$folder" | grep -c png) pictures"
exit $failed
