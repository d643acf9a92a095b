"""The folders of web servers hold nothing that a visitor should not get, and nothing the server could replace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posture.api import Accounts, Fail, Meta, Param, Source, Tighter, Unknown, Verdict, WebRoot, check, owner_and_mode

SUFFIXES = (
    ".bak", ".old", ".orig", ".save", ".swp", "~", ".sql", ".sql.gz", ".sql.bz2", ".sql.xz", ".dump", ".mdb", ".sqlite",
    ".zip", ".rar", ".7z", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz",
)  # fmt: skip
WEB_ACCOUNTS = ("www-data", "nginx", "apache", "http", "httpd", "wwwrun", "lighttpd", "caddy")
MEANT = ("upload", "cache", "storage", "tmp", "temp", "session", "log", "media", "files", "var")


def _unread(web: WebRoot) -> Iterator[Verdict]:
    for trouble in web.troubles:
        yield Unknown(subject=trouble.detail, because=trouble.detail, reason=trouble.reason, at=trouble.sources)


SERVED = "served to visitors, unless the configuration serves only a folder below or refuses such names"


def _each(metas: Iterable[Meta], expected: str) -> Iterator[Verdict]:
    for meta in metas:
        observed = f"a {meta.kind} of {meta.size} bytes" if meta.kind == "file" else f"a {meta.kind}"
        yield Fail(subject=meta.path, observed=observed, expected=expected, because=SERVED, at=Source(meta.path))


@check(
    "application.web_root.repositories",
    title="Web folders hold no repository of the source",
    ccss="AV:N/AC:L/Au:N/C:P/I:N/A:N",
    fix="Deploy an export without .git, or at least let the web server refuse paths that begin with a dot.",
    maps={"mlps": ("8.1.4.2a", "8.1.4.4d"), "attack": ("T1190", "T1552.001")},
)
def repositories(web: WebRoot) -> Iterator[Verdict]:
    """From .git a visitor puts together the whole source with its history, and every secret that was ever in it."""
    yield from _each(web.named((".git", ".svn", ".hg", ".bzr")), "no repository in a web folder")
    yield from _unread(web)


@check(
    "application.web_root.backups",
    title="Web folders hold no backups, dumps or archives",
    ccss="AV:N/AC:L/Au:N/C:P/I:N/A:N",
    fix="Move the file out of the folders of the web server; waive archives that are there for download.",
    params={"suffixes": Param(SUFFIXES, Tighter.SUPERSET, "endings of file names, in lower case")},
    maps={"mlps": ("8.1.4.2a", "8.1.4.8b", "8.1.4.11b"), "attack": ("T1190", "T1552.001")},
)
def backups(web: WebRoot, *, suffixes: tuple[str, ...]) -> Iterator[Verdict]:
    """Scanners try these names first: a .bak of a script is sent as text, a .sql is the database itself."""
    yield from _each(web.ending(suffixes), "no such file in a web folder")
    yield from _unread(web)


@check(
    "application.web_root.stray_files",
    title="Web folders hold no environment files and no test pages",
    ccss="AV:N/AC:L/Au:N/C:P/I:N/A:N",
    fix="Remove test pages; move .env above the folder that is served, or let the web server refuse it.",
    params={
        "names": Param(
            (".env", ".env.production", ".htpasswd", ".ds_store", "phpinfo.php", "info.php", "test.php", "adminer.php"),
            Tighter.SUPERSET,
            "names of files, in lower case",
        )
    },
    maps={"mlps": ("8.1.4.4a", "8.1.4.2a"), "attack": ("T1190", "T1552.001")},
)
def stray_files(web: WebRoot, *, names: tuple[str, ...]) -> Iterator[Verdict]:
    """An environment file is a list of passwords, and phpinfo tells a visitor all about the server."""
    yield from _each((meta for meta in web.named(names) if meta.kind == "file"), "not in a web folder")
    yield from _unread(web)


@check(
    "application.web_root.world_writable",
    title="Nothing in web folders can be changed by every account",
    ccss="AV:L/AC:L/Au:S/C:P/I:C/A:P",
    fix="Run `chmod o-w` on the path.",
    confirm="find /var/www -perm -o+w ! -type l",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2f@3", "8.1.4.7b"), "attack": ("T1505.003", "T1565.001")},
)
def world_writable(web: WebRoot) -> Iterator[Verdict]:
    """Any account of the host can put a page or a script there that the web server serves as its own."""
    for meta in web.found:
        if meta.kind in ("file", "dir") and meta.mode & 0o002:
            yield Fail(subject=meta.path, observed=owner_and_mode(meta), expected="not writable by others")
    yield from _unread(web)


@check(
    "application.web_root.server_writable",
    title="The web server cannot change what it serves",
    ccss="AV:N/AC:M/Au:N/C:P/I:C/A:P",
    fix="Give the files to root or to a deploy account, and leave the server only its upload folders.",
    params={"meant": Param(MEANT, Tighter.SUBSET, "parts of names of folders that are there to be written")},
    maps={"mlps": ("8.1.4.2e@3", "8.1.4.2d@2"), "attack": ("T1505.003",)},
)
def server_writable(web: WebRoot, accounts: Accounts, *, meant: tuple[str, ...]) -> Iterator[Verdict]:
    """One flaw in a script is then enough to leave a web shell behind that survives every update."""
    servers = [one for one in accounts.accounts if one.name in WEB_ACCOUNTS]
    uids, gids = {one.uid for one in servers}, {one.gid for one in servers}
    writable: dict[str, list[Meta]] = {}
    for meta in web.found:
        own = meta.uid in uids and meta.mode & 0o200
        shared = meta.gid in gids and meta.mode & 0o020
        if meta.kind in ("file", "dir") and (own or shared) and not _is_meant(meta.path, meant):
            writable.setdefault("/".join(meta.path.split("/")[:4]), []).append(meta)
    for folder, metas in sorted(writable.items()):
        first = ", ".join(meta.path for meta in metas[:3])
        observed = f"{len(metas)} writable for its account: {first}{' ...' if len(metas) > 3 else ''}"
        places = tuple(Source(meta.path) for meta in metas[:5])
        yield Fail(subject=folder, observed=observed, expected="owned by another account", at=places)
    yield from _unread(web)


def _is_meant(path: str, meant: tuple[str, ...]) -> bool:
    parts = path.lower().split("/")[3:]
    return any(word in part for part in parts for word in meant)
