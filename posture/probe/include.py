"""Which files a probe may read because a file of the target names them."""

from __future__ import annotations

from posture.model.request import WILDCARDS

HELD_BACK = ("/etc/shadow", "/etc/gshadow", "/etc/passwd", "/etc/group", "/etc/security/opasswd", "/proc/", "/dev/")


def may_follow(path: str, *, globs: bool = False) -> bool:
    """False for files that hold secrets, or that are asked elsewhere with their secrets taken out."""
    if not path.startswith("/") or ".." in path.split("/") or path.endswith(("_key", ".pem", ".key")):
        return False
    return not path.startswith(HELD_BACK) and (globs or not WILDCARDS & set(path))


def may_list(pattern: str, purpose: str = "") -> bool:
    """Whether a glob that a file of the target names may be read: only its last part has wildcards, and it cannot
    match a file that is held back, because it has a fixed ending such as `.conf`, or because its folder is named
    for its purpose, such as `sudoers` in /etc/sudoers.d."""
    folder, _, name = pattern.rpartition("/")
    if WILDCARDS & set(folder) or folder == "/etc" or not may_follow(f"{folder}/x"):
        return False
    ending = name.rpartition(".")[2] if "." in name else ""
    fixed = ending.isalnum() and f".{ending}" not in (".pem", ".key")
    return fixed or (bool(purpose) and purpose in folder)
