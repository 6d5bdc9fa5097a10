"""What stands in the place of a page's content."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from extract.markup.charset import decode
from extract.walls import Shown, Wall, wall

# Saved pages of real sites, where there are some.
SAVED = Path(__file__).parents[2].parent / "shared" / "data"
UNSEEN = ["script", "style", "noscript", "template", "svg", "head"]


def page(
    title: str = "",
    text: str = "",
    body: bytes = b"",
    *heads: str,
    path: str = "item/1",
) -> Shown:
    address = f"http://shop.test/{path}"
    return Shown(url=address, title=title, headings=heads, text=text, body=body)


CHALLENGES = [
    page("Just a moment...", "Checking your browser", b"<script>1</script>"),
    page("shop.test", "", b"<script>window._cf_chl_opt={}</script>"),
    page("shop.test", "", b"var dd={'host':'geo.captcha-delivery.com'}"),
    page("Access to this page has been denied", "Press & Hold", b"px-captcha"),
    page("Access Denied", "You don't have permission to access this", b""),
    page("", "Verify you are human by completing the action below.", b""),
    page("", "Bitte bestätigen Sie, dass Sie ein Mensch sind.", b""),
    page("", "Vérifiez que vous êtes humain", b""),
    page("", "Verifique que usted es un robot. Verifica que eres un ser humano", b""),
    page("", "Подтвердите, что вы не робот", b""),
    page("", "人間であることを確認します", b""),
    page("", "请验证您是真人", b""),
    page("", "Zweryfikuj, że jesteś człowiekiem", b""),
]
PASSWORD = b'<form><input name=user><input type="password"></form>'
LOGINS = [
    page("Sign in", "Email Password Sign in", PASSWORD),
    page("Anmelden - Laden", "Passwort", PASSWORD),
    page("Shop | Log in", "Password", PASSWORD),
    page("Shop", "Se connecter", PASSWORD, "Connexion"),
    page("Shop", "Go on", PASSWORD, path="login?next=/item/1"),
    page("Sign in to Shop", "Email Next", b"<input type=email>"),
    page("ログイン", "", PASSWORD),
]
GONE = [
    page("404 Not Found", "nginx"),
    page("Page not found | Shop", "Go home"),
    page("Shop – Oops! That page can’t be found.", "It looks like nothing was here"),
    page("Shop", "Sorry", b"", "This product is no longer available"),
    page("Shop", "", b"", "Sorry, the page you are looking for does not exist."),
    page("Shop", "", b"", "We can't find the page you're looking for"),
    page("Error 404 (Not Found)!!1", "That's an error"),
    page("Seite nicht gefunden", ""),
    page("Shop", "", b"", "Diese Seite existiert leider nicht mehr"),
    page("Page introuvable", ""),
    page("Página no encontrada", ""),
    page("Página não encontrada", ""),
    page("Pagina non trovata", ""),
    page("Pagina niet gevonden", ""),
    page("Страница не найдена", ""),
    page("ページが見つかりませんでした", ""),
    page("页面不存在", ""),
    page("페이지를 찾을 수 없습니다", ""),
]


@pytest.mark.parametrize("shown", CHALLENGES)
def test_a_page_that_asks_for_a_human_is_a_challenge(shown: Shown) -> None:
    assert wall(shown) is Wall.CHALLENGE


@pytest.mark.parametrize("shown", LOGINS)
def test_a_page_of_a_login_and_little_else_is_a_login(shown: Shown) -> None:
    assert wall(shown) is Wall.LOGIN


@pytest.mark.parametrize("shown", GONE)
def test_a_page_that_says_it_is_not_there_is_missing(shown: Shown) -> None:
    assert wall(shown) is Wall.MISSING


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_whose_status_says_so_is_missing(status: int) -> None:
    assert wall(Shown(url="http://a.test/", status=status)) is Wall.MISSING


@pytest.mark.parametrize(
    "shown",
    [
        page("Oak chair", "A chair. Log in", PASSWORD, "Oak chair"),
        page("How to fix page not found errors", "First, ...", b""),
        page("How to log in to your router", "Open the page ...", b""),
        page("Gone", "A film", b"", "Gone"),
        page("Missing", "A film", b"", "Missing"),
        page("Lost and not found: a novel", "A novel", b""),
        page("404 Not Found", "A long history of HTTP. " * 200, b""),
        page("Sign in", "We tell of doors. " * 200, PASSWORD),
        page("Contact", "Verify you are human Name", b"<textarea>", "Contact"),
        page("Verify you are human", "An essay. " * 200, b"window._cf_chl_opt"),
        page("", "", b""),
    ],
)
def test_a_page_with_content_is_no_wall(shown: Shown) -> None:
    assert wall(shown) is None


@pytest.mark.parametrize("part", [" 404", ",", "error ", "sorry ", "page ", "- | "])
def test_a_hostile_title_is_read_all_the_same(part: str) -> None:
    assert wall(page(part * 25 + "x", part * 100, b"", part * 25 + "x")) is None


@given(st.text(), st.lists(st.text(), max_size=4), st.text(), st.binary())
def test_whatever_is_shown_something_is_said(
    title: str, heads: list[str], text: str, body: bytes
) -> None:
    assert wall(page(title, text, body, *heads)) in {None, *Wall}


@pytest.mark.slow
@pytest.mark.skipif(not SAVED.is_dir(), reason="no saved pages beside the checkout")
def test_no_saved_page_of_a_real_site_is_taken_for_a_wall() -> None:
    paths = sorted(SAVED.glob("*/html/*.gz"))
    found = {path.name: seen for path in paths if (seen := wall(saved(path)))}
    assert paths
    assert found == {}


def saved(path: Path) -> Shown:
    body = gzip.decompress(path.read_bytes())
    tree = LexborHTMLParser(decode(body)[0].encode("utf-8", "replace"))
    title, heads = tree.css_first("title"), [node.text() for node in tree.css("h1, h2")]
    name = title.text() if title else ""
    tree.strip_tags(UNSEEN)
    text = " ".join(tree.body.text(separator=" ").split()) if tree.body else ""
    return page(name, text, body, *heads)
