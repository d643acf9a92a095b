"""Where packages come from: apt sources and yum or dnf repositories, and whether their signatures are checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting

YES = frozenset(("yes", "true", "1", "on", "with", "enable"))


@dataclass(frozen=True, slots=True)
class Repository:
    """One source that is switched on. `trusted` says that its signature is not asked for."""

    kind: str
    uri: str
    suites: tuple[str, ...]
    trusted: str
    at: Source

    @property
    def security(self) -> bool:
        """Whether it is a distribution's security archive (Debian, Ubuntu)."""
        names = any(suite.endswith(("-security", "/updates")) for suite in self.suites)
        return names or "debian-security" in self.uri or "security.ubuntu.com" in self.uri


@dataclass(frozen=True, slots=True)
class Repositories:
    """All sources that are switched on, and the settings of apt, yum and dnf that weaken checking."""

    sources: tuple[Repository, ...] = ()
    weakened: tuple[Setting, ...] = field(default=())


def one_line(file: File) -> Iterator[Repository]:
    """A sources.list: `deb [options] uri suite components`."""
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.partition("#")[0].strip()
        if not text.startswith("deb "):
            continue
        options: dict[str, str] = {}
        rest = text[4:].strip()
        if rest.startswith("["):
            inside, _, rest = rest[1:].partition("]")
            options = {key.lower(): value for key, _, value in (word.partition("=") for word in inside.split())}
        words = rest.split()
        if len(words) > 1:
            yield Repository("apt", words[0], (words[1],), _trusted(options), file.source(number, text[:300]))


def deb822(file: File) -> Iterator[Repository]:
    """A .sources file: stanzas of `Field: value`."""
    fields: dict[str, str] = {}
    key, start = "", 0
    for number, line in enumerate([*file.text.split("\n"), ""], 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            yield from _stanza(fields, file, start)
            fields, key, start = {}, "", 0
        elif line[0] in " \t" and key:
            fields[key] += f" {line.strip()}"
        elif ":" in line:
            start = start or number
            key, _, value = line.partition(":")
            key = key.strip().lower()
            fields[key] = value.strip()


def _stanza(fields: Mapping[str, str], file: File, start: int) -> Iterator[Repository]:
    types = fields.get("types", "").split()
    if "deb" in types and fields.get("enabled", "yes").lower() in YES:
        suites = tuple(fields.get("suites", "").split())
        for uri in fields.get("uris", "").split():
            yield Repository(
                "apt", uri, suites, _trusted(fields), file.source(start, f"{uri} {' '.join(suites)}"[:300])
            )


def _trusted(options: Mapping[str, str]) -> str:
    for name in ("trusted", "allow-insecure", "allow-weak"):
        if options.get(name, "no").lower() in YES:
            return f"{name}={options[name]}"
    return ""


def yum(file: File, checked: bool) -> Iterator[Repository]:
    """A .repo file. `checked` is what yum.conf or dnf.conf says for repositories without a gpgcheck of their own."""
    name, values, start = "", dict[str, tuple[str, int]](), 0
    for number, line in enumerate([*file.text.split("\n"), "[end]"], 1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            if name and values.get("enabled", ("1", 0))[0].lower() in YES:
                own = values.get("gpgcheck")
                good = checked if own is None else own[0].lower() in YES
                where = own[1] if own else start
                uri = next((values[key][0] for key in ("baseurl", "mirrorlist", "metalink") if key in values), "")
                trusted = "" if good else "gpgcheck=0" if own else "gpgcheck not set"
                yield Repository("yum", uri, (name,), trusted, file.source(where, f"[{name}] {trusted}".strip()))
            name, values, start = text[1:-1], {}, number
        elif "=" in text and not text.startswith(("#", ";")):
            key, _, value = text.partition("=")
            values[key.strip().lower()] = (value.strip(), number)
