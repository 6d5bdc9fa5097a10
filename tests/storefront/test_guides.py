from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
GUIDE = "/guides/aaaaaaaa00000001/kettles-before-you-buy"
REPORT = "/guides/aaaaaaaa00000002/dear-report"
VIDEO = "/guides/aaaaaaaa00000003/lanterns-in-a-minute"
DEAR_FILM = "/guides/aaaaaaaa00000004/a-film-to-buy"


@pytest.fixture
def shop(works_shop):
    return works_shop


def test_the_list_leads_to_each_work_and_says_what_it_costs(shop):
    text = shop.get("/guides").text
    assert all(path in text for path in (GUIDE, REPORT, VIDEO, DEAR_FILM))
    assert "€19.00" in text
    assert text.count("Free") >= 3


def test_a_kind_has_a_list_of_its_own(shop):
    text = shop.get("/guides?kind=video").text
    assert VIDEO in text
    assert GUIDE not in text


@pytest.mark.parametrize("query", ["kind=nothing", "page=2", "page=0", "page=x"])
def test_a_list_that_is_not_there_is_refused(shop, query):
    assert shop.get(f"/guides?{query}").status_code in {400, 404}


def test_a_works_page_shows_what_is_in_it_and_its_first_chapters(shop):
    text = shop.get(GUIDE).text
    assert "First words" in text and "Second" in text
    assert "Paid words" not in text
    assert "The pick" in text and "397 pages read" in text
    assert "19 November 2026" in text
    assert f'href="{GUIDE}.pdf"' in text and f'href="{GUIDE}.epub"' in text


def test_no_script_of_a_work_comes_through(shop):
    text = shop.get(GUIDE).text
    assert "alert(1)" not in text
    assert "onclick" not in text


def test_a_work_says_to_search_engines_what_it_is(shop):
    assert '"@type":"Article"' in shop.get(GUIDE).text
    text = shop.get(VIDEO).text
    assert '"@type":"VideoObject"' in text
    assert f'"contentUrl":"http://127.0.0.1:8000{VIDEO}.mp4"' in text


def test_a_page_under_another_name_leads_to_the_right_one(shop):
    answer = shop.get("/guides/aaaaaaaa00000001/an-older-title")
    assert (answer.status_code, answer.headers["location"]) == (302, GUIDE)
    answer = shop.get("/de/guides/aaaaaaaa00000001/an-older-title")
    assert answer.headers["location"] == f"/de{GUIDE}"


def test_a_bare_key_leads_to_the_page(shop):
    answer = shop.get("/fr/guides/aaaaaaaa00000001")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/fr{GUIDE}")
    assert shop.get("/guides/aaaaaaaa0000000").status_code == 404


