"""Give items their pictures: copies of the images that the lake holds the bytes of.

What the snapshot before has is taken from there; only new images are decoded.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import structlog

from lake.bodies import BodyPlace, read_body
from lake.errors import BodyUnreadable
from storefront.catalogue.found import FoundImage
from storefront.catalogue.images import copies, name_of, widths_of
from storefront.catalogue.item import Item, Picture
from storefront.catalogue.manifest import SUMS, sha256
from storefront.errors import ImageRefused

log = structlog.get_logger()

_MOST = 6
Size = tuple[int, int]
_Drawn = tuple[Size, dict[str, str]]
Read = Callable[[FoundImage], bytes]


class Album(msgspec.Struct, frozen=True):
    """Where the copies of pictures lie, and how large the largest of each is.

    `sums` are the digests of the copies by the names of their files.
    """

    folders: dict[str, Path]
    sizes: dict[str, Size]
    sums: dict[str, str] = {}

    def files(self) -> Iterator[Path]:
        """Yield the files of all copies."""
        for name, (width, _) in self.sizes.items():
            for one in widths_of(width):
                yield self.folders[name] / f"{name}-{one}.webp"


NO_PICTURES = Album({}, {})


def album_in(folder: Path, sizes: Mapping[str, Size]) -> Album:
    """Return the pictures that lie in the `folder` of a snapshot."""
    try:
        lines = (folder / SUMS).read_text().splitlines()
    except (OSError, ValueError):
        lines = []  # then none is known to be whole, and all are drawn again
    parted = (line.partition("  ") for line in lines)
    sums = {name: digest for digest, _, name in parted}
    return Album(dict.fromkeys(sizes, folder), dict(sizes), sums)


def reader(home: Path) -> Read:
    """Return what reads an image's bytes from the bodies of `home`."""

    def read(image: FoundImage) -> bytes:
        place = BodyPlace(image.warc_file, image.warc_offset, image.warc_length)
        return read_body(home, place)

    return read


class Gallery:
    """The pictures of items that come some at a time; new ones are put into `work`."""

    def __init__(self, before: Album, work: Path, read: Read) -> None:
        self._known = Album(dict(before.folders), dict(before.sizes), dict(before.sums))
        self._shown = Album({}, {}, {})
        self._work, self._read = work, read

    def hung(self, items: Sequence[Item], images: Sequence[FoundImage]) -> list[Item]:
        """Return `items` with those of their `images` that there are copies of."""
        found = {image.url: image for image in images}
        drawn = album(items, found, self._known, self._work, self._read)
        for one in (self._known, self._shown):
            one.folders.update(drawn.folders)
            one.sizes.update(drawn.sizes)
            one.sums.update(drawn.sums)
        return with_pictures(items, found, drawn)

    def shown(self) -> Album:
        """Return the pictures of all items so far."""
        return self._shown


def album(
    items: Sequence[Item],
    images: Mapping[str, FoundImage],
    before: Album,
    work: Path,
    read: Read,
) -> Album:
    """Return the copies of all images of `items`; new ones are written into `work`."""
    wanted = {
        name_of(images[url].content_digest): images[url]
        for item in items
        for url in _shown(item, images)
    }
    known = {name: before.sizes[name] for name in _whole(wanted, before)}
    fresh = [(name, one) for name, one in wanted.items() if name not in known]
    folders = {name: before.folders[name] for name in known}
    drawn = _drawn(fresh, work, read)
    made = {name: size for name, (size, _) in drawn.items()}
    sums = {file.name: before.sums[file.name] for file in Album(folders, known).files()}
    for _, fresh_sums in drawn.values():
        sums |= fresh_sums
    return Album(folders | dict.fromkeys(made, work), known | made, sums)


def with_pictures(
    items: Iterable[Item], images: Mapping[str, FoundImage], drawn: Album
) -> list[Item]:
    """Return `items` with those of their pictures that there are copies of."""
    return [_pictured(item, images, drawn) for item in items]


def _shown(item: Item, images: Mapping[str, FoundImage]) -> list[str]:
    return [url for url in item.images if url in images][:_MOST]


def _whole(names: Iterable[str], before: Album) -> list[str]:
    """Return which pictures the snapshot before has, byte for byte as they were."""
    had = [name for name in names if name in before.sizes]
    # Threads: reading and hashing let go of the interpreter.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        whole = pool.map(lambda name: _is_whole(name, before), had)
        return [name for name, is_whole in zip(had, whole, strict=True) if is_whole]


def _is_whole(name: str, before: Album) -> bool:
    one = Album({name: before.folders[name]}, {name: before.sizes[name]})
    try:
        return all(sha256(file) == before.sums.get(file.name) for file in one.files())
    except OSError:
        return False


def _drawn(
    fresh: Sequence[tuple[str, FoundImage]], work: Path, read: Read
) -> dict[str, _Drawn]:
    # Threads: decoding and encoding let go of the interpreter.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda one: _draw(one[0], one[1], work, read), fresh))
    named = zip(fresh, made, strict=True)
    return {name: one for (name, _), one in named if one}


def _draw(name: str, image: FoundImage, work: Path, read: Read) -> _Drawn | None:
    try:
        made = copies(read(image))
    except (ImageRefused, BodyUnreadable) as error:
        log.warning("image_left_out", url=image.url, reason=str(error))
        return None
    sums = {}
    for one in made:
        file = work / f"{name}-{one.width}.webp"
        file.write_bytes(one.content)
        sums[file.name] = hashlib.sha256(one.content).hexdigest()
    return (made[-1].width, made[-1].height), sums


def _pictured(item: Item, images: Mapping[str, FoundImage], drawn: Album) -> Item:
    names = dict.fromkeys(
        name_of(images[url].content_digest) for url in _shown(item, images)
    )
    pictures = tuple(
        Picture(
            name=name,
            width=drawn.sizes[name][0],
            height=drawn.sizes[name][1],
            widths=widths_of(drawn.sizes[name][0]),
            source=item.source_url or "",
        )
        for name in names
        if name in drawn.sizes
    )
    return msgspec.structs.replace(item, pictures=pictures) if pictures else item
