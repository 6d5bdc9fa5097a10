"""Buyers get each mail once: whatever refuses it, and whoever is killed while it is sent."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import mail_killed as process
import pytest
from sqlalchemy import select, update
from work_support import until

from connect.mail.folder import remove
from connect.mail.settings import MailSettings
from jobs.errors import BadSetting
from jobs.mails.kind import mail_kind, send
from jobs.settings import Settings
from jobs.work.kinds import LastingError, PassingError, Task, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from lake.salt import home_salt
from ledger.dump import copy_file
from ledger.line import parked, retry
from ledger.open import open_ledger
from ledger.orders.mailtables import mails
from ledger.orders.outbox import put_mail
from ledger.orders.pages import page_token
from ledger.orders.people import erase_buyers
from ledger.orders.refunded import RefundFacts, settle_refund
from ledger.orders.refundlines import Back
from ledger.orders.refunds import RefundWish, refund
from ledger.orders.show import whole
from ledger.orders.tables import orders
from ledger.tables import work

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def do(bench, task):
    """Do a job, and what is written with its end."""
    effect = send(bench, task)
    if effect is not None:
        with bench.ledger.write() as connection:
            effect(connection)
    return effect


def states(bench):
    with bench.ledger.read() as connection:
        return [row.state for row in connection.execute(select(mails))]


def given_up(bench):
    with bench.ledger.read() as connection:
        return parked(connection)


def test_a_paid_order_is_confirmed_in_the_buyers_language(bench, post, order_id):
    do(bench, process.job(bench))
    (mail,) = post.mails
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == "ann@buyer.test"
    assert mail["Subject"] == "Ihre Bestellung 1"
    assert "2 × Hv-Pot: 39,98\xa0€" in text
    assert "Summe: 48,98\xa0€" in text
    assert states(bench) == ["sent"]


def test_the_link_in_a_mail_opens_the_page_of_the_order(bench, post, order_id):
    do(bench, process.job(bench))
    with bench.ledger.read() as connection:
        key = whole(connection, order_id).order["key"]
    address = (
        f"http://127.0.0.1:8000/de/orders/{page_token(home_salt(bench.home), key)}"
    )
    for kind in ("plain", "html"):
        assert address in post.mails[0].get_body((kind,)).get_content()


def test_the_invoice_goes_with_the_first_mail_and_credit_notes_with_refunds(
    bench, post, order_id
):
    do(bench, process.job(bench))
    with bench.ledger.write() as connection:
        wish = RefundWish(key="r", order_id=order_id, actor="1", lines=(Back(1, 1),))
        made = refund(connection, wish, NOW)
        settle_refund(connection, RefundFacts(made.refund_id, "done", "re"), NOW)
        payload = connection.scalars(select(work.c.payload).order_by(work.c.id.desc()))
        (told,) = (one for one in payload if one.get("template") == "order_refunded")
    do(bench, Task(900, "mail", None, told, 1))
    files = [
        [one.get_filename() for one in mail.iter_attachments()] for mail in post.mails
    ]
    assert files == [["2026-000001.pdf"], ["C2026-000001.pdf"]]
    text = post.mails[1].get_body(("plain",)).get_content()
    assert "Wir haben 19,99\xa0€" in text
    assert "Die Gutschrift liegt bei." in text


def test_what_is_sent_is_not_sent_again(bench, post, order_id):
    task = process.job(bench)
    assert [do(bench, task), do(bench, task)] == [None, None]
    assert len(post.raw) == 1


@pytest.mark.parametrize(
    ("answer", "error"), [("451 later", PassingError), ("554 no", LastingError)]
)
def test_what_is_refused_is_sent_when_it_is_taken(bench, post, order_id, answer, error):
    post.answers["DATA"] = answer
    with pytest.raises(error):
        do(bench, process.job(bench))
    assert states(bench) == ["refused"]
    post.answers.clear()
    do(bench, process.job(bench))
    assert (len(post.raw), states(bench)) == (1, ["sent"])


def test_what_may_have_come_waits_for_a_person_who_can_send_it_again(
    bench, post, order_id
):
    post.goes_away = True
    do(bench, process.job(bench))
    assert states(bench) == ["unsure"]
    (left,) = given_up(bench)
    assert "nobody knows whether the buyer has mail" in left.error
    post.goes_away = False
    do(bench, retried(bench, left.id))
    assert (len(post.raw), states(bench)) == (2, ["sent"])
    assert len(set(post.ids)) == 1


def retried(bench, number):
    with bench.ledger.write() as connection:
        assert retry(connection, number, datetime.now(UTC))
        row = connection.execute(select(work).where(work.c.id == number)).one()
    return Task(row.id, row.kind, row.key, row.payload, 1)


def test_a_job_that_comes_again_while_nobody_knows_changes_nothing(
    bench, post, order_id
):
    post.goes_away = True
    first = process.job(bench)
    do(bench, first)
    do(bench, first)
    assert (len(post.raw), len(given_up(bench)), states(bench)) == (1, 1, ["unsure"])


def test_of_two_workers_with_one_mail_the_second_keeps_still(bench, post, order_id):
    task = process.job(bench)
    post.taking = lambda: do(bench, task)
    do(bench, task)
    post.taking = lambda: None
    # It was on its way, and the first one's word that it came counts.
    assert (len(post.raw), states(bench)) == (1, ["sent"])


def test_who_was_erased_gets_no_mail(bench, post, order_id):
    with bench.ledger.write() as connection:
        erase_buyers(connection, [order_id])
    do(bench, process.job(bench))
    assert (post.raw, states(bench)) == ([], [])


def test_without_a_server_mails_are_files_and_each_is_one(bench, order_id):
    quiet = replace(bench, settings=Settings())
    task = process.job(quiet)
    assert do(quiet, task) is not None
    assert do(quiet, task) is None
    assert [one.name for one in (quiet.home / "mail").iterdir()] == [
        f"{task.number:08d}-order_paid.eml"
    ]
    assert states(quiet) == ["sent"]


def test_files_of_mails_go_with_whom_they_went_to(bench, order_id):
    do(quiet := replace(bench, settings=Settings()), process.job(bench))
    assert remove(quiet.home, lambda address: address == "bob@buyer.test") == 0
    assert remove(quiet.home, lambda address: address == "ann@buyer.test") == 1
    assert list((quiet.home / "mail").iterdir()) == []


def test_a_server_without_a_sender_is_refused_when_work_begins(bench):
    wrong = Settings(mail=MailSettings(host="127.0.0.1"))
    with pytest.raises(BadSetting, match=r"mail\.sender"):
        mail_kind(replace(bench, settings=wrong))


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        {"template": "no", "order_id": "x"},
        {"template": "order_paid", "order_id": "x"},
    ],
)
def test_work_that_asks_for_no_letter_is_left_to_a_person(bench, payload):
    with pytest.raises(LastingError):
        send(bench, Task(1, "mail", None, payload, 1))


# How many mails come in all, and what is known in the end.
STEPS = {
    "_letter:after": (1, "sent"),
    "_begin:before": (1, "sent"),
    "_begin:after": (0, "unsure"),
    "_end:before": (1, "unsure"),
    "_end:after": (1, "sent"),
}


def test_a_kill_at_any_step_sends_nothing_twice_and_loses_nothing(
    tmp_path, post, order_id, bench
):
    """What nobody can know is left to a person; all else is as if nothing had been."""
    homes = {step: copied(bench, tmp_path / step) for step in STEPS}
    told = subprocess.run(
        [sys.executable, process.__file__, str(post.port), *map(str, homes.values())],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["9"] * len(STEPS)
    for step, home in homes.items():
        assert after_all(home, post, step) == STEPS[step]


def copied(bench, to):
    """Copy a home whose buyer is called as the step at which it will be killed."""
    to.mkdir()
    copy_file(bench.home / "ledger.db", to / "ledger.db")
    with open_ledger(to) as ledger, ledger.write() as connection:
        connection.execute(update(orders).values(email=address(to.name)))
    return to


def after_all(home, post, step):
    """Do the work again, as the next worker does, and say what came of it all."""
    bench = process.bench_at(home, post.port)
    with bench.ledger:
        do(bench, process.job(bench))
        (state,) = states(bench)
        assert [row.kind for row in given_up(bench)] == ["mail"] * (state == "unsure")
    return post.to.count([address(step)]), state


def address(step):
    return f"{step.replace(':', '-')}@buyer.test"


def test_a_worker_sends_what_waits_in_its_order_and_one_in_doubt_holds_up_none(
    bench, post, order_id
):
    post.taking = lambda: setattr(post, "goes_away", not post.raw)
    with bench.ledger.write() as connection:
        for template in ("order_shipped", "order_cancelled"):
            put_mail(connection, order_id, template, datetime.now(UTC))
    with working(bench.ledger, by_name(mail_kind(bench)), WorkSettings(threads=2)):
        until(lambda: len(post.raw) == 3)
    (doubted,) = given_up(bench)
    assert doubted.payload["template"] == "order_paid"
    assert [str(mail["Subject"]) for mail in post.mails] == [
        "Ihre Bestellung 1",
        "Ihre Bestellung 1 ist unterwegs",
        "Ihre Bestellung 1 ist storniert",
    ]
