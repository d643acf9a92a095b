"""Patterns that content files may carry run on RE2, whose time is linear in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A function that says whether `pattern` is found in a text.

    Raises ValueError for a pattern RE2 does not accept. Where RE2 has no wheel (musl), `re` is used;
    the built-in content keeps to patterns both accept.
    """
    try:
        import re2
    except ImportError:
        compiled = re.compile(pattern)
        return lambda text: compiled.search(text) is not None
    try:
        linear = re2.compile(pattern)
    except re2.error as fault:
        raise ValueError(f"not a valid RE2 pattern: {fault}") from None
    return lambda text: linear.search(text) is not None
