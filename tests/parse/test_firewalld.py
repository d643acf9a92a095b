"""firewalld and ufw from their files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.firewalld import read_firewalld
from posture.parse.netfilter import Ruleset
from posture.parse.ufw import assignments, enabled, read_ufw


def zone(text: str) -> File:
    return File("/etc/firewalld/zones/public.xml", text)


@pytest.mark.parametrize(
    ("target", "fate"),
    [("", "reject"), (' target="default"', "reject"), (' target="DROP"', "drop"), (' target="%%REJECT%%"', "reject"),
     (' target="ACCEPT"', "accept")],
)  # fmt: skip
def test_the_target_of_the_default_zone_is_the_default(target: str, fate: str) -> None:
    chains = read_firewalld(None, {"public": zone(f"<zone{target}></zone>")})
    assert chains is not None
    for family in ("ip", "ip6"):
        assert Ruleset(chains).default("input", family).verdict == fate


def test_rich_rules_and_sources() -> None:
    text = """<zone>
      <rule family="ipv4"><source address="10.0.0.0/8"/><service name="ssh"/><accept/></rule>
      <rule><port port="8000-8010" protocol="tcp"/><log prefix="x"/><accept/></rule>
      <source address="192.0.2.0/24"/><interface name="eth1"/>
    </zone>"""
    chains = read_firewalld(None, {"public": zone(text)})
    assert chains is not None
    rules = Ruleset(chains)
    assert rules.stranger("input", "ip", 22)[0].verdict == "reject"
    assert rules.stranger("input", "ip", 8005)[0].verdict == "accept"
    assert any(rule.logs for _, rule, _ in rules.reached("input", "ip"))


@pytest.mark.parametrize(
    "text",
    ["", "<zone>", "<service/>", "<!DOCTYPE zone><zone/>", '<!DOCTYPE z [<!ENTITY a "b">]><zone>&a;</zone>',
     "<zone>&a;</zone>", "<zone>" + "<a>" * 200_000],
)  # fmt: skip
def test_what_is_no_zone_is_not_taken_for_one(text: str) -> None:
    assert read_firewalld(None, {"public": zone(text)}) is None


def test_no_default_zone_is_not_an_open_one() -> None:
    assert read_firewalld(File("/etc/firewalld/firewalld.conf", "DefaultZone=mine\n"), {}) is None


def test_ufw_is_off_unless_it_says_yes() -> None:
    assert enabled(File("x", "ENABLED=yes\n")) is not None
    assert enabled(File("x", "ENABLED='YES' # now\n")) is not None
    assert enabled(File("x", "ENABLED=yes\nENABLED=no\n")) is None
    assert enabled(File("x", "#ENABLED=yes\n")) is None


def test_the_frame_of_ufw_holds_the_rules_of_its_files() -> None:
    rules = {
        "/etc/ufw/user.rules": File("/etc/ufw/user.rules", "*filter\n-A ufw-user-input -p tcp --dport 22 -j ACCEPT\n"),
    }
    defaults = File("/etc/default/ufw", 'IPV6=no\nDEFAULT_INPUT_POLICY="REJECT"\n')
    read = Ruleset(read_ufw(File("/etc/ufw/ufw.conf", "ENABLED=yes\n"), defaults, rules))
    assert read.stranger("input", "ip", 22)[0].verdict == "accept"
    assert read.stranger("input", "ip", 23)[0].shut
    assert read.stranger("input", "ip6", 22)[0].shut


@given(st.text(), st.text())
def test_any_text_is_read_without_fault(one: str, other: str) -> None:
    read_firewalld(File("c", one), {"public": zone(other), one: zone(f"<zone>{other}</zone>")})
    conf = File("c", f"ENABLED=yes\n{one}")
    assert isinstance(assignments(conf), dict)
    read_ufw(conf, File("d", other), {"/etc/ufw/user.rules": File("/etc/ufw/user.rules", other)})
