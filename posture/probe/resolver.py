"""Where the host looks up names."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed
from posture.model.request import Read
from posture.parse.resolver import Resolver, name_servers
from posture.probe.base import Probe

CONF = "/etc/resolv.conf"
UPSTREAM = "/run/systemd/resolve/resolv.conf"
STUBS = frozenset({"127.0.0.53", "127.0.0.54"})


def parse(answers: Answers) -> Evidence[Resolver]:
    """Absent without a resolv.conf. The servers behind systemd-resolved are taken where they can be seen."""
    conf = answers.file(CONF)
    if not isinstance(conf, Observed):
        return conf
    servers = tuple(name_servers(conf.value))
    if servers and all(server.address in STUBS for server in servers):
        upstream = answers.file(UPSTREAM)
        if isinstance(upstream, Observed):
            return Observed(Resolver(tuple(name_servers(upstream.value))), (*conf.sources, *upstream.sources))
        return upstream
    return Observed(Resolver(servers), conf.sources)


RESOLVER = Probe(
    name="resolver",
    record=Resolver,
    about="Name servers in /etc/resolv.conf, and those behind systemd-resolved.",
    requests=(Read(CONF), Read(UPSTREAM)),
    parse=parse,
)
