"""What stands between a storage and its subscribers: a proxy that takes whatever host it is asked for to be itself, with a
certificate of its own, and serves a folder as it should or with one thing wrong with it.

public.py FOLDER CERTIFICATES PREFIX: FOLDER is served below PREFIX, but for the fault that the file FOLDER.fault names; in
CERTIFICATES lie good.pem, expired.pem, other.pem and self.pem, each with its key. Prints its port.
"""

import http.server
import pathlib
import socketserver
import ssl
import sys

FOLDER, CERTIFICATES, PREFIX = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
FAULT = FOLDER.with_name(FOLDER.name + ".fault")
TYPES = {"xml": "application/rss+xml", "mp3": "audio/mpeg"}
PAGE = b"<!DOCTYPE html><title>Entra nella rete</title><form></form>"
OTHER = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Altro</title><item><title>x</title><guid>x</guid></item>
</channel></rss>"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    secure = False

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        fault = FAULT.read_text() if FAULT.exists() else ""
        self.host = self.path.split(":")[0]
        self.send_response_only(200)
        self.end_headers()
        self.close_connection = False
        if self.path.endswith(":80"):
            return
        name = fault.removeprefix("certificate ") if fault.startswith("certificate ") else "good"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / f"{name}.key")
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, ConnectionError):
            self.close_connection = True
            return
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def answer(self, status, body=b"", kind="text/plain", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        whole = FAULT.read_text() if FAULT.exists() else ""
        feed = self.path.endswith(".xml")
        fault = whole.removeprefix("feed ") if feed else whole.removeprefix("audio ")
        fault = "" if fault == whole else fault
        if self.host == "portale.zz":
            return self.answer(200, PAGE, "text/html; charset=utf-8")
        if fault.isdigit():
            return self.answer(int(fault), b"no")
        to = {"loop": self.path, "http": f"http://ilfaro.zz{self.path}", "sign-in": "https://portale.zz/entra"}.get(fault)
        if to and (fault != "http" or not self.path.endswith("?")):
            return self.answer(302, Location=to + ("?" if fault == "http" else ""))
        if fault == "page":
            return self.answer(200, PAGE, "text/html")
        path = FOLDER / self.path.rstrip("?").removeprefix(PREFIX).lstrip("/")
        if not path.is_file():
            return self.answer(404, b"no")
        body, kind = path.read_bytes(), TYPES.get(path.suffix[1:], "application/octet-stream")
        if fault == "moved" and "?" not in self.path:
            return self.answer(301, Location=f"https://rete.zz{self.path}?")
        if fault == "no head" and self.command == "HEAD":
            return self.answer(405)
        body = {"cut": body[: len(body) // 2], "other": OTHER, "rubbish": b"\0" * len(body)}.get(fault, body)
        if fault == "older":
            body = FOLDER.with_name(FOLDER.name + ".older").read_bytes()
        if fault == "damaged":
            body = body[:100] + b"\0" * 200 + body[300:]
        if fault == "type":
            kind = "application/octet-stream"
        asked = self.headers.get("Range")
        if asked and fault != "no ranges":
            first, last = asked.removeprefix("bytes=").split("-")
            last = min(int(last), len(body) - 1)
            part = body[int(first) : last + 1]
            return self.answer(206, part, kind, Content_Range=f"bytes {first}-{last}/{len(body)}")
        return self.answer(200, body, kind)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # whoever has seen enough hangs up


server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
