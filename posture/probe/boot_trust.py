"""UEFI Secure Boot and kernel lockdown of the running system."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Run
from posture.model.setting import Setting
from posture.parse.boot_trust import BootTrust, lockdown, told, told_shim_off, variable
from posture.probe.base import Probe

EFI, DEVICE_TREE = "/sys/firmware/efi", "/sys/firmware/devicetree"
VARIABLE = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
SHIM = "/sys/firmware/efi/efivars/MokSBStateRT-605dab50-e046-4300-abb6-3dd810dd8b23"
LOCKDOWN = "/sys/kernel/security/lockdown"
MOKUTIL = ("mokutil", "--sb-state")
CONTAINER = ("/.dockerenv", "/run/.containerenv", "/run/systemd/container")


def parse(answers: Answers) -> Evidence[BootTrust]:
    """Unavailable where no system runs to ask; a variable that cannot be read leaves Secure Boot undecided."""
    efi = answers.meta(EFI)
    if isinstance(efi, Unavailable):
        return efi
    marks = [path for path in CONTAINER if isinstance(answers.meta(path), Observed)]
    record = BootTrust(
        efi=isinstance(efi, Observed),
        secure_boot=_secure_boot(answers),
        shim_off=_shim_off(answers),
        container=Source(marks[0]) if marks else None,
        device_tree=isinstance(answers.meta(DEVICE_TREE), Observed),
        lockdown=_lockdown(answers),
    )
    return Observed(record, (Source(EFI),))


def _secure_boot(answers: Answers) -> Setting:
    content = answers.file(VARIABLE)
    if isinstance(content, Observed):
        value = variable(content.value.text)
        if value is not None:
            return Setting(value, Source(VARIABLE, excerpt=f"last byte {int(value)}"))
    output = answers.output(*MOKUTIL)
    if isinstance(output, Observed):
        value = told(output.value.text)
        if value is not None:
            return Setting(value, output.value.source(1, output.value.text.split("\n", 1)[0]))
    why = content.detail if isinstance(content, Unavailable) else "neither the UEFI variable nor mokutil tells"
    return Setting(None, Source(VARIABLE), undecided=why)


def _shim_off(answers: Answers) -> Source | None:
    content, output = answers.file(SHIM), answers.output(*MOKUTIL)
    if isinstance(content, Observed) and variable(content.value.text):
        return Source(SHIM, excerpt="last byte 1")
    if isinstance(output, Observed) and told_shim_off(output.value.text):
        return output.value.source()
    return None


def _lockdown(answers: Answers) -> Setting | None:
    answer = answers.file(LOCKDOWN)
    if isinstance(answer, Observed):
        return Setting(lockdown(answer.value.text), answer.value.source(1, answer.value.text.strip()))
    if isinstance(answer, Unavailable):
        return Setting(None, undecided=answer.detail, reason=answer.reason)
    return None


BOOT_TRUST = Probe(
    name="boot_trust",
    record=BootTrust,
    about="Whether UEFI Secure Boot verified this boot, and whether the kernel is locked down.",
    requests=(
        *(Look(path) for path in (EFI, DEVICE_TREE, *CONTAINER)),
        Read(VARIABLE, limit=4096),
        Read(SHIM, limit=4096),
        Read(LOCKDOWN, limit=4096),
        Run(MOKUTIL),
    ),
    parse=parse,
)
