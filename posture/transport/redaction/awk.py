"""The awk programs that take secrets out of files on the target: the twins of `posture.transport.redaction`.

Each reads standard input and prints the redacted text, and each gives, under LC_ALL=C in mawk, gawk and BusyBox awk,
byte for byte what its Python twin gives. They hold no single quote, so they can stand in a quoted shell word.
NUL bytes must be taken out before them (`tr -d '\\000'`), because BusyBox awk ends a line there.
"""

from __future__ import annotations

import re

from posture.transport.redaction import words as w

SHADOW_AWK = r"""
BEGIN { FS = OFS = ":" }
function scheme(field,   marks, rest, n, piece, cost) {
  marks = ""; rest = field
  if (match(field, /^[!*]+/)) { marks = substr(field, 1, RLENGTH); rest = substr(field, RLENGTH + 1) }
  if (rest == "" || rest == "x") return field
  if (rest ~ /^[$][A-Za-z0-9-]+[$].*[$]/) {
    n = split(rest, piece, "$")
    if (length(piece[2]) > 12) return marks "<other>"
    cost = ""
    if (piece[3] ~ /^rounds=[0-9]+$/ || (piece[2] ~ /^2/ && piece[3] ~ /^[0-9]+$/)) cost = piece[3] "$"
    return marks "$" piece[2] "$" cost "<redacted>"
  }
  if (length(rest) == 13 && rest ~ /^[.\057A-Za-z0-9]+$/) return marks "<des>"
  return marks "<other>"
}
{
  cr = ""
  if (substr($0, length($0)) == "\r") { cr = "\r"; $0 = substr($0, 1, length($0) - 1) }
  if (NF < 2) {
    if ($0 == "" || $0 ~ /^[#+-]/) print $0 cr; else print "<redacted>" cr
    next
  }
  out = substr($1, 1, 1) == "$" ? "<redacted>" : $1
  for (i = 2; i <= NF; i++) {
    value = $i
    if (i == 2) value = scheme(value); else if (substr(value, 1, 1) == "$") value = "<redacted>"
    out = out ":" value
  }
  print out cr
}
""".strip()

PRIVATE_KEY_AWK = r"""
{
  line = $0; cr = ""
  if (substr(line, length(line)) == "\r") { cr = "\r"; line = substr(line, 1, length(line) - 1) }
  shown = ""
  if (line ~ /^-----(BEGIN|END) [A-Z0-9 ]+-----$/) {
    shown = line
    public = line ~ /^-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----$/
  } else if (line ~ /^(Proc-Type: [0-9],ENCRYPTED|DEK-Info: [A-Z0-9-]+,[0-9A-F]*)$/) shown = line
  else if (line ~ /^(PuTTY-User-Key-File-[0-9]: [a-z0-9-]+|Encryption: [a-z0-9-]+)$/) shown = line
  else if (last ~ /^-----BEGIN OPENSSH PRIVATE KEY-----$/ && line ~ /^b3BlbnNzaC1rZXktdjEAAAAA/)
    shown = line ~ /^b3BlbnNzaC1rZXktdjEAAAAABG5vbmU/ ? "cipher: none" : "cipher: some"
  else if (public && length(line) <= 76 && line ~ /^[A-Za-z0-9+\057=]+$/) shown = line
  print shown cr
  last = line
}
""".strip()

