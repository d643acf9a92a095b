"""YAML as content files are written in: safe, strict, and every value knows its line.

Differences from PyYAML's own safe loading: duplicate keys are errors; an unquoted yes, no, on, off or a
date stays text; anchors and aliases are refused (nothing in our formats needs them, and they are how a
small file grows without bound); sequences become tuples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from posture.errors import ContentError, Problem

Path: TypeAlias = tuple[str | int, ...]
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_WORDS: Mapping[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}
MAX_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its data and the line and column (from 1) of every node by path."""

    file: str
    data: Any
    places: Mapping[Path, tuple[int, int]]

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at the node of `path`, or at its nearest parent that exists."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return Problem(self.file, line, column, message)


def load(text: str, file: str) -> Document:
    """Parse one document. Raises ContentError with every duplicate key and alias found."""
    if len(text) > MAX_BYTES:
        raise ContentError([Problem(file, 1, 1, f"longer than {MAX_BYTES} characters")])
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ContentError([Problem(file, line, column, f"not valid YAML: {fault.problem}")]) from None
    except (yaml.YAMLError, RecursionError) as fault:
        raise ContentError([Problem(file, 1, 1, f"not valid YAML: {fault}")]) from None
    builder = _Builder(file)
    data = builder.build(node, ()) if node is not None else None
    if builder.problems:
        raise ContentError(builder.problems)
    return Document(file, data, builder.places)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: Path) -> Any:
        mark = node.start_mark
        if id(node) in self._seen:  # an alias is the anchored node once more
            message = "anchors and aliases are not allowed here"
            self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, message))
            return None
        self._seen.add(id(node))
        self.places[path] = (mark.line + 1, mark.column + 1)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.build(child, (*path, index)) for index, child in enumerate(node.value))
        return self._mapping(node, path)

    def _mapping(self, node: yaml.Node, path: Path) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, "a key must be a plain word"))
                continue
            key = _scalar(key_node)
            if not isinstance(key, int) or isinstance(key, bool):
                key = str(key_node.value)
            if key in result:
                self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, f"duplicate key {key!r}"))
                continue
            result[key] = self.build(value_node, (*path, key))
            self.places[(*path, key)] = (mark.line + 1, mark.column + 1)
        return result


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
