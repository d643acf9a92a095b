"""Generates the collector: one read-only POSIX sh script that answers a batch of requests.

The same script runs on this machine, over SSH, and on its own on an air-gapped host. It is deterministic for
a batch and needs `sh`, `head`, `stat`, and, for some requests, `find`, `awk`, `timeout`; BusyBox has them all.

The answer is one stream of records separated by a newline, a boundary of 128 random bits that the script
draws on the target, and a space. Nothing stored on the host before the run can contain the boundary, so file
names and contents need no quoting. `posture.transport.frames` reads the stream.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from posture.model.interest import NAMES
from posture.model.request import (
    WILDCARDS,
    Inside,
    Interest,
    Look,
    Read,
    Redaction,
    Run,
    Tally,
    Walk,
)
from posture.transport.redaction.awk import PRIVATE_KEY_AWK, SETTINGS_AWK, SHADOW_AWK
from posture.transport.redaction.snmp import SNMP_AWK
from posture.transport.redaction.web_awk import WEB_AWK
from posture.transport.tally_awk import TALLY_AWK
from posture.transport.wire import requests_to_json

MAGIC = "posture-collect/1"
STAT_BATCH = 60

PRELUDE = r"""
LC_ALL=C; export LC_ALL; unset LANG LANGUAGE IFS
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH; export PATH; umask 077
B=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n')
[ ${#B} = 32 ] || { echo 'posture: no random boundary: od or /dev/urandom is missing' >&2; exit 70; }
U=$(id -u)
renice -n 10 -p $$ >/dev/null 2>&1
if timeout 5 true 2>/dev/null; then T='timeout -k 2'; $T 5 true 2>/dev/null || T=timeout; else T=; fi
limited() { s=$1; shift; if [ -n "$T" ]; then $T "$s" "$@"; else "$@"; fi; }
# no ID REASON DETAIL: could not look.   a ID PATH: looked, not there.
no() { printf '\n%s n %s %s %s' "$B" "$1" "$2" "$3"; }
a() { printf '\n%s a %s %s' "$B" "$1" "$2"; }
# gone ID PATH: absent only when the nearest folder that exists may be searched
gone() {
  d=${2%/*}; while [ -n "$d" ] && [ ! -d "$d" ]; do d=${d%/*}; done
  if [ -z "$d" ] || [ -x "$d" ]; then a "$1" "$2"; else no "$1" permission "$d"; fi
}
# ck ID r|x FOLDER...: report folders on the way that may not be listed (r) or entered (x)
ck() {
  i=$1 m=$2; shift 2
  for d do
    [ -d "$d" ] || continue
    if [ ! -x "$d" ] || { [ "$m" = r ] && [ ! -r "$d" ]; }; then no "$i" permission "$d"; fi
  done
}
open_() { printf '\n%s p %s %s\n%s c ' "$B" "$1" "$2" "$B"; }
# rd ID PATH LIMIT FILTER: one file
rd() {
  if [ -f "$2" ]; then
    if [ -r "$2" ]; then
      open_ "$1" "$2"
      if [ "$4" = - ]; then head -c "$3" <"$2" 2>/dev/null; else head -c "$3" <"$2" 2>/dev/null | "$4"; fi
      printf '\n%s e %s' "$B" $?
    else no "$1" permission "$2"; fi
  elif [ -c "$2" ] && [ "$2" -ef /dev/null ]; then open_ "$1" "$2"; printf '\n%s e 0' "$B"
  elif [ -e "$2" ]; then no "$1" unsupported "$2 is no regular file"
  elif [ -L "$2" ]; then no "$1" failed "$2 is a symbolic link that leads nowhere"
  else gone "$1" "$2"; fi
}
# kv ID PATH: note a kernel value; all are read by one process. The shell's own `read` takes one byte at a time,
# and /proc/sys answers a second byte with the end of the file.
K=
kv() {
  if [ -r "$2" ]; then K="$K $1 $2"
  elif [ -e "$2" ]; then no "$1" permission "$2"
  else gone "$1" "$2"; fi
}
kernel_values() {
  awk -v B="$B" 'BEGIN { for (i = 1; i < ARGC; i += 2) {
    printf "\n%s p %s %s\n%s c ", B, ARGV[i], ARGV[i+1], B
    while ((r = (getline l < ARGV[i+1])) > 0) printf "%s\n", l
    printf "\n%s e %d", B, (r < 0) } }' "$@"
}
run() {
  i=$1 l=$2 s=$3; shift 3
  if command -v "$1" >/dev/null 2>&1; then
    printf '\n%s o %s\n%s c ' "$B" "$i" "$B"
    { limited "$s" "$@" </dev/null 2>/dev/null; printf '\n%s x %s' "$B" $?; } | head -c "$l"
  else no "$i" tool-missing "$1"; fi
}
asroot() { if [ "$U" = 0 ]; then run "$@"; else no "$1" permission "\`$4\` needs root"; fi; }
""".strip()

WALKER = r"""
LOCAL='ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs bcachefs ntfs3 vfat'
# roots FOLDER: it, and the local file systems mounted below it; network file systems are left out. What cannot be
# told (no table, a name with blanks, which the table escapes) is counted as skipped: the walk is then not complete.
SKIPPED=0
roots() {
  R=$1; set -- "$1"; SKIPPED=0; [ -r /proc/mounts ] || SKIPPED=1
  while read -r _ p t _; do
    case "$t $p" in
      'tmpfs /tmp'|'tmpfs /var/tmp'|'tmpfs /dev/shm') ;;
      *) case " $LOCAL " in *" $t "*) ;; *) continue;; esac
    esac
    case $p in
      "$R") ;;
      *\\*) SKIPPED=$((SKIPPED+1));;
      "${R%/}"/*) set -- "$@" "$p";;
    esac
  done </proc/mounts 2>/dev/null
  "$W" "$@"
}
# walked: the end record, from what find complained of (on standard error) and its status
walked() {
  awk -v B="$B" -v n="$SKIPPED" 'BEGIN { rc = 255 } /^rc [0-9]+$/ { rc = $2 }
    /ermission denied|peration not permitted|nput\/output error|tale file handle|ommunication error/ { n++ }
    END { printf "\n%s z %s %d", B, rc, n }'
}
NOUSER=; NOGROUP=
if find /dev/null -maxdepth 0 -uid 0 -nouser >/dev/null 2>&1; then
  while IFS=: read -r _ _ n _; do case $n in ''|*[!0-9]*) ;; *) NOUSER="$NOUSER ! -uid $n";; esac; done </etc/passwd
  while IFS=: read -r _ _ n _; do case $n in ''|*[!0-9]*) ;; *) NOGROUP="$NOGROUP ! -gid $n";; esac; done </etc/group
  UNOWNED=1
else UNOWNED=0; fi
""".strip()


def collector(requests: Sequence[Inside]) -> str:
    """The script for these requests; its answers carry the index of the request in this sequence."""
    parts = [
        "#!/bin/sh",
        "# Collector of Posture: reads what is listed below, writes nothing, prints one stream.",
        PRELUDE,
    ]
    parts += _filters(requests)
    if any(isinstance(request, Walk | Tally) for request in requests):
        parts.append(WALKER)
    parts.append(f"printf '%s %s' {MAGIC} \"$B\"")
    parts.append(r"""printf '\n%s i uid=%s time=%s' "$B" "$U" "$(date +%s)" """.rstrip())
    parts.append("""printf '\\n%s q %s' "$B" """ + shlex.quote(requests_to_json(requests)))
    for number, request in enumerate(requests):
        parts.append(f"# {number}: {request.describe()}".replace("\n", " "))
        parts.append(_ask(number, request))
    parts.append('[ -z "$K" ] || kernel_values $K')
    parts += _stats(requests)
    parts.append(r"""printf '\n%s .\n' "$B" """.rstrip())
    return "\n".join(parts) + "\n"


def _filters(requests: Iterable[Inside]) -> list[str]:
    """The redaction functions that the batch uses."""
    programs = {
        Redaction.SHADOW: SHADOW_AWK,
        Redaction.SNMP: SNMP_AWK,
        Redaction.PRIVATE_KEY: PRIVATE_KEY_AWK,
        Redaction.SETTINGS: SETTINGS_AWK,
        Redaction.WEB: WEB_AWK,
    }
    used = {request.redact for request in requests if isinstance(request, Read)}
    return [
        f"{_filter_name(kind)}() {{ tr -d '\\000' | awk {shlex.quote(program)}; }}"
        for kind, program in programs.items()
        if kind in used
    ]


def _filter_name(kind: Redaction) -> str:
    return "-" if kind is Redaction.NONE else f"redact_{kind.replace('-', '_')}"


def _ask(number: int, request: Inside) -> str:
    if isinstance(request, Read):
        return _read(number, request)
    if isinstance(request, Look):
        return _look(number, request)
    if isinstance(request, Run):
        how = "asroot" if request.root else "run"
        argv = " ".join(shlex.quote(word) for word in request.argv)
        return f"{how} {number} {request.limit + 64} {request.seconds} {argv}"
    if isinstance(request, Walk):
        return _walk(number, request)
    return _tally(number, request)


def _read(number: int, request: Read) -> str:
    name = _filter_name(request.redact)
    if not request.is_glob:
        if request.path.startswith("/proc/sys/"):
            return f"kv {number} {shlex.quote(request.path)}"
        return f"rd {number} {shlex.quote(request.path)} {request.limit + 1} {name}"
    return "\n".join(
        [
            _folder_checks(number, request.path),
            f"n=0; for f in {glob(request.path)}; do",
            '  [ -e "$f" ] || [ -L "$f" ] || continue',
            f"  n=$((n+1)); [ $n -le {request.most} ] || {{ no {number} truncated 'too many files'; break; }}",
            f'  [ -d "$f" ] || rd {number} "$f" {request.limit + 1} {name}',
            "done",
        ]
    )


def _look(number: int, request: Look) -> str:
    if request.is_glob:
        return _folder_checks(number, request.path)
    path = shlex.quote(request.path)
    return f"[ -e {path} ] || gone {number} {path}"


def _folder_checks(number: int, pattern: str) -> str:
    """Every folder on the way must be enterable, and listable where the next part is a wildcard."""
    parts = pattern.strip("/").split("/")
    enter: list[str] = []
    listed: list[str] = []
    for depth in range(1, len(parts)):
        prefix = glob("/" + "/".join(parts[:depth]))
        (listed if WILDCARDS & set(parts[depth]) else enter).append(prefix)
    if WILDCARDS & set(parts[0]):
        listed.append("/")
    lines = [f"ck {number} x {' '.join(enter)}"] if enter else []
    lines += [f"ck {number} r {' '.join(listed)}"] if listed else []
    return "\n".join(lines) or ":"


def glob(pattern: str) -> str:
    """The pattern as shell words: wildcards bare, everything else quoted."""
    out, literal = [], ""
    for char in pattern:
        if char in "*?[]":
            if literal:
                out.append(shlex.quote(literal))
                literal = ""
            out.append(char)
        else:
            literal += char
    if literal:
        out.append(shlex.quote(literal))
    return "".join(out)


def _stats(requests: Sequence[Inside]) -> list[str]:
    """Metadata of all paths asked, in few processes; the reader sorts the records to their requests."""
    paths = sorted(
        {
            request.path
            for request in requests
            if isinstance(request, Read | Look) and not request.path.startswith("/proc/sys/")
        }
    )
    lines = []
    for start in range(0, len(paths), STAT_BATCH):
        words = " ".join(glob(path) for path in paths[start : start + STAT_BATCH])
        lines.append(f"""printf '\\n'; stat -L -c "$B s %f %u %g %s %Y %n" -- {words} 2>/dev/null""")
        lines.append(r"""[ $? -lt 126 ] || printf '\n%s b stat' "$B" """.rstrip())
    return lines


def _walk(number: int, request: Walk) -> str:
    conditions = []
    names = sorted({name for interest in request.interests for name in NAMES.get(interest, ())})
    if Interest.SET_ID in request.interests:
        conditions.append(r"-type f \( -perm -4000 -o -perm -2000 \)")
    if Interest.WORLD_WRITABLE_FILE in request.interests:
        conditions.append("-type f -perm -0002")
    if Interest.WORLD_WRITABLE_DIR in request.interests:
        conditions.append("-type d -perm -0002 ! -perm -1000")
    if names:
        alternatives = " -o ".join(f"-iname {shlex.quote(name)}" for name in names)
        conditions.append(rf"-type f \( {alternatives} \)")
    joined = " -o ".join(rf"\( {condition} \)" for condition in conditions) or "-type f -type d"
    owned = ""
    if Interest.UNOWNED in request.interests:
        owned = (
            r"""[ $UNOWNED = 0 ] || set -- "$@" "(" "(" $NOUSER -nouser ")" -o "(" $NOGROUP -nogroup ")" ")" """
            r"""-exec stat -c "$B u %f %u %g %s %Y %n" "{}" + -o"""
        )
    return "\n".join(
        [
            f'walk{number}() {{ set -f; set -- "$@" -xdev',
            f"  {owned}",
            f"""  printf '\\n%s w %s %s\\n' "$B" {number} "$UNOWNED" """.rstrip(),
            rf"""  {{ {{ limited {request.seconds} find "$@" \( {joined} \) \
    -exec stat -c "$B m %f %u %g %s %Y %n" {{}} + 2>&1 1>&4 4>&-; echo "rc $?"; }} | walked; }} 4>&1; set +f; }}""",
            f"if [ -d {shlex.quote(request.root)} ]; then W=walk{number}; roots {shlex.quote(request.root)};"
            f" else gone {number} {shlex.quote(request.root)}; fi",
        ]
    )


def _tally(number: int, request: Tally) -> str:
    root, program, blocks = shlex.quote(request.root), shlex.quote(TALLY_AWK), request.limit // 512
    return "\n".join(
        [
            f"""tally{number}() {{ printf '\\n%s t %s' "$B" {number}""",
            rf"""  limited {request.seconds} find "$@" -xdev -type f -size -{blocks} -size +0 \
    -exec awk -v B="$B" {program} {{}} + 2>/dev/null""",
            "  S=$?; [ $SKIPPED = 0 ] || S=1",
            f"""  L=$(find "$@" -xdev -type f ! -size -{blocks} 2>/dev/null | wc -l)""",
            r"""  printf '\n%s z %s %s' "$B" $S $L; }""",
            f"if [ ! -d {root} ]; then gone {number} {root}",
            f"elif ! command -v awk >/dev/null 2>&1; then no {number} tool-missing awk",
            f"else W=tally{number}; roots {root}; fi",
        ]
    )
