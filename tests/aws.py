"""AWS on this machine: a moto server that is atomic where AWS is, and a proxy before it that loses and refuses."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from moto.dynamodb.responses import DynamoHandler
from moto.s3.responses import S3Response
from moto.server import ThreadedMotoServer

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a moto server in a thread of this process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with _one_at_a_time(S3Response, "put_object"), _one_at_a_time(DynamoHandler, "call_action"):
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@contextmanager
def _one_at_a_time(kind: type, name: str) -> Iterator[None]:
    """moto looks whether a name is taken and then takes it; without a lock another thread comes between the two."""
    lock, original = threading.Lock(), getattr(kind, name)

    @wraps(original)
    def locked(*args: Any, **named: Any) -> Any:
        with lock:
            return original(*args, **named)

    setattr(kind, name, locked)
    yield
    setattr(kind, name, original)


@dataclass(frozen=True)
class Refusal:
    """An error as AWS sends it; the request does not reach the server."""

    status: int
    code: str

    def body(self, *, is_json: bool) -> bytes:
        if is_json:
            return f'{{"__type":"com.amazonaws.dynamodb.v20120810#{self.code}","message":"so it is"}}'.encode()
        return f"<Error><Code>{self.code}</Code><Message>so it is</Message></Error>".encode()


class LostAnswer:
    """The request is carried out, and the connection breaks before its answer comes."""


class CutAnswer:
    """Half of the answer's body comes."""


Fault = Refusal | LostAnswer | CutAnswer


@dataclass
class Proxy:
    """Passes requests on to `target`; `faults` strike those of `method`, one each, in turn, until none is left.

    seen: methods of the requests that came
    """

    target: str
    url: str = ""
    method: str = ""
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def strike(self, method: str, *faults: Fault) -> None:
        self.method, self.faults = method, list(faults)
        self.seen.clear()

    def next_fault(self, method: str) -> Fault | None:
        self.seen.append(method)
        return self.faults.pop(0) if self.faults and method == self.method else None


@contextmanager
def faulty(target: str) -> Iterator[Proxy]:
    """A proxy in a thread of this process."""
    proxy = Proxy(target)

    class Handler(_Handler):
        passed_on = proxy

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield proxy
    server.shutdown()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    passed_on: Proxy

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.passed_on.next_fault(self.command)
        if isinstance(fault, Refusal):
            self.send(fault.status, {}, fault.body(is_json="X-Amz-Target" in self.headers))
            return
        upstream = http.client.HTTPConnection(urlsplit(self.passed_on.target).netloc)
        with contextlib.closing(upstream):
            upstream.request(self.command, self.path, body, dict(self.headers))
            answer = upstream.getresponse()
            content = answer.read()
            headers = dict(answer.getheaders())
        if isinstance(fault, LostAnswer):
            self.close_connection = True
        elif isinstance(fault, CutAnswer):
            self.send(answer.status, headers, content, sent=len(content) // 2)
            self.close_connection = True
        else:
            self.send(answer.status, headers, content)

    do_GET = do_PUT = do_HEAD = do_POST = answer  # noqa: N815 (the names that the server looks for)

    def send(self, status: int, headers: dict[str, str], content: bytes, sent: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                self.send_header(name, value)
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(content))
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(content[:sent])

    def log_message(self, *_: object) -> None:
        pass
