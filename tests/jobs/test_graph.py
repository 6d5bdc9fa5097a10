import json

import pytest

from jobs.errors import BadGraph
from jobs.graph import GRAPH, Node, chosen, ordered, with_steps
from lake.errors import StageBroken


@pytest.fixture
def home(tmp_path):
    return tmp_path


def node(name, *after):
    return Node(name, after, lambda _: ())


def names(graph):
    return [one.name for one in graph]


def test_each_step_stands_behind_what_it_comes_after():
    graph = ordered([node("sell", "score", "see"), node("score", "read"), *READ])
    assert names(graph).index("read") < names(graph).index("score")
    assert names(graph)[-1] == "sell"


READ = [node("see"), node("read")]


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([node("a", "b")], "a comes after 'b', which is no step: there are a"),
        ([node("a", "b"), node("b", "a")], "there is no first step: .* after "),
    ],
)
def test_what_is_no_way_is_refused(nodes, said):
    with pytest.raises(BadGraph, match=said):
        ordered(nodes)


def test_the_way_of_the_house_goes_from_pages_to_the_shop():
    way = ["crawl", "extract", "enrich", "score", "research", "generate", "publish"]
    assert [name for name in names(GRAPH) if name != "events"] == way
    assert names(chosen(GRAPH, (), "score")) == way[3:]
    assert set(names(chosen(GRAPH, ("publish", "events"), None))) == {
        "publish",
        "events",
    }


def test_a_step_that_is_not_there_can_be_neither_chosen_nor_replaced():
    with pytest.raises(BadGraph, match="chosen is 'scores'"):
        chosen(GRAPH, ("scores",), None)
    with pytest.raises(BadGraph, match="replaced is 'scores'"):
        with_steps(GRAPH, scores=lambda _: ())


def test_one_step_is_run_alone(say):
    code, out, _ = say("run", "--only", "events", "--json")
    assert code == 0
    facts = json.loads(out)
    assert [one["step"] for one in facts["steps"]] == ["events"]
    assert facts["publish"] is None


def test_either_one_step_or_what_follows_it(say):
    code, _, said = say("run", "--only", "events", "--from", "score")
    assert code == 2
    assert "give either --only or --from" in said


def test_what_follows_a_step_that_failed_is_tried_as_well(say, monkeypatch):
    def broken(_):
        raise StageBroken("it killed three of its processes")

    graph = with_steps(GRAPH, generate=lambda _: [("guides", broken)])
    monkeypatch.setattr("jobs.cli.run.GRAPH", graph)
    code, _, said = say("run", "--from", "generate")
    assert code == 1
    assert "these failed: guides: it killed three of its processes" in said
    told = json.loads(say("runs", "last", "--json")[1])
    assert (told["run"]["stage"], told["run"]["status"]) == ("run", "failed")
    assert [one["stage"] for one in told["steps"]][:1] == ["publish"]


def test_a_run_is_shown_with_its_steps(say):
    assert "Nothing has run yet" in say("runs")[1]
    say("run", "--only", "events")
    (whole,) = json.loads(say("runs", "--json")[1])["runs"]
    assert (whole["run"]["stage"], whole["steps"], whole["steps_failed"]) == (
        "run",
        1,
        0,
    )
    shown = say("runs", whole["run"]["run_id"][-8:])[1]
    assert "events" in shown
    assert "shop_events" in shown
    assert "shop_events" in say("runs", "--stage", "events")[1]
    assert "no run is called 'nonsense'" in say("runs", "nonsense")[2]
    assert say("runs", "last", "--stage", "events")[0] == 2
