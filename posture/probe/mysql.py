"""MySQL and MariaDB: the option files of a server that is installed."""

from __future__ import annotations

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
    """Absent without the server's program; Unavailable when an option file could not be read."""
    product = ""
    for path, name in SERVERS.items():
        seen = answers.meta(path)
        if isinstance(seen, Unavailable):
            return seen
        if isinstance(seen, Observed):
            product = product or name
    if not product:
        return nothing(SERVERS)
    library, mains = _mains(answers)
    record = mysql(product, mains, library.read)
    for trouble in library.troubles.values():
        return trouble
    return Observed(record, tuple(file.source() for file in mains))


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
