"""PostgreSQL: settings of every cluster, and who may connect to it."""

from __future__ import annotations

from dataclasses import replace

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read, Redaction, Request
from posture.parse.pg_hba import HbaCluster, PgHba, rules_of
from posture.parse.postgresql import Cluster, Postgresql, PostgresqlFolders, assignments, version_of
from posture.probe.base import Probe
from posture.probe.include import may_follow
from posture.probe.library import Library, nothing

MAIN = (
    "/etc/postgresql/*/*/postgresql.conf",
    "/var/lib/pgsql/data/postgresql.conf",
    "/var/lib/pgsql/*/data/postgresql.conf",
)
SECRET = Redaction.SETTINGS
_STATIC = (
    *MAIN,
    "/etc/postgresql/*/*/conf.d/*.conf",
    "/etc/postgresql/*/*/pg_hba.conf",
    "/var/lib/postgresql/*/*/postgresql.auto.conf",
    "/var/lib/pgsql/data/postgresql.auto.conf",
    "/var/lib/pgsql/*/data/postgresql.auto.conf",
    "/var/lib/pgsql/data/pg_hba.conf",
    "/var/lib/pgsql/*/data/pg_hba.conf",
    "/var/lib/pgsql/data/PG_VERSION",
)


def _clusters(answers: Answers) -> tuple[Library, list[Cluster]]:
    library = Library(answers, SECRET)
    mains = [file for pattern in MAIN for file in library.read(pattern)]
    return library, [_cluster(answers, library, main) for main in mains]


def _cluster(answers: Answers, library: Library, main: File) -> Cluster:
    parts = main.path.split("/")
    name = "/".join(parts[3:5]) if main.path.startswith("/etc/postgresql/") else "/".join(parts[:-1])
    assigned = dict(assignments(main, library.read))
    first = Cluster(name, main.path, None, assigned)
    for auto in library.read(f"{first.folder}/postgresql.auto.conf"):
        assigned |= dict(assignments(auto, library.read))
    version = answers.file(f"{first.folder}/PG_VERSION")
    text = version.value.text if isinstance(version, Observed) else None
    cluster = replace(first, assigned=assigned, version=version_of(main.path, text))
    data = answers.meta(cluster.folder)
    hba = library.ask(cluster.hba_path)
    return replace(
        cluster,
        data=data.value if isinstance(data, Observed) else None,
        data_trouble=data if isinstance(data, Unavailable) else None,
        hba=hba.value.found if isinstance(hba, Observed) else (),
        hba_trouble=hba if isinstance(hba, Unavailable) else None,
    )


def parse(answers: Answers) -> Evidence[Postgresql]:
    """Unavailable when a file that can decide a setting could not be read: any of them may override any other."""
    library, clusters = _clusters(answers)
    for trouble in library.troubles.values():
        return trouble
    if not clusters:
        return nothing(MAIN)
    return Observed(Postgresql(tuple(clusters)), tuple(Source(cluster.conf) for cluster in clusters))


def parse_folders(answers: Answers) -> Evidence[PostgresqlFolders]:
    """The data folders; what may be in postgresql.auto.conf does not matter, it cannot move the folder."""
    library, clusters = _clusters(answers)
    for pattern, trouble in library.troubles.items():
        if not pattern.endswith("postgresql.auto.conf"):
            return trouble
    if not clusters:
        return nothing(MAIN)
    return Observed(PostgresqlFolders(tuple(clusters)), tuple(Source(cluster.folder) for cluster in clusters))


def parse_hba(answers: Answers) -> Evidence[PgHba]:
    """Who may connect, cluster by cluster; a cluster whose file could not be read says so."""
    library, clusters = _clusters(answers)
    for pattern in MAIN:
        if pattern in library.troubles:
            return library.troubles[pattern]
    if not clusters:
        return nothing(MAIN)
    found = tuple(_hba(library, cluster) for cluster in clusters)
    return Observed(PgHba(found), tuple(file.source() for cluster in clusters for file in cluster.hba))


def _hba(library: Library, cluster: Cluster) -> HbaCluster:
    known = dict(library.troubles)
    uncertain = bool(known)
    rules, faults = rules_of(cluster.hba, library.read)
    trouble = cluster.hba_trouble
    if trouble is None and not cluster.hba:
        trouble = Unavailable(Reason.FAILED, f"{cluster.hba_path} is not there")
    included = [one for path, one in library.troubles.items() if path not in known]
    trouble = included[0] if trouble is None and included else trouble
    ssl, listen = cluster.setting("ssl").value, str(cluster.setting("listen_addresses").value)
    listens = any(word.strip() not in ("", "localhost", "127.0.0.1", "::1") for word in listen.split(","))
    return HbaCluster(
        cluster.name,
        rules,
        faults,
        trouble,
        ssl if isinstance(ssl, bool) and not uncertain else None,
        None if uncertain else listens,
    )


def follow(answers: Answers) -> tuple[Request, ...]:
    """Included files, the overrides and authentication file of a data folder elsewhere, and that folder."""
    library, clusters = _clusters(answers)
    for cluster in clusters:
        rules_of(cluster.hba, library.read)
    more = [
        request
        for cluster in clusters
        if may_follow(cluster.folder)
        for request in (Look(cluster.folder), Read(f"{cluster.folder}/PG_VERSION", limit=64, redact=SECRET))
    ]
    return (*library.wanted(), *more)


_REQUESTS: tuple[Request, ...] = (
    *(Read(path, redact=SECRET) for path in _STATIC),
    Look("/var/lib/postgresql/*/*"),
    Look("/var/lib/pgsql/data"),
)
POSTGRESQL = Probe(
    name="postgresql",
    record=Postgresql,
    about="PostgreSQL: effective settings of every cluster, with postgresql.auto.conf.",
    requests=_REQUESTS,
    parse=parse,
    follow=follow,
)
POSTGRESQL_FOLDERS = Probe(
    name="postgresql_folders",
    record=PostgresqlFolders,
    about="PostgreSQL: owner and mode of the data folder of every cluster.",
    requests=_REQUESTS,
    parse=parse_folders,
    follow=follow,
)
PG_HBA = Probe(
    name="pg_hba",
    record=PgHba,
    about="PostgreSQL: who may connect from where, and how they prove who they are.",
    requests=_REQUESTS,
    parse=parse_hba,
    follow=follow,
)
