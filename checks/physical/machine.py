"""What the machine itself tells of its surroundings: battery, heat, an opened case."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Fail,
    NotApplicable,
    Param,
    Pass,
    Power,
    Reason,
    Sensors,
    Source,
    Startup,
    Tighter,
    Unknown,
    Verdict,
    check,
)

NUT_UNITS = (
    "nut-monitor.service",
    "upsmon.service",
    "nut-client.service",
    "ups-monitor",
    "nut-client",
    "upsmon",
    "ups",
)


@check(
    "physical.machine.ups",
    title="The machine shuts down in order before its UPS is empty",
    ccss="AV:L/AC:M/Au:N/C:N/I:P/A:P",
    fix="Name the UPS in upsmon.conf, set MODE in nut.conf, and enable nut-monitor (or set up and enable apcupsd).",
    confirm="upsc -l; systemctl is-enabled nut-monitor apcupsd",
    maps={"mlps": ("8.1.1.9b@2",)},
)
def ups(power: Power, startup: Startup | None) -> Iterator[Verdict]:
    """A battery that nobody listens to only delays the sudden end that damages data.

    A machine without such a program says nothing about the room's supply, so that the check does not apply there.
    """
    expected = "a daemon that starts at boot and is told of the UPS"
    used = False
    if power.nut is not None and power.nut.value != "none":
        used = True
        at = startup.starts(*NUT_UNITS) if startup is not None else None
        observed = f"NUT, MODE={power.nut.value}"
        if not power.monitor:
            yield Fail(subject="NUT", observed=f"{observed}, but no upsmon.conf", expected=expected, at=power.nut)
        elif at is None:
            yield Fail(subject="NUT", observed=f"{observed}, but nothing starts it", expected=expected, at=power.nut)
        else:
            yield Pass(subject="NUT", observed=observed, expected=expected, at=at)
    if power.apcupsd is not None:
        at = startup.starts("apcupsd") if startup is not None else None
        used = True
        observed = f"apcupsd, UPSTYPE {power.apcupsd.value or 'not set'}"
        if at is None:
            observed += ", but nothing starts it"
        kind = Pass if at is not None and power.apcupsd.value else Fail
        yield kind(subject="apcupsd", observed=observed, expected=expected, at=power.apcupsd)
    if not used:
        yield NotApplicable(because="NUT is installed, but set to MODE=none", at=power.nut)


@check(
    "physical.machine.temperature",
    title="Temperatures stay below the critical bound",
    ccss="AV:L/AC:M/Au:N/C:N/I:N/A:P",
    fix="Clean fans and filters, check the air flow of the rack and the room's cooling.",
    confirm="sensors",
    params={"margin": Param(5, Tighter.HIGHER, "degrees Celsius that must remain below the critical bound")},
    maps={"mlps": ("8.1.1.8",)},
)
def temperature(sensors: Sensors, *, margin: int) -> Iterator[Verdict]:
    """A part near its critical temperature is about to slow down, to fail, or to switch the machine off."""
    if not sensors.temperatures:
        yield NotApplicable(because="no sensor measures a temperature")
    for trouble in sensors.unread:
        if trouble.reason is Reason.FAILED:  # a chip that is powered down, such as a radio's, gives an error
            yield NotApplicable(subject=trouble.detail, because="this sensor gives no reading")
        else:
            yield Unknown(subject=trouble.detail, because=trouble.detail, reason=trouble.reason)
    for one in sensors.temperatures:
        if one.faulty or one.now is None:
            because = "this sensor is not connected, or reports a fault"
            yield NotApplicable(subject=one.name, because=because, at=one.at)
        elif one.critical is None:
            yield NotApplicable(subject=one.name, because="the chip names no critical temperature", at=one.at)
        else:
            bound = one.critical / 1000 - margin
            kind = Fail if one.now / 1000 > bound else Pass
            observed, expected = f"{one.now / 1000:g} C", f"at most {bound:g} C"
            yield kind(subject=one.name, observed=observed, expected=expected, at=one.at)


@check(
    "physical.machine.case",
    title="The case was not opened unnoticed",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Find out who opened the case and why, look for added devices, then clear the alarm (write 0 to its file).",
    confirm="cat /sys/class/hwmon/hwmon*/intrusion*_alarm",
    maps={"mlps": ("8.1.1.3c@3",), "attack": ("T1200",)},
)
def case(sensors: Sensors) -> Iterator[Verdict]:
    """Inside the case a disk can be taken, a device added or the firmware rewritten."""
    if not sensors.intrusion and not sensors.untold:
        yield NotApplicable(because="no switch of the case is to be seen")
    for trouble in sensors.untold:
        yield Unknown(subject=trouble.detail, because=trouble.detail, reason=trouble.reason)
    for path, state in sensors.intrusion.items():
        at = Source(path)
        if state is None:
            yield Unknown(subject=path, because="neither 0 nor 1", reason=Reason.UNPARSABLE, at=at)
        else:
            kind = Fail if state else Pass
            yield kind(subject=path, observed="opened" if state else "closed", expected="closed", at=at)
