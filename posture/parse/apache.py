"""The Apache web server: settings in force for the whole server and for each virtual host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting, Value
from posture.parse.apache_tree import PLACES, Placed, Tree

VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
ALL = VERSIONS[1:]
"""What `all` is with an OpenSSL that was built without SSLv3, as those of all distributions are."""
SHOWN = 20
"""Lines that are named where something could not be read; one is enough to leave a question open."""
NO_TLS = "no server here speaks TLS"


@dataclass(frozen=True, slots=True)
class Apache:
    """The configuration of Apache, as read from its main file on."""

    tree: Tree = field(default_factory=Tree)

    @property
    def files(self) -> tuple[File, ...]:
        """All files that take part."""
        return tuple(self.tree.files.values())

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The settings of a name, one for each virtual host or section they hold for. KeyError for any other name."""
        found = _ASKED[name](self)
        unread = tuple(dict.fromkeys(self.tree.missing))[:SHOWN]
        if unread and all(one.moot for one in found):
            found = ()
        why = "what this line brings in could not be read"
        return (*found, *(Setting(None, at, subject=str(at), undecided=why) for at in unread))

    def certificate_lines(self) -> tuple[Placed, ...]:
        """Every SSLCertificateFile in force."""
        return tuple(one for one in self.tree.placed if one.name == "sslcertificatefile" and len(one.args) == 1)

    def host_name(self, host: int) -> str:
        """The virtual host as a person would name it."""
        addresses = self.tree.hosts[host - 1][0]
        named = self.tree.last.get(("servername", host))
        return f"{' '.join(named.args)} on {addresses}" if named else addresses

    def of(self, name: str, host: int = 0) -> Placed | None:
        """The last directive of this name for a virtual host, or else for the whole server; outside any section."""
        return self.tree.last.get((name, host)) or self.tree.last.get((name, 0))

    def own(self, name: str) -> tuple[Placed, ...]:
        """Those of this name that hold for a part only: a virtual host, a folder, a path."""
        return tuple(one for one in self.tree.placed if one.name == name and one.sections)


def _subject(apache: Apache, one: Placed) -> str:
    inner = " ".join(f"{kind} {argument}" for kind, argument in one.sections if kind in PLACES)
    host = apache.host_name(one.host) if one.host else ""
    return f"{host} {inner}".strip()


def _everywhere(apache: Apache, name: str, default: Value) -> tuple[Setting, ...]:
    """For the whole server, and for every part that says it for itself."""
    main = apache.of(name)
    whole = Setting(_word(main), main.at) if main else Setting(default, _start(apache), default=True)
    parts = {(one.host, one.sections): one for one in apache.own(name)}
    return (whole, *(Setting(_word(one), one.at, subject=_subject(apache, one)) for one in parts.values()))


def _word(one: Placed) -> str:
    return " ".join(one.args).lower()


def _start(apache: Apache) -> Source | None:
    return next((file.source() for file in apache.files), None)


def _tls_versions(apache: Apache) -> tuple[Setting, ...]:
    """Per virtual host with SSLEngine. The default is `all -SSLv3` (mod_ssl's documentation)."""
    found = []
    for host in range(len(apache.tree.hosts) + 1):
        engine = apache.of("sslengine", host)
        if engine is None or _word(engine) == "off" or (host == 0 and apache.tree.hosts and engine.host == 0):
            continue
        subject = apache.host_name(host) if host else ""
        said = apache.of("sslprotocol", host)
        if said is None:
            found.append(Setting(ALL, engine.at, default=True, subject=subject))
        else:
            found.append(Setting(protocols(said.args), said.at, subject=subject))
    return tuple(found) or (Setting(None, moot=NO_TLS),)


def protocols(words: tuple[str, ...]) -> tuple[str, ...]:
    """The versions an SSLProtocol line leaves: `+` adds, `-` takes away, a bare word replaces what stood before it."""
    names = {version.lower(): (version,) for version in VERSIONS} | {"all": ALL}
    chosen: set[str] = set()
    for word in words:
        sign, name = (word[0], word[1:]) if word[:1] in ("+", "-") else ("", word)
        these = names.get(name.lower(), (name,))
        if sign == "-":
            chosen -= set(these)
        else:
            chosen = chosen | set(these) if sign else set(these)
    return tuple(sorted(chosen))


def _indexes(apache: Apache) -> tuple[Setting, ...]:
    """For each section with Options whether folders are listed there; moot without mod_autoindex."""
    if apache.tree.modules and "autoindex" not in apache.tree.modules:
        return (Setting(None, moot="mod_autoindex is not loaded"),)
    state: dict[tuple[int, tuple[tuple[str, str], ...]], Setting] = {}
    for one in apache.tree.placed:
        if one.name == "options":
            key = (one.host, one.sections)
            before = state[key].value is True if key in state else False
            state[key] = Setting(listed(one.args, before), one.at, subject=_subject(apache, one))
    return tuple(state.values()) or (Setting(False, _start(apache), default=True),)


def listed(words: tuple[str, ...], before: bool) -> bool:
    """Whether an Options line lists folders, given whether an earlier one of the same section did."""
    lower = [word.lower() for word in words]
    if lower and all(word[:1] in ("+", "-") for word in lower):
        for word in lower:
            before = word[0] == "+" if word[1:] in ("indexes", "all") else before
        return before
    return "indexes" in lower or "all" in lower or "+indexes" in lower


_ASKED: Mapping[str, Callable[[Apache], tuple[Setting, ...]]] = {
    "tls_versions": _tls_versions,
    "server_tokens": lambda apache: _everywhere(apache, "servertokens", "full"),
    "server_signature": lambda apache: _everywhere(apache, "serversignature", "off"),
    "trace_enable": lambda apache: _everywhere(apache, "traceenable", "on"),
    "indexes": _indexes,
}
