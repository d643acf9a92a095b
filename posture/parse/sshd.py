"""The effective configuration of the OpenSSH server, with the line that decided each value.

As in sshd(8): the first value wins, except for lists to which every line adds; a Match block overrides the global
part wherever it stands; of several blocks that fit a connection, the first decides. What the running binary
prints (`sshd -T`) is believed over our own reading of the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from posture.model.answer import File, Output
from posture.model.setting import Setting
from posture.parse.sshd_defaults import Release, default_of
from posture.parse.sshd_options import OPTIONS, Kind, algorithms, known, value_of
from posture.parse.sshd_syntax import Directive
from posture.parse.sshd_tree import ALL, Placed, Scope


@dataclass(frozen=True, slots=True)
class Sshd:
    """`options[name]` holds the global value first, then one value per Match block that sets the option.

    `files` are the configuration files that were read. `release` is None when no package manager knows sshd.
    """

    options: Mapping[str, tuple[Setting, ...]]
    files: tuple[File, ...] = ()
    release: Release | None = None

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The values of an option, spelt with or without underscores, in any letter case.

        `session_timeout` is derived: the seconds after which a silent client is disconnected, 0 for never.
        Raises KeyError for an option that is not judged.
        """
        key = name.replace("_", "").lower()
        if key == "sessiontimeout":
            return self._session_timeout()
        found = self.options[key]
        if key == "allowtcpforwarding":
            return tuple(self._forwarding(setting) for setting in found)
        return found

    def of(self, name: str, subject: str = "") -> Setting:
        """The value for one Match block, or the global one where the block does not set it."""
        found = self.options[name.replace("_", "")]
        return next((setting for setting in found if setting.subject == subject), found[0])

    @property
    def subjects(self) -> tuple[str, ...]:
        """The global part (empty) and every Match block that sets anything, each once."""
        names = (setting.subject for found in self.options.values() for setting in found)
        return tuple(dict.fromkeys(("", *names)))

    def _forwarding(self, setting: Setting) -> Setting:
        """DisableForwarding switches TCP forwarding off whatever else is said."""
        blanket = self.of("disableforwarding", setting.subject)
        return Setting("no", blanket.at, subject=setting.subject) if blanket.value == "yes" else setting

    def _session_timeout(self) -> tuple[Setting, ...]:
        pairs = (*self.options["clientaliveinterval"], *self.options["clientalivecountmax"])
        return tuple(self._timeout(subject) for subject in dict.fromkeys(one.subject for one in pairs))

    def _timeout(self, subject: str) -> Setting:
        interval, count = self.of("clientaliveinterval", subject), self.of("clientalivecountmax", subject)
        decided = interval if interval.at or not count.at else count
        default = interval.default and count.default
        if not isinstance(interval.value, int) or not isinstance(count.value, int):
            unread = interval if not isinstance(interval.value, int) else count
            return Setting(unread.value, unread.at, subject=subject)
        if interval.value and not count.value:
            return self._without_count(interval, count, subject)
        return Setting(interval.value * count.value, decided.at, default, subject)

    def _without_count(self, interval: Setting, count: Setting, subject: str) -> Setting:
        """A count of 0 ended the session at the first silence before OpenSSH 8.2, and never does since."""
        if self.release is None:
            why = "ClientAliveCountMax 0 means the opposite before and since OpenSSH 8.2; the version could not be seen"
            return Setting(None, count.at, subject=subject, undecided=why)
        ends = self.release.number < (8, 2)
        return Setting(interval.value if ends else 0, count.at, subject=subject)


def effective(
    lines: Iterable[Placed],
    *,
    command_line: Iterable[Directive] = (),
    release: Release | None = None,
    printed: Output | None = None,
    files: tuple[File, ...] = (),
) -> Sshd:
    """Resolve placed lines; `command_line` holds the `-o` options the service starts sshd with, which come first.

    `printed` is the output of `sshd -T`. It does not see the command line, whose options are left alone.
    """
    first = tuple(directive for directive in command_line if known(directive.keyword))
    common, special = _by_option((*(Placed(directive, ()) for directive in first), *lines))
    options = {name: _values(name, common.get(name), special.get(name, {}), release) for name in OPTIONS}
    if printed is not None:
        fixed = {known(directive.keyword) for directive in first}
        for name, said in _daemon(printed).items():
            if name not in fixed:
                options[name] = (_believed(options[name][0], _resolved(name, said, release)), *options[name][1:])
    return Sshd(options, files, release)


def _by_option(lines: Iterable[Placed]) -> tuple[dict[str, Setting], dict[str, dict[Scope, Setting]]]:
    """Per option the global value, and the value of each Match block in the order in which they set it.

    `Match all` counts in both.
    """
    common: dict[str, Setting] = {}
    special: dict[str, dict[Scope, Setting]] = {}
    for line in lines:
        name = known(line.directive.keyword)
        if not name:
            continue
        if line.scope in ((), (ALL,)):
            common[name] = _taken(common.get(name), name, line.directive)
        if line.scope and OPTIONS[name].in_match:
            blocks = special.setdefault(name, {})
            blocks[line.scope] = _taken(blocks.get(line.scope), name, line.directive, line.scope)
    return common, special


def _taken(old: Setting | None, name: str, directive: Directive, scope: Scope = ()) -> Setting:
    """The value after one more line: the first stays, or grows where the option is a list."""
    value = value_of(name, directive.words)
    if old is None:
        subject = "" if scope in ((), (ALL,)) else f"Match {' and '.join(scope)}"
        return Setting(value, directive.at, subject=subject)
    if OPTIONS[name].kind is Kind.MANY and isinstance(old.value, tuple) and isinstance(value, tuple):
        return Setting((*old.value, *value), old.at, subject=old.subject)
    return old


def _values(
    name: str, common: Setting | None, blocks: Mapping[Scope, Setting], release: Release | None
) -> tuple[Setting, ...]:
    """The common value, then that of each block; what follows a `Match all` that sets it is never reached."""
    found: list[Setting] = []
    for scope, setting in blocks.items():
        if scope == (ALL,):
            common = setting
            break
        found.append(setting)
    return tuple(_resolved(name, setting, release) for setting in (common or default_of(name, release), *found))


def _resolved(name: str, setting: Setting, release: Release | None) -> Setting:
    """An algorithm list in full."""
    if OPTIONS[name].kind is not Kind.ALGORITHMS or not isinstance(setting.value, str):
        return setting
    default = default_of(name, release)
    known_list = tuple(map(str, default.value)) if isinstance(default.value, tuple) else None
    offered = algorithms(setting.value, known_list)
    undecided = default.undecided if offered is None else ""
    return Setting(offered, setting.at, subject=setting.subject, undecided=undecided)


def _daemon(printed: Output) -> dict[str, Setting]:
    """The options `sshd -T` prints: `name rest`, without quotes, one line per item of a list that grows.

    Its listen addresses are written in another form and stay out.
    """
    found: dict[str, Setting] = {}
    for number, line in enumerate(printed.text.split("\n"), 1):
        keyword, _, rest = line.strip().partition(" ")
        name = known(keyword.lower())
        if name and name != "listenaddress":
            words = tuple(rest.split(" ")) if OPTIONS[name].kind is Kind.WORDS else (rest,)
            directive = Directive(name, words, printed.source(number, line.strip()))
            found[name] = _taken(found.get(name), name, directive)
    return found


def _believed(read: Setting, said: Setting) -> Setting:
    """The daemon's value; the line of the file stays the place where both agree."""
    if read.value == said.value and not read.undecided:
        return read
    return Setting(said.value, said.at, default=read.default)
