from jobs.cli.pace import paced


def told(*calls: tuple[int, int], seconds: float = 10.0) -> list[tuple[int, int, str]]:
    """What is shown when each call comes so many seconds after the one before."""
    ticks = iter(n * seconds for n in range(100))
    shown = []
    watch = paced(lambda *said: shown.append(said), lambda: next(ticks))
    for call in calls:
        watch(*call)
    return shown


def test_a_step_is_told_with_its_rate_and_the_time_left() -> None:
    assert told((2000, 14_000)) == [(2000, 14_000, "200/s, 60 s left")]


def test_the_rate_is_that_of_the_whole_step() -> None:
    assert told((2000, 6000), (3000, 6000))[1][2] == "150/s, 20 s left"


def test_what_is_done_has_no_time_left() -> None:
    assert told((500, 500)) == [(500, 500, "50/s")]


def test_no_time_passed_says_no_rate() -> None:
    assert told((500, 900), seconds=0.0) == [(500, 900, "")]
