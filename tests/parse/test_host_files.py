"""The smaller parsers of the host layer: they read any text, in linear time, and the examples of their formats."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File, Output
from posture.parse import rsyslog, syslog_ng
from posture.parse.apt_conf import apt_settings
from posture.parse.assignments import assignments
from posture.parse.audit import daemon_settings
from posture.parse.audit_rules import from_file, from_folder, from_kernel
from posture.parse.auto_updates import AutoUpdates
from posture.parse.core_dumps import limits
from posture.parse.file_monitor import watches
from posture.parse.journald import begins, seconds
from posture.parse.logrotate import includes, rotations
from posture.parse.mac import enforced
from posture.parse.mounts import Mounts, options, table
from posture.parse.repositories import deb822, one_line, yum
from posture.parse.stripped import block_end, without_comments
from posture.parse.sudoers_lexer import logical_lines
from posture.parse.systemd_conf import merged
from posture.parse.time_sync import folders, servers
from posture.parse.tree_walk import ids, remote_names
from posture.parse.updates import waiting

READERS: dict[str, Callable[[File], object]] = {
    "apt.conf": lambda file: apt_settings([file]),
    "assignments": assignments,
    "audit rules, as a file": from_file,
    "audit rules, as a folder": lambda file: from_folder([file, file]),
    "audit rules, loaded": lambda file: from_kernel(Output(("auditctl", "-l"), 0, file.text), None),
    "auditd.conf": daemon_settings,
    "deb822": lambda file: list(deb822(file)),
    "fstab": table,
    "journal time": lambda file: (seconds(file.text), begins(file.text)),
    "limits.conf": lambda file: limits([file]),
    "logrotate": lambda file: rotations(file, dict.fromkeys(includes(file), (file,))),
    "nsswitch and passwd": lambda file: (remote_names(file.text), ids(file)),
    "ossec.conf": lambda file: watches(file.text),
    "profiles": lambda file: enforced(file.text),
    "rsyslog": lambda file: (list(rsyslog.destinations(file)), rsyslog.includes(file)),
    "sources.list": lambda file: list(one_line(file)),
    "sudoers lines": lambda file: list(logical_lines(file)),
    "syslog-ng": lambda file: (list(syslog_ng.destinations([file])), syslog_ng.includes(file)),
    "systemd": lambda file: merged([file], "x"),
    "time servers": lambda file: (list(servers(file)), folders(file)),
    "updates": lambda file: waiting(Output(("apt-get",), 0, file.text)),
    "yum": lambda file: list(yum(file, True)),
}
MARKS = st.text(alphabet=" \t\r\n\\\"'#;:,.=!@*{}[]()<>/-_%$&|~aZ09", max_size=200)
HOSTILE = (
    "action(",
    '"',
    "'\\",
    "/*",
    " /* */",
    "log {",
    "destination a {",
    " @",
    "(@",
    "*.*;",
    "\\\n",
    "A=",
    "{",
    "[",
    "a {\n",
)


@pytest.mark.parametrize("name", READERS)
@given(text=st.one_of(st.text(), MARKS))
def test_reads_any_text(name: str, text: str) -> None:
    READERS[name](File("/x", text))


@pytest.mark.parametrize("name", READERS)
def test_time_is_linear(name: str) -> None:
    for piece in HOSTILE:
        text = (piece * 100_000)[:100_000]
        started = time.monotonic()
        READERS[name](File("/x", text))
        assert time.monotonic() - started < 3, piece


@given(MARKS)
def test_comments_leave_the_lines(text: str) -> None:
    assert without_comments(text).count("\n") == text.count("\n")
    if "{" in text:
        start = text.index("{")
        assert start < block_end(text, start, "{", "}") <= len(text)


@pytest.mark.parametrize(
    ("selector", "scope"),
    [
        ("*.*", "all"),
        ("*.info;mail.none", "all"),
        ("*.info;authpriv.none", "some"),
        ("auth,authpriv.*", "all"),
        ("*.err", "some"),
        ("authpriv.=info", "all"),
        ("*.*;authpriv.!info", "some"),
        ("*.*;authpriv.!err", "all"),
        ("*.err;authpriv.info", "all"),
        ("", "all"),
        (':msg, contains, "x"', "unclear"),
        ("if $x == 1 then", "unclear"),
    ],
)
def test_what_a_selector_of_rsyslog_lets_through(selector: str, scope: str) -> None:
    assert rsyslog.scope(selector) == scope


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3600", 3600),
        ("1w 2d", 777600),
        ("1month", 2629800),
        ("2 M", 5259600),
        ("2m", 120),
        ("6months 1h", 15782400),
        ("soon", 0),
        ("1x", 0),
    ],
)
def test_time_spans_of_systemd(text: str, span: int) -> None:
    assert seconds(text) == span


@pytest.mark.parametrize(
    ("text", "there", "gone"),
    [
        ("rw,nosuid,nodev", {"nosuid", "nodev"}, {"suid"}),
        ("defaults", {"rw", "suid", "dev", "exec"}, {"nosuid"}),
        ("noexec,defaults", {"exec"}, {"noexec"}),
        ("user", {"noexec", "nosuid", "nodev"}, {"exec"}),
        ("user,exec", {"exec", "nosuid"}, {"noexec"}),
        ("exec,user", {"noexec"}, {"exec"}),
    ],
)
def test_the_last_mount_option_of_a_pair_counts(text: str, there: set[str], gone: set[str]) -> None:
    found = options(text)
    assert there <= found
    assert not gone & found


def test_the_longest_mount_point_holds_a_path() -> None:
    text = "/dev/a / ext4 rw 0 0\n/dev/b /var ext4 rw 0 0\n/dev/c /va ext4 rw 0 0\ntmpfs /a\\040b tmpfs rw 0 0\n"
    mounts = Mounts(table(File("/proc/mounts", text)))
    held = {path: mount.folder for path in ("/var/tmp", "/var", "/vary", "/a b/c") if (mount := mounts.holding(path))}
    assert held == {"/var/tmp": "/var", "/var": "/var", "/vary": "/", "/a b/c": "/a b"}


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("[S]\nA=1\n", "[S]\nA=2\n", "2"),
        ("[S]\nA=1\n", "[T]\nA=2\n", "1"),
        ("[S]\nA=1\n", "[S]\nA=\n", None),
        ("[S]\nA=1 \\\n# note\n  2\n", "", "1 2"),
        ("#[S]\nA=1\n", "", None),
    ],
)
def test_systemd_drop_ins_come_after_the_main_file(first: str, second: str, wanted: str | None) -> None:
    files = [File("/etc/systemd/x.conf", first), File("/usr/lib/systemd/x.conf.d/1.conf", second)]
    found = merged(files, "x.conf").last("S", "A")
    assert (found.value if found else None) == wanted


def test_systemd_reads_one_main_file_and_each_name_once() -> None:
    files = [
        File("/usr/lib/systemd/x.conf", "[S]\nA=vendor\nB=vendor\n"),
        File("/etc/systemd/x.conf", "[S]\nA=etc\n"),
        File("/usr/lib/systemd/x.conf.d/5.conf", "[S]\nA=lost\n"),
        File("/etc/systemd/x.conf.d/5.conf", ""),
    ]
    section = merged(files, "x.conf")
    assert section.values.keys() == {("S", "A")}
    assert section.all("S", "A")[0].value == "etc"


@pytest.mark.parametrize(
    ("word", "runs"),
    [("1", True), ("always", True), ("7d", True), ("0", False), ("0d", False), ("", False), ("10", True)],
)
def test_how_often_apt_upgrades_by_itself(word: str, runs: bool) -> None:
    setting = next(iter(apt_settings([File("/x", f'a::b "{word}";')]).values()))
    assert AutoUpdates(setting, setting).by_apt is runs


def test_apt_conf_nests_and_the_last_value_counts() -> None:
    text = 'A { B { C "1"; }; D "2"; };\nA::B::C "3"; // no\n#x "y";\n/* z "z"; */ E "4"\n;'
    found = {name: setting.value for name, setting in apt_settings([File("/x", text)]).items()}
    assert found == {"a::b::c": "3", "a::d": "2", "e": "4"}
