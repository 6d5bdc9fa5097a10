import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from storefront.catalogue.found import FoundImage
from storefront.catalogue.images import copies, name_of, widths_of
from storefront.catalogue.item import Item
from storefront.catalogue.manifest import sha256
from storefront.catalogue.pictured import (
    NO_PICTURES,
    Album,
    album,
    album_in,
    with_pictures,
)
from storefront.errors import ImageRefused


def drawn(width=900, height=600, form="PNG", mode="RGB", **how):
    image = Image.new(mode, (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 3), fill="red")
    out = BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def chunk(kind, content):
    checked = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checked


def png_claiming(width, height, pixels=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_known_format_becomes_webp_at_three_widths(form):
    made = copies(drawn(form=form))
    assert [(one.width, one.height) for one in made] == [
        (160, 107),
        (400, 266),
        (800, 533),
    ]
    assert all(opened(one.content).format == "WEBP" for one in made)
    assert opened(made[2].content).convert("RGB").getpixel((20, 20))[0] > 200


@pytest.mark.parametrize("form", ["BMP", "TIFF", "ICO", "PPM", "PDF"])
def test_other_formats_are_refused(form):
    with pytest.raises(ImageRefused):
        copies(drawn(64, 64, form))


@pytest.mark.requirement(18)
def test_svg_is_refused():
    with pytest.raises(ImageRefused):
        copies(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')


@pytest.mark.parametrize("width", [1, 159, 160, 161, 399, 400, 401, 800])
def test_nothing_is_enlarged(width):
    assert widths_of(width)[-1] == width
    assert list(widths_of(width)) == sorted(set(widths_of(width)))


def test_a_tall_image_is_kept_whole_and_low():
    made = copies(drawn(400, 8000))
    assert (made[-1].width, made[-1].height) == (80, 1600)


def test_a_photo_is_turned_upright_and_says_nothing_of_its_place():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"
    made = copies(drawn(form="JPEG", exif=exif, comment=b"secret"))
    assert made[-1].height > made[-1].width
    assert all(b"taken" not in one.content for one in made)
    assert all(b"secret" not in one.content for one in made)
    assert not opened(made[-1].content).getexif()


@pytest.mark.requirement(18)
@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", b"PK\x03\x04evil.zip", b"%PDF-1.7 evil"]
)
def test_what_a_polyglot_holds_beside_its_pixels_is_left(tail):
    for form in ("GIF", "PNG", "JPEG"):
        made = copies(drawn(100, 100, form) + tail)
        assert all(tail not in one.content for one in made)


@pytest.mark.requirement(18)
def test_a_script_within_a_comment_is_left():
    made = copies(drawn(100, 100, "GIF", comment=b"*/=1;alert(1)//"))
    assert all(b"alert" not in one.content for one in made)


@pytest.mark.requirement(18)
def test_a_png_of_fifty_thousand_by_fifty_thousand_is_refused_by_its_header():
    with pytest.raises(ImageRefused, match="50000 x 50000"):
        copies(png_claiming(50_000, 50_000, zlib.compress(bytes(1_000))))


@pytest.mark.requirement(18)
@pytest.mark.parametrize("form", ["GIF", "JPEG"])
def test_a_large_one_of_any_format_is_refused_by_its_header(form):
    with pytest.raises(ImageRefused, match="12000 x 4000"):
        copies(drawn(12_000, 4_000, form, "L"))


@pytest.mark.requirement(18)
def test_a_bomb_in_a_text_of_a_png_is_refused_or_costs_little():
    bomb = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(300_000_000), 9))
    image = drawn(64, 64)
    with pytest.raises(ImageRefused):
        copies(image[:33] + bomb + image[33:])


@pytest.mark.parametrize("size", [(1, 1), (31, 400), (0, 0)])
def test_what_is_too_small_to_show_is_refused(size):
    with pytest.raises(ImageRefused):
        copies(png_claiming(*size, zlib.compress(bytes(2_000))))


@pytest.mark.parametrize("kept", [0, 10, 40, 200, 1_000])
def test_a_torn_file_is_refused(kept):
    with pytest.raises(ImageRefused):
        copies(drawn(form="JPEG", quality=95)[:kept])


@pytest.mark.requirement(18)
def test_too_many_bytes_are_refused_unread():
    with pytest.raises(ImageRefused, match="bytes"):
        copies(bytes(20_000_001))


def test_only_the_first_frame_of_a_film_is_kept():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    shown = opened(copies(out.getvalue())[-1].content)
    assert getattr(shown, "n_frames", 1) == 1
    assert shown.convert("RGB").getpixel((30, 30))[0] > 200


def test_what_can_be_seen_through_stays_so():
    out = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(copies(out.getvalue())[-1].content).mode == "RGBA"


def found(url, digest):
    return FoundImage(
        url=url, content_digest=digest, warc_file="", warc_offset=0, warc_length=0
    )


@pytest.fixture
def item():
    urls = ("http://a.test/1", "http://a.test/2", "http://a.test/gone")
    return Item(sku="s", group_key="g", listing_key="l", title="Kettle", images=urls)


@pytest.fixture
def images():
    named = {"http://a.test/1": "d1", "http://a.test/2": "d2"}
    return {url: found(url, digest) for url, digest in named.items()}


def test_items_get_the_pictures_whose_bytes_are_good(tmp_path, item, images):
    bodies = {"d1": drawn(500, 300), "d2": b"no image"}
    made = album(
        [item], images, NO_PICTURES, tmp_path, lambda one: bodies[one.content_digest]
    )
    (shown,) = with_pictures([item], images, made)[0].pictures
    assert (shown.name, shown.width, shown.height) == (name_of("d1"), 500, 300)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        f"{shown.name}-{width}.webp" for width in shown.widths
    )


def counted(body):
    """Return a way to read any picture as `body`, and the list of what it read."""
    asked = []

    def read(one):
        asked.append(one.content_digest)
        return body

    return read, asked


def test_what_the_snapshot_before_has_is_not_drawn_again(tmp_path, item, images):
    read, asked = counted(drawn(200, 200))
    work, later = tmp_path / "work", tmp_path / "later"
    work.mkdir()
    later.mkdir()
    first = album([item], images, NO_PICTURES, work, read)
    (work / f"{name_of('d2')}-200.webp").unlink()
    again = album([item], images, first, later, read)
    assert sorted(asked) == ["d1", "d2", "d2"]
    assert again.sizes == first.sizes
    assert {file.parent for file in again.files()} == {work, later}


def test_a_copy_that_rotted_is_drawn_again(tmp_path, item, images):
    read, asked = counted(drawn(500, 300))
    work, later = tmp_path / "work", tmp_path / "later"
    work.mkdir()
    later.mkdir()
    first = album([item], images, NO_PICTURES, work, read)
    copy = work / f"{name_of('d1')}-160.webp"
    copy.write_bytes(b"x" + copy.read_bytes()[1:])
    again = album([item], images, first, later, read)
    assert sorted(asked) == ["d1", "d1", "d2"]
    assert again.sums == first.sums
    assert all(sha256(file) == again.sums[file.name] for file in again.files())


def test_a_list_of_digests_that_is_torn_asks_to_draw_all(tmp_path):
    for torn in (b"\xff\xfe", b"no digest\n", b""):
        (tmp_path / "sums").write_bytes(torn)
        found = album_in(tmp_path, {"ab": (9, 9)})
        assert (found.sizes, found.sums.get("ab-9.webp")) == ({"ab": (9, 9)}, None)


def test_an_album_without_pictures_has_no_files():
    assert list(Album({}, {}).files()) == []
