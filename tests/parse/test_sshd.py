"""The reader of sshd_config on hostile and on ordinary text. What the daemon reads is compared in tests/live."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File, Output
from posture.model.evidence import Absent, Observed, Source
from posture.parse.sshd import Sshd, effective
from posture.parse.sshd_defaults import Release, default_of
from posture.parse.sshd_options import OPTIONS, fits, value_of
from posture.parse.sshd_start import start_of
from posture.parse.sshd_syntax import directives, match_words, words
from posture.parse.sshd_tree import Entered, Missing, Placed, tree

MAIN = "/etc/ssh/sshd_config"
PIECES = st.sampled_from(
    (
        *("Match User bob", "Match all", "Match", "Include x", "Include x x", "PermitRootLogin no", "Ciphers +a,b"),
        *(
            "ClientAliveInterval 1h1",
            "AllowUsers a",
            "DisableForwarding yes",
            "\n",
            " ",
            "=",
            '"',
            "'",
            "#",
            "\\",
            "\r",
        ),
    )
)


def read(text: str, **files: str) -> Sshd:
    """The record of a main file that may include others by their name below /etc/ssh."""
    known = {f"/etc/ssh/{name}": File(f"/etc/ssh/{name}", content) for name, content in files.items()}
    met = tree(File(MAIN, text), lambda path: Observed((known[path],)) if path in known else Absent())
    return effective(one for one in met if isinstance(one, Placed))


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.text())
def test_reads_any_text(text: str, other: str) -> None:
    record = read(text, x=other)
    for name in OPTIONS:
        assert record.settings(name)
    assert record.settings("session_timeout")
    lines = [directive.at.line or 0 for directive in directives(File(MAIN, text))]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


@given(st.text())
def test_reads_whatever_the_daemon_prints(text: str) -> None:
    record = effective((), printed=Output(("/usr/sbin/sshd", "-T"), 0, text))
    assert set(record.options) == set(OPTIONS)


@given(st.text(max_size=200))
def test_reads_any_environment_file(text: str) -> None:
    start = start_of(File("/etc/default/ssh", f"SSHD_OPTS={text}"))
    assert start.config.startswith("/")


@given(st.text(alphabet="ab*?", max_size=12), st.text(alphabet="ab", max_size=12))
def test_patterns_mean_what_a_shell_means(pattern: str, name: str) -> None:
    assert fits(name, pattern) is fnmatchcase(name, pattern)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", ("a", "b")),
        ('"a b" c', ("a b", "c")),
        ("a'b c'd", ("ab cd",)),
        ("a #b", ("a",)),
        ("a#b", ("a#b",)),
        (r"a\ b", ("a b",)),
        (r"'a\' b'", ("a' b",)),
        (r"a\n", (r"a\n",)),
        ('"open', ()),
        ("", ()),
    ],
)
def test_arguments(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User bob Address 10.0.0.0/8", ("User", "bob", "Address", "10.0.0.0/8")),
        ('user="bob,eve" # why', ("user", "bob,eve")),
        ('user "open', ()),
    ],
)
def test_conditions(text: str, expected: tuple[str, ...]) -> None:
    assert match_words(text) == expected


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("logingracetime", "1h1m1s", 3661),
        ("logingracetime", "2W", 1209600),
        ("logingracetime", "soon", "soon"),
        ("maxauthtries", "6", 6),
        ("maxauthtries", "٣", "٣"),
        ("permitrootlogin", "Without-Password", "prohibit-password"),
        ("loglevel", "debug1", "DEBUG"),
        ("banner", "None", "none"),
        ("banner", "/etc/Issue", "/etc/Issue"),
        ("port", "22", (22,)),
    ],
)
def test_values(option: str, text: str, expected: object) -> None:
    assert value_of(option, (text,)) == expected


def test_a_file_that_includes_itself_many_times_ends() -> None:
    file = File(MAIN, "Include a a a a a a a a\nPort 22\n" * 4)
    met = list(tree(file, lambda path: Observed((file,))))
    assert isinstance(met[-1], Missing)
    assert sum(isinstance(one, Entered) for one in met) < len(met) <= 50_001


@pytest.mark.parametrize(
    ("version", "package", "expected"),
    [
        ("1:9.2p1-2+deb12u10", "deb", "prohibit-password"),
        ("6.6p1", "deb", "yes"),
        ("7.4p1", "rpm", "yes"),
        ("8.7p1", "rpm", "prohibit-password"),
    ],
)
def test_default_of_root_login(version: str, package: str, expected: str) -> None:
    release = Release.parse(version, package)
    assert release is not None
    assert default_of("permitrootlogin", release).value == expected


def test_algorithms_of_a_policy_are_not_guessed() -> None:
    assert default_of("ciphers", Release(8, 7, "rpm")).undecided
    assert default_of("ciphers", None).undecided
    assert not default_of("ciphers", Release(10, 0, "deb")).undecided


def test_unknown_options_are_an_error_of_the_author() -> None:
    with pytest.raises(KeyError):
        read("").settings("permit_root_logon")


def test_options_of_the_command_line_stand_above_what_the_daemon_prints() -> None:
    start = start_of(File("/etc/default/ssh", 'SSHD_OPTS="-4 -oPermitRootLogin=no -p 2222"\n'))
    record = effective(
        (), command_line=start.options, printed=Output(("sshd", "-T"), 0, "permitrootlogin yes\nport 22\n")
    )
    assert [setting.value for setting in record.settings("permit_root_login")] == ["no"]
    assert record.of("port").value == (2222,)
    assert record.of("port").at == Source("/etc/default/ssh", 1, 'SSHD_OPTS="-4 -oPermitRootLogin=no -p 2222"')
