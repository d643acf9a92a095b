"""The awk program that takes secrets out of the configuration of web servers: the twin of `web`."""

from __future__ import annotations

import re

from posture.transport.redaction import web_words as w
from posture.transport.redaction.awk import literal

_PROGRAM = r"""
BEGIN {
  n = split("@NGINX_DIRECT@", word, " "); for (i = 1; i <= n; i++) NGINX[word[i]] = 1
  n = split("@APACHE_DIRECT@", word, " "); for (i = 1; i <= n; i++) APACHE[word[i]] = 1
  n = split("@TWO@", word, " "); for (i = 1; i <= n; i++) TWO[word[i]] = 1
  DQ = "\""; SQ = "\047"; BS = "\\"; MASK = "<redacted>"
}
{
  text = $0; cr = ""
  if (substr(text, length(text)) == "\r") { cr = "\r"; text = substr(text, 1, length(text) - 1) }
  print any(text) cr
}
function any(text,   inner, is_hashed, gap, masked) {
  inner = lstrip(text); is_hashed = substr(inner, 1, 1) == "#"
  if (length(text) > @LONGEST@) return (is_hashed ? "#" : "") "@TOO_LONG@" backslash(text)
  if (hashed && !is_hashed) settle()
  if (close_ != "") return closing(text)
  text = urls(text)
  if (words) {
    if (inner == "" || (is_hashed && !hashed && !apache)) return aside(text)
    gap = hashed ? found(text, "^[ \t#]+") : found(text, "^[ \t]+")
    masked = gap take(substr(text, length(gap) + 1))
    return masked (words || close_ != "" ? aside(REST) : scan(REST))
  }
  if ((map_hashed && !is_hashed) || (waits && inner != "" && !is_hashed && inner !~ /^[{]/)) keys = values = 0
  waits = waits && (is_hashed || inner == "")
  if (keys || values) return credentials(map(text))
  if (match(text, /@MAP@/)) {
    gap = substr(text, 1, RLENGTH)
    masked = substr(text, length(gap) + 1)
    if (masked ~ /^([{]|$)/ && opens_map(gap)) {
      map_hashed = is_hashed; waits = masked == ""
      return gap credentials(map(masked))
    }
  }
  return scan(text)
}
function settle() { words = 0; close_ = ""; hashed = 0 }
function aside(text,   a, b, c, d, e, f) {
  a = words; b = close_; c = hashed; d = apache; e = expression; f = cookie
  settle(); text = scan(text)
  words = a; close_ = b; hashed = c; apache = d; expression = e; cookie = f
  return text
}
function closing(text,   end, q) {
  end = length(quoted(close_ text, close_)) - 1
  if (end < 1) {
    if (apache && text !~ /[\\]$/) settle()
    return backslash(text)
  }
  q = close_; settle()
  return (end > 1 ? MASK : "") q scan(urls(substr(text, end + 1)))
}
function scan(text,   is_hashed, seen, out, rest, gap, run, name, start, masked, commented, dq, sq) {
  is_hashed = substr(lstrip(text), 1, 1) == "#"; commented = 0
  seen = carry; out = ""; rest = text; dq = sq = 0
  while (match(rest, /[A-Za-z0-9_.-]+/)) {
    gap = substr(rest, 1, RSTART - 1); run = substr(rest, RSTART, RLENGTH); rest = substr(rest, RSTART + RLENGTH)
    if (!commented) commented = (out == "" ? " " gap : gap) ~ /@COMMENTED@/
    dq += count(gap, DQ); sq += count(gap, SQ)
    out = out gap run; name = tolower(run)
    seen = tolower(tail(squeeze(seen gap)))
    start = argument(name, seen, rest); masked = ""
    if (start >= 0) { masked = substr(rest, 1, start) take(substr(rest, start + 1)); rest = REST }
    else if (is_secret(name)) { masked = joined(seen, rest, dq, sq); rest = REST }
    dq += count(masked, DQ); sq += count(masked, SQ)
    out = out masked
    seen = seen name (masked != "" ? " =" : "")
    if (words || close_ != "") {
      hashed = is_hashed;
      out = out aside(rest); rest = ""
      if (commented && !is_hashed) settle()
    }
  }
  if (!is_hashed && !commented && lstrip(text) != "") carry = carried(seen rest)
  return credentials(out rest)
}
function argument(name, seen, rest,   number, sign) {
  expression = cookie = apache = 0
  if (rest !~ /@NAME_END@/) return -1
  number = (name in TWO) ? 2 : 1
  if ((name in NGINX) || (name in APACHE)) apache = (name in APACHE) ? 1 : 0
  else {
    cookie = name ~ /@SET_COOKIE@/
    if (!(cookie || name ~ /@COOKIE@/ || is_secret(name))) return -1
    apache = seen ~ /@APACHE_LEAD@/
    if (!apache && seen !~ /@NGINX_LEAD@/) return -1
    number = apache && seen ~ /@EDIT@/ ? 2 : 1
    if (cookie && number == 2) return -1
    expression = number == 2 || seen ~ /@EXPRESSION@/
  }
  words = number
  sign = rest != "" && match(rest, /@NAME_END@/) && RLENGTH > 0 ? substr(rest, 1, RLENGTH) : ""
  return length(sign) - (sign ~ /[\\]$/)
}
function take(rest,   out, gap, c, word) {
  out = ""
  while (words) {
    gap = found(rest, "^[ \t]+"); out = out gap; rest = substr(rest, length(gap) + 1)
    if (rest == "" || rest == BS) { if (apache && rest == "") words = 0; break }
    c = substr(rest, 1, 1)
    if (!apache && index(";{}", c)) words = 0
    else if (!apache && c == "#") break
    else if (c == DQ || c == SQ) {
      word = quoted(rest, c)
      if (word == "") {
        words = 0; word = backslash(rest); REST = ""
        if (!apache || word != "") close_ = c
        return out c MASK word
      }
      out = out c mark(substr(word, 2, length(word) - 2)) c; rest = substr(rest, length(word) + 1); words--
    } else {
      if (apache) word = found(rest, "^[^ \t]+")
      else word = match(rest, /@NGINX_WORD@/) ? substr(rest, 1, RLENGTH) : ""
      if (apache && word == rest && word ~ /[\\]$/) { REST = BS; return out mark(substr(word, 1, length(word) - 1)) }
      out = out mark(word); rest = substr(rest, length(word) + 1)
      if (word == "" || tolower(word) !~ /@SCHEME@/) words--
    }
  }
  REST = rest
  return out
}
function mark(core,   at, first, eq, value) {
  if (!cookie) return kept(core) ? core : MASK
  at = index(core, ";"); first = at ? substr(core, 1, at - 1) : core
  eq = index(first, "="); value = substr(first, eq + 1)
  return substr(first, 1, eq) (kept(value) ? value : MASK (at ? backslash(value) : "")) (at ? substr(core, at) : "")
}
function kept(core,   bare) {
  bare = core
  if (apache) gsub(/@APACHE_VARIABLE@/, "", bare); else gsub(/@NGINX_VARIABLE@/, "", bare)
  bare = tolower(bare)
  if (apache && bare ~ /@EXEC@/) return 1
  return bare ~ /@KEPT@/ || (expression && core ~ /@KEPT_EXPRESSION@/)
}
function opens_map(text,   part) {
  gsub(/#/, " ", text); split(tolower(text), part, " ")
  keys = is_secret(part[2]); values = is_secret(part[3])
  return keys || values
}
function map(text,   out, rest, commented, gap, first, special, at) {
  expression = cookie = apache = 0; out = ""; rest = text; commented = 0
  while (rest != "") {
    gap = match(rest, /@MAP_GAP@/) ? substr(rest, 1, RLENGTH) : ""
    if (index(gap, "#")) commented = 1
    out = out gap; rest = substr(rest, length(gap) + 1)
    if (rest == "") break
    if (substr(rest, 1, 1) == "}" && (map_hashed || !commented)) { keys = values = 0; return out scan(rest) }
    first = entry_word(rest, keys); rest = REST
    special = tolower(first) ~ /@MAP_SPECIAL@/
    gap = found(rest, "^[ \t]+"); out = out first gap; rest = substr(rest, length(gap) + 1)
    if (rest != "" && substr(rest, 1, 1) != ";") {
      out = out entry_word(rest, values && (tolower(first) == "default" || !special)); rest = REST
    }
    at = index(rest, ";"); if (!at) at = length(rest)
    out = out substr(rest, 1, at); rest = substr(rest, at + 1)
  }
  return out
}
function entry_word(rest, masked,   q, word, core) {
  q = substr(rest, 1, 1)
  if (q == DQ || q == SQ) {
    word = quoted(rest, q)
    if (word == "") { REST = ""; return masked ? q MASK : rest }
    core = substr(word, 2, length(word) - 2)
  } else {
    q = ""; core = word = match(rest, /@MAP_WORD@/) ? substr(rest, 1, RLENGTH) : ""
    if (tolower(core) ~ /@MAP_SPECIAL@/) masked = 0
  }
  REST = substr(rest, length(word) + 1)
  return q (masked ? mark(core) : core) q
}
function carried(seen,   text) {
  text = tolower(squeeze(tail(seen)))
  if (text ~ /[\\]$/) {
    text = substr(text, 1, length(text) - 1); sub(/ +$/, "", text); text = text " "
    return text ~ /@APACHE_LEAD@/ || text ~ /@NGINX_LEAD@/ ? text : ""
  }
  sub(/ +$/, "", text); text = text " "
  return text ~ /@NGINX_LEAD@/ && text !~ /@APACHE_LEAD@/ ? text : ""
}
function joined(seen, rest, dq, sq,   sign, c, core, value, closes) {
  REST = rest; sign = ""
  if (seen ~ /@CALL_LEAD@/ && match(rest, /@CALL@/)) sign = substr(rest, 1, RLENGTH)
  if (sign == "") {
    if (!match(rest, /@SIGN@/)) return ""
    sign = substr(rest, 1, RLENGTH); c = substr(rest, RLENGTH + 1, 1)
    if (sign ~ /:$/ && c != DQ && c != SQ && seen !~ /@FLAG_LEAD@/) return ""
  }
  rest = substr(rest, length(sign) + 1); c = substr(rest, 1, 1)
  if (c != DQ && c != SQ) c = ""
  core = c != "" ? quoted(rest, c) : ""
  REST = rest
  closes = c != "" && ((c == DQ ? dq : sq) + count(sign, c)) % 2
  if (closes && (core == "" || core ~ /@STRUCTURE@/)) return sign
  if (core != "") {
    if (spared(substr(core, 2, length(core) - 2))) return sign
    REST = substr(rest, length(core) + 1)
    return sign c MASK c
  }
  sign = sign c; rest = substr(rest, length(c) + 1); value = ""
  if (seen ~ /@QUERY_LEAD@/) { if (match(rest, /@QUERY_VALUE@/)) value = substr(rest, 1, RLENGTH) }
  else if (match(rest, /@VALUE@/)) value = substr(rest, 1, RLENGTH)
  sub(/@CLOSERS@/, "", value); REST = rest
  if (value == "" || substr(value, 1, 9) == "<redacted" || spared(value)) return sign
  REST = substr(rest, length(value) + 1)
  return sign MASK
}
function spared(core,   bare) {
  bare = core; gsub(/@NGINX_VARIABLE@/, "", bare)
  return tolower(bare) ~ /@KEPT@/ || core ~ /@ONLY_VARIABLE@/
}
function urls(text,   out, rest, start, span, at, colon, secret) {
  out = ""; rest = text
  while (start = index(rest, "://")) {
    out = out substr(rest, 1, start + 2); rest = substr(rest, start + 3)
    if (!index(rest, "@")) break
    span = substr(rest, 1, @LONGEST_SPAN@)
    span = match(span, /@SPAN@/) && RLENGTH > 0 ? substr(span, 1, RLENGTH) : ""
    at = split(span, piece, "@")
    if (at < 2) continue
    at = length(span) - length(piece[at]); colon = index(span, ":")
    if (colon && colon < at) {
      secret = substr(span, colon + 1, at - colon - 1)
      if (secret ~ /@PORT@/ || secret ~ /@ONLY_VARIABLE@/) continue
      out = out substr(span, 1, colon) MASK; rest = substr(rest, at)
    } else if (at > 16 && substr(span, 1, at - 1) ~ /@USER_TOKEN@/) { out = out MASK; rest = substr(rest, at) }
  }
  return out rest
}
function credentials(text,   out, rest, start, end, secret) {
  out = ""; rest = text
  while (match(tolower(rest), /@CREDENTIALS@/)) {
    end = RSTART + RLENGTH; secret = substr(rest, RSTART, RLENGTH)
    match(secret, /[ \t][^ \t]*$/); secret = substr(secret, RSTART + 1); start = end - length(secret)
    out = out substr(rest, 1, start - 1) (length(secret) >= 8 && secret ~ /@TELLING@/ ? MASK : secret)
    rest = substr(rest, end)
  }
  return out rest
}
function is_secret(name) { return name ~ /@SECRET@/ && name !~ /@PUBLIC@/ }
function quoted(text, q) {
  if (q == DQ) return match(text, /@DOUBLE@/) ? substr(text, 1, RLENGTH) : ""
  return match(text, /@SINGLE@/) ? substr(text, 1, RLENGTH) : ""
}
function found(text, pattern) { return match(text, pattern) ? substr(text, 1, RLENGTH) : "" }
function backslash(text) { return text ~ /[\\]$/ ? BS : "" }
function squeeze(text) { gsub(/[ \t]+/, " ", text); return text }
function tail(text) { return length(text) > @SEEN@ ? substr(text, length(text) - @SEEN@ + 1) : text }
function count(text, c) { return c == DQ ? gsub(/"/, "", text) : gsub(/\047/, "", text) }
function lstrip(text) { return match(text, /[^ \t]/) ? substr(text, RSTART) : "" }
""".strip()


def _program() -> str:
    lists = {"NGINX_DIRECT": w.NGINX_DIRECT, "APACHE_DIRECT": w.APACHE_DIRECT, "TWO": w.TWO}
    values = {name: " ".join(words) for name, words in lists.items()}
    values |= {"LONGEST": str(w.LONGEST_LINE), "SEEN": str(w.SEEN), "LONGEST_SPAN": str(w.LONGEST_SPAN)}
    patterns = {name: value for name, value in vars(w).items() if name.isupper() and isinstance(value, str)}
    values |= {name: literal(value) for name, value in patterns.items()} | {"TOO_LONG": w.TOO_LONG}
    return re.sub("@([A-Z_]+)@", lambda match: values[match[1]], _PROGRAM)


WEB_AWK = _program()
"""For web servers. Like the other programs it holds no single quote."""
