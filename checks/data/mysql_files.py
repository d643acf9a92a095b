"""MySQL and MariaDB: passwords in option files."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Mysql, Pass, Source, Unknown, Verdict, check


@check(
    "data.mysql.option_files",
    title="MySQL passwords do not lie in files that others can read",
    ccss="AV:L/AC:L/Au:N/C:P/I:P/A:N",
    fix="Run `chmod 0640` (root:mysql) on the file, or move the password to a file of the account that needs it.",
    maps={"mlps": ("8.1.4.2f@3", "8.1.4.8b@3"), "attack": ("T1552.001",)},
)
def option_files(mysql: Mysql) -> Iterator[Verdict]:
    """Option files are world-readable by habit; a password under [client] then belongs to every local account."""
    for file in mysql.files:
        at = file.passwords or (Source(file.path),)
        if not file.passwords:
            yield Pass(subject=file.path, observed="no password", expected="no password others can read", at=at)
        elif file.meta is None:
            yield Unknown(subject=file.path, because="the owner and mode of the file are not known", at=at)
        else:
            kind = Fail if file.meta.mode & 0o004 else Pass
            seen = f"a password, mode {file.meta.mode:04o}"
            yield kind(subject=file.path, observed=seen, expected="no password others can read", at=at)
