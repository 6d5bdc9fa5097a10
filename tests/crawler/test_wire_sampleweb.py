import asyncio

from wire_servers import outcome_of, run, wiring

from crawler.errors import WireError
from crawler.exchange import Ask
from crawler.sampleweb.serve import Background
from crawler.wire.client import Wire
from crawler.wire.settings import WireSettings

# What the sample web's worst pages come to; every other page is a whole answer.
ODD = {
    "codings.test/gzip-cut": "disconnect",
    "codings.test/chunked-cut": "disconnect",
    "codings.test/chunked-bad": "BadAnswer",
    "drops.test/reset": "Disconnected",
    "drops.test/silent": "Disconnected",
    "drops.test/in-head": "Disconnected",
    "drops.test/in-body": "disconnect",
    "huge.test/bomb": "length",
    "huge.test/big": "length",
    "huge.test/long-header": "HeaderFlood",
    "lengths.test/two": "BadAnswer",
    "lengths.test/negative": "BadAnswer",
    "lengths.test/words": "BadAnswer",
    "lengths.test/too-long": "disconnect",
    "slow.test/stalled-head": "TimedOut",
    "slow.test/stalled": "time",
}


async def ask_all(web: Background, hosts: list[str]) -> dict[str, str]:
    settings = WireSettings(allow_private=True, resolve=web.resolve)
    told: dict[str, str] = {}

    async def ask(wire: Wire, host: str, url: str) -> None:
        # Only one host is slow on purpose; a busy machine is no fault of the others.
        wait_s = 2.0 if host == "slow.test" else 30.0
        came = await outcome_of(
            wire, Ask(url, host, (), timeout_s=wait_s, max_bytes=1_000_000)
        )
        place = host + url.partition(f":{web.port}")[2]
        told[place] = (
            type(came).__name__ if isinstance(came, WireError) else came.truncated
        )

    async with wiring(settings) as wire:
        for host in hosts:
            await asyncio.gather(*(ask(wire, host, url) for url in web.urls(host)))
    return told


def test_every_trouble_of_the_sample_web_has_its_outcome(web: Background) -> None:
    told = run(ask_all(web, sorted(web.resolve)))
    assert {place: how for place, how in told.items() if how} == ODD
    assert len(told) > 2500
