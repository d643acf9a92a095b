"""systemd's own configuration files and units: one main file and its drop-ins, as systemd merges them.

The main file is the first that exists of /etc, /run, /usr/local/lib, /usr/lib, /lib. Drop-ins (`*.conf` in folders
named `NAME.d`) of one file name follow the same order of folders; all names are then applied in byte order after
the main file. An assignment to a list key adds to it, an empty one clears it (systemd.syntax(7), systemd.unit(5)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Reason, Unavailable
from posture.model.setting import Setting

ROOTS = ("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd", "/lib/systemd")


@dataclass(frozen=True, slots=True)
class Section:
    """Effective assignments by (section, key), each key's values in order; the last one stands for a plain key."""

    values: Mapping[tuple[str, str], tuple[Setting, ...]] = field(default_factory=dict)

    def last(self, section: str, key: str) -> Setting | None:
        """The value of a key that holds one."""
        found = self.values.get((section, key), ())
        return found[-1] if found else None

    def all(self, section: str, key: str) -> tuple[Setting, ...]:
        """The values of a key that may stand several times."""
        return self.values.get((section, key), ())


def merged(files: Iterable[File], name: str) -> Section:
    """What the files say together. `name` is the main file's, such as `journald.conf` or `rescue.service`."""
    values: dict[tuple[str, str], tuple[Setting, ...]] = {}
    for file in in_order(files, name):
        for section, key, setting in _lines(file):
            if setting.value == "":
                values[(section, key)] = ()
            else:
                values[(section, key)] = (*values.get((section, key), ()), setting)
    return Section(values)


def in_order(files: Iterable[File], name: str) -> list[File]:
    """The main file that counts, then the drop-ins that count, in the order systemd applies them."""
    main: list[File] = []
    dropins: dict[str, File] = {}
    for file in sorted(files, key=_rank, reverse=True):
        folder, _, base = file.path.rpartition("/")
        if folder.endswith(f"/{name}.d"):
            dropins[base] = file
        elif base == name:
            main = [file]
    return main + [dropins[base] for base in sorted(dropins, key=lambda text: text.encode(errors="replace"))]


def _rank(file: File) -> int:
    return next((rank for rank, root in enumerate(ROOTS) if file.path.startswith(root + "/")), len(ROOTS))


def _lines(file: File) -> Iterator[tuple[str, str, Setting]]:
    section, joined, start = "", "", 0
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.strip()
        if text[:1] in ("#", ";"):
            continue  # a comment between continued lines is left out as well
        if not joined:
            start = number
        joined = f"{joined} {text}".strip()
        if joined.endswith("\\"):
            joined = joined[:-1].rstrip()
            continue
        if joined.startswith("[") and joined.endswith("]"):
            section = joined[1:-1]
        elif "=" in joined:
            key, _, value = joined.partition("=")
            yield section, key.strip(), Setting(value.strip(), file.source(start, joined))
        joined = ""


def truth(setting: Setting | None, otherwise: bool) -> bool:
    """A boolean as systemd reads it; `otherwise` where it is not set or no boolean."""
    word = "" if setting is None else str(setting.value).lower()
    if word in ("1", "yes", "y", "true", "t", "on"):
        return True
    return False if word in ("0", "no", "n", "false", "f", "off") else otherwise


def not_running(path: str, answer: Unavailable) -> bool:
    """Whether an answer is missing only because nothing runs there: /run is empty until a system has booted."""
    return path.startswith("/run/") and answer.reason is Reason.UNSUPPORTED
