"""A source that cannot be reached, in every way: the run ends after a few calls, however many were planned."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cbbd_spark.errors import ExitCode, SourceDown
from cbbd_spark.ingest import work
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.settings import Settings
from tests.ingest.harvesting import CANARY, notes, run, settings_for
from tests.ingest.misbehaving import FaultServer
from tests.ingest.sockets import Manner, SocketServer, answers, listening, resets, sends

SEASONS = list(range(2014, 2025))
PLANNED = 8 * len(SEASONS)
TRIES = 8


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate that this machine has signed for itself, and nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    lasting = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    signed = lasting.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "server.pem"
    file.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@asynccontextmanager
async def accepting(is_mute: bool) -> AsyncIterator[str]:
    """A port behind which nobody speaks TLS: it stays mute, or hangs up at once."""

    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not is_mute:
            writer.transport.abort()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def unreachable(url: str, tmp_path: Path, patience: float = 5.0) -> Settings:
    return settings_for(url, tmp_path / "lake", max_attempts=TRIES, connect_timeout_seconds=patience)


async def down(settings: Settings, answered: int = 0) -> HarvestReport:
    """The report of a run that ends because the source is down: few calls, no notes, and exit code 7.

    answered: how many calls may have got an answer before
    """
    with pytest.raises(SourceDown) as caught:
        await run(settings, ["games"], SEASONS)
    assert caught.value.exit_code == ExitCode.SOURCE_DOWN
    assert "run again later" in str(caught.value)
    report = caught.value.report
    assert isinstance(report, HarvestReport)
    refusals = settings.api.concurrency * 5
    assert refusals <= report.calls <= refusals + settings.api.concurrency + answered
    assert report.calls < PLANNED * TRIES / 20
    assert notes(settings) == []
    return report


async def test_a_port_that_is_closed(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    await down(unreachable(f"http://127.0.0.1:{port}", tmp_path))


async def test_a_name_that_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own resolver is not asked: some networks find every name."""
    asked = []

    def no_such_name(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    await down(unreachable("https://api.example.com", tmp_path))
    assert set(asked) == {"api.example.com"}


async def test_a_server_that_speaks_no_tls(server: FaultServer, tmp_path: Path) -> None:
    await down(unreachable(server.url.replace("http://", "https://"), tmp_path))
    assert server.calls == []


async def test_a_certificate_that_nobody_trusts_and_the_key_stays_here(tmp_path: Path) -> None:
    async with listening(SocketServer(), certificate(tmp_path)) as impostor:
        await down(unreachable(impostor.url, tmp_path))
        assert impostor.heads == []


@pytest.mark.parametrize("is_mute", [True, False], ids=["mute", "hangs up"])
async def test_a_handshake_that_does_not_come_to_its_end(is_mute: bool, tmp_path: Path) -> None:
    async with accepting(is_mute) as url:
        await down(unreachable(url, tmp_path, patience=0.2))


async def test_without_the_look_at_certificates_an_impostor_would_get_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the default of the HTTP library is there for; nothing here may ever turn it off."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", trusting)
    async with listening(SocketServer(), certificate(tmp_path)) as impostor:
        await run(unreachable(impostor.url, tmp_path), ["venues"])
        assert CANARY.encode() in impostor.heads[0]


def gone_after_one_answer(server: SocketServer) -> None:
    """It answers one call, and then its port is closed."""

    async def last_answer(to: asyncio.StreamWriter) -> None:
        server.stop()
        await answers(b"[]")(to)

    server.script = {"/games": [last_answer]}


async def test_a_source_that_goes_away_in_the_middle_ends_the_run_and_keeps_what_was_answered(tmp_path: Path) -> None:
    async with listening(SocketServer()) as source:
        gone_after_one_answer(source)
        report = await down(unreachable(source.url, tmp_path), answered=4)
    assert 1 <= report.total("empty") == len(source.heads)


@pytest.mark.parametrize(
    "manner", [sends(b""), sends(b"what?\r\n\r\n"), resets(b"")], ids=["ends", "no HTTP", "resets"]
)
async def test_a_source_that_takes_connections_and_never_answers(manner: Manner, tmp_path: Path) -> None:
    async with listening(SocketServer()) as source:
        source.script = {"/games": [manner]}
        await down(unreachable(source.url, tmp_path))


async def test_without_the_breaker_every_request_is_tried_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_REFUSALS_PER_CALL", 10**6)
    async with listening(SocketServer()) as source:
        gone_after_one_answer(source)
        report = await run(unreachable(source.url, tmp_path), ["games"], SEASONS)
    assert report.calls > (PLANNED - 5) * TRIES
    assert report.set_aside >= PLANNED - 5
