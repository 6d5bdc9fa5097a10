"""The crawlers that are compared: how each is started, and what it needs.

Each may have everything its makers put in, at its defaults where it has any: only
politeness is off, for all hosts are ours, and the number of connections is given.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jobs.cli.crawl import crawl

OTHERS = Path(__file__).parent / "_crawl_others"
STOCK = "scrapy"
OURS = "ours"
OUR_SPIDERS = "benchmarks._crawl_our_spiders"
ADDON = 'ADDONS={"crawler.addon.Harvestman": 0}'


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to crawl the site."""

    name: str
    command: Callable[[Path], list[str]]  # of the file with the home pages
    missing: Callable[[], str] = lambda: ""  # what to install, if it is not there
    cores: str = "0"


def peers(kept: Path) -> list[Peer]:
    """Return every way there is, the one compared with first.

    What cannot share our environment is expected in folders under `kept`.
    """
    python = kept / "crawlee-py" / "bin" / "python"
    return [
        Peer(STOCK, _spider("links")),
        Peer("scrapy-items", _spider("items")),
        Peer(OURS, _ours()),
        Peer("ours-no-store", _ours("--no-store"), _option("--no-store")),
        Peer("ours-scrapy-lane", _ours("--lane", "scrapy"), _option("--lane")),
        Peer(
            "ours-2-processes",
            _ours("--processes", "2"),
            _option("--processes"),
            cores="0,1",
        ),
        Peer("engine", _spider("links", ADDON, "HARVESTMAN_ENGINE=fast")),
        Peer("engine-items", _spider("items", ADDON, "HARVESTMAN_ENGINE=fast")),
        Peer(
            "engine-our-links",
            _spider("links", ADDON, "HARVESTMAN_ENGINE=fast", module=OUR_SPIDERS),
        ),
        Peer(
            "engine-our-links-items",
            _spider("items", ADDON, "HARVESTMAN_ENGINE=fast", module=OUR_SPIDERS),
        ),
        Peer(
            "engine-our-links-quick-items",
            _spider("quick-items", ADDON, "HARVESTMAN_ENGINE=fast", module=OUR_SPIDERS),
        ),
        Peer("scrapy-our-frontier", _frontier),
        Peer("wget2", _wget2, _program("wget2")),
        Peer("httrack", _httrack, _program("httrack")),
        Peer(
            "crawlee-py",
            lambda seeds: [str(python), str(OTHERS / "crawlee_py.py"), str(seeds)],
            lambda: (
                ""
                if python.exists()
                else f"python3 -m venv {python.parents[1]}"
                f" && {python} -m pip install 'crawlee[parsel]'"
            ),
        ),
        _node("crawlee-js", "@crawlee/cheerio@3", "crawlee.mjs", kept),
        # Newer packages of it came without the compiled part.
        _node("spider", "@spider-rs/spider-rs@0.0.157", "spider.mjs", kept),
    ]


def delayed(delay_s: float, at_once: int) -> Callable[[Path], list[str]]:
    """Return our crawl with a delay a host; a later option wins over an earlier one."""
    return _ours("--delay", str(delay_s), "--concurrency", str(at_once))


def scrapy_jobdir(delay_s: float, at_once: int) -> Callable[[Path], list[str]]:
    """Return stock Scrapy with a delay a host that keeps its state in a JOBDIR."""

    def command(seeds: Path) -> list[str]:
        kept = f"JOBDIR={seeds.parent / 'job'}"
        polite = (f"DOWNLOAD_DELAY={delay_s}", "RANDOMIZE_DOWNLOAD_DELAY=0")
        return _spider("links", kept, *polite, f"CONCURRENT_REQUESTS={at_once}")(seeds)

    return command


def scrapy_polite(delay_s: float, at_once: int) -> Callable[[Path], list[str]]:
    """Return stock Scrapy with a delay a host, over names that no DNS knows."""
    polite = (f"DOWNLOAD_DELAY={delay_s}", "RANDOMIZE_DOWNLOAD_DELAY=0")
    return _spider("names", *polite, f"CONCURRENT_REQUESTS={at_once}")


def _spider(
    name: str, *settings: str, module: str = "benchmarks._crawl_spiders"
) -> Callable[[Path], list[str]]:
    program = [sys.executable, "-m", module, name]
    return lambda seeds: [*program, str(seeds), *settings]


def _ours(*options: str) -> Callable[[Path], list[str]]:
    def command(seeds: Path) -> list[str]:
        program = [str(Path(sys.executable).parent / "harvestman"), "crawl"]
        polite = ["--delay", "0", "--concurrency", "64", "--allow-private"]
        places = ["--seeds", str(seeds), "--home", str(seeds.parent / "home")]
        return [*program, *places, *polite, *options]

    return command


def _frontier(seeds: Path) -> list[str]:
    home = f"HARVESTMAN_HOME={seeds.parent / 'home'}"
    return _spider("links", ADDON, "HARVESTMAN_ENGINE=scrapy", home)(seeds)


def _wget2(seeds: Path) -> list[str]:
    addresses = seeds.read_text().split()
    return [
        "wget2",
        "--quiet",
        "--recursive",
        "--level=0",
        "--span-hosts",
        f"--domains={','.join(_hosts(addresses))}",
        "--delete-after",
        "--max-threads=64",
        "--no-robots",
        "--no-config",
        "--compression=identity",
        f"--directory-prefix={seeds.parent / 'kept'}",
        f"--input-file={seeds}",
    ]


def _httrack(seeds: Path) -> list[str]:
    addresses = seeds.read_text().split()
    return [
        "httrack",
        *addresses,
        "-O",
        str(seeds.parent / "kept"),
        *(f"+{host}:*" for host in _hosts(addresses)),
        "--quiet",
        "--disable-security-limits",
        "--sockets=64",
        "--connection-per-second=0",
        "--max-rate=0",
        "--robots=0",
        "--depth=9999",
        "--near=0",
        "--cache=0",
    ]


def _node(name: str, package: str, script: str, kept: Path) -> Peer:
    folder = kept / name
    return Peer(
        name,
        lambda seeds: ["node", str(OTHERS / script), str(seeds), str(folder)],
        lambda: (
            ""
            if (folder / "node_modules").exists()
            else f"npm install --prefix {folder} {package}"
        ),
    )


def _option(name: str) -> Callable[[], str]:
    known = any(name in option.opts for option in crawl.params)
    return lambda: "" if known else f"a `harvestman crawl` that knows {name}"


def _program(name: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(name) else f"apt-get install {name}"


def _hosts(addresses: list[str]) -> list[str]:
    return [one.split("/")[2].split(":")[0] for one in addresses]
