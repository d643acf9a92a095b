"""Takes comments out of configuration text without moving a line."""

from __future__ import annotations


def without_comments(text: str, block: bool = True) -> str:
    """The text with `# ...` comments, and `/* ... */` ones where `block` is set, blanked out.

    A `/*` inside a word opens nothing, so that the glob in /etc/x/*.conf stays whole. Quoted text stays as it
    is; a quote that is not closed on its line is taken for a plain character. Lines keep their numbers. Time is
    linear in the text.
    """
    out: list[str] = []
    quotes = _Quotes(text)
    position, length = 0, len(text)
    while position < length:
        char = text[position]
        if char in "\"'":
            end = quotes.end(position)
            out.append(text[position:end])
            position = end
        elif char == "#":
            position = _line_end(text, position)
        elif block and text.startswith("/*", position) and (not out or out[-1][-1:] in ("", " ", "\t", "\n")):
            end = text.find("*/", position + 2)
            end = length if end < 0 else end + 2
            out.append("\n" * text.count("\n", position, end))
            position = end
        else:
            out.append(char)
            position += 1
    return "".join(out)


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


class _Quotes:
    """Finds the ends of quoted text. After one failure the same quote counts as plain for the rest of its line,
    which keeps the time linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = {'"': -1, "'": -1}

    def end(self, start: int) -> int:
        """The place after the closing quote, or after the opening one where the line has no other."""
        quote = self.text[start]
        if start < self.plain[quote]:
            return start + 1
        position = start + 1
        while position < len(self.text) and self.text[position] != "\n":
            if self.text[position] == "\\":
                position += 1
            elif self.text[position] == quote:
                return position + 1
            position += 1
        self.plain[quote] = position
        return start + 1


def block_end(text: str, start: int, opening: str, closing: str) -> int:
    """The place after the bracket that closes the one at `start`; the end of the text where none does."""
    quotes, depth, position = _Quotes(text), 0, start
    while position < len(text):
        char = text[position]
        if char in "\"'":
            position = quotes.end(position)
            continue
        if char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return len(text)
