"""Whether failed logins lock an account: pam_faillock(8), pam_tally2(8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from posture.model.setting import Setting
from posture.parse.option_file import leading_number
from posture.parse.pam import Module
from posture.parse.pam_walk import walk
from posture.parse.pam_world import World

TALLIES = ("pam_tally2", "pam_tally")
NEVER = 0
"""As an unlock time: only an administrator unlocks."""

_DEFAULTS: Mapping[str, Mapping[str, int]] = {
    "pam_faillock": {"deny": 3, "unlock_time": 600, "fail_interval": 900},
    "pam_tally2": {"deny": 0, "unlock_time": NEVER},
    "pam_tally": {"deny": 0, "unlock_time": NEVER},
}


@dataclass(frozen=True, slots=True)
class Lockout:
    """The module that refuses a locked account, and its numbers. `deny` 0 never locks; `unlock_time` in seconds."""

    module: Module
    deny: Setting
    unlock_time: Setting


def lockout(stack: Sequence[Module], service: str, configured: Mapping[str, Setting]) -> Lockout | str:
    """The lockout of an auth stack, or why there is none. `configured` is faillock.conf."""
    wrong = walk(stack, World(service, password=False, special=lambda module: _answer(module, False)).answer)
    counting = [module for module in wrong.called if _action(module) in ("authfail", "tally")]
    locked = walk(stack, World(service, special=lambda module: _answer(module, True)).answer)
    denying = [module for module in locked.called if _action(module) in ("preauth", "authsucc", "tally")]
    if not counting and not denying:
        return "no module counts failed logins"
    if not counting:
        return "failed logins are not counted: pam_faillock is not reached with authfail after a wrong password"
    if not denying or locked.granted:
        return "a locked account gets in with the right password: nothing refuses it before the password module decides"
    module = denying[0]
    return Lockout(module, _number(module, "deny", configured), _number(module, "unlock_time", configured))


def _action(module: Module) -> str:
    if module.name in TALLIES:
        return "tally"
    if module.name != "pam_faillock":
        return ""
    given = [word for word in module.arguments if word in ("preauth", "authfail", "authsucc")]
    return given[-1] if given else "preauth"


def _answer(module: Module, locked: bool) -> str | None:
    action = _action(module)
    if not action:
        return None
    if locked:
        return "auth_err"
    return "ignore" if action == "authfail" else "success"


def _number(module: Module, name: str, configured: Mapping[str, Setting]) -> Setting:
    """An option of the module: its argument, else its file, else the default; what is no number says nothing."""
    default = _DEFAULTS[module.name][name]
    found = Setting(default, module.at, default=True)
    if module.name == "pam_faillock" and name in configured:
        found = _read(str(configured[name].value), configured[name], found)
    if module.name == "pam_faillock" and module.option("conf") is not None:
        why = f"{module.at} takes its options from {module.option('conf')}, which is not read"
        found = Setting(None, module.at, undecided=why)
    argument = module.option(name)
    return found if argument is None else _read(argument, Setting(argument, module.at), found)


def _read(text: str, setting: Setting, otherwise: Setting) -> Setting:
    if text == "never":
        return Setting(NEVER, setting.at)
    number = leading_number(text)
    return otherwise if number is None else Setting(number, setting.at)
