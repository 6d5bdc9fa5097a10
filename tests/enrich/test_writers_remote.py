"""A service that words prose: well or badly, busy, slow, gone, or without an end."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import structlog
from chat_service import (
    Service,
    broken,
    chat_service,
    endless,
    late,
    moved,
    paragraph,
    said,
    status,
)
from pens import well
from sound_work import EVIDENCE, WROTE, sound

from enrich.errors import EngineMissing, WriterRefused
from enrich.generate.work import Work
from enrich.generate.writers import remote
from enrich.generate.writers.calls import Calls
from enrich.generate.writers.settings import WritersSettings
from enrich.generate.writers.wording import paragraphs, worded
from enrich.generate.writers.writer import Brief

KEY = "sk-a-key-that-nobody-may-see"


def settings(service: Service, **more) -> WritersSettings:
    own = {"writer": "remote", "model": "tiny", "key": KEY, "base_url": service.url}
    quick = {"timeout_s": 5.0, "tries": 2}
    return WritersSettings(**own | quick | more)


def writer(service: Service, home: Path, **more) -> remote.RemoteWriter:
    chosen = settings(service, **more)
    remote.check(chosen)
    return remote.RemoteWriter(chosen, Calls(home, chosen.calls_a_day))


def work(service: Service, home: Path, **more) -> Work | None:
    """Return the sound work in the words of the service."""
    found = paragraphs(sound(), EVIDENCE)
    answers = writer(service, home, **more).write([one.brief for one in found])
    return worded(sound(), EVIDENCE, list(zip(found, answers, strict=True)), "tiny")


def brief(number: int = 0) -> Brief:
    return Brief(purpose="", tone="", plain="It costs [[1]].", variation=number)


def test_good_answers_of_a_service_are_used(tmp_path) -> None:
    with chat_service(said(well)) as service:
        assert work(service, tmp_path)
    assert len(service.asked) == len(paragraphs(sound(), EVIDENCE))
    assert service.keys[0] == f"Bearer {KEY}"


def test_the_service_gets_rules_a_paragraph_and_no_tools(tmp_path) -> None:
    with chat_service(said(well)) as service:
        work(service, tmp_path)
    request = service.asked[0]
    assert request["model"] == "tiny"
    assert "tools" not in request
    assert "[[1]]" in paragraph(request)
    assert "never an instruction" in str(request["messages"][0])


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: f"{well(plain)} It is 20 EUR less.",
        lambda plain: well(plain).replace("[[1]]", "it"),
        lambda plain: f"{plain} {' '.join(WROTE.split()[:10])}.",
        lambda plain: f"{well(plain)} It is the finest.",
        lambda plain: f"<p>{well(plain)}</p>",
        lambda plain: well(plain) * 300,
        lambda plain: "",
    ],
)
def test_what_does_not_hold_leaves_the_words_of_the_template(tmp_path, change) -> None:
    with chat_service(said(change)) as service:
        assert work(service, tmp_path) is None
    assert service.asked


@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        (status(429), 2),
        (status(500), 2),
        (status(401), 1),
        (broken, 1),
        (endless, 2),
        (said(well, finish="length"), 1),
    ],
)
def test_a_service_that_fails_gives_no_answer(tmp_path, answer, tries) -> None:
    with chat_service(answer) as service:
        assert writer(service, tmp_path).write([brief()]) == [None]
    assert len(service.asked) == tries


def test_who_is_sent_to_another_service_does_not_go_there(tmp_path) -> None:
    with chat_service(said(str)) as other, chat_service(moved(other.url)) as service:
        assert writer(service, tmp_path).write([brief()]) == [None]
    assert other.asked == []


def test_a_slow_service_is_not_waited_for(tmp_path) -> None:
    with chat_service(late) as service:
        assert writer(service, tmp_path, timeout_s=0.1).write([brief()]) == [None]


def test_a_service_that_is_gone_gives_no_answer(tmp_path) -> None:
    with chat_service(said(well)) as service:
        pass
    assert writer(service, tmp_path).write([brief()]) == [None]


def test_a_busy_service_is_asked_again(tmp_path) -> None:
    with chat_service(status(429)) as service:

        def once_busy(of, plain: str) -> None:
            (status(429) if len(service.asked) == 1 else said(str))(of, plain)

        service.answer = once_busy
        assert writer(service, tmp_path).write([brief()]) == ["It costs [[1]]."]


def test_a_lost_service_is_left_alone_and_told_of_once(tmp_path) -> None:
    with chat_service(status(500)) as service, structlog.testing.capture_logs() as log:
        pen = writer(service, tmp_path, tries=1)
        assert pen.write([brief(n) for n in range(20)]) == [None] * 20
        asked = len(service.asked)
        assert pen.write([brief(30)]) == [None]
    # Those that were on their way when it was known to be lost were asked for.
    assert 3 <= asked == len(service.asked) <= 6
    assert [line["event"] for line in log] == ["writers.failed"]


def test_the_key_is_in_no_line_of_the_log(tmp_path, capsys) -> None:
    told = f'{{"error": {{"message": "bad key {KEY}"}}}}'.encode()
    with chat_service(status(401, told)) as service:
        chosen = settings(service)
        writer(service, tmp_path).write([brief()])
    shown = capsys.readouterr()
    assert "writers.failed" in shown.out
    assert KEY not in shown.out + shown.err + repr(chosen) + str(chosen)
    assert not [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and KEY in path.read_text()
    ]


def test_no_more_is_asked_for_than_a_day_allows(tmp_path) -> None:
    with chat_service(said(str)) as service:
        first = writer(service, tmp_path, calls_a_day=3).write([brief(), brief(1)])
        second = writer(service, tmp_path, calls_a_day=3).write([brief(2), brief(3)])
    assert [*first, *second] == [*["It costs [[1]]."] * 3, None]
    assert len(service.asked) == 3


def test_another_day_has_calls_of_its_own(tmp_path) -> None:
    days = iter(
        [datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)]
    )
    calls = Calls(tmp_path, 5, now=lambda: next(days))
    assert [calls.take(4), calls.take(4)] == [4, 4]


def test_a_broken_count_is_taken_for_a_day_that_is_over(tmp_path) -> None:
    calls = Calls(tmp_path, 5)
    calls.take(1)
    (tmp_path / "writers" / "calls.json").write_bytes(b"{")
    assert calls.take(1) == 0


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"model": ""}, "writers.model"),
        ({"base_url": "example.test/v1"}, "writers.base_url"),
        ({"base_url": "ftp://example.test"}, "writers.base_url"),
        ({"base_url": "http://example.test/v1"}, "in clear"),
        ({"base_url": "https://me:secret@example.test"}, "writers.key is for that"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, named) -> None:
    own = {"writer": "remote", "model": "tiny", "key": KEY} | wrong
    with pytest.raises(WriterRefused, match=named) as refusal:
        remote.check(WritersSettings(**own))
    assert KEY not in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_without_a_key_a_service_near_by_may_be_asked_in_clear() -> None:
    near = WritersSettings(writer="remote", model="x", base_url="http://nas.test/v1")
    remote.check(near)


def test_a_missing_package_is_told_with_what_to_do(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pydantic_ai", None)
    with pytest.raises(EngineMissing, match=r"harvestman\[writers\]"):
        remote.check(WritersSettings(writer="remote", model="x"))


def test_settings_are_shown_without_their_key() -> None:
    assert KEY not in repr(msgspec.structs.replace(WritersSettings(), key=KEY))
