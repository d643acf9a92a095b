"""Names for places in the page that can be linked to, safe whatever the data say."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def anchors(prefix: str, keys: Iterable[str]) -> dict[str, str]:
    """An anchor for each distinct key, unique within the prefix and the same for the same keys in the same order."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        if key in given:
            continue
        anchor = wanted = f"{prefix}-{_UNSAFE.sub('-', key)[:80]}"
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{wanted}--{count}"
        taken.add(anchor)
        given[key] = anchor
    return given
