"""Write the search index of one snapshot: items, words, names.

    items       one document an item, made by document.py
    words       what names are made of, for what is misspelt
    phrases     what is suggested
    names.json  what the numbers stand for

One writing thread and one segment, so that equal items give equal answers. Texts are
read by the analyzers of words.py, which also read what shoppers type. Words and phrases
ask nothing of the items' index, so another process may write them at the same time.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import tantivy

from storefront.catalogue.item import Item
from storefront.catalogue.packing import pack
from storefront.garbage import uncollected
from storefront.search import met, schema, words
from storefront.search.document import Documents
from storefront.search.entry import Entries
from storefront.search.naming import names
from storefront.search.phrases import phrases
from storefront.search.suggest import document

# Room is taken as it is needed; past it the index would fall into several pieces.
_ROOM = 3_000_000_000
_json = msgspec.json.Encoder().encode


def write(
    folder: Path, items: Iterable[Item], currency: str, synonyms: str = ""
) -> None:
    """Write the index of `items`, which stand at the places 1, 2, ..., into `folder`.

    `synonyms` is the merchant's own list.
    """
    with tempfile.TemporaryDirectory() as work:
        packed = pack(Path(work) / "items", items, currency)
        write_items(folder, packed.path, currency, synonyms)
        write_words(folder, packed.path)


def write_items(folder: Path, packed: Path, currency: str, synonyms: str) -> None:
    """Write what finds the items in the file `packed`, all but what write_words does."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = Entries(packed)
    made = Documents(entries.heads, currency)
    entries.heads = ()  # of a million items they are a gigabyte
    told = made.numbers.names
    _fill(folder / "items", made.schema, made.of(iter(entries)), told.languages)
    (folder / "names.json").write_bytes(msgspec.json.encode(told))
    (folder / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    folder.chmod(0o755)
    for name in ("names.json", "synonyms.txt", "items"):
        _open_to_all(folder / name)


def write_words(folder: Path, packed: Path) -> None:
    """Write the words and the suggestions of the items in the file `packed`."""
    folder.mkdir(parents=True, exist_ok=True)
    with uncollected():
        heads = Entries(packed).heads
        _fill(folder / "words", schema.words_schema(), met.documents(heads))
        told = phrases(heads, names(heads))
        _fill(folder / "phrases", schema.phrases_schema(), map(document, told))
    _open_to_all(folder / "words")
    _open_to_all(folder / "phrases")


def _fill(
    folder: Path,
    fields: tantivy.Schema,
    documents: Iterator[schema.Facts],
    languages: Iterable[str] = (),
) -> None:
    folder.mkdir()
    index = tantivy.Index(fields, path=str(folder))
    for language in languages:
        index.register_tokenizer(schema.tokenizer(language), words.analyzer(language))
    writer = index.writer(_ROOM, 1)
    for one in documents:
        # Read by the index itself: half of what a document made here costs.
        writer.add_json(_json(one).decode())
    writer.commit()
    writer.wait_merging_threads()
    (folder / ".tantivy-writer.lock").unlink(missing_ok=True)


def _open_to_all(folder: Path) -> None:
    """Let the shop read `folder`: it may run as another user than who publishes."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    # Opening an index takes this lock, though nothing is written; the file is empty.
    for lock in folder.rglob(".tantivy-meta.lock"):
        lock.chmod(0o666)
