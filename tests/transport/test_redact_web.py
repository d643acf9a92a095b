"""The configuration of web servers loses its secrets and nothing else, in Python and in awk alike."""

# ruff: noqa: E501 - the corpus reads better one case per line

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.request import Redaction
from posture.parse.nginx_syntax import parse_nginx
from posture.transport.redaction import redact
from tests.transport.test_redact_twins import AWKS, awk, python

WEB = Redaction.WEB
M = "<redacted>"
CASES: list[tuple[str, str]] = [
    # nginx
    ('proxy_set_header Authorization "Basic dXNlcjpwYXNz";', f'proxy_set_header Authorization "{M}";'),
    ("proxy_set_header X-Api-Key abc;", f"proxy_set_header X-Api-Key {M};"),
    ("location / { proxy_set_header X-Api-Key abc; }", f"location / {{ proxy_set_header X-Api-Key {M}; }}"),
    ("{proxy_set_header X-Api-Key a\\;b;set $token 'x';}", f"{{proxy_set_header X-Api-Key {M};set $token '{M}';}}"),
    ("proxy_set_header Cookie 'a=b; c=d';", f"proxy_set_header Cookie '{M}';"),
    ("proxy_pass http://user:pw@host/;", f"proxy_pass http://user:{M}@host/;"),
    ("proxy_pass https://ghp_0123456789abcdef@host/;", f"proxy_pass https://{M}@host/;"),
    ("fastcgi_param DB_PASSWORD pw if_not_empty;", f"fastcgi_param DB_PASSWORD {M} if_not_empty;"),
    ("uwsgi_param SECRET_KEY 'a\\'b;c';", f"uwsgi_param SECRET_KEY '{M}';"),
    ("scgi_param DB_PASS {;", "scgi_param DB_PASS {;"),
    ('set $api_key "x";', f'set $api_key "{M}";'),
    ("set $api_key a$uri;", f"set $api_key {M};"),
    ("secure_link_secret foo;", f"secure_link_secret {M};"),
    ('secure_link_md5 "$secure_link_expires$uri word";', f'secure_link_md5 "{M}";'),
    ("auth_http_header X-Auth-Key 'word';", f"auth_http_header {M} '{M}';"),
    ("auth_jwt_key abc;", f"auth_jwt_key {M};"),
    ("proxy_set_body '{\"a\": 1}';", f"proxy_set_body '{M}';"),
    ("env DB_PASSWORD=abc;", f"env DB_PASSWORD={M};"),
    ("env DB_PASSWORD=a\\;b;", f"env DB_PASSWORD={M};"),
    ("env DB_PASSWORD;", "env DB_PASSWORD;"),
    ('if ($http_x_api_key != "a;b") { return 403; }', f'if ($http_x_api_key != "{M}") {{ return 403; }}'),
    ("if ($arg_token = abc) { return 200; }", f"if ($arg_token = {M}) {{ return 200; }}"),
    ("rewrite ^ /x?token=abc&a=b last;", f"rewrite ^ /x?token={M}&a=b last;"),
    ("return 200 '{\"token\": \"abc\", \"a\": 1}';", f"return 200 '{{\"token\": \"{M}\", \"a\": 1}}';"),
    ('more_set_headers "X-Token: abc";', f'more_set_headers "X-Token: {M}";'),
    ("local secret = 'abc'", f"local secret = '{M}'"),
    ('ngx.req.set_header("X-Api-Key", "abc")', f'ngx.req.set_header("X-Api-Key", "{M}")'),
    ("#proxy_set_header X-Api-Key abc;", f"#proxy_set_header X-Api-Key {M};"),
    ("listen 80; # set $token abc; old", f"listen 80; # set $token {M}; old"),
    ("# proxy_set_header Authorization Bearer abc;", f"# proxy_set_header Authorization Bearer {M};"),
    ('add_header Set-Cookie "sid=abc; HttpOnly; Secure" always;', f'add_header Set-Cookie "sid={M}; HttpOnly; Secure" always;'),
    ("add_header Set-Cookie a\\;b;", f"add_header Set-Cookie {M}\\;b;"),
    ("add_header Set-Cookie sid=$x;", "add_header Set-Cookie sid=$x;"),
    ("proxy_set_header\n  X-Api-Key\n\n  # why\n  'abc';\nserver_tokens off;",
     f"proxy_set_header\n  X-Api-Key\n\n  # why\n  '{M}';\nserver_tokens off;"),
    ("set $token 'abc\n def\n ghi'; set $secret x;", f"set $token '{M}\n\n{M}'; set $secret {M};"),
    ('map $http_x_api_key $who {\n default "";\n "key1" bob; # it\'s\n key2 "al ice";\n include x.conf;\n}\nserver_tokens off;',
     f'map $http_x_api_key $who {{\n default "";\n "{M}" bob; # {M}\n {M} "al ice";\n include x.conf;\n}}\nserver_tokens off;'),
    ("map $host $api_key { default abc; a.example 'b c'; }", f"map $host $api_key {{ default {M}; a.example '{M}'; }}"),
    ("postgres_server h dbname=d user=u password=a,b;", f"postgres_server h dbname=d user=u password={M};"),
    ("proxy_set_header X-Token abc;\r\nlisten 80;\r", f"proxy_set_header X-Token {M};\r\nlisten 80;\r"),
    ("map $http_authorization $ok {\n~^Basic x;\n \"Bearer abcdef12\" 1;\n}", f"map $http_authorization $ok {{\n{M} x;\n \"{M}\" 1;\n}}"),
    ("map $http_x_token $a\n\n{\n k 1;\n}", f"map $http_x_token $a\n\n{{\n {M} 1;\n}}"),
    ("map $http_x_token $a\nserver_tokens off;", "map $http_x_token $a\nserver_tokens off;"),
    ("set $a \"token=\"; set $b \"x\";", "set $a \"token=\"; set $b \"x\";"),
    # Apache
    ("SetEnv DB_PASSWORD p;w", f"SetEnv DB_PASSWORD {M}"),
    ('SetEnv "DB_PASSWORD" "p w"', f'SetEnv "DB_PASSWORD" "{M}"'),
    ('RequestHeader set Authorization "Bearer x"', f'RequestHeader set Authorization "{M}"'),
    ("Header always set X-Auth-Token: x env=HTTPS", f"Header always set X-Auth-Token: {M} env=HTTPS"),
    ("Header edit X-Token ^a b", f"Header edit X-Token {M} {M}"),
    ('Header add Set-Cookie "sid=abc;Secure"', f'Header add Set-Cookie "sid={M};Secure"'),
    ("AuthLDAPBindPassword #secret", f"AuthLDAPBindPassword {M}"),
    ("AuthBasicFake demo demopass", f"AuthBasicFake {M} {M}"),
    ("OIDCClientSecret abc", f"OIDCClientSecret {M}"),
    ("Define DB_PASSWORD abc", f"Define DB_PASSWORD {M}"),
    ("php_admin_value mysqli.default_pw abc", f"php_admin_value mysqli.default_pw {M}"),
    ('SetEnvIf X-Api-Key "^abc$" ok', f'SetEnvIf X-Api-Key "{M}" ok'),
    ("SetEnvIf User-Agent x APP_SECRET=abc", f"SetEnvIf User-Agent x APP_SECRET={M}"),
    ("RewriteCond %{HTTP:X-Api-Key} !^abc$", f"RewriteCond %{{HTTP:X-Api-Key}} {M}"),
    ("RewriteRule ^ - [E=TOKEN:abc,L]", f"RewriteRule ^ - [E=TOKEN:{M}]"),
    ("<If \"%{HTTP:X-Api-Key} != 'abc'\">", f"<If \"%{{HTTP:X-Api-Key}} != '{M}'\">"),
    ("ProxyPass / ajp://h:8009/ secret=abc", f"ProxyPass / ajp://h:8009/ secret={M}"),
    ("ProxyPass / http://u:p;w@h/", f"ProxyPass / http://u:{M}@h/"),
    ("RequestHeader set Authorization \\\n  \"Bearer \\\n x\" \\\n  early\nServerTokens Prod",
     f"RequestHeader set Authorization \\\n  \"{M}\\\n{M}\" \\\n  early\nServerTokens Prod"),
    ("SetEnv DB_PASSWORD abc\\\ndef\nServerTokens Prod", f"SetEnv DB_PASSWORD {M}\\\n{M}\nServerTokens Prod"),
    ("RequestHeader set \\\n X-Api-Key abc", f"RequestHeader set \\\n X-Api-Key {M}"),
    ("#SetEnv DB_PASSWORD abc", f"#SetEnv DB_PASSWORD {M}"),
    ("# set $token\n# abc;\nServerTokens Prod", f"# set $token\n# {M};\nServerTokens Prod"),
    ("x" * 16385 + "\nlisten 80;", "<redacted> ; ;\nlisten 80;"),
]  # fmt: skip
UNTOUCHED = """\
server_tokens off;
ServerTokens Prod
ssl_session_tickets off;
ssl_certificate_key /etc/ssl/private/token.key;
ssl_password_file /etc/nginx/secret;
auth_basic_user_file /etc/nginx/.htpasswd;
SSLCertificateKeyFile /etc/ssl/secret.key
SSLPassPhraseDialog exec:/usr/bin/secret
AuthLDAPBindPassword exec:/usr/bin/secret
limit_req_zone $binary_remote_addr zone=token:10m rate=1r/s;
limit_req zone=token burst=5;
location /token { proxy_hide_header X-Token; proxy_pass_header Authorization; }
location = /password {
proxy_set_header Authorization $http_authorization;
proxy_set_header Authorization "";
proxy_set_header Authorization "Bearer $token";
proxy_set_header X-Token "${a}$b";
set $token '';
set $skip_token 1;
fastcgi_param HTTP_AUTHORIZATION $http_authorization;
fastcgi_pass unix:/run/php.sock;
proxy_pass http://token-service:8080/;
proxy_pass http://$user:$pass@host/;
add_header Access-Control-Allow-Headers "Authorization, X-Api-Key";
add_header Access-Control-Allow-Credentials true;
add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
add_header Content-Security-Policy "frame-ancestors 'self'; script-src 'self'";
return 301 https://$host:8443$request_uri;
log_format a '$remote_addr token=$arg_token "$http_cookie"';
auth_basic "Basic authentication";
AuthType Basic
RequestHeader unset Authorization early
RequestHeader set Authorization %{HTTP_AUTH}e
SetEnv DB_PASSWORD ${DB_PASSWORD}
SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1
Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure
Require env token
<Location /secret>
RewriteCond %{HTTP:Authorization} .
# set
"""


