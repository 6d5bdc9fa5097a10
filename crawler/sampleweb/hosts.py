"""Who is on the sample web: names, addresses, languages.

Every host has a loopback address of its own, but for two blogs that share one, as small
sites do with their hoster.
"""

from dataclasses import dataclass
from typing import Literal

from crawler.errors import SampleWebError
from crawler.sampleweb.wordlists import Tongue

Group = Literal["shops", "markets", "blogs", "forum", "news", "press", "trouble"]
# Where makers keep the pictures that all shops show.
PRESS = "makerspress.test"
DEMO: tuple[Group, ...] = ("shops", "markets", "blogs", "forum", "news")


@dataclass(frozen=True, slots=True)
class Host:
    """One host of the sample web."""

    name: str
    group: Group
    title: str
    language: Tongue
    address: str

    @property
    def says_etag(self) -> bool:
        """Whether its pages have an ETag, so that who has them need not take them."""
        return self.group in DEMO and self.name not in _NO_ETAG


_ROWS: tuple[tuple[str, Group, str, Tongue], ...] = (
    ("hearthlane.test", "shops", "Hearthlane", "en"),
    ("maisonvelle.test", "shops", "Maison Velle", "fr"),
    ("werkgarten.test", "shops", "Werkgarten", "de"),
    ("copperfinch.test", "shops", "Copperfinch & Co", "en"),
    ("oldmillstores.test", "shops", "Old Mill Stores", "en"),
    ("nightowlaudio.test", "shops", "Night Owl Audio", "en"),
    ("partnerfield.test", "markets", "Partnerfield", "en"),
    ("hopmarket.test", "markets", "Hopmarket", "en"),
    ("slowcuppa.test", "blogs", "Slow Cuppa", "en"),
    ("veloetjardin.test", "blogs", "Vélo et Jardin", "fr"),
    ("klangundlicht.test", "blogs", "Klang und Licht", "de"),
    ("threadmill.test", "forum", "Threadmill", "en"),
    ("daybreakpost.test", "news", "Daybreak Post", "en"),
    ("robots-allow.test", "trouble", "Open door", "en"),
    ("robots-some.test", "trouble", "Some doors closed", "en"),
    ("robots-delay.test", "trouble", "Slowly please", "en"),
    ("robots-404.test", "trouble", "No rules", "en"),
    ("robots-503.test", "trouble", "Rules out of order", "en"),
    ("robots-redirect.test", "trouble", "Rules elsewhere", "en"),
    ("robots-huge.test", "trouble", "Endless rules", "en"),
    ("robots-broken.test", "trouble", "Unreadable rules", "en"),
    ("sitemaps.test", "trouble", "Maps", "en"),
    ("redirects.test", "trouble", "Detours", "en"),
    ("refusals.test", "trouble", "Not today", "en"),
    ("slow.test", "trouble", "Patience", "en"),
    ("drops.test", "trouble", "Cut off", "en"),
    ("codings.test", "trouble", "Packed", "en"),
    ("lengths.test", "trouble", "Wrong measure", "en"),
    ("huge.test", "trouble", "Too much", "en"),
    ("charsets.test", "trouble", "Garbled", "en"),
    ("duplicates.test", "trouble", "Again", "en"),
    ("traps.test", "trouble", "Without end", "en"),
    ("fresh.test", "trouble", "Still fresh", "en"),
    ("rights.test", "trouble", "Reserved", "en"),
    ("doors.test", "trouble", "Closed doors", "en"),
    (PRESS, "press", "Makers' press pictures", "en"),
)  # fmt: skip
# Older shops and a hurried newspaper: their pages are taken again to be compared.
_NO_ETAG = ("oldmillstores.test", "nightowlaudio.test", "daybreakpost.test")
_SHARED = {"klangundlicht.test": "veloetjardin.test"}


def _hosts() -> dict[str, Host]:
    found: dict[str, Host] = {}
    for row in _ROWS:
        shared = _SHARED.get(row[0])
        last = len({host.address for host in found.values()}) + 1
        address = found[shared].address if shared else f"127.0.1.{last}"
        found[row[0]] = Host(*row, address=address)
    return found


HOSTS: dict[str, Host] = _hosts()


def chosen(only: tuple[str, ...]) -> tuple[Host, ...]:
    """Return the hosts named, or all of them."""
    unknown = sorted(set(only) - set(HOSTS))
    if unknown:
        known = ", ".join(HOSTS)
        raise SampleWebError(
            f"no host {', '.join(unknown)} on the sample web; choose from {known}"
        )
    return tuple(host for host in HOSTS.values() if not only or host.name in only)
