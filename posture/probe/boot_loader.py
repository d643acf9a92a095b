"""GRUB's menus and their files. Passwords are taken out before anything leaves the target."""

from __future__ import annotations

from collections.abc import Iterator

from posture.model.answer import Answers, File, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Redaction
from posture.parse.boot_loader import BootLoader, menu, user_password
from posture.probe.base import Probe

FOLDERS = ("/boot/grub", "/boot/grub2")
ESP = ("/boot/efi/EFI/*", "/efi/EFI/*")
PATHS = tuple(f"{folder}/{name}" for folder in (*FOLDERS, *ESP) for name in ("grub.cfg", "user.cfg"))


def parse(answers: Answers) -> Evidence[BootLoader]:
    """Absent where there is no grub.cfg; Unavailable where one below /boot cannot be read (it is often root's alone).

    What cannot be read on the EFI partition stands in `unread`, unless it is all there might be.
    """
    users, menus, metas = _files(answers, "user.cfg"), _files(answers, "grub.cfg"), _metas(answers)
    if isinstance(users, Unavailable):
        return users
    if isinstance(menus, Unavailable):
        return menus
    if isinstance(metas, Unavailable):
        return metas
    unread = tuple(dict.fromkeys(_unread(answers)))
    if not menus:
        return unread[0] if unread else Absent(tuple(Source(f"{folder}/grub.cfg") for folder in FOLDERS))
    passwords = {_folder(file.path): user_password(file) for file in users}
    common = next((found for found in passwords.values() if found is not None), None)
    parsed = tuple(menu(file, passwords.get(_folder(file.path), common)) for file in menus)
    secrets = {one.path for one in parsed if one.hashed or one.clear}
    secrets |= {f"{folder}/user.cfg" for folder, found in passwords.items() if found is not None}
    record = BootLoader(parsed, metas, frozenset(secrets), unread)
    return Observed(record, tuple(file.source() for file in menus))


def _folder(path: str) -> str:
    return path.rsplit("/", 1)[0]


def _files(answers: Answers, name: str) -> tuple[File, ...] | Unavailable:
    found: list[File] = []
    for folder in FOLDERS:
        answer = answers.file(f"{folder}/{name}")
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            found.append(answer.value)
    for folder in ESP:
        several = answers.matches(f"{folder}/{name}")
        if isinstance(several, Observed):
            found += several.value.found
    return tuple(found)


def _unread(answers: Answers) -> Iterator[Unavailable]:
    """What could not be read on the EFI partition."""
    for path in PATHS:
        if path.startswith(ESP):
            answer = answers.matches(path)
            if isinstance(answer, Observed):
                yield from answer.value.troubles
            elif isinstance(answer, Unavailable):
                yield answer


def _metas(answers: Answers) -> tuple[Meta, ...] | Unavailable:
    found: list[Meta] = []
    for path in PATHS:
        answer = answers.metas(path)
        if isinstance(answer, Observed):
            found += answer.value
        elif isinstance(answer, Unavailable) and not path.startswith(ESP):
            return answer
    return tuple(found)


BOOT_LOADER = Probe(
    name="boot_loader",
    record=BootLoader,
    about="GRUB's menus: whether editing an entry needs a password, and who may read or change the files.",
    requests=(
        *(Read(path, redact=Redaction.SETTINGS) for path in PATHS),
        *(Look(path) for path in PATHS),
    ),
    parse=parse,
)
