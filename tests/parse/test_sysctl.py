"""Kernel parameters from hostile and from ordinary text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.sysctl import Sysctl, configured, normal, number, path


@given(st.text(), st.text(), st.text(max_size=40))
def test_reads_any_text(one: str, two: str, name: str) -> None:
    found = configured([File("/etc/sysctl.d/1.conf", one), File("/lib/sysctl.d/2.conf", two)])
    found.get(name)
    assert len(Sysctl({}, found).settings(name)) == 1


@pytest.mark.parametrize(
    ("written", "key", "place"),
    [
        ("net.ipv4.ip_forward", "net.ipv4.ip_forward", "net/ipv4/ip_forward"),
        ("net/ipv4/ip_forward", "net.ipv4.ip_forward", "net/ipv4/ip_forward"),
        ("net/ipv4/conf/eth0.100/rp_filter", "net.ipv4.conf.eth0/100.rp_filter", "net/ipv4/conf/eth0.100/rp_filter"),
        ("net.ipv4.conf.eth0/100.rp_filter", "net.ipv4.conf.eth0/100.rp_filter", "net/ipv4/conf/eth0.100/rp_filter"),
    ],
)
def test_either_separator_names_one_key(written: str, key: str, place: str) -> None:
    assert normal(written) == key
    assert path(key) == place


def values(*texts: str) -> dict[str, object]:
    found = configured(File(f"/etc/sysctl.d/{place}.conf", text) for place, text in enumerate(texts))
    names = ("a.b", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.eth0.rp_filter", "net.ipv4.conf.eth0/1.rp_filter")
    return {name: setting.value for name in names if (setting := found.get(name)) is not None}


def test_a_glob_covers_what_is_not_named() -> None:
    text = "net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.all.rp_filter\n"
    assert values(text) == {"net.ipv4.conf.eth0.rp_filter": 2, "net.ipv4.conf.eth0/1.rp_filter": 2}


def test_a_name_beats_a_later_glob_and_the_last_glob_wins() -> None:
    first = "net.ipv4.conf.eth0.rp_filter=0\nnet.ipv4.conf.*.rp_filter=1\n"
    found = values(first, "net/ipv4/conf/*/rp_filter = 2\n")
    assert found["net.ipv4.conf.eth0.rp_filter"] == 0
    assert found["net.ipv4.conf.all.rp_filter"] == 2


def test_a_bare_exclusion_takes_an_assignment_back() -> None:
    assert values("a.b = 1\n-a.b\n") == {}
    assert values("-a.b = 1\n") == {"a.b": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2), ("-1", -1), ("4 4  1\t7", "4 4 1 7"), ("", ""), ("--1", "--1"), ("²", "²"), ("0x1", "0x1")],
)
def test_numbers(text: str, value: object) -> None:
    assert number(text) == value


def test_what_a_running_kernel_lacks() -> None:
    record = Sysctl({"x": Setting(1)}, missing=frozenset(("net.ipv6.conf.all.forwarding", "kernel.other")))
    assert record.settings("net.ipv6.conf.all.forwarding")[0].moot
    assert record.settings("kernel.other")[0].undecided
