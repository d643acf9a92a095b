#!/bin/sh
# Installs the Debian packages that the tests drive: real servers on loopback, a browser, the shells a target may have.
# Nothing is done when all are there; without root or sudo it says in one line what is missing and the tests skip it.
set -eu
wanted='openssh-server nmap nginx-light redis-server postgresql sudo busybox mawk gawk chromium fonts-noto-cjk'
missing=
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo='sudo -n'; else sudo=no; fi
if [ "$sudo" = no ] || ! command -v apt-get >/dev/null; then
  echo "missing for the live tests, which will be skipped: sudo apt install$missing" >&2; exit 0
fi
echo "Installing$missing ..." >&2
$sudo apt-get update -qq
# shellcheck disable=SC2086  # a list of words is meant
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
