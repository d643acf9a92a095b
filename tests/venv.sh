#!/bin/sh
# venv.sh PYTHON FOLDER REQUIREMENT: a virtual environment with Posture in it, installed editable.
# Debian's Python comes without the venv module: it is installed where we may, else asked for in one line.
set -eu
python=$1 venv=$2 requirement=$3
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "posture needs Python 3.11 or newer: sudo apt install python3" >&2; exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo='sudo -n'; else sudo=no; fi
  if [ "$sudo" = no ] || ! command -v apt-get >/dev/null; then
    echo "Python's venv module is missing: sudo apt install python3-venv" >&2; exit 1
  fi
  $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null || {
    echo "python3-venv could not be installed: sudo apt install python3-venv" >&2; exit 1; }
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "Installing $requirement into $venv ..." >&2
PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install --quiet --use-pep517 -e "$requirement" || {
  echo "pip could not install $requirement: is a package index reachable?" >&2; exit 1; }
