from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from crawler.errors import BadProxy
from crawler.manners.proxies import Proxies, shown, told_apart
from jobs.cli.call import secrets_of
from jobs.settings import Settings, read_settings

POOL = tuple(f"http://user:s3cret@proxy{n}.test:8080" for n in range(4))
HOSTS = [f"shop{n}.test" for n in range(200)]


class Time:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def proxies(time: Time) -> Proxies:
    return Proxies(POOL, time)


def test_without_proxies_every_host_is_asked_directly(time: Time) -> None:
    none = Proxies((), time)
    assert none.choose("shop.test") == ""
    assert none.ready_at() is None


def test_a_host_keeps_its_proxy_also_in_the_next_crawl(
    proxies: Proxies, time: Time
) -> None:
    again = Proxies(tuple(reversed(POOL)), time)
    for host in HOSTS:
        assert proxies.choose(host) == proxies.choose(host) == again.choose(host)


def test_hosts_are_spread_over_all_proxies(proxies: Proxies) -> None:
    chosen = [proxies.choose(host) for host in HOSTS]
    assert all(chosen.count(proxy) > 20 for proxy in POOL)


def test_a_failing_proxy_takes_only_its_own_hosts_along(
    proxies: Proxies, time: Time
) -> None:
    before = {host: proxies.choose(host) for host in HOSTS}
    for _ in range(3):
        proxies.told(POOL[0], "failed")
    moved = {host for host in HOSTS if proxies.choose(host) != before[host]}
    assert moved == {host for host in HOSTS if before[host] == POOL[0]}
    time.now += 31.0
    assert {host: proxies.choose(host) for host in HOSTS} == before


def test_two_failures_are_an_accident(proxies: Proxies) -> None:
    for outcome in ("failed", "failed", "ok", "failed", "failed"):
        proxies.told(POOL[0], outcome)
    assert proxies.health[POOL[0]].rests_until == 0.0


def test_a_proxy_that_fails_again_rests_longer(proxies: Proxies, time: Time) -> None:
    for _ in range(3):
        proxies.told(POOL[0], "failed")
    time.now = proxies.health[POOL[0]].rests_until
    proxies.told(POOL[0], "failed")
    assert proxies.health[POOL[0]].rests_until == time.now + 60.0


def test_the_log_names_a_resting_proxy_by_its_place(proxies: Proxies) -> None:
    with capture_logs() as lines:
        for _ in range(3):
            proxies.told(POOL[2], "failed")
    assert [(one["event"], one["place"]) for one in lines] == [("proxy_rests", 3)]


def test_when_all_rest_no_host_is_met_directly(proxies: Proxies, time: Time) -> None:
    for proxy in POOL * 3:
        proxies.told(proxy, "failed")
    assert proxies.choose("shop.test") is None
    assert proxies.ready_at() == time.now + 30.0


@pytest.mark.parametrize(
    "wrong",
    ["proxy.test:8080", "http://:s3cret@", "socks5://s3cret@h:1", "http://h s3cret:1"],
)
def test_a_wrong_proxy_is_named_by_its_place_and_not_its_text(wrong: str) -> None:
    with pytest.raises(BadProxy, match="place 2") as refused:
        Proxies((POOL[0], wrong), Time())
    assert "s3cret" not in str(refused.value)


def test_credentials_are_never_shown() -> None:
    assert shown(POOL[0]) == "http://proxy0.test:8080"


def test_a_proxys_address_and_its_password_are_told_apart() -> None:
    assert told_apart("http://u:p%40ss@h.test:1") == (
        "http://h.test:1",
        b"Basic dTpwQHNz",
    )
    assert told_apart("http://h.test:1") == ("http://h.test:1", b"")


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    assert "@" not in shown(text).partition("://")[2].partition("/")[0]


def test_a_list_of_secrets_is_kept_out_of_the_log(tmp_path: Path) -> None:
    variables = {"HARVESTMAN_CRAWL_PROXIES": f'["{POOL[0]}"]'}
    settings: Settings = read_settings(tmp_path, variables)
    assert POOL[0] in secrets_of(settings)
