"""The certificates of web servers: in date, with a strong key and a sound signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from posture.api import (
    Certificate,
    Certificates,
    Clock,
    Evidence,
    Fail,
    Observed,
    Param,
    Pass,
    Tighter,
    Unavailable,
    Unknown,
    Verdict,
    check,
)

DAY = 86400
BROKEN = ("md2", "md4", "md5", "sha1")


def _unread(certificates: Certificates) -> Iterator[Verdict]:
    for trouble in certificates.troubles:
        yield Unknown(subject=trouble.detail, because=trouble.detail, reason=trouble.reason, at=trouble.sources)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _each(
    certificates: Certificates, clock: Evidence[Clock], judge: Callable[[Certificate, int], Verdict]
) -> Iterator[Verdict]:
    for one in certificates.found:
        if isinstance(clock, Observed):
            yield judge(one, clock.value.now)
        else:
            reason = clock.reason if isinstance(clock, Unavailable) else Unknown().reason
            because = f"it ends on {_day(one.not_after)}, and nothing tells what day it is on the target"
            yield Unknown(subject=one.path, because=because, reason=reason, at=one.at)
    yield from _unread(certificates)


@check(
    "application.certificates.valid",
    title="Certificates of web servers are in date",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Renew the certificate, put it in place, and reload the web server.",
    confirm="openssl x509 -noout -dates -in FILE",
    maps={"mlps": ("8.1.2.2a@3", "8.1.2.2b", "8.1.4.7a@3"), "attack": ("T1557",)},
)
def valid(certificates: Certificates, clock: Evidence[Clock]) -> Iterator[Verdict]:
    """People who learn to click away the warning of an expired certificate also click away that of a forged one."""

    def judge(one: Certificate, now: int) -> Verdict:
        kind = Pass if one.not_before <= now <= one.not_after else Fail
        observed = f"valid from {_day(one.not_before)} to {_day(one.not_after)}"
        return kind(subject=one.path, observed=observed, expected=f"valid on {_day(now)}", at=one.at)

    yield from _each(certificates, clock, judge)


@check(
    "application.certificates.renewal",
    title="Certificates of web servers are renewed before they expire",
    ccss="AV:N/AC:M/Au:N/C:N/I:N/A:P",
    fix="Renew the certificate now, and let a timer renew it from then on.",
    confirm="openssl x509 -noout -enddate -in FILE",
    params={"min_days": Param(30, Tighter.HIGHER, "days that must be left")},
    maps={"mlps": ("8.1.2.2b", "8.1.4.8a")},
)
def renewal(certificates: Certificates, clock: Evidence[Clock], *, min_days: int) -> Iterator[Verdict]:
    """A certificate that runs out is an outage on a day that was known in advance."""

    def judge(one: Certificate, now: int) -> Verdict:
        left = (one.not_after - now) // DAY
        kind = Pass if left >= min_days else Fail
        observed = f"{left} days left, until {_day(one.not_after)}"
        return kind(subject=one.path, observed=observed, expected=f"at least {min_days} days left", at=one.at)

    yield from _each(certificates, clock, judge)


@check(
    "application.certificates.key_length",
    title="Certificates of web servers have strong keys",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Make a new key (RSA with 2048 bits or more, or an elliptic curve of 256) and have it certified.",
    confirm="openssl x509 -noout -text -in FILE | grep Public-Key",
    params={
        "rsa_bits": Param(2048, Tighter.HIGHER, "for RSA and DSA"),
        "curve_bits": Param(224, Tighter.HIGHER, "for elliptic curves"),
    },
    maps={"mlps": ("8.1.2.2b", "8.1.4.8a"), "attack": ("T1557",)},
)
def key_length(certificates: Certificates, *, rsa_bits: int, curve_bits: int) -> Iterator[Verdict]:
    """A short key can be computed from the certificate, and its owner's traffic then read and forged."""
    for one in certificates.found:
        least = {"rsa": rsa_bits, "dsa": rsa_bits}.get(one.key_type, curve_bits)
        kind = Pass if one.key_bits >= least or one.key_type in ("ed25519", "ed448") else Fail
        observed = f"{one.key_type} {one.key_bits or ''}".strip()
        yield kind(subject=one.path, observed=observed, expected=f"at least {least} bits", at=one.at)
    yield from _unread(certificates)


@check(
    "application.certificates.signature",
    title="Certificates of web servers are signed with a sound hash",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Have the certificate issued again with SHA-256 or better.",
    confirm="openssl x509 -noout -text -in FILE | grep Signature",
    maps={"mlps": ("8.1.2.2a@3", "8.1.4.7a@3"), "attack": ("T1557",)},
)
def signature(certificates: Certificates) -> Iterator[Verdict]:
    """With MD5 or SHA-1 a second certificate with the same signature can be made; browsers refuse both."""
    for one in certificates.found:
        kind = Fail if one.signature_hash in BROKEN else Pass
        yield kind(
            subject=one.path, observed=one.signature_hash or one.key_type, expected="SHA-256 or better", at=one.at
        )
    yield from _unread(certificates)
