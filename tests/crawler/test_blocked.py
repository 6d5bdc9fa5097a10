import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.exchange import Answer
from crawler.manners.blocked import Block, verdict
from crawler.sampleweb.page import Page, Send
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb

MENU = b'<a href="/a">A</a>' * 9
# Saved pages of real sites, where there are some.
SAVED = Path(__file__).parents[2].parent / "shared" / "data"


def answer(
    status: int = 200,
    body: bytes = b"",
    url: str = "http://shop.test/item/1",
    **headers: str,
) -> Answer:
    named = [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in headers.items()
    ]
    return Answer(url, status, named, body, len(body), "", 0.0, 0.0, "", b"")


def titled(title: str, more: bytes = b"") -> bytes:
    return b"<html><head><title>%b</title></head>%b" % (title.encode(), more)


@pytest.mark.parametrize(
    ("came", "kind", "by"),
    [
        (answer(403, Cf_Mitigated="challenge"), Block.CHALLENGE, "cloudflare"),
        (answer(202, x_amzn_waf_action="challenge"), Block.CHALLENGE, "aws waf"),
        (answer(405, X_AMZN_WAF_ACTION="captcha"), Block.CAPTCHA, "aws waf"),
        (answer(429, x_vercel_mitigated="challenge"), Block.CHALLENGE, "vercel"),
        (answer(200, bxpunish="1"), Block.CAPTCHA, "alibaba"),
    ],
)
def test_a_guard_that_names_itself_in_a_header_is_taken_at_its_word(
    came: Answer, kind: Block, by: str
) -> None:
    found = verdict(came)
    assert found and (found.kind, found.by) == (kind, by)
    assert found.shut


@pytest.mark.parametrize(
    ("status", "body", "kind", "by"),
    [
        (403, b"<script>window._cf_chl_opt={}</script>", Block.CHALLENGE, "cloudflare"),
        (403, b"<div id='cf-error-details'>", Block.REFUSED, "cloudflare"),
        (403, b"var dd={'host':'geo.captcha-delivery.com'}", Block.CAPTCHA, "datadome"),
        (403, b"<div id='px-captcha'>", Block.CAPTCHA, "human"),
        (403, b"http&#58;errors.edgesuite.net/18.1", Block.REFUSED, "akamai"),
        (202, b"content='0;/.well-known/sgcaptcha/?r=/'", Block.CAPTCHA, "siteground"),
        (200, b"<script>'/_____tmd_____/punish?x5'", Block.CAPTCHA, "alibaba"),
        (200, b'<script id="anubis_challenge">', Block.CHALLENGE, "anubis"),
        (200, b"<form action='/errors/validateCaptcha'>", Block.CAPTCHA, "amazon"),
        (200, b"Incapsula incident ID: 1-2", Block.REFUSED, "imperva"),
        (429, b"<div class='g-recaptcha'>", Block.CAPTCHA, ""),
    ],
)
def test_a_wall_is_known_by_what_stands_in_it(
    status: int, body: bytes, kind: Block, by: str
) -> None:
    found = verdict(answer(status, body))
    assert found and (found.kind, found.by) == (kind, by)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Just a moment...", Block.CHALLENGE),
        ("Making sure you&#39;re not a bot!", Block.CHALLENGE),
        (" Access\n denied ", Block.REFUSED),
        ("Robot Check", Block.CAPTCHA),
        ("验证码拦截", Block.CAPTCHA),
    ],
)
def test_a_bare_page_with_the_title_of_a_wall_is_one(title: str, kind: Block) -> None:
    found = verdict(answer(200, titled(title)))
    assert found and found.kind is kind


@pytest.mark.parametrize(
    "body",
    [
        titled("Just a moment...", MENU),
        titled("Access denied", MENU),
        titled("Just a moment in time"),
        MENU + b"<p>The page said window._cf_chl_opt and px-captcha.</p>",
        b"<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
        b"<script>window._pxAppId='PX1'</script><div class='g-recaptcha'></div>",
        b'<form><input type="email"><div data-sitekey=1>Not a robot?</div></form>',
        titled("Access denied") + b"x" * 70_000,
        titled("Access denied") + b"<p>Once, a door was shut.</p>" * 150,
        b"<pre>window._cf_chl_opt = {}</pre><script>1</script>" + b"<p>why</p>" * 999,
    ],
)
def test_a_page_that_tells_of_walls_or_has_a_guard_is_a_page(body: bytes) -> None:
    assert verdict(answer(200, body)) is None


