"""`harvestman lake body` as a user calls it, on a home with two bodies."""

import json
import sys
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from frontier.forgotten import Target, leave_alone
from jobs.cli import main
from lake.bodies import BodyStore, Exchange
from lake.keys import content_digest
from lake.load import append
from lake.store import Lake

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE, LOGO = "http://shop.test/p?a=1&b=2", "https://shop.test/logo.png"
BODIES = {PAGE: b"<p>A page", LOGO: b"\x89PNG\x00\xff"}


def exchange(url: str) -> Exchange:
    head = b"Content-Type: text/plain\r\nX-Seen: once\r\n"
    body = BODIES[url]
    return Exchange(url, 200, b"", head, body, SEEN, content_digest(body))


def row(found: Exchange) -> dict[str, object]:
    return {
        "url_key": found.url,
        "url": found.url,
        "host": "shop.test",
        "fetched_at": SEEN,
        "status": 200,
        "content_digest": found.digest,
    }


@pytest.fixture
def home(tmp_path):
    made = Lake.open(tmp_path / "home")
    store = BodyStore(made.home, made.settings)
    seen = [exchange(url) for url in BODIES]
    places = [store.write(one) for one in seen]
    store.close()
    bodies = [
        {
            "content_digest": one.digest,
            "warc_file": place.warc_file,
            "warc_offset": place.warc_offset,
            "warc_length": place.warc_length,
        }
        for one, place in zip(seen, places, strict=True)
    ]
    tables = {"pages": [row(one) for one in seen], "bodies": bodies}
    append(
        made, "crawl", {name: pa.Table.from_pylist(of) for name, of in tables.items()}
    )
    return made.home


@pytest.fixture
def body(home, capsysbinary):
    """Call `harvestman lake body`; return its code, its output and its errors."""

    def called(*arguments):
        with pytest.raises(SystemExit) as left:
            main(["lake", "body", *arguments, "--home", str(home)])
        out, err = capsysbinary.readouterr()
        return left.value.code, out, err.decode()

    return called


@pytest.mark.parametrize(
    "said",
    [
        PAGE,
        PAGE.replace("http:", "https:"),
        "HTTP://Shop.test:80/p?a=1&b=2#top",
        content_digest(BODIES[PAGE]),
        content_digest(BODIES[PAGE]).upper(),
    ],
)
def test_a_body_is_printed_as_it_came(body, said):
    assert body(said) == (0, BODIES[PAGE], "")


def test_headers_come_before_the_body(body):
    head, _, rest = body(PAGE, "--headers")[1].partition(b"\r\n\r\n")
    assert head.splitlines() == [
        b"HTTP/1.1 200 OK",
        b"Content-Type: text/plain",
        b"X-Seen: once",
    ]
    assert rest == BODIES[PAGE]


@pytest.mark.parametrize("said", [LOGO, content_digest(BODIES[LOGO])])
def test_json_says_what_is_stored_and_where(body, said):
    told = json.loads(body(said, "--json")[1])
    assert told["url"] == LOGO
    assert told["fetched_at"].startswith("2026-11-20T12:00:00")
    assert (told["status"], told["content_type"]) == (200, "text/plain")
    assert told["digest"] == content_digest(BODIES[LOGO])
    assert told["place"]["warc_file"].endswith(".warc.zst")


def test_a_file_holds_the_bytes(body, tmp_path):
    assert body(LOGO, "-o", str(tmp_path / "logo.png"))[0] == 0
    assert (tmp_path / "logo.png").read_bytes() == BODIES[LOGO]


def test_what_is_not_text_is_kept_off_a_terminal(body, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code, out, told = body(LOGO)
    assert (code, out) == (2, b"")
    assert "-o" in told
    assert body(PAGE)[1] == BODIES[PAGE]


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        ("http://shop.test/none", 1, "harvestman crawl http://shop.test/none"),
        ("0" * 32, 1, "pages.content_digest"),
        ("shop.test/p", 2, "https://"),
    ],
)
def test_what_is_not_there_is_one_clear_line(body, said, code, told):
    left, out, err = body(said)
    assert (left, out, err.count("\n")) == (code, b"", 1)
    assert told in err


def test_what_was_forgotten_is_said_to_be(body, home):
    leave_alone(home / "frontier", Target.of("gone.test"))
    assert "was forgotten" in body("http://gone.test/p")[2]


def test_a_file_in_no_folder_is_named(body, tmp_path):
    code, _, told = body(PAGE, "-o", str(tmp_path / "none" / "p.html"))
    assert code == 1
    assert f"there is no folder {tmp_path / 'none'}" in told
