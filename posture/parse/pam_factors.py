"""What an auth stack asks of somebody who logs in."""

from __future__ import annotations

from collections.abc import Sequence

from posture.parse.pam import Module
from posture.parse.pam_walk import walk
from posture.parse.pam_world import PASSWORD, SECOND, World

EMPTY_OK = ("nullok", "nullok_secure")
OPTIONAL = ("nullok", "nouserok")
"""Options by which a second factor is skipped for users who have not set one up."""


def second_factor(stack: Sequence[Module], service: str) -> Module | str:
    """The module without which the password is not enough, or why there is none."""
    called = walk(stack, World(service).answer).called
    module = next((module for module in called if module.name in SECOND), None)
    if module is None:
        return "no module asks for a second factor"
    if walk(stack, World(service, second=False).answer).granted:
        return f"the password alone is enough although {module.name} is there"
    if walk(stack, World(service, password=False).answer).granted:
        return f"{module.name} alone is enough: it replaces the password"
    skipped = next((option for option in OPTIONAL if module.option(option) is not None), None)
    if skipped:
        return f"{module.name} has {skipped}: users without a token get in by password alone"
    return module


def open_door(stack: Sequence[Module], service: str) -> bool:
    """Whether somebody with no right secret at all gets in."""
    return walk(stack, World(service, password=False, second=False, unknown="auth_err").answer).granted


def empty_passwords(stack: Sequence[Module], service: str) -> Module | None:
    """The password module that lets an account with an empty password in."""
    called = walk(stack, World(service).answer).called
    return next(
        (
            module
            for module in called
            if module.name in PASSWORD and any(module.option(option) is not None for option in EMPTY_OK)
        ),
        None,
    )


def wheel(stack: Sequence[Module]) -> Module | str:
    """The module that keeps everybody outside its group from su, or why nothing does."""
    walked = walk(stack, World("su").answer)
    module = next((module for module in walked.called if module.name == "pam_wheel"), None)
    if module is None:
        return "pam_wheel is not reached in the stack of su"
    if walked.granted:
        return "pam_wheel is there, but somebody outside the group gets in with the password"
    return module
