"""What a login shell takes from /etc/profile and the files it reads: TMOUT and umask.

A shell script cannot be understood by reading it. What is looked at are plain assignments, in the order the files
are read; one inside a condition may hold or not, and is told apart, unless the condition only asks whether the
shell is interactive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting, Value
from posture.parse.shell_words import Command, commands

PROFILE = "/etc/profile"
DROP_INS = "/etc/profile.d"
RC_FILES = ("/etc/bash.bashrc", "/etc/bashrc")
DEEPEST = 4
LONGEST = 2 << 20
"""Characters read in all, files that are read again counted again."""

_OPENS = ("if", "case", "for", "while", "until", "select", "{", "(")
_CLOSES = ("fi", "esac", "done", "}", ")")
_DECLARES = ("export", "readonly", "declare", "typeset")
_INTERACTIVE = ("PS1", "$-", "${-")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value given to TMOUT or umask. `certain` is false inside a condition; `fixed` bars later changes."""

    name: str
    value: str
    at: Source
    certain: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ShellProfile:
    """`timeout` in seconds (None when never set, 0 when switched off), `umask` as written; several settings stand
    for what may hold. `timeout_readonly` is yes when a user cannot change the timeout.
    """

    timeout: tuple[Setting, ...]
    timeout_readonly: Setting
    umask: tuple[Setting, ...] = ()


def shell_profile(profile: File | None, rc_files: tuple[File, ...], drop_ins: tuple[File, ...]) -> ShellProfile:
    """The settings of a login shell: /etc/profile with what it reads; a file it does not name counts for nothing."""
    ordered = tuple(sorted(drop_ins, key=lambda file: file.path.encode("utf-8", "surrogateescape")))
    reader = _Reader({file.path: file for file in (*rc_files, *ordered)}, ordered)
    found = tuple(reader.read(profile)) if profile else ()
    if reader.characters > LONGEST:
        endless = Setting(None, undecided=f"the scripts read are longer than {LONGEST} characters")
        return ShellProfile((endless,), endless, (endless,))
    locked = next((one for one in found if one.name == "TMOUT" and one.fixed and one.certain), None)
    return ShellProfile(
        _possible(_until_fixed(found), _seconds) or (Setting(None, default=True),),
        Setting("yes", locked.at) if locked else Setting("no", default=True),
        _possible([one for one in found if one.name == "umask"], str),
    )


@dataclass(slots=True)
class _Reader:
    """Reads commands in order and remembers which blocks are open, each with whether it surely runs."""

    files: Mapping[str, File]
    drop_ins: tuple[File, ...]
    blocks: list[bool] = field(default_factory=list)
    function: bool = False
    characters: int = 0

    def read(self, file: File, depth: int = 0) -> Iterator[Assignment]:
        self.characters += len(file.text)
        if self.characters > LONGEST:
            return
        outer, self.blocks = self.blocks, []
        for number, line in enumerate(file.text.split("\n"), 1):
            for command in commands(line):
                yield from self._command(command, line, file.source(number, line.strip()), depth)
        self.blocks = outer

    def _command(self, command: Command, line: str, at: Source, depth: int) -> Iterator[Assignment]:
        sure = not command.linked or _asks_interactive(line)
        words = self._without_keywords(list(command.words), line, sure)
        if not words:
            return
        for file in self._sourced(words):
            if depth < DEEPEST:
                yield from self.read(file, depth + 1)
        yield from assigned(words, at, sure and all(self.blocks))

    def _without_keywords(self, words: list[str], line: str, sure: bool) -> list[str]:
        """The command itself, once the keywords before it have opened and closed their blocks."""
        while words:
            word = words[0]
            if word in _OPENS:
                runs = sure and not self.function and (word in ("{", "(") or _asks_interactive(line))
                self.blocks.append(runs)
                self.function = False
                if word in ("for", "case", "select"):
                    return words
            elif word in _CLOSES:
                if self.blocks:
                    self.blocks.pop()
            elif word in ("else", "elif"):
                if self.blocks:
                    self.blocks[-1] = False
            elif word.endswith("()") or word == "function":
                self.function = True
                words = words[1:] if word == "function" else words
            elif word not in ("then", "do", "!", "()") and not (word.endswith(")") and "(" not in word):
                return words
            words = words[1:]
        return words

    def _sourced(self, words: list[str]) -> tuple[File, ...]:
        if words[0] == "for" and any(DROP_INS in word for word in words):
            return self.drop_ins
        if words[0] in (".", "source") and len(words) > 1 and words[1] in self.files:
            return (self.files[words[1]],)
        return ()


def assigned(words: list[str], at: Source, certain: bool) -> Iterator[Assignment]:
    """What one simple command sets; an assignment before another command holds for that command only."""
    first = words[0]
    if first == "umask" and len(words) > 1 and not words[-1].startswith("-"):
        yield Assignment("umask", words[-1], at, certain)
    if first == "unset" and "TMOUT" in words:
        yield Assignment("TMOUT", "0", at, certain)
    declares = first in _DECLARES
    if not declares and not all("=" in word for word in words):
        return
    fixed = first == "readonly" or (declares and any(word.startswith("-") and "r" in word for word in words))
    for word in words[declares:]:
        name, equals, value = word.partition("=")
        if name == "TMOUT" and (equals or fixed):
            yield Assignment("TMOUT", value, at, certain, fixed)


def _asks_interactive(line: str) -> bool:
    return any(mark in line for mark in _INTERACTIVE)


def _until_fixed(found: tuple[Assignment, ...]) -> list[Assignment]:
    """The values TMOUT is given; once it is readonly, no later one takes effect."""
    counted: list[Assignment] = []
    for one in found:
        if one.name != "TMOUT":
            continue
        if one.value or not one.fixed:
            counted.append(one)
        if one.fixed and one.certain:
            break
    return counted


def _possible(found: list[Assignment], read: Callable[[str], Value]) -> tuple[Setting, ...]:
    """The last certain value, and every uncertain one after it."""
    surely: Assignment | None = None
    perhaps: list[Assignment] = []
    for one in found:
        surely, perhaps = (one, []) if one.certain else (surely, [*perhaps, one])
    if not found:
        return ()
    settled = (
        Setting(read(surely.value), surely.at)
        if surely
        else Setting(None, perhaps[0].at, undecided="it is set only where a condition of the script holds")
    )
    return (settled, *(Setting(read(one.value), one.at, subject="where a condition holds") for one in perhaps))


def _seconds(text: str) -> int | str:
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
