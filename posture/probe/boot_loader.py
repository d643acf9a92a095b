"""GRUB's menus and their files. Passwords are taken out before anything leaves the target."""

from __future__ import annotations

from posture.model.answer import Answers, File, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Redaction
from posture.parse.boot_loader import BootLoader, menu, user_password
from posture.probe.base import Probe

FOLDERS = ("/boot/grub", "/boot/grub2")
ESP = ("/boot/efi/EFI/*", "/efi/EFI/*")
PATHS = tuple(f"{folder}/{name}" for folder in (*FOLDERS, *ESP) for name in ("grub.cfg", "user.cfg"))


def parse(answers: Answers) -> Evidence[BootLoader]:
    """Absent where there is no grub.cfg; Unavailable where one cannot be read (it is often root's alone)."""
    menus, users, metas = [], {}, []
    for name, kept in (("user.cfg", False), ("grub.cfg", True)):
        files = _files(answers, name)
        if isinstance(files, Unavailable):
            return files
        for file in files:
            if kept:
                menus.append(file)
            else:
                users[_folder(file.path)] = user_password(file)
        looked = _metas(answers, name)
        if isinstance(looked, Unavailable):
            return looked
        metas += looked
    if not menus:
        return Absent(tuple(Source(f"{folder}/grub.cfg") for folder in FOLDERS))
    common = next((found for found in users.values() if found is not None), None)
    parsed = tuple(menu(file, users.get(_folder(file.path), common)) for file in menus)
    secrets = {one.path for one in parsed if one.hashed or one.clear}
    secrets |= {f"{folder}/user.cfg" for folder, found in users.items() if found is not None}
    return Observed(BootLoader(parsed, tuple(metas), frozenset(secrets)), tuple(file.source() for file in menus))


def _folder(path: str) -> str:
    return path.rsplit("/", 1)[0]


def _files(answers: Answers, name: str) -> list[File] | Unavailable:
    found: list[File] = []
    for folder in FOLDERS:
        answer = answers.file(f"{folder}/{name}")
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            found.append(answer.value)
    for folder in ESP:
        several = answers.files(f"{folder}/{name}")
        if isinstance(several, Unavailable):
            return several
        if isinstance(several, Observed):
            found += several.value
    return found


def _metas(answers: Answers, name: str) -> list[Meta] | Unavailable:
    found: list[Meta] = []
    for folder in (*FOLDERS, *ESP):
        answer = answers.metas(f"{folder}/{name}")
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            found += answer.value
    return found


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
