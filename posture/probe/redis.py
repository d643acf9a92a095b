"""Redis: the configuration of every instance, its ACL file, and who may read them."""

from __future__ import annotations

from dataclasses import replace

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Redaction, Request
from posture.parse.redis import Redis, RedisInstance, instance
from posture.probe.base import Probe
from posture.probe.library import Library, nothing

FILES = ("/etc/redis/*.conf", "/etc/redis.conf", "/etc/valkey/*.conf")


def _instances(answers: Answers) -> tuple[Library, list[RedisInstance]]:
    """Every configuration file that no other one includes."""
    library = Library(answers, Redaction.SETTINGS)
    included: set[str] = set()

    def read(pattern: str) -> tuple[File, ...]:
        files = library.read(pattern)
        included.update(file.path for file in files)
        return files

    mains = [file for pattern in FILES for file in library.read(pattern) if "sentinel" not in file.path]
    found = [instance(file, read) for file in mains]
    return library, [_with_acl(library, one) for one in found if one.name not in included]


def _with_acl(library: Library, one: RedisInstance) -> RedisInstance:
    path = str(one.setting("aclfile").value or "")
    if not path.startswith("/"):
        return one
    acl = library.ask(path)
    if isinstance(acl, Unavailable):
        return replace(one, acl_trouble=acl)
    return replace(one, acl=acl.value.found if isinstance(acl, Observed) else ())


def parse(answers: Answers) -> Evidence[Redis]:
    """Unavailable when a file that can decide a directive could not be read."""
    library, instances = _instances(answers)
    for trouble in library.troubles.values():
        return trouble
    if not instances:
        return nothing(FILES)
    return Observed(Redis(tuple(instances)), tuple(Source(one.name) for one in instances))


def follow(answers: Answers) -> tuple[Request, ...]:
    """Included files and ACL files."""
    return _instances(answers)[0].wanted()


REDIS = Probe(
    name="redis",
    record=Redis,
    about="Redis and Valkey: directives of every instance with includes and ACL files, secrets masked.",
    requests=tuple(Read(path, redact=Redaction.SETTINGS) for path in FILES),
    parse=parse,
    follow=follow,
)
