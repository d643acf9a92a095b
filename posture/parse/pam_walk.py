"""Walks a PAM stack the way libpam does, given what each module would answer.

After `_pam_dispatch_aux` of Linux-PAM: an undecided, positive or negative impression; `ok` and `done` set it when
nothing has failed, `bad` and `die` make it negative for good, a number jumps. So a module that is never reached,
or whose failure is ignored, does not count as protection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from posture.parse.pam import SUBSTACK, Action, Module


@dataclass(frozen=True, slots=True)
class Walk:
    """Whether the application is told success, and the modules that were called on the way."""

    granted: bool
    called: tuple[Module, ...]


@dataclass(slots=True)
class _State:
    impression: int = 0
    success: bool = False


def walk(stack: Sequence[Module], answer: Callable[[Module], str]) -> Walk:
    """Walk the stack; `answer` gives each module's return code by name: success, auth_err, ignore..."""
    state, before = _State(), dict[int, _State]()
    called: list[Module] = []
    position, level = 0, 0
    while position < len(stack):
        module = stack[position]
        if module.level > level:
            before[module.level] = _State(state.impression, state.success)
        level = module.level
        if module.name == SUBSTACK:
            position += 1
            continue
        called.append(module)
        code = answer(module)
        action = module.control.get(code, module.control.get("default", "bad"))
        position = _next(stack, position, action, state, code, before.get(level, _State()))
    return Walk(state.impression > 0 and state.success, tuple(called))


def _next(stack: Sequence[Module], position: int, action: Action, state: _State, code: str, outer: _State) -> int:
    if action == "reset":
        state.impression, state.success = outer.impression, outer.success
    elif action in ("ok", "done"):
        if state.impression == 0 or (state.impression > 0 and state.success):
            state.impression, state.success = 1, code == "success"
        if action == "done" and state.impression > 0:
            return _leave(stack, position)
    elif action in ("bad", "die"):
        state.impression, state.success = -1, False
        if action == "die":
            return _leave(stack, position)
    elif isinstance(action, int):
        position, left = _jump(stack, position, action)
        if left:
            state.impression, state.success = -1, False
    elif action != "ignore":
        state.impression, state.success = -1, False
    return position + 1


def _jump(stack: Sequence[Module], position: int, count: int) -> tuple[int, int]:
    """Skip so many modules of this level; a substack counts as one. What is left over is a broken jump."""
    level = stack[position].level
    while count > 0 and position + 1 < len(stack) and stack[position + 1].level >= level:
        position += 1
        while position + 1 < len(stack) and stack[position + 1].level > level:
            position += 1
        count -= 1
    return position, count


def _leave(stack: Sequence[Module], position: int) -> int:
    """Behind the (sub)stack in which the decision fell."""
    level = stack[position].level
    while position + 1 < len(stack) and stack[position + 1].level >= level:
        position += 1
    return position + 1
