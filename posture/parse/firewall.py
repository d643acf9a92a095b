"""The packet filter of a host: what is in force, and what will be loaded at the next boot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from posture.model.answer import File, Output
from posture.model.evidence import Source, Unavailable
from posture.parse.iptables import read_save
from posture.parse.netfilter import Chain, Ruleset

UNITS = {
    "nftables": "nftables",
    "iptables": "iptables",
    "ip6tables": "iptables",
    "netfilter-persistent": "iptables",
    "ufw": "ufw",
    "firewalld": "firewalld",
}
"""Services that load rules from files read here, and the manager each stands for."""
OTHERS = ("shorewall", "shorewall6", "ferm", "csf", "lfd", "arno-iptables-firewall", "firehol", "vuurmuur")
"""Services that load rules from files in a language of their own."""

_LOADS = re.compile(
    r"ip6?tables(?:-legacy|-nft)?(?:-restore|-apply|\s+-)|(?:^|[\s/;&|])nft\s|(?:^|[\s/;&|])(?:ufw|firewall-cmd)\s"
)
_UNIT_LOADS = re.compile(r"^Exec\w+=.*(?:iptables|ip6tables|nft|firewall)", re.IGNORECASE)
_KNOWN_LOADERS = re.compile(r"/firewalld\b|netfilter-persistent|ufw-init|firewall-cmd")
"""Aliases of the known units stand among the administrator's own: dbus-org.fedoraproject.FirewallD1.service."""


@dataclass(frozen=True, slots=True)
class Manager:
    """Something that loads rules at boot, and where that is said."""

    name: str
    at: Source


@dataclass(frozen=True, slots=True)
class Firewall:
    """What filters now, and after the next boot.

    `running` is None where no kernel of the target runs. `unread` load rules we cannot foresee; with
    `boot_trouble` the files could not all be read, and `boot` is then a part of the truth.
    """

    running: Ruleset | None = None
    boot: Ruleset = field(default_factory=Ruleset)
    managers: tuple[Manager, ...] = ()
    unread: tuple[Manager, ...] = ()
    boot_trouble: Unavailable | None = None
    ipv6: bool = True
    """False where the running kernel does not speak IPv6."""

    @property
    def now(self) -> Ruleset:
        """What is in force; where nothing runs, what will be loaded."""
        return self.boot if self.running is None else self.running

    @property
    def unforeseen(self) -> str:
        """Why it is not known what boot will load; empty when it is."""
        if self.boot_trouble is not None:
            return f"what boot loads could not all be read: {self.boot_trouble.detail or self.boot_trouble.reason}"
        return f"{self.unread[0].name} loads rules that cannot be read here" if self.unread else ""

    @property
    def veiled(self) -> str:
        """Why it is not known what filters; empty when it is."""
        return self.unforeseen if self.running is None else ""

    @property
    def families(self) -> tuple[str, ...]:
        """The families the host speaks."""
        return ("ip", "ip6") if self.ipv6 else ("ip",)


def merge_running(nft: Iterable[Chain], saves: Iterable[tuple[str, Output]]) -> Ruleset:
    """Rules of both kernels' interfaces.

    iptables on top of nf_tables shows its tables in both; its own words say more, so they replace the others.
    Rules of the older interface stand beside them.
    """
    chains = list(nft)
    for family, output in saves:
        shared = "(nf_tables)" in output.text.partition("\n")[0]
        mine = read_save(output.text, family, output)
        if shared:
            tables = {(chain.family, chain.table) for chain in mine}
            chains = [chain for chain in chains if (chain.family, chain.table) not in tables]
            chains += mine
        else:
            chains += [_legacy(chain) for chain in mine]
    return Ruleset(tuple(chains))


def _legacy(chain: Chain) -> Chain:
    return Chain(chain.family, f"legacy {chain.table}", chain.name, chain.rules, chain.hook, chain.policy, chain.at)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".service")


def scripts_that_load(files: Iterable[File]) -> Iterator[Manager]:
    """Scripts and units of the administrator that load rules in their own way."""
    for file in files:
        unit = file.path.endswith(".service")
        if unit and (_name(file.path) in UNITS or _KNOWN_LOADERS.search(file.text)):
            continue
        pattern = _UNIT_LOADS if unit else _LOADS
        for number, line in enumerate(file.text.splitlines(), 1):
            text = line.strip()
            if text and text[0] != "#" and pattern.search(text[:1000]):
                yield Manager(file.path, file.source(number, text[:200]))
                break
