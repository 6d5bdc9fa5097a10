"""The programme directory: what is listed, and what is said of it."""

import pytest
from editions import checked

from enrich.generate.directory import DIRECTORY, make

SITES = ("elm.test", "fir.test", "oak.test")


def programme(views, place, **more) -> None:
    key, site = f"p{place}", SITES[place % len(SITES)]
    url = f"https://{site}/join/{place}"
    page = {"url_key": url, "url": url, "host": site, "fetched_at": views.start}
    views.add("pages", page | {"status": 200, "rights": more.pop("rights", {})})
    given = {
        "merchant": f"Merchant {'abcdefghij'[place]}",
        "commission_kind": "percent",
        "commission_rate": 4.0 + place,
        "cookie_days": 30,
    } | more
    scored = {"score": 70.0 - place, "margin_minor": 4200 - place}
    scored |= {"currency": given.pop("money", "EUR")}
    why = "A hundred clicks would earn about 42.00, of 2.0 % that buy. It is easy to join."
    reason = {"name": "earnings", "value": 0.4, "points": 9.0, "text": why}
    scored |= {"reasons": [reason, {**reason, "text": f"It is known. {why}"}]}
    views.add("programmes", {"programme_key": key, "source_url": url} | given)
    views.add("scores", {"entity_key": key, "kind": "programme"} | scored)


def programmes(views, number=8, **more) -> None:
    for place in range(number):
        programme(views, place, **more)


def told(views) -> list[str]:
    (row,) = (
        views.connection.sql(f"from ({DIRECTORY.query})").to_arrow_table().to_pylist()
    )
    return [one["programme_key"] for one in row["programmes"]]


def states(views) -> list[str]:
    return checked(views, DIRECTORY)


def page(views) -> str:
    found = views.connection.sql(f"from ({DIRECTORY.query})").to_arrow_table()
    files = make(found.to_batches()[0])["files"].to_pylist()
    return next(f["content"].decode() for f in files if f["path"].endswith("html"))


def test_programmes_of_three_sites_make_a_directory_that_passes_the_gate(views) -> None:
    programmes(views)
    assert states(views) == ["checked"]
    assert states(views) == []


def test_four_programmes_are_too_few(views) -> None:
    programmes(views, 4)
    assert states(views) == []


def test_the_best_stands_first_and_its_commission_beside_it(views) -> None:
    programmes(views)
    assert told(views)[0] == "p0"
    assert "4 % of a sale, and a click counts for 30 days" in page(views)


def test_a_sum_for_a_sale_is_told_as_one(views) -> None:
    programmes(views, commission_kind="fixed", commission_rate=12.5, currency="EUR")
    assert "It pays 12.50 EUR a sale" in page(views)


@pytest.mark.parametrize(
    ("kind", "rate", "currency", "said"),
    [
        ("fixed", 500.0, "JPY", "500 JPY a sale"),
        ("fixed", 1.5, "KWD", "1.500 KWD a sale"),
        ("percent", 0.05, None, "0.05 % of a sale"),
        ("percent", 7.25, None, "7.25 % of a sale"),
        ("percent", 10.0, None, "10 % of a sale"),
    ],
)
def test_a_commission_is_told_as_its_page_states_it(
    views, kind, rate, currency, said
) -> None:
    terms = {"commission_kind": kind, "commission_rate": rate, "currency": currency}
    programmes(views, **terms)
    assert said in page(views)
    assert states(views) == ["checked"]


def test_earnings_in_several_currencies_are_not_drawn_on_one_scale(views) -> None:
    programmes(views, 6)
    programme(views, 6, money="USD")
    shown = page(views)
    assert ("42.00 EUR" in shown, "USD" in shown) == (True, False)
    assert states(views) == ["checked"]


@pytest.mark.parametrize("right", ["tdm_reserved", "noarchive"])
def test_pages_that_reserve_their_rights_are_no_sources(views, right) -> None:
    programmes(views, rights={right: True})
    assert told(views) == []


def test_a_programme_that_two_pages_of_a_site_list_stands_once(views) -> None:
    programmes(views, 6)
    programme(views, 6, merchant="Merchant a")
    assert "p6" not in told(views)


@pytest.mark.parametrize("merchant", ["\u6771\u4eac", "Top deal 99 %", "7"])
def test_what_is_no_name_is_left_out(views, merchant) -> None:
    programmes(views, 8, merchant=merchant)
    assert states(views) == []


@pytest.mark.parametrize(
    "more",
    [
        {"merchant": '<script>alert(1)</script> #import "x"'},
        {"cookie_days": None},
        {"commission_rate": 0.125},
        {"commission_kind": "fixed", "currency": None},
    ],
)
def test_odd_terms_make_a_directory_all_the_same(views, more) -> None:
    programmes(views, 8, **more)
    for place, _ in enumerate(SITES):
        programme(views, place + 7)
    assert states(views) == ["checked"]


def test_it_goes_when_too_few_programmes_are_left(views) -> None:
    programmes(views)
    views.run(DIRECTORY)
    views.connection.execute("delete from programmes")
    assert states(views) == ["withdrawn"]
    assert states(views) == []
