"""PostgreSQL: who may connect from where, and how they prove who they are (pg_hba.conf)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from posture.api import (
    Fail,
    HbaCluster,
    HbaRule,
    NotApplicable,
    Param,
    Pass,
    PgHba,
    Postgresql,
    Tighter,
    Unknown,
    Verdict,
    check,
)

OPEN = ("trust",)
CLEAR = ("password", "ldap", "radius", "pam", "bsd")
"""Methods for which the client sends the password itself."""


def _judge(
    hba: PgHba, wrong: Callable[[HbaRule, HbaCluster], bool | None], expected: str, because: str
) -> Iterator[Verdict]:
    """Fail for each line that is wrong, Unknown where a file or a line could not be read, else Pass."""
    for cluster in hba.clusters:
        bad = 0
        for rule in cluster.rules:
            verdict = wrong(rule, cluster)
            bad += verdict is not False
            if verdict is None:
                yield Unknown(
                    subject=_subject(cluster, rule), because="the setting it depends on is not known", at=rule.at
                )
            elif verdict:
                seen = " ".join(part for part in (rule.type, rule.address, rule.method) if part)
                subject = _subject(cluster, rule)
                yield Fail(subject=subject, observed=seen, expected=expected, because=because, at=rule.at)
        yield from _rest(cluster, bool(bad), expected)


def _rest(cluster: HbaCluster, bad: bool, expected: str) -> Iterator[Verdict]:
    if cluster.trouble is not None:
        trouble = cluster.trouble
        yield Unknown(subject=cluster.name, because=trouble.detail, reason=trouble.reason, at=trouble.sources)
        return
    for fault in cluster.faults:
        yield Unknown(subject=f"{cluster.name}: {fault}", because="this line does not parse", at=fault)
    if not bad and not cluster.faults:
        yield Pass(subject=cluster.name, observed=f"{len(cluster.rules)} lines", expected=expected)


def _subject(cluster: HbaCluster, rule: HbaRule) -> str:
    who = f"{','.join(rule.users)} to {','.join(rule.databases)}"
    return f"{cluster.name}: {who} from {rule.address or 'this host'}"


@check(
    "data.postgresql_access.no_trust",
    title="PostgreSQL lets nobody in without proof of identity",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Replace `trust` by `peer` for local lines and by `scram-sha-256` for host lines, then reload.",
    confirm="psql -c 'select * from pg_hba_file_rules'",
    maps={"mlps": ("8.1.4.1a", "8.1.4.2a"), "attack": ("T1078.001", "T1213")},
)
def no_trust(hba: PgHba) -> Iterator[Verdict]:
    """With `trust`, whoever can reach the socket or port is any role it names, the superuser included."""
    yield from _judge(
        hba,
        lambda rule, _: rule.method in OPEN,
        "no line with trust",
        "any program that reaches the server becomes the role it asks for",
    )


@check(
    "data.postgresql_access.no_clear_password",
    title="PostgreSQL passwords do not cross the network in clear text",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:N",
    fix="Use `scram-sha-256`, or `hostssl` for methods that need the password itself, then reload.",
    confirm="psql -c 'select * from pg_hba_file_rules'",
    maps={"mlps": ("8.1.4.1c", "8.1.4.8a@3"), "attack": ("T1040", "T1557")},
)
def no_clear_password(hba: PgHba) -> Iterator[Verdict]:
    """The methods password, ldap, radius, pam and bsd hand the password over as it is: only TLS may carry that."""
    yield from _judge(
        hba,
        lambda rule, _: rule.method in CLEAR and rule.remote and rule.ways != frozenset(("ssl",)),
        "hostssl, or a method that never sends the password",
        "the password itself crosses the network",
    )


@check(
    "data.postgresql_access.no_ident",
    title="PostgreSQL does not believe a client's own word about its user",
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:N",
    fix="Replace `ident` on host lines by `scram-sha-256` or `cert`, then reload.",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1213",)},
)
def no_ident(hba: PgHba) -> Iterator[Verdict]:
    """An ident server runs on the client's machine, and says what the owner of that machine likes."""
    yield from _judge(
        hba,
        lambda rule, _: rule.method == "ident" and rule.remote,
        "no ident for other hosts",
        "the client names itself",
    )


@check(
    "data.postgresql_access.no_md5",
    title="PostgreSQL clients log in by SCRAM rather than MD5",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Set password_encryption to scram-sha-256, renew the passwords, then replace `md5` by `scram-sha-256`.",
    confirm="psql -c \"select rolname from pg_authid where rolpassword like 'md5%'\"",
    maps={"mlps": ("8.1.4.1c",), "attack": ("T1110.001", "T1040")},
)
def no_md5(hba: PgHba) -> Iterator[Verdict]:
    """The MD5 exchange can be guessed offline from one recorded login, and the stored value is enough to log in."""
    yield from _judge(hba, lambda rule, _: rule.method == "md5", "scram-sha-256", "MD5 logins can be guessed offline")


