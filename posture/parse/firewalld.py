"""What firewalld will load at boot: the default zone, and the zones bound to interfaces and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.netfilter import Chain, FilterRule, Narrow
from posture.parse.netfilter_draft import PORT_NAMES, Draft

CONF = "/etc/firewalld/firewalld.conf"
ZONES = ("/etc/firewalld/zones/*.xml", "/usr/lib/firewalld/zones/*.xml")
"""The administrator's zone of a name replaces the shipped one."""
LONGEST = 256 * 1024
TARGETS = {"ACCEPT": "accept", "DROP": "drop", "%%REJECT%%": "reject", "REJECT": "reject", "DEFAULT": "reject"}
_TABLE = "firewalld"


def read_firewalld(conf: File | None, zones: Mapping[str, File]) -> tuple[Chain, ...] | None:
    """The chains of both families, `zones` by name; None when the default zone is not there or not readable."""
    name, at = _default_zone(conf)
    logs = conf is not None and _setting(conf, "LogDenied", "off")[0].lower() != "off"
    chains: list[Chain] = []
    dispatch: list[FilterRule] = [
        FilterRule("established and related", "accept", narrows=frozenset({Narrow.STATE}), stateful=True, at=at),
        FilterRule("loopback", "accept", narrows=frozenset({Narrow.LOOPBACK}), at=at),
    ]
    for zone, file in sorted(zones.items()):
        root = _parse(file)
        if root is None:
            if zone == name:
                return None
            continue
        chains.append(Chain("inet", _TABLE, zone, tuple(_rules(root, file)), at=file.source()))
        dispatch += _bindings(root, zone, file)
    if name not in {chain.name for chain in chains}:
        return None
    if logs:
        dispatch.append(FilterRule("log", logs=True, at=at))
    dispatch.append(FilterRule(f"default zone {name}", "goto", name, at=at))
    closed = FilterRule("forwarding between zones", "reject", at=at)
    return (
        *chains,
        Chain("inet", _TABLE, "INPUT", tuple(dispatch), "input", "drop", at),
        Chain("inet", _TABLE, "FORWARD", (closed,), "forward", "drop", at),
    )


def _default_zone(conf: File | None) -> tuple[str, Source]:
    return _setting(conf, "DefaultZone", "public") if conf is not None else ("public", Source(CONF))


def _setting(conf: File, name: str, usual: str) -> tuple[str, Source]:
    found = usual, conf.source()
    for number, line in enumerate(conf.text.splitlines(), 1):
        key, sign, value = line.strip().partition("=")
        if sign and key.strip() == name:
            found = value.strip() or usual, conf.source(number, line.strip()[:200])
    return found


def _parse(file: File) -> ElementTree.Element | None:
    """The tree of a zone. A document type is refused: without one there are no entities to expand."""
    if len(file.text) > LONGEST or "<!" in file.text.replace("<!--", ""):
        return None
    try:
        root = ElementTree.fromstring(file.text)  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        return None
    return root if root.tag == "zone" else None


def _bindings(root: ElementTree.Element, zone: str, file: File) -> Iterator[FilterRule]:
    for tag, kind in (("interface", Narrow.INTERFACE), ("source", Narrow.SOURCE)):
        for element in root.findall(tag):
            name = element.get("name", "") or element.get("address", "")
            interface = name if kind is Narrow.INTERFACE else ""
            text = f"{tag} {name} belongs to zone {zone}"
            yield FilterRule(
                text[:200], "goto", zone, frozenset({kind}), interface=interface, at=file.source(None, text)
            )


def _rules(root: ElementTree.Element, file: File) -> Iterator[FilterRule]:
    """What the zone lets in, and its target at the end."""
    for element in root:
        if element.tag in ("service", "port", "protocol"):
            yield _opening(element, Draft(_say(element), file.source(None, _say(element))))
        elif element.tag == "rule":
            yield _rich(element, Draft(_say(element), file.source(None, _say(element))))
    target = root.get("target", "default").upper()
    yield FilterRule(
        f"target {target}"[:80], TARGETS.get(target, "reject"), at=file.source(None, f"target {target}"[:80])
    )


def _opening(element: ElementTree.Element, draft: Draft) -> FilterRule:
    draft.verdict = "accept"
    _service(element, draft)
    return draft.done()


def _service(element: ElementTree.Element, draft: Draft) -> None:
    if element.tag == "service":
        name = element.get("name", "")
        draft.protocol_is("tcp")
        draft.port_in([name if name in PORT_NAMES else "other"])
    elif element.tag == "port":
        draft.protocol_is(element.get("protocol", "tcp"))
        draft.port_in([element.get("port", "other")])
    elif element.tag == "protocol":
        draft.protocol_is(element.get("value", "other"))


def _rich(element: ElementTree.Element, draft: Draft) -> FilterRule:
    if element.get("family"):
        draft.family_is(element.get("family", ""))
    for child in element:
        if child.tag in ("source", "destination"):
            kind = Narrow.SOURCE if child.tag == "source" else Narrow.DESTINATION
            negated = child.get("invert", child.get("not", "")).lower() in ("true", "yes", "1")
            draft.address(kind, child.get("address", ""), negated)
        elif child.tag in ("accept", "drop", "reject"):
            draft.verdict = child.tag
        elif child.tag == "log":
            draft.logs = True
        elif child.tag in ("service", "port", "protocol"):
            _service(child, draft)
        elif child.tag != "audit":
            draft.narrow(Narrow.OTHER)
    return draft.done()


def _say(element: ElementTree.Element) -> str:
    """The element in one line, for people."""
    parts = [element.tag, *(f"{key}={value}" for key, value in element.attrib.items())]
    for child in element:
        parts += [child.tag, *(f"{key}={value}" for key, value in child.attrib.items())]
    return " ".join(parts)[:200]
