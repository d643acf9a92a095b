"""TLS as nginx servers speak it: versions, ciphers, private keys."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import Meta
from posture.model.evidence import Absent, Evidence, Observed
from posture.model.setting import Setting, Value
from posture.parse.nginx_servers import Server, effective
from posture.parse.nginx_syntax import Directive
from posture.parse.nginx_tree import PREFIX, Scope

WEAK = frozenset(
    (
        "RC4",
        "DES",
        "3DES",
        "MD5",
        "NULL",
        "ANULL",
        "ENULL",
        "EXP",
        "EXPORT",
        "LOW",
        "ADH",
        "AECDH",
        "ALL",
        "IDEA",
        "SEED",
    )
)
"""Names in a cipher list that bring in ciphers without encryption, without authentication, or long broken."""
NO_TLS = "no server here speaks TLS"


def _tls(servers: tuple[Server, ...], name: str, default: Value) -> tuple[Setting, ...]:
    found = (effective(server.scope, name, default, server.subject) for server in servers if server.tls)
    return tuple(found) or (Setting(None, moot=NO_TLS),)


def tls_versions(servers: tuple[Server, ...], version: tuple[int, ...] | None) -> tuple[Setting, ...]:
    """The versions each server offers. Until 1.27.3 nginx's default has TLSv1 and TLSv1.1 (its changelog)."""
    default: Value = None
    if version is not None:
        default = ("TLSv1.2", "TLSv1.3") if version >= (1, 27, 3) else ("TLSv1", "TLSv1.1", "TLSv1.2")
    why = "no file sets ssl_protocols, and the default of this version is not known"
    return tuple(
        Setting(None, one.at, subject=one.subject, undecided=why) if one.default and one.value is None else one
        for one in _tls(servers, "ssl_protocols", default)
    )


def weak_ciphers(servers: tuple[Server, ...]) -> tuple[Setting, ...]:
    """The names in each cipher list that let weak ciphers in; nginx's default is HIGH:!aNULL:!MD5."""
    return tuple(
        one if one.moot or one.undecided else Setting(weak_names(str(one.value)), one.at, one.default, one.subject)
        for one in _tls(servers, "ssl_ciphers", "HIGH:!aNULL:!MD5")
    )


def weak_names(ciphers: str) -> tuple[str, ...]:
    """Names of an OpenSSL cipher list that add weak ciphers and are not excluded again by `!NAME`."""
    words = [word for word in ciphers.replace(",", ":").replace(" ", ":").split(":") if word]
    never = {word[1:].upper() for word in words if word[0] == "!"}
    found = []
    for word in words:
        if word[0] in "!-@":
            continue
        parts = _parts(word)
        if parts & WEAK and not never & parts and not (parts == {"ALL"} and never & {"ANULL", "ADH"}):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _parts(word: str) -> set[str]:
    """The parts of a cipher's name. DES-CBC3 is triple DES, which `!DES` does not exclude."""
    parts = set(word.lstrip("+").upper().replace("+", "-").split("-"))
    return parts - {"DES", "CBC3"} | {"3DES"} if "CBC3" in parts else parts


def key_directives(main: Scope) -> tuple[Directive, ...]:
    """Every ssl_certificate_key that names a file, wherever it stands."""
    scopes = (main, *main.within())
    found = (one for scope in scopes for one in scope.own.get("ssl_certificate_key", ()))
    return tuple(one for one in found if len(one.args) == 1 and is_path(one.args[0]))


def is_path(word: str) -> bool:
    """Whether a word names a file rather than a variable, data or a key in an engine."""
    return bool(word) and "$" not in word and not word.startswith(("data:", "engine:", "store:"))


def absolute(path: str) -> str:
    """nginx reads a relative certificate or key below the folder of its configuration."""
    return path if path.startswith("/") else f"{PREFIX}/{path}"


def key_access(main: Scope, keys: Mapping[str, Evidence[Meta]]) -> tuple[Setting, ...]:
    """For each private key, who may read or write it that should not."""
    found = []
    for directive in key_directives(main):
        path = absolute(directive.args[0])
        meta = keys.get(path, Absent())
        if isinstance(meta, Observed):
            found.append(Setting(too_open(meta.value), directive.at, subject=path))
        elif isinstance(meta, Absent):
            found.append(Setting(None, directive.at, subject=path, undecided="the file is not there"))
        else:
            found.append(
                Setting(None, directive.at, subject=path, undecided=meta.detail or meta.reason, reason=meta.reason)
            )
    return tuple(found) or (Setting(None, moot="no private key is named"),)


def too_open(meta: Meta) -> tuple[str, ...]:
    """What the mode of a secret file gives to others, and writing to the group."""
    doubts = ((0o004, "others may read"), (0o002, "others may write"), (0o020, "the group may write"))
    return tuple(words for bit, words in doubts if meta.mode & bit)
