import urllib.request
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from crawler.errors import PortTaken
from crawler.watch import counts as watch
from crawler.watch.counts import CLASSES_S, OTHERS, Summary, Tally
from crawler.watch.progress import Progress
from crawler.watch.rate import Moment, Rates, clock_words
from crawler.watch.server import serving
from crawler.watch.text import metrics

HOSTS = st.sampled_from(["a.test", "b.test", "c.test"])
ANSWERS = st.tuples(
    HOSTS, st.sampled_from([200, 404, 503]), st.integers(0, 10**6), st.floats(0, 40)
)


def samples(text: str) -> dict[tuple[str, str], float]:
    """Every sample as Prometheus's own reader finds it: by name and last label."""
    return {
        (sample.name, [*sample.labels.values()][-1]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@given(st.lists(ANSWERS), st.lists(st.tuples(HOSTS, st.sampled_from(["Dns", "Tls"]))))
def test_every_attempt_is_counted_once(
    answers: list[tuple[str, int, int, float]], failures: list[tuple[str, str]]
) -> None:
    tally = Tally()
    for answer in answers:
        tally.answered(*answer)
    for failure in failures:
        tally.failed(*failure)
    told = tally.summary(0.0)
    assert told.statuses == Counter(status for _, status, _, _ in answers)
    assert told.errors == Counter(error for _, error in failures)
    assert sum(told.classes) == len(answers)
    assert sum(one.requests for one in told.busiest) == len(answers) + len(failures)


def test_an_answer_belongs_to_the_first_class_that_holds_it() -> None:
    tally = Tally()
    for seconds in (CLASSES_S[0], CLASSES_S[0] + 0.001, CLASSES_S[-1] + 1):
        tally.answered("a.test", 200, 1, seconds)
    classes = tally.summary(0.0).classes
    assert (classes[0], classes[1], classes[-1]) == (1, 1, 1)


def test_the_busiest_hosts_come_first() -> None:
    tally = Tally()
    for number in range(30):
        for _ in range(number + 1):
            tally.failed(f"h{number}.test", "DnsFailed")
    busiest = tally.summary(0.0).busiest
    assert [one.host for one in busiest][:2] == ["h29.test", "h28.test"]
    assert len(busiest) == 20


def test_hosts_past_the_most_are_counted_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "_MOST_HOSTS", 2)
    tally = Tally()
    for name in ("a.test", "b.test", "c.test", "d.test", "c.test"):
        tally.answered(name, 200, 10, 0.1)
    counts = {one.host: one.requests for one in tally.summary(0.0).busiest}
    assert counts == {"a.test": 1, "b.test": 1, OTHERS: 3}


def test_a_steady_crawl_has_its_rate() -> None:
    rates = Rates()
    for second in range(30):
        rates.told(Moment(float(second), second * 7, second * 1000))
    assert (rates.pages_per_s, rates.bytes_per_s) == (7.0, 1000.0)
    assert rates.left_s(70) == pytest.approx(10.0)


def test_the_rate_is_that_of_the_last_seconds() -> None:
    rates = Rates()
    rates.told(Moment(0.0, 0, 0))
    rates.told(Moment(100.0, 1000, 0))
    rates.told(Moment(110.0, 1000, 0))
    assert rates.pages_per_s == 0.0
    assert rates.left_s(5) is None


def test_nothing_is_said_of_a_rate_before_two_moments() -> None:
    rates = Rates()
    assert rates.pages_per_s == 0.0
    rates.told(Moment(1.0, 10, 10))
    assert rates.bytes_per_s == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (89, "89 s"), (600, "10 min"), (12_000, "3 h 20 min")],
)
def test_a_time_is_said_in_words(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words


def test_prometheus_reads_every_figure() -> None:
    tally = Tally()
    tally.answered("a.test", 200, 500, 0.3)
    tally.failed("b.test", "TlsFailed")
    text = metrics("shops", Progress(pages=4, queued=9, blocked=2), tally.summary(0.0))
    found = samples(text)
    assert found["harvestman_crawl_pages_total", "shops"] == 4
    assert found["harvestman_crawl_queued", "shops"] == 9
    assert found["harvestman_crawl_blocked_total", "shops"] == 2
    assert found["harvestman_crawl_answers_total", "200"] == 1
    assert found["harvestman_crawl_failures_total", "TlsFailed"] == 1
    assert found["harvestman_crawl_answer_seconds_bucket", "0.25"] == 0
    assert found["harvestman_crawl_answer_seconds_bucket", "0.5"] == 1
    assert found["harvestman_crawl_host_bytes_total", "a.test"] == 500


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_host_of_any_name_breaks_no_line(name: str) -> None:
    tally = Tally()
    tally.answered(f'{name}\n\\"', 200, 1, 0.1)
    found = samples(metrics("c", Progress(), tally.summary(0.0)))
    assert found["harvestman_crawl_host_requests_total", f'{name}\n\\"'] == 1


def test_metrics_are_served_on_loopback_while_the_crawl_runs() -> None:
    with serving(0, lambda: metrics("c", Progress(pages=3), Summary())) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            found = samples(answer.read().decode())
        assert "0.0.4" in answer.headers["Content-Type"]
    assert found["harvestman_crawl_pages_total", "c"] == 3


def test_another_path_is_not_found() -> None:
    with (
        serving(0, lambda: "") as port,
        pytest.raises(urllib.error.HTTPError, match="404"),
    ):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/secret")


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with (
        serving(0, lambda: "") as port,
        pytest.raises(PortTaken, match=f"port {port}.*another port"),
        serving(port, lambda: ""),
    ):
        pass
