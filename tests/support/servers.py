"""Private servers for tests: real programs on free loopback ports, gone afterwards.

Each server is one context manager that gives an address. Its files lie in a folder of
its own under the temporary folder, readiness is a real exchange over its protocol, and
it runs in a process group of its own, which is ended by id whatever the test did.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import psycopg

READY_S = 60.0
STOP_S = 20.0
_BUCKET_SERVER = Path(__file__).with_name("bucket_server.py")


class ServerMissing(Exception):
    """A program is not installed; holds the Debian package that brings it."""


class ServerBroken(Exception):
    """A program ended, or never answered; holds what it wrote."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL without fsync; gives the URL of its database."""
    programs = _postgres_programs()
    # PostgreSQL refuses to run as root.
    user = ("postgres" if _exists("postgres") else "nobody") if not os.getuid() else ""
    with _folder(user) as folder:
        port = _free_port()
        data = folder / "data"
        make = [str(programs / "initdb"), "-D", str(data), "-U", "postgres"]
        make += ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(_as(user, make), check=True, capture_output=True, cwd=folder)
        serve = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        serve += ["-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        # Stopping at once spares a checkpoint of data that nobody keeps.
        with _running(_as(user, serve), folder, stop=signal.SIGQUIT) as wait_for:
            wait_for(lambda: postgres_answers(url))
            yield url


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing on disk; gives its URL."""
    program = _program("redis-server", package="redis-server")
    with _folder() as folder:
        port = _free_port()
        serve = [program, "--bind", "127.0.0.1", "--port", str(port)]
        serve += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        with _running(_as("", serve), folder) as wait_for:
            wait_for(lambda: answer(port, b"PING\r\n").startswith(b"+PONG"))
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def rabbitmq() -> Iterator[str]:
    """A RabbitMQ node with its own epmd; gives its URL."""
    epmd = _program("epmd", package="rabbitmq-server")
    # Debian's wrapper on PATH changes to a user of its own; the real one does not.
    serve = _program("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")
    with _folder() as folder:
        names_port, port = _free_port(), _free_port()
        env = _rabbitmq_environment(folder, names_port, port)
        names = [epmd, "-port", str(names_port), "-address", "127.0.0.1"]
        with (
            _running(_as("", names), folder) as wait_for_names,
            contextlib.ExitStack() as node,
        ):
            wait_for_names(lambda: answer(names_port, b"\x00\x01n") != b"")
            wait_for = node.enter_context(_running(_as("", [serve]), folder, env=env))
            wait_for(lambda: answer(port, b"AMQP\x00\x00\x09\x01")[:1] == b"\x01")
            yield f"amqp://guest:guest@127.0.0.1:{port}/"


@contextlib.contextmanager
def s3() -> Iterator[str]:
    """A server that speaks S3 and keeps all in memory; gives its URL."""
    with _folder() as folder:
        port = _free_port()
        serve = [sys.executable, str(_BUCKET_SERVER), str(port)]
        with _running(_as("", serve), folder) as wait_for:
            wait_for(lambda: answer(port, b"GET / HTTP/1.0\r\n\r\n") != b"")
            yield f"http://127.0.0.1:{port}"


def chromium() -> str:
    """Where the browser's program lies."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise ServerMissing("chromium")


def answer(port: int, request: bytes) -> bytes:
    """The first bytes that a loopback port answers; none when nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(request)
            return connection.recv(64)
    except OSError:
        return b""


def postgres_answers(url: str) -> bool:
    """Whether a PostgreSQL takes a statement."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _rabbitmq_environment(folder: Path, names_port: int, port: int) -> dict[str, str]:
    config = folder / "rabbitmq.conf"
    config.write_text(
        f"listeners.tcp.1 = 127.0.0.1:{port}\ndisk_free_limit.absolute = 1MB\n"
    )
    return {
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names_port),
        "HOME": str(folder),
        "RABBITMQ_CONFIG_FILE": str(config),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_DIST_PORT": str(_free_port()),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_NODENAME": f"harvestman{port}@localhost",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none"
        " -kernel inet_dist_use_interface {127,0,0,1}",
    }


Ready = Callable[[], bool]


@contextlib.contextmanager
def _running(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str] | None = None,
    stop: int = signal.SIGTERM,
) -> Iterator[Callable[[Ready], None]]:
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield lambda ready: _wait(process, ready, output)
        finally:
            _end(process, stop)


def _wait(process: subprocess.Popen[bytes], ready: Ready, log: IO[bytes]) -> None:
    deadline = time.monotonic() + READY_S
    while not ready():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
        if process.returncode is not None or time.monotonic() > deadline:
            log.seek(0)
            raise ServerBroken(log.read()[-2000:].decode(errors="replace"))


def _end(process: subprocess.Popen[bytes], stop: int) -> None:
    if process.poll() is None:
        process.send_signal(stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=STOP_S)
    # The group outlives its leader when a child hangs.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def _folder(owner: str = "") -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="harvestman-test-", ignore_cleanup_errors=True
    ) as name:
        if owner:
            shutil.chown(name, owner)
        yield Path(name)


def _as(user: str, command: list[str]) -> list[str]:
    # A server whose test run was killed must not live on.
    prefix = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    if user:
        group = str(pwd.getpwnam(user).pw_gid)
        prefix += ["--reuid", user, "--regid", group, "--clear-groups"]
    return [*prefix, *command]


def _exists(user: str) -> bool:
    return any(entry.pw_name == user for entry in pwd.getpwall())


def _postgres_programs() -> Path:
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    # Debian keeps them off PATH, one folder a version.
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise ServerMissing("postgresql")
    return found[-1].parent


def _program(name: str, package: str) -> str:
    if path := shutil.which(name):
        return path
    raise ServerMissing(package)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
