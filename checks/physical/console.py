"""The machine's own console: who gets in without a password, and who can stop it with three keys."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Consoles,
    Fail,
    NotApplicable,
    Param,
    Pass,
    Reason,
    RebootKeys,
    Rescue,
    Startup,
    Tighter,
    Unknown,
    Verdict,
    asks,
    check,
    is_getty,
    open_door,
)


@check(
    "physical.console.rescue",
    title="Rescue and emergency mode ask for root's password",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Remove overrides of rescue.service and emergency.service, or let ExecStart call systemd-sulogin-shell.",
    confirm="systemctl cat rescue.service emergency.service",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1542.003",)},
)
def rescue(rescue: Rescue) -> Iterator[Verdict]:
    """A reboot and one word in the boot menu otherwise lead to a root shell."""
    expected = "sulogin before the shell"
    for mode in rescue.modes:
        open_ones = [command for command in mode.commands if not asks(command)]
        if not mode.commands:
            yield Pass(subject=mode.name, observed="starts nothing", expected=expected)
        elif open_ones:
            observed = str(open_ones[0].value)
            yield Fail(subject=mode.name, observed=observed, expected=expected, at=open_ones[0])
        elif mode.force is not None:
            observed = "SYSTEMD_SULOGIN_FORCE lets in without a password where root has none"
            yield Fail(subject=mode.name, observed=observed, expected=expected, at=mode.force)
        else:
            command = mode.commands[0]
            yield Pass(subject=mode.name, observed=str(command.value), expected=expected, at=command)


@check(
    "physical.console.autologin",
    title="Every console asks for a password",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Remove --autologin (and login's -f) from the getty unit or its drop-in, then run `systemctl daemon-reload`.",
    confirm="systemctl cat getty@tty1.service serial-getty@ttyS0.service | grep ExecStart",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1078.003",)},
)
def autologin(consoles: Consoles) -> Iterator[Verdict]:
    """A console that is logged in already belongs to whoever stands before it, or opens it in the virtual machine."""
    expected = "a login with a password"
    if not consoles.commands:
        yield NotApplicable(because="no unit and no inittab serves a text console")
    for command in consoles.commands:
        found = open_door(str(command.value))
        said = str(command.value)
        if found:
            yield Fail(subject=command.subject, observed=found, expected=expected, at=command)
        elif not is_getty(said):
            because = f"whether this program asks for a password is not known: {said}"
            yield Unknown(subject=command.subject, because=because, reason=Reason.UNSUPPORTED, at=command)
        else:
            yield Pass(subject=command.subject, observed=said, expected=expected, at=command)


@check(
    "physical.console.graphical_autologin",
    title="The graphical login asks for a password",
    ccss="AV:L/AC:L/Au:N/C:P/I:P/A:P",
    fix="Switch off automatic login in the display manager's configuration file.",
    confirm="grep -riE 'autologin|automaticlogin|timedlogin' /etc/gdm* /etc/lightdm /etc/sddm*",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1078.003",)},
)
def graphical_autologin(consoles: Consoles) -> Iterator[Verdict]:
    """A session that opens by itself gives a passer-by all that its user may do."""
    expected = "nobody is logged in by itself"
    if not consoles.graphical:
        yield NotApplicable(because="no display manager is configured")
    for manager in consoles.graphical:
        kind = Fail if manager.value else Pass
        observed = f"logs {manager.value} in by itself" if manager.value else "no automatic login"
        yield kind(subject=manager.subject, observed=observed, expected=expected, at=manager)


@check(
    "physical.console.ctrl_alt_del",
    title="Ctrl-Alt-Del does not restart the machine",
    ccss="AV:L/AC:L/Au:N/C:N/I:N/A:P",
    fix="Run `systemctl mask ctrl-alt-del.target`; without systemd remove the ctrlaltdel line from /etc/inittab.",
    confirm="systemctl status ctrl-alt-del.target",
    maps={"mlps": ("8.1.4.2a",), "attack": ("T1499",)},
)
def ctrl_alt_del(keys: RebootKeys) -> Iterator[Verdict]:
    """Three keys pressed at the wrong console stop every service, and need no account."""
    if keys.once.undecided:
        yield Unknown(because=keys.once.undecided, reason=Reason.UNSUPPORTED, at=keys.once)
        return
    kind = Pass if keys.once.value == "nothing" else Fail
    yield kind(observed=f"starts {keys.once.value}", expected="starts nothing", at=keys.once)


@check(
    "physical.console.ctrl_alt_del_burst",
    title="Pressing Ctrl-Alt-Del again and again does not force a restart",
    ccss="AV:L/AC:L/Au:N/C:N/I:P/A:P",
    fix="Set `CtrlAltDelBurstAction=none` in /etc/systemd/system.conf.",
    confirm="systemctl show --property=CtrlAltDelBurstAction; systemd-analyze cat-config systemd/system.conf",
    params={"allowed": Param(("none",), Tighter.SUBSET, "values of CtrlAltDelBurstAction")},
    maps={"mlps": ("8.1.4.2a",), "attack": ("T1499",)},
)
def ctrl_alt_del_burst(keys: RebootKeys, *, allowed: tuple[str, ...]) -> Iterator[Verdict]:
    """Seven presses within two seconds restart at once, without stopping anything in order, masked target or not."""
    expected = f"CtrlAltDelBurstAction one of {', '.join(allowed)}"
    if keys.often is None:
        yield NotApplicable(because="only systemd has such an action")
        return
    kind = Pass if keys.often.value in allowed else Fail
    observed = f"{keys.often.value}{' (default)' if keys.often.default else ''}"
    yield kind(observed=observed, expected=expected, at=keys.often)


@check(
    "physical.console.debug_shell",
    title="No root shell waits on a console for debugging",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Run `systemctl disable --now debug-shell.service`.",
    confirm="systemctl is-enabled debug-shell.service",
    maps={"mlps": ("8.1.4.1a", "8.1.4.4a"), "attack": ("T1078.003",)},
)
def debug_shell(startup: Startup) -> Iterator[Verdict]:
    """systemd's debug shell gives root on the ninth console to anybody, with no password at all."""
    at = startup.starts("debug-shell.service")
    if at is not None:
        yield Fail(observed="debug-shell.service starts at boot", expected="not enabled", at=at)
