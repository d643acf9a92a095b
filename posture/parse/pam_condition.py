"""The conditions of pam_succeed_if(8), judged for an ordinary user: uid 1000, in no special group."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

UID = 1000
_FLAGS = frozenset({"quiet", "quiet_fail", "quiet_success", "debug", "audit", "use_uid"})
_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "=": operator.eq, "==": operator.eq, "eq": operator.eq, "!=": operator.ne, "ne": operator.ne,
    "<": operator.lt, "lt": operator.lt, "<=": operator.le, "le": operator.le,
    ">": operator.gt, "gt": operator.gt, ">=": operator.ge, "ge": operator.ge,
}  # fmt: skip


def holds(arguments: Sequence[str], service: str) -> bool:
    """Whether all conditions hold; one that is not understood does."""
    words = [word for word in arguments if word not in _FLAGS]
    return all(_one(words[at], words[at + 1], words[at + 2], service) for at in range(0, len(words) - 2, 3))


def _one(subject: str, sign: str, value: str, service: str) -> bool:
    if subject == "uid" and sign in _COMPARE and value.isascii() and value.isdecimal():
        return _COMPARE[sign](UID, int(value[:12]))
    if subject == "service":
        names = value.split(":")
        truths = {"=": value == service, "!=": value != service, "in": service in names, "notin": service not in names}
        return truths.get(sign, True)
    if subject == "user":
        return sign not in ("=", "in", "ingroup", "innetgr")
    return True