@pytest.mark.parametrize("form", ["pdf", "epub", "html"])
def test_a_free_work_is_downloaded_in_every_form(shop, form):
    answer = shop.get(f"{GUIDE}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert len(answer.content) == int(answer.headers["content-length"])


@pytest.mark.parametrize("form", ["pdf", "epub", "html"])
def test_the_name_of_an_older_edition_leads_to_the_newest(shop, form):
    answer = shop.get(f"/guides/aaaaaaaa00000001/old.{form}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"{GUIDE}.{form}")


def test_a_form_that_a_work_does_not_have_leads_to_its_page(shop):
    answer = shop.get(f"{GUIDE}.mp4")
    assert (answer.status_code, answer.headers["location"]) == (302, GUIDE)


@pytest.mark.parametrize("form", ["pdf", "epub", "html"])
def test_a_work_that_costs_money_is_not_sent(shop, form):
    answer = shop.get(f"{REPORT}.{form}", headers={"range": "bytes=0-99"})
    assert answer.status_code == 402
    assert f'href="{REPORT}"' in answer.text
    assert "Paid words" not in answer.text


def test_of_a_work_that_costs_money_only_the_first_chapters_are_shown(shop):
    text = shop.get(REPORT).text
    assert "First words" in text
    assert "Paid words" not in text
    assert '<input type="hidden" name="sku" value="HV-0000002">' in text
    assert f"{REPORT}.pdf" not in text


def test_a_work_that_has_no_sku_cannot_be_ordered(shop):
    text = shop.get(DEAR_FILM).text
    assert "cannot be ordered just now" in text
    assert 'action="/basket/add"' not in text


def test_a_work_goes_into_the_basket_as_a_file(shop):
    where = {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}
    answer = shop.post("/basket/add", data={"sku": "HV-0000002"}, headers=where)
    assert answer.headers["location"] == "/basket?added=HV-0000002"
    text = shop.get("/basket", headers=where).text
    assert "Dear Report" in text and "€19.00" in text


def test_the_sku_of_a_work_leads_to_its_page(shop):
    answer = shop.get("/de/products/HV-0000002")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/de{REPORT}")


def test_a_film_plays_in_its_page_with_still_and_captions(shop):
    text = shop.get(VIDEO).text
    assert f'poster="{VIDEO}.png"' in text
    assert f'<source src="{VIDEO}.mp4" type="video/mp4">' in text
    assert f'src="{VIDEO}.vtt"' in text
    told = shop.get(f"{VIDEO}.vtt")
    assert told.headers["content-type"].startswith("text/vtt")
    assert told.text.startswith("WEBVTT\n\n00:00:00.400 --> 00:00:02.000\n")


def test_a_film_to_buy_shows_its_still_alone(shop):
    text = shop.get(DEAR_FILM).text
    assert "<video" not in text
    assert f"{DEAR_FILM}.mp4" not in text
    assert shop.get(f"{DEAR_FILM}.png").status_code == 200
    assert shop.get(f"{DEAR_FILM}.vtt").status_code == 402


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=511900-", 511_900, 511_999),
        ("bytes=-5", 511_995, 511_999),
        ("bytes=100-9999999", 100, 511_999),
        ("bytes=-9999999", 0, 511_999),
    ],
)
def test_a_part_of_a_film_is_sent_alone(shop, asked, first, last, film):
    answer = shop.get(f"{VIDEO}.mp4", headers={"range": asked})
    if (first, last) != (0, 511_999):
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes {first}-{last}/512000"
    assert answer.content == film[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=512000-", "bytes=-0"])
def test_a_part_beyond_the_end_is_416(shop, asked):
    answer = shop.get(f"{VIDEO}.mp4", headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */512000"
    assert answer.content == b""


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-1", "bytes=0-1,5-6", "bytes=-", "bytes=a-b", "lines=0-1", "bytes"],
)
def test_what_is_no_range_is_answered_with_the_whole(shop, asked, film):
    answer = shop.get(f"{VIDEO}.mp4", headers={"range": asked})
    assert answer.status_code == 200
    assert answer.content == film


def test_a_part_of_another_edition_is_never_sent(shop):
    tag = shop.get(f"{VIDEO}.mp4").headers["etag"]
    part = {"range": "bytes=0-9"}
    known = shop.get(f"{VIDEO}.mp4", headers={**part, "if-range": tag})
    other = shop.get(f"{VIDEO}.mp4", headers={**part, "if-range": '"other"'})
    weak = shop.get(f"{VIDEO}.mp4", headers={**part, "if-range": f"W/{tag}"})
    assert [one.status_code for one in (known, other, weak)] == [206, 200, 200]


def test_a_file_that_is_known_is_not_sent_again(shop):
    tag = shop.get(f"{GUIDE}.pdf").headers["etag"]
    answer = shop.get(f"{GUIDE}.pdf", headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/guides/..%2f..%2fcatalogue.sqlite/x",
        "/guides/aaaaaaaa00000001%00/x.pdf",
        "/guides/nokey/x",
        "/guides/nokey/x.pdf",
    ],
)
def test_an_unknown_work_is_404(shop, path):
    assert shop.get(path).status_code == 404


def test_nothing_typed_gets_into_a_header(shop):
    answer = shop.get("/guides/aaaaaaaa00000001/%0d%0aX-Evil:%20pdf")
    assert answer.headers["location"] == GUIDE
    assert "x-evil" not in answer.headers
