"""Which files a probe may read because a file of the target names them."""

from __future__ import annotations

from posture.model.request import WILDCARDS

HELD_BACK = ("/etc/shadow", "/etc/gshadow", "/etc/passwd", "/etc/group", "/etc/security/opasswd", "/proc/", "/dev/")


def may_follow(path: str, *, globs: bool = False) -> bool:
    """False for files that hold secrets, or that are asked elsewhere with their secrets taken out."""
    if not path.startswith("/") or ".." in path.split("/") or path.endswith(("_key", ".pem", ".key")):
        return False
    return not path.startswith(HELD_BACK) and (globs or not WILDCARDS & set(path))
