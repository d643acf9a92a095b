"""Drivers of outward ports: what keeps them from loading, and which are at work."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read
from posture.parse.kernel_modules import FOLDERS, KernelModules, normal, refused, rules
from posture.parse.systemd_conf import not_running
from posture.probe.base import Probe

DRIVERS: Mapping[str, tuple[str, str]] = {
    "usb_storage": ("drivers/usb/storage/usb-storage.ko*", "/sys/bus/usb/drivers/usb-storage"),
    "uas": ("drivers/usb/storage/uas.ko*", "/sys/bus/usb/drivers/uas"),
    "firewire_ohci": ("drivers/firewire/firewire-ohci.ko*", "/sys/bus/pci/drivers/firewire_ohci"),
    "thunderbolt": ("drivers/thunderbolt/thunderbolt.ko*", "/sys/bus/pci/drivers/thunderbolt"),
    "floppy": ("drivers/block/floppy.ko*", "/sys/bus/platform/drivers/floppy"),
}
"""By module: its file below the kernel's folder, and the folder that is there while the driver is at work."""

LOADED, COMMAND_LINE, CLOSED = "/proc/modules", "/proc/cmdline", "/proc/sys/kernel/modules_disabled"
BUILT_IN = "/lib/modules/*/modules.builtin"


def _shipped(path: str) -> str:
    return f"/lib/modules/*/kernel/{path}"


def parse(answers: Answers) -> Evidence[KernelModules]:
    """Absent where no kernel's folder, no driver at work and no rule in /etc/modprobe.d says that modules load here.

    Unavailable when a file cannot be read.
    """
    files: list[File] = []
    for folder in FOLDERS:
        answer = answers.files(f"{folder}/*.conf")
        if isinstance(answer, Observed):
            files += answer.value
        elif isinstance(answer, Unavailable) and not not_running(folder, answer):
            return answer
    kernel = answers.files(BUILT_IN)
    if isinstance(kernel, Unavailable):
        return kernel
    loaded, line = answers.file(LOADED), answers.file(COMMAND_LINE)
    shipped = _found(answers)
    if isinstance(shipped, Unavailable):
        return shipped
    active = _active(answers, loaded.value if isinstance(loaded, Observed) else None)
    if isinstance(active, Unavailable):
        return active
    ruled = any(file.path.startswith("/etc/modprobe.d/") for file in files)
    if not isinstance(kernel, Observed) and not shipped and not active and not ruled:
        return Absent((Source("/lib/modules"),))
    installs, blacklists = rules(files)
    denied, unlisted = refused(line.value.text) if isinstance(line, Observed) else (frozenset(), frozenset())
    closed = answers.file(CLOSED)
    record = KernelModules(
        installs=installs,
        blacklists=blacklists,
        shipped=shipped if isinstance(kernel, Observed) or shipped else None,
        built_in=_built_in(kernel.value) if isinstance(kernel, Observed) else frozenset(),
        active=active,
        denied=denied,
        unlisted=unlisted,
        command_line=line.value.source(1, line.value.text.strip()) if isinstance(line, Observed) else None,
        running=isinstance(loaded, Observed),
        closed=isinstance(closed, Observed) and closed.value.text.strip() == "1",
    )
    return Observed(record, (*(file.source() for file in files[:4]), *loaded.sources, *kernel.sources[:1]))


def _found(answers: Answers) -> frozenset[str] | Unavailable:
    found = set()
    for module, (path, _) in DRIVERS.items():
        answer = answers.metas(_shipped(path))
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            found.add(module)
    return frozenset(found)


def _active(answers: Answers, loaded: File | None) -> tuple[tuple[str, Source], ...] | Unavailable:
    """Drivers in /proc/modules, or with a folder in /sys (a driver that is part of the kernel has only that).

    Where /proc/modules was there to read, a folder of /sys that may not be looked at is a trouble.
    """
    active: dict[str, Source] = {}
    for number, line in enumerate(loaded.text.splitlines() if loaded else (), 1):
        name = line.split(" ", 1)[0]
        if loaded and name in DRIVERS:
            active[name] = loaded.source(number, line.strip())
    for module, (_, folder) in DRIVERS.items():
        answer = answers.meta(folder)
        if isinstance(answer, Observed):
            active.setdefault(module, Source(folder))
        elif isinstance(answer, Unavailable) and loaded is not None:
            return answer
    return tuple(active.items())


def _built_in(files: tuple[File, ...]) -> frozenset[str]:
    found = set()
    for file in files:
        for line in file.text.splitlines():
            name = normal(line.strip().rsplit("/", 1)[-1].removesuffix(".ko"))
            if name in DRIVERS:
                found.add(name)
    return frozenset(found)


KERNEL_MODULES = Probe(
    name="kernel_modules",
    record=KernelModules,
    about="Drivers of outward ports: rules of modprobe, the kernels' folders, drivers at work.",
    requests=(
        *(Read(f"{folder}/*.conf") for folder in FOLDERS),
        Read(LOADED),
        Read(COMMAND_LINE, limit=65536),
        Read(CLOSED, limit=4096),
        Read(BUILT_IN),
        *(Look(_shipped(path)) for path, _ in DRIVERS.values()),
        *(Look(folder) for _, folder in DRIVERS.values()),
    ),
    parse=parse,
)
