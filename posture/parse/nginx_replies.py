"""What nginx servers answer: in clear or not, and with which headers."""

from __future__ import annotations

from posture.model.evidence import Source
from posture.model.setting import Setting
from posture.parse.nginx_servers import UNREAD, Server
from posture.parse.nginx_syntax import Directive
from posture.parse.nginx_tree import Scope

PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")
EVERYTHING = ("^", ".*", "^.*$", "^(.*)$", "^(.*)", "^/(.*)$", "^/(.*)", "(.*)")
AWAY = "redirects or refuses"
HSTS = "strict-transport-security"


def plain_http(servers: tuple[Server, ...]) -> tuple[Setting, ...]:
    """For each server that other hosts reach without TLS, what it does with their requests."""
    found = (_in_clear(server) for server in servers if server.clear)
    return tuple(found) or (Setting(None, moot="no server answers other hosts without TLS"),)


def _in_clear(server: Server) -> Setting:
    scope = server.scope
    by_scheme = [one for one in scope.inner if one.name == "if" and _on_scheme(one)]
    if any(_sends_away(one) for one in (scope, *by_scheme)):
        return Setting(AWAY, scope.at, subject=server.subject)
    if scope.missing:
        return Setting(None, scope.at, subject=server.subject, undecided=UNREAD)
    locations = [one for one in scope.inner if one.name == "location"]
    serving = [one for one in locations if not _sends_away(one) and "acme-challenge" not in " ".join(one.args)]
    if not serving and any(one.args in (("/",), ("^~", "/")) for one in locations) and not scope.last("return"):
        return Setting(AWAY, scope.at, subject=server.subject)
    return Setting("serves content", scope.at, subject=server.subject)


def _on_scheme(scope: Scope) -> bool:
    return any(word.lstrip("(").startswith(("$scheme", "$https", "$server_port")) for word in scope.args)


def _sends_away(scope: Scope) -> bool:
    """Whether every request that comes here is refused or sent on to an address with TLS."""
    said = scope.last("return")
    if said is not None:
        return _refuses(said) or any(word.startswith("https://") for word in said.args[:2])
    rewrites = (one.args[:2] for one in scope.own.get("rewrite", ()))
    return any(args[:1] == (one,) and args[-1].startswith("https://") for args in rewrites for one in EVERYTHING)


def _refuses(directive: Directive) -> bool:
    """Whether a `return` answers with an error: nothing of the site is shown."""
    return bool(directive.args) and directive.args[0].startswith(("4", "5"))


def _shows_nothing(scope: Scope) -> bool:
    """Whether a block only redirects or refuses, by an unconditional `return`."""
    said = scope.last("return")
    return said is not None and bool(said.args) and not said.args[0].startswith("2")


def headers(servers: tuple[Server, ...], name: str) -> tuple[Setting, ...]:
    """What each server and block adds for a header; `add_header` is inherited only where a block has none.

    Left out are servers that show nothing, and, for HSTS, those without TLS.
    """
    found = []
    for server in servers:
        if (name == HSTS and not server.tls) or _shows_nothing(server.scope):
            continue
        if not server.tls and server.clear and _in_clear(server).value == AWAY:
            continue
        found.append(_header(server.scope, name, server.subject))
        for scope in server.scope.within():
            if "add_header" in scope.own and scope.name in ("location", "if") and not _shows_nothing(scope):
                found.append(_header(scope, name, server.within(scope)))
    why = "no server that speaks TLS shows anything" if name == HSTS else "no server shows anything"
    return tuple(found) or (Setting(None, moot=why),)


def _header(scope: Scope, name: str, subject: str) -> Setting:
    for one in scope.chain():
        added = one.own.get("add_header", [])
        match = [each for each in added if len(each.args) > 1 and each.args[0].lower() == name]
        if match:
            return Setting(match[-1].args[1], match[-1].at, subject=subject)
        if one.missing:
            return Setting(None, one.missing[0], subject=subject, undecided=UNREAD)
        if added:
            return _not_added(scope, added[0].at, subject)
    return _not_added(scope, scope.at, subject)


def _not_added(scope: Scope, at: Source | None, subject: str) -> Setting:
    if any(one.last(word) for one in (scope, *scope.within()) for word in PASSES):
        return Setting(None, at, subject=subject, undecided="nginx does not add it; the application behind may")
    return Setting("", at, subject=subject)


def framing(servers: tuple[Server, ...]) -> tuple[Setting, ...]:
    """`X-Frame-Options`, or the frame-ancestors of a content security policy, whichever is there."""
    pairs = zip(headers(servers, "x-frame-options"), headers(servers, "content-security-policy"), strict=True)
    return tuple(policy if "frame-ancestors" in str(policy.value) else frame for frame, policy in pairs)


def hsts(servers: tuple[Server, ...]) -> tuple[Setting, ...]:
    """The max-age in seconds, 0 where the header is not sent."""
    return tuple(
        one if one.moot or one.undecided else Setting(max_age(str(one.value)), one.at, subject=one.subject)
        for one in headers(servers, HSTS)
    )


def max_age(header: str) -> int:
    """The seconds of a Strict-Transport-Security header; 0 without any."""
    for part in header.split(";"):
        key, _, value = part.partition("=")
        digits = value.strip().strip('"')
        if key.strip().lower() == "max-age" and digits.isascii() and digits.isdecimal() and len(digits) < 13:
            return int(digits)
    return 0
