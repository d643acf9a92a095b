"""The reader of nginx configuration on hostile and on ordinary text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.nginx import Nginx
from posture.parse.nginx_replies import max_age
from posture.parse.nginx_syntax import parse_nginx
from posture.parse.nginx_tls import weak_names
from posture.parse.nginx_tree import build

PIECES = st.sampled_from(
    (
        *("http", "server", "location", "listen 443 ssl", "include x", "return 301 https://a", "return", "add_header"),
        *("x_by_lua_block", "ssl_protocols", "ssl_ciphers RC4", " ", "\n", "--", "[["),
        *"{};'\"#\\$",
    )
)
NAMES = ("tls_versions", "weak_ciphers", "plain_http", "hsts", "nosniff", "framing", "autoindex", "key_access")


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_reads_any_text(text: str) -> None:
    file = File("/etc/nginx/nginx.conf", text)
    parsed = parse_nginx(file)
    top, _ = build(file, lambda _: (file,))
    nginx = Nginx(top)
    for name in NAMES:
        assert nginx.settings(name)
    lines = [one.at.line or 0 for one in parsed.directives]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def test_a_file_that_includes_itself_ends() -> None:
    file = File("/etc/nginx/nginx.conf", "include a; include b;\n")
    top, files = build(file, lambda _: (file,))
    assert top.missing
    assert files == (file,)


def test_words_are_cut_as_nginx_cuts_them() -> None:
    parsed = parse_nginx(File("f", "a 'b c' \"d\\\"e\" f#g ${h}i 'j\nk';\nl { m n; }\n"))
    first, second = parsed.directives
    assert (first.name, first.args) == ("a", ("b c", 'd"e', "f#g", "${h}i", "j\nk"))
    assert second.at.line == 3
    assert [(one.name, one.args) for one in second.block or ()] == [("m", ("n",))]


def test_names_of_weak_ciphers() -> None:
    assert weak_names("HIGH:!aNULL:!MD5") == ()
    assert weak_names("ALL:!aNULL") == ()
    assert weak_names("ALL") == ("ALL",)
    assert weak_names("EECDH+AESGCM:EDH+3DES") == ("EDH+3DES",)
    assert weak_names("DEFAULT:-RC4") == ()
    assert weak_names("DES-CBC3-SHA:!DES") == ("DES-CBC3-SHA",)
    assert weak_names("DES-CBC3-SHA:!3DES") == ()


def test_the_age_of_a_transport_security_header() -> None:
    assert max_age('Max-Age="63072000"; preload') == 63072000
    assert max_age("includeSubDomains") == 0
    assert max_age("max-age=-1") == 0
