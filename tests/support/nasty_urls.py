"""URLs as the web writes them at its worst: a table with their forms, and a strategy."""

from hypothesis import strategies as st

# Written after the WHATWG URL Standard and the rules of strip.py.
WHATWG = [
    # scheme and authority
    ("http://Shop.TEST:80/a/../b#top", "http://shop.test/b"),
    ("HTTPS://shop.test:443", "https://shop.test/"),
    ("https://shop.test:80/", "https://shop.test:80/"),
    ("http://shop.test:0080/", "http://shop.test/"),
    ("http://shop.test:/", "http://shop.test/"),
    ("http:shop.test/x", "http://shop.test/x"),
    ("http:/shop.test/x", "http://shop.test/x"),
    ("http:///shop.test/x", "http://shop.test/x"),
    ("http:\\\\shop.test\\x", "http://shop.test/x"),
    ("  http://shop.test/ \n", "http://shop.test/"),
    ("ht\ntp://sh\top.test/\r", "http://shop.test/"),
    ("http://user:secret@shop.test/?q=a b", "http://shop.test/?q=a%20b"),
    ("http://a@b@shop.test/@x", "http://shop.test/@x"),
    ("http://:@shop.test:81/", "http://shop.test:81/"),
    ("http://shop.test?x=1", "http://shop.test/?x=1"),
    ("http://shop.test#x", "http://shop.test/"),
    # names
    ("http://bücher.test/ü", "http://xn--bcher-kva.test/%C3%BC"),
    ("http://BÜCHER.test", "http://xn--bcher-kva.test/"),
    ("http://shop。test/", "http://shop.test/"),
    ("http://ｓｈｏｐ.test/", "http://shop.test/"),
    ("http://sh%6Fp.test/", "http://shop.test/"),
    ("http://sh\u00adop.test/", "http://shop.test/"),
    ("http://a_b.test/", "http://a_b.test/"),
    ("http://shop.test./", "http://shop.test./"),
    ("http://faß.test/", "http://xn--fa-hia.test/"),
    # addresses
    ("http://127.1/", "http://127.0.0.1/"),
    ("http://0x7f.0.0.1:81/", "http://127.0.0.1:81/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://127.0.0.1./", "http://127.0.0.1/"),
    ("http://[0:0::0:1]:80/", "http://[::1]/"),
    ("http://[::FFFF:1.2.3.4]/", "http://[::ffff:102:304]/"),
    # paths
    ("http://shop.test/a/./b/../c", "http://shop.test/a/c"),
    ("http://shop.test/../../a", "http://shop.test/a"),
    ("http://shop.test/a/..", "http://shop.test/"),
    ("http://shop.test/a/.", "http://shop.test/a/"),
    ("http://shop.test/a/%2e%2E/b", "http://shop.test/b"),
    ("http://shop.test/x/.a/../b", "http://shop.test/x/b"),
    ("http://shop.test/x/.a/.", "http://shop.test/x/.a/"),
    ("http://shop.test/..a/...", "http://shop.test/..a/..."),
    ("http://shop.test//a//", "http://shop.test//a//"),
    ("http://shop.test/a\\b", "http://shop.test/a/b"),
    ("http://shop.test/%c3%bc/%7e", "http://shop.test/%C3%BC/%7E"),
    ("http://shop.test/%zz%2/%", "http://shop.test/%zz%2/%"),
    ("http://shop.test/a b", "http://shop.test/a%20b"),
    ("http://shop.test/\0a\0", "http://shop.test/%00a"),
    ('http://shop.test/"<>`{}', "http://shop.test/%22%3C%3E%60%7B%7D"),
    ("http://shop.test/'|[]", "http://shop.test/'|[]"),
    ("http://shop.test/C:/x", "http://shop.test/C:/x"),
    # queries
    ("http://shop.test/?", "http://shop.test/"),
    ("http://shop.test/?#x", "http://shop.test/"),
    ("http://shop.test/??", "http://shop.test/??"),
    ("http://shop.test/?&", "http://shop.test/?&"),
    ("http://shop.test/?b=2&a=1", "http://shop.test/?b=2&a=1"),
    ("http://shop.test/?q='\"", "http://shop.test/?q=%27%22"),
    ("http://shop.test/?q=ü&r=%fc", "http://shop.test/?q=%C3%BC&r=%FC"),
    ("http://shop.test/?q=/../", "http://shop.test/?q=/../"),
    ("http://shop.test/?u=http://a.test/", "http://shop.test/?u=http://a.test/"),
    ("http://shop.test:8790/#", "http://shop.test:8790/"),
    # what names no page
    ("http://shop.test/?utm_source=mail", "http://shop.test/"),
    ("http://shop.test/?a=1&utm_x=2&b", "http://shop.test/?a=1&b"),
    ("http://shop.test/?GCLID=2&a", "http://shop.test/?a"),
    ("http://shop.test/?fbclid", "http://shop.test/"),
    ("http://shop.test/?&utm_source", "http://shop.test/"),
    ("http://shop.test/;jsessionid=1F.n1/x;v=2", "http://shop.test//x;v=2"),
    ("http://shop.test/a;JSESSIONID=1?PHPSESSID=2", "http://shop.test/a"),
    ("http://shop.test/(S(x5x))/a.aspx", "http://shop.test/a.aspx"),
    ("http://shop.test/..;jsessionid=1/a", "http://shop.test/..;jsessionid=1/a"),
]

_HOSTS = """
    a b.test xn-- xn xa x 0x1 1 1.2.3.4 .. . - _ www. co.uk com TEST ü [::1] :80 :443
    :8080 @ %41 test. a.b-c_d.e % * ! ~ 0 shop.test www.amazon.co.uk web.archive.org
    m.youtube.com
"""
_PATHS = """
    / / a /. /.. /.a /%2e /%2E . %2e%2E %c3 %C3%A9 %zz % %2 %2E. .%2e ; ;jsessionid=A.b
    jsessionid=1 (S(abc))/ /(S(x)) ( // é \\ | [ ] ^ ' " < ` { B 0 - ~ $ & + , = : @ !
    \0 \x7f \ud800
"""
_QUERIES = """
    ? & & = utm_source=1 UTM_x utm utm_ gclid=2 Gclid gclid gclidx=1 xgclid=1 _ga=1 _
    __hssc=3 sid=1 sid=0123456789abcdef0123456789abcdef PHPSESSID=2 a=1 b=2 a %c3 %C3 é
    ' " # < \\ / ; phpsessid pd_rd=1 utm_a_b ut%6d_a=1 && b=2&a=1 bsft_x si=1 ü | \ud800
"""


def _some(pieces: str) -> st.SearchStrategy[str]:
    choice = st.sampled_from([*pieces.split(), " ", "\n", "\t"])
    return st.lists(choice, max_size=6).map("".join)


# Mostly web addresses, of which many are canonical already.
URLS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "https://a.test", "HTTP:/", "//", " "]),
    _some(_HOSTS),
    st.just("/") | _some(_PATHS).map("/{}".format),
    st.just("") | _some(_QUERIES).map("?{}".format),
    st.sampled_from(["", "", "#", "#x", "#é", " "]),
)
