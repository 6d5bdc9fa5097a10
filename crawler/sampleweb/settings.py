"""What the sample web needs to know; everything it shows follows from seed and day."""

from dataclasses import dataclass

from crawler.errors import SampleWebError


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Which web to build, where to serve it and how slow its slow hosts are."""

    seed: int = 1
    day: int = 0
    port: int = 8790  # 0: the server takes a free one
    slow_s: float = 2.0  # before the first byte of a slow answer
    stall_s: float = 10.0  # in the middle of a stalled body
    retry_after_s: int = 1  # what Retry-After says on a host that recovers
    only: tuple[str, ...] = ()  # host names; empty: all of them

    def __post_init__(self) -> None:
        if self.day < 0:
            raise SampleWebError(f"day is {self.day}; expected 0 or more")
        if not 0 <= self.port <= 65_535:
            raise SampleWebError(f"port is {self.port}; expected 0 to 65535")
        if min(self.slow_s, self.stall_s, self.retry_after_s) < 0:
            raise SampleWebError(
                "slow_s, stall_s and retry_after_s must not be negative"
            )
