"""Shares of the Samba server."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Layer, NotApplicable, Pass, Samba, Unknown, Verdict, check


@check(
    "network.smb_shares.guest",
    title="No share can be used without a login",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:L/Au:N/C:P/I:P/A:N",
    fix="Set `guest ok = no` for the share, and `map to guest = Never` in [global] of /etc/samba/smb.conf.",
    confirm="testparm -s",
    maps={"mlps": ("8.1.4.4b", "8.1.4.1a"), "attack": ("T1135", "T1080")},
)
def guest(samba: Samba) -> Iterator[Verdict]:
    """What guests may read everybody reads; what they may write is where malware is laid out for the others."""
    for share in samba.shares:
        if share.printer:
            continue
        if share.guest.value:
            observed = "guests may write" if share.writable else "guests may read"
            yield Fail(subject=share.name, observed=observed, expected="guest ok = no", at=share.guest)
        else:
            yield Pass(subject=share.name, observed="login needed", expected="guest ok = no", at=share.at)
    if samba.unread:
        yield Unknown(because=samba.unread)
    elif not any(not share.printer for share in samba.shares):
        yield NotApplicable(because="no folder is shared")
