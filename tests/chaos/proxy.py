"""A TCP proxy between a program and PostgreSQL that can lose the answer to COMMIT.

It reads PostgreSQL's protocol far enough to see COMMIT go by on a connection that inserted into a given table: the
server gets it and carries it out, the answer is thrown away, and the program sees its connection break.
"""

import contextlib
import socket
import socketserver
import struct
import threading
from dataclasses import dataclass, field

from akita_portal.embedded.ports import LOOPBACK


@dataclass
class CommitLosingProxy:
    """Listens on `port` for a server on `target`. While `armed`, loses the answer to one COMMIT after an INSERT."""

    target: int
    table: str
    armed: bool = False
    lost: int = 0
    port: int = 0
    _server: socketserver.ThreadingTCPServer | None = field(default=None, repr=False)

    def start(self) -> None:
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                proxy._serve(self.request)

        self._server = socketserver.ThreadingTCPServer((LOOPBACK, 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _serve(self, program: socket.socket) -> None:
        with socket.create_connection((LOOPBACK, self.target)) as server, contextlib.suppress(OSError, EOFError):
            backwards = threading.Thread(target=self._copy, args=(server, program), daemon=True)
            first = _read(program, 4)
            server.sendall(first + _read(program, struct.unpack("!I", first)[0] - 4))  # the start-up has no type
            backwards.start()
            inserted = False
            while True:
                head = _read(program, 5)
                body = _read(program, struct.unpack("!I", head[1:])[0] - 4)
                inserted |= b"INSERT INTO" in body and self.table.encode() in body
                if self.armed and inserted and body.startswith(b"COMMIT"):
                    self.armed = False
                    self._lose(program, server, head + body)
                    return
                if body.startswith(b"COMMIT"):
                    inserted = False
                server.sendall(head + body)

    def _lose(self, program: socket.socket, server: socket.socket, message: bytes) -> None:
        """Cut the program off, then let the server commit and wait until it has answered."""
        program.shutdown(socket.SHUT_RDWR)
        server.sendall(message)
        server.sendall(b"X\x00\x00\x00\x04")  # Terminate: the server ends the connection after the COMMIT
        with contextlib.suppress(OSError):
            while server.recv(65536):
                pass
        self.lost += 1

    def _copy(self, server: socket.socket, program: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                program.sendall(data)
        with contextlib.suppress(OSError):
            program.shutdown(socket.SHUT_RDWR)


def _read(source: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = source.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data
