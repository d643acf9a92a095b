"""Files that hold keys, dumps or secrets, and who can read them."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Param, Pass, Reason, SensitiveFiles, Source, Suspect, Tighter, Unknown, Verdict, check


def _judge(
    files: SensitiveFiles, kind: str, suspects: tuple[Suspect, ...], what: str, smallest: int = 0
) -> Iterator[Verdict]:
    failed = False
    for one in suspects:
        path = one.meta.path
        if one.open is False or one.holds is False or one.meta.size < smallest:
            continue
        at = Source(path)
        if one.open is None or one.holds is None:
            because = "a folder above could not be looked at" if one.open is None else "it could not be looked into"
            yield Unknown(subject=path, because=f"the name of a {what}, and {because}", reason=Reason.PERMISSION, at=at)
            continue
        failed = True
        yield Fail(subject=path, observed=f"{what}, mode {one.meta.mode:04o}", expected="not readable by others", at=at)
    if failed:
        return
    why = "there are more such names than were looked into" if kind in files.crowded else files.why_partial
    if files.complete and kind not in files.crowded:
        yield Pass(observed="none that others can read", expected="none that others can read")
    else:
        because = f"no {what} was found that others can read, but not all was seen: {why}"
        yield Unknown(because=because, reason=Reason.TRUNCATED if kind in files.crowded else files.reason)


@check(
    "data.files.private_keys",
    title="Private keys are readable by their owners only",
    ccss="AV:L/AC:L/Au:N/C:C/I:P/A:N",
    fix="Run `chmod 0600` on the key, treat it as stolen, and replace it.",
    maps={"mlps": ("8.1.4.2f@3", "8.1.4.8b@3"), "attack": ("T1552.004",)},
)
def private_keys(files: SensitiveFiles) -> Iterator[Verdict]:
    """Whoever can copy a private key is the person or server it stands for, from anywhere, until it is replaced."""
    yield from _judge(files, "keys", files.keys, "private key")


@check(
    "data.files.dumps_exposed",
    title="Database dumps and backup copies are closed to other accounts",
    ccss="AV:L/AC:L/Au:N/C:C/I:N/A:N",
    fix="Run `chmod 0600` on the file, or move it to a folder that only its owner can enter.",
    params={"smallest": Param(4096, Tighter.LOWER, "bytes below which a file holds no data worth the name")},
    maps={"mlps": ("8.1.4.2f@3", "8.1.4.8b@3"), "attack": ("T1005",)},
)
def dumps_exposed(files: SensitiveFiles, *, smallest: int) -> Iterator[Verdict]:
    """A dump carries every row past all the access rules of the database it came from."""
    yield from _judge(files, "dumps", files.dumps, "dump or backup copy", smallest)


@check(
    "data.files.secrets_exposed",
    title="Files with passwords and tokens are closed to other accounts",
    ccss="AV:L/AC:L/Au:N/C:P/I:P/A:N",
    fix="Run `chmod 0600` on the file, and replace the secret where others may have read it.",
    maps={"mlps": ("8.1.4.2f@3", "8.1.4.8b@3"), "attack": ("T1552.001",)},
)
def secrets_exposed(files: SensitiveFiles) -> Iterator[Verdict]:
    """Files such as .env, .pgpass and .netrc exist to hold secrets in clear; the mode is their only protection."""
    yield from _judge(files, "secrets", files.secrets, "secret in clear")
