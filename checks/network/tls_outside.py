"""The TLS server on port 443 as it meets whoever connects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from posture.api import Fail, Layer, Param, Pass, Reason, Tighter, TlsOffer, Unknown, Verdict, check

OLD = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1")
MODERN = ("TLSv1.2", "TLSv1.3")
DAY = 86400
CONFIRM = "openssl s_client -connect HOST:443 </dev/null | openssl x509 -noout -text"


@check(
    "network.tls_outside.old_versions",
    title="The TLS server refuses SSL, TLS 1.0 and TLS 1.1",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Allow TLS 1.2 and 1.3 alone: `ssl_protocols TLSv1.2 TLSv1.3;` (nginx), `SSLProtocol -all +TLSv1.2 +TLSv1.3`.",
    confirm="nmap -Pn -p 443 --script ssl-enum-ciphers HOST",
    maps={"mlps": ("8.1.2.2a", "8.1.2.2b", "8.1.4.7a"), "attack": ("T1557", "T1040")},
)
def old_versions(offer: TlsOffer) -> Iterator[Verdict]:
    """An attacker on the way talks both sides down to the oldest version that both still speak (RFC 8996)."""
    for version in OLD:
        if version in offer.accepted:
            yield Fail(subject=version, observed="accepted", expected="refused")
        elif version in offer.refused:
            yield Pass(subject=version, observed="refused", expected="refused")
        elif version != "SSLv2":  # no scanner and no server of today speaks it
            yield Unknown(subject=version, because=f"{version} could not be tried", reason=Reason.UNSUPPORTED)


@check(
    "network.tls_outside.modern_version",
    title="The TLS server speaks TLS 1.2 or 1.3",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Update the server and its TLS library, and allow TLS 1.2 and 1.3.",
    confirm="openssl s_client -tls1_2 -connect HOST:443 </dev/null",
    maps={"mlps": ("8.1.2.2a", "8.1.2.2b"), "attack": ("T1557",)},
)
def modern_version(offer: TlsOffer) -> Iterator[Verdict]:
    """Without them no connection is safe, whatever the client can do."""
    if any(version in offer.accepted for version in MODERN):
        yield Pass(observed=offer.accepted, expected="TLS 1.2 or 1.3")
    elif any(version in offer.untested for version in MODERN):
        yield Unknown(because="TLS 1.2 and 1.3 could not both be tried", reason=Reason.UNSUPPORTED)
    else:
        yield Fail(observed=offer.accepted, expected="TLS 1.2 or 1.3")


@check(
    "network.tls_outside.expiry",
    title="The certificate on port 443 is valid and will be for a while",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:P",
    params={"days": Param(14, Tighter.HIGHER, "days that must remain")},
    fix="Renew the certificate, and let a timer do it from now on.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.2.2a", "8.1.4.7a"), "attack": ("T1557",)},
)
def expiry(offer: TlsOffer, *, days: int) -> Iterator[Verdict]:
    """An expired certificate stops the service, or teaches its users to click warnings away."""
    if not offer.not_after or not offer.seen:
        yield Unknown(because="no certificate could be read")
        return
    until = f"{_day(offer.not_before)} to {_day(offer.not_after)}"
    left = (offer.not_after - offer.seen) // DAY
    good = offer.not_before <= offer.seen and left >= days
    kind = Pass if good else Fail
    yield kind(
        observed=f"valid {until}, {left} days left on {_day(offer.seen)}", expected=f"valid, {days} days left or more"
    )


@check(
    "network.tls_outside.key_size",
    title="The key of the certificate on port 443 is long enough",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    params={
        "rsa_bits": Param(2048, Tighter.HIGHER, "for RSA and DSA"),
        "ec_bits": Param(256, Tighter.HIGHER, "for elliptic curves"),
    },
    fix="Make a new key: RSA of 3072 bits, or ECDSA on P-256; have it certified.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.2.2a", "8.1.2.2b"), "attack": ("T1557",)},
)
def key_size(offer: TlsOffer, *, rsa_bits: int, ec_bits: int) -> Iterator[Verdict]:
    """Who works out the key of a server can pose as it, and read what was recorded before."""
    if not offer.key_type or not offer.key_bits:
        yield Unknown(because="no certificate could be read, or its key is of an unknown kind")
        return
    least = rsa_bits if offer.key_type in ("rsa", "dsa") else ec_bits
    kind = Pass if offer.key_bits >= least else Fail
    yield kind(observed=f"{offer.key_type} {offer.key_bits}", expected=f"at least {least} bits")


@check(
    "network.tls_outside.signature",
    title="The certificate on port 443 is not signed over MD5 or SHA-1",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Have the certificate signed again over SHA-256 or better.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.2.2a",), "attack": ("T1557",)},
)
def signature(offer: TlsOffer) -> Iterator[Verdict]:
    """Two certificates with one SHA-1 have been made: a signature over it proves nothing any more."""
    if not offer.not_after:
        yield Unknown(because="no certificate could be read")
        return
    kind = Fail if offer.signature_hash.lower() in ("md2", "md4", "md5", "sha1") else Pass
    yield kind(observed=offer.signature_hash or "no separate hash (EdDSA)", expected="SHA-256 or better")


@check(
    "network.tls_outside.self_signed",
    title="The certificate on port 443 comes from an authority",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Have the key certified by an authority that the users' machines know.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.2.2a",), "attack": ("T1557",)},
)
def self_signed(offer: TlsOffer) -> Iterator[Verdict]:
    """Nobody can tell a server that vouches for itself from one that an attacker has put in its place."""
    if not offer.not_after:
        yield Unknown(because="no certificate could be read")
        return
    own = bool(offer.subject) and offer.subject == offer.issuer
    kind = Fail if own else Pass
    yield kind(observed=f"issued by {offer.issuer or 'nobody named'}", expected="issued by another than itself")


def _day(seconds: int) -> str:
    """The day in UTC; dates beyond the calendar as the bare number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return str(seconds)
