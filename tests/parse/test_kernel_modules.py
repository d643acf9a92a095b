"""modprobe's rules as kmod reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.kernel_modules import KernelModules, Rule, refused, rules


def made(*files: tuple[str, str]) -> KernelModules:
    installs, blacklists = rules(File(path, text) for path, text in files)
    return KernelModules(installs=installs, blacklists=blacklists)


def test_the_order_is_that_of_kmod() -> None:
    """Checked against `modprobe --showconfig` and `modprobe -n -v` of kmod 30."""
    modules = made(
        ("/etc/modprobe.d/20-b.conf", "install usb_storage /bin/second\n"),
        ("/etc/modprobe.d/10-a.conf", "install usb-storage /bin/first\nblacklist uas\ninstall usb-stor* /bin/third\n"),
    )
    assert [rule.command for rule in modules.installs] == ["/bin/first", "/bin/third", "/bin/second"]
    rule = modules.install("usb_storage")
    assert rule is not None
    assert (rule.command, str(rule.at)) == ("/bin/first", "/etc/modprobe.d/10-a.conf:1")
    assert modules.blacklist("uas") is not None
    assert modules.blacklist("usb_storage") is None


def test_a_line_goes_on_behind_a_backslash_and_stands_where_it_began() -> None:
    rule = made(("/etc/modprobe.d/a.conf", "# \ninstall floppy \\\n  /bin/false\n")).install("floppy")
    assert rule is not None
    assert (rule.blocks, str(rule.at)) == (True, "/etc/modprobe.d/a.conf:2")


def test_the_highest_folder_wins_by_file_name() -> None:
    lower = ("/usr/lib/modprobe.d/a.conf", "install floppy /bin/false\n")
    assert made(lower, ("/run/modprobe.d/a.conf", "")).install("floppy") is None
    assert made(lower, ("/run/modprobe.d/b.conf", "")).install("floppy") is not None


@pytest.mark.parametrize(
    ("command", "blocks"),
    [
        ("/bin/true", True),
        ("/usr/bin/false", True),
        ("/bin/echo off; /bin/false", True),
        ("exit 1", True),
        ("/sbin/modprobe --ignore-install floppy", False),
        ("/bin/true && /sbin/insmod x", False),
        ("/bin/false || modprobe -i floppy", False),
        ("/bin/echo $(modprobe -i floppy)", False),
        ("/bin/echo `modprobe -i floppy`", False),
        (";", False),
        ("", False),
    ],
)
def test_what_surely_loads_nothing(command: str, blocks: bool) -> None:
    [rule] = rules([File("/x", f"install floppy {command or '&'}")])[0]
    assert rule.blocks is blocks


def test_the_command_line_of_the_kernel() -> None:
    denied, unlisted = refused("quiet module_blacklist=a,usb-storage modprobe.blacklist=b modprobe.blacklist=c")
    assert denied == {"a", "usb_storage"}
    assert unlisted == {"b", "c"}


@given(st.text(), st.text(alphabet="install blacklist\\\n\r#-_*[/;&|`"))
def test_no_text_breaks_it(text: str, alike: str) -> None:
    for one in (text, alike):
        installs, blacklists = rules([File("/etc/modprobe.d/x.conf", one)])
        modules = KernelModules(installs=installs, blacklists=blacklists)
        found = modules.install("usb_storage")
        assert found is None or isinstance(found, Rule)
        assert all(isinstance(rule.blocks, bool) for rule in installs)
        refused(one)
