"""`harvestman run`, killed at random moments, against a run that nobody disturbed.

Some hosts of the sample web are crawled once, and the home is copied. In one copy
`harvestman run` has its way. In the other its whole process group gets SIGKILL at
moments drawn from the length of the undisturbed run, and it is started again, until all
kills are spent; then it may end. After that both homes take in the next day of the same
web, and again one run is disturbed and one is not. What counts in lake, ledger, shop
and generated files must be the same (`_jobs_tables.py` says what does not count), and
`harvestman verify` must say the same.

    python -m benchmarks.jobs_run_killed [--kills 20] [--seed N] [--hosts small|large]
"""

import argparse
import json
import math
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue

from benchmarks._jobs_tables import held, unlike
from benchmarks._jobs_web import (
    LARGE,
    SMALL,
    command,
    free_port,
    sample_web,
    settled,
    told,
)

# What a rule may approve is approved, so that this part of the chain is killed as well.
_SETTINGS = {"approve": "rule"}
_LIMIT_S = 600.0
_START, _ENDED = "start", "ended"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a run: so many seconds after `step` began."""

    step: str
    after_s: float


@dataclass(slots=True)
class Log:
    """When the steps of a run began, from its log lines; `start` is the program's."""

    steps: list[tuple[str, float]]
    seconds: float

    def at(self, moment_s: float) -> Moment:
        """Return where the run was so many seconds after it began."""
        step, began = max(
            (one for one in self.steps if one[1] <= moment_s), key=lambda one: one[1]
        )
        return Moment(step, moment_s - began)


def main() -> None:
    """Kill and compare; the last line is one JSON object, and what differs comes first."""
    asked = _asked()
    chance = random.Random(asked.seed)  # noqa: S311 (no secret)
    hosts = LARGE if asked.hosts == "large" else SMALL
    with tempfile.TemporaryDirectory(dir=asked.keep) as folder:
        facts = compared(Path(folder), hosts, (asked.kills, chance))
    print(json.dumps(facts | {"seed": asked.seed, "hosts": asked.hosts}))
    if facts["unlike"]:
        raise SystemExit(1)


def compared(
    folder: Path, hosts: tuple[str, ...], kills: tuple[int, random.Random]
) -> dict[str, object]:
    """Run both days in both homes; say what differs after each."""
    number, chance = kills
    calm, killed = folder / "calm", folder / "killed"
    port, found, struck, seconds = free_port(), list[str](), list[str](), 0.0
    day_of = datetime.now(UTC).date()
    for day, share in enumerate((number - number // 2, number // 2)):
        with sample_web(day, port, hosts) as web:
            settled(calm, web, generate=_SETTINGS)
            told(calm, "extract")  # both homes have the salt of authors' names
            told(calm, "crawl", *web.seeds())
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(calm, killed)
        log = undisturbed(calm)
        seconds += log.seconds
        moments = sorted(chance.uniform(0, log.seconds) for _ in range(share))
        struck += [struck_at(killed, log.at(moment)) for moment in moments]
        undisturbed(killed)
        found += [f"day {day}: {one}" for one in unlike(held(calm), held(killed))]
        found += [f"day {day}: {one}" for one in _verdicts(calm, killed)]
    if datetime.now(UTC).date() != day_of:
        raise SystemExit(
            "it became midnight, and what is made tells its day; run it again"
        )
    for one in found:
        print(one)
    return {
        "name": "jobs_run_killed",
        "peer": "the same run, undisturbed",
        "kills": len(struck),
        "struck": struck,
        "undisturbed_s": round(seconds, 1),
        "tables": len(held(calm)),
        "rows": sum(rows.total() for rows in held(calm).values()),
        "unlike": len(found),
    }


def undisturbed(home: Path) -> Log:
    """Run to the end and return when each step began."""
    began, steps = time.monotonic(), [(_START, 0.0)]
    with running(home) as (run, begun):
        while (step := begun.get(timeout=_LIMIT_S)) is not None:
            steps.append((step, time.monotonic() - began))
        code = run.wait(_LIMIT_S)
    if code:
        raise SystemExit(f"harvestman run ended with {code} in {home}")
    return Log(steps, time.monotonic() - began)


def struck_at(home: Path, moment: Moment) -> str:
    """Kill a run at `moment`, or earlier where it ended before; return its step."""
    while (step := run_killed(home, moment)) == _ENDED:
        moment = Moment(moment.step, moment.after_s / 2)
    return step


def run_killed(home: Path, moment: Moment) -> str:
    """Kill a run at `moment`, or once that step is over; return the step it was in."""
    step, due = _START, math.inf
    with running(home) as (run, begun):
        while True:
            if step == moment.step and due == math.inf:
                due = time.monotonic() + moment.after_s
            elif step != moment.step and due < math.inf:
                due = 0.0
            try:
                wait_s = min(due - time.monotonic(), _LIMIT_S)
                after = begun.get(timeout=max(wait_s, 0.0))
            except Empty:
                os.killpg(run.pid, signal.SIGKILL)
                return step
            if after is None:
                return _ENDED
            step = after


@contextmanager
def running(
    home: Path,
) -> Iterator[tuple[subprocess.Popen[str], "Queue[str | None]"]]:
    """Start `harvestman run` in a group of its own; yield it and the steps it begins."""
    begun: Queue[str | None] = Queue()
    with subprocess.Popen(  # noqa: S603 (ours)
        command(home, "run"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        reader = threading.Thread(target=_read, args=(run, begun))
        reader.start()
        yield run, begun
        reader.join()


def _read(run: subprocess.Popen[str], begun: "Queue[str | None]") -> None:
    for line in run.stderr or ():
        said = json.loads(line) if line.startswith("{") else {}
        if said.get("event") == "step_started":
            begun.put(said["step"])
    begun.put(None)


def _verdicts(calm: Path, killed: Path) -> Iterator[str]:
    """Yield what `harvestman verify` says of one home alone."""
    of_calm, of_killed = (_verdict(home) for home in (calm, killed))
    if of_calm != of_killed:
        yield f"verify: {of_calm or 'whole'} / {of_killed or 'whole'}"


def _verdict(home: Path) -> list[dict[str, str]]:
    done = subprocess.run(  # noqa: S603 (ours)
        command(home, "verify", "--all"), capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise SystemExit(f"harvestman verify failed: {done.stderr[-2_000:]}")
    found: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])["findings"]
    return found


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().getrandbits(32)
    )
    parser.add_argument("--hosts", choices=("small", "large"), default="large")
    parser.add_argument("--keep", help="a folder in which the homes are made")
    return parser.parse_args()


if __name__ == "__main__":
    main()
