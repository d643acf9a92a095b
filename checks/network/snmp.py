"""The SNMP agent."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Layer, Pass, Snmpd, Verdict, check

CONFIRM = "grep -E '^ *(r[ow]community|com2sec|r[ow]user)' /etc/snmp/snmpd.conf"


@check(
    "network.snmp.default_community",
    title="No SNMP community has a name that everybody tries",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:N/A:N",
    fix="Delete the communities and create a user of version 3, or choose names that nobody guesses.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.2b", "8.1.4.1a"), "attack": ("T1602.001", "T1078.001")},
)
def default_community(snmpd: Snmpd) -> Iterator[Verdict]:
    """`public` opens the list of accounts, programs, addresses and routes of a host to whoever asks."""
    for one in snmpd.communities:
        bad = one.well_known and not one.local
        kind = Fail if bad else Pass
        yield kind(
            subject=one.subject,
            observed="a well-known name" if one.well_known else "an own name",
            expected="an own name, or the host itself as only source",
            at=one.at,
        )


@check(
    "network.snmp.writable",
    title="No SNMP community may change settings",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Take out rwcommunity, and the view to write in `access`; use `rwuser NAME priv` where it is needed.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.2d", "8.1.4.1c"), "attack": ("T1602.001",)},
)
def writable(snmpd: Snmpd) -> Iterator[Verdict]:
    """A community crosses the network in clear text: one packet overheard is enough to change the host."""
    for one in snmpd.communities:
        kind = Fail if one.writable else Pass
        yield kind(
            subject=one.subject,
            observed="may write" if one.writable else "may read",
            expected="may read",
            at=one.at,
        )


@check(
    "network.snmp.encrypted",
    title="SNMP is spoken in version 3 with encryption",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:N/A:N",
    fix="Create users with `createUser NAME SHA-256 ... AES ...`, allow `rouser NAME priv`, delete the communities.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.2.2b"), "attack": ("T1040", "T1602.001")},
)
def encrypted(snmpd: Snmpd) -> Iterator[Verdict]:
    """Versions 1 and 2c send the community, which is the password, in clear text with every question."""
    for one in snmpd.communities:
        kind = Pass if one.local else Fail
        yield kind(
            subject=one.subject,
            observed="a community for the host itself" if one.local else "a community of version 1 or 2c",
            expected="users of version 3",
            at=one.at,
        )
    for user in snmpd.users:
        good = user.level in ("priv", "authpriv")
        kind = Pass if good else Fail
        yield kind(subject=f"{user.at.what}:{user.at.line}", observed=user.level, expected="priv", at=user.at)


@check(
    "network.snmp.source",
    title="Only named hosts may ask the SNMP agent by community",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:N/A:N",
    fix="Write the address of the monitoring server behind each community.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4c",), "attack": ("T1602.001",)},
)
def source(snmpd: Snmpd) -> Iterator[Verdict]:
    """The name of a community leaks sooner or later; an address behind it keeps strangers out all the same."""
    for one in snmpd.communities:
        kind = Fail if one.to_everybody and not one.local else Pass
        yield kind(subject=one.subject, observed=one.source, expected="an address or a network", at=one.at)
