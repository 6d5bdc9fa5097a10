"""Where a short text is to stand, and how many letters it has there.

A limit is the one that a channel states for itself, or where it cuts what is longer; what
each is from is said beside it. Emails and search results are cut by programs that show
them: there it is what all common ones show.
"""

from collections.abc import Mapping

import msgspec


class Slot(msgspec.Struct, frozen=True):
    """One kind of text: how many letters it may have, in which channel, by what rule."""

    most: int
    channel: str
    source: str


_SEARCH_ADS = "Google Ads, responsive search ads: {}"
_SCRIPT = "{} seconds of speech; see script.py"

SLOTS: Mapping[str, Slot] = {
    "description": Slot(1200, "shop", "80 to 160 words, as shops advise"),
    "seo_title": Slot(60, "search result", "Google cuts titles at about 600 dots"),
    "meta_description": Slot(155, "search result", "Google cuts snippets at two lines"),
    "search_headline_1": Slot(30, "search ad", _SEARCH_ADS.format("three at least")),
    "search_headline_2": Slot(30, "search ad", _SEARCH_ADS.format("three at least")),
    "search_headline_3": Slot(30, "search ad", _SEARCH_ADS.format("three at least")),
    "search_text_1": Slot(90, "search ad", _SEARCH_ADS.format("two at least")),
    "search_text_2": Slot(90, "search ad", _SEARCH_ADS.format("two at least")),
    "meta_text": Slot(125, "Facebook, Instagram", "Meta shows so much before `more`"),
    "meta_headline": Slot(40, "Facebook, Instagram", "Meta's ads guide"),
    "x_post": Slot(280, "X", "a post's length; a link takes 23, which are left free"),
    "pinterest_title": Slot(100, "Pinterest", "Pinterest's specification of ads"),
    "pinterest_text": Slot(500, "Pinterest", "Pinterest's specification of ads"),
    "tiktok_text": Slot(100, "TikTok", "TikTok's specification of ads"),
    "email_subject": Slot(50, "email", "phones cut subjects there"),
    "email_preheader": Slot(90, "email", "inboxes show so much beside a subject"),
    "email_teaser": Slot(300, "email", "two or three sentences"),
    "video_hook": Slot(70, "video", _SCRIPT.format("3 to 5")),
    **{
        f"video_point_{n}": Slot(120, "video", _SCRIPT.format("3 to 6"))
        for n in range(1, 6)
    },
    "video_close": Slot(90, "video", _SCRIPT.format("3 to 5")),
}
# A post of X is to have room for its link.
ROOM = {"x_post": 24}
FEWEST_WORDS, MOST_WORDS = 80, 160


def most(slot: str) -> int:
    """Return how many letters a text for `slot` may have."""
    return SLOTS[slot].most - ROOM.get(slot, 0)
