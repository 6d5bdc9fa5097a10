"""What is read of the sample web's programmes is what its manifest says."""

import pytest

from crawler.sampleweb.page import PageTruth, Send
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb
from extract.linking.links import links
from extract.page import parse
from extract.programmes.programme import Programme, programmes
from extract.statements.structured import graph

MARKETS = ("partnerfield.test", "hopmarket.test")


@pytest.fixture(scope="module")
def seen() -> list[tuple[PageTruth, list[Programme]]]:
    """Return every page of both markets beside what is read of it."""
    web = SampleWeb(WebSettings())
    found = []
    for truth in web.manifest():
        page = web.page(truth.host, truth.path) if truth.host in MARKETS else None
        step = page.response.steps[0] if page and page.response.steps else None
        if isinstance(step, Send):
            read = parse(truth.url, step.data.partition(b"\r\n\r\n")[2])
            found.append((truth, programmes(read, graph(read), links(read))))
    return found


def test_every_programme_is_read_as_it_is(
    seen: list[tuple[PageTruth, list[Programme]]],
) -> None:
    for page, found in seen:
        if truth := page.programme:
            (one,) = found
            share = truth.commission_kind == "percent"
            assert one.commission_kind == ("percent" if share else "fixed")
            assert one.commission_rate == truth.commission_rate / (1 if share else 100)
            assert (one.network, one.merchant) == (truth.network, truth.merchant)
            assert (one.cookie_days, one.gravity) == (truth.cookie_days, truth.gravity)
            assert one.epc == truth.epc_minor / 100
            assert truth.payout_terms.rstrip(".") in (one.payout_terms or "")
            assert one.signup_url == truth.signup_url


def test_lists_give_all_programmes_and_other_pages_none(
    seen: list[tuple[PageTruth, list[Programme]]],
) -> None:
    listed = {
        one.merchant for page, found in seen if page.kind == "listing" for one in found
    }
    assert listed == {page.programme.merchant for page, _ in seen if page.programme}
    assert not any(found for page, found in seen if page.kind in ("home", "about"))
