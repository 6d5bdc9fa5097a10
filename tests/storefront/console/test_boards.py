"""What the console shows is how it is, and what it does is done, noted and undone."""

import pytest
from sqlalchemy import select

from ledger import audit as audit_of
from ledger import runs, waiting
from ledger.tables import audit, work
from ledger.work import Work, put

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def staff(as_, given_up):
    return as_("staff")


def deeds(console):
    with console.ledger.read() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.seq.desc()).limit(3))
        return [(row.actor, row.action, row.subject) for row in rows]


def left(console):
    with console.ledger.read() as connection:
        rows = waiting.rows(connection, "given up", console.clock.now, 99)
        return sorted(row.payload["number"] for row in rows)


@pytest.mark.requirement(8)
@pytest.mark.parametrize(
    "path", ["", "/runs", "/queue", "/schedules", "/approvals", "/audit"]
)
def test_what_is_shown_is_text_whatever_it_says(staff, path):
    page = staff.get(path)
    assert page.status_code == 200
    assert HOSTILE not in page.text
    assert path in {"/schedules", "/audit"} or "&lt;script&gt;" in page.text


def test_the_overview_says_what_the_platform_and_the_ledger_tell(staff):
    page = staff.get().text
    assert "extract failed" in page
    assert "50%" in page.replace("\u202f", "").replace("\xa0", "")
    staff.client.app.state["platform"], kept = None, staff.client.app.state["platform"]
    assert "Given up" in staff.get().text
    staff.client.app.state["platform"] = kept


def test_a_failed_run_says_why(staff):
    assert "KeyError: &lt;script&gt;" in staff.get("/runs?status=failed").text
    assert "KeyError" not in staff.get("/runs?status=done").text


def test_a_run_is_shown_with_its_steps_and_a_step_leads_to_its_run(staff, console):
    now = console.clock.now
    with console.ledger.write() as connection:
        whole = runs.start(connection, "run", now)
        part = runs.Part(whole, ("pages",), ("products",))
        step = runs.start(connection, "extract", now, part=part)
        runs.end(connection, step, runs.Outcome("failed", error="no disk"), now)
    page = staff.get("/runs").text
    assert f"?run={whole}" in page
    assert "1 failed" in page
    assert step not in page
    page = staff.get(f"/runs?run={whole}").text
    assert "reads pages; writes products" in page
    assert f"/console/runs?run={whole}" in staff.get(f"/runs?run={step}").text
    assert "No such run." not in staff.get("/runs?run=none").text


def test_a_viewer_sees_all_that_and_no_button(as_, given_up):
    page = as_("viewer").get("/queue").text
    assert "ValueError" in page
    assert "/console/queue/retry" not in page


def test_a_job_is_tried_again_and_that_is_noted(staff, people, given_up):
    staff.post("/queue/retry", job=str(given_up[0]))
    assert left(staff) == [2, 3]
    assert deeds(staff)[0] == (
        people["staff"].name,
        "queue.retry",
        f"job {given_up[0]}",
    )
    assert "will be tried again" in staff.get("/queue").text


def test_what_was_given_up_of_one_kind_is_tried_again_alone(staff):
    staff.post("/queue/retry", kind="mail")
    assert left(staff) == [3]
    assert deeds(staff)[0][1:] == ("queue.retry", "jobs of mail")


@pytest.mark.parametrize("what", [{"kind": "mail"}, {"job": 0}])
def test_what_was_dropped_can_be_put_back(staff, given_up, what):
    if "job" in what:
        what = {"job": str(given_up[0])}
    staff.post("/queue/drop", **what)
    assert left(staff) == ([3] if "kind" in what else [2, 3])
    assert "Undo" in staff.get("/runs").text
    staff.post("/queue/restore")
    assert left(staff) == [1, 2, 3]
    assert [one[1] for one in deeds(staff)[:2]] == ["queue.restore", "queue.drop"]
    staff.post("/queue/restore")
    assert left(staff) == [1, 2, 3]
    assert "nothing to put back" in staff.get().text


def test_nobody_undoes_what_another_did(staff, as_):
    staff.post("/queue/drop", kind="mail")
    owner = as_("owner")
    owner.post("/queue/restore")
    assert left(staff) == [3]


