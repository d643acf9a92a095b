"""What ufw will load at boot: the frame that ufw-init builds, filled from the rule files."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.iptables import read_save
from posture.parse.netfilter import Chain, FilterRule, Narrow

CONF = "/etc/ufw/ufw.conf"
DEFAULTS = "/etc/default/ufw"
FOLDERS = ("/etc/ufw", "/lib/ufw")
"""User rules lay in the second before release 0.33."""
PARTS = ("before", "after", "user")
RULE_FILES = tuple(f"{folder}/{part}{six}.rules" for folder in FOLDERS for part in PARTS for six in ("", "6"))

_LOOPBACK = FilterRule("loopback", "accept", narrows=frozenset({Narrow.LOOPBACK}))


def assignments(file: File) -> dict[str, tuple[str, Source]]:
    """NAME=value lines of a shell-like file, quotes taken off; of several the last counts."""
    found: dict[str, tuple[str, Source]] = {}
    for number, line in enumerate(file.text.splitlines(), 1):
        name, sign, value = line.strip().partition("=")
        if sign and name.isidentifier():
            found[name] = _unquoted(value.strip()), file.source(number, line.strip()[:200])
    return found


def _unquoted(value: str) -> str:
    if value[:1] in ("'", '"'):
        return value[1:].partition(value[0])[0]
    return value.partition("#")[0].strip()


def enabled(conf: File) -> Source | None:
    """The line that switches ufw on, or None."""
    value, at = assignments(conf).get("ENABLED", ("", None))
    return at if value.lower() == "yes" else None


def read_ufw(conf: File, defaults: File | None, rules: Mapping[str, File]) -> tuple[Chain, ...]:
    """The chains of both families; `rules` holds the rule files by path."""
    set_to = assignments(defaults) if defaults is not None else {}
    logs = assignments(conf).get("LOGLEVEL", ("low", None))[0].lower() != "off"
    chains = _family("ip", "", set_to, logs, rules)
    if set_to.get("IPV6", ("no", None))[0].lower() == "yes":
        return chains + _family("ip6", "6", set_to, logs, rules)
    # ufw-init then drops all of IPv6 but the loopback
    at = set_to["IPV6"][1] if "IPV6" in set_to else conf.source()
    return chains + tuple(
        Chain("ip6", "filter", name.upper(), (_LOOPBACK,), name, "drop", at) for name in ("input", "forward", "output")
    )


def _family(
    family: str, six: str, set_to: Mapping[str, tuple[str, Source]], logs: bool, rules: Mapping[str, File]
) -> tuple[Chain, ...]:
    chains: dict[str, Chain] = {}
    for part in PARTS:
        file = next((rules[path] for folder in FOLDERS if (path := f"{folder}/{part}{six}.rules") in rules), None)
        for chain in read_save(file.text, family, file) if file else ():
            if chain.table == "filter":
                chains[chain.name] = chain
    return (*chains.values(), *(_hook(family, six, hook, set_to, logs) for hook in ("input", "forward", "output")))


def _hook(family: str, six: str, hook: str, set_to: Mapping[str, tuple[str, Source]], logs: bool) -> Chain:
    """The built-in chain: before, user and after rules in turn, then the policy."""
    usual = "ACCEPT" if hook == "output" else "DROP"
    policy, at = set_to.get(f"DEFAULT_{hook.upper()}_POLICY", (usual, Source(DEFAULTS)))
    parts = [FilterRule(part, "jump", f"ufw{six}-{part}-{hook}", at=at) for part in ("before", "user", "after")]
    if logs:
        parts.append(FilterRule("log", logs=True, at=at))
    return Chain(
        family, "filter", hook.upper(), tuple(parts), hook, "accept" if policy.upper() == "ACCEPT" else "drop", at
    )
