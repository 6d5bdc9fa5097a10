"""Write the search index of one snapshot: items, words, names.

One writing thread and one segment, so that equal items give equal answers. Texts are
read by the analyzers of words.py, which also read what shoppers type.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import tantivy

from storefront.catalogue.item import Item
from storefront.search import orders, schema, words
from storefront.search.codes import codes
from storefront.search.compounds import Compounds
from storefront.search.mix import mixed
from storefront.search.naming import Numbers, brand_value, category_keys
from storefront.search.phrases import phrases
from storefront.search.ranges import step_of
from storefront.search.suggest import document

_TAG = re.compile(r"<[^>]*>")
_READ = 2_000
# Room is taken as it is needed; past it the index would fall into several pieces.
_ROOM = 3_000_000_000
_TO_BE_HAD = frozenset({"in_stock", "limited"})


def write(
    folder: Path, items: Iterable[tuple[int, Item]], currency: str, synonyms: str = ""
) -> None:
    """Write the index of `items`, each with its place, into the new `folder`.

    `synonyms` is the merchant's own list.
    """
    folder.mkdir(parents=True)
    entries = sorted(items, key=lambda entry: (-(entry[1].score or -1.0), entry[0]))
    desk = _Desk([item for _, item in entries], currency)
    languages = desk.numbers.names.languages
    _fill(
        folder / "items",
        schema.items_schema(languages),
        (desk.document(number, place) for number, (place, _) in enumerate(entries)),
        languages,
    )
    _fill(folder / "words", schema.words_schema(), desk.words())
    _fill(
        folder / "phrases",
        schema.phrases_schema(),
        map(document, phrases(desk.items, desk.numbers.names)),
    )
    (folder / "names.json").write_bytes(msgspec.json.encode(desk.numbers.names))
    (folder / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    _open_to_all(folder)


def _fill(
    folder: Path,
    fields: tantivy.Schema,
    documents: Iterator[tantivy.Document],
    languages: Iterable[str] = (),
) -> None:
    folder.mkdir()
    index = tantivy.Index(fields, path=str(folder))
    for language in languages:
        index.register_tokenizer(schema.tokenizer(language), words.analyzer(language))
    writer = index.writer(_ROOM, 1)
    for one in documents:
        writer.add_document(one)
    writer.commit()
    writer.wait_merging_threads()
    (folder / ".tantivy-writer.lock").unlink(missing_ok=True)


def _open_to_all(folder: Path) -> None:
    """Let the shop read `folder`: it may run as another user than who publishes."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    # Opening an index takes this lock, though nothing is written; the file is empty.
    for lock in folder.rglob(".tantivy-meta.lock"):
        lock.chmod(0o666)


class _Desk:
    """Makes documents of items, and knows the words that it met."""

    def __init__(self, items: list[Item], currency: str) -> None:
        self.numbers = Numbers(items)
        self.items = items
        self._prices = [
            item.price_minor if item.currency == currency else None for item in items
        ]
        self._ranks = orders.ranks(items, self._prices)
        self._compounds = Compounds(items)
        self._met: Counter[str] = Counter()
        self._named: Counter[str] = Counter()

    def document(self, number: int, place: int) -> tantivy.Document:
        """Return what the index keeps of the item `number`."""
        item = self.items[number]
        document = tantivy.Document()
        document.add_unsigned("place", place)
        self._add_texts(document, item)
        self._add_groups(document, item)
        self._add_facts(document, item, self._prices[number])
        for rank, places in self._ranks.items():
            document.add_unsigned(f"by_{rank}", int(places[number]))
        return document

    def words(self) -> Iterator[tantivy.Document]:
        """Yield the words of names, as most items spell them, with how often."""
        for name, count in self._named.items():
            for spelling in words.split(name):
                self._met[spelling] += count
        counts: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for spelling, count in sorted(self._met.items(), key=_most_first):
            word = words.fold(spelling)
            shown.setdefault(word, spelling)
            counts[word] += count
        for word, count in sorted(counts.items(), key=_most_first):
            document = tantivy.Document(word=word, shown=shown[word])
            document.add_unsigned("count", count)
            yield document

    def _add_texts(self, document: tantivy.Document, item: Item) -> None:
        language = words.language_of(item.language)
        title, kind = words.split(item.title), " ".join(item.category_path)
        self._met.update(title)
        self._named.update((item.brand or "", kind))
        if language == "de":
            parts = (part for word in title for part in self._compounds.parts(word))
            kind = " ".join((kind, *parts))
        document.add_text(f"title_{language}", words.tidy(item.title))
        document.add_text(f"brand_{language}", words.tidy(item.brand or ""))
        document.add_text(f"kind_{language}", words.tidy(kind))
        document.add_text(f"text_{language}", words.tidy(_described(item)))
        document.add_text("code", " ".join(codes(item)))

    def _add_groups(self, document: tantivy.Document, item: Item) -> None:
        if value := brand_value(item.brand):
            document.add_unsigned("brand_no", self.numbers.brands[value])
        shops = sorted({self.numbers.shops[offer.host] for offer in item.offers})
        for number in shops:
            document.add_unsigned("shop_no", number)
        for field, shop in schema.shop_values(shops, self.numbers.names.widest):
            document.add_unsigned(field, shop)
        for depth, key in enumerate(category_keys(item.category_path)):
            number = self.numbers.categories[key]
            document.add_unsigned("category_no", number)
            if depth < len(schema.LEVELS):
                document.add_unsigned(schema.LEVELS[depth], number)

    @staticmethod
    def _add_facts(document: tantivy.Document, item: Item, price: int | None) -> None:
        stars = min(5, max(0, int(item.rating or 0)))
        stock = item.availability in _TO_BE_HAD
        document.add_unsigned("stars", stars)
        document.add_unsigned("stock", stock)
        if item.delivery_days is not None and item.delivery_days >= 0:
            document.add_unsigned("days", item.delivery_days)
        if price is not None and price >= 0:
            document.add_unsigned("price", price)
        document.add_unsigned("step", step_of(price))
        document.add_unsigned("mix", mixed(stars, item.delivery_days, stock))


def _described(item: Item) -> str:
    text = _TAG.sub(" ", item.description or "")[:_READ]
    specs = " ".join(f"{name} {value}" for name, value in item.specs.items())
    return f"{text} {specs[:_READ]}"


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
