"""Modules of an rsync daemon."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Layer, Pass, Rsyncd, Verdict, check


@check(
    "network.rsync.login",
    title="Every rsync module asks for a login or serves named hosts only",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:N/A:N",
    fix="Set `auth users` with `secrets file`, and `hosts allow`, for every module in /etc/rsyncd.conf.",
    confirm="rsync HOST::",
    maps={"mlps": ("8.1.4.4b", "8.1.4.1a"), "attack": ("T1135", "T1005")},
)
def login(rsyncd: Rsyncd) -> Iterator[Verdict]:
    """A module without either is a public folder; backups of whole systems have been found in such."""
    for one in rsyncd.modules:
        guarded = one.authenticated or one.limited
        kind = Pass if guarded else Fail
        observed = "login" if one.authenticated else "named hosts" if one.limited else "open to everybody"
        yield kind(subject=one.name, observed=observed, expected="a login or named hosts", at=one.at)


@check(
    "network.rsync.writable",
    title="No rsync module can be written to without a login",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:N/I:P/A:P",
    fix="Set `read only = yes`, or `auth users` with `secrets file`, in /etc/rsyncd.conf.",
    confirm="grep -E 'read only|auth users' /etc/rsyncd.conf",
    maps={"mlps": ("8.1.4.2f", "8.1.4.1a"), "attack": ("T1080",)},
)
def writable(rsyncd: Rsyncd) -> Iterator[Verdict]:
    """Whoever may write there without a name can plant programs, keys or scheduled jobs for others to run."""
    for one in rsyncd.modules:
        bad = one.writable and not one.authenticated
        kind = Fail if bad else Pass
        observed = "writable" if one.writable else "read only"
        yield kind(
            subject=one.name,
            observed=f"{observed}, {'with' if one.authenticated else 'without'} login",
            expected="read only, or a login",
            at=one.at,
        )
