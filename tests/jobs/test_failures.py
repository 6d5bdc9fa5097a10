import pytest

from jobs.errors import StepsFailed
from jobs.failures import Failures
from lake.errors import LakeFull, StageBroken


def test_a_step_that_fails_holds_up_no_other_and_is_told_at_the_end():
    failures, done = Failures(), []
    for step in ("extract", "related", "score"):
        with failures.kept(step):
            if step == "related":
                raise StageBroken("it killed three of its processes")
            done.append(step)
    assert done == ["extract", "score"]
    with pytest.raises(StepsFailed, match="related: it killed three of its processes"):
        failures.tell()


def test_without_failures_nothing_is_told():
    Failures().tell()


@pytest.mark.parametrize("error", [LakeFull("full"), OSError("gone")])
def test_what_makes_all_work_senseless_ends_the_run(error):
    with pytest.raises(type(error)), Failures().kept("extract"):
        raise error
