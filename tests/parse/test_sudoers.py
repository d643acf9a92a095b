"""The sudo policy from hostile and from ordinary text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.sudoers import Item, Sudoers, parse_lines
from posture.parse.sudoers_lexer import logical_lines, tokens

PIECES = st.sampled_from(
    [
        "ALL",
        "=",
        "(",
        ")",
        ":",
        ",",
        "!",
        " ",
        "\\",
        "\n",
        '"',
        "#",
        "%a",
        "/bin/x",
        "Defaults",
        "NOPASSWD",
        "_Alias",
        "^",
        "$",
    ]
)


def read(text: str) -> Sudoers:
    return parse_lines(tuple(logical_lines(File("/etc/sudoers", text))))


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_reads_any_text(text: str) -> None:
    policy = read(text)
    lines = text.count("\n") + 1
    for source in (*policy.faults, *(grant.at for grant in policy.grants), *(one.at for one in policy.defaults)):
        assert source.line is not None
        assert 1 <= source.line <= lines


@given(st.lists(PIECES, max_size=60).map("".join))
def test_tokens_cover_the_line_in_order(text: str) -> None:
    place = 0
    for token in tokens(text.replace("\n", " ")):
        assert token.start >= place
        assert token.end > token.start
        place = token.end


@pytest.mark.parametrize(
    ("line", "users", "hosts", "runas", "command", "tags"),
    [
        ("root ALL=(ALL:ALL) ALL", ["root"], ["ALL"], ["ALL"], "ALL", []),
        ("%wheel\tALL = NOPASSWD: ALL", ["%wheel"], ["ALL"], ["root"], "ALL", ["NOPASSWD"]),
        ("#0, %#10 h1,h2=(a, b) /x y", ["#0", "%#10"], ["h1", "h2"], ["a", "b"], "/x y", []),
        ('"a b",c\\ d ALL=(:adm) /bin/', ["a b", "c d"], ["ALL"], [], "/bin/", []),
        ("u ALL=(r) CWD=/tmp TIMEOUT=5m NOEXEC:SETENV: /x", ["u"], ["ALL"], ["r"], "/x", ["NOEXEC", "SETENV"]),
        ("u ALL = sha224:00, sha256:ff /x", ["u"], ["ALL"], ["root"], "/x", []),
        ("u ALL = ^/bin/[ab],c$ ^x=y$", ["u"], ["ALL"], ["root"], "^/bin/[ab],c$ ^x=y$", []),
        ("u ALL = /bin/cat /a\\,b\\:c", ["u"], ["ALL"], ["root"], "/bin/cat /a\\,b\\:c", []),
    ],
)
def test_reads_a_rule(
    line: str, users: list[str], hosts: list[str], runas: list[str], command: str, tags: list[str]
) -> None:
    (grant,) = read(line).grants
    assert [item.name for item in grant.users] == users
    assert [item.name for item in grant.hosts] == hosts
    assert [item.name for item in grant.runas] == runas
    assert grant.command == Item(command)
    assert sorted(grant.tags) == tags


def test_aliases_nest_and_a_circle_ends() -> None:
    policy = read("User_Alias A = B, x : B = A, !y\nA ALL = ALL\n")
    (grant,) = policy.grants
    assert grant.users == (Item("A"), Item("y", negated=True), Item("x"))


def test_tags_and_the_second_host_list() -> None:
    first, second, third = read("u h1 = NOPASSWD: /a, PASSWD: /b : h2 = /c").grants
    assert first.tags == {"NOPASSWD"}
    assert second.tags == {"PASSWD"}
    assert third.tags == set()
    assert [item.name for item in third.hosts] == ["h2"]


def test_the_last_default_of_a_scope_counts() -> None:
    policy = read('Defaults a, !b, c="x, y"\nDefaults:u,v !a\nDefaults b\nDefaults!/bin/x d += e\n')
    assert [(one.scope, one.value) for one in policy.setting("a")] == [("", True), ("user:u,v", None)]
    assert [one.value for one in policy.setting("b")] == [True]
    assert [one.value for one in policy.setting("c")] == ["x, y"]
    assert [(one.scope, one.value) for one in policy.setting("d")] == [("command:/bin/x", "e")]


@pytest.mark.parametrize("line", ["broken line here", "u ALL", "u ALL = (", "= = =", "Defaultsx y", "User_Alias A"])
def test_what_does_not_parse_is_a_fault(line: str) -> None:
    policy = read(f"root ALL=ALL\n{line}\n")
    assert [source.line for source in policy.faults] == [2]
    assert len(policy.grants) == 1


def test_growth_is_bounded_and_said() -> None:
    doubling = "".join(f"User_Alias {chr(66 + n)}={chr(65 + n)},{chr(65 + n)}\n" for n in range(20))
    started = time.monotonic()
    policy = read(f"User_Alias A=a,b\n{doubling}U ALL=ALL\n")
    assert time.monotonic() - started < 5
    assert policy.grants == ()
    assert len(policy.faults) == 1
