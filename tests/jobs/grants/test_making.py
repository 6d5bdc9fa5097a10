"""From a paid order to files that lie ready, each with its order's number on it."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from litestar.testing import TestClient
from order_desk import Desk
from pypdf import PdfReader
from sqlalchemy import insert

from jobs.grants.kind import OrderWaits, grant_kind
from jobs.grants.stamp import masked, stamp
from jobs.grants.tending import ask_newest, remove_editions, remove_orders, removed_old
from jobs.kinds import Bench, order_kinds
from jobs.settings import Settings
from jobs.work.kinds import LastingError, Task
from ledger.grants.rights import Right, rights_of
from ledger.open import Ledger, open_ledger
from ledger.orders.paid import keep_back
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.wish import Piece
from ledger.pricetables import shelf_states
from ledger.works import sku_of_work
from storefront.app import create_app
from storefront.catalogue.build import build
from storefront.catalogue.item import Assortment, Guide, WorkFile
from storefront.downloads.links import links_for
from storefront.settings import ShopSettings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY, PRICE = "abababab00000001", 490
TEXT = '#set document(title: "Kettles")\n= Kettles\nFirst\n#pagebreak()\nSecond'


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real PDF of two pages."""
    source = tmp_path_factory.mktemp("book") / "book.typ"
    source.write_text(TEXT)
    return bytes(typst.compile(source))


class Shop:
    """A home that sells one book, and the worker's way with one job."""

    def __init__(self, home: Path, ledger: Ledger) -> None:
        self.home, self.ledger, self.now, self.sku = home, ledger, NOW, ""

    def publish(self, content: bytes) -> str:
        """Put an edition into the shop; return what it is called."""
        edition = hashlib.sha256(content).hexdigest()
        folder = self.home / "products"
        folder.mkdir(exist_ok=True)
        (folder / f"{edition}.pdf").write_bytes(content)
        (folder / f"{edition}.epub").write_bytes(b"epub of " + edition.encode())
        forms = [WorkFile(form=one, path=f"{edition}.{one}") for one in ("pdf", "epub")]
        guide = Guide(
            generated_key=KEY,
            kind="niche_ebook",
            title="Kettles: all of them",
            path=f"{edition}.pdf",
            quality=0.9,
            made_at=NOW,
            forms=tuple(forms),
            price_minor=PRICE,
            sku=self.sku,
            edition=edition,
        )
        build(self.home, Assortment(items=(), guides=(guide,)))
        return edition

    def sell(self) -> str:
        wanted = Piece(
            sku=self.sku,
            title="Kettles: all of them",
            quantity=1,
            shown_minor=PRICE,
            kind="digital",
        )
        with self.ledger.write() as connection:
            order = Desk(connection, NOW).paid("k", wanted)
        return order.order_id

    def make(self, order_id: str, line: int = 1) -> bool:
        """Do the work for one line; False where there was nothing to write."""
        bench = Bench(self.home, Settings(), self.ledger)
        asked: dict[str, Any] = {"order_id": order_id, "line": line}
        kind = grant_kind(bench, lambda: self.now)
        effect = kind.run(Task(1, "grant", None, asked, 1))
        if effect is None:
            return False
        with self.ledger.write() as connection:
            effect(connection)
        return True

    def right(self, order_id: str) -> Right:
        with self.ledger.read() as connection:
            (found,) = rights_of(connection, order_id, self.now)
        return found

    def files(self, order_id: str) -> dict[str, Path]:
        edition = self.right(order_id).edition
        folder = self.home / "grants" / f"{order_id}-1" / edition
        return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def shop(tmp_path: Path, book: bytes) -> Any:
    with open_ledger(tmp_path) as ledger:
        made = Shop(tmp_path, ledger)
        with ledger.write() as connection:
            made.sku = sku_of_work(connection, KEY, NOW)
            row = {"sku": made.sku, "mark": 1, "version": 1, "since": NOW}
            row |= {"price_minor": PRICE, "currency": "EUR", "category": "~works/x"}
            more = {"availability": "in_stock", "cost_minor": 0}
            connection.execute(insert(shelf_states), row | more)
        made.publish(book)
        yield made


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_page_says_whose_it_is_and_the_rest_takes_no_room(shop: Shop) -> None:
    order_id = shop.sell()
    assert shop.make(order_id)
    files = shop.files(order_id)
    assert [
        ("Order 1" in text, "a***@buyer.test" in text) for text in pages(files["pdf"])
    ] == [(True, True)] * 2
    assert "First" in pages(files["pdf"])[0] and "Second" in pages(files["pdf"])[1]
    assert files["epub"].stat().st_nlink > 1
    said = {one.form: (one.digest, one.bytes) for one in shop.right(order_id).files}
    assert said == {
        name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for name, path in files.items()
    }


def test_what_was_done_already_is_done_again_without_a_change(shop: Shop) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    before = {name: path.stat().st_ino for name, path in shop.files(order_id).items()}
    shop.make(order_id)
    assert {n: p.stat().st_ino for n, p in shop.files(order_id).items()} == before
    assert shop.right(order_id).used == 0


