"""The rules in force as `nft -j list ruleset` prints them (libnftables-json(5), schema version 1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from posture.model.answer import Output
from posture.parse.netfilter import Chain, FilterRule, Narrow
from posture.parse.netfilter_draft import REJECT_FAMILIES, Draft

Sets = Mapping[tuple[str, str, str], Any]
FAMILIES = frozenset({"ip", "ip6", "inet"})
_VERDICTS = frozenset({"accept", "drop", "reject", "queue", "return"})
_SILENT = frozenset({"counter", "mangle", "notrack", "set", "tproxy", "meter", "flow"})
"""Statements that neither test nor end anything; the ones that add to a set count as such."""


def read_json(output: Output) -> tuple[Chain, ...] | None:
    """The chains of families ip, ip6 and inet; None when the text is no ruleset."""
    try:
        items = json.loads(output.text)["nftables"]
        objects = [(kind, body) for item in items for kind, body in item.items() if isinstance(body, dict)]
        return tuple(_chains(objects, output))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _chains(objects: list[tuple[str, Any]], output: Output) -> Iterator[Chain]:
    sets: dict[tuple[str, str, str], Any] = {}
    rules: dict[tuple[str, str, str], list[FilterRule]] = {}
    for kind, body in objects:
        if kind in ("set", "map"):
            sets[body["family"], body["table"], body["name"]] = body.get("elem", [])
    for kind, body in objects:
        if kind == "rule" and body["family"] in FAMILIES:
            key = body["family"], body["table"], body["chain"]
            rules.setdefault(key, []).append(_rule(body, sets, output))
    for kind, body in objects:
        if kind == "chain" and body["family"] in FAMILIES:
            family, table, name = str(body["family"]), str(body["table"]), str(body["name"])
            # a base chain of type nat sees only the first packet of a connection and cannot be relied on to drop
            hook = str(body.get("hook", "")) if body.get("type") != "nat" else ""
            policy = "drop" if body.get("policy") == "drop" else "accept"
            at = output.source(None, f"chain {family} {table} {name} hook {hook or 'none'} policy {policy}"[:200])
            yield Chain(family, table, name, tuple(rules.get((family, table, name), ())), hook, policy, at)


def _rule(body: Mapping[str, Any], sets: Sets, output: Output) -> FilterRule:
    place = f"{body['family']} {body['table']} {body['chain']} handle {body.get('handle', '?')}"
    statements = body.get("expr", [])
    text = json.dumps(_without_counts(statements), separators=(",", ":"))
    draft = Draft(text, output.source(None, f"{place}: {text}"[:200]))
    for statement in statements:
        for name, content in statement.items():
            _statement(draft, name, content, (str(body["family"]), str(body["table"])), sets)
    return draft.done()


def _without_counts(statements: list[Any]) -> list[Any]:
    """What a counter has counted is no part of the rule."""
    return [{"counter": None} if "counter" in statement else statement for statement in statements]


def _statement(draft: Draft, name: str, content: Any, table: tuple[str, str], sets: Sets) -> None:
    if name in _VERDICTS:
        draft.verdict = name
        if name == "reject" and isinstance(content, dict) and content.get("type") in REJECT_FAMILIES:
            draft.family_is(REJECT_FAMILIES[content["type"]])
    elif name in ("jump", "goto"):
        draft.verdict, draft.target = name, str(content["target"])
    elif name == "match":
        _match(draft, content, table, sets)
    elif name == "vmap":
        draft.verdict = "map"
        _test(draft, content["key"], _keys(content.get("data"), table, sets), negated=False)
        draft.narrow(Narrow.OTHER)
    elif name == "log":
        draft.logs = True
    elif name == "limit":
        over = isinstance(content, dict) and content.get("inv") is True
        draft.narrow(Narrow.EXCESS if over else Narrow.LIMIT)
    elif name == "xt":
        _foreign(draft, content)
    elif name not in _SILENT:
        draft.narrow(Narrow.OTHER)


def _foreign(draft: Draft, content: Any) -> None:
    """A match or target of iptables, of which only the name is shown."""
    name = str(content.get("name", "")) if isinstance(content, dict) else ""
    if name in ("REJECT", "NFQUEUE"):
        draft.verdict = "reject" if name == "REJECT" else "queue"
    elif name in ("LOG", "NFLOG"):
        draft.logs = True
    elif name != "comment":
        draft.narrow(Narrow.OTHER)


def _match(draft: Draft, content: Mapping[str, Any], table: tuple[str, str], sets: Sets) -> None:
    values = _values(content.get("right"), table, sets)
    _test(draft, content.get("left"), values, negated=content.get("op") == "!=")


def _test(draft: Draft, left: Any, values: list[str], negated: bool) -> None:
    kind, field = _key(left)
    if kind in ("ip", "ip6"):
        draft.family_is(kind)
    if kind == "meta" and field in ("iif", "iifname", "oif", "oifname"):
        draft.interface(values[0] if len(values) == 1 else "", negated)
    elif kind == "meta" and field in ("nfproto", "protocol"):
        draft.family_is(values[0] if len(values) == 1 else "", negated)
    elif (kind, field) in (("meta", "l4proto"), ("ip", "protocol"), ("ip6", "nexthdr")):
        draft.protocol_in(values, negated)
    elif kind == "ct" and field == "state":
        draft.states(values, negated)
    elif kind in ("ip", "ip6") and field in ("saddr", "daddr"):
        narrow = Narrow.SOURCE if field == "saddr" else Narrow.DESTINATION
        draft.address(narrow, values[0] if len(values) == 1 else "", negated)
    elif field == "dport":
        if kind != "th":
            draft.protocol_is(kind)
        draft.port_in(values, negated)
    elif kind in ("icmp", "icmpv6"):
        draft.protocol_is(kind)
    else:
        draft.narrow(Narrow.OTHER)


def _key(left: Any) -> tuple[str, str]:
    """(`tcp`, `dport`), (`meta`, `iifname`), (`ct`, `state`), or empty words for anything else."""
    if not isinstance(left, dict) or len(left) != 1:
        return "", ""
    ((kind, body),) = left.items()
    if not isinstance(body, dict):
        return "", ""
    if kind == "payload":
        return str(body.get("protocol", "")), str(body.get("field", ""))
    return (kind, str(body.get("key", ""))) if kind in ("meta", "ct") else ("", "")


def _values(right: Any, table: tuple[str, str], sets: Sets) -> list[str]:
    """The right side as words; `@name` of a set is looked up, and stays as it is where it is not known."""
    if isinstance(right, str) and right.startswith("@"):
        elements = sets.get((*table, right[1:]))
        return [right] if elements is None else _values(elements, table, {})
    if isinstance(right, list):
        return [word for item in right for word in _values(item, table, sets)]
    if isinstance(right, dict):
        if "set" in right:
            return _values(right["set"], table, sets)
        if "range" in right:
            return ["-".join(str(end) for end in right["range"])]
        if "prefix" in right:
            return [f"{right['prefix'].get('addr')}/{right['prefix'].get('len')}"]
        if "elem" in right:
            return _values(right["elem"].get("val"), table, sets)
        return ["@unseen"]
    return [str(right)]


def _keys(data: Any, table: tuple[str, str], sets: Sets) -> list[str]:
    """The keys of a verdict map."""
    if isinstance(data, str):
        data = sets.get((*table, data.removeprefix("@")), [])
    pairs = data.get("set", []) if isinstance(data, dict) else data
    return [word for pair in pairs or [] if isinstance(pair, list) and pair for word in _values(pair[0], table, {})]
