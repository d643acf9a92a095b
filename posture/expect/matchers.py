"""The matchers a card may use under `expect` and `when`. Each is one function: argument -> Matcher."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from posture.expect.match import Incomparable, Match, Matcher, say
from posture.expect.pattern import compile_pattern
from posture.model.setting import Value


def _many(value: Value) -> tuple[object, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _number(value: Value) -> float:
    if isinstance(value, bool) or value is None or isinstance(value, tuple):
        raise Incomparable(f"expected a number, found {say(value)}")
    try:
        return float(value)
    except ValueError:
        raise Incomparable(f"expected a number, found {say(value)!r}") from None


def equals(wanted: Value) -> Matcher:
    """Exactly this value."""
    return lambda value: Match(value == wanted, say(wanted), say(value))


def not_equals(unwanted: Value) -> Matcher:
    """Anything but this value."""
    return lambda value: Match(value != unwanted, f"not {say(unwanted)}", say(value))


def one_of(wanted: Value) -> Matcher:
    """One of these values; of a list, every item."""
    allowed = _many(wanted)

    def match(value: Value) -> Match:
        items = _many(value)
        return Match(bool(items) and all(item in allowed for item in items), f"one of {say(allowed)}", say(value))

    return match


def none_of(unwanted: Value) -> Matcher:
    """None of these values; of a list, no item. Nothing at all also matches."""
    forbidden = _many(unwanted)

    def match(value: Value) -> Match:
        found = tuple(item for item in _many(value) if item in forbidden)
        return Match(not found, f"none of {say(forbidden)}", say(value))

    return match


def includes(wanted: Value) -> Matcher:
    """A list that holds all of these."""
    needed = _many(wanted)

    def match(value: Value) -> Match:
        return Match(all(item in _many(value) for item in needed), f"includes {say(needed)}", say(value))

    return match


def at_most(limit: Value) -> Matcher:
    """A number no greater than this. A value that is not set does not match."""

    def match(value: Value) -> Match:
        ok = value is not None and _number(value) <= _number(limit)
        return Match(ok, f"at most {say(limit)}", say(value))

    return match


def at_least(limit: Value) -> Matcher:
    """A number no smaller than this. A value that is not set does not match."""

    def match(value: Value) -> Match:
        ok = value is not None and _number(value) >= _number(limit)
        return Match(ok, f"at least {say(limit)}", say(value))

    return match


def between(bounds: Value) -> Matcher:
    """A number from the first to the second of two bounds, both included."""
    low, high = (_number(bound) for bound in _pair(bounds))

    def match(value: Value) -> Match:
        ok = value is not None and low <= _number(value) <= high
        return Match(ok, f"from {low:g} to {high:g}", say(value))

    return match


def _pair(bounds: Value) -> tuple[Value, Value]:
    if not isinstance(bounds, tuple) or len(bounds) != 2:
        raise Incomparable("expected a list of two numbers")
    return bounds[0], bounds[1]


def matches(pattern: Value) -> Matcher:
    """A text in which the RE2 pattern is found."""
    found = compile_pattern(str(pattern))
    return lambda value: Match(value is not None and found(say(value)), f"matches {pattern}", say(value))


def not_matches(pattern: Value) -> Matcher:
    """A text in which the RE2 pattern is not found."""
    found = compile_pattern(str(pattern))
    return lambda value: Match(value is None or not found(say(value)), f"does not match {pattern}", say(value))


def empty(wanted: Value) -> Matcher:
    """`true`: no value or an empty one; `false`: some value."""
    return lambda value: Match(
        (not _many(value) or value == "") is wanted, "nothing" if wanted else "something", say(value)
    )


MATCHERS: Mapping[str, Callable[[Value], Matcher]] = {
    matcher.__name__: matcher
    for matcher in (
        equals,
        not_equals,
        one_of,
        none_of,
        includes,
        at_most,
        at_least,
        between,
        matches,
        not_matches,
        empty,
    )
}
