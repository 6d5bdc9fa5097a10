"""A server has a letter, or it has not, or nobody knows: each is told apart."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_servers import Post, post_office

from connect.mail.errors import MailAway, MailRefused, MailUnfit, MailUnsure
from connect.mail.letters import Attached, Envelope, Written, letter
from connect.mail.server import MailServer, hand_over
from connect.mail.settings import MailSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def office() -> Iterator[Post]:
    with post_office() as post:
        yield post


@pytest.fixture
def post(office: Post) -> Post:
    office.raw.clear()
    office.to.clear()
    office.answers.clear()
    office.goes_away = False
    return office


def mail(to="ann@buyer.test", text="Hello", **more):
    facts = {"sender": "shop@shop.test", "name": "Little Shop", "mail_id": "17.a"}
    said = Written(more.pop("subject", "Hi"), text, f"<p>{text}</p>", **more)
    return letter(said, Envelope(**facts, to=to, at=NOW))


def test_a_letter_arrives_as_text_and_as_a_page(post):
    hand_over(post.server, mail(attached=(Attached("a.pdf", b"%PDF"),)))
    (came,) = post.mails
    text, page = came.get_body(("plain",)), came.get_body(("html",))
    assert (text.get_content().strip(), page.get_content().strip()) == (
        "Hello",
        "<p>Hello</p>",
    )
    (file,) = came.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("a.pdf", b"%PDF")
    assert (came["From"], came["Message-ID"]) == (
        "Little Shop <shop@shop.test>",
        "<17.a@shop.test>",
    )


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_every_text_arrives_as_it_was_written(office, text):
    office.raw.clear()
    whole = f".\n..\n{text}\n."
    hand_over(office.server, mail(text=whole, subject=f"x {text}"))
    said = office.mails[0].get_body(("plain",)).get_content()
    assert said.splitlines() == whole.splitlines()


def test_nothing_that_is_typed_becomes_a_header_or_another_letter(post):
    text = "a\r\n.\r\nMAIL FROM:<x@x.test>\r\n"
    hand_over(post.server, mail(subject="Hi\r\nBcc: all@x.test", text=text))
    (came,) = post.mails
    assert (came["Subject"], came["Bcc"]) == ("Hi Bcc: all@x.test", None)
    assert post.to == [["ann@buyer.test"]]


@pytest.mark.parametrize(
    ("word", "answer", "error"),
    [
        ("MAIL", "451 later", MailAway),
        ("MAIL", "550 never", MailRefused),
        ("RCPT", "450 later", MailAway),
        ("RCPT", "550 <ann@buyer.test> is unknown", MailRefused),
        ("DATA", "452 full", MailAway),
        ("DATA", "554 spam", MailRefused),
    ],
)
def test_a_refusal_says_whether_to_come_again_and_nothing_was_sent(
    post, word, answer, error
):
    post.answers[word] = answer
    with pytest.raises(error) as told:
        hand_over(post.server, mail())
    assert type(told.value) is error
    assert "ann@" not in str(told.value)
    assert post.raw == []


def test_what_the_last_word_raises_keeps_the_letter_from_being_sent(post):
    def refuse():
        raise KeyError

    with pytest.raises(KeyError):
        hand_over(post.server, mail(), refuse)
    hand_over(post.server, mail(text="another"))
    assert len(post.raw) == 1


def test_a_server_that_goes_while_it_takes_a_letter_leaves_it_unsure(post):
    post.goes_away = True
    with pytest.raises(MailUnsure):
        hand_over(post.server, mail())


@pytest.mark.parametrize("lines", [0, 1, 2, 3, 4])
def test_a_server_that_goes_before_the_last_line_has_nothing(lines):
    with leaving_after(lines) as server, pytest.raises(MailAway):
        hand_over(server, mail(), lambda: pytest.fail("it was not at the last line"))


@contextmanager
def leaving_after(lines):
    """Have what answers so many lines as a server would, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=(listener, lines))
        thread.start()
        yield MailServer("127.0.0.1", listener.getsockname()[1], "none")
        thread.join()


def answer(listener, lines):
    caller, _ = listener.accept()
    with caller:
        for said in (b"220 hi", b"250 hi", b"250 ok", b"250 ok")[:lines]:
            caller.sendall(said + b"\r\n")
            caller.recv(1000)


def test_nobody_there_is_said_at_once():
    with pytest.raises(MailAway, match=r"127\.0\.0\.1 is not reached"):
        hand_over(MailServer("127.0.0.1", 1, "none"), mail())


def test_addresses_of_the_world_are_written_so_that_servers_can_read_them(post):
    hand_over(post.server, mail(to="ann@bücher.test"))
    hand_over(post.server, mail(to="jürgen@buyer.test"))
    assert post.to == [["ann@xn--bcher-kva.test"], ["jürgen@buyer.test"]]


@pytest.mark.parametrize(
    "to", ["", "nobody", "ann@buyer.test,bob@x.test", "x@" + "a" * 70 + ".test"]
)
def test_an_address_that_is_none_is_told_and_not_shown(post, to):
    with pytest.raises((MailUnfit, MailRefused)) as told:
        hand_over(post.server, mail(to=to))
    assert not to or to not in str(told.value)


def test_settings_do_not_show_the_password():
    assert "hush" not in repr(MailSettings(host="x", password="hush"))
    assert "hush" not in repr(MailSettings(host="x", password="hush").server)
