"""Listening sockets: asked of ss, and of the kernel's tables where ss does not answer."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import MIB, Read, Request, Run
from posture.parse.listeners import Listener, Listeners, collect, from_proc, from_ss
from posture.probe.base import Probe

SS = ("ss", "-H", "-tulpn")
TABLES = ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6")


def parse(answers: Answers) -> Evidence[Listeners]:
    """All listening sockets, or why they cannot be seen: never a part of them."""
    output = answers.ok(*SS)
    if isinstance(output, Observed):
        found = collect(from_ss(output.value))
        if found.all or not output.value.text.strip():
            return Observed(found, output.sources)
    return _from_tables(answers, output if isinstance(output, Unavailable) else None)


def _from_tables(answers: Answers, first: Unavailable | None) -> Evidence[Listeners]:
    sources: list[Source] = []
    listeners: list[Listener] = []
    for path in TABLES:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            # where the follow-up was not asked, the first trouble says more
            return first if first is not None and answer.reason is Reason.NOT_IN_BUNDLE else answer
        if isinstance(answer, Observed):
            sources.append(answer.value.source())
            listeners += from_proc(answer.value)
    if not sources:
        return Unavailable(Reason.UNSUPPORTED, "neither ss nor /proc/net is there to ask", (Source(TABLES[0]),))
    return Observed(collect(listeners), tuple(sources))


def follow(answers: Answers) -> tuple[Request, ...]:
    """The tables can be long, so they are read only where ss gave nothing to go by."""
    output = answers.ok(*SS)
    if isinstance(output, Observed) and (collect(from_ss(output.value)).all or not output.value.text.strip()):
        return ()
    return tuple(Read(path, limit=4 * MIB) for path in TABLES)


LISTENERS = Probe(
    name="listeners",
    record=Listeners,
    about="Listening TCP and UDP sockets with address, port and, where visible, program or user.",
    requests=(Run(SS, limit=4 * MIB),),
    parse=parse,
    follow=follow,
)
