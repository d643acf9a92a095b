"""The smaller files of the network layer: never a fault, and a few exact readings beyond the cases of the checks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.exports import read_exports
from posture.parse.inetd import from_inetd, from_xinetd
from posture.parse.interfaces import Parameters, read_interfaces
from posture.parse.resolver import name_servers
from posture.parse.routes import default_routes
from posture.parse.rsyncd import read_rsyncd
from posture.parse.samba import read_samba
from posture.parse.sections import assignments
from posture.parse.snmpd import read_snmpd


def test_exports_of_every_kind() -> None:
    text = (
        "# comment\n"
        "/a host1(rw,sync) host2(ro)\n"
        '"/b c" @group(ro) # behind\n'
        "/d -rw,no_root_squash host3 host4(ro,root_squash)\n"
        "/e \\\n   host5(ro) \\\n   host6\n"
    )
    found = [(one.path, one.client, one.options, one.at.line) for one in read_exports(File("/etc/exports", text))]
    assert found == [
        ("/a", "host1", ("rw", "sync"), 2),
        ("/a", "host2", ("ro",), 2),
        ("/b c", "@group", ("ro",), 3),
        ("/d", "host3", ("rw", "no_root_squash"), 4),
        ("/d", "host4", ("rw", "no_root_squash", "ro", "root_squash"), 4),
        ("/e", "host5", ("ro",), 5),
        ("/e", "host6", (), 5),
    ]


def test_the_last_word_on_an_option_counts() -> None:
    (one,) = read_exports(File("x", "/a -no_root_squash h(root_squash,sec=sys,sec=krb5p:krb5i)\n"))
    assert not one.has("no_root_squash", "root_squash")
    assert one.security == ("krb5p", "krb5i")


def test_a_community_never_leaves_the_parser() -> None:
    text = "rocommunity S3cretWord 10.0.0.1\ncom2sec -Cn ctx name default S3cretWord\nrwcommunity6 'S3cretWord' ::1\n"
    record = read_snmpd((File("/etc/snmp/snmpd.conf", text),))
    assert len(record.communities) == 3
    assert "S3cretWord" not in repr(record)


def test_sections_with_names_written_anyhow() -> None:
    text = "a = 1\n[Share One]\nGuest  OK = yes ; no comment\n# x = y\n;z = y\nlong = one \\\n two\n[GLOBAL]\nb=2\n"
    lines = [(line.section, line.name, line.value, line.at.line) for line in assignments(File("x", text))]
    assert lines == [
        ("global", "a", "1", 1),
        ("Share One", "", "", 2),
        ("Share One", "guestok", "yes ; no comment", 3),
        ("Share One", "long", "one two", 6),
        ("global", "", "", 8),
        ("global", "b", "2", 9),
    ]


def test_interfaces_are_put_together_by_name() -> None:
    record = read_interfaces(
        [File("/sys/class/net/eth0/flags", "0x1003\n"), File("/sys/class/net/bad/flags", "up\n")],
        ["/sys/class/net/wlan0/wireless"],
        ["/sys/class/net/eth0/master"],
        Parameters(
            rp_filter=(
                File("/proc/sys/net/ipv4/conf/all/rp_filter", "2\n"),
                File("/proc/sys/net/ipv4/conf/eth0/rp_filter", "1\n"),
            )
        ),
    )
    (eth0,) = record.all
    assert (eth0.name, eth0.up, eth0.member, eth0.wireless, eth0.rp_filter) == ("eth0", True, True, False, 2)
    assert (eth0.accept_ra6, eth0.accept_redirects6) == (None, None)


@given(st.text())
def test_any_text_is_read_without_fault(text: str) -> None:
    file = File("/proc/net/ipv6_route", text)
    list(read_exports(file))
    list(from_inetd(file))
    list(from_xinetd(file, (file,)))
    list(name_servers(file))
    list(default_routes(file))
    list(default_routes(File("/proc/net/route", text)))
    read_interfaces([file], [text], [text], Parameters((file,), (file,), (file,)))
    read_snmpd((file,))
    read_rsyncd(assignments(file))
    read_samba(assignments(file))


LINES = st.lists(
    st.sampled_from(
        ["service telnet", "{", "}", "disable = no", "defaults", "disabled += x", "[global]", "[a]", "guest ok = yes",
         "rocommunity a", "com2sec -Cn a b c d", "agentaddress 127.0.0.1", "/a (rw)", "/b -ro h \\", "include = /x",
         "read only = no", "access g c any noauth exact all all none", "group g v1 b", "rouser -s usm a priv"]
    ),
    max_size=30,
)  # fmt: skip


@given(LINES)
def test_likely_lines_in_any_order_are_read_without_fault(lines: list[str]) -> None:
    file = File("x", "\n".join(lines))
    list(read_exports(file))
    list(from_xinetd(file, (file,)))
    read_snmpd((file, file))
    read_rsyncd(assignments(file))
    assert all(isinstance(share.guest.value, bool) for share in read_samba(assignments(file)).shares)
