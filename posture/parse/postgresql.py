"""The settings of PostgreSQL clusters, read as the server reads them.

postgresql.conf and what it includes, then postgresql.auto.conf; the last assignment of a name wins, names ignore
case (guc-file.l). Defaults are those of the server's documentation for its major version. Command-line options of
the service are not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Source, Unavailable
from posture.model.setting import Setting, Value

Reader = Callable[[str], tuple[File, ...]]
"""Gives the files at a path or glob."""

DEPTH = 10
FLAGS = frozenset(("ssl", "log_connections", "log_disconnections", "logging_collector", "ssl_prefer_server_ciphers"))
LOG_FIELDS = {"%m": "time", "%t": "time", "%n": "time", "%u": "user", "%d": "database", "%h": "client", "%r": "client"}
_NAME = re.compile(r"[ \t]*([A-Za-z_][A-Za-z0-9_$.]*)[ \t]*=?[ \t]*")
_BARE = re.compile(r"[^\s#']+")
_QUOTED = re.compile(r"'((?:[^'\\]|''|\\.)*)'")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster: its settings by lower-case name, and what stat says of its data folder."""

    name: str
    conf: str
    version: int | None
    assigned: Mapping[str, Setting]
    data: Meta | None = None
    data_trouble: Unavailable | None = None
    hba: tuple[File, ...] = ()
    hba_trouble: Unavailable | None = None

    def setting(self, name: str) -> Setting:
        """The value in force, with flags as true or false, or the built-in default."""
        found = self.assigned.get(name)
        if found is None:
            return _default(name, self.version, self.name)
        value = _flag(str(found.value)) if name in FLAGS else found.value
        return Setting(value, found.at, subject=self.name)

    @property
    def folder(self) -> str:
        """The data folder as configured; for a cluster without the setting, where postgresql.conf lies."""
        value = self.assigned.get("data_directory")
        return str(value.value) if value else self.conf.rsplit("/", 1)[0]

    @property
    def hba_path(self) -> str:
        """The host-based authentication file."""
        value = self.assigned.get("hba_file")
        return _join(self.folder, str(value.value)) if value else f"{self.folder}/pg_hba.conf"


@dataclass(frozen=True, slots=True)
class Postgresql:
    """All clusters of a host."""

    clusters: tuple[Cluster, ...] = field(default_factory=tuple)

    def settings(self, name: str) -> tuple[Setting, ...]:
        """A setting of every cluster. `listen` and `log_fields` are made from what stands there."""
        return tuple(_derived(cluster, name) for cluster in self.clusters)


@dataclass(frozen=True, slots=True)
class PostgresqlFolders:
    """The data folder of every cluster: its mode as four octal digits."""

    clusters: tuple[Cluster, ...] = field(default_factory=tuple)

    @property
    def mode(self) -> tuple[Setting, ...]:
        return tuple(_data_mode(cluster) for cluster in self.clusters)


def _derived(cluster: Cluster, name: str) -> Setting:
    if name == "listen":
        return _with(cluster.setting("listen_addresses"), _list)
    if name == "log_fields":
        return _with(cluster.setting("log_line_prefix"), _fields)
    return cluster.setting(name)


def _data_mode(cluster: Cluster) -> Setting:
    if cluster.data is None:
        why = cluster.data_trouble.detail if cluster.data_trouble is not None else "the data folder was not seen"
        return Setting(None, undecided=f"{cluster.folder}: {why}", subject=cluster.name)
    return Setting(f"{cluster.data.mode & 0o777:04o}", Source(cluster.folder), subject=cluster.name)


def _with(setting: Setting, change: Callable[[str], Value]) -> Setting:
    if setting.undecided:
        return setting
    return Setting(change(str(setting.value)), setting.at, setting.default, setting.subject)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip().strip('"') for piece in text.split(",")) if part)


def _fields(prefix: str) -> tuple[str, ...]:
    """What a log line says, of time, user, database and client. `%%` is a percent sign."""
    found = re.findall(r"%-?[0-9]*([a-zA-Z%])", prefix)
    return tuple(sorted({LOG_FIELDS[f"%{letter}"] for letter in found if f"%{letter}" in LOG_FIELDS}))


def _flag(text: str) -> Value:
    """A boolean by any unambiguous prefix; other text stays (log_connections is a list from version 18)."""
    low = text.lower()
    for word, value in [*((word, True) for word in _TRUE), *((word, False) for word in _FALSE)]:
        if low and word.startswith(low) and low != "o":
            return value
    return bool(low) if low in ("all", "receipt", "authentication", "authorization", "setup_durations") else text


def _default(name: str, version: int | None, subject: str) -> Setting:
    plain: Mapping[str, Value] = {
        "listen_addresses": "localhost",
        "ssl": False,
        "log_connections": False,
        "log_disconnections": False,
        "log_statement": "none",
        "log_line_prefix": "%m [%p] ",
        "logging_collector": False,
        "log_destination": "stderr",
        "port": "5432",
        "shared_preload_libraries": "",
    }
    versioned: Mapping[str, tuple[int, Value, Value]] = {
        "password_encryption": (14, "scram-sha-256", "md5"),
        "ssl_min_protocol_version": (13, "TLSv1.2", "TLSv1"),
    }
    if name in plain:
        return Setting(plain[name], default=True, subject=subject)
    if name in versioned:
        since, new, old = versioned[name]
        if version is None:
            return Setting(None, subject=subject, undecided="its default depends on a version that is not known")
        return Setting(new if version >= since else old, default=True, subject=subject)
    return Setting(None, default=True, subject=subject)


def assignments(file: File, read: Reader, depth: int = 0) -> Iterator[tuple[str, Setting]]:
    """Every assignment of a file and its includes, in order; names in lower case."""
    if depth > DEPTH:
        return
    for number, line in enumerate(file.text.split("\n"), 1):
        name, value = _line(line)
        if not name:
            continue
        if name in ("include", "include_if_exists", "include_dir"):
            path = _join(file.path.rsplit("/", 1)[0], value)
            for inner in read(f"{path.rstrip('/')}/*.conf" if name == "include_dir" else path):
                yield from assignments(inner, read, depth + 1)
        else:
            yield name, Setting(value, file.source(number, line.strip()))


def _line(line: str) -> tuple[str, str]:
    match = _NAME.match(line)
    if match is None:
        return "", ""
    rest = line[match.end() :]
    quoted, bare = _QUOTED.match(rest), _BARE.match(rest)
    if quoted:
        return match[1].lower(), re.sub(r"''|\\(.)", lambda m: m[1] or "'", quoted[1])
    return (match[1].lower(), bare[0]) if bare else ("", "")


def _join(folder: str, path: str) -> str:
    return path if path.startswith("/") else f"{folder}/{path}"


def version_of(conf: str, pg_version: str | None) -> int | None:
    """The major version: what PG_VERSION says, or the number in a path such as /etc/postgresql/15/main."""
    text = (pg_version or "").strip()
    if re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", text):
        return int(text.split(".")[0])
    parts = [part for part in conf.split("/") if re.fullmatch(r"(9\.[0-9]|[1-9][0-9])", part)]
    return int(parts[0].split(".")[0]) if parts else None