@pytest.mark.parametrize("kind", ["text/javascript", "text/plain", "image/png"])
def test_what_no_reader_sees_is_no_wall(kind: str) -> None:
    assert verdict(answer(200, b"window.KPSDK; px-captcha", Content_Type=kind)) is None


@pytest.mark.parametrize("opening", [b"<", b"<script", b"<style", b"<title"])
def test_a_page_whose_brackets_never_close_is_read_all_the_same(opening: bytes) -> None:
    body = b"px-captcha" + opening * 2000
    assert verdict(answer(200, body[:16_000])) is not None


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_an_error_without_a_sign_is_an_honest_error(status: int) -> None:
    assert verdict(answer(status, titled("No such page"))) is None


def test_a_guarded_site_may_say_404_in_its_usual_dress() -> None:
    body = b"<script src='/cdn-cgi/challenge-platform/x.js'></script>g-recaptcha"
    assert verdict(answer(404, body)) is None


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("/login?return=%2Fitem%2F1", Block.LOGIN),
        ("https://login.shop.test/", Block.LOGIN),
        ("/en/account/sign-in.html", Block.LOGIN),
        ("https://consent.shop.test/?continue=x", Block.CONSENT),
        ("/item/1/_____tmd_____/punish?x5secdata=s", Block.CAPTCHA),
        ("/captcha/?u=1", Block.CAPTCHA),
    ],
)
def test_a_redirect_says_by_its_target_what_it_leads_to(
    location: str, kind: Block
) -> None:
    found = verdict(answer(302, Location=location))
    assert found and found.kind is kind


@pytest.mark.parametrize(
    "location",
    ["/item/2", "/blog/login-tips", "/logins", "/en/?from=/login", "/captchas-history"],
)
def test_a_redirect_to_a_page_is_no_wall(location: str) -> None:
    assert verdict(answer(301, Location=location)) is None


def test_a_login_page_weighs_only_when_one_was_led_there() -> None:
    page = answer(
        200, b'<input type="password">', url="http://shop.test/login?next=/item/1"
    )
    linked, led = verdict(page), verdict(page, "http://shop.test/item/1")
    assert linked and led
    assert linked.weight == 0 < led.weight
    assert not linked.shut


def test_a_session_in_an_address_is_not_written_down() -> None:
    found = verdict(answer(302, Location="/login?session=s3cret"))
    assert found and "s3cret" not in found.sentence


def test_of_the_whole_sample_web_only_the_doors_are_walls() -> None:
    web = SampleWeb(WebSettings())
    found = {
        (host.name, path)
        for host in web.hosts
        for path in web.paths(host.name)
        if (page := web.page(host.name, path)) and verdict(sent(page, host.name, path))
    }
    doors = {"/login", "/members", "/basic", "/captcha", "/consent"}
    doors |= {"/challenge-403", "/challenge-503"}
    assert found == {("doors.test", path) for path in doors}


@pytest.mark.skipif(not SAVED.is_dir(), reason="no saved pages beside the checkout")
def test_no_saved_page_of_a_real_site_is_taken_for_a_wall() -> None:
    paths = sorted(SAVED.glob("*/html/*.gz"))
    found = {
        path.name: seen
        for path in paths
        if (seen := verdict(answer(200, gzip.decompress(path.read_bytes()))))
    }
    assert paths
    assert found == {}


@given(
    st.sampled_from([200, 202, 301, 302, 401, 403, 429, 503]),
    st.binary(max_size=300),
    st.lists(st.tuples(st.sampled_from([b"location", b"bxpunish"]), st.binary())),
)
def test_whatever_a_server_sends_a_verdict_comes_back(
    status: int, body: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    came = Answer("http://a.test/", status, headers, body, 0, "", 0, 0, "", b"")
    found = verdict(came)
    assert found is None or found.sentence.startswith("Blocked: ")


def sent(page: Page, host: str, path: str) -> Answer:
    """The answer that the wire makes of a page of the sample web."""
    steps = page.response.steps
    head, _, body = b"".join(
        step.data for step in steps if isinstance(step, Send)
    ).partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    headers = [(name, value) for name, _, value in (x.partition(b": ") for x in lines)]
    words = first.split()
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    url = f"http://{host}{path}"
    return Answer(url, status, headers, body, 0, "", 0.0, 0.0, "", b"")
