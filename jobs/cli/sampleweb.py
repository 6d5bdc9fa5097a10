"""`harvestman sampleweb`: the sample web on loopback, for trying things."""

import json
from pathlib import Path
from typing import Any

import click

from crawler.sampleweb.serve import run
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb, resolve_map


@click.command(
    epilog="""\b
Examples:
  harvestman sampleweb
  harvestman sampleweb --port 9000 --day 3 --access-log access.jsonl

Its hosts have names under .test; the lines printed say how to reach them. Whoever crawls
them all gives HARVESTMAN_CRAWL_RESOLVE the table that --json prints as `resolve`."""
)
@click.option("--port", type=click.IntRange(0, 65535), default=8790, show_default=True)
@click.option("--day", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--access-log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every request here, one JSON object a line.",
)
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the truth of every page here, one JSON object a line.",
)
@click.option("--json", "as_json", is_flag=True, help="Say where it is as JSON.")
def sampleweb(
    access_log: Path | None, manifest: Path | None, as_json: bool, **web: Any
) -> None:
    """Serve a small, deterministic internet on loopback until Ctrl-C."""

    def ready(made: SampleWeb) -> None:
        if manifest:
            made.write_manifest(manifest)
        _say(made, as_json)

    run(WebSettings(**web), access_log, ready)


def _say(web: SampleWeb, as_json: bool) -> None:
    port, hosts = web.settings.port, resolve_map(web)
    if as_json:
        print(json.dumps({"port": port, "resolve": hosts}), flush=True)
        return
    name, address = next(iter(hosts.items()))
    print(f"{len(hosts)} hosts on port {port} (Ctrl-C ends them):")
    for one in web.hosts:
        print(f"  http://{one.name}:{port}/  at {one.address}  ({one.group})")
    print(f"Try: curl --resolve {name}:{port}:{address} http://{name}:{port}/")
    known = json.dumps({name: address})
    print(
        f"or:  HARVESTMAN_CRAWL_RESOLVE='{known}' harvestman crawl"
        f" http://{name}:{port}/ --allow-private --delay 0.1",
        flush=True,
    )