_SETTINGS = r"""
BEGIN {
  n = split("@DEFAULTS@", word, " "); for (i = 1; i <= n; i++) DEFAULT[word[i]] = 1
  n = split("@MARKS@", word, " "); for (i = 1; i <= n; i++) MARK[word[i]] = 1
  n = split("@LEADS@", word, " "); for (i = 1; i <= n; i++) LEAD[word[i]] = 1
  LEAD[""] = 1; DQ = "\""; SQ = "\047"; BQ = "\140"; BS = "\\"
}
{
  text = $0; cr = ""
  if (substr(text, length(text)) == "\r") { cr = "\r"; text = substr(text, 1, length(text) - 1) }
  print any(text) cr
}
function any(text,   at) {
  if (length(text) > @LONGEST@) return too_long(text)
  if (pem) { pem = !index(text, "-----END "); return "" }
  if (close_ != "") return closing(text)
  if (joined) { joined = rstrip(text) ~ /@JOINER@/; return "" }
  if (mode != "") { if (inside(text)) return nested(text); mode = "" }
  return fresh_line(text)
}
function too_long(text,   at, from) {
  from = 0
  while (at = index(substr(text, from + 1), "-----BEGIN ")) from += at
  if (pem || from) pem = !index(from ? substr(text, from) : text, "-----END ")
  return "<hidden>"
}
function closing(text,   end, rest) {
  end = length(close_) > 1 ? index(text, close_) : end_of_quote(text, 1, close_)
  if (!end) return ""
  rest = substr(text, end + length(close_)); close_ = ""
  return rest ~ /@BENIGN@/ ? scan(rest) : ""
}
function inside(text,   inner, depth, was, c) {
  inner = lstrip(text)
  if (inner == "") return 1
  depth = length(text) - length(inner); was = fresh; fresh = 0; c = substr(inner, 1, 1)
  if (mode == "list" || mode == "map") return !(depth <= indent && index("])}", c))
  if (depth > indent) return 1
  if (mode == "yaml" && depth == indent && (inner == "-" || substr(inner, 1, 2) == "- ")) return 1
  return was && (c == DQ || c == SQ) && text !~ /@NESTED@/
}
function nested(text,   inner) {
  inner = lstrip(text)
  if (inner == "") return text
  if (mode == "block" || mode == "list") return ""
  if (text ~ /@CLOSERS_ONLY@/) return text
  if (!match(text, /@NESTED@/)) return substr(text, 1, length(text) - length(inner)) "<hidden>"
  return keyed(text, RLENGTH)
}
function keyed(text, start,   core, value, mark) {
  value = substr(text, start + 1); core = core_of(value)
  if (core == "" || core == "{}" || core == "[]" || core == "()") return text
  if (tolower(core) ~ /@FLAG@/ || core ~ /@OPENERS@/) return text
  mark = is_secret(substr(text, 1, start)) ? mask(unquoted(core)) : "<hidden>"
  return substr(text, 1, start) mark substr(value, length(core) + 1)
}
function fresh_line(text,   inner, start, depth) {
  inner = lstrip(text); depth = length(text) - length(inner)
  if (adjacent && inner != "") {
    adjacent = index(DQ SQ BQ "+.", substr(inner, 1, 1)) && text !~ /@NEXT_KEY@/
    if (adjacent) return substr(text, 1, depth) "<hidden>"
  }
  if (text ~ /@SECTION@/) { section = is_secret(text); return text }
  if (section) {
    if (inner == "") return text
    if (!match(text, /@INI_KEY@/)) return substr(text, 1, depth) "<hidden>"
    return keyed(text, RLENGTH)
  }
  if (named && inner != "") {
    if (match(text, /@VALUE_LINE@/)) {
      named = 0; start = RLENGTH
      value_of("", "assign", "", substr(text, 1, start), substr(text, start + 1), depth)
      inner = substr(text, 1, start) MASKED
      return inner scan(REST)
    }
    named--
  }
  start = index(text, "-----BEGIN ")
  return start ? pem_line(text, start) : scan(text)
}
function pem_line(text, start,   rest, head) {
  rest = substr(text, start); head = scan(substr(text, 1, start - 1))
  close_ = mode = ""; joined = 0; pem = !index(rest, "-----END ")
  return head (rest ~ /@PEM_PRIVATE@/ ? "<redacted>" : "<hidden>")
}
function scan(text,   out, rest, run, prefix, is_named, sign, depth) {
  text = addresses(text)
  depth = length(text) - length(lstrip(text)); out = ""; rest = text
  while (match(rest, /[A-Za-z0-9_.-]+/)) {
    run = substr(rest, RSTART, RLENGTH); prefix = out substr(rest, 1, RSTART - 1)
    rest = substr(rest, RSTART + RLENGTH); out = prefix run
    if (!is_secret(run)) continue
    is_named = tolower(prefix) ~ /@NAMED@/
    if (is_named) out = mask_before(prefix) run
    separate(run, prefix, rest, is_named)
    if (KIND == "") { if (is_named && rest ~ /@NAMED_END@/) named = 3; continue }
    sign = substr(rest, 1, TAKEN)
    value_of(run, KIND, substr(prefix, length(prefix)), sign, substr(rest, TAKEN + 1), depth)
    out = out sign MASKED; rest = REST
  }
  return hide_blobs(out rest)
}
function separate(run, prefix, rest, is_named,   before, word) {
  KIND = "assign"; TAKEN = 0
  if (match(rest, /@ASSIGN@/)) { TAKEN = RLENGTH; return }
  before = substr(prefix, length(prefix))
  if ((before == DQ || before == SQ) && rstrip(substr(prefix, 1, length(prefix) - 1)) ~ /\($/)
    if (match(rest, /@ARGUMENT@/)) { TAKEN = RLENGTH; return }
  if (is_named && match(rest, /@PAIR@/)) { TAKEN = RLENGTH; return }
  if (substr(lstrip(prefix), 1, 1) == "<" && substr(prefix, length(prefix) - 1) != "<\057") {
    KIND = "element"
    if (before == "<") { if (match(rest, /@TAG@/)) { TAKEN = RLENGTH; return } }
    else if (match(rest, /@ELEMENT@/)) { TAKEN = RLENGTH; return }
  }
  KIND = ""
  if (!match(rest, /@SPACE@/) || RLENGTH == length(rest) || before == DQ || before == SQ) return
  TAKEN = RLENGTH; word = prefix
  gsub(/[ \t#;*\057$@%-]/, "", word)
  if ((tolower(word) in LEAD) || toupper(run) == run) KIND = "lead"
  else if (tolower(run) ~ /@WHOLE_WORD@/) KIND = "space"
  else TAKEN = 0
}
function value_of(key, kind, before, sign, value, depth,   c) {
  if (kind == "element") { element(value); return }
  sign = rstrip(sign); sign = substr(sign, length(sign)); REST = ""
  if (value == "") {
    mode = "yaml"; indent = depth; fresh = 1
    MASKED = sign == "=" ? "<empty>" : ""; return
  }
  if (sign == ":" && value ~ /@BLOCK@/) {
    mode = "block"; indent = depth
    MASKED = substr(value, 1, 6) == "!vault" ? "<encrypted>" : "<redacted>"; return
  }
  c = substr(value, 1, 1)
  if (c == DQ || c == SQ || c == BQ) { quoted(key, value, c); return }
  if (value ~ /@OPENERS@/) {
    c = rstrip(value); mode = substr(c, length(c)) == "{" ? "map" : "list"; indent = depth
    MASKED = value; return
  }
  if (!known_end(key, value, before)) to_the_end(kind, value, depth)
}
function known_end(key, value, before,   word, after) {
  if (match(value, /@CLOSED@/)) { MASKED = substr(value, 1, RLENGTH); REST = substr(value, RLENGTH + 1); return 1 }
  word = match(value, /^[A-Za-z0-9_.~-]+/) ? substr(value, 1, RLENGTH) : ""
  after = substr(value, length(word) + 1)
  if (word != "" && after ~ /@BENIGN@/) {
    REST = after
    if (tolower(word) ~ /@NOTHING@/) { MASKED = "<empty>"; return 1 }
    if (kept(key, word)) { MASKED = word; return 1 }
  }
  if (word ~ /^[0-9]+$/ && after ~ /^[ \t]*[,}]/) { MASKED = mask(word); REST = after; return 1 }
  word = match(value, /^[A-Za-z0-9_.\057:-]+/) ? substr(value, 1, RLENGTH) : ""
  after = substr(value, length(word) + 1)
  if (word != "" && kept(key, word) && after ~ /@BENIGN@/) { MASKED = word; REST = after; return 1 }
  if (before == "?" || before == "&") {
    word = match(value, /^[^&"\047 \t<>]+/) ? substr(value, 1, RLENGTH) : ""
    MASKED = mask(word); REST = substr(value, length(word) + 1); return 1
  }
  return 0
}
function to_the_end(kind, value, depth,   core, c, copy) {
  core = core_of(value); c = substr(core, 1, 1); copy = core
  if (substr(value, length(value)) == BS) joined = 1
  if (((c == "(" || c == "[" || c == "{") && gsub(/[({[]/, "", copy) > gsub(/[])}]/, "", copy)) || \
      core ~ /@CONTINUED_CALL@/) { mode = "list"; indent = depth }
  MASKED = (kind == "space" ? "<hidden>" : mask(core)) substr(value, length(core) + 1); REST = ""
}
function quoted(key, value, q,   width, end, core, rest) {
  width = substr(value, 1, 3) == q q q ? 3 : 1
  if (width == 3) { end = index(substr(value, 4), q q q); if (end) end += 3 }
  else end = end_of_quote(value, 2, q)
  REST = ""
  if (!end) { close_ = width == 3 ? q q q : q; MASKED = q "<redacted>"; return }
  core = substr(value, width + 1, end - width - 1); rest = substr(value, end + width)
  if (rest !~ /@BENIGN@/) {
    joined = rstrip(rest) ~ /@JOINER@/
    MASKED = q "<redacted>" q substr(rest, length(core_of(rest)) + 1); return
  }
  adjacent = rstrip(rest) == ""
  MASKED = q (kept(key, core) ? core : mask(core)) q; REST = rest
}
function element(value,   end) {
  REST = ""
  if (substr(value, 1, 9) == "<![CDATA[") {
    end = index(value, "]]>")
    if (!end) { close_ = "]]>"; MASKED = "<redacted>"; return }
    MASKED = mask(substr(value, 10, end - 10)); REST = substr(value, end + 3); return
  }
  end = index(value, "<")
  if (!end) { close_ = "<\057"; MASKED = rstrip(value) == "" ? "" : "<redacted>"; return }
  MASKED = end > 1 ? mask(substr(value, 1, end - 1)) : ""; REST = substr(value, end)
}
function is_secret(key,   low) {
  low = tolower(key)
  return (low ~ /@SECRET_KEY@/ || key ~ /@CAMEL_KEY@/) && low !~ /@NO_SECRET@/
}
function mask(core,   low) {
  core = rstrip(lstrip(core))
  while (1) {
    low = tolower(core)
    if (core in MARK) return core
    if (low ~ /@NOTHING@/) return "<empty>"
    if (low in DEFAULT) return "<default>"
    if (core ~ /@REFERENCE@/) return "<reference>"
    if (low ~ /@ENCRYPTED@/) return "<encrypted>"
    if (!match(core, /@FALLBACK@/) || substr(core, length(core)) != "}") return "<redacted>"
    core = rstrip(lstrip(substr(core, RLENGTH + 1, length(core) - RLENGTH - 1)))
  }
}
function kept(key, value,   low) {
  key = tolower(key); low = tolower(value)
  if (low ~ /@FLAG@/) return 1
  if (key ~ /@SIZE_KEY@/ && low ~ /@SIZE_VALUE@/) return 1
  if (key ~ /@KIND_KEY@/ && low ~ /@KIND_VALUE@/) return 1
  return key ~ /@PATH_KEY@/ && value ~ /@PATH_VALUE@/
}
function lstrip(text) { return match(text, /[^ \t]/) ? substr(text, RSTART) : "" }
function rstrip(text,   l) {
  for (l = length(text); l && index(" \t", substr(text, l, 1)); l--);
  return substr(text, 1, l)
}
function core_of(value) {
  value = rstrip(value)
  return value ~ /[,;]$/ ? rstrip(substr(value, 1, length(value) - 1)) : value
}
function unquoted(value,   c) {
  c = substr(value, 1, 1)
  if (length(value) >= 2 && index(DQ SQ BQ, c) && substr(value, length(value)) == c)
    return substr(value, 2, length(value) - 2)
  return value
}
function end_of_quote(text, start, q,   at, step, back) {
  at = start
  while (step = index(substr(text, at), q)) {
    at += step - 1; back = at
    while (back > start && substr(text, back - 1, 1) == BS) back--
    if ((at - back) % 2) at++
    else if (substr(text, at + 1, 1) == q) at += 2
    else return at
  }
  return 0
}
function mask_before(prefix) {
  if (!match(prefix, /@VALUE_BEFORE@/)) return prefix
  return substr(prefix, 1, RSTART - 1) "value=\"<redacted>\"" substr(prefix, RSTART + RLENGTH)
}
function addresses(text,   out, rest, start, secret) {
  text = urls(text)
  if (text ~ /@DRIVER_SIGN@/) {
    if (match(text, /@DRIVER_ADDRESS@/)) text = driver(text, RSTART, RLENGTH)
    if (match(text, /@ORACLE_ADDRESS@/)) text = driver(text, RSTART, RLENGTH)
  }
  out = ""; rest = text
  while (match(tolower(rest), /@BEARER@/)) {
    for (start = RSTART + RLENGTH; !index(" \t", substr(rest, start - 1, 1)); start--);
    secret = substr(rest, start, RSTART + RLENGTH - start)
    out = out substr(rest, 1, start - 1) (length(secret) >= 8 ? "<hidden>" : secret)
    rest = substr(rest, RSTART + RLENGTH)
  }
  text = out rest
  return tolower(text) ~ /@REDIS_USER@/ ? redis_user(text) : text
}
function driver(text, start, size,   last) {
  for (last = start + size - 1; substr(text, last, 1) != "@"; last--);
  return substr(text, 1, start - 1) "<redacted>" substr(text, last)
}
function urls(text,   out, rest, start, span, at, colon, secret) {
  out = ""; rest = text
  while (start = index(rest, "://")) {
    out = out substr(rest, 1, start + 2); rest = substr(rest, start + 3)
    if (!index(rest, "@")) break
    span = match(rest, /^[^ \t"\047<>\140]+/) ? substr(rest, 1, RLENGTH) : ""
    if (!match(span, /@[^@]*$/)) continue
    at = RSTART; colon = index(span, ":")
    if (colon && colon < at) {
      secret = substr(span, colon + 1, at - colon - 1)
      if (secret !~ /^[0-9]*\057/) { out = out substr(span, 1, colon) mask(secret); rest = substr(rest, at) }
    } else if (at > 16 && substr(span, 1, at - 1) ~ /^[A-Za-z0-9_.~-]+$/) {
      out = out "<hidden>"; rest = substr(rest, at)
    }
  }
  return out rest
}
function redis_user(text,   out, rest, word, c, mark) {
  if (match(text, /["\047]/)) return substr(text, 1, RSTART - 1) "<redacted>"
  out = ""; rest = text
  while (match(rest, /[ \t][><#!][^ \t]+/)) {
    word = substr(rest, RSTART, RLENGTH); out = out substr(rest, 1, RSTART - 1)
    rest = substr(rest, RSTART + RLENGTH); c = substr(word, 2, 1)
    mark = c == ">" ? mask(substr(word, 3)) : (c == "#" || c == "!") ? "<encrypted>" : "<redacted>"
    out = out substr(word, 1, 2) mark
  }
  return out rest
}
function hide_blobs(text,   out, rest, word) {
  out = ""; rest = text
  while (match(rest, /@BLOB@/)) {
    word = substr(rest, RSTART, RLENGTH); out = out substr(rest, 1, RSTART - 1) (is_blob(word) ? "<hidden>" : word)
    rest = substr(rest, RSTART + RLENGTH)
  }
  return out rest
}
function is_blob(word,   l) {
  l = length(word)
  if (l < 20 || word !~ /[0-9]/) return 0
  if (l == 20 && word ~ /^A[KS]IA[A-Z0-9]*$/) return 1
  if (l >= 32 && word ~ /^([0-9a-f]*|[0-9A-F]*)$/ && word ~ /[A-Fa-f]/) return 1
  return l >= 24 && word ~ /[a-z]/ && word ~ /[A-Z]/ && word ~ /[0-9].*[0-9]/
}
""".strip()


def literal(pattern: str) -> str:
    """The pattern between the slashes of an awk regular expression."""
    return pattern.replace("/", r"\057").replace("'", r"\047").replace("\t", r"\t")


def _settings_program() -> str:
    lists = {"DEFAULTS": w.DEFAULT_SECRETS, "MARKS": w.MARKS, "LEADS": w.LEADS}
    values = {name: " ".join(words) for name, words in lists.items()}
    values["LONGEST"] = str(w.LONGEST_LINE)
    values |= {name: literal(value) for name, value in vars(w).items() if name.isupper() and isinstance(value, str)}
    return re.sub("@([A-Z_]+)@", lambda match: values[match[1]], _SETTINGS)


SETTINGS_AWK = _settings_program()
