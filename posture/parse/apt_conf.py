"""apt.conf(5): nested or `A::B` settings, flattened to lower-case names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posture.model.answer import File
from posture.model.setting import Setting


def apt_settings(files: Iterable[File]) -> dict[str, Setting]:
    """The last value of each option over the files in order; names such as `apt::periodic::unattended-upgrade`."""
    result: dict[str, Setting] = {}
    for file in files:
        for name, setting in _assignments(file):
            result[name] = setting
    return result


def _assignments(file: File) -> Iterator[tuple[str, Setting]]:
    scopes: list[str] = []
    words: list[str] = []
    first = 1
    for token, line in _tokens(file.text):
        if token == "{":
            scopes.append(words[-1].lower() if words else "")
            words = []
        elif token in ("}", ";"):
            if words and not words[0].startswith("#"):
                values = [word[1:-1] for word in words if word.startswith('"')]
                names = [word for word in words if not word.startswith('"')]
                name = "::".join([*filter(None, scopes), *(names[:1] and [names[0].lower()])])
                value = values[-1] if values else (names[1] if len(names) > 1 else "")
                yield name, Setting(value, file.source(first, " ".join(words)[:300]))
            words = []
            if token == "}" and scopes:
                scopes.pop()
        else:
            first = first if words else line
            words.append(token)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Words, quoted words (with their quotes) and marks, each with its line; comments left out."""
    position, line = 0, 1
    while position < len(text):
        char = text[position]
        if char == "\n":
            line += 1
            position += 1
        elif char in " \t\r":
            position += 1
        elif text.startswith("//", position) or (char == "#" and not text.startswith(("#clear", "#include"), position)):
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
        elif text.startswith("/*", position):
            end = text.find("*/", position + 2)
            end = len(text) if end < 0 else end + 2
            line += text.count("\n", position, end)
            position = end
        elif char in "{};":
            yield char, line
            position += 1
        else:
            end = _word_end(text, position)
            yield text[position:end], line
            line += text.count("\n", position, end)
            position = end


def _word_end(text: str, start: int) -> int:
    if text[start] == '"':
        end = text.find('"', start + 1)
        return len(text) if end < 0 else end + 1
    end = start + 1
    while end < len(text) and text[end] not in ' \t\r\n{};"':
        end += 1
    return end
