"""The awk program that counts personal data on the target: the twin of `posture.parse.personal_data`.

It runs in mawk, gawk and BusyBox awk under LC_ALL=C, takes files as arguments and the boundary as `-v B=...`, and
prints one record `BOUNDARY k KIND COUNT PATH` for each kind that a file holds. It ends with status 1 when a
file could not be read. Nothing of a file's content is ever printed. It holds no single quote, so it can stand
in a quoted shell word. BusyBox awk takes a NUL byte as the end of what it has read.
"""

from __future__ import annotations

TALLY_AWK = r"""
BEGIN {
  RS = "[^A-Za-z0-9@._%+-]+"
  DIGITS = "^[0-9]+[0-9Xx]$"
  split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", W, " ")
  split("31 28 31 30 31 30 31 31 30 31 30 31", D, " ")
  P = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
  P = P "50 51 52 53 54 61 62 63 64 65 71 81 82 83 "
  CHECK = "10X98765432"
  for (f = 1; f < ARGC; f++) {
    ids = mobiles = cards = mails = 0
    while ((got = (getline run < ARGV[f])) > 0) if (length(run) >= 5 && length(run) <= 4096) count(run)
    if (got < 0) bad = 1; else close(ARGV[f])
    say("cn-resident-id", ids, ARGV[f]); say("cn-mobile", mobiles, ARGV[f])
    say("bank-card", cards, ARGV[f]); say("email", mails, ARGV[f])
  }
  exit bad
}
function say(kind, number, path) { if (number) printf "\n%s k %s %d %s", B, kind, number, path }
function count(run,   n, i, word) {
  if (run ~ /[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]/) {
    n = split(run, word, /[^A-Za-z0-9]+/)
    for (i = 1; i <= n; i++) if (length(word[i]) >= 11 && length(word[i]) <= 19 && word[i] ~ DIGITS) number(word[i])
  }
  if (index(run, "@")) {
    n = split(run, word, "@")
    for (i = 1; i < n; i++) if (address(word[i], substr(word[i + 1], 1, 255))) mails++
  }
}
function number(w,   l, two) {
  l = length(w)
  if (l == 18 && resident(w)) { ids++; return }
  if (w ~ /[Xx]/) return
  if (mobile(w, l)) { mobiles++; return }
  two = substr(w, 1, 2)
  if ((two == "62" && l >= 16) || (l == 16 && (w ~ /^4/ || w ~ /^5[1-5]/ || two == "35")) || \
      (l == 15 && (two == "34" || two == "37"))) if (luhn(w, l)) cards++
}
function mobile(w, l) {
  if (l == 15 && substr(w, 1, 4) == "0086") { w = substr(w, 5); l = 11 }
  if (l == 13 && substr(w, 1, 2) == "86") { w = substr(w, 3); l = 11 }
  return l == 11 && w ~ /^1[3-9]/
}
function resident(w,   y, m, d, most, sum, i, last) {
  if (!index(P, " " substr(w, 1, 2) " ")) return 0
  y = substr(w, 7, 4) + 0; m = substr(w, 11, 2) + 0; d = substr(w, 13, 2) + 0
  if (y < 1900 || y > 2039 || m < 1 || m > 12) return 0
  most = D[m] + (m == 2 && y % 4 == 0 && y != 1900)
  if (d < 1 || d > most) return 0
  for (i = 1; i <= 17; i++) sum += substr(w, i, 1) * W[i]
  last = substr(w, 18, 1)
  if (last == "x") last = "X"
  return substr(CHECK, sum % 11 + 1, 1) == last
}
function luhn(w, l,   i, d, sum) {
  for (i = 0; i < l; i++) {
    d = substr(w, l - i, 1) + 0
    if (i % 2) { d *= 2; if (d > 9) d -= 9 }
    sum += d
  }
  return sum % 10 == 0
}
function address(left, right) {
  if (left == "") return 0
  if (match(right, /[^A-Za-z0-9.-]/)) right = substr(right, 1, RSTART - 1)
  sub(/[.-]+$/, "", right)
  if (right !~ /^[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z][A-Za-z]+$/) return 0
  return right !~ /\.[.-]/
}
""".strip()
