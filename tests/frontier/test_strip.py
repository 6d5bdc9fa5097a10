import pytest

from frontier.strip import KEPT, RULES
from frontier.urls import canonical

# A session as PHP writes it, and keys that are none.
SESSION = "0123456789abcdef0123456789abcdef"
MONGO = "507f1f77bcf86cd799439011"
UUID = "550e8400-e29b-41d4-a716-446655440000"
PAGES = [
    *("id=1", "page=2", "p=3", "variant=4", "sku=5", "color=red", "q=utm_source"),
    *("utm=1", "xutm_source=1", "gclidx=1", "source=utm_x", "ref=home", "ut%6D_a=1"),
    *("tag=partner-21", "awc=1", "irclickid=2", "aff_id=3", "campid=4"),
    *("sid=12", f"sid={MONGO}", f"session_id={UUID}", "sessionid=opening-talk"),
    *("si=1", "spm=2", "pd_rd=3", "trk=4", "sr=5"),
]


def stripped(query: str, host: str = "shop.test") -> str:
    return canonical(f"https://{host}/?{query}").partition("?")[2]


@pytest.mark.parametrize(
    "name", [name for rule in RULES if not rule.hosts for name in rule.names]
)
def test_every_rule_strips_what_it_names(name: str) -> None:
    arg = f"{name.replace('*', 'x')}={SESSION}"
    assert stripped(f"a=1&{arg}&b=2") == "a=1&b=2"
    assert stripped(arg.upper()) == ""


@pytest.mark.parametrize("query", PAGES)
def test_what_may_name_a_page_or_pay_a_partner_stays(query: str) -> None:
    assert stripped(query) == query


@pytest.mark.parametrize(
    ("host", "query", "rest"),
    [
        ("www.amazon.co.uk", "pd_rd_r=1&qid=2&psc=1&tag=x-21", "psc=1&tag=x-21"),
        ("amazon.de:444", "pf_rd_p=1&keywords=tea", "keywords=tea"),
        ("amazon.de.", "sr=1", ""),
        ("amazon.shop.test", "sr=1", "sr=1"),
        ("notamazon.de", "sr=1", "sr=1"),
        ("m.youtube.com", "v=abc&si=xyz&list=l", "v=abc&list=l"),
        ("myoutube.com", "v=abc&si=xyz", "v=abc&si=xyz"),
        ("de.aliexpress.com", "spm=1&utm_a=1&id=2", "id=2"),
        ("linkedin.com", "trk=1&id=2", "id=2"),
    ],
)
def test_a_shop_has_rules_of_its_own(host: str, query: str, rest: str) -> None:
    assert stripped(query, host) == rest


@pytest.mark.parametrize(
    "url",
    [
        "https://web.archive.org/web/2024/http://a.test/;jsessionid=1?utm_source=b&c",
        "https://ga-dev-tools.google/campaign-url-builder/?utm_source=a",
    ],
)
def test_a_host_may_keep_what_others_lose(url: str) -> None:
    assert canonical(url) == url


def test_a_host_that_keeps_one_name_loses_the_others() -> None:
    assert stripped("utm_a=1&gclid=2", "ga-dev-tools.google") == "utm_a=1"


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("/a;jsessionid=1F.node1", "/a"),
        ("/a;JSESSIONID=1;v=2/b", "/a;v=2/b"),
        ("/a;jsessionid=1;jsessionid=2/b", "/a/b"),
        ("/a;jsessionid=%2E;jsessionid=2/b", "/a/b"),
        ("/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "/a.aspx"),
        ("/x/(A(b)S(c))/(F(d))/a", "/x/a"),
        ("/a;v=jsessionid", "/a;v=jsessionid"),
        ("/(a)/(S(b))", "/(a)/(S(b))"),
        ("/..;jsessionid=1/a", "/..;jsessionid=1/a"),
        ("/%2E;jsessionid=1/a", "/%2E;jsessionid=1/a"),
    ],
)
def test_sessions_leave_the_path(path: str, rest: str) -> None:
    assert canonical(f"http://shop.test{path}") == f"http://shop.test{rest}"


def test_every_rule_says_why_and_in_lower_case() -> None:
    for rule in (*RULES, *KEPT):
        assert rule.reason
        for name in (*rule.names, *rule.hosts):
            assert name == name.lower()


def test_a_star_stands_behind_the_only_underscore_of_a_name() -> None:
    stars = [name for rule in RULES for name in rule.names if "*" in name]
    assert stars
    for name in stars:
        assert name.endswith("_*")
        assert name.count("_") == 1
