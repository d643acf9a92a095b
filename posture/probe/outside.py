"""What the host shows to the network: open ports, and what its SSH and HTTPS servers offer."""

from __future__ import annotations

from posture.model.answer import OpenPorts, SshOffer, TlsOffer
from posture.model.request import Ports, SshHello, TlsHello
from posture.probe.base import Probe

OPEN_PORTS = Probe(
    name="open_ports",
    record=OpenPorts,
    about="TCP ports that answer the scanner.",
    requests=(Ports(),),
    parse=lambda answers: answers.ports(),
)

SSH_OFFER = Probe(
    name="ssh_offer",
    record=SshOffer,
    about="Banner and algorithms of the SSH server, as it offers them to strangers.",
    requests=(SshHello(),),
    parse=lambda answers: answers.ssh_offer(),
)

TLS_OFFER = Probe(
    name="tls_offer",
    record=TlsOffer,
    about="TLS versions and certificate of the server on port 443.",
    requests=(TlsHello(),),
    parse=lambda answers: answers.tls_offer(),
)
