#!/bin/sh
# Installs those of the Debian packages named as arguments that are missing: silent and quick when none is, and on systems without
# apt-get a sentence that says what to install by other means.
missing=
for package in "$@"; do
	dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed$' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "These packages are needed, by their Debian names:$missing" >&2
	echo "There is no apt-get here to install them; install what your system calls them, then run 'make all'." >&2
	exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "These packages are missing:$missing" >&2
		echo "Installing them takes root and there is no sudo; as root, run: apt-get install$missing" >&2
		exit 1
	fi
	as_root=sudo
fi
echo "Installing:$missing"
# The update may fail in part (a mirror that is down) and the installation still succeed, so only the latter counts.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; then
	echo "These packages could not be installed:$missing" >&2
	exit 1
fi