def test_what_a_kill_left_half_way_is_begun_anew(shop: Shop, book: bytes) -> None:
    order_id, edition = shop.sell(), hashlib.sha256(book).hexdigest()
    begun = shop.home / "grants" / f"{order_id}-1" / f".{edition}"
    begun.mkdir(parents=True)
    (begun / "pdf").write_bytes(b"%PDF half")
    shop.make(order_id)
    assert len(pages(shop.files(order_id)["pdf"])) == 2
    assert not begun.exists()


def test_the_buyer_downloads_what_was_stamped_by_the_link_of_the_order(
    shop: Shop,
) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    with shop.ledger.read() as connection:
        (found,) = links_for(connection, shop.home, order_id, NOW)
    app = create_app(shop.home, ShopSettings(limits=False), clock=lambda: NOW)
    with TestClient(app) as client:
        answer = client.get(found.links[0].path)
    assert answer.content == shop.files(order_id)["pdf"].read_bytes()
    assert 'filename="kettles-all-of-them.pdf"' in answer.headers["content-disposition"]


def test_a_new_edition_reaches_who_bought_the_old_one_once(
    shop: Shop, book: bytes
) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    newer = shop.publish(typst.compile(TEXT.replace("Second", "Third").encode()))
    assert ask_newest(shop.home, shop.ledger, NOW) == 1
    assert ask_newest(shop.home, shop.ledger, NOW) == 0
    shop.make(order_id)
    assert shop.right(order_id).edition == newer
    assert "Third" in pages(shop.files(order_id)["pdf"])[1]


def test_an_edition_that_was_replaced_goes_after_a_day(shop: Shop) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    shop.publish(typst.compile(TEXT.replace("Second", "Third").encode()))
    shop.make(order_id)
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert removed_old(shop.home, shop.ledger, datetime.now(UTC)) == 0
    assert removed_old(shop.home, shop.ledger, tomorrow, dry_run=True) == 1
    assert removed_old(shop.home, shop.ledger, tomorrow) == 1
    assert shop.files(order_id).keys() == {"pdf", "epub"}


def test_files_of_a_refunded_order_are_removed(shop: Shop) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    wish = RefundWish(key="r", order_id=order_id, actor="1", lines=(Back(1, 1),))
    with shop.ledger.write() as connection:
        refund(connection, wish, NOW)
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert removed_old(shop.home, shop.ledger, tomorrow) == 1
    assert list((shop.home / "grants").iterdir()) == []


def test_a_held_order_waits_an_hour_and_not_for_ever(shop: Shop) -> None:
    order_id = shop.sell()
    with shop.ledger.write() as connection:
        keep_back(connection, order_id, "fraud", "clock", NOW)
    with pytest.raises(OrderWaits, match="release it first") as waits:
        shop.make(order_id)
    assert waits.value.retry_after_s == 3600
    assert not (shop.home / "grants").exists()


def test_what_is_on_sale_no_more_is_left_to_a_person(shop: Shop) -> None:
    order_id = shop.sell()
    build(shop.home, Assortment(items=()))
    with pytest.raises(LastingError, match="no work that is on sale now"):
        shop.make(order_id)


def test_who_has_an_edition_keeps_it_when_the_work_goes_off_sale(shop: Shop) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    build(shop.home, Assortment(items=()))
    assert not shop.make(order_id)
    assert shop.right(order_id).standing == "open"


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n" + b"7" * 500])
def test_a_broken_pdf_is_named_and_leaves_nothing_that_looks_whole(
    shop: Shop, content: bytes
) -> None:
    shop.publish(content)
    order_id = shop.sell()
    with pytest.raises(LastingError, match="cannot be stamped"):
        shop.make(order_id)
    folder = shop.home / "grants" / f"{order_id}-1"
    assert [one.name for one in folder.iterdir() if one.name[0] != "."] == []


def test_what_is_forgotten_leaves_the_files_that_were_bought_too(shop: Shop) -> None:
    order_id = shop.sell()
    shop.make(order_id)
    assert remove_editions(shop.home, [shop.right(order_id).edition]) == 1
    shop.make(order_id)
    assert remove_orders(shop.home, [order_id]) == 1
    assert remove_orders(shop.home, [order_id]) == 0


def test_a_worker_does_the_kind(shop: Shop) -> None:
    kinds = order_kinds(Bench(shop.home, Settings(), shop.ledger))
    assert "grant" in kinds


@pytest.mark.parametrize(
    ("email", "shown"),
    [("ann@buyer.test", "a***@buyer.test"), ("", ""), ("x", ""), ("@b", "***@b")],
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown


def test_no_words_break_out_of_the_page(tmp_path: Path, book: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(book)
    words = "Order 7 ) Tj ET (\\ ü 漢 " + "x" * 50
    stamp(tmp_path / "a.pdf", tmp_path / "b.pdf", words)
    assert "Order 7 ) Tj ET (\\ ü ? " in pages(tmp_path / "b.pdf")[0]
