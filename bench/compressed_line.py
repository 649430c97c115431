"""A server for the tablet's benches: it compresses all, and counts what it sends."""

import gzip
import http.client
import http.server
import mimetypes
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "date"}
HOP |= {"server", "keep-alive"}
# Chromium's "Slow 3G": two seconds to an answer, 50 kB a second.
SLOW_3G = {"offline": False, "latency": 2_000}
SLOW_3G |= {"downloadThroughput": 50_000, "uploadThroughput": 50_000}
FAST = {
    "offline": False,
    "latency": 0,
    "downloadThroughput": -1,
    "uploadThroughput": -1,
}


class CompressedLine:
    """Passes on to a server, or serves a folder. sent: path → bytes on the line."""

    def __init__(self, source):
        self.sent = {}
        handler = type("Handler", (_Handler,), {"source": source, "sent": self.sent})
        self._server = _Server(("localhost", 0), handler)
        self.url = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A browser that goes to another page leaves what it asked for."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    source, sent = "", {}

    def do_GET(self):
        if isinstance(self.source, Path):
            return self._answer(*self._file())
        return self._answer(*self._passed_on())

    do_POST = do_GET

    def _file(self):
        path = self.source / urlsplit(self.path).path.lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return 404, [], b""
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return 200, [("Content-Type", kind)], path.read_bytes()

    def _passed_on(self):
        line = http.client.HTTPConnection(urlsplit(self.source).netloc, timeout=60)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {k: v for k, v in self.headers.items() if k != "Accept-Encoding"}
        line.request(self.command, self.path, self.rfile.read(length), headers)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer.status, answer.getheaders(), content

    def _answer(self, status, headers, content):
        packed = gzip.compress(content, 9)
        self.sent[urlsplit(self.path).path] = len(packed)
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_words):
        """Say nothing."""
