"""Saved pages give the programmes that are saved beside them, and others none."""

import json
from pathlib import Path
from typing import Any

import pytest

from extract.linking.links import links
from extract.page import parse
from extract.programmes.programme import Programme, may_offer, programmes
from extract.statements.structured import graph

PAGES = Path(__file__).parent / "programme_pages"
PLAIN = ("kind", "network", "merchant", "commission_kind", "commission_rate",
         "commission_low", "commission_high", "currency", "cookie_days", "epc", "gravity",
         "signup_url")  # fmt: skip


def found(url: str, body: bytes) -> list[Programme]:
    page = parse(url, body)
    return programmes(page, graph(page), links(page))


def plain(one: Programme, payout: list[str]) -> dict[str, Any]:
    said = {name: value for name in PLAIN if (value := getattr(one, name)) is not None}
    terms = one.payout_terms or ""
    kept = [part for part in payout if part in terms]
    return said | ({"payout": kept or ["?"]} if terms or payout else {})


@pytest.mark.parametrize("case", sorted(PAGES.iterdir()), ids=lambda case: case.name)
def test_a_saved_page_gives_the_programmes_beside_it(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text())
    seen = found(expected["url"], (case / "page.html").read_bytes())
    wanted = expected["programmes"]
    payouts = [one.get("payout", []) for one in wanted] + [[]] * len(seen)
    assert [plain(*pair) for pair in zip(seen, payouts, strict=False)] == wanted


NAMES = """Affiliate program|Partner Programme|Referral scheme|Reseller network|Ambassador program
    |Publisher network|White label|Whitelabel|Creator program|Dealer program|Wholesale|Earn with us
    |Programme directory|Partnerprogramm|Händlerprogramm|Empfehlungsprogramm|Wiederverkäufer
    |Provisionsprogramm|Programme de parrainage|Programme partenaire|Marque blanche|Revendeurs
    |Programa de socios|Programa de distribuidores|Programa de colaboradores|Marca blanca
    |Programma rivenditori|Affiliazione|Partnerprogramma|Wederverkoper worden"""


@pytest.mark.parametrize("said", NAMES.split("|"))
def test_the_quick_look_passes_all_that_a_programme_is_called(said: str) -> None:
    page = parse("https://a.test/", f"<title>{said.strip()}</title>".encode())
    assert may_offer(page)


def test_the_quick_look_passes_no_other_page() -> None:
    page = parse("https://a.test/p/1", b"<title>Kettle, white</title>")
    assert not may_offer(page)
