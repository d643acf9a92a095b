"""Python and awk redact alike, byte for byte, on every awk that is installed; and no secret survives."""

# ruff: noqa: E501 - the corpus reads better one case per line

from __future__ import annotations

import shutil
import subprocess
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from posture.model.request import Redaction
from posture.transport.redaction import redact
from posture.transport.redaction.awk import PRIVATE_KEY_AWK, SETTINGS_AWK, SHADOW_AWK
from posture.transport.redaction.snmp import SNMP_AWK
from posture.transport.redaction.web_awk import WEB_AWK

AWKS = [
    (path, *rest)
    for name, *rest in (("mawk",), ("busybox", "awk"), ("gawk",), ("original-awk",))
    if (path := shutil.which(name))
]
PROGRAMS = {
    Redaction.SHADOW: SHADOW_AWK,
    Redaction.SNMP: SNMP_AWK,
    Redaction.PRIVATE_KEY: PRIVATE_KEY_AWK,
    Redaction.SETTINGS: SETTINGS_AWK,
    Redaction.WEB: WEB_AWK,
}
KINDS = list(PROGRAMS)


def python(kind: Redaction, content: bytes) -> bytes:
    return redact(kind, content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def awk(argv: tuple[str, ...], kind: Redaction, content: bytes) -> bytes:
    done = subprocess.run(
        [*argv, PROGRAMS[kind]],
        input=content.replace(b"\0", b""),
        capture_output=True,
        check=False,
        env={"LC_ALL": "C"},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


SETTINGS_CASES: list[tuple[str, str, str]] = [
    ("env", "DB_PASSWORD=hunter2\nDB_HOST=a\n", "DB_PASSWORD=<redacted>\nDB_HOST=a\n"),
    ("env, exported and quoted", 'export API_KEY="a b" # c\n', 'export API_KEY="<redacted>" # c\n'),
    ("env, empty", "DB_PASSWORD=\nDEBUG=true\n", "DB_PASSWORD=<empty>\nDEBUG=true\n"),
    ("env, default", "DB_PASSWORD=ChangeMe\n", "DB_PASSWORD=<default>\n"),
    ("env, goes on", "PASSWORD=abc\\\ndef\\\nghi\nA=1\n", "PASSWORD=<redacted>\n\n\nA=1\n"),
    ("CRLF", "password=x\r\nuser=y\r\n", "password=<redacted>\r\nuser=y\r\n"),
    ("no last newline", "password=x", "password=<redacted>\n"),
    ("nothing", "", ""),
    ("ini", "; password = old\n[db]\npassword = a b ; c\nport = 1\n",
     "; password = <redacted>\n[db]\npassword = <redacted>\nport = 1\n"),
    ("a section of secrets", "[secrets]\nfoo = bar\non = true\n\n[b]\nfoo = bar\n",
     "[secrets]\nfoo = <hidden>\non = true\n\n[b]\nfoo = bar\n"),
    ("properties", "spring.datasource.password=s3cr3t!\nspring.datasource.username=u\n",
     "spring.datasource.password=<redacted>\nspring.datasource.username=u\n"),
    ("variable", "password=${DB_PASSWORD}\nsecret=${A:}\ntoken=${A:b}\npass=${A:${B:admin}}\n",
     "password=<reference>\nsecret=<reference>\ntoken=<redacted>\npass=<default>\n"),
    ("encrypted", "password=ENC(abc)\nsecret={cipher}ab\ntoken: !vault |\n  $ANSIBLE_VAULT;1.1\n  6162\nx: y\n",
     "password=<encrypted>\nsecret=<encrypted>\ntoken: <encrypted>\n\n\nx: y\n"),
    ("yaml", "db:\n  password: it's # c\n  user: u\n", "db:\n  password: <redacted>\n  user: u\n"),
    ("yaml, null", "password: ~\npassword: null\npassword:\nuser: u\n",
     "password: <empty>\npassword: <empty>\npassword:\nuser: u\n"),
    ("yaml, block", "a:\n  secret: |\n    one\n\n    two\n  debug: true\n",
     "a:\n  secret: <redacted>\n\n\n\n  debug: true\n"),
    ("yaml, on the next line", "password:\n  abc\nuser: u\n", "password:\n  <hidden>\nuser: u\n"),
    ("yaml, mapping", "secrets:\n  db: abc\n  enabled: true\n  inner:\n    x: y\n    password: admin\nuser: u\n",
     "secrets:\n  db: <hidden>\n  enabled: true\n  inner:\n    x: <hidden>\n    password: <default>\nuser: u\n"),
    ("yaml, list", "tokens:\n- abc\n- def\nuser: u\n", "tokens:\n<hidden>\n<hidden>\nuser: u\n"),
    ("yaml, flow", "{password: abc, debug: true}\n", "{password: <redacted>\n"),
    ("yaml, name and value", "- name: DB_PASSWORD\n  value: abc\n- name: DEBUG\n  value: 1\n",
     "- name: DB_PASSWORD\n  value: <redacted>\n- name: DEBUG\n  value: 1\n"),
    ("json", '{"password": "x\\"y", "debug": true, "token": null, "pin": 1}\n',
     '{"password": "<redacted>", "debug": true, "token": <empty>, "pin": 1}\n'),
    ("json, numbers and flags", '{"secret": 123456, "token_ttl": 3600, "use_password": false}\n',
     '{"secret": <default>, "token_ttl": 3600, "use_password": false}\n'),
    ("json, list", '"tokens": [\n"a",\n"b"\n],\n"debug": true\n', '"tokens": [\n\n\n],\n"debug": true\n'),
    ("json, list on one line", '"tokens": ["a", "b"],\n"debug": true\n', '"tokens": <redacted>,\n"debug": true\n'),
    ("json, object", '"credentials": {\n  "a": "b",\n  "c": true\n},\n"d": "e"\n',
     '"credentials": {\n  "a": <hidden>,\n  "c": true\n},\n"d": "e"\n'),
    ("json, value below", '"password":\n"abc",\n"user": "u"\n', '"password":\n<hidden>\n"user": "u"\n'),
    ("wordpress", "define( 'DB_PASSWORD', 'abc' );\n", "define( 'DB_PASSWORD', '<redacted>' );\n"),
    ("php", "'password' => 'it\\'s',\ndefine('DB_PASSWORD', 'abc');\n$c['db']['password'] = \"a\";\n",
     "'password' => '<redacted>',\ndefine('DB_PASSWORD', '<redacted>');\n$c['db']['password'] = \"<redacted>\";\n"),
    ("php, env", "'password' => env('DB_PASSWORD', ''),\n'password' => env('DB_PASSWORD', 'abc'),\n",
     "'password' => <reference>,\n'password' => <redacted>,\n"),
    ("php, joined", "$password = 'abc' . 'def';\n$password = 'abc' .\n  'def';\n$x = 1;\n",
     "$password = '<redacted>';\n$password = '<redacted>'\n\n$x = 1;\n"),
    ("python", "SECRET_KEY = 'abc'\nPASSWORD: str = 'abc'\nKEY = os.environ['X']\nTOKEN = os.environ['X']\n",
     "SECRET_KEY = '<redacted>'\nPASSWORD: <redacted>\nKEY = os.environ['X']\nTOKEN = <reference>\n"),
    ("python, many lines", 'PASSWORD = """\nabc\n"""\nDEBUG = True\n', 'PASSWORD = "<redacted>\n\n\nDEBUG = True\n'),
    ("python, in brackets", "PASSWORD = ('abc'\n  'def')\nX = 1\n)\nDEBUG = True\n",
     "PASSWORD = <redacted>\n\n\n)\nDEBUG = True\n"),
    ("python, side by side", "'PASSWORD': 'abc'\n    'def',\n'HOST': 'h',\n",
     "'PASSWORD': '<redacted>'\n    <hidden>\n'HOST': 'h',\n"),
    ("xml, element", "<password>abc</password><user>u</user>\n<port>1</port>\n",
     "<password><redacted></password><user>u</user>\n<port>1</port>\n"),
    ("xml, long element", "<password>\n abc\n</password>\n<port>1</port>\n", "<password>\n\n\n<port>1</port>\n"),
    ("xml, CDATA", "<secret><![CDATA[a<b]]></secret>\n<secret><![CDATA[a\nb]]></secret>\n<a/>\n",
     "<secret><redacted></secret>\n<secret><redacted>\n</secret>\n<a/>\n"),
    ("xml, attributes", '<add key="Password" value="abc" x="y"/>\n<add value="abc" key="Password"/>\n',
     '<add key="Password" value="<redacted>" x="y"/>\n<add value="<redacted>" key="Password"/>\n'),
    ("xml, property", '<property name="password">abc</property>\n', '<property name="password"><redacted></property>\n'),
    ("connection string", 'connectionString="Server=.;Password=abc;Database=d" y="z"\n',
     'connectionString="<redacted>" y="z"\n'),
    ("url", "url=redis://:abc@h:1/0\nurl=postgres://u:p/q@r@h/db?x=1\n",
     "url=redis://:<redacted>@h:1/0\nurl=postgres://u:<redacted>@h/db?x=1\n"),
    ("url with a port is no secret", "url=http://h:8080/@scope/x\n", "url=http://h:8080/@scope/x\n"),
    ("url, query", "jdbc:mysql://h/d?user=u&password=p&useSSL=false\n",
     "jdbc:mysql://h/d?user=u&password=<redacted>&useSSL=false\n"),
    ("url, token as name", "url: https://abcdefghijklmnopq@h/x\n", "url: https://<hidden>@h/x\n"),
    ("driver address", "dsn_go = x\nurl: u:p@tcp(h:1)/d\njdbc:oracle:thin:scott/tiger@h\n",
     "dsn_go = <redacted>\nurl: <redacted>@tcp(h:1)/d\njdbc:oracle:thin:scott/tiger@h\n".replace(
         "thin:scott/tiger", "<redacted>")),
    ("header", "curl -H 'X: Bearer abcdefgh1' u\n", "curl -H 'X: Bearer <hidden>' u\n"),
    ("redis", 'requirepass foobared\nmasterauth "a b"\nprotected-mode yes\nrequirepass ""\n',
     'requirepass <default>\nmasterauth "<redacted>"\nprotected-mode yes\nrequirepass "<empty>"\n'),
    ("redis users", "user default on nopass ~* +@all\nuser bob on >abc #0123 +@all\n",
     "user default on nopass ~* +@all\nuser bob on ><redacted> #<encrypted> +@all\n"),
    ("netrc", "machine h login u password p\n", "machine h login u password <hidden>\n"),
    ("nginx", "proxy_pass http://x;\nssl_password_file /etc/x;\nproxy_set_header X-Api-Key abc;\nset $token 'x';\n",
     "proxy_pass http://x;\nssl_password_file /etc/x;\nproxy_set_header X-Api-Key <redacted>;\n"
     "set $token '<redacted>';\n"),
    ("postgresql", "password_encryption = scram-sha-256\nhost all all ::/0 password\n",
     "password_encryption = scram-sha-256\nhost all all ::/0 password\n"),
    ("pg_hba", 'host a b c ldap ldapbindpasswd="x y" ldapprefix=z\n',
     'host a b c ldap ldapbindpasswd="<redacted>" ldapprefix=z\n'),
    ("pem", 'k = 1\nkey: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MII\n  -----END RSA PRIVATE KEY-----\ndebug: true\n',
     "k = 1\nkey: |\n  <redacted>\n\n\ndebug: true\n"),
    ("pem on one line", '"k": "-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----\\n",\n"a": 1\n',
     '"k": "<redacted>\n"a": 1\n'),
    ("words that are no secrets", "token.example.com\nbypass = 1\nnopass = 1\ncompass: n\npassive = on\n",
     "token.example.com\nbypass = 1\nnopass = 1\ncompass: n\npassive = on\n"),
    ("tokens by their looks", "x = AKIAIOSFODNN7EXAMPLE\ny = " + "0a" * 16 + f"\nz = {'aB1' * 12}\n",
     "x = <hidden>\ny = <hidden>\nz = <hidden>\n"),
    ("a long line", "a" * 4097 + "\nb=1\n", "<hidden>\nb=1\n"),
    ("Chinese", "密码 password=口令abc\n名=值\n", "密码 password=<redacted>\n名=值\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in SETTINGS_CASES], ids=[c[0] for c in SETTINGS_CASES])
def test_settings(before: str, after: str) -> None:
    assert redact(Redaction.SETTINGS, before) == after
    assert before.count("\n") + (bool(before) and not before.endswith("\n")) == after.count("\n")


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
def test_awk_redacts_the_settings_corpus(argv: tuple[str, ...]) -> None:
    for _, before, after in SETTINGS_CASES:
        assert awk(argv, Redaction.SETTINGS, before.encode()).decode() == after


SHADOW_CASES = [
    ("root:$6$saltsalt$hash/hash.:19000:0:99999:7:::", "root:$6$<redacted>:19000:0:99999:7:::"),
    ("a:$6$rounds=5000$salt$hash:1::::::", "a:$6$rounds=5000$<redacted>:1::::::"),
    ("a:!$y$j9T$salt$hash:1::::::", "a:!$y$<redacted>:1::::::"),
    ("a:$2b$12$saltandhash:1::::::", "a:$2b$12$<redacted>:1::::::"),
    ("a:$1$s$h:", "a:$1$<redacted>:"),
    ("a:ab01234567/.z:1::::::", "a:<des>:1::::::"),
    ("a:!!:1::::::", "a:!!:1::::::"),
    ("a:*:1::::::", "a:*:1::::::"),
    ("a::1::::::", "a::1::::::"),
    ("a:x:0:0:r:/root:/bin/sh", "a:x:0:0:r:/root:/bin/sh"),
    ("a:*LK*:1::::::", "a:*<other>:1::::::"),
    ("a:$hunter2:1", "a:<other>:1"),
    ("a:hunter2:1", "a:<other>:1"),
    ("a:1:$6$salt$hash:3", "a:<other>:<redacted>:3"),
    ("$6$salt$hash:x:1", "<redacted>:x:1"),
    ("$6$salt$hash", "<redacted>"),
    ("# a comment", "# a comment"),
    ("+@netgroup", "+@netgroup"),
    ("", ""),
    ("a:$6$s$h:1\r", "a:$6$<redacted>:1\r"),
]
KEY_CASES = [
    ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0AF9\n\nMII\n-----END RSA PRIVATE KEY-----\n",
     "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0AF9\n\n\n-----END RSA PRIVATE KEY-----\n"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\nabc\n-----END OPENSSH PRIVATE KEY-----\n",
     "-----BEGIN OPENSSH PRIVATE KEY-----\ncipher: none\n\n-----END OPENSSH PRIVATE KEY-----\n"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI\n",
     "-----BEGIN OPENSSH PRIVATE KEY-----\ncipher: some\n"),
    ("-----BEGIN CERTIFICATE-----\nMIIB+/=\nnot base64!\n-----END CERTIFICATE-----\nMIIE\n-----BEGIN PRIVATE KEY-----\nMIIE\n",
     "-----BEGIN CERTIFICATE-----\nMIIB+/=\n\n-----END CERTIFICATE-----\n\n-----BEGIN PRIVATE KEY-----\n\n"),
    ("-----BEGIN PRIVATE KEY----- MIIE\n", "\n"),
    ("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\nabc\n",
     "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n\n\n"),
    ("DEK-Info: hunter two\n", "\n"),
    ("-----BEGIN CERTIFICATE-----\r\nMIIB\r\n", "-----BEGIN CERTIFICATE-----\r\nMIIB\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SHADOW_CASES)
def test_shadow(before: str, after: str) -> None:
    assert redact(Redaction.SHADOW, f"{before}\n") == f"{after}\n"


@pytest.mark.parametrize(("before", "after"), KEY_CASES)
def test_private_key(before: str, after: str) -> None:
    assert redact(Redaction.PRIVATE_KEY, before) == after


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
def test_awk_redacts_hashes_and_keys(argv: tuple[str, ...]) -> None:
    lines = "".join(f"{before}\n" for before, _ in SHADOW_CASES)
    assert awk(argv, Redaction.SHADOW, lines.encode()).decode() == "".join(f"{after}\n" for _, after in SHADOW_CASES)
    for before, after in KEY_CASES:
        assert awk(argv, Redaction.PRIVATE_KEY, before.encode()).decode() == after


PIECES = st.sampled_from(
    ["password", "DB_PASSWORD", "secret_key", "token", "auth", "dbPass", "private_key", "name", "key", "value", "user", "x",
     "token_ttl", "password_file", "requirepass", "define(", "export ", "env(", "</", "<", ">", "/>", "=", ":", "=>", " = ",
     ": ", "\"", "'", "`", '"""', "\\", "\\\"", ",", ";", "{", "}", "[", "]", "(", ")", "|", "#", "//", "&", "?", "@", "!", "~",
     "${", "}", "$A", "://", "true", "null", "admin", "hunter2", "a b", "-", "- ", " ", "  ", "\t", "\n", "\n", "\n  ", "\r\n",
     "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", "MIIBase64+/==",
     "bearer ", "Basic ", "@tcp(", "thin:", "[secrets]", "$6$", "$", ".", "+", "<![CDATA[", "]]>", "0123456789abcdef" * 2,
     "aB1" * 9, "AKIAIOSFODNN7EXAMPLE", "密", "é", "\x80", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "K", "İ", "file:", "/etc/x",
     "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU", "!vault |", "ENC(", "12345678"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=120, deadline=None)
@given(text=TEXTS)
def test_the_twins_agree(argv: tuple[str, ...], kind: Redaction, text: str) -> None:
    content = text.encode("utf-8", "surrogateescape")
    assert awk(argv, kind, content) == python(kind, content)


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
@example(content=b"p\0a\0s\0s\0w\0o\0r\0d\0=\0x\0\n\0")
def test_the_twins_agree_on_any_bytes(argv: tuple[str, ...], kind: Redaction, content: bytes) -> None:
    assert awk(argv, kind, content) == python(kind, content)


SECRETS = st.text("abcdefghijkmnpqrstuvwxyz23456789!%^*-_+~./", min_size=8, max_size=24).map(lambda text: f"Zq{text}7w")
PLACES = [
    "password={}", "password = {}", "password: {}", "'password': '{}',", '"password": "{}"', "DB_PASS={}", "x.secret={}",
    "export API_KEY='{}'", "$db['pass'] = '{}';", "define('SECRET_KEY', \"{}\");", "'token' => '{}',", "requirepass {}",
    "user bob on >{} ~*", "<password>{}</password>", '<add key="ApiKey" value="{}"/>', '<add value="{}" key="ApiKey"/>',
    "url = redis://:{}@localhost/0", "mysql://root:{}@db/x", "Server=.;Pwd={};", "jdbc:x://h/d?password={}&a=b",
    "authorization: Basic {}", "- name: APP_SECRET\n  value: {}", "password: |\n  {}\n", "secret: >-\n  a\n  {}",
    "password:\n  {}", "tokens:\n- {}", '"tokens": [\n"{}"\n]', '"tokens": ["a", "{}"]', "secrets:\n  foo: {}",
    "[credentials]\nfoo = {}", "password = a\\\n{}", 'password = """\n{}\n"""', "password = 'a' \\\n  '{}'",
    "password = ('a'\n'{}')", "'password': 'a'\n  '{}',", "<secret>\n{}\n</secret>", "<secret><![CDATA[\n{}\n]]></secret>",
    "-----BEGIN PRIVATE KEY-----\n{}\n", "key = -----BEGIN RSA PRIVATE KEY-----\\n{}", "# password: {}", "//password={}",
    "password = 'a', '{}'", "password = \"a\" + \"{}\"", "{{password: {}}}", '{{"a":1,"password":"{}","b":2}}',
    "PASSWORD: str = '{}'", "password := \"{}\"", "password ||= '{}'", "login root password {}", "fastcgi_param DB_PASSWORD {};",
    "proxy_set_header X-Api-Key {};", "SetEnv DB_PASSWORD {}", 'password="{}', "password='{}\nmore'", "password=${{X:{}}}",
    "env('DB_PASSWORD', '{}')", "password: !!str {}", "password: &anchor {}", "sentinel auth-pass mymaster {}",
    "{{name: DB_PASSWORD, value: {}}}", '{{"name": "DB_PASSWORD", "value": "{}"}}', 'ldapbindpasswd="{}" ldapprefix=x',
    "AuthLDAPBindPassword {}", "machine h login u password {}", "u:{}@tcp(h)/d", "--password={}", "--password {}",
    "password\t=\t{}", "password   {}", 'Password="{}";x=y', "  password : {}", "PassWord={}", "p\0a\0s\0s\0w\0d\0=\0{}",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(place=st.sampled_from(PLACES), secret=SECRETS, before=TEXTS, end=st.sampled_from(["\n", "\r\n", ""]))
def test_no_secret_survives(place: str, secret: str, before: str, end: str) -> None:
    """The lines before may be anything that leaves nothing open; the secret must be gone whatever it is made of."""
    assume("//" not in secret and "--" not in secret and "://" not in secret)
    shown = redact(Redaction.SETTINGS, place.format(secret) + end)
    assert secret not in shown
    assert secret[:8] not in shown
    assert secret not in redact(Redaction.SETTINGS, f"{before}\n{place.format(secret)}{end}")


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(KINDS), text=TEXTS)
def test_lines_stay_in_their_places(kind: Redaction, text: str) -> None:
    assert redact(kind, text).count("\n") == text.count("\n") + (bool(text) and not text.endswith("\n"))


@pytest.mark.parametrize(
    "unit",
    ["password=" * 450, "a" * 4000, "<" * 4000, "'" * 4000, "\\" * 4000, " " * 4000, "a:b@" * 1000, "://" * 1300, "(" * 4000,
     "password: '" + "x' '" * 950, "name" * 1000, "- " * 2000, "passw" * 800, "x=1;" * 1000, '"a" ' * 2000],
    ids=lambda unit: unit[:12],
)  # fmt: skip
def test_hostile_lines_take_linear_time(unit: str) -> None:
    content = f"{unit}\n" * 20
    started = time.process_time()
    redact(Redaction.SETTINGS, content)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("kind", KINDS)
def test_the_programs_can_stand_in_single_quotes(kind: Redaction) -> None:
    assert "'" not in PROGRAMS[kind]
