"""A frontier in Redis with Lua scripts as a peer, and the server it runs on.

    seen            set     fingerprints
    q:HOST          list    pending URLs of a host
    ready           zset    hosts by the time from which they may be asked
    leases          hash    id -> URL, until it is done

A leased host stands in `ready` at the end of its lease, so a lost worker frees it. Each
script takes one message-packed argument: that was faster than many arguments. There are
two kinds: `PLAIN` calls Redis for each URL, as such scripts are mostly written; `BULK`
gathers what it has to say into few calls, and is the fastest of the ways tried. The
server keeps an append-only file, synced every second.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from redis import Redis

LEASE_S = 600.0
_READY_S = 30.0
_STOP_S = 20.0
Leases = tuple[list[int], list[str], list[str]]  # ids, hosts, URLs
Scripts = tuple[str, str, str]  # to schedule, to lease, to free

# Lua's unpack has room for some thousand values on its stack.
_IN_CHUNKS = """
local function in_chunks(command, key, values)
  for from = 1, #values, 4000 do
    redis.call(command, key, unpack(values, from, math.min(from + 3999, #values)))
  end
end
"""
_BULK_SCHEDULE = (
    _IN_CHUNKS
    + """
local prints, hosts, urls, now = unpack(cmsgpack.unpack(ARGV[1]))
local fresh, lists, times, accepted = {}, {}, {}, 0
for from = 1, #prints, 4000 do
  local upto = math.min(from + 3999, #prints)
  local known = redis.call('SMISMEMBER', 'seen', unpack(prints, from, upto))
  for i = from, upto do
    local print = prints[i]
    if known[i - from + 1] == 0 and not fresh[print] then
      fresh[print] = true
      accepted = accepted + 1
      local list = lists[hosts[i]]
      if list then list[#list + 1] = urls[i] else lists[hosts[i]] = {urls[i]} end
    end
  end
end
local marks = {}
for print in pairs(fresh) do marks[#marks + 1] = print end
in_chunks('SADD', 'seen', marks)
for host, list in pairs(lists) do
  in_chunks('RPUSH', 'q:' .. host, list)
  times[#times + 1] = now
  times[#times + 1] = host
end
for from = 1, #times, 4000 do
  local upto = math.min(from + 3999, #times)
  redis.call('ZADD', 'ready', 'NX', unpack(times, from, upto))
end
return accepted
"""
)
_BULK_TAKE = (
    _IN_CHUNKS
    + """
local count, now, expires = unpack(cmsgpack.unpack(ARGV[1]))
local ids, hosts, urls, times, leases, idle = {}, {}, {}, {}, {}, {}
local found = redis.call('ZRANGE', 'ready', '-inf', now, 'BYSCORE', 'LIMIT', 0, count)
local id = redis.call('INCRBY', 'last', count) - count
for _, host in ipairs(found) do
  local url = redis.call('LPOP', 'q:' .. host)
  if url then
    id = id + 1
    ids[#ids + 1], hosts[#hosts + 1], urls[#urls + 1] = id, host, url
    leases[#leases + 1] = id
    leases[#leases + 1] = url
    times[#times + 1] = expires
    times[#times + 1] = host
  else
    idle[#idle + 1] = host
  end
end
in_chunks('ZADD', 'ready', times)
in_chunks('HSET', 'leases', leases)
in_chunks('ZREM', 'ready', idle)
return cmsgpack.pack({ids, hosts, urls, #found})
"""
)
_BULK_DONE = (
    _IN_CHUNKS
    + """
local ids, hosts, free = unpack(cmsgpack.unpack(ARGV[1]))
local times = {}
for _, host in ipairs(hosts) do
  times[#times + 1] = free
  times[#times + 1] = host
end
in_chunks('ZADD', 'ready', times)
in_chunks('HDEL', 'leases', ids)
"""
)
_SCHEDULE = """
local prints, hosts, urls, now = unpack(cmsgpack.unpack(ARGV[1]))
local accepted = 0
for i, print in ipairs(prints) do
  if redis.call('SADD', 'seen', print) == 1 then
    accepted = accepted + 1
    if redis.call('RPUSH', 'q:' .. hosts[i], urls[i]) == 1 then
      redis.call('ZADD', 'ready', 'NX', now, hosts[i])
    end
  end
end
return accepted
"""
_TAKE = """
local count, now, expires = unpack(cmsgpack.unpack(ARGV[1]))
local ids, hosts, urls = {}, {}, {}
local found = redis.call('ZRANGE', 'ready', '-inf', now, 'BYSCORE', 'LIMIT', 0, count)
local id = redis.call('INCRBY', 'last', count) - count
for _, host in ipairs(found) do
  local url = redis.call('LPOP', 'q:' .. host)
  if url then
    id = id + 1
    ids[#ids + 1], hosts[#hosts + 1], urls[#urls + 1] = id, host, url
    redis.call('HSET', 'leases', id, url)
    redis.call('ZADD', 'ready', expires, host)
  else
    redis.call('ZREM', 'ready', host)
  end
end
return cmsgpack.pack({ids, hosts, urls, #found})
"""
_DONE = """
local ids, hosts, free = unpack(cmsgpack.unpack(ARGV[1]))
for i, id in ipairs(ids) do
  redis.call('ZADD', 'ready', free, hosts[i])
  redis.call('HDEL', 'leases', id)
end
"""
PLAIN = (_SCHEDULE, _TAKE, _DONE)
BULK = (_BULK_SCHEDULE, _BULK_TAKE, _BULK_DONE)


class Server(NamedTuple):
    """A running Redis."""

    port: int
    pid: int
    folder: Path


class RedisFrontier:
    """URLs, leases and host clocks in one database of a Redis."""

    def __init__(self, port: int, scripts: Scripts = BULK, database: int = 0) -> None:
        self.redis = Redis("127.0.0.1", port, db=database)
        self.redis.flushdb()
        self._schedule, self._take, self._done = (
            self.redis.register_script(script) for script in scripts
        )
        self._pack = msgspec.msgpack.Encoder().encode
        self._unpack = msgspec.msgpack.Decoder(
            tuple[list[int], list[str], list[str], int]
        ).decode

    def schedule(
        self, prints: list[str], hosts: list[str], texts: list[str], now: float
    ) -> int:
        """Keep what is new of a batch; return how many that were."""
        return self._schedule(args=[self._pack((prints, hosts, texts, now))])

    def next_batch(self, count: int, now: float) -> Leases:
        """Lease at most `count` URLs, one a host."""
        while True:
            packed = self._take(args=[self._pack((count, now, now + LEASE_S))])
            ids, hosts, texts, looked = self._unpack(packed)
            # A script that met only hosts without URLs took them away; ask again.
            if ids or not looked:
                return ids, hosts, texts

    def done(self, leases: Leases, until: float) -> None:
        """Free the hosts from `until` on and forget the URLs."""
        self._done(args=[self._pack((leases[0], leases[1], until))])

    def close(self) -> None:
        """Close the connection."""
        self.redis.close()


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Run a Redis on a free loopback port."""
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("redis-server is missing; `make services` installs it")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        port = _free_port()
        command = [program, "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--dir", folder, "--save", "", "--appendonly", "yes"]
        command += ["--appendfsync", "everysec"]
        # Reading its file again is measured in place.
        command += ["--enable-debug-command", "local"]
        # Its own rewriting of the file would only cost it time here.
        command += ["--auto-aof-rewrite-percentage", "0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            _wait(port, process)
            yield Server(port, process.pid, Path(folder))
        finally:
            _end(process)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.02)
    sys.exit("redis-server did not start")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.sendall(b"PING\r\n")
            return probe.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.kill(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_STOP_S)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
