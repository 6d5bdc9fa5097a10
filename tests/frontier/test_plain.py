import numpy as np
import pytest

from frontier.plain import find_plain, kinds

# What a crawl meets by the million has to take the short way.
PLAIN = [
    "http://a.test/",
    "https://www.my-shop1.co.uk/p/tea_kettle-12/index.html?page=2&q=a+b%20c",
    "https://a.test/%C3%BC/x(y)/a,b",
    "http://localhost/~me/@you/a=b&c=d",
    *("http://a.test:81/", "https://a.test:65535/x", "http://127.0.0.1:8800/a"),
    *("http://1.2.3.4/", "http://0.20.255.9/?a"),
]
DOUBTFUL = [
    *("http://a.test", "http://A.test/", "http://a.test:80/", "https://a.test:443/"),
    *("http://a.test:081/", "http://a.test:65536/", "http://a.test:/", "http://a:b/"),
    *("http://1.2.3/", "http://1.2.3.4.5/", "http://1.2.3.04/", "http://1.2.3.256/"),
    *("http://1.2.3.4./", "http://a.1/", "http://1.2.3.0x4/", "http://1.2.3.4:0/"),
    *("http://a.test:123456/", "http://1.2.3.4:81x/"),
    *("http://xn--p1ai/", "http://a.test/a;b", "http://a.test/.a", "http://a.test/%c3"),
    *("http://a.test/%2E%2E/b", "http://a.test/a/%2E"),
    *("http://a.test/?", "http://a.test/#\u00fc", "", "h", "http", "https://", " h"),
]


def ends(texts: list[str]) -> list[int]:
    data = np.frombuffer(bytearray("\n".join([*texts, ""]).encode()), dtype=np.uint8)
    starts, stops = np.zeros((2, len(texts)), dtype=np.int64)
    find_plain(data, *kinds(), starts, stops)
    return (stops - starts).tolist()


@pytest.mark.parametrize("url", PLAIN)
def test_a_plain_address_is_known_by_its_bytes(url: str) -> None:
    assert ends([url]) == [len(url)]


def test_a_plain_address_ends_before_its_fragment() -> None:
    assert ends([f"{url}#top" for url in PLAIN]) == [len(url) for url in PLAIN]


@pytest.mark.parametrize("url", DOUBTFUL)
def test_a_doubt_costs_its_own_row_only(url: str) -> None:
    first, doubt, last = ends([PLAIN[0], url, PLAIN[1]])
    assert doubt < 0
    assert (first, last) == (len(PLAIN[0]), len(PLAIN[1]))


@pytest.mark.parametrize("arg", ["utm_source=1", "Gclid", "a&FBCLID=2", "bsft_x=1"])
def test_a_name_that_a_rule_may_mean_is_a_doubt(arg: str) -> None:
    assert ends([f"http://a.test/?{arg}"])[0] < 0
