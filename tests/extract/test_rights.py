from collections.abc import Callable

import pytest

from extract.page import Page
from extract.rights import Rights, rights


@pytest.mark.parametrize(
    ("head", "headers", "expected"),
    [
        ("", {}, Rights()),
        ('<meta name="ROBOTS" content="NOINDEX, nofollow">', {},
         Rights(noindex=True, nofollow=True)),
        ('<meta name="robots" content="none">', {}, Rights(noindex=True, nofollow=True)),
        ("", {"x-robots-tag": "noarchive"}, Rights(noarchive=True)),
        ("", {"X-Robots-Tag": "otherbot: noindex, nofollow"}, Rights()),
        ("", {"X-Robots-Tag": "otherbot: noindex, harvestman: noarchive"},
         Rights(noarchive=True)),
        ("", {"X-Robots-Tag": "unavailable_after: 25 Jun 2030, noindex"},
         Rights(noindex=True)),
        ("", {"TDM-Reservation": "1"}, Rights(tdm_reservation=True)),
        ('<meta name="tdm-reservation" content="1">', {}, Rights(tdm_reservation=True)),
        ('<meta name="tdm-reservation" content="0">', {}, Rights()),
        ('<link rel="license" href="/cc-by">', {}, Rights(licence="https://shop.test/cc-by")),
    ],
)  # fmt: skip
def test_the_stricter_of_header_and_page_counts(
    page_of: Callable[..., Page],
    head: str,
    headers: dict[str, str],
    expected: Rights,
) -> None:
    assert rights(page_of("", head), headers) == expected
