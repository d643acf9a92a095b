"""Folders handed out over NFS."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Exports, Fail, Layer, Pass, Verdict, check


@check(
    "network.nfs.everybody",
    title="No NFS export is open to every host",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:N",
    fix="Name the clients or their network in /etc/exports, with no blank before the bracket; run `exportfs -ra`.",
    confirm="exportfs -v",
    maps={"mlps": ("8.1.4.4b", "8.1.4.2f"), "attack": ("T1135", "T1005")},
)
def everybody(exports: Exports) -> Iterator[Verdict]:
    """NFS asks for no password: an export to everybody is a public folder. A blank before the bracket makes one."""
    for one in exports.all:
        kind = Fail if one.to_everybody else Pass
        yield kind(subject=one.subject, observed=one.client or "no client named", expected="named clients", at=one.at)


@check(
    "network.nfs.root_squash",
    title="Root of a client is not root on the exported folder",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:L/Au:S/C:C/I:C/A:C",
    fix="Take `no_root_squash` out of /etc/exports; run `exportfs -ra`.",
    confirm="exportfs -v",
    maps={"mlps": ("8.1.4.2d", "8.1.4.2a"), "attack": ("T1548.001", "T1080")},
)
def root_squash(exports: Exports) -> Iterator[Verdict]:
    """Root of any client could otherwise leave a set-id program in the folder and become root on its other users."""
    for one in exports.all:
        bad = one.has("no_root_squash", "root_squash", "all_squash")
        kind = Fail if bad else Pass
        yield kind(
            subject=one.subject,
            observed="no_root_squash" if bad else "root is squashed",
            expected="root_squash",
            at=one.at,
        )


@check(
    "network.nfs.reserved_port",
    title="NFS answers only ports that root alone can use",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:L/Au:S/C:P/I:P/A:N",
    fix="Take `insecure` out of /etc/exports; run `exportfs -ra`.",
    confirm="exportfs -v",
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1135",)},
)
def reserved_port(exports: Exports) -> Iterator[Verdict]:
    """With `insecure`, any user of a client can speak NFS himself and claim to be whom he likes."""
    for one in exports.all:
        bad = one.has("insecure", "secure")
        kind = Fail if bad else Pass
        yield kind(subject=one.subject, observed="insecure" if bad else "secure", expected="secure", at=one.at)


@check(
    "network.nfs.encrypted",
    title="NFS proves who asks, and encrypts what it sends",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:M/Au:N/C:P/I:P/A:N",
    fix="Set up Kerberos and export with `sec=krb5p`, or carry NFS through TLS (xprtsec=mtls) or a tunnel.",
    confirm="exportfs -v",
    maps={"mlps": ("8.1.2.2b", "8.1.4.8a"), "attack": ("T1040", "T1557")},
)
def encrypted(exports: Exports) -> Iterator[Verdict]:
    """Plain NFS believes the user number a client names, and its files cross the network in clear text."""
    for one in exports.all:
        over_tls = any(option in ("xprtsec=tls", "xprtsec=mtls", "xprtsec=mtls:tls") for option in one.options)
        kind = Pass if set(one.security) == {"krb5p"} or over_tls else Fail
        yield kind(
            subject=one.subject,
            observed=f"sec={':'.join(one.security)}{' over TLS' if over_tls else ''}",
            expected="sec=krb5p or TLS",
            at=one.at,
        )
