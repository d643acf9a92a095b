"""Option files of MySQL and MariaDB: groups, includes, later wins; `-` and `_` in names are one.

`skip-x` and `disable-x` mean x off, `loose-` is dropped, an option without a value is on (my_getopt). Options on
the server's command line are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Source
from posture.model.setting import Setting, Value

Reader = Callable[[str], tuple[File, ...]]
DEPTH = 10
_SERVER = re.compile(r"(server|mysqld|mariadb|mariadbd)(-[0-9.]+)?")
_FLAGS = frozenset(("skip_grant_tables", "skip_networking", "require_secure_transport", "local_infile"))
_WORDS: Mapping[str, bool] = {
    "on": True,
    "1": True,
    "true": True,
    "yes": True,
    "off": False,
    "0": False,
    "false": False,
}


@dataclass(frozen=True, slots=True)
class OptionFile:
    """One file that was read: who may read it, and the lines with a password in clear."""

    path: str
    meta: Meta | None
    passwords: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Mysql:
    """The server's options, and every option file. `product` is mysql or mariadb."""

    product: str
    options: Mapping[str, Setting] = field(default_factory=dict)
    files: tuple[OptionFile, ...] = ()

    def settings(self, name: str) -> tuple[Setting, ...]:
        """An option with flags as true or false, or its default; `bind_address` is a list."""
        found = self.options.get(name)
        if found is None:
            return (self._default(name),)
        value: Value = str(found.value)
        if name in _FLAGS:
            value = _WORDS.get(str(found.value).lower(), value)
        elif name == "bind_address":
            value = tuple(word.strip() for word in str(found.value).split(",") if word.strip())
        return (Setting(value, found.at),)

    def _default(self, name: str) -> Setting:
        if name == "bind_address":
            return Setting(("*",), default=True)
        if name == "local_infile" and self.product == "mysql":
            return Setting(None, undecided="the default is off from MySQL 8.0 and on before, and no file sets it")
        return Setting(name == "local_infile", default=True) if name in _FLAGS else Setting(None, default=True)


def options_of(file: File, read: Reader, depth: int = 0) -> Iterator[tuple[str, str, str, File, int]]:
    """Every option as (group, name, value, file, line), in the order in which the server meets them."""
    group = ""
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.strip()
        if text.startswith("!include") and depth < DEPTH:
            word, _, path = text.partition(" ")
            for inner in read(f"{path.strip().rstrip('/')}/*.cnf" if word == "!includedir" else path.strip()):
                yield from options_of(inner, read, depth + 1)
        elif text.startswith("[") and "]" in text:
            group = text[1 : text.index("]")].strip().lower()
        elif text and text[0] not in "#;!":
            name, sign, value = text.partition("=")
            yield group, _normal(name.strip()), _value(value.strip()) if sign else "1", file, number


def _normal(name: str) -> str:
    plain = name.lower().replace("-", "_")
    return plain.removeprefix("loose_")


def _value(text: str) -> str:
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else text[1:]
    return re.split(r"\s#", text, maxsplit=1)[0].strip()


def mysql(product: str, mains: tuple[File, ...], read: Reader) -> Mysql:
    """The options of the server over all option files."""
    options: dict[str, Setting] = {}
    passwords: dict[str, list[Source]] = {}
    metas: dict[str, Meta | None] = {file.path: file.meta for file in mains}
    for group, name, value, file, number in (one for main in mains for one in options_of(main, read)):
        line = file.text.split("\n")[number - 1].strip()
        metas[file.path] = file.meta
        if name == "password" and value in ("<redacted>", "<default>"):
            passwords.setdefault(file.path, []).append(file.source(number, line))
        if _SERVER.fullmatch(group):
            known = _flip(name, value)
            options[known[0]] = Setting(known[1], file.source(number, line))
    files = tuple(OptionFile(path, meta, tuple(passwords.get(path, ()))) for path, meta in metas.items())
    return Mysql(product, options, files)


def _flip(name: str, value: str) -> tuple[str, str]:
    """`skip-local-infile` is local_infile off; `skip_networking` and `skip_grant_tables` are names of their own."""
    if name in _FLAGS:
        return name, value
    for prefix in ("skip_", "disable_"):
        if name.startswith(prefix) and _WORDS.get(value.lower(), True):
            return name.removeprefix(prefix), "0"
    return name.removeprefix("enable_"), value