@check(
    "data.postgresql_access.remote_encrypted",
    title="PostgreSQL connections from other hosts are encrypted",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:N",
    fix="Turn `ssl` on and write `hostssl` instead of `host` for every address that is not this machine.",
    confirm="psql -c 'select pid, ssl, version from pg_stat_ssl'",
    maps={"mlps": ("8.1.2.2b@3", "8.1.4.7a", "8.1.4.8a@3"), "attack": ("T1040", "T1557")},
)
def remote_encrypted(hba: PgHba) -> Iterator[Verdict]:
    """A `host` line takes clear connections too: queries and rows then cross the network for all to read."""
    yield from _judge(
        hba,
        lambda rule, _: rule.remote and "plain" in rule.ways and rule.method != "reject",
        "hostssl or hostgssenc",
        "the line accepts connections without encryption",
    )


@check(
    "data.postgresql_access.addresses",
    title="PostgreSQL lines name the hosts that may connect",
    ccss="AV:N/AC:L/Au:S/C:P/I:P/A:P",
    fix="Replace `all`, 0.0.0.0/0 and ::/0 by the networks of the applications, then reload.",
    params={"methods": Param((), Tighter.SUBSET, "methods for which any address is accepted, such as cert")},
    maps={"mlps": ("8.1.4.4c", "8.1.3.2c"), "attack": ("T1110.001", "T1210")},
)
def addresses(hba: PgHba, *, methods: tuple[str, ...]) -> Iterator[Verdict]:
    """A line for every address leaves the password as the only barrier to the whole reachable network."""

    def wrong(rule: HbaRule, cluster: HbaCluster) -> bool | None:
        if not rule.any_address or rule.method == "reject" or rule.method in methods:
            return False
        return True if cluster.listens else None if cluster.listens is None else False

    yield from _judge(hba, wrong, "named networks", "every address may try")


@check(
    "data.postgresql_access.superuser",
    title="The PostgreSQL superuser does not log in from other hosts",
    ccss="AV:N/AC:M/Au:N/C:C/I:C/A:C",
    fix="Put `host all postgres all reject` before the other host lines, or name the roles that may connect.",
    maps={"mlps": ("8.1.4.2d", "8.1.4.4c"), "attack": ("T1110.001", "T1078.001")},
)
def superuser(hba: PgHba) -> Iterator[Verdict]:
    """The role postgres may read files and run programs on the host: guessing its one password wins all."""

    def wrong(rule: HbaRule, cluster: HbaCluster) -> bool | None:
        if not rule.remote or rule.method in ("reject", "cert") or not {"all", "postgres"} & set(rule.users):
            return False
        if _rejected_before(rule, cluster):
            return False
        return True if cluster.listens else None if cluster.listens is None else False

    yield from _judge(hba, wrong, "no remote line for all roles or postgres", "the superuser may log in from elsewhere")


def _rejected_before(rule: HbaRule, cluster: HbaCluster) -> bool:
    """Whether an earlier line turns the superuser away from the same place."""
    narrow = type(rule)(rule.type, rule.databases, ("postgres",), rule.address, rule.method, (), rule.at)
    for earlier in cluster.rules:
        if earlier is rule:
            return False
        if earlier.method == "reject" and earlier.covers(narrow):
            return True
    return False


@check(
    "data.postgresql.tls_version",
    title="PostgreSQL accepts no TLS older than 1.2",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Set `ssl_min_protocol_version = 'TLSv1.2'` and reload.",
    confirm="psql -c 'show ssl_min_protocol_version'",
    params={"allowed": Param(("TLSv1.2", "TLSv1.3"), Tighter.SUBSET)},
    maps={"mlps": ("8.1.4.7a", "8.1.4.8a@3"), "attack": ("T1557",)},
)
def tls_version(postgresql: Postgresql, *, allowed: tuple[str, ...]) -> Iterator[Verdict]:
    """TLS 1.0 and 1.1 rest on broken hash functions and modes; a client may be pushed down to them."""
    for cluster in postgresql.clusters:
        ssl, floor = cluster.setting("ssl"), cluster.setting("ssl_min_protocol_version")
        if ssl.value is not True:
            yield NotApplicable(subject=cluster.name, because="ssl is off", at=ssl)
        elif floor.undecided:
            yield Unknown(subject=cluster.name, because=floor.undecided)
        else:
            kind = Pass if floor.value in allowed else Fail
            yield kind(subject=cluster.name, observed=floor.value, expected=allowed, at=floor)
