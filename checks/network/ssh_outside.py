"""The algorithms that the SSH server offers to whoever connects."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from posture.api import Fail, Layer, Pass, SshOffer, Unknown, Verdict, check

CONFIRM = "nmap -Pn -p 22 --script ssh2-enum-algos HOST"

WEAK_KEX = ("-sha1", "diffie-hellman-group1-", "gss-group1-", "gss-gex-sha1", "rsa1024-")
WEAK_HOST_KEYS = ("ssh-rsa", "ssh-dss")
"""`ssh-rsa` is RSA signed with SHA-1; the same key signs with SHA-2 under the names rsa-sha2-256 and -512."""
WEAK_CIPHERS = ("-cbc", "arcfour", "3des", "blowfish", "cast128", "des-", "none", "rijndael-cbc")
WEAK_MACS = ("md5", "hmac-sha1", "ripemd160", "umac-64", "none")


@check(
    "network.ssh_outside.protocol",
    title="The SSH server speaks protocol 2 only",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:N",
    fix="Replace the SSH server by a current OpenSSH.",
    confirm="nc HOST 22",
    maps={"mlps": ("8.1.4.1c", "8.1.2.2b"), "attack": ("T1557",)},
)
def protocol(offer: SshOffer) -> Iterator[Verdict]:
    """Protocol 1 has been broken since 2001; a server that says 1.99 still accepts it."""
    kind = Pass if offer.banner.startswith("SSH-2.0-") else Fail
    yield kind(observed=offer.banner, expected="SSH-2.0-...")


@check(
    "network.ssh_outside.kex",
    title="The SSH server offers no weak key exchange",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Set `KexAlgorithms` in sshd_config to curve25519, ECDH and group 14 or larger with SHA-2; reload sshd.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.2.2b"), "attack": ("T1557",)},
)
def kex(offer: SshOffer) -> Iterator[Verdict]:
    """SHA-1 and primes of 1024 bits are within reach of those who can pay for the machines."""
    yield from _none_weak(offer, offer.kex, lambda name: any(part in name for part in WEAK_KEX))


@check(
    "network.ssh_outside.host_keys",
    title="The SSH server proves itself with no weak signature",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Set `HostKeyAlgorithms` in sshd_config to ssh-ed25519, ECDSA and rsa-sha2; delete DSA keys; reload sshd.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.2.2a"), "attack": ("T1557",)},
)
def host_keys(offer: SshOffer) -> Iterator[Verdict]:
    """A signature over SHA-1 can be forged at a price, and a forged server collects passwords."""
    plain = [(name, name.removesuffix("@openssh.com").split("-cert-v0")[0]) for name in offer.host_keys]
    weak = {name for name, stem in plain if stem in WEAK_HOST_KEYS}
    yield from _none_weak(offer, offer.host_keys, lambda name: name in weak)


@check(
    "network.ssh_outside.ciphers",
    title="The SSH server offers no weak cipher",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Set `Ciphers` in sshd_config to chacha20-poly1305, aes-gcm and aes-ctr; reload sshd.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.2.2b"), "attack": ("T1040",)},
)
def ciphers(offer: SshOffer) -> Iterator[Verdict]:
    """CBC modes leak text to an attacker on the way; RC4, DES and Blowfish have had their day."""
    yield from _none_weak(offer, offer.ciphers, lambda name: any(part in name for part in WEAK_CIPHERS))


@check(
    "network.ssh_outside.macs",
    title="The SSH server offers no weak message code",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:N/I:P/A:N",
    fix="Set `MACs` in sshd_config to hmac-sha2-256-etm, hmac-sha2-512-etm and umac-128-etm; reload sshd.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.2.2a"), "attack": ("T1557",)},
)
def macs(offer: SshOffer) -> Iterator[Verdict]:
    """Codes over MD5 and SHA-1, or of 64 bits, are the weakest link of the integrity of a session."""
    yield from _none_weak(offer, offer.macs, lambda name: any(part in name for part in WEAK_MACS))


def _none_weak(offer: SshOffer, names: tuple[str, ...], weak: Callable[[str], bool]) -> Iterator[Verdict]:
    if not names:
        yield Unknown(because=f"the server named no algorithms: {offer.banner}")
        return
    found = tuple(name for name in names if weak(name))
    kind = Fail if found else Pass
    yield kind(subject=f"tcp/{offer.port}", observed=found or names, expected="none of the weak ones")
