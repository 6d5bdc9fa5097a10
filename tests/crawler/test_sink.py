"""From a fetched page to rows: what is kept is what came, however it came."""

from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from crawled_pages import AT, asked, fetched, links
from hypothesis import given
from hypothesis import strategies as st
from warcs import other_reader, warcs

from crawler.campaign.model import Campaign
from crawler.keeping.columns import hosts_of
from crawler.keeping.heads import decoded_head
from crawler.keeping.known import Kept
from crawler.keeping.rows import Attempt, Heard, RobotsSeen
from crawler.keeping.sink import Sink
from crawler.keeping.surts import place
from frontier.urls import canonical, domain, host, url_key
from lake.bodies import BodyPlace, read_body
from lake.errors import ExchangeRefused
from lake.keys import content_digest
from lake.store import Lake


@pytest.fixture
def sink(tmp_path):
    lake = Lake.open(tmp_path)
    made = Sink(tmp_path, lake.settings, Campaign(name="t", seeds=()), Kept())
    yield made
    made.close()


def test_a_page_becomes_the_row_that_says_what_came(sink, tmp_path):
    sink.page(fetched(7, truncated="time", parent_url="http://a.test/"))
    sink.flush()
    columns = "url_key, host, domain, fetched_at, body_len, depth, parent_url, rights"
    (row,) = asked(tmp_path, f"SELECT {columns}, campaign, truncated FROM pages")  # noqa: S608
    *places, rights, campaign, truncated = row
    assert places[:3] == ["test,a)/7", "a.test", "a.test"]
    assert places[3:] == [AT + timedelta(seconds=7), 6, 2, "http://a.test/"]
    assert (rights["noarchive"], rights["noindex"]) == (True, False)
    assert (rights["licence"], campaign, truncated) == ("http://l.test/", "t", True)


def test_links_lie_behind_their_page_in_reading_order(sink, tmp_path):
    sink.page(fetched(1, links=links("https://b.test:81/x", "http://a.test/2")))
    sink.page(fetched(2))
    sink.page(fetched(3, links=links("http://[::1]/")))
    sink.flush()
    query = "SELECT src_url, position, dst_host, is_affiliate FROM links ORDER BY ALL"
    assert asked(tmp_path, query) == [
        ("http://a.test/1", 0, "b.test", True),
        ("http://a.test/1", 1, "a.test", True),
        ("http://a.test/3", 0, "[::1]", True),
    ]


def test_a_half_character_in_a_link_costs_a_question_mark(sink, tmp_path):
    odd = links("http://b.test/")
    odd.anchors[0] = "half \ud800"
    sink.page(fetched(1, links=odd))
    sink.flush()
    assert asked(tmp_path, "SELECT anchor FROM links") == [("half ?",)]


def test_an_attempt_says_how_long_it_took(sink, tmp_path):
    tried = Attempt(
        url="http://a.test/", host="a.test", attempt=2, seconds=0.5, delay_s=1.0
    )
    sink.attempt(tried)
    sink.flush()
    query = "SELECT attempt, timings.total_ms, timings.dns_ms, campaign FROM fetches"
    assert asked(tmp_path, query) == [(2, 500.0, None, "t")]


def test_every_body_of_many_pages_lies_where_its_row_says(sink, tmp_path):
    for number in range(100):
        sink.page(fetched(number, body=b"body %d" % (number % 70)))
    sink.flush()
    found = asked(
        tmp_path,
        "SELECT url, warc_file, warc_offset, warc_length"
        " FROM pages JOIN bodies USING (content_digest)",
    )
    assert len(found) == 100
    for url, *of in found:
        number = int(url.rpartition("/")[2])
        assert read_body(tmp_path, BodyPlace(*of)) == b"body %d" % (number % 70)


def test_why_a_body_is_cut_is_in_its_record(sink, tmp_path):
    sink.page(fetched(truncated="disconnect"))
    sink.flush()
    _, response, _ = other_reader(*warcs(tmp_path))
    assert response.headers["WARC-Truncated"] == "disconnect"


def test_a_body_freed_of_its_coding_is_read_as_it_is(sink, tmp_path):
    sink.page(
        fetched(headers=b"content-encoding: gzip\r\nContent-Length: 9", body=b"x")
    )
    sink.flush()
    _, response, _ = other_reader(*warcs(tmp_path))
    assert response.http_headers.get("X-Archive-Orig-content-encoding") == "gzip"
    assert response.reader.read() == b"x"


def test_a_coding_nobody_undoes_stays_said():
    assert (
        decoded_head(b"Content-Encoding: aes128gcm") == b"Content-Encoding: aes128gcm"
    )


def test_what_robots_txt_says_lies_beside_the_pages(sink, tmp_path):
    url = "http://a.test/robots.txt"
    heard = Heard(url=url, headers=b"", asked=b"", body=b"User-agent: *")
    seen = RobotsSeen(
        host="a.test",
        fetched_at=AT,
        status=200,
        digest=content_digest(heard.body),
        crawl_delay=None,
        sitemaps=("http://a.test/s.xml",),
        heard=heard,
    )
    sink.robots(seen)
    sink.flush()
    _, response, _ = other_reader(*warcs(tmp_path))
    assert (response.headers["WARC-Target-URI"], response.reader.read()) == (
        url,
        b"User-agent: *",
    )
    query = "SELECT host, digest, sitemaps, crawl_delay FROM robots"
    assert asked(tmp_path, query) == [
        ("a.test", seen.digest, list(seen.sitemaps), None)
    ]
    assert asked(tmp_path, "FROM bodies") == []


def test_a_page_that_cannot_be_kept_costs_itself(sink, tmp_path):
    sink.page(fetched(1))
    with pytest.raises(ExchangeRefused):
        sink.page(fetched(2, fetched_at=datetime(2026, 11, 20)))  # noqa: DTZ001
    sink.flush()
    assert asked(tmp_path, "SELECT url FROM pages") == [("http://a.test/1",)]


def test_what_is_abandoned_is_nowhere(sink, tmp_path):
    sink.page(fetched(1))
    sink.abandon()
    sink.flush()
    assert asked(tmp_path, "SELECT * FROM pages") == []


@given(
    st.lists(
        st.builds(
            "{}{}/{}".format,
            st.sampled_from(["http://a.test", "https://[::1]", "http://1.2.3.4"]),
            st.sampled_from(["", ":81"]),
            st.text("ab:/[]é", max_size=5),
        )
    )
)
def test_hosts_of_links_are_what_the_parser_finds(urls):
    pages = [canonical(url) for url in urls]
    assert hosts_of(pa.array(pages, pa.string())).to_pylist() == list(map(host, pages))


def test_no_text_leads_a_search_for_hosts_astray():
    odd = ["", "x", "http:/", "http://[", "https"]
    assert len(hosts_of(pa.array(odd, pa.string()))) == len(odd)


PARTS = st.text("ab./%~;?=&(A-_1é", max_size=8)


@given(
    st.sampled_from(["http://a.test", "https://A.test:443", "http://b.co.uk:81"])
    | st.sampled_from(["http://127.1", "http://[::1]", "https://xn--bcher-kva.test"]),
    PARTS,
)
def test_a_place_is_what_the_parser_finds(origin, path):
    url = f"{origin}/{path}"
    name = host(url)
    assert place(url) == (url_key(url), name, domain(name))
    page = canonical(url)
    assert place(page)[0] == url_key(page)
