"""A page that is open follows what goes on, and ends with its login or the shop."""

import asyncio

import pytest

from ledger import logins, users
from ledger.work import Work, put
from storefront.console import live
from storefront.console.boards import BOARDS
from storefront.console.door import Keeper
from storefront.http.closing import Closing


@pytest.fixture
def page(as_, given_up, monkeypatch, tmp_path):
    """The queue as somebody has it open."""
    monkeypatch.setattr(live, "EVERY_S", 0.0)
    browser = as_("staff")
    with browser.ledger.read() as connection:
        login = logins.who(connection, browser.cookie, browser.clock.now)
    state = browser.client.app.state
    parts = state["parts"]
    keeper = Keeper(browser.cookie, login)
    return live._Page(parts, state["platform"], BOARDS["queue"], keeper, {})


def heard(page, mark, between=lambda: None, most=3):
    """Return the first words of a stream; `between` happens after the first."""

    async def listen():
        page.parts.closing._said = asyncio.Event()
        words = []
        async with asyncio.timeout(10):
            async for word in live._told(page, mark):
                words.append(word.decode())
                if len(words) == 1:
                    between()
                if len(words) == most:
                    break
        return words

    return asyncio.run(listen())


def put_one(page):
    with page.parts.ledger.write() as connection:
        put(connection, Work("mail", {}), page.parts.clock())


def test_a_change_is_told_with_the_mark_of_the_page_as_it_is_now(page):
    before = page.mark()
    words = heard(page, before, lambda: put_one(page), 2)
    assert words == [
        "retry: 3000\n\n",
        f"id: {page.mark()}\nevent: change\ndata: -\n\n",
    ]
    assert page.mark() != before


def test_the_page_itself_holds_the_mark_from_which_its_stream_goes_on(page, as_):
    text = as_("staff").get("/queue").text
    asked = text.partition("mark=")[2].partition('"')[0]
    assert len(asked) == 16
    again = as_("staff").get("/queue").text.partition("mark=")[2].partition('"')[0]
    # Another login, another token: the same login has the same mark.
    assert again != asked
    assert page.mark() == page.mark()


def test_what_has_not_changed_is_not_told(page, monkeypatch):
    monkeypatch.setattr(live, "EVERY_S", 0.01)
    monkeypatch.setattr(live, "_SILENT_S", 0.02)
    assert heard(page, page.mark(), most=2)[1] == ": still here\n\n"


def test_a_stream_is_over_when_its_login_is(page):
    def shut_out():
        with page.parts.ledger.write() as connection:
            users.shut_out(connection, page.keeper.user)

    assert heard(page, page.mark(), shut_out)[1:] == ["event: over\ndata: -\n\n"]


def test_a_stream_ends_when_the_shop_closes(page):
    def close():
        page.parts.closing._said.set()

    assert heard(page, page.mark(), close) == ["retry: 3000\n\n"]
    assert isinstance(page.parts.closing, Closing)


def test_a_stream_of_the_users_is_for_owners(as_):
    assert as_("staff").get("/live/users").status_code == 403
    assert as_("staff").get("/live/none").status_code == 404
    assert as_("staff").ask("HEAD", "/live/queue").status_code == 405


def test_nobody_has_more_streams_than_there_is_room(as_, people, monkeypatch):
    monkeypatch.setattr(live.STREAMS, "has_room", lambda _who: False)
    assert as_("staff").get("/live/queue").status_code == 204
