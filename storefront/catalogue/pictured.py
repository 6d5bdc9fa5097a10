"""Give items their pictures: copies of the images that the lake holds the bytes of.

What the snapshot before has is taken from there; only new images are decoded.
"""

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
from storefront.errors import ImageRefused

log = structlog.get_logger()

_MOST = 6
Size = tuple[int, int]
Read = Callable[[FoundImage], bytes]


class Album(msgspec.Struct, frozen=True):
    """Where the copies of pictures lie, and how large the largest of each is."""

    folders: Mapping[str, Path]
    sizes: Mapping[str, Size]

    def files(self) -> Iterator[Path]:
        """Yield the files of all copies."""
        for name, (width, _) in self.sizes.items():
            for one in widths_of(width):
                yield self.folders[name] / f"{name}-{one}.webp"


NO_PICTURES = Album({}, {})


def reader(home: Path) -> Read:
    """Return what reads an image's bytes from the bodies of `home`."""

    def read(image: FoundImage) -> bytes:
        place = BodyPlace(image.warc_file, image.warc_offset, image.warc_length)
        return read_body(home, place)

    return read


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
    known = {name: before.sizes[name] for name in wanted if _is_whole(name, before)}
    fresh = [(name, one) for name, one in wanted.items() if name not in known]
    folders = {name: before.folders[name] for name in known}
    drawn = _drawn(fresh, work, read)
    return Album(folders | dict.fromkeys(drawn, work), known | drawn)


def with_pictures(
    items: Iterable[Item], images: Mapping[str, FoundImage], drawn: Album
) -> list[Item]:
    """Return `items` with those of their pictures that there are copies of."""
    return [_pictured(item, images, drawn) for item in items]


def _shown(item: Item, images: Mapping[str, FoundImage]) -> list[str]:
    return [url for url in item.images if url in images][:_MOST]


def _is_whole(name: str, before: Album) -> bool:
    if name not in before.sizes:
        return False
    width, _ = before.sizes[name]
    folder = before.folders[name]
    return all((folder / f"{name}-{one}.webp").is_file() for one in widths_of(width))


def _drawn(
    fresh: Sequence[tuple[str, FoundImage]], work: Path, read: Read
) -> dict[str, Size]:
    # Threads: decoding and encoding let go of the interpreter.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sizes = list(pool.map(lambda one: _draw(one[0], one[1], work, read), fresh))
    named = zip(fresh, sizes, strict=True)
    return {name: size for (name, _), size in named if size}


def _draw(name: str, image: FoundImage, work: Path, read: Read) -> Size | None:
    try:
        made = copies(read(image))
    except (ImageRefused, BodyUnreadable) as error:
        log.warning("image_left_out", url=image.url, reason=str(error))
        return None
    for one in made:
        (work / f"{name}-{one.width}.webp").write_bytes(one.content)
    return made[-1].width, made[-1].height


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
