"""Whatever happens in whatever order, a host keeps what robots.txt promises it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from frontier.robots import Answer, Kind, Robots, RobotsSettings

SETTINGS = RobotsSettings(name="harvestman")
FILE = "http://shop.test/robots.txt"
OPEN_PAGE, CLOSED_PAGE = "http://shop.test/a", "http://shop.test/private/a"
BODY = b"User-agent: *\nDisallow: /private/"
NEVER = float("-inf")


class OneHost(RuleBasedStateMachine):
    """One origin, its crawler, and what they may expect of each other."""

    @initialize()
    def start(self) -> None:
        self.folder = TemporaryDirectory()
        self.robots = Robots.open(Path(self.folder.name), SETTINGS)
        self.now = 1e9
        self.asked_at = self.open_until = self.rules_until = self.silent_until = NEVER

    @rule(seconds=st.sampled_from([0.1, 60.0, 299.0, 301.0, 3600.0, 86_400.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def the_process_is_killed(self) -> None:
        self.robots = Robots.open(Path(self.folder.name), SETTINGS)
        self.asked_at = NEVER

    @rule()
    def the_asker_dies(self) -> None:
        self.robots.forgotten(FILE)
        self.asked_at = NEVER

    @rule(status=st.sampled_from([200, 404, 429, 500, None]))
    def an_answer_comes(self, status: int | None) -> None:
        outcome = self.robots.answered(FILE, Answer(status, BODY), self.now)
        fails = status in (429, 500, None)
        self.asked_at = NEVER
        self.rules_until = self.now + 86_400 if status == 200 else NEVER
        self.open_until = self.now + 3600 if status == 404 else NEVER
        self.silent_until = outcome.wait_until or NEVER
        assert not fails or self.silent_until >= self.now + 300

    @rule()
    def it_is_redirected(self) -> None:
        flying = self.robots.verdict(FILE, self.now).kind is Kind.ASK
        outcome = self.robots.answered(FILE, Answer(301, location="/r"), self.now)
        assert outcome.follow or not flying
        self.asked_at = self.now if outcome.follow else NEVER
        if not outcome.follow:
            self.rules_until, self.open_until = NEVER, self.now + 3600

    @rule(page=st.sampled_from([OPEN_PAGE, CLOSED_PAGE]))
    def a_page_is_wanted(self, page: str) -> None:
        verdict = self.robots.verdict(page, self.now)
        if verdict.kind is Kind.ASK:
            assert self.now >= self.asked_at + SETTINGS.flight_s
            self.asked_at = self.now
        assert verdict.kind is self.expected(page, asks=verdict.kind is Kind.ASK)

    def expected(self, page: str, *, asks: bool) -> Kind:
        if self.now < self.rules_until and page == CLOSED_PAGE:
            return Kind.FORBIDDEN
        if self.now < max(self.rules_until, self.open_until):
            return Kind.ALLOWED
        if self.now < self.silent_until:
            return Kind.WAIT
        flying = self.now < self.asked_at + SETTINGS.flight_s
        return Kind.ASK if asks or not flying else Kind.WAIT

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestOneHost = OneHost.TestCase
TestOneHost.settings = settings(max_examples=60, stateful_step_count=30)
