"""Where traffic leaves the host, and whom it asks for names."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from posture.api import Fail, Layer, Param, Pass, Resolver, Routes, Tighter, Unknown, Verdict, check


@check(
    "network.routing.default_routes",
    title="Traffic leaves the host's networks by one interface only",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:H/Au:N/C:P/I:P/A:N",
    params={"most": Param(1, Tighter.LOWER, "interfaces with a default route; a bond counts as one")},
    fix="Delete the second default route; give a management network routes to its own addresses alone.",
    confirm="ip route show default; ip -6 route show default",
    maps={"mlps": ("8.1.3.1a", "8.1.3.1c"), "attack": ("T1048.003", "T1071.001")},
)
def default_routes(routes: Routes, *, most: int) -> Iterator[Verdict]:
    """A second way out (a modem, a phone, a line for testing) passes by the boundary and all that watches there."""
    kind = Fail if len(routes.interfaces) > most else Pass
    yield kind(
        observed=routes.interfaces,
        expected=f"at most {most}",
        at=[route.at for route in routes.defaults],
    )


@check(
    "network.routing.resolvers",
    title="Names are looked up at servers of the organisation",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    params={"approved": Param((), Tighter.SUBSET, "public addresses that are allowed, such as the provider's")},
    fix="Name the resolvers of the organisation in the network configuration, and let only those ask the internet.",
    confirm="resolvectl status || cat /etc/resolv.conf",
    maps={"mlps": ("8.1.3.1a", "8.1.3.1c"), "attack": ("T1572",)},
)
def resolvers(resolver: Resolver, *, approved: tuple[str, ...]) -> Iterator[Verdict]:
    """A public resolver learns the names of inner systems, and an open way to it carries data out unseen."""
    for server in resolver.servers:
        try:
            address = ipaddress.ip_address(server.address.partition("%")[0])
        except ValueError:
            yield Unknown(subject=server.address, because="this is no IP address", at=server.at)
            continue
        inside = not address.is_global or server.address in approved
        kind = Pass if inside else Fail
        yield kind(
            subject=server.address,
            observed="own or approved" if inside else "public",
            expected="an own resolver",
            at=server.at,
        )
