"""The outside view against real servers on loopback: sshd, OpenSSL, nmap; and against bad ones."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from posture.model.answer import OpenPorts, SshOffer, TlsOffer
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable
from posture.model.request import Ports, Read, Request, SshHello, TlsHello
from posture.transport.outside import Outside

pytestmark = pytest.mark.live
HOST = "127.0.0.1"


def ask(request: Request, address: str = HOST, **options: object) -> Evidence[object]:
    return Outside(address, **options).ask([request])[request]  # type: ignore[arg-type,return-value]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(serve: Callable[[socket.socket], None], family: int = socket.AF_INET) -> Iterator[int]:
    """A TCP server that hands each connection to `serve` on a thread of its own."""
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("::1" if family == socket.AF_INET6 else HOST, 0))
    listener.listen(16)
    threads: list[threading.Thread] = []

    def one(connection: socket.socket) -> None:
        with connection:
            try:
                serve(connection)
            except OSError:
                return

    def loop() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=one, args=(connection,))
            thread.start()
            threads.append(thread)

    accepting = threading.Thread(target=loop)
    accepting.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(10)
        for thread in threads:
            thread.join(10)


def flood(connection: socket.socket) -> None:
    for _ in range(160):
        connection.sendall(b"A" * 65536)


def silence(connection: socket.socket) -> None:
    connection.settimeout(20)
    while connection.recv(4096):
        pass


# --- SSH


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[int]:
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("no sshd here")
    key, port = tmp_path / "key", free_port()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "config").write_text(
        f"ListenAddress {HOST}:{port}\nHostKey {key}\nPidFile none\nUsePAM no\nStrictModes no\n"
        "KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha1\n"
        "Ciphers aes256-gcm@openssh.com,aes128-cbc\nMACs hmac-sha2-256,hmac-sha1\n"
    )
    os.makedirs("/run/sshd", exist_ok=True)
    process = subprocess.Popen([program, "-D", "-e", "-f", str(tmp_path / "config")], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_a_real_sshd_says_exactly_what_it_is_configured_to_offer(sshd: int) -> None:
    answer = ask(SshHello(sshd))
    assert isinstance(answer, Observed)
    offer = answer.value
    assert isinstance(offer, SshOffer)
    assert offer.port == sshd
    assert offer.banner.startswith("SSH-2.0-OpenSSH_")
    assert offer.kex[:2] == ("curve25519-sha256", "diffie-hellman-group14-sha1")
    assert offer.host_keys == ("ssh-ed25519",)
    assert offer.ciphers == ("aes256-gcm@openssh.com", "aes128-cbc")
    assert offer.macs == ("hmac-sha2-256", "hmac-sha1")


def test_the_known_port_of_the_ssh_server_answers_for_the_usual_one(sshd: int) -> None:
    answer = ask(SshHello(), ssh_port=sshd)
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, SshOffer)
    assert answer.value.port == sshd


def kexinit(lists: list[bytes]) -> bytes:
    payload = b"\x14" + b"c" * 16 + b"".join(len(one).to_bytes(4, "big") + one for one in lists) + b"\0" * 5
    return (len(payload) + 5).to_bytes(4, "big") + b"\x04" + payload + b"\0" * 4


def test_lines_before_the_banner_are_allowed_and_both_directions_count() -> None:
    lists = [b"k", b"h", b"up", b"down", b"up-mac", b"down-mac", b"none", b"none", b"", b""]

    def serve(connection: socket.socket) -> None:
        connection.sendall(b"Welcome\r\nSSH-2.0-x\x1b[31m\r\n" + kexinit(lists))
        silence(connection)

    with server(serve) as port:
        answer = ask(SshHello(port))
    assert isinstance(answer, Observed)
    assert answer.value == SshOffer(port, "SSH-2.0-x?[31m", ("k",), ("h",), ("up", "down"), ("up-mac", "down-mac"))


def test_a_server_of_protocol_1_is_known_by_its_banner_alone() -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"SSH-1.5-old\n")
        silence(connection)

    with server(serve) as port:
        answer = ask(SshHello(port))
    assert isinstance(answer, Observed)
    assert answer.value == SshOffer(port, "SSH-1.5-old", (), (), (), ())


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\n" * 100,
        b"SSH-2.0-x\r\n" + b"\xff\xff\xff\xff" + b"x" * 100,
        b"SSH-2.0-x\r\n" + b"\0\0\0\x06\x01\x15\0\0\0\0",
        b"SSH-2.0-x\r\n" + kexinit([b"a\x00b"] * 10),
        b"SSH-2.0-x\r\n" + kexinit([b"a"] * 3),
    ],
    ids=["http", "packet too long", "another packet", "hostile name", "too few lists"],
)
def test_what_is_no_ssh_is_unparsable(said: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(said)
        silence(connection)

    with server(serve) as port:
        answer = ask(SshHello(port, seconds=5))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.UNPARSABLE


# --- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test.example")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def tls_server(context: ssl.SSLContext) -> Iterator[int]:
    def serve(connection: socket.socket) -> None:
        connection.settimeout(10)
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    with server(serve) as port:
        yield port


def tls_context(certificate: Path, oldest: str, newest: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion[oldest]
    context.maximum_version = ssl.TLSVersion[newest]
    return context


def test_a_modern_server_and_its_certificate(certificate: Path) -> None:
    before = int(time.time())
    with tls_server(tls_context(certificate, "TLSv1_2", "TLSv1_3")) as port:
        answer = ask(TlsHello(port))
    assert isinstance(answer, Observed)
    offer = answer.value
    assert isinstance(offer, TlsOffer)
    assert offer.accepted == ("TLSv1.3", "TLSv1.2")
    assert offer.refused == ("TLSv1.1", "TLSv1.0", "SSLv3")
    assert offer.untested == ("SSLv2",)
    assert (offer.subject, offer.issuer) == ("CN=test.example", "CN=test.example")
    assert offer.not_before == int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    assert offer.not_after - offer.not_before == 90 * 86400
    assert (offer.key_type, offer.key_bits, offer.signature_hash) == ("rsa", 2048, "sha256")
    assert before <= offer.seen <= int(time.time())


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(
    ("oldest", "newest", "accepted"),
    [
        ("TLSv1", "TLSv1_3", ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0")),
        ("TLSv1", "TLSv1", ("TLSv1.0",)),
        ("TLSv1_1", "TLSv1_2", ("TLSv1.2", "TLSv1.1")),
        ("TLSv1_3", "TLSv1_3", ("TLSv1.3",)),
    ],
)
def test_each_version_is_told_apart(certificate: Path, oldest: str, newest: str, accepted: tuple[str, ...]) -> None:
    with tls_server(tls_context(certificate, oldest, newest)) as port:
        answer = ask(TlsHello(port))
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, TlsOffer)
    assert answer.value.accepted == accepted
    assert answer.value.key_bits == 2048


def test_a_wish_for_client_certificates_hides_no_version(certificate: Path) -> None:
    context = tls_context(certificate, "TLSv1_2", "TLSv1_2")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificate)
    with tls_server(context) as port:
        answer = ask(TlsHello(port))
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, TlsOffer)
    assert answer.value.accepted == ("TLSv1.2",)
    assert answer.value.not_after == 0


def test_a_server_silent_to_old_versions_leaves_them_untested(certificate: Path) -> None:
    context = tls_context(certificate, "TLSv1_3", "TLSv1_3")

    def serve(connection: socket.socket) -> None:
        connection.settimeout(10)
        if b"\x00\x2b\x00" not in connection.recv(2048, socket.MSG_PEEK):
            silence(connection)
            return
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    with server(serve) as port:
        answer = ask(TlsHello(port, seconds=4))
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, TlsOffer)
    assert answer.value.accepted == ("TLSv1.3",)
    assert answer.value.refused == ()
    assert "TLSv1.0" in answer.value.untested
    assert answer.value.key_bits == 2048


def test_clear_text_on_the_tls_port_is_unparsable() -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with server(serve) as port:
        answer = ask(TlsHello(port))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.UNPARSABLE


# --- both


@pytest.mark.parametrize("hello", [SshHello, TlsHello])
def test_a_closed_port_is_absent(hello: type[SshHello] | type[TlsHello]) -> None:
    assert isinstance(ask(hello(free_port())), Absent)


@pytest.mark.parametrize("hello", [SshHello, TlsHello])
def test_a_server_that_never_answers_is_a_timeout_in_time(hello: type[SshHello] | type[TlsHello]) -> None:
    started = time.monotonic()
    with server(silence) as port:
        answer = ask(hello(port, seconds=2))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.TIMEOUT
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("hello", [SshHello, TlsHello])
def test_ten_megabytes_of_garbage_are_not_read(hello: type[SshHello] | type[TlsHello]) -> None:
    with server(flood) as port:
        answer = ask(hello(port, seconds=5))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.UNPARSABLE


def test_a_byte_at_a_time_does_not_stretch_the_deadline() -> None:
    def drip(connection: socket.socket) -> None:
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.1)

    started = time.monotonic()
    with server(drip) as port:
        answer = ask(SshHello(port, seconds=1))
        spent = time.monotonic() - started
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.TIMEOUT
    assert spent < 2


def test_a_name_without_address_is_unreachable() -> None:
    answer = ask(SshHello(), "no-such-host.invalid")
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.UNREACHABLE


def test_what_belongs_inside_is_unsupported() -> None:
    answer = ask(Read("/etc/passwd"))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.UNSUPPORTED


# --- nmap


@pytest.fixture
def nmap() -> str:
    found = shutil.which("nmap")
    if found is None:
        pytest.skip("no nmap here")
    return found


def test_nmap_sees_the_open_port_and_not_the_closed_one(nmap: str) -> None:
    closed = free_port()
    with server(silence) as port:
        answer = ask(Ports(f"{port},{closed}"))
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, OpenPorts)
    assert [row.port for row in answer.value.open] == [port]
    assert (answer.value.address, answer.value.scanned) == (HOST, f"{port},{closed}")


def test_a_host_that_refuses_every_port_has_none_open(nmap: str) -> None:
    answer = ask(Ports(str(free_port())))
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, OpenPorts)
    assert answer.value.open == ()


def test_nmap_speaks_ipv6(nmap: str) -> None:
    try:
        with server(silence, socket.AF_INET6) as port:
            answer = ask(Ports(str(port)), "::1")
    except OSError:
        pytest.skip("no IPv6 here")
    assert isinstance(answer, Observed)
    assert isinstance(answer.value, OpenPorts)
    assert [row.port for row in answer.value.open] == [port]


def test_no_nmap_is_a_missing_tool() -> None:
    answer = ask(Ports("22"), nmap=("/nonexistent/nmap",))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.TOOL_MISSING
    assert "install the package nmap" in answer.detail


@pytest.mark.parametrize("ports", ["22 -oN x", "0", "70000", "", "1,,2", "-"])
def test_ports_that_are_none_never_reach_nmap(ports: str, tmp_path: Path) -> None:
    trap = tmp_path / "nmap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    trap.chmod(0o755)
    answer = ask(Ports(ports), nmap=(str(trap),))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.UNSUPPORTED
    assert not (tmp_path / "ran").exists()


def stand_in(folder: Path, what: str) -> tuple[str, ...]:
    program = folder / "nmap"
    version = "Nmap version 7.93 ( https://nmap.org )"
    program.write_text(f'#!/bin/sh\nif [ "$1" = -V ]; then echo "{version}"; exit; fi\n{what}\n')
    program.chmod(0o755)
    return (str(program),)


def xml(host: str) -> str:
    return f"cat <<'X'\n<nmaprun args='x'>{host}<runstats><finished time='1' timestr='x' elapsed='1'/>\
<hosts up='1' down='0' total='1'/></runstats></nmaprun>\nX"


HOST_XML = "<host{0}><status state='up' reason='user-set'/><address addr='192.0.2.1' addrtype='ipv4'/>{1}</host>"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (xml(HOST_XML.format(' timedout="true"', "")), Reason.TIMEOUT),
        (xml(HOST_XML.format("", '<ports><extraports state="filtered" count="9"/></ports>')), Reason.UNREACHABLE),
        (xml(""), Reason.UNREACHABLE),
        ("echo nonsense", Reason.FAILED),
        ("echo dnet: Failed to open device eth9 >&2; exit 1", Reason.FAILED),
    ],
    ids=["gave up", "all filtered", "no host", "no xml", "error"],
)
def test_a_scan_that_says_nothing_is_never_a_host_without_open_ports(tmp_path: Path, said: str, reason: Reason) -> None:
    answer = ask(Ports("22"), nmap=stand_in(tmp_path, said))
    assert isinstance(answer, Unavailable)
    assert answer.reason is reason


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_nmap_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posture.transport.outside.ports.GRACE", 1)
    started = time.monotonic()
    answer = ask(Ports("22", seconds=1), nmap=stand_in(tmp_path, "exec sleep 60"))
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.TIMEOUT
    assert time.monotonic() - started < 10
    gc.collect()  # python-nmap leaves the ended process and its pipes to the collector: within this filter, please
    time.sleep(0.3)
    subprocess.run(["true"], check=True)  # a new process makes the module reap the ended one
    gc.collect()
