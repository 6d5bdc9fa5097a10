"""One review or post as a page shows it, while it is read: with its author's name."""

import msgspec

from extract.stories.datetext import Written


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said, who, and when; it never leaves the room with the name."""

    text: str | None
    author: str | None
    date: Written | None
    rating: float | None = None
    is_review: bool = False
