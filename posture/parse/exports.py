"""NFS exports, as exports(5) reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

EVERYBODY = frozenset({"", "*", "0.0.0.0/0", "::/0", "0.0.0.0/0.0.0.0"})


@dataclass(frozen=True, slots=True)
class Export:
    """One folder for one client, with its options; of options that exclude each other the last one counts."""

    path: str
    client: str
    options: tuple[str, ...]
    at: Source

    @property
    def subject(self) -> str:
        """`/srv to 10.0.0.0/8`."""
        return f"{self.path} to {self.client or 'everybody'}"

    @property
    def to_everybody(self) -> bool:
        """Whether any host may mount it."""
        return self.client in EVERYBODY

    def has(self, option: str, *opposites: str, usual: bool = False) -> bool:
        """Whether the option is set, after everything that was said about it."""
        found = usual
        for one in self.options:
            if one == option:
                found = True
            elif one in opposites:
                found = False
        return found

    @property
    def security(self) -> tuple[str, ...]:
        """The flavours of `sec=`, `sys` where none is named."""
        named = [one.removeprefix("sec=") for one in self.options if one.startswith("sec=")]
        return tuple(named[-1].split(":")) if named else ("sys",)


@dataclass(frozen=True, slots=True)
class Exports:
    """All exports, in the order of the files."""

    all: tuple[Export, ...] = ()


def read_exports(file: File) -> Iterator[Export]:
    """The exports of one file. A blank between host and bracket makes two clients, the second one everybody."""
    for number, line in _joined(file.text):
        words = _words(line)
        if not words:
            continue
        path = words[0]
        common: tuple[str, ...] = ()
        at = file.source(number, line.strip()[:200])
        clients = words[1:] or [""]
        for word in clients:
            if word.startswith("-"):
                common = tuple(option for option in word[1:].split(",") if option)
                if len(clients) > 1:
                    continue
                word = ""
            client, bracket, rest = word.partition("(")
            own = tuple(option.strip() for option in rest.rstrip(")").split(",")) if bracket else ()
            yield Export(path, client, tuple(option for option in (*common, *own) if option), at)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments; a backslash at the end of one goes on with the next."""
    held: list[str] = []
    start = 1
    for number, raw in enumerate(text.splitlines(), 1):
        start = start if held else number
        line = raw.partition("#")[0].rstrip()
        if line.endswith("\\"):
            held.append(line[:-1])
            continue
        yield start, " ".join((*held, line))
        held = []
    if held:
        yield start, " ".join(held)


def _words(line: str) -> list[str]:
    """Words, with a quoted path as one of them; octal escapes such as \\040 stay as written."""
    line = line.strip()
    if line.startswith('"') and '"' in line[1:]:
        path, _, rest = line[1:].partition('"')
        return [path, *rest.split()]
    return line.split()
