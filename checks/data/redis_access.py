"""Redis: who may use it without logging in, over what, and who may read its secrets."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Fail,
    NotApplicable,
    Param,
    Pass,
    Redis,
    RedisInstance,
    Source,
    Tighter,
    Unknown,
    Verdict,
    check,
)


def _known(redis: Redis) -> Iterator[RedisInstance | Verdict]:
    """The instances whose users are known, and an Unknown for each of the others."""
    for one in redis.instances:
        if one.acl_trouble is not None:
            trouble = one.acl_trouble
            yield Unknown(subject=one.name, because=trouble.detail, reason=trouble.reason, at=trouble.sources)
        else:
            yield one


@check(
    "data.redis.authentication",
    title="Redis asks for a password",
    ccss="AV:N/AC:L/Au:N/C:C/I:C/A:C",
    fix="Set `requirepass`, or `user default off` with named users in an ACL file, and restart Redis.",
    confirm="redis-cli ping",
    maps={"mlps": ("8.1.4.1a", "8.1.4.2a"), "attack": ("T1213", "T1078.001")},
)
def authentication(redis: Redis) -> Iterator[Verdict]:
    """Whoever reaches an open Redis reads and deletes everything, and can write files as its account."""
    for one in _known(redis):
        if not isinstance(one, RedisInstance):
            yield one
            continue
        user = one.default_user()
        seen = "no password needed" if user.open else "password needed"
        kind = Fail if user.enabled and user.open else Pass
        at = user.at or Source(one.name)
        yield kind(
            subject=one.name, observed=seen if user.enabled else "default user off", expected="a password", at=at
        )


@check(
    "data.redis.default_password",
    title="The Redis password is not a well-known one",
    ccss="AV:N/AC:M/Au:N/C:P/I:C/A:P",
    fix="Choose a long random password for `requirepass` or the default user, and restart Redis.",
    maps={"mlps": ("8.1.4.2b", "8.1.4.1a"), "attack": ("T1078.001", "T1110.001")},
)
def default_password(redis: Redis) -> Iterator[Verdict]:
    """Redis answers a million guesses in seconds; the example password of its manual is the first one tried."""
    for one in _known(redis):
        if not isinstance(one, RedisInstance):
            yield one
            continue
        user = one.default_user()
        if not user.enabled or user.open:
            yield NotApplicable(subject=one.name, because="the default user has no password", at=user.at)
        elif user.password == "<default>":
            yield Fail(subject=one.name, observed="a well-known password", expected="a random password", at=user.at)
        else:
            yield Pass(subject=one.name, observed="another password", expected="a random password", at=user.at)


@check(
    "data.redis.protected_mode",
    title="Redis without a password refuses other machines",
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:P",
    fix="Remove `protected-mode no`, or set a password, and restart Redis.",
    confirm="redis-cli config get protected-mode",
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1210",)},
)
def protected_mode(redis: Redis) -> Iterator[Verdict]:
    """Protected mode is the last barrier of an instance that was opened by mistake."""
    for one in _known(redis):
        if not isinstance(one, RedisInstance):
            yield one
            continue
        mode, user = one.setting("protected-mode"), one.default_user()
        at = mode.at or Source(one.name)
        if str(mode.value).lower() == "yes":
            yield Pass(subject=one.name, observed="protected-mode yes", expected="yes", at=at)
        elif not (user.enabled and user.open):
            yield Pass(
                subject=one.name, observed="protected-mode no, password needed", expected="yes or a password", at=at
            )
        else:
            yield Fail(subject=one.name, observed="protected-mode no", expected="yes or a password", at=at)


@check(
    "data.redis.tls",
    title="Redis speaks TLS with other machines",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:N",
    fix="Set `port 0` and `tls-port 6379` with a certificate, or bind to loopback addresses only.",
    confirm="redis-cli --tls info server",
    maps={"mlps": ("8.1.2.2b@3", "8.1.4.7a", "8.1.4.8a@3"), "attack": ("T1040", "T1557")},
)
def tls(redis: Redis) -> Iterator[Verdict]:
    """In clear text, password and data of every client can be read along the way."""
    for one in redis.instances:
        port = one.setting("port")
        at = port.at or one.setting("bind").at or Source(one.name)
        if not one.remote:
            yield NotApplicable(subject=one.name, because="no other machine can reach it", at=at)
        elif port.value == "0":
            yield Pass(
                subject=one.name, observed=f"tls-port {one.setting('tls-port').value}", expected="TLS only", at=at
            )
        else:
            yield Fail(subject=one.name, observed=f"port {port.value} in clear text", expected="TLS only", at=at)


@check(
    "data.redis.dangerous_commands",
    title="Redis keeps dangerous commands from ordinary clients",
    ccss="AV:N/AC:L/Au:S/C:N/I:P/A:P",
    fix="Give applications named users without @dangerous, or rename the commands, and restart Redis.",
    confirm="redis-cli acl list",
    params={
        "commands": Param(("config", "debug", "flushall", "flushdb"), Tighter.SUPERSET, "what clients must not run"),
    },
    maps={"mlps": ("8.1.4.2d", "8.1.4.2f@3"), "attack": ("T1485",)},
)
def dangerous_commands(redis: Redis, *, commands: tuple[str, ...]) -> Iterator[Verdict]:
    """One FLUSHALL of a careless client empties the store; one CONFIG SET writes a file wherever Redis may."""
    for one in _known(redis):
        if not isinstance(one, RedisInstance):
            yield one
            continue
        user = one.default_user()
        may = tuple(name for name in commands if user.enabled and user.may(name) and name not in one.renamed)
        kind = Fail if may else Pass
        at = user.at or Source(one.name)
        yield kind(subject=one.name, observed=may, expected=f"none of {', '.join(commands)}", at=at)


@check(
    "data.redis.config_mode",
    title="The Redis configuration is closed to other accounts",
    ccss="AV:L/AC:L/Au:N/C:P/I:N/A:N",
    fix="Run `chown redis:redis` and `chmod 0640` on the file.",
    maps={"mlps": ("8.1.4.2f@3", "8.1.4.8b@3"), "attack": ("T1552.001",)},
)
def config_mode(redis: Redis) -> Iterator[Verdict]:
    """The file holds the password in clear text: any local account that can read it has the data."""
    for one in redis.instances:
        secret = str(one.setting("requirepass").value)
        users = any(word.startswith(">") for name, words, _ in one.repeated if name == "user" for word in words)
        at = Source(one.name)
        if secret in ("", "<empty>") and not users:
            yield NotApplicable(subject=one.name, because="the file holds no password", at=at)
        elif one.meta is None:
            yield Unknown(subject=one.name, because="the owner and mode of the file are not known", at=at)
        else:
            kind = Fail if one.meta.mode & 0o007 else Pass
            yield kind(subject=one.name, observed=f"{one.meta.mode:04o}", expected="nothing for others", at=at)
