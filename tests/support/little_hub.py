"""A hub of one model on loopback, in the four answers that its client asks for."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0" * 40


@contextmanager
def hub(folder: Path) -> Iterator[str]:
    """Serve the files in `folder` as the model owner/model; yield the hub's address."""
    handler = type("Hub", (_Hub,), {"folder": folder})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Hub(BaseHTTPRequestHandler):
    folder: Path

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        body = self._body(path)
        self.send_response(404 if body is None else 200)
        data = body or b""
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if with_body:
            self.wfile.write(data)

    def _body(self, path: str) -> bytes | None:
        names = sorted(file.name for file in self.folder.iterdir())
        if path.startswith("/api/models/owner/model/tree/"):
            return json.dumps([self._file(name) for name in names]).encode()
        if path.startswith("/api/models/owner/model"):
            files = [{"rfilename": name} for name in names]
            told = {"id": "owner/model", "sha": COMMIT, "siblings": files}
            return json.dumps(told).encode()
        name = path.rpartition("/")[2]
        is_file = path.startswith("/owner/model/resolve/") and name in names
        return (self.folder / name).read_bytes() if is_file else None

    def _file(self, name: str) -> dict[str, object]:
        size = (self.folder / name).stat().st_size
        return {"type": "file", "path": name, "size": size, "oid": COMMIT}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return