def test_what_was_too_much_to_put_back_is_dropped_all_the_same(staff, console):
    with console.ledger.write() as connection:
        for _ in range(3):
            number = put(
                connection, Work("big", {"x": "y" * 40_000}), console.clock.now
            )
            gone = {"parked_at": console.clock.now}
            connection.execute(work.update().where(work.c.id == number).values(gone))
    staff.post("/queue/drop", kind="big")
    page = staff.get("/queue").text
    assert "3 jobs of big dropped." in page
    assert "Undo" not in page


@pytest.mark.parametrize("job", ["0", "-1", "x", "", "9" * 40, "٣"])
def test_what_names_no_job_changes_nothing(staff, job):
    answer = staff.post("/queue/drop", job=job)
    assert answer.status_code == 303
    assert "Not done:" in staff.get("/queue").text
    assert left(staff) == [1, 2, 3]


def test_a_schedule_is_paused_resumed_and_run_now(staff):
    staff.post("/schedules/pause", name="run")
    assert "when it goes on" in staff.get("/schedules").text
    staff.post("/schedules/pause", name="run")
    assert "Not done: run is paused already." in staff.get("/schedules").text
    staff.post("/schedules/resume", name="run")
    staff.post("/schedules/run", name="run")
    assert "under way" in staff.get("/schedules").text
    staff.post("/schedules/run", name="no such")
    assert "there is no such schedule" in staff.get("/schedules").text
    assert [one[1] for one in deeds(staff)] == [
        "schedule.run",
        "schedule.resume",
        "schedule.pause",
    ]


def test_what_was_made_is_approved_once_and_by_name(staff, people):
    assert "Kettles &lt;script&gt;" in staff.get("/approvals").text
    edition = {"key": "aa11", "digest": "d" * 64}
    staff.post("/approvals/approve", key="aa11", digest="e" * 64)
    assert "no longer waits" in staff.get("/approvals").text
    staff.post("/approvals/approve", **edition)
    page = staff.get("/approvals").text
    assert 'id="entry-aa11-' not in page
    assert 'id="entry-bb22-' in page
    assert "staff@b.c: decided in the console" in page
    assert deeds(staff)[0] == (people["staff"].name, "product.approved", "aa11")
    staff.post("/approvals/refuse", **edition, reason="too late")
    assert "was already approved" in staff.get("/approvals").text


def test_an_owner_adds_somebody_whose_link_is_shown_once(console, as_):
    owner = as_("owner")
    page = owner.post("/users/add", email="New@B.C", role="staff").text
    token = page.partition("?link=")[2].partition("<")[0]
    assert token not in owner.get("/users").text
    assert token not in owner.get("/audit").text
    new = console.other()
    assert new.enter(link=token).status_code == 303
    assert "new@b.c" in new.get().text


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("/users/add", {"email": "owner@b.c", "role": "staff"}, "already"),
        ("/users/add", {"email": "no address", "role": "staff"}, "no address"),
        ("/users/add", {"email": "x@b.c", "role": "king"}, "a role is"),
        ("/users/disable", {"user": "owner"}, "names nobody"),
        ("/users/disable", {"user": "999999"}, "there is no user"),
        ("/users/role", {"user": "me", "role": "viewer"}, "only owner"),
        ("/users/disable", {"user": "me"}, "only owner"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(as_, people, path, fields, says):
    owner = as_("owner")
    if fields.get("user") == "me":
        fields = {**fields, "user": str(people["owner"].user_id)}
    assert owner.post(path, **fields).status_code == 303
    page = owner.get("/users").text
    assert "Not done:" in page
    assert says in page


def test_the_audit_names_people_and_is_read_backwards(as_, console, people):
    actor = people["owner"].name
    with console.ledger.write() as connection:
        for number in range(104):
            deed = audit_of.Deed(actor, "test", f"thing {number}")
            audit_of.record(connection, deed, console.clock.now)
    viewer = as_("viewer")
    page = viewer.get("/audit").text
    assert page.count("<td>owner@b.c</td>") == 100
    assert page.index("thing 103<") < page.index("thing 4<")
    earlier = page.partition("/console/audit?before=")[2].partition('"')[0]
    page = viewer.get(f"/audit?before={earlier}").text
    assert "thing 3<" in page
    assert "thing 4<" not in page


def test_a_page_that_is_asked_for_oddly_is_answered(as_):
    owner = as_("owner")
    for path in (
        "/audit?before=x",
        "/audit?before=" + "9" * 40,
        "/runs?stage=%3Cx%3E&status=none",
        "/queue?kind=%00",
        "/queue?kind=a&kind=b",
    ):
        assert owner.get(path).status_code == 200, path
