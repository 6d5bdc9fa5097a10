"""What a new home begins with: every setting, commented out, and one campaign."""

import json
from pathlib import Path
from typing import Any

from jobs.setting import Setting
from jobs.settings import FILE, all_settings
from jobs.templates import TEMPLATES

_HEAD = """\
# Settings of this Harvestman home. Every line shows its default; take away the #
# to change it. The environment variable in brackets goes before this file.
"""
_CAMPAIGN = """\
# A campaign: what one crawl is to fetch. Start it with
#   harvestman crawl example
# and look at it with `harvestman campaign show example`. All that may stand here is in
# docs/campaigns.md; take away the # to say something.
name = "example"

# Where it starts. Lists, tables (.csv, .jsonl, .parquet), sitemaps and feeds do as well.
seeds = ["https://example.com/"]
# seed_files = ["urls.txt"]
# seed_sitemaps = ["https://example.com/sitemap.xml"]
# seed_feeds = ["https://example.com/feed.rss"]
# Fetch what the hosts' own sitemaps list, as if it were seeds.
sitemaps = true

# Which links are followed: "host" (the seeds' hosts), "domain" or "any".
scope = "host"
# How many links from a seed the crawl goes; without it, as far as the scope.
depth = 3
# Addresses that match one of these regular expressions are left out; with `include`,
# all others are.
exclude = ["/cart", "[?&]sort="]
# include = ["/p/", "/category/"]

# What goes first: "breadth" (near the seeds), "depth", or "best" by a score.
# order = "best"
# score = '10 * (kind == "product") + 2 * has(anchor, "sale") - depth'

# One call ends after so many pages, so much data, so much time; the next one goes on.
max_pages = 500
# max_bytes = "2 GB"
# max_time = "1h"
# So many pages of one host, over all calls.
# pages_per_host = 1000

# The name that hosts see, and where their owners find you: say it before you crawl.
# user_agent = "examplebot"
# contact = "https://example.com/crawler"

# Once you have begun it, a worker (`harvestman serve`) goes on with it every hour, and
# comes to each page again when that is due. To have it otherwise, in UTC: "every 6h",
# "daily 03:30", as cron has it; or "never", and only you start it.
# schedule = "daily 03:30"

# Pages that changed are fetched again sooner, others later, within these bounds.
# [revisit]
# offers = "6h"          # from the first visit to the second, of a page with a price
# pages = "1d"           # of all others
# shortest = "1h"
# longest = "14d"
# on = false             # each page once, and never again

# [politeness]
# delay = "2s"           # from a host's answer to the next request

# [render]
# js = "never"           # no browser, but for:
# always = ["/app/"]
# Beside their own domain, rendered pages may fetch scripts and data from these hosts.
# hosts = ["cdn.example.net", "*.edge.example"]

# What is done in rendered pages whose address matches, before they are read.
# [[render.actions]]
# match = "/category/"   # without it: in every rendered page
# steps = [{ click = "#accept" }, { wait_for = ".product" }, { scroll = 3 }]
"""
CAMPAIGNS = {"example": _CAMPAIGN, **TEMPLATES}


def write_starter(
    home: Path, template: str = "example"
) -> tuple[list[Path], list[Path]]:
    """Write the starting files of `home`; return what was written and what kept."""
    files = {
        home / FILE: settings_text(),
        home / "campaigns" / f"{template}.toml": CAMPAIGNS[template],
    }
    written = []
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        written.append(path)
    return written, [path for path in files if path not in written]


def settings_text() -> str:
    """Return a settings file in which every setting stands, commented out."""
    lines, section = [_HEAD], ""
    for setting in all_settings():
        if setting.section != section:
            section = setting.section
            lines.append(f"\n[{section}]")
        lines.append(f"# {setting.description} [{setting.variable}]")
        if setting.secret:
            lines.append("# (a secret: it may come from the environment alone)")
        else:
            lines.append(f"# {setting.name} = {toml_value(setting)}")
    return "\n".join(lines) + "\n"


def toml_value(setting: Setting) -> str:
    """Return the default of `setting` as TOML."""
    default: Any = setting.default
    if default is None:
        return '""'
    if isinstance(default, dict):
        pairs = (
            f"{json.dumps(key)} = {json.dumps(value)}" for key, value in default.items()
        )
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(default)
