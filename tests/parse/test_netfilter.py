"""Packet filters: three notations, one meaning; and what the rules come to."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.model.answer import File, Output
from posture.parse.firewall import merge_running
from posture.parse.iptables import read_save
from posture.parse.netfilter import Chain, FilterRule, Narrow, Ruleset
from posture.parse.nft_json import read_json
from posture.parse.nft_text import read_text
from posture.parse.nft_words import includes

# `nft list ruleset` and `nft -j list ruleset` of one ruleset, as version 1.0.6 printed them
TEXT = """\
table inet f {
	map verd {
		type inet_service : verdict
		elements = { 22 : accept, 80 : jump web }
	}

	chain web {
		accept comment "web here"
	}

	chain input {
		type filter hook input priority filter; policy accept;
		iifname "lo" accept
		iifname != "lo" ip daddr 127.0.0.0/8 drop
		ct state vmap { invalid : drop, established : accept, related : accept }
		meta l4proto { icmp, ipv6-icmp } accept
		meta nfproto ipv4 tcp dport 25 accept
		ip saddr 0.0.0.0/0 tcp dport 26 accept
		udp dport 67-68 accept
		ip saddr { 10.0.0.0/8, 192.168.0.0/16 } tcp dport 22 ct state new accept
		limit rate 5/minute log prefix "denied: " level info
		fib daddr type local accept
		ip6 saddr ::/0 tcp dport 99 accept
		ip6 nexthdr ipv6-icmp accept
		th dport 53 accept
		tcp dport { 443, 8000-8010 } jump web
		counter packets 0 bytes 0 log prefix "x" reject with icmpx admin-prohibited
	}
}
"""
ITEMS = [
    {"table": {"family": "inet", "name": "f", "handle": 1}},
    {"chain": {"family": "inet", "table": "f", "name": "web", "handle": 1}},
    {
        "chain": {
            "family": "inet", "table": "f", "name": "input", "handle": 2,
            "type": "filter", "hook": "input", "prio": 0, "policy": "accept",
        }
    },
]  # fmt: skip


def match(left: object, right: object, op: str = "==") -> dict[str, object]:
    return {"match": {"op": op, "left": left, "right": right}}


def meta(key: str) -> dict[str, object]:
    return {"meta": {"key": key}}


def payload(protocol: str, field: str) -> dict[str, object]:
    return {"payload": {"protocol": protocol, "field": field}}


ACCEPT: dict[str, object] = {"accept": None}
NETS = [{"prefix": {"addr": "10.0.0.0", "len": 8}}, {"prefix": {"addr": "192.168.0.0", "len": 16}}]
STATES = {"set": [["invalid", {"drop": None}], ["established", ACCEPT], ["related", ACCEPT]]}
RULES: list[list[dict[str, object]]] = [
    [match(meta("iifname"), "lo"), ACCEPT],
    [
        match(meta("iifname"), "lo", "!="),
        match(payload("ip", "daddr"), {"prefix": {"addr": "127.0.0.0", "len": 8}}),
        {"drop": None},
    ],
    [{"vmap": {"key": {"ct": {"key": "state"}}, "data": STATES}}],
    [match(meta("l4proto"), {"set": ["icmp", "ipv6-icmp"]}), ACCEPT],
    [match(meta("nfproto"), "ipv4"), match(payload("tcp", "dport"), 25), ACCEPT],
    [
        match(payload("ip", "saddr"), {"prefix": {"addr": "0.0.0.0", "len": 0}}),
        match(payload("tcp", "dport"), 26),
        ACCEPT,
    ],
    [match(payload("udp", "dport"), {"range": [67, 68]}), ACCEPT],
    [
        match(payload("ip", "saddr"), {"set": NETS}),
        match(payload("tcp", "dport"), 22),
        match({"ct": {"key": "state"}}, "new", "in"),
        ACCEPT,
    ],
    [{"limit": {"rate": 5, "burst": 5, "per": "minute"}}, {"log": {"prefix": "denied: ", "level": "info"}}],
    [match({"fib": {"result": "type", "flags": ["daddr"]}}, "local"), ACCEPT],
    [
        match(payload("ip6", "saddr"), {"prefix": {"addr": "::", "len": 0}}),
        match(payload("tcp", "dport"), 99),
        ACCEPT,
    ],
    [match(payload("ip6", "nexthdr"), "ipv6-icmp"), ACCEPT],
    [match(payload("th", "dport"), 53), ACCEPT],
    [match(payload("tcp", "dport"), {"set": [443, {"range": [8000, 8010]}]}), {"jump": {"target": "web"}}],
    [
        {"counter": {"packets": 0, "bytes": 0}},
        {"log": {"prefix": "x"}},
        {"reject": {"type": "icmpx", "expr": "admin-prohibited"}},
    ],
]


def as_json(chain: str, rules: Iterable[list[dict[str, object]]]) -> list[dict[str, object]]:
    return [{"rule": {"family": "inet", "table": "f", "chain": chain, "handle": 3, "expr": expr}} for expr in rules]


def from_json(items: list[object]) -> tuple[Chain, ...]:
    found = read_json(Output(("nft",), 0, json.dumps({"nftables": items})))
    assert found is not None
    return found


def from_text(text: str, **others: str) -> tuple[Chain, ...]:
    return read_text(File("/etc/nftables.conf", text), lambda path: tuple(File(k, others[k]) for k in (path,)))


def from_save(*rules: str, policy: str = "DROP") -> Ruleset:
    text = "\n".join(("*filter", f":INPUT {policy} [0:0]", *rules, "COMMIT"))
    return Ruleset(read_save(text, "ip", Output(("iptables-save",), 0, text)))


def meaning(rule: FilterRule) -> tuple[object, ...]:
    return (
        rule.verdict, rule.target, sorted(rule.narrows), rule.family,
        rule.protocol, rule.ports, rule.stateful, rule.logs,
    )  # fmt: skip


def test_text_and_json_mean_the_same() -> None:
    read = {chain.name: chain for chain in from_text(TEXT)}
    asked = {chain.name: chain for chain in from_json([*ITEMS, *as_json("web", [[ACCEPT]]), *as_json("input", RULES)])}
    assert set(read) == set(asked) == {"web", "input"}
    for name, chain in read.items():
        assert (chain.hook, chain.policy) == (asked[name].hook, asked[name].policy)
        for one, other in zip(chain.rules, asked[name].rules, strict=True):
            assert meaning(one) == meaning(other), one.text


def test_places_are_lines_of_the_file() -> None:
    chain = next(chain for chain in from_text(TEXT) if chain.name == "input")
    assert str(chain.at) == "/etc/nftables.conf:12"
    assert str(chain.rules[0].at) == "/etc/nftables.conf:13"
    assert chain.rules[-1].at is not None
    assert chain.rules[-1].at.excerpt.startswith("counter packets 0 bytes 0 log prefix x reject")


@pytest.mark.parametrize(
    "text",
    [
        "table inet f { chain i { type filter hook input priority 0; policy drop; } }",
        "table inet f {\nchain i {\ntype filter hook input priority filter + 10\npolicy drop\n}\n}",
        "add table inet f; add chain inet f i { type filter hook input priority 0; policy drop; }",
        "table inet f {\n set s { type ipv4_addr; elements = { 10.0.0.1,\n 10.0.0.2 }; }\n"
        ' chain i { comment "a } b"; type filter hook input priority 0; policy drop; }\n}',
        "define LAN = { 10.0.0.0/8,\n  fd00::/8 }\ntable inet f { chain i { type filter hook input priority -150;"
        " policy drop; ip saddr $LAN accept } }",
        "table inet f { chain i { type filter hook input priority 0; policy accept; } }\nflush ruleset\n"
        "table inet f { chain i { type filter hook input priority 0; policy drop; } }",
        'table inet f { chain i { type filter hook input priority 0; iif != "lo" counter \\\n drop; } }',
        "table inet f { chain i { type filter hook input priority 0; jump x }; chain x { goto y }\n chain y { drop } }",
    ],
)
def test_spellings_of_a_closed_default(text: str) -> None:
    rules = Ruleset(from_text(text))
    assert rules.default("input", "ip").shut
    assert rules.default("input", "ip6").shut


@pytest.mark.parametrize(
    "text",
    [
        "",
        "table inet f { chain i { type filter hook input priority 0; } }",
        "table inet f { chain i { type filter hook input priority 0; policy drop; accept } }",
        "table inet f { chain i { type nat hook input priority 0; policy drop; } }",
        "table inet f { chain i { type filter hook input priority 0; policy drop; } }\nflush ruleset",
        "table inet f { chain i { type filter hook input priority 0; policy drop; } }\ndelete table inet f",
        "table inet f { chain i { type filter hook input priority 0; ip saddr 192.0.2.1 drop } }",
        "# table inet f { chain i { type filter hook input priority 0; policy drop; } }",
        "table bridge f { chain i { type filter hook input priority 0; policy drop; } }",
        "table inet f { chain i { type filter hook input priority 0; return\n drop } }",
    ],
)
def test_spellings_of_an_open_default(text: str) -> None:
    assert not Ruleset(from_text(text)).default("input", "ip").shut


def test_a_family_named_in_a_rule_counts_for_that_family_alone() -> None:
    rules = Ruleset(from_text("table inet f { chain i { type filter hook input priority 0; meta nfproto ipv4 drop } }"))
    assert rules.default("input", "ip").verdict == "drop"
    assert rules.default("input", "ip6").verdict == "accept"


def test_included_files_stand_where_they_are_named() -> None:
    inner = "type filter hook input priority 0; policy drop;"
    chains = from_text('table inet f { chain i {\n include "/etc/i.nft"\n } }', **{"/etc/i.nft": inner})
    assert Ruleset(chains).default("input", "ip").shut
    assert includes(File("x", 'include "a"\n# include "b"\ninclude "c/*.nft"; table ip include { }')) == (
        "a",
        "c/*.nft",
    )


def test_a_file_that_includes_itself_ends() -> None:
    chains = from_text('include "/x"\n', **{"/x": 'include "/x" include "/x"\ntable ip t { }\n'})
    assert chains == ()


@pytest.mark.parametrize(
    ("rule", "narrows"),
    [
        ("-A INPUT -j ACCEPT", set()),
        ("-A INPUT -s 0.0.0.0/0 -p all -j ACCEPT", set()),
        ("-A INPUT -m conntrack --ctstate NEW -j ACCEPT", set()),
        ("-A INPUT -m conntrack ! --ctstate ESTABLISHED -j ACCEPT", set()),
        ('-A INPUT -m comment --comment "-s is no option here" -j ACCEPT', set()),
        ("[12:345] -A INPUT -i lo -j ACCEPT", {Narrow.LOOPBACK}),
        ("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", {Narrow.STATE}),
        ("-A INPUT -m conntrack --ctstatus DNAT -j ACCEPT", {Narrow.OTHER}),
        ("-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT", {Narrow.PROTOCOL}),
        ("-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP", {Narrow.PROTOCOL, Narrow.OTHER}),
        ("-A INPUT -m set --match-set admins src -j ACCEPT", {Narrow.SOURCE}),
        ("-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 1/sec -j ACCEPT", {Narrow.PROTOCOL, Narrow.LIMIT}),
    ],
)
def test_what_a_rule_of_iptables_tests(rule: str, narrows: set[Narrow]) -> None:
    (read,) = from_save(rule).chains[0].rules
    assert read.narrows == narrows
    assert read.verdict in ("accept", "drop")


def test_an_inserted_rule_comes_first() -> None:
    rules = from_save("-A INPUT -j ACCEPT", "-I INPUT -j DROP", "-I INPUT 99 -j RETURN", "-P INPUT ACCEPT")
    assert [rule.verdict for rule in rules.chains[0].rules] == ["drop", "accept", "return"]
    assert rules.default("input", "ip").verdict == "drop"


def test_tables_that_rewrite_do_not_filter() -> None:
    text = "*nat\n:INPUT DROP [0:0]\nCOMMIT\n*mangle\n:INPUT DROP [0:0]\nCOMMIT\n"
    assert [chain.table for chain in read_save(text, "ip", File("x", text))] == ["mangle"]


def test_the_own_words_of_iptables_replace_its_shadow_in_nftables() -> None:
    shadow = (Chain("ip", "filter", "INPUT", (), "input", "accept"), Chain("inet", "mine", "i", (), "input", "drop"))
    text = "# Generated by iptables-save v1.8.9 (nf_tables) on a day\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n"
    merged = merge_running(shadow, [("ip", Output(("iptables-save",), 0, text))])
    assert {(chain.table, chain.policy) for chain in merged.chains} == {("mine", "drop"), ("filter", "drop")}
    older = merge_running(shadow, [("ip", Output(("iptables-save",), 0, text.replace(" (nf_tables)", "")))])
    assert [chain.table for chain in older.chains] == ["filter", "mine", "legacy filter"]


@pytest.mark.parametrize(
    ("rules", "fate", "unsure"),
    [
        (("-A INPUT -p tcp --dport 22 -j ACCEPT",), "accept", False),
        (("-A INPUT -p udp --dport 22 -j ACCEPT",), "drop", False),
        (("-A INPUT -s 10.0.0.0/8 -j ACCEPT",), "drop", False),
        (("-A INPUT ! -s 10.0.0.0/8 -j DROP", "-A INPUT -j ACCEPT"), "drop", False),
        (("-A INPUT -p tcp -m multiport --dports 20:25,80 -j ACCEPT",), "accept", False),
        (("-A INPUT -p tcp --dport 1024: -j ACCEPT",), "drop", False),
        (("-A INPUT -p tcp --dport ssh -j ACCEPT",), "accept", False),
        (("-A INPUT -p tcp --dport 22 -m time --timestart 8:00 -j ACCEPT",), "drop", True),
        (("-A INPUT -m time --timestart 8:00 -j DROP", "-A INPUT -j ACCEPT"), "accept", True),
        (("-A INPUT -m limit --limit 1/s -j DROP", "-A INPUT -j ACCEPT"), "drop", False),
        (("-A INPUT -m recent --update --seconds 9 --hitcount 4 -j DROP", "-A INPUT -j ACCEPT"), "accept", False),
        (("-A INPUT -m recent --rcheck --name knocked -j ACCEPT",), "drop", False),
        (("-A INPUT -m recent --set --name ssh", "-A INPUT -p tcp --dport 22 -j ACCEPT"), "accept", False),
        (("-A INPUT -p tcp -m connlimit --connlimit-above 9 -j REJECT", "-A INPUT -j ACCEPT"), "accept", False),
        (("-A INPUT ! -p udp -j ACCEPT",), "accept", False),
        (("-A INPUT ! -p tcp -j ACCEPT",), "drop", False),
        (("-A INPUT -p tcp -m multiport ! --dports 80,90:99 -j ACCEPT",), "accept", False),
        (("-A INPUT -p tcp ! --dport 22 -j ACCEPT",), "drop", False),
        (("-A INPUT -m u32 --u32 1 -j RETURN", "-A INPUT -j ACCEPT"), "accept", True),
        (("-A INPUT -m u32 --u32 1 -g x", "-A INPUT -j ACCEPT"), "accept", False),
        (("-A INPUT -m conntrack --ctstate INVALID -j DROP", "-A INPUT -j ACCEPT"), "accept", False),
        (("-A INPUT -g x", "-A INPUT -j ACCEPT", "-A x -j RETURN"), "drop", False),
        (("-A INPUT -j x", "-A INPUT -j ACCEPT", "-A x -j RETURN"), "accept", False),
        (("-A INPUT -m u32 --u32 1 -j x", "-A x -j ACCEPT"), "drop", True),
        (("-A INPUT -m u32 --u32 1 -j x", "-A x -j DROP"), "drop", False),
    ],
)
def test_the_fate_of_a_stranger(rules: tuple[str, ...], fate: str, unsure: bool) -> None:
    end, doubt = from_save(*rules).stranger("input", "ip", 22)
    assert (end.verdict, doubt is not None) == (fate, unsure)


@given(*[st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=5)] * 2, st.booleans())
def test_two_tests_of_the_port_leave_what_both_take(
    one: list[tuple[int, int]], other: list[tuple[int, int]], negated: bool
) -> None:
    def said(ranges: list[tuple[int, int]]) -> str:
        return "{ " + ", ".join(f"{low}-{high}" for low, high in ranges) + " }"

    def taken(ranges: list[tuple[int, int]]) -> set[int]:
        return {port for low, high in ranges for port in range(low, high + 1)}

    text = (
        f"table ip t {{ chain c {{ tcp dport {said(one)} tcp dport {'!=' if negated else ''} {said(other)} accept }} }}"
    )
    (rule,) = from_text(text)[0].rules
    second = set(range(1, 21)) - taken(other) if negated else taken(other)
    assert {port for port in range(1, 21) if rule.takes_port(port)} == taken(one) & second - {0}


def test_many_chains_are_walked_once_each() -> None:
    rules = [f"-A c{i} -j c{i + 1}" for i in range(30) for _ in range(8)]
    filters = from_save("-A INPUT -j c0", *rules)
    assert filters.default("input", "ip").verdict == "drop"
    assert len(list(filters.reached("input", "ip"))) == 241
    assert filters.stranger("input", "ip", 22)[0].verdict == "drop"


VOCABULARY = (
    "table inet f chain i { } ; type filter hook input policy drop accept tcp dport 22 vmap jump ct state ip saddr"
    ' add rule flush ruleset log prefix " limit rate meta != include counter packets reject elements = \n'
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split(" ")), max_size=60)


@settings(max_examples=300)
@given(WORDS)
def test_any_order_of_words_is_read_without_fault(words: list[str]) -> None:
    text = " ".join(words)
    rules = Ruleset(read_text(File("x", text), lambda _: ()))
    for family in ("ip", "ip6"):
        rules.default("input", family)
        rules.stranger("input", family, 22)
        assert all(isinstance(rule, FilterRule) for _, rule, _ in rules.reached("input", family))


@given(st.text())
def test_any_text_is_read_without_fault(text: str) -> None:
    read_text(File("x", text), lambda _: ())
    read_json(Output(("nft",), 0, text))
    for chain in read_save(f"*filter\n-A INPUT {text}\n{text}", "ip", File("x", text)):
        assert chain.table == "filter"


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rule", "chain", "match", "left", "right", "set", "expr", "jump", "target", "key", "vmap"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON, JSON)
def test_any_json_is_read_without_fault(one: object, other: object) -> None:
    head = {"family": "ip", "table": "t", "chain": "c", "name": "c", "hook": "input"}
    items = [one, {"chain": head}, {"rule": head | {"expr": other}}, {"rule": head | {"expr": [{"match": other}]}}]
    read_json(Output(("nft",), 0, json.dumps({"nftables": items})))
