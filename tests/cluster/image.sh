#!/bin/sh
# Builds docker/Dockerfile with buildah, which needs no daemon, on a base made by debootstrap, which needs no registry; then runs the image
# as docker/compose.yaml would: an unprivileged user, a root that cannot be written. To be run as root.
cd "$(dirname "$0")/../.." || exit 2
place=$PWD/build/image
mkdir -p "$place"
passed=0
failed=0
check() {
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what"
	fi
}
images() { buildah --root "$place/storage" --runroot "$place/run" --storage-driver vfs "$@"; }
base=docker.io/library/debian:bookworm-slim
image=localhost/landscaped

if ! images images -q $base >/dev/null 2>&1; then
	[ -d "$place/base" ] || debootstrap --variant=minbase bookworm "$place/base" >"$place/debootstrap.log" || exit 2
	# So that apt sees the same Debian from inside.
	cp -r /etc/apt/sources.list.d "$place/base/etc/apt/" && : >"$place/base/etc/apt/sources.list"
	tar -C "$place/base" -cf "$place/base.tar" .
	container=$(images from scratch) && images add -q "$container" "$place/base.tar" / >/dev/null
	images commit -q --rm "$container" $base >/dev/null || exit 2
fi
check "the image builds, its tests passing" sh -c '"$@" >"$0" 2>&1' "$place/build.log" buildah --root "$place/storage" --runroot "$place/run" \
	--storage-driver vfs bud --isolation chroot --pull-never -f docker/Dockerfile -t $image .

container=$(images from --pull-never $image) && root=$(images mount "$container") || exit 2
mount --bind "$root" "$root" && mount -o remount,bind,ro "$root"
mount --bind /dev "$root/dev" && mount -t proc proc "$root/proc"
inside() { chroot --userspec=65534:65534 "$root" "$@"; }
check "the root cannot be written" sh -c "! touch '$root/x' 2>/dev/null"
build/landscaped get /v1/figures/risk.png -o - >"$place/risk.png"
check "the program answers without a server, byte by byte what the program answers that is built here" \
	sh -c "chroot --userspec=65534:65534 '$root' landscaped get /v1/figures/risk.png | cmp -s - '$place/risk.png'"

# Not by the function: the process started has to be the program itself, as in a container.
chroot --userspec=65534:65534 "$root" landscaped serve --listen 127.0.0.1:0 2>"$place/server.log" &
server=$!
for _ in $(seq 100); do
	address=$(sed -n 's/.*"event":"start".*"address":"\([^"]*\)".*/\1/p' "$place/server.log")
	[ -n "$address" ] && break
	sleep 0.3
done
check "it starts" [ -n "$address" ]
check "it is healthy by its own word" inside landscaped check "http://$address/readyz"
check "it draws" sh -c "curl -sf 'http://$address/v1/figures/saddle.png' | pngcheck -q"
kill -TERM $server
wait $server
check "SIGTERM drains, and it exits with 0" [ $? -eq 0 ]

umount "$root/proc" "$root/dev" "$root"
images umount "$container" >/dev/null
images rm "$container" >/dev/null
echo "image: $passed passed, $failed failed"
[ $failed -eq 0 ]
