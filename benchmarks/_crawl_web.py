"""nginx serves the site on a core of its own, and its log says who fetched what.

What a crawler says of itself proves nothing; the server's log does: which pages were
sent, how often, and how long it was from the first request to the last.
"""

import getpass
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._crawl_site import HOSTS, PORT, Site, address

_READY_S = 10.0
_CONFIG = """
user {user}; daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  default_type text/html; types {{ text/plain txt; text/html html; }} charset utf-8;
  log_format facts '$msec $server_addr $request_uri $status $request_time';
  access_log {folder}/access.log facts {buffer};
  sendfile on; tcp_nopush on; etag on; keepalive_timeout 300; keepalive_requests 1000000;
  open_file_cache max=4000 inactive=1h; open_file_cache_valid 1h;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ {listen} root {site}/$server_addr; index index.html; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the server's log says of one crawl."""

    pages: int
    missing: int
    repeats: int
    others: int
    seconds: float
    times: list[float]

    @property
    def pages_per_s(self) -> float:
        """Distinct pages from the first request to the last."""
        return self.pages / self.seconds if self.seconds else 0.0


def nginx() -> str:
    """Return the server's program, or end with what to install."""
    # Debian keeps it where only root looks by default.
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return found or sys.exit("the server is missing: apt-get install nginx-light")


@contextmanager
def served(
    site: Site, folder: Path, core: str, *, at_once: bool = False
) -> Iterator[Path]:
    """Serve `site` while the block runs; its log is whole after it, or `at_once`."""
    folder.mkdir(parents=True)
    listen = "".join(f"listen {address(n)}:{PORT};" for n in range(HOSTS))
    config = folder / "nginx.conf"
    # Its worker would be nobody otherwise, who may not reach the pages.
    buffer = "" if at_once else "buffer=256k"
    facts = {
        "buffer": buffer,
        "user": getpass.getuser(),
        "folder": folder,
        "site": site.folder,
    }
    config.write_text(_CONFIG.format(**facts, listen=listen))
    errors = ["-e", str(folder / "error.log")]
    server = subprocess.Popen(  # noqa: S603 (ours)
        ["/usr/bin/taskset", "-c", core, nginx(), "-c", str(config), *errors]
    )
    try:
        _wait_for(server, folder)
        yield folder / "access.log"
    finally:
        server.terminate()
        server.wait(10)


def proof(log: Path, site: Site) -> Proof:
    """Return what the log at `log` says of a crawl of `site`."""
    wanted, seen, times, others = site.paths(), Counter[tuple[str, str]](), [], 0
    for line in log.read_text().splitlines():
        at, host, asked, status, _ = line.split(" ")
        page = (host, asked)
        if status == "200" and page in wanted:
            seen[page] += 1
            times.append(float(at))
        elif asked != "/robots.txt":
            others += 1
    return Proof(
        pages=len(seen),
        missing=len(wanted) - len(seen),
        repeats=seen.total() - len(seen),
        others=others,
        seconds=max(times) - min(times) if times else 0.0,
        times=times,
    )


def spans(log: Path) -> Iterator[tuple[str, float, float]]:
    """Yield the host, start and end of each request."""
    for line in log.read_text().splitlines():
        end, host, *_, seconds = line.split(" ")
        yield host, float(end) - float(seconds), float(end)


def _wait_for(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection((address(HOSTS - 1), PORT), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    said = (folder / "error.log").read_text() if (folder / "error.log").exists() else ""
    sys.exit(f"nginx does not serve on port {PORT}: {said[-500:]}")
