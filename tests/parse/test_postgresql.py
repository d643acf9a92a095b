"""PostgreSQL settings and host-based authentication, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.pg_hba import HbaRule, rules_of
from posture.parse.postgresql import Cluster, assignments, version_of


def no_files(_: str) -> tuple[File, ...]:
    return ()


def read(text: str) -> dict[str, object]:
    return {name: setting.value for name, setting in assignments(File("/d/postgresql.conf", text), no_files)}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("x = 1", "1"),
        ("x 1", "1"),
        ("  X=1 # c", "1"),
        ("x = 'a b'", "a b"),
        ("x = 'it''s'", "it's"),
        (r"x = 'it\'s'", "it's"),
        ("x = 'a' # 'b'", "a"),
        ("x = 128MB\t\t# c", "128MB"),
        ("x = '' ", ""),
        ("x='a'\r", "a"),
    ],
)
def test_values(line: str, value: str) -> None:
    assert read(line) == {"x": value}


@pytest.mark.parametrize("line", ["", "# x = 1", "x", "x =", "= 1", "x = #1", "1x = 2"])
def test_lines_that_set_nothing(line: str) -> None:
    assert read(line) == {}


def test_includes_stand_in_their_place() -> None:
    files = {
        "/d/b.conf": (File("/d/b.conf", "a = 2\nb = 2\n"),),
        "/d/c/*.conf": (File("/d/c/1.conf", "c = 3\n"), File("/d/c/2.conf", "c = 4\n")),
    }
    text = "a = 1\ninclude 'b.conf'\nb = 1\ninclude_dir = 'c'\ninclude_if_exists = '/none'\n"
    found = dict(assignments(File("/d/postgresql.conf", text), lambda path: files.get(path, ())))
    assert {name: setting.value for name, setting in found.items()} == {"a": "2", "b": "1", "c": "4"}
    assert str(found["a"].at) == "/d/b.conf:1"


def test_an_include_of_itself_ends() -> None:
    file = File("/d/postgresql.conf", "include 'postgresql.conf'\na = 1\n")
    assert dict(assignments(file, lambda _: (file,)))["a"].value == "1"


@pytest.mark.parametrize(
    ("text", "value"),
    [("on", True), ("t", True), ("YES", True), ("1", True), ("of", False), ("fal", False), ("0", False), ("o", "o")],
)
def test_flags(text: str, value: object) -> None:
    cluster = Cluster("c", "/c", 15, dict(assignments(File("/c", f"ssl = {text}"), no_files)))
    assert cluster.setting("ssl").value == value


@pytest.mark.parametrize(
    ("conf", "text", "version"),
    [
        ("/etc/postgresql/15/main/postgresql.conf", None, 15),
        ("/etc/postgresql/9.6/main/postgresql.conf", None, 9),
        ("/var/lib/pgsql/data/postgresql.conf", "13\n", 13),
        ("/var/lib/pgsql/data/postgresql.conf", "junk", None),
    ],
)
def test_versions(conf: str, text: str | None, version: int | None) -> None:
    assert version_of(conf, text) == version


def rules(text: str) -> tuple[HbaRule, ...]:
    found, faults = rules_of((File("/d/pg_hba.conf", text),), no_files)
    assert faults == ()
    return found


def test_fields() -> None:
    (rule,) = rules('hostssl "my db",b u1, +g 10.0.0.0 255.0.0.0 ldap ldapserver=x # c\n')
    assert (rule.type, rule.databases, rule.users) == ("hostssl", ("my db", "b"), ("u1", "+g"))
    assert (rule.address, rule.method, rule.options) == ("10.0.0.0/8", "ldap", ("ldapserver=x",))
    assert rule.at == Source("/d/pg_hba.conf", 1, rule.at.excerpt, "")


@pytest.mark.parametrize(
    ("address", "remote", "everywhere"),
    [
        ("127.0.0.1/32", False, False),
        ("127.0.0.0/8", False, False),
        ("::1/128", False, False),
        ("localhost", False, False),
        ("samehost", False, False),
        ("samenet", True, False),
        ("10.0.0.0/8", True, False),
        ("126.0.0.0/7", True, False),
        ("example.org", True, False),
        ("all", True, True),
        ("0.0.0.0/0", True, True),
        ("::/0", True, True),
    ],
)
def test_addresses(address: str, remote: bool, everywhere: bool) -> None:
    (rule,) = rules(f"host all all {address} md5")
    assert (rule.remote, rule.any_address) == (remote, everywhere)


@pytest.mark.parametrize(
    ("first", "second", "covered"),
    [
        ("host all all all reject", "host a b 10.0.0.0/8 md5", True),
        ("host all all all reject", "hostssl a b ::/0 md5", True),
        ("hostssl all all all reject", "host a b all md5", False),
        ("host all all 10.0.0.0/8 reject", "host all all 10.1.0.0/16 md5", True),
        ("host all all 10.1.0.0/16 reject", "host all all 10.0.0.0/8 md5", False),
        ("host all all 0.0.0.0/0 reject", "host all all ::/0 md5", False),
        ("host all all all reject", "host replication all all md5", False),
        ("host a,b all all reject", "host a all all md5", True),
        ("host a all all reject", "host a,b all all md5", False),
        ("host all +g all reject", "host all +g all md5", False),
        ("host sameuser all all reject", "host sameuser all all md5", False),
        ("local all all peer", "host all all all md5", False),
        ("local all all peer", "local a b trust", True),
    ],
)
def test_a_line_that_an_earlier_one_covers_decides_nothing(first: str, second: str, covered: bool) -> None:
    assert len(rules(f"{first}\n{second}\n")) == (1 if covered else 2)


@pytest.mark.parametrize(
    "line", ["host", "local all all", "host all all 10.0.0.0/8", "nohost a b c d", "host a b 1.2.3.4 <redacted>"]
)
def test_faults(line: str) -> None:
    found, faults = rules_of((File("/h", f"{line}\n"),), no_files)
    assert (found, [str(fault) for fault in faults]) == ((), ["/h:1"])


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    file = File("/d/postgresql.conf", text)
    cluster = Cluster("c", "/d/postgresql.conf", None, dict(assignments(file, no_files)))
    assert cluster.folder
    rules_of((file,), no_files)


@given(
    st.lists(
        st.sampled_from(
            ["host ", "local ", "all ", "10.0.0.0/8 ", "255.0.0.0 ", ",", '"', "#", "\\\n", "\n", "md5 ", "::/0 "]
        )
    )
)
def test_any_lines_of_the_format_are_read(pieces: list[str]) -> None:
    found, faults = rules_of((File("/h", "".join(pieces)),), no_files)
    assert all(rule.method for rule in found)
    assert all(fault.line for fault in faults)
