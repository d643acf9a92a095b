"""Settings of applications: nothing for developers left on, no default credentials, secrets kept to themselves."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    AppFile,
    AppSettings,
    Fail,
    NotApplicable,
    Observed,
    Param,
    Pass,
    Setting,
    Source,
    Tighter,
    Unavailable,
    Unknown,
    Verdict,
    check,
)

DEBUG = ("debug", "app_debug", "wp_debug", "flask_debug", "django_debug", "display_errors", "detailederrors")
ON = ("true", "1", "on", "yes")
OFF = ("false", "0", "off", "no", "", "null", "none", "<empty>")
PASSWORD = ("pass", "pwd")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EXPOSED = "management.endpoints.web.exposure.include"


def _unread(settings: AppSettings) -> Iterator[Verdict]:
    for trouble in settings.troubles:
        yield Unknown(subject=trouble.detail, because="could not be read", reason=trouble.reason, at=trouble.sources)


def _switch(file: AppFile, key: str, setting: Setting, wanted: str) -> Verdict:
    """Fail for a switch that is on, Pass for one that is off, Unknown for one that is decided elsewhere."""
    subject, value = f"{file.path}: {key}", str(setting.value)
    if value.lower() in ON:
        return Fail(subject=subject, observed=value, expected=wanted, at=setting)
    if value.lower() in OFF:
        return Pass(subject=subject, observed=value, expected=wanted, at=setting)
    return Unknown(subject=subject, because=f"{value!r} is decided elsewhere", at=setting)


@check(
    "application.settings.debug",
    title="Applications do not run in debug mode",
    ccss="AV:N/AC:L/Au:N/C:P/I:N/A:N",
    fix="Set DEBUG, APP_DEBUG or WP_DEBUG to false in the settings that production uses, and restart the application.",
    maps={"mlps": ("8.1.4.4a", "8.1.4.4d"), "attack": ("T1190",)},
)
def debug(settings: AppSettings) -> Iterator[Verdict]:
    """Error pages of debug mode show source, settings and sometimes a console to anybody who provokes an error."""
    for file in settings.in_use:
        for key, setting in file.last(*DEBUG):
            if not key.startswith("logging."):
                yield _switch(file, key, setting, "off")
    yield from _unread(settings)


@check(
    "application.settings.management_endpoints",
    title="Spring management endpoints are not all open",
    ccss="AV:N/AC:L/Au:N/C:C/I:N/A:P",
    fix="Expose `health` and `info` alone, or set management.server.address to 127.0.0.1.",
    maps={"mlps": ("8.1.4.4b", "8.1.4.2a"), "attack": ("T1190", "T1552.001")},
)
def management_endpoints(settings: AppSettings) -> Iterator[Verdict]:
    """Among them are the memory and the environment of the process, with the passwords that stand in them."""
    for file in settings.in_use:
        address = next(iter(file.all("management.server.address")), None)
        local = address is not None and address.value in LOOPBACK
        for setting in file.all(EXPOSED):
            bad = "*" in str(setting.value) and not local
            kind = Fail if bad else Pass
            yield kind(
                subject=f"{file.path}: exposure", observed=setting.value, expected="a list of endpoints", at=setting
            )
        for setting in file.all("management.security.enabled"):
            kind = Fail if str(setting.value).lower() in OFF and not local else Pass
            yield kind(subject=f"{file.path}: security", observed=setting.value, expected="true", at=setting)
        for setting in file.all("management.endpoint.shutdown.enabled"):
            yield _switch(file, "shutdown", setting, "off")
    yield from _unread(settings)


@check(
    "application.settings.database_console",
    title="The H2 database console is off",
    ccss="AV:A/AC:M/Au:N/C:C/I:C/A:P",
    fix="Remove spring.h2.console.enabled from the settings that production uses, and restart the application.",
    maps={"mlps": ("8.1.4.4a", "8.1.4.4b"), "attack": ("T1190",)},
)
def database_console(settings: AppSettings) -> Iterator[Verdict]:
    """Its login page takes a database address that makes the server run code; only a default keeps strangers off it."""
    for file in settings.in_use:
        for setting in file.all("spring.h2.console.enabled"):
            yield _switch(file, "spring.h2.console.enabled", setting, "off")
    yield from _unread(settings)


@check(
    "application.settings.default_credentials",
    title="Applications use no default credentials",
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:P",
    fix="Replace the value by a random one of 20 characters or more, here and in the service it opens.",
    maps={"mlps": ("8.1.4.2b", "8.1.4.1a"), "attack": ("T1078.001", "T1552.001")},
)
def default_credentials(settings: AppSettings) -> Iterator[Verdict]:
    """A password that the product shipped with, or that every list of guesses begins with, is no password."""
    for file in settings.in_use:
        for mark, at in file.marks:
            if mark == "<default>":
                yield _no_secret(file, at, "a well-known value")
    yield from _unread(settings)


@check(
    "application.settings.empty_credentials",
    title="Applications reach their services with a password",
    ccss="AV:A/AC:L/Au:N/C:P/I:P/A:N",
    fix="Give the service a password and name it here; remove the line where the service is not used.",
    params={"ignored": Param(("mail", "smtp"), Tighter.SUBSET, "parts of names whose password may be empty")},
    maps={"mlps": ("8.1.4.1a", "8.1.4.2b"), "attack": ("T1078.001",)},
)
def empty_credentials(settings: AppSettings, *, ignored: tuple[str, ...]) -> Iterator[Verdict]:
    """An empty password tells that the database or cache behind lets in whoever reaches it."""
    for file in settings.in_use:
        for mark, at in file.marks:
            name = (file.key_at(at) or at.excerpt).lower()
            if (
                mark == "<empty>"
                and any(word in name for word in PASSWORD)
                and not any(word in name for word in ignored)
            ):
                yield _no_secret(file, at, "no value")
    yield from _unread(settings)


def _no_secret(file: AppFile, at: Source, observed: str) -> Verdict:
    subject = f"{file.path}: {file.key_at(at)}".removesuffix(": ")
    return Fail(subject=subject, observed=observed, expected="a secret of its own", at=at)


@check(
    "application.settings.readable_secrets",
    title="Settings that hold secrets are closed to other accounts",
    ccss="AV:L/AC:L/Au:S/C:C/I:N/A:N",
    fix="Run `chmod 0640` on the file and give it to the group of the account that runs the application.",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2f@3", "8.1.4.8b"), "attack": ("T1552.001",)},
)
def readable_secrets(settings: AppSettings) -> Iterator[Verdict]:
    """Any account, the one of a hijacked neighbour included, can otherwise read the passwords of the database."""
    for file in settings.files:
        secrets = [at for mark, at in file.marks if mark in ("<redacted>", "<default>")]
        if not secrets:
            continue
        if file.meta is None:
            yield Unknown(subject=file.path, because="an export does not tell the mode of a file", at=secrets)
            continue
        observed = f"{file.meta.mode:04o}, {len(secrets)} secrets"
        said = {"subject": file.path, "observed": observed, "expected": "not readable by others"}
        unseen = [one for one in file.folders.values() if isinstance(one, Unavailable)]
        if not file.meta.mode & 0o004 or _closed(file):
            yield Pass(**said, at=secrets)
        elif unseen:
            yield Unknown(subject=file.path, because=f"its folders: {unseen[0].detail}", reason=unseen[0].reason)
        else:
            yield Fail(**said, at=secrets)
    if not settings.files and not settings.troubles:
        yield NotApplicable(because="no settings file is here")
    yield from _unread(settings)


def _closed(file: AppFile) -> bool:
    return any(isinstance(one, Observed) and not one.value.mode & 0o001 for one in file.folders.values())
