#!/bin/sh
# Draws every named figure, in both themes, small and large, and a page of hard cases as PNG and SVG, for eyes to look at. Files that
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
	number=$((number + 1))
	draw "hard-$number.png" "/v1/$(printf '%s' "$query" | sed 's/?/.png?/')"
	draw "hard-$number.svg" "/v1/$(printf '%s' "$query" | sed 's/?/.svg?/')"
	show "hard-$number.png" "$query"
done <<'CASES'
landscape?f=tan(x)
landscape?f=tan(x),x^2
landscape?f=floor(x)%2B1/x^2
landscape?f=sign(x),floor(x)&samples=200
landscape?f=sqrt(x-0.3217),log(x)
landscape?f=exp(-1e6*(x-0.3217)^2)%2Bx^2&x=-1:1
landscape?f=exp(-(1000*x)^2)&x=-5:5
landscape?f=sin(1/x)&x=-1:1
landscape?f=1/x&x=-1e-300:1e-300
landscape?f=1e300*sin(x)
landscape?f=1e-300*sin(x)
landscape?f=x^2&x=1e300:2e300
landscape?f=7
landscape?f=7,0,-7
landscape?f=1e9%2Bx&x=0:1
landscape?f=43e12*x^2
landscape?f=x^2&x=1:2&samples=1
landscape?f=log(x)&x=-5:-1
landscape?f=log(x)&x=-5:-1&y=-5:5&dim=2
landscape?f=x^3&yscale=log
landscape?f=-exp(x)&yscale=log
landscape?f=exp(50*x)&yscale=log
landscape?f=0*x*y%2B7&view=contour
landscape?f=rosenbrock&view=contour&zscale=log
landscape?f=rosenbrock&view=filled&zscale=rank&annotate=auto
landscape?f=rosenbrock&view=surface&zscale=log&annotate=auto
landscape?f=himmelblau&annotate=auto
landscape?f=himmelblau&view=wireframe&annotate=auto&azimuth=-100&elevation=50
landscape?f=rastrigin&view=heatmap&width=400&height=400
landscape?f=ackley&view=surface&azimuth=-35&elevation=50&x=-5:5&y=-5:5
landscape?f=easom&view=contour&zscale=rank
landscape?f=log(x*y)&view=heatmap&theme=dark
landscape?f=1e200*(x^2-y^2)&view=filled
landscape?f=saddle&view=surface&mark=0,0&theme=dark
landscape?f=rosenbrock&dim=3&view=contour&zscale=log&axes=1,3
landscape?f=risk,empirical_risk&annotate=auto&title=%E9%9E%8D%E7%82%B9%E4%B8%8E%E5%B1%80%E9%83%A8%E6%9C%80%E5%B0%8F%E5%80%BC
landscape?f=risk&title=%D9%86%D9%82%D8%B7%D8%A9%20%D8%B3%D8%B1%D8%AC%20(saddle)%20f(x)&xlabel=%D7%A0%D7%A7%D7%95%D7%93%D7%AA%20%D7%90%D7%95%D7%9B%D7%A3&ylabel=%F0%9F%98%80%20loss
landscape?f=risk&title=%E6%AD%A4%E5%9C%96%E9%A1%AF%E7%A4%BA%E7%B6%93%E9%A9%97%E9%A2%A8%E9%9A%AA%E7%9A%84%E6%9C%80%E5%B0%8F%E5%80%BC%E8%88%87%E9%A2%A8%E9%9A%AA%E7%9A%84%E6%9C%80%E5%B0%8F%E5%80%BC%E4%B8%8D%E5%9C%A8%E5%90%8C%E4%B8%80%E8%99%95%EF%BC%8C%E5%9B%A0%E6%AD%A4%E6%9C%80%E5%B0%8F%E5%8C%96%E7%B6%93%E9%A9%97%E9%A2%A8%E9%9A%AA%E4%B8%A6%E4%B8%8D%E7%AD%89%E6%96%BC%E6%9C%80%E5%B0%8F%E5%8C%96%E9%A2%A8%E9%9A%AA
landscape?f=risk&title=A%20title%20that%20goes%20on%20and%20on%20until%20it%20has%20to%20be%20broken%20into%20several%20lines%20to%20fit,%20and%20even%20then%20goes%20on,%20because%20its%20writer%20had%20two%20hundred%20characters%20to%20spend%20and%20a%20point%20to%20make%20at%20the%20end
landscape?f=risk&title=%3Cscript%3Ealert(1)%3C/script%3E%20%26amp;%20]]%3E%20%22quoted%22&annotate=%3Cb%3Ebold%3C/b%3E@0,0
landscape?f=sin(x),cos(x),sin(2*x),cos(2*x),sin(3*x),cos(3*x)&x=0:2*pi
landscape?f=sin(x),cos(x),tanh(x),x/5,abs(x)/5,exp(-x^2)&panels=each
landscape?f=x^4-2*x^2&derivatives=2&annotate=auto&theme=dark
landscape?f=risk&annotate=a%20note%20far%20away@5,5&annotate=one%20that%20is%20long%20enough%20to%20need%20more%20than%20one%20line%20of%20text%20to%20be%20said@1.09,-1.05&annotate=another@1.09,-1.05
descent?f=rosenbrock&start=-1.5,2&optimizer=gd(lr=0.001),momentum(lr=0.001),adam(lr=0.1)&steps=200
descent?f=d2l_quadratic&start=-5,-2&optimizer=gd&lr=0.6&steps=20
descent?f=himmelblau&start=0,0&optimizer=adam&lr=0.3&steps=100&view=both
descent?f=rastrigin&start=3,2&optimizer=gd(lr=0.001),momentum(lr=0.001,momentum=0.9),nesterov(lr=0.001),adagrad,rmsprop,adam,adamw,nadam&steps=50
point?f=risk&at=1
critical-points?f=rastrigin&x=-2.2:2.2&y=-2.2:2.2
basins?f=himmelblau&optimizer=gd&lr=0.01&steps=200&samples=150
hessian-signs?n=20
hessian-signs?n=1,2,3,4,5,6,7,8&theme=dark
escape?f=risk&start=-0.27&region=-1:0.27&noise=1,2
CASES
echo "$page: $(ls "$folder" | grep -c 'png$') pictures"
exit $failed
