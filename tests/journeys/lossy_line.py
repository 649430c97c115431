"""A line between a browser and a server on which requests are lost at random."""

import random
import socket
import socketserver
import struct
import threading
from collections import Counter

# Where a request is lost: before the server has it, after it was handled, in the middle
# of the answer; or another network answers in the place of the server.
KINDS = ("before", "after", "middle", "portal")
OURS = ("/field/", "/place/", "/tablet/")
WELCOME = b"<!doctype html><title>Hotel</title><p>Welcome. Please sign in."
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(WELCOME), WELCOME)
)


class LossyLine:
    """share: how many requests of an interview are lost, from 0 to 1."""

    def __init__(self, server_port, seed):
        self.server_port, self.dice, self.share = server_port, random.Random(seed), 0.0
        self.losses, self.paths = Counter(), OURS
        self.listening = _Listening(("localhost", 0), _Connection)
        self.listening.line = self
        threading.Thread(target=self.listening.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://localhost:{self.listening.server_address[1]}"

    def close(self):
        self.listening.shutdown()
        self.listening.server_close()

    def loss_of(self, method, path):
        """How this request is lost; "" when it is not."""
        if not path.startswith(self.paths) or self.dice.random() >= self.share:
            return ""
        kind = self.dice.choice(KINDS)
        self.losses[f"{method} {kind}"] += 1
        return kind

    def answer_to(self, request):
        with socket.create_connection(("localhost", self.server_port)) as server:
            server.sendall(request)
            with server.makefile("rb") as answer:
                return answer.read()


class _Listening(socketserver.ThreadingTCPServer):
    daemon_threads = True
    line: LossyLine


class _Connection(socketserver.StreamRequestHandler):
    """One request; then the connection is closed, or torn down."""

    def handle(self):
        lines = list(iter(self.rfile.readline, b"\r\n"))
        if not lines or b"" in lines[:1]:
            return  # opened beforehand, and never used
        method, path, _version = lines[0].decode().split(" ", 2)
        headers = [
            line for line in lines[1:] if not line.lower().startswith(b"connection:")
        ]
        size = [line for line in headers if line.lower().startswith(b"content-length:")]
        body = self.rfile.read(int(size[0].split(b":")[1])) if size else b""
        head = [lines[0], *headers, b"Connection: close\r\n", b"\r\n"]
        self._answer(b"".join(head) + body, self.server.line.loss_of(method, path))

    def _answer(self, request, loss):
        if loss == "portal":
            self.wfile.write(PORTAL)
            return
        answer = b"" if loss == "before" else self.server.line.answer_to(request)
        if not loss:
            self.wfile.write(answer)
            return
        if loss == "middle":
            self.wfile.write(answer[: len(answer) // 2])
            self.wfile.flush()
        tear = struct.pack("ii", 1, 0)  # no polite end: the line is gone
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, tear)
