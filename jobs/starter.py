"""What a new home begins with: every setting, commented out, and one campaign."""

import json
from pathlib import Path
from typing import Any

from jobs.setting import Setting
from jobs.settings import FILE, all_settings

_HEAD = """\
# Settings of this Harvestman home. Every line shows its default; take away the #
# to change it. The environment variable in brackets goes before this file.
"""
_CAMPAIGN = """\
# A campaign: what one crawl is to fetch. Start it with
#   harvestman crawl example.toml
name = "example"
seeds = ["https://example.com/"]

# Which links are followed: "host" (the seeds' hosts), "domain" or "any".
scope = "host"
# How many links from a seed the crawl goes; without it, as far as the scope.
depth = 3
# The crawl ends after so many pages.
max_pages = 500
# Addresses that match one of these regular expressions are left out.
exclude = ["/cart", "[?&]sort="]
# Fetch what the hosts' sitemaps list, as if it were seeds.
sitemaps = true
"""


def write_starter(home: Path) -> tuple[list[Path], list[Path]]:
    """Write the starting files of `home`; return what was written and what kept."""
    files = {
        home / FILE: settings_text(),
        home / "campaigns" / "example.toml": _CAMPAIGN,
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
