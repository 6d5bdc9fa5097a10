"""Alerts reach people: by a real mail server, and by a real address that checks them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from work_support import line_up, until

from jobs.errors import BadSetting
from jobs.operate import look
from jobs.operate.look import Looker
from jobs.operate.rules import FACTS, facts_of, read_rules
from jobs.operate.sending import NotTaken, send
from jobs.operate.settings import AlertsSettings
from jobs.operate.watch import ALERT, Watch, alert_kind, alerting, told
from jobs.settings import Settings
from jobs.work.kinds import LastingError, PassingError, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from ledger.alerts import Event
from ledger.line import drop
from ledger.open import open_ledger
from ledger.work import Work, Worker, claim, fail

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
EVENT = Event("begun", "disk.free_gb < 5", 4.25, NOW)


@pytest.fixture
def home(tmp_path):
    return tmp_path


def hooked(hook):
    url = f"http://127.0.0.1:{hook.server_port}/here"
    return AlertsSettings(webhook=url, webhook_secret=SECRET)


def test_a_mail_goes_by_starttls_with_the_password(mails, home):
    box, settings = mails
    send(settings, told(EVENT, "mail", home, NOW))
    (mail,) = box.mails
    text = mail.content.decode()
    assert mail.rcpt_tos == ["bob@example.test"]
    assert "Subject: Harvestman: disk.free_gb < 5 began" in text
    assert "value:  4.25" in text
    assert "Date: Sun, 01 Mar 2026 12:00:00 +0000" in text


def test_a_wrong_password_is_for_a_person_and_a_busy_server_for_later(mails, home):
    box, settings = mails
    wrong = msgspec.structs.replace(settings, smtp_password="other")
    with pytest.raises(LastingError, match="535"):
        send(wrong, told(EVENT, "mail", home, NOW))
    box.answer = "451 later"
    with pytest.raises(PassingError, match="451"):
        send(settings, told(EVENT, "mail", home, NOW))
    assert box.mails == []


def test_no_mail_goes_to_a_server_whose_certificate_is_not_trusted(
    mails, home, monkeypatch
):
    box, settings = mails
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    with pytest.raises(PassingError, match="certificate"):
        send(settings, told(EVENT, "mail", home, NOW))
    assert box.mails == []


def test_a_post_is_signed_so_that_its_receiver_can_check_it(hook, home):
    send(hooked(hook), told(EVENT, "webhook", home, NOW))
    ((found, body),) = hook.came
    signed = f"{found['webhook-id']}.{found['webhook-timestamp']}.".encode() + body
    digest = hmac.new(b"k" * 32, signed, hashlib.sha256).digest()
    assert found["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert json.loads(body)["type"] == "alert.begun"
    assert json.loads(body)["data"]["rule"] == EVENT.rule


def test_a_redirect_is_not_followed_and_a_busy_address_says_when(hook, home):
    hook.answers += [(302, {"Location": "/else"}), (503, {"Retry-After": "7"})]
    with pytest.raises(LastingError, match="302"):
        send(hooked(hook), told(EVENT, "webhook", home, NOW))
    with pytest.raises(NotTaken) as busy:
        send(hooked(hook), told(EVENT, "webhook", home, NOW))
    assert busy.value.retry_after_s == 7
    assert len(hook.came) == 2


@pytest.mark.parametrize(
    "text", ["", "queue.parked >", "queue.parkd > 1", "1 > 2", "disk.free_gb < 5 for 5"]
)
def test_what_is_no_rule_is_refused_by_its_name(text):
    with pytest.raises(BadSetting, match=r"alerts\.rules"):
        read_rules([text])


def test_rules_ask_for_facts_that_there_are(home):
    facts = facts_of(Looker(home, Settings()).look())
    assert tuple(facts) == FACTS
    texts = "queue.parked>=0 for 2h", "stage.failed", "freshness.publish_hours > 1"
    parked, failed, age, full = read_rules([*texts, "disk.free_gb >= 0"])
    held = parked.held_by(facts)
    assert held is not None
    assert held.for_s == 7200
    assert failed.held_by(facts) is None
    assert age.held_by(facts) is None  # nothing was published: its age is not known
    assert full.held_by(facts) is not None


def test_what_is_given_up_reaches_the_address_once_and_its_end_too(hook, home):
    alerts = msgspec.structs.replace(hooked(hook), rules=("queue.parked > 0",))
    settings = Settings(alerts=alerts)
    hook.answers.append((503, {"Retry-After": "0"}))
    kinds = by_name(alert_kind(alerts))
    with (
        open_ledger(home) as ledger,
        working(ledger, kinds, WorkSettings(threads=1)) as at,
    ):
        started = datetime.now(UTC) - timedelta(minutes=9)
        times = iter([started] * 4 + [started + timedelta(minutes=6)] * 2)
        looker = Looker(home, settings, 0.0, lambda: next(times))
        watch = Watch(ledger, looker, read_rules(alerts.rules), at.clerk.owner)
        (number,) = line_up(ledger, Work("other"))
        with ledger.write() as connection:
            (job,) = claim(connection, Worker("x", ["other"]), 1, datetime.now(UTC))
            fail(connection, job, "spoiled", datetime.now(UTC))
        watch.look()
        watch.look()
        until(lambda: len(hook.came) == 2)
        with ledger.write() as connection:
            drop(connection, number)
        watch.look()
        until(lambda: len(hook.came) == 3)
    told_ = [json.loads(body)["type"] for _, body in hook.came]
    ids = [headers["webhook-id"] for headers, _ in hook.came]
    assert told_ == ["alert.begun", "alert.begun", "alert.ended"]
    assert (ids[0] == ids[1], ids[1] == ids[2]) == (True, False)
    assert kinds[ALERT].name == "alert"


def test_the_command_lists_rules_and_tries_the_ways(say, home, hook, monkeypatch):
    code, out, _ = say("alerts", "list")
    assert code == 0
    assert "disk.free_gb < 5 for 5m" in out
    assert "Nobody is told" in out
    assert say("alerts", "test")[0] == 2  # nobody is set
    url = hooked(hook).webhook
    monkeypatch.setenv("HARVESTMAN_ALERTS_WEBHOOK", url)
    assert say("alerts", "test")[:2] == (0, "webhook: taken\n")
    hook.answers.append((500, {}))
    assert say("alerts", "test")[0] == 1
    assert len(hook.came) == 2


def test_a_worker_opens_neither_lake_nor_frontier_for_rules_that_ask_for_none(
    home, monkeypatch
):
    opened = []
    monkeypatch.setattr(look, "look_ahead", lambda *_: opened.append("ahead") or [])
    monkeypatch.setattr(look, "crawls", lambda *_: opened.append("crawls") or [])
    monkeypatch.setattr(look, "newest_fetch", lambda *_: opened.append("fetched"))
    with open_ledger(home) as ledger:
        for rules, wanted in (
            (AlertsSettings().rules, []),
            (("crawl.blocked > 0",), ["crawls"]),
            (("freshness.fetch_hours > 9",), ["fetched"]),
        ):
            settings = Settings(alerts=AlertsSettings(rules=rules))
            (chore,) = alerting(ledger, home, settings, "nobody else")
            chore.do.__self__.looker.look()
            assert opened == wanted
            opened.clear()