@pytest.mark.parametrize(("before", "after"), CASES, ids=[case[0][:40] for case in CASES])
def test_secrets_go(before: str, after: str) -> None:
    assert redact(WEB, before) == f"{after}\n"


@pytest.mark.parametrize("line", UNTOUCHED.splitlines())
def test_what_is_no_secret_stays(line: str) -> None:
    assert redact(WEB, f"{line}\nnext abc;\n") == f"{line}\nnext abc;\n"


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
def test_awk_redacts_the_corpus(argv: tuple[str, ...]) -> None:
    for before, after in CASES:
        assert awk(argv, WEB, before.encode()).decode() == f"{after}\n"
    assert awk(argv, WEB, UNTOUCHED.encode()).decode() == UNTOUCHED


PIECES = st.sampled_from(
    ["proxy_set_header", "add_header", "set", "$token", "${token}", "SetEnv", "RequestHeader", "Header", "always", "edit", "X-Api-Key",
     "Authorization", "Set-Cookie", "Cookie", "DB_PASSWORD", "secure_link_secret", "AuthLDAPBindPassword", "AuthBasicFake", "SetEnvIf",
     "RewriteCond", "%{HTTP:", "}e", "exec:", "map $http_x_api_key $a", "map $a $secret", "map $http_x_api_key $a {\n", "\nmap $a $secret\n", "default", "include", "fastcgi_param", "E=",
     "token", "secret=", "?", "&", "=", "!=", "~*", ": ", ":", ",", "(", ")", "[", "]", "<", ">", "\"", "'", "\\", "\\\"", "#", "# ",
     ";", "; ", "{", "}", "$", "$a", "abc", "it's", "Bearer ", "basic ", "abcdef12", "://", "u:p@", "ghp_0123456789abcdef@", "80/",
     " ", " ", "  ", "\t", "\n", "\n", "\\\n", "\r\n", "密", "é", "\x80", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "K", "İ", "off",
     "<redacted>", "|", "(\"", "\", \"", "%", "%{", "-"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.lists(PIECES, max_size=40).map(" ".join)


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_the_twins_agree(argv: tuple[str, ...], text: str) -> None:
    content = text.encode("utf-8", "surrogateescape")
    assert awk(argv, WEB, content) == python(WEB, content)


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
@example(content=b"s\0e\0t\0 \0$\0token x\0;\n\0")
def test_the_twins_agree_on_any_bytes(argv: tuple[str, ...], content: bytes) -> None:
    assert awk(argv, WEB, content) == python(WEB, content)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_lines_stay_in_their_places(text: str) -> None:
    assert redact(WEB, text).count("\n") == text.count("\n") + (bool(text) and not text.endswith("\n"))


SECRETS = st.text("abcdefghijkmnpqrstuvwxyz23456789!%^*-_+~./", min_size=8, max_size=24).map(lambda text: f"Zq{text}7w")
PLACES = [
    "proxy_set_header X-Api-Key {};", 'proxy_set_header Authorization "Bearer {}";', "set $secret '{}';", "add_header X-Token {} always;",
    "fastcgi_param DB_PASSWORD\n  {};", "fastcgi_param\n DB_PASSWORD\n {};", "env APP_SECRET={};", "secure_link_secret {};",
    'if ($http_x_token != "{}") {{ return 403; }}', "proxy_pass http://u:{}@h;", "map $http_x_api_key $a {{\n {} 1;\n}}",
    "set $token \"a\n{}\";", "# SetEnv API_KEY {}", "SetEnv API_KEY {}", "SetEnv API_KEY \\\n{}", "Header add Set-Cookie sid={};Secure",
    "RequestHeader set X-Token \"{}\"", "AuthLDAPBindPassword '{}'", "RewriteCond %{{HTTP:X-Token}} ^{}$", "BalancerMember ajp://h secret={}",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(place=st.sampled_from(PLACES), secret=SECRETS, end=st.sampled_from(["\n", "\r\n", ""]))
def test_no_secret_survives(place: str, secret: str, end: str) -> None:
    assert secret[:8] not in redact(WEB, place.format(secret) + end)


NAMES = st.sampled_from(["X-Api-Key", "X-A", "Authorization", "Set-Cookie", "Strict-Transport-Security"])
ARGUMENTS = st.text("abc ;{}#=$'\\:/@", max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.sampled_from(["add_header", "set", "proxy_set_header", "secure_link_secret"]), NAMES, ARGUMENTS)
    )
)
def test_nginx_reads_as_many_directives_as_before(lines: list[tuple[str, str, str]]) -> None:
    """Quoted arguments of any text: names and order stay, and so does every argument of a header that is public."""
    quoted = [(name, header, text.replace("\\", "\\\\")) for name, header, text in lines]
    text = "\n".join(f'{name} {header} "{value}";' for name, header, value in quoted)
    before, after = parse_nginx(File("/a", text)), parse_nginx(File("/a", redact(WEB, text)))
    assert after.fault is None
    assert [one.name for one in after.directives] == [one.name for one in before.directives]
    public = ("X-A", "Strict-Transport-Security")
    for old, new in zip(before.directives, after.directives, strict=True):
        if old.name != "secure_link_secret" and old.args[0] in public and "://" not in old.args[1]:
            assert new.args == old.args


@pytest.mark.parametrize(
    "unit",
    ["set $token " * 1400, "token=" * 2700, "token" * 3200, "'" * 16000, "\\" * 16000, "{" * 16000, " " * 16000, "a:b@" * 4000,
     "://" * 5400, "://@" * 4000, "token=\"" * 2300, "basic " * 2600, "[" * 16000, "$" * 16000, "token " * 2600, "# " * 8000],
    ids=lambda unit: unit[:12],
)  # fmt: skip
def test_hostile_lines_take_linear_time(unit: str) -> None:
    content = f"{unit}\n" * 10
    started = time.process_time()
    redact(WEB, content)
    assert time.process_time() - started < 5
