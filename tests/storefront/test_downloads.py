"""Requirement 15: files that were bought go to their buyer, so often, until then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from litestar.testing import TestClient
from order_desk import Desk, piece, shelve

from lake.salt import home_salt
from ledger.grants.granting import LASTS, MOST, Ready, grant
from ledger.grants.rights import File, download_token, rights_of
from ledger.grants.uses import uses_of
from ledger.open import open_ledger
from ledger.orders.pages import token_hash
from ledger.orders.paid import keep_back, release
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from storefront.app import create_app
from storefront.downloads.links import links_for
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY, EDITION = "aaaaaaaa00000001", "edition-0001"
pytestmark = pytest.mark.requirement(15)


def content(order_id: str) -> bytes:
    """What stands in the file of one order: a thousand bytes that name it."""
    return (b"%PDF " + order_id.encode()).ljust(1_000, b".")


class Counter:
    """A shop with buyers, whose files lie ready."""

    def __init__(self, home, ledger, client):
        self.home, self.ledger, self.client = home, ledger, client
        self.now, self.sold = NOW, 0

    def buy(self):
        """Sell a book; return its order and the address of its files."""
        self.sold += 1
        with self.ledger.write() as connection:
            desk = Desk(connection, NOW)
            order_id = desk.paid(f"k{self.sold}", piece("HV-BOOK")).order_id
            # So many in a day look like fraud.
            release(connection, order_id, "1", NOW)
            token = download_token(home_salt(self.home), order_id, 1)
            ready = Ready(
                order_id=order_id,
                line=1,
                token_hash=token_hash(token),
                generated_key=KEY,
                edition=EDITION,
                files=(File("pdf", "ab" * 32, 1_000),),
            )
            grant(connection, ready, NOW)
        folder = self.home / "grants" / f"{order_id}-1" / EDITION
        folder.mkdir(parents=True)
        (folder / "pdf").write_bytes(content(order_id))
        return order_id, f"/download/{token}/pdf"

    def used(self, order_id):
        with self.ledger.read() as connection:
            (right,) = rights_of(connection, order_id, self.now)
        return right.used


@pytest.fixture(scope="module")
def counter(tmp_path_factory):
    home = tmp_path_factory.mktemp("downloads")
    with open_ledger(home) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
        found = []
        app = create_app(home, ShopSettings(limits=False), clock=lambda: found[0].now)
        found.append(Counter(home, ledger, None))
        with TestClient(app, raise_server_exceptions=False) as client:
            client.follow_redirects = False
            found[0].client = client
            yield found[0]


@pytest.fixture
def bought(counter):
    counter.now = NOW
    return counter.buy()


def test_a_buyer_gets_the_file_as_one_to_keep_that_nobody_else_keeps(counter, bought):
    order_id, path = bought
    answer = counter.client.get(path)
    assert (answer.status_code, answer.content) == (200, content(order_id))
    assert answer.headers["content-disposition"] == 'attachment; filename="hv-book.pdf"'
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_the_token_has_at_least_128_bits_and_only_its_hash_is_kept(counter, bought):
    token = bought[1].split("/")[2]
    assert len(token) * 6 >= 128
    files = [one for one in counter.home.iterdir() if one.name.startswith("ledger.db")]
    assert not any(token.encode() in one.read_bytes() for one in files)


def test_a_guessed_token_opens_nothing_and_is_told_nothing(counter, bought):
    token = bought[1].split("/")[2]
    guesses = [token[:-1] + "_", token[::-1], token.lower(), "x", "%00", "é" * 40]
    answers = [counter.client.get(f"/download/{one}/pdf") for one in guesses]
    assert {one.status_code for one in answers} == {404}
    assert counter.client.get(f"/download/{token}/epub").status_code == 404


@pytest.mark.parametrize(
    "name",
    ["../pdf", "..%2fpdf", "..", "%2e%2e%2fpdf", "pdf%00", "..%5cpdf", "pdf/", "PDF"],
)
def test_no_name_leads_out_of_the_folder(counter, bought, name):
    order_id, path = bought
    (counter.home / "grants" / "secret").write_bytes(b"secret")
    answer = counter.client.get(path.removesuffix("pdf") + name)
    assert answer.status_code in {301, 302, 308, 404}
    assert b"secret" not in answer.content
    assert counter.used(order_id) == 0


def test_each_download_counts_and_the_one_too_many_is_refused(counter, bought):
    order_id, path = bought
    found = [counter.client.get(path).status_code for _ in range(MOST + 1)]
    assert found == [200] * MOST + [403]
    assert counter.used(order_id) == MOST
    assert "as often as it may be" in counter.client.get(path).text


def test_of_many_at_once_no_more_go_out_than_may(counter, bought):
    order_id, path = bought
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(counter.client.get, [path] * (MOST + 6)))
    assert sorted(one.status_code for one in answers) == [200] * MOST + [403] * 6
    assert counter.used(order_id) == MOST


def test_head_says_what_get_would_and_does_not_count(counter, bought):
    order_id, path = bought
    answer = counter.client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "1000"
    assert counter.used(order_id) == 0


def test_a_download_that_broke_off_goes_on_and_counts_once(counter, bought):
    order_id, path = bought
    first = counter.client.get(path, headers={"range": "bytes=0-399"})
    rest = counter.client.get(
        path, headers={"range": "bytes=400-", "if-range": first.headers["etag"]}
    )
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == content(order_id)
    assert rest.headers["content-range"] == "bytes 400-999/1000"
    assert counter.used(order_id) == 1


def test_what_sends_nothing_does_not_count(counter, bought):
    order_id, path = bought
    tag = counter.client.head(path).headers["etag"]
    known = counter.client.get(path, headers={"if-none-match": tag})
    beyond = counter.client.get(path, headers={"range": "bytes=5000-"})
    assert (known.status_code, beyond.status_code) == (304, 416)
    assert counter.used(order_id) == 0


def test_after_its_time_a_link_is_dead(counter, bought):
    counter.now = NOW + LASTS + timedelta(seconds=1)
    answer = counter.client.get(bought[1])
    assert answer.status_code == 410
    assert "time for this download is over" in answer.text


def test_money_back_ends_the_link_at_once(counter, bought):
    order_id, path = bought
    assert counter.client.get(path).status_code == 200
    wish = RefundWish(key=order_id, order_id=order_id, actor="1", lines=(Back(1, 1),))
    with counter.ledger.write() as connection:
        refund(connection, wish, NOW)
    answer = counter.client.get(path, headers={"range": "bytes=10-"})
    assert (answer.status_code, b"%PDF" in answer.content) == (410, False)


def test_what_is_held_waits(counter, bought):
    order_id, path = bought
    with counter.ledger.write() as connection:
        keep_back(connection, order_id, "dispute", "gateway", NOW)
    assert counter.client.get(f"/de{path}").status_code == 403


def test_one_buyers_link_opens_no_other_buyers_file_and_uses_nothing_of_it(counter):
    (one, path_of_one), (other, path_of_other) = counter.buy(), counter.buy()
    assert counter.client.get(path_of_one).content == content(one)
    assert counter.client.get(path_of_other).content == content(other)
    counter.client.get(path_of_one)
    assert (counter.used(one), counter.used(other)) == (2, 1)


def test_a_file_that_is_lost_costs_no_download(counter, bought):
    order_id, path = bought
    (counter.home / "grants" / f"{order_id}-1" / EDITION / "pdf").unlink()
    assert counter.client.get(path).status_code == 503
    assert counter.used(order_id) == 0


def test_what_was_downloaded_is_logged_without_an_address(counter, bought):
    order_id, path = bought
    counter.client.get(path, headers={"x-forwarded-for": "203.0.113.9"})
    with counter.ledger.read() as connection:
        (use,) = uses_of(connection, order_id)
    assert (use.form, use.edition, use.began_at, use.asked_bytes) == (
        *("pdf", EDITION, NOW),
        1_000,
    )


def test_the_page_of_an_order_gets_the_links_again(counter, bought):
    order_id, path = bought
    with counter.ledger.read() as connection:
        (found,) = links_for(connection, counter.home, order_id, NOW)
    assert [link.path for link in found.links] == [path]
    assert (found.standing, found.left) == ("open", MOST)


def test_what_was_paid_and_is_not_ready_yet_is_awaited(counter):
    with counter.ledger.write() as connection:
        desk = Desk(connection, NOW)
        paid = desk.paid("unready", piece("HV-BOOK"))
        unpaid = desk.place("unpaid", piece("HV-BOOK"))
    with counter.ledger.read() as connection:
        (found,) = links_for(connection, counter.home, paid.order_id, NOW)
        assert links_for(connection, counter.home, unpaid.order_id, NOW) == ()
    assert (found.standing, found.links) == ("awaited", ())
