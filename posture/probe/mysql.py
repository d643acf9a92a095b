"""MySQL and MariaDB: the option files of a server that is installed."""

from __future__ import annotations

from dataclasses import replace

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Unavailable
from posture.model.request import Look, Read, Redaction, Request
from posture.parse.mysql import Mysql, mysql
from posture.probe.base import Probe
from posture.probe.library import Library, nothing

SERVERS = {
    "/usr/sbin/mariadbd": "mariadb",
    "/usr/libexec/mariadbd": "mariadb",
    "/usr/sbin/mysqld": "mysql",
    "/usr/libexec/mysqld": "mysql",
}
"""Programs by product, MariaDB first: it ships `mysqld` as a link."""
MAINS = ("/etc/my.cnf", "/etc/mysql/my.cnf")
FOLDERS = ("/etc/my.cnf.d", "/etc/mysql/conf.d", "/etc/mysql/mysql.conf.d", "/etc/mysql/mariadb.conf.d")


def _mains(answers: Answers) -> tuple[Library, tuple[File, ...]]:
    library = Library(answers, Redaction.SETTINGS)
    return library, tuple(file for path in MAINS for file in library.read(path))


def parse(answers: Answers) -> Evidence[Mysql]:
    """Absent without the server's program and without options for a server; Unavailable when a file could not be read.

    Options for a server are reason enough to judge it: its program may lie elsewhere, or was not exported.
    """
    library, mains = _mains(answers)
    record = mysql(_product(answers), mains, library.read)
    for trouble in library.troubles.values():
        return trouble
    if record.product or record.options:
        record = replace(record, product=record.product or "mysql")
        return Observed(record, tuple(file.source() for file in mains))
    unseen = (seen for path in SERVERS if isinstance(seen := answers.meta(path), Unavailable))
    return next(unseen, nothing(SERVERS))


def _product(answers: Answers) -> str:
    """Which server is installed in the usual places; empty when none is."""
    installed = (name for path, name in SERVERS.items() if isinstance(answers.meta(path), Observed))
    return next(installed, "")


def follow(answers: Answers) -> tuple[Request, ...]:
    """Included files."""
    library, mains = _mains(answers)
    mysql("", mains, library.read)
    return library.wanted()


MYSQL = Probe(
    name="mysql",
    record=Mysql,
    about="MySQL and MariaDB: option files with their includes, secrets masked.",
    requests=(
        *(Look(path) for path in SERVERS),
        *(Read(path, redact=Redaction.SETTINGS) for path in MAINS),
        *(Read(f"{folder}/*.cnf", redact=Redaction.SETTINGS) for folder in FOLDERS),
    ),
    parse=parse,
    follow=follow,
)
