"""What a new password must be: pam_pwquality(8), pam_cracklib(8), pam_pwhistory(8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.option_file import leading_number, option_lines
from posture.parse.pam import Module
from posture.parse.pam_walk import walk
from posture.parse.pam_world import PASSWORD, World

CHECKERS = ("pam_pwquality", "pam_cracklib")
CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
_NUMBERS = frozenset(
    {"difok", "minlen", *CREDITS, "minclass", "maxrepeat", "maxclassrepeat", "maxsequence", "gecoscheck",
     "dictcheck", "usercheck", "usersubstr", "enforcing", "retry"}
)  # fmt: skip
_OTHERS = frozenset({"badwords", "dictpath", "enforce_for_root", "local_users_only"})
_DEFAULTS: Mapping[str, Mapping[str, int]] = {
    "pam_pwquality": {"minlen": 8, "minclass": 0, "enforcing": 1, **dict.fromkeys(CREDITS, 0)},
    "pam_cracklib": {"minlen": 9, "minclass": 0, "enforcing": 1, **dict.fromkeys(CREDITS, 1)},
}
SHORTEST = 6
"""libpwquality takes no smaller minlen."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The shortest password that can pass, how many kinds of character it must hold, and whether root is bound."""

    module: Module
    length: Setting
    classes: Setting
    root_too: bool


def pwquality(drop_ins: Iterable[File], main: File | None) -> dict[str, Setting]:
    """The options in force. Drop-ins are read first, in byte order; the main file overrides them.

    libpwquality stops at the first line it cannot read, and then reads no further file.
    """
    found: dict[str, Setting] = {}
    ordered = sorted(drop_ins, key=lambda file: file.path.encode("utf-8", "surrogateescape"))
    for file in (*ordered, *((main,) if main else ())):
        for name, setting in option_lines(file):
            key = name.lower()
            if key not in _NUMBERS | _OTHERS or (key in _NUMBERS and _whole(str(setting.value)) is None):
                return found
            found[key] = setting
    return found


def quality(stack: Sequence[Module], service: str, configured: Mapping[str, Setting]) -> Quality | str:
    """What a password stack demands of a new password, or why it demands nothing."""
    module = _called(stack, service, CHECKERS)
    if module is None:
        return "no module judges new passwords (pam_pwquality)"
    if not _stops(stack, service, module):
        return f"a password that {module.name} refuses is set all the same"
    options = _options(module, configured)
    if _value(options["enforcing"]) == 0:
        return f"{module.name} only warns: enforcing is 0"
    spare = sum(max(0, _value(options[name])) for name in CREDITS)
    wanted = sum(_value(options[name]) < 0 for name in CREDITS)
    length = options["minlen"]
    minimum = _value(length)
    if module.name == "pam_pwquality":
        minimum = max(SHORTEST, minimum)
    credited = next((options[name] for name in CREDITS if _value(options[name]) < 0), options["minclass"])
    by_class = options["minclass"] if _value(options["minclass"]) >= wanted else credited
    return Quality(
        module,
        Setting(minimum - spare, length.at, length.default),
        Setting(max(_value(options["minclass"]), wanted), by_class.at, by_class.default),
        module.option("enforce_for_root") is not None
        or (module.name == "pam_pwquality" and "enforce_for_root" in configured),
    )


def history(stack: Sequence[Module], service: str, configured: Mapping[str, Setting]) -> Setting:
    """How many old passwords are refused; 0 when none is. `configured` is pwhistory.conf."""
    module = _called(stack, service, ("pam_pwhistory",))
    if module is not None and _stops(stack, service, module):
        if module.option("conf") is not None:
            why = f"{module.at} takes its options from {module.option('conf')}, which is not read"
            return Setting(None, module.at, undecided=why)
        given = module.option("remember")
        from_file = configured.get("remember")
        number = leading_number(given) if given is not None else None
        if number is not None:
            return Setting(number, module.at)
        number = leading_number(str(from_file.value)) if from_file else None
        return Setting(number, from_file.at) if from_file and number is not None else Setting(10, module.at, True)
    for unix in _walked(stack, service):
        remember = leading_number(unix.option("remember") or "") if unix.name in PASSWORD else None
        if remember:
            return Setting(remember, unix.at)
    return Setting(0)


def setters(stack: Sequence[Module], service: str) -> tuple[Module, ...]:
    """The modules that store a new local password."""
    return tuple(module for module in _walked(stack, service) if module.name in PASSWORD)


def _walked(stack: Sequence[Module], service: str) -> tuple[Module, ...]:
    return walk(stack, World(service).answer).called


def _called(stack: Sequence[Module], service: str, names: Sequence[str]) -> Module | None:
    return next((module for module in _walked(stack, service) if module.name in names), None)


def _stops(stack: Sequence[Module], service: str, checker: Module) -> bool:
    """Whether a password the checker refuses is set nowhere.

    A module that stores passwords asks for one of its own when the checker's refusal does not end the stack,
    unless `use_authtok` binds it to the one that was refused.
    """

    def refused(module: Module) -> str | None:
        return "authtok_err" if module == checker else None

    tried = walk(stack, World(service, special=refused).answer)
    before = True
    for module in tried.called:
        if module == checker:
            before = False
        elif module.name in PASSWORD and (before or module.option("use_authtok") is None):
            return False
    return not tried.granted


def _options(module: Module, configured: Mapping[str, Setting]) -> dict[str, Setting]:
    """Arguments win over the file, the file over the defaults; pam_cracklib reads no file."""
    found: dict[str, Setting] = {}
    for name, default in _DEFAULTS[module.name].items():
        found[name] = Setting(default, module.at, default=True)
        if module.name == "pam_pwquality" and name in configured:
            found[name] = Setting(_whole(str(configured[name].value)), configured[name].at)
        given = _whole(module.option(name) or "")
        if given is not None:
            found[name] = Setting(given, module.at)
    return found


def _value(setting: Setting) -> int:
    return setting.value if isinstance(setting.value, int) else 0


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-").removeprefix("+")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 and text.count("-") < 2 else None
