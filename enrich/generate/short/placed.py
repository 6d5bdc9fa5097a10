"""One teller's sayings in all places that have little room, each in an order of its own."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from enrich.generate.short.channels import most
from enrich.generate.short.sayings import (
    Voice,
    chosen,
    filled,
    fitting,
    joined,
    shortened,
    turned,
)
from enrich.generate.short.script import script
from enrich.generate.work import Text

# More make a list of what should be read in passing.
_MOST_SAYINGS = 5
_SHORTEST_NAME = 8


class Wordings(msgspec.Struct, frozen=True, kw_only=True):
    """What is said around the facts."""

    openings: Sequence[str]
    questions: Sequence[str]
    subjects: Sequence[str]
    calls: Sequence[str]
    headlines: Sequence[str]
    ends: Sequence[str]


class Teller(Protocol):
    """Who tells of one thing: its key, its name, what is worth saying of it."""

    @property
    def key(self) -> str:
        """What its wordings are chosen by."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def voice(self) -> Voice:
        """The names that its sentences need."""

    @property
    def short(self) -> list[Text]:
        """What is worth saying in a few words, the weightiest first."""

    def long(self, place: str) -> list[Text]:
        """Return what is worth saying in sentences, worded as `place` has it."""

    def description(self) -> Text:
        """Return what a shop shows beside it."""


def placed(teller: Teller, words: Wordings) -> dict[str, Text]:
    """Return the texts of `teller` by their slots; where nothing fits, none."""
    hook = opening(teller, words.questions, most("video_hook"))
    found = {
        "description": teller.description(),
        **_search(teller, words),
        **_social(teller, words),
        **_email(teller, words),
        **script(hook, teller.short, teller.voice.says(words.ends)),
    }
    return {slot: text for slot, text in found.items() if text}


def opening(
    teller: Teller, wordings: Sequence[str], limit: int, place: str = ""
) -> Text | None:
    """Return a first sentence with as much of the name as `limit` has room for.

    Where texts of one thing stand in several places, each begins in its own way.
    """
    key = f"{teller.key}{place}"
    return fitting(_openings(teller, key, wordings, limit), limit)


def _openings(
    teller: Teller, key: str, wordings: Sequence[str], limit: int
) -> Iterator[Text]:
    longest, shortest = (min(n, len(teller.name)) for n in (limit, _SHORTEST_NAME))
    for length in range(longest, shortest - 1, -1):
        it = shortened(teller.name, length)
        if len(it) == length:
            yield Voice(key, {**teller.voice.names, "it": it}).says(wordings)


def _search(teller: Teller, words: Wordings) -> dict[str, Text | None]:
    short = teller.short
    call = teller.voice.says(words.calls)
    small = [bare for one in short if len((bare := _bare(one)).text) <= 30]
    calls = [Text(text=words.headlines[n]) for n in _order(teller, words.headlines)]
    second, third = [*small, *calls][:2]
    return {
        "seo_title": _title(teller, words),
        "meta_description": _after(teller, words, 0, "meta_description"),
        "search_headline_1": opening(teller, ["{it}"], most("search_headline_1")),
        "search_headline_2": second,
        "search_headline_3": third,
        "search_text_1": filled([*short, call], most("search_text_1")),
        "search_text_2": filled([*turned(short, 2), call], most("search_text_2")),
    }


def _title(teller: Teller, words: Wordings) -> Text | None:
    limit = most("seo_title")
    calls = [Text(text=words.headlines[n]) for n in _order(teller, words.headlines)]
    ends = [*map(_bare, teller.short[:1]), *calls]
    whole = [Text(text=f"{teller.name} | {end.text}", facts=end.facts) for end in ends]
    return fitting([*whole, opening(teller, ["{it}"], limit)], limit)


def _social(teller: Teller, words: Wordings) -> dict[str, Text | None]:
    return {
        "meta_text": _after(teller, words, 1, "meta_text"),
        "meta_headline": opening(teller, ["{it}"], most("meta_headline")),
        "x_post": _after(teller, words, 2, "x_post"),
        "pinterest_title": opening(teller, words.questions, most("pinterest_title")),
        "pinterest_text": _prose(teller, "pinterest_text"),
        "tiktok_text": _after(teller, words, 4, "tiktok_text"),
    }


def _email(teller: Teller, words: Wordings) -> dict[str, Text | None]:
    call = teller.voice.says(words.calls)
    short = turned(teller.short, 1)
    return {
        "email_subject": opening(teller, words.subjects, most("email_subject")),
        "email_preheader": filled([*short, call], most("email_preheader")),
        "email_teaser": _prose(teller, "email_teaser"),
    }


def _after(teller: Teller, words: Wordings, turn: int, slot: str) -> Text | None:
    """Return an opening, short sayings beginning at `turn`, and a call to look."""
    call = words.calls[chosen(f"{teller.key}{slot}", len(words.calls))]
    limit = most(slot) - len(call) - 1
    first = opening(teller, words.openings, limit * 2 // 3, slot)
    if first is None:
        return None
    sayings = turned(teller.short, turn)[:_MOST_SAYINGS]
    told = filled([first, *sayings], limit)
    return joined([told, Text(text=call)]) if told else None


def _prose(teller: Teller, slot: str) -> Text | None:
    """Return whole sentences, as many as there is room for."""
    return filled(teller.long(slot), most(slot))


def _order(teller: Teller, wordings: Sequence[str]) -> list[int]:
    first = chosen(teller.key, len(wordings))
    return [(first + n) % len(wordings) for n in range(len(wordings))]


def _bare(text: Text) -> Text:
    return Text(text=text.text.rstrip("."), facts=text.facts)
