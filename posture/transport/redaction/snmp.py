"""Takes communities and pass phrases out of snmpd.conf: a well-known one becomes `<default>`, the rest `<redacted>`.

The awk program below is the twin of `redact_snmp`.
"""

from __future__ import annotations

import re

from posture.parse.snmpd import WELL_KNOWN

KNOWN = tuple(sorted(name for name in WELL_KNOWN if name.isalnum()))
PLACES = {
    "rocommunity": 2,
    "rocommunity6": 2,
    "rwcommunity": 2,
    "rwcommunity6": 2,
    "trapcommunity": 2,
    "authcommunity": 3,
    "trapsink": 3,
    "trap2sink": 3,
    "informsink": 3,
    "com2sec": 4,
    "com2sec6": 4,
}
"""Which word of the line, counted from 1, is the community; com2sec's moves by two behind `-Cn CONTEXT`."""

_WORD = re.compile(r"[^ \t]+")


def redact_snmp(lines: list[str]) -> list[str]:
    """Each line with its secret words masked, comments too; all other characters stay."""
    return [_line(line) for line in lines]


def _line(line: str) -> str:
    start = len(line) - len(line.lstrip("# \t"))
    words = list(_WORD.finditer(line, start))
    if not words:
        return line
    first = _lower(words[0][0])
    if first == "createuser":
        return line if len(words) < 2 else f"{line[: words[1].start()]}<redacted>"
    place = PLACES.get(first, 0)
    if place == 4 and len(words) > 1 and words[1][0] == "-Cn":
        place = 6
    out, done = "", 0
    for number, word in enumerate(words, 1):
        if number == place or (number > 1 and words[number - 2][0] == "-c"):
            out += line[done : word.start()] + mask(word[0])
            done = word.end()
    return out + line[done:]


def mask(word: str) -> str:
    """The mark that stands for a community."""
    return "<default>" if _lower(word.strip("\"'")) in KNOWN else "<redacted>"


def _lower(text: str) -> str:
    """Lower case of ASCII letters alone, as awk has it under LC_ALL=C."""
    return "".join(char.lower() if char.isascii() else char for char in text)


SNMP_AWK = (
    r"""
BEGIN {
  split("@KNOWN@", w, " "); for (i in w) KNOWN[w[i]] = 1
  n = split("@PLACES@", w, " "); for (i = 1; i < n; i += 2) PLACE[w[i]] = w[i + 1] + 0
}
function mask(word) {
  gsub(/^["\047]+|["\047]+$/, "", word)
  return (tolower(word) in KNOWN) ? "<default>" : "<redacted>"
}
{
  cr = ""; line = $0
  if (substr(line, length(line)) == "\r") { cr = "\r"; line = substr(line, 1, length(line) - 1) }
  out = ""; rest = line; number = 0; place = 0; before = ""
  if (match(rest, /^[# \t]+/)) { out = substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 1) }
  while (match(rest, /[^ \t]+/)) {
    word = substr(rest, RSTART, RLENGTH); gap = substr(rest, 1, RSTART - 1); rest = substr(rest, RSTART + RLENGTH)
    number++
    if (number == 1) { first = tolower(word); if (first in PLACE) place = PLACE[first] }
    if (number == 2 && first == "createuser") { out = out gap "<redacted>"; rest = ""; break }
    if (number == 2 && place == 4 && word == "-Cn") place = 6
    out = out gap ((number == place || (number > 1 && before == "-c")) ? mask(word) : word)
    before = word
  }
  print out rest cr
}
""".replace("@KNOWN@", " ".join(KNOWN))
    .replace("@PLACES@", " ".join(f"{name} {place}" for name, place in PLACES.items()))
    .strip()
)
"""For snmpd.conf. Like the other programs it holds no single quote."""
