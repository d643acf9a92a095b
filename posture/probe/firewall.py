"""The packet filter: asked of the kernel through nft and iptables-save, and read from what boot will load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from posture.model.answer import Answers, File, Output
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import MIB, Read, Request, Run
from posture.parse import firewalld, ufw
from posture.parse.firewall import (
    OTHERS,
    UNITS,
    Firewall,
    Manager,
    merge_running,
    scripts_that_load,
)
from posture.parse.iptables import read_save
from posture.parse.netfilter import Chain, Ruleset
from posture.parse.nft_json import read_json
from posture.parse.nft_text import read_text
from posture.parse.nft_words import includes
from posture.probe import startup
from posture.probe.base import Probe

NFT = ("nft", "-j", "list", "ruleset")
SAVES = {"ip": ("iptables-save",), "ip6": ("ip6tables-save",)}
NFT_FILES = ("/etc/nftables.conf", "/etc/sysconfig/nftables.conf", "/etc/nftables.nft")
SAVE_FILES = {
    "/etc/iptables/rules.v4": "ip",
    "/etc/iptables/rules.v6": "ip6",
    "/etc/iptables/rules-save": "ip",
    "/etc/iptables/rules6-save": "ip6",
    "/etc/sysconfig/iptables": "ip",
    "/etc/sysconfig/ip6tables": "ip6",
}
OWN_UNITS = "/etc/systemd/system/*.service"
SCRIPTS = (
    "/etc/network/if-pre-up.d/*",
    "/etc/network/if-up.d/*",
    "/etc/network/interfaces",
    "/etc/rc.local",
    "/etc/rc.d/rc.local",
)
IF_INET6 = "/proc/net/if_inet6"
_NOT_RUNNING = frozenset({Reason.UNSUPPORTED})


def parse(answers: Answers) -> Evidence[Firewall]:
    """Unavailable when the rules in force cannot be asked for, or, where nothing runs, not foreseen."""
    speaks6 = not isinstance(answers.file(IF_INET6), Absent)
    running = _running(answers, speaks6)
    if isinstance(running, Unavailable):
        return running
    boot = _Boot(answers).read()
    if running is None and boot.trouble is not None:
        return boot.trouble
    record = Firewall(
        running,
        Ruleset().plus(boot.chains),
        tuple(boot.managers.values()),
        tuple(boot.unread),
        boot.trouble,
        ipv6=speaks6,
    )
    sources = () if running is None else (Source(" ".join(NFT)), *(Source(*argv) for argv in SAVES.values()))
    return Observed(record, (*sources, *boot.sources))


def _running(answers: Answers, speaks6: bool) -> Ruleset | Unavailable | None:
    """The rules in force; None where no kernel runs; Unavailable where it could not be asked."""
    nft = answers.ok(*NFT)
    saves = {family: answers.ok(*argv) for family, argv in SAVES.items()}
    if not speaks6 and isinstance(saves["ip6"], Unavailable) and saves["ip6"].reason is Reason.FAILED:
        del saves["ip6"]  # without IPv6 in the kernel the tool has nothing to talk to
    asked: list[Evidence[Output]] = [nft, *saves.values()]
    troubles = [one for one in asked if isinstance(one, Unavailable) and one.reason is not Reason.TOOL_MISSING]
    if troubles:
        return None if all(one.reason in _NOT_RUNNING for one in troubles) else _weightiest(troubles)
    chains: tuple[Chain, ...] = ()
    if isinstance(nft, Observed):
        read = read_json(nft.value)
        if read is None:
            return Unavailable(Reason.UNPARSABLE, "`nft -j list ruleset` did not print a ruleset", nft.sources)
        chains = read
    texts = [(family, one.value) for family, one in saves.items() if isinstance(one, Observed)]
    return merge_running(chains, texts)


def _weightiest(troubles: list[Unavailable]) -> Unavailable:
    return next((one for one in troubles if one.reason not in _NOT_RUNNING), troubles[0])


@dataclass
class _Boot:
    """Gathers what the next boot will load."""

    answers: Answers
    managers: dict[str, Manager] = field(default_factory=dict)
    unread: list[Manager] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    trouble: Unavailable | None = None

    def read(self) -> _Boot:
        started = startup.parse(self.answers)
        if isinstance(started, Unavailable):
            self._note(started)
        elif isinstance(started, Observed):
            for name in (*UNITS, *OTHERS):
                at = started.value.starts(name)
                if at is not None and name in UNITS:
                    self._manager(UNITS[name], at)
                elif at is not None:
                    self.unread.append(Manager(name, at))
        self.unread += scripts_that_load(file for pattern in (OWN_UNITS, *SCRIPTS) for file in self._files(pattern))
        return self

    def _manager(self, name: str, at: Source) -> None:
        if name in self.managers:
            return
        if name == "ufw":
            self._ufw()
        else:
            self.managers[name] = Manager(name, at)
            {"nftables": self._nftables, "iptables": self._iptables, "firewalld": self._firewalld}[name]()

    def _nftables(self) -> None:
        for path in NFT_FILES:
            for file in self._files(path):
                self.chains += read_text(file, lambda wanted: tuple(self._files(include_path(wanted))))

    def _iptables(self) -> None:
        for path, family in SAVE_FILES.items():
            for file in self._files(path):
                self.chains += read_save(file.text, family, file)

    def _ufw(self) -> None:
        for conf in self._files(ufw.CONF):
            at = ufw.enabled(conf)
            if at is not None:
                self.managers["ufw"] = Manager("ufw", at)
                defaults = next(iter(self._files(ufw.DEFAULTS)), None)
                rules = {path: file for path in ufw.RULE_FILES for file in self._files(path)}
                self.chains += ufw.read_ufw(conf, defaults, rules)

    def _firewalld(self) -> None:
        conf = next(iter(self._files(firewalld.CONF)), None)
        zones: dict[str, File] = {}
        for pattern in firewalld.ZONES:
            for file in self._files(pattern):
                zones.setdefault(file.path.rsplit("/", 1)[-1].removesuffix(".xml"), file)
        chains = firewalld.read_firewalld(conf, zones)
        if chains is None:
            self._note(Unavailable(Reason.UNPARSABLE, "the default zone of firewalld cannot be read"))
        else:
            self.chains += chains

    def _files(self, path: str) -> tuple[File, ...]:
        """The file, or all a glob matches; what cannot be read is noted."""
        if Read(path).is_glob:
            return tuple(self._each(self.answers.files(path)))
        one = self.answers.file(path)
        return tuple(self._each(Observed((one.value,)) if isinstance(one, Observed) else one))

    def _each(self, answer: Evidence[tuple[File, ...]]) -> Iterable[File]:
        if isinstance(answer, Unavailable):
            self._note(answer)
        elif isinstance(answer, Observed):
            self.sources += [file.source() for file in answer.value]
            return answer.value
        return ()

    def _note(self, trouble: Unavailable) -> None:
        if self.trouble is None:
            self.trouble = trouble


def include_path(wanted: str) -> str:
    """Where nft looks for an included file: absolute, or below /etc."""
    return wanted if wanted.startswith("/") else f"/etc/{wanted.removeprefix('./')}"


def follow(answers: Answers) -> tuple[Request, ...]:
    """Files that nftables files include."""
    wanted: dict[str, None] = {}
    waiting = [answers.file(path) for path in NFT_FILES]
    seen = 0
    while waiting and seen < 200:
        seen += 1
        answer = waiting.pop()
        if not isinstance(answer, Observed):
            continue
        for path in map(include_path, includes(answer.value)):
            if path in wanted:
                continue
            wanted[path] = None
            if Read(path).is_glob:
                found = answers.files(path)
                waiting += [Observed(file) for file in found.value] if isinstance(found, Observed) else []
            else:
                waiting.append(answers.file(path))
    return tuple(Read(path) for path in wanted)


FIREWALL = Probe(
    name="firewall",
    record=Firewall,
    about="The packet filter in force, and what nftables, iptables, ufw or firewalld load at boot.",
    requests=(
        Run(NFT, limit=8 * MIB, root=True),
        *(Run(argv, limit=8 * MIB, root=True) for argv in SAVES.values()),
        Read(IF_INET6),
        *(Read(path) for path in (*NFT_FILES, *SAVE_FILES)),
        *(Read(path) for path in (ufw.CONF, ufw.DEFAULTS, *ufw.RULE_FILES)),
        *(Read(path) for path in (firewalld.CONF, *firewalld.ZONES)),
        *(Read(path) for path in (OWN_UNITS, *SCRIPTS)),
        *startup.STARTUP.requests,
    ),
    parse=parse,
    follow=follow,
)
