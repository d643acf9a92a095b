"""Ports of the machine: what a device that is plugged in can do."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Absent,
    Evidence,
    Fail,
    KernelModules,
    Observed,
    Param,
    Pass,
    Reason,
    Startup,
    Thunderbolt,
    Tighter,
    Unavailable,
    Unknown,
    Usbguard,
    Verdict,
    check,
)

EXPECTED = "kept from loading by `install MODULE /bin/false`"
METHODS = "install: modprobe runs another program instead; blacklist: the module does not load for a plugged-in device"


def _blocked(modules: KernelModules, module: str, methods: tuple[str, ...]) -> Verdict:
    """Whether a driver is kept out, now and after the next boot."""
    work = modules.at_work(module)
    if work is not None:
        return Fail(subject=module, observed="the driver is at work now", expected=EXPECTED, at=work)
    if module in modules.built_in:
        return Fail(subject=module, observed="the driver is part of the kernel itself", expected=EXPECTED)
    if modules.closed:
        return Pass(subject=module, observed="the kernel loads no more modules until it is restarted")
    if module in modules.denied:
        return Pass(subject=module, observed="refused by module_blacklist", at=modules.command_line)
    rule = modules.install(module)
    if rule is not None and rule.blocks and "install" in methods:
        return Pass(subject=module, observed=f"install {rule.command}", expected=EXPECTED, at=rule.at)
    if modules.shipped is not None and module not in modules.shipped:
        return Pass(subject=module, observed="no installed kernel has this driver", expected=EXPECTED)
    listed = modules.blacklist(module)
    if rule is not None and not rule.blocks:
        observed = f"install {rule.command}: this may load the driver"
        return Fail(subject=module, observed=observed, expected=EXPECTED, at=rule.at)
    if listed is None:
        return Fail(subject=module, observed="nothing keeps it from loading", expected=EXPECTED)
    if "blacklist" in methods:
        return Pass(subject=module, observed="blacklisted", at=listed)
    observed = "only blacklisted: it still loads by name, or because another driver needs it"
    return Fail(subject=module, observed=observed, expected=EXPECTED, at=listed)


@check(
    "physical.ports.usb_storage",
    title="USB storage cannot be used",
    ccss="AV:L/AC:L/Au:N/C:C/I:P/A:N",
    fix="Put `install usb-storage /bin/false` in /etc/modprobe.d/, or run USBGuard.",
    confirm="modprobe -n -v usb-storage; lsmod | grep usb_storage",
    params={"methods": Param(("install",), Tighter.SUBSET, METHODS)},
    maps={"mlps": ("8.1.4.4b", "8.1.4.8b@3"), "attack": ("T1052.001", "T1200")},
)
def usb_storage(
    modules: KernelModules, startup: Evidence[Startup], guard: Evidence[Usbguard], *, methods: tuple[str, ...]
) -> Iterator[Verdict]:
    """A stick carries data out and malicious code in, past every network control.

    A blacklist alone does not count: uas and a dozen drivers of card readers load usb_storage as what they need,
    and modprobe heeds the blacklist for a plugged-in device's own driver only.
    """
    verdicts = list(_storage(modules, methods))
    if isinstance(guard, Absent) or isinstance(startup, Absent) or all(isinstance(one, Pass) for one in verdicts):
        yield from verdicts
        return
    for answer in (startup, guard):
        if isinstance(answer, Unavailable):
            yield Unknown(subject="usbguard", because=answer.detail, reason=answer.reason)
            return
    if isinstance(startup, Observed) and isinstance(guard, Observed):
        at, implicit = startup.value.starts("usbguard"), guard.value.implicit.value
        if at is not None and implicit in ("block", "reject"):
            yield Pass(observed=f"USBGuard starts and answers an unknown device with {implicit}", at=at)
        else:
            yield from verdicts


def _storage(modules: KernelModules, methods: tuple[str, ...]) -> Iterator[Verdict]:
    """uas cannot load without usb_storage, so it needs no line of its own where that one is kept out."""
    storage = _blocked(modules, "usb_storage", methods)
    yield storage
    if modules.at_work("uas") or "uas" in modules.built_in or "usb_storage" in modules.built_in:
        yield _blocked(modules, "uas", methods)


@check(
    "physical.ports.buses",
    title="FireWire and floppy drivers are kept out",
    ccss="AV:L/AC:M/Au:N/C:C/I:C/A:P",
    fix="Put `install firewire-ohci /bin/false` and `install floppy /bin/false` in /etc/modprobe.d/.",
    confirm="modprobe -n -v firewire-ohci; lsmod",
    params={
        "drivers": Param(("firewire_ohci", "floppy"), Tighter.SUPERSET),
        "methods": Param(("install", "blacklist"), Tighter.SUBSET, METHODS),
    },
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1200",)},
)
def buses(modules: KernelModules, *, drivers: tuple[str, ...], methods: tuple[str, ...]) -> Iterator[Verdict]:
    """FireWire lets a device read the memory of the machine by itself, keys and passwords with it.

    No other driver needs these, so a blacklist is enough to keep a plugged-in device from waking them. Thunderbolt
    is left out: it has its own authorisation, and docks depend on it; name it in `drivers` where it is unused.
    """
    known = ("firewire_ohci", "floppy", "thunderbolt", "uas", "usb_storage")
    for driver in drivers:
        if driver in known:
            yield _blocked(modules, driver, methods)
        else:
            because = f"this driver is not asked for; known are {', '.join(known)}"
            yield Unknown(subject=driver, because=because, reason=Reason.UNSUPPORTED)


@check(
    "physical.ports.thunderbolt",
    title="A Thunderbolt device must be authorised",
    ccss="AV:L/AC:M/Au:N/C:C/I:C/A:P",
    fix="Set the level to `user` or `secure` in the firmware's setup, and authorise known devices with boltctl.",
    confirm="boltctl domains; cat /sys/bus/thunderbolt/devices/domain*/security",
    params={"allowed": Param(("user", "secure", "dponly", "usbonly", "nopcie"), Tighter.SUBSET, "security levels")},
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1200",)},
)
def thunderbolt(ports: Thunderbolt, *, allowed: tuple[str, ...]) -> Iterator[Verdict]:
    """At level `none` whatever is plugged in sits on the PCI bus at once, and reads and writes memory by itself."""
    expected = f"one of {', '.join(allowed)}, or protection by the IOMMU"
    for level in ports.levels:
        kind = Pass if level.moot or level.value in allowed else Fail
        observed = f"level {level.value}{'; ' + level.moot if level.moot else ''}"
        yield kind(subject=level.subject, observed=observed, expected=expected, at=level)
