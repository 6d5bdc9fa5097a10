"""Nobody passes a door of the console who may not, on any route that there is."""

import re
from datetime import timedelta

import pytest

from ledger import logins, users
from ledger.users import ROLES
from storefront.console.door import ANYONE, cookie
from storefront.http.wire import SAFE
from storefront.pages.machines import _CLOSED

PASSWORD = "correct horse battery"
PLANTED = "A" * 43


def routes(console):
    """Every method and address of the console, and who may come."""
    for route in console.client.app.routes:
        if not route.path.startswith("/console"):
            continue
        for handler in route.route_handlers:
            path = re.sub(r"\{\w+(:\w+)?\}", "queue", route.path_format)
            for method in handler.http_methods - {"OPTIONS"}:
                yield method, path.removeprefix("/console"), handler.opt.get("role")


def everything(console):
    with console.ledger.read() as connection:
        names = ("users", "login_links", "login_tries", "work", "schedules", "audit")
        return [
            connection.exec_driver_sql(f"SELECT * FROM {name}").all()  # noqa: S608
            for name in names
        ]


def test_every_route_says_who_may_come(console):
    found = list(routes(console))
    assert len(found) > 20
    assert all(role in {*ROLES, ANYONE} for _, _, role in found)
    open_ = {path for _, path, role in found if role == ANYONE}
    assert open_ == {"/login", "/enter"}


def test_whatever_changes_something_takes_more_than_looking(console):
    own = {"/enter", "/leave", "/me/password", "/me/leave"}
    for method, path, role in routes(console):
        if method not in SAFE and path not in own:
            assert role in {"staff", "owner"}, path


@pytest.mark.requirement(9)
@pytest.mark.parametrize("who", ["nobody", *ROLES])
def test_each_route_lets_in_those_alone_who_may(console, as_, people, given_up, who):
    browser = console.other() if who == "nobody" else as_(who)
    token = "" if who == "nobody" else browser.token()
    before = everything(console)
    for method, path, role in routes(console):
        may = who != "nobody" and role != ANYONE and people[who].may(role)
        if role == ANYONE or may:
            continue
        answer = browser.ask(method, path, {"_csrf_token": token, "user": "1"})
        if who == "nobody" and method == "GET":
            assert answer.headers["location"].startswith("/console/login?to="), path
        else:
            assert answer.status_code == 403, path
        assert "mail" not in answer.text, path
    assert everything(console) == before


@pytest.mark.requirement(9)
def test_a_staff_member_sees_no_users(as_):
    assert "owner@b.c" not in as_("staff").get("/users").text
    assert "/console/users" not in as_("staff").get().text
    assert "owner@b.c" in as_("owner").get("/users").text


@pytest.mark.requirement(6)
def test_no_form_is_taken_without_the_token_of_its_own_login(console, as_, given_up):
    owner, other = as_("owner"), as_("owner")
    before, foreign = everything(console), other.token()
    for method, path, role in routes(console):
        if method in SAFE or role == ANYONE:
            continue
        for sent in ({}, {"_csrf_token": ""}, {"_csrf_token": foreign}):
            answer = owner.ask(method, path, sent | {"user": "1", "kind": "mail"})
            assert answer.status_code == 403, path
    assert everything(console) == before


def test_a_form_from_elsewhere_is_refused_whatever_it_carries(as_, given_up):
    owner = as_("owner")
    data = {"_csrf_token": owner.token(), "kind": "mail"}
    there = {"sec-fetch-site": "cross-site"}
    assert owner.ask("POST", "/queue/drop", data, **there).status_code == 403


def test_an_id_that_was_planted_is_never_taken_over(console, people):
    with console.ledger.write() as connection:
        token = logins.offer(connection, people["owner"], console.clock.now)
    console.cookie = PLANTED
    answer = console.enter(link=token)
    assert answer.status_code == 303
    assert console.cookie != PLANTED
    thief = console.other()
    thief.cookie = PLANTED
    assert thief.get().status_code == 303
    assert console.get().status_code == 200


@pytest.mark.requirement(3)
def test_a_login_gets_a_new_id_and_the_old_one_is_dead(console, as_, people):
    browser = as_("owner")
    old = browser.cookie
    with console.ledger.write() as connection:
        token = logins.offer(connection, people["owner"], console.clock.now)
    browser.enter(link=token)
    assert browser.get().status_code == 200
    browser.cookie = old
    assert browser.get().status_code == 303


@pytest.mark.requirement(3)
def test_a_link_lets_in_once_and_opening_it_uses_nothing(console, people):
    with console.ledger.write() as connection:
        token = logins.offer(connection, people["staff"], console.clock.now)
    for _ in range(2):
        assert "lets you in once" in console.get(f"/login?link={token}").text
    assert console.enter(link=token).status_code == 303
    other = console.other()
    assert other.enter(link=token).status_code == 400
    assert "used already" in other.get(f"/login?link={token}").text
    assert other.cookie == ""


def test_a_link_that_is_too_old_lets_nobody_in(console, people):
    with console.ledger.write() as connection:
        token = logins.offer(connection, people["staff"], console.clock.now)
    console.clock.now += timedelta(minutes=30)
    assert console.enter(link=token).status_code == 400


@pytest.mark.requirement(3)
def test_who_is_disabled_is_out_at_once(as_, people):
    owner, staff = as_("owner"), as_("staff")
    assert staff.get("/queue").status_code == 200
    number = str(people["staff"].user_id)
    assert owner.post("/users/disable", user=number).status_code == 303
    assert staff.get("/queue").status_code == 303
    assert owner.post("/users/enable", user=number).status_code == 303
    assert staff.get("/queue").status_code == 303


@pytest.mark.requirement(3)
def test_a_login_that_is_not_used_ends_and_a_page_by_itself_is_no_use(console, as_):
    browser = as_("viewer")
    for _ in range(3):
        console.clock.now += timedelta(hours=4)
        assert browser.get().status_code == 200
    for _ in range(3):
        console.clock.now += timedelta(hours=4)
        last = browser.get(**{"hx-request": "true"}).status_code
    assert last == 403


def test_a_login_that_others_can_read_is_warned_of(console):
    # The client of these tests has no address of this machine.
    assert "not encrypted" in console.get("/login").text


def test_leaving_ends_the_login(as_):
    browser = as_("viewer")
    answer = browser.post("/leave")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert browser.get().status_code == 303


@pytest.fixture
def secured(console, people, held):
    with console.ledger.write() as connection:
        users.set_password(connection, people["owner"], held)
    return console


@pytest.mark.requirement(2)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(secured):
    wrong = secured.enter(email="owner@b.c", password="no such password")
    unknown = secured.enter(email="nobody@b.c", password="no such password")
    by_link = secured.enter(email="staff@b.c", password="")
    assert wrong.status_code == unknown.status_code == by_link.status_code == 400
    assert wrong.text == unknown.text == by_link.text
    assert secured.cookie == ""


@pytest.mark.requirement(2)
@pytest.mark.parametrize("email", ["owner@b.c", "nobody@b.c"])
def test_the_sixth_try_is_refused_even_if_it_is_right(secured, email):
    for _ in range(5):
        assert secured.enter(email=email, password="no").status_code == 400
    answer = secured.enter(email=f" {email.upper()}", password=PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "901")
    secured.clock.now += timedelta(minutes=15)
    late = secured.enter(email=email, password=PASSWORD)
    assert late.status_code == (303 if email == "owner@b.c" else 400)


def test_a_password_lets_its_user_in(secured):
    answer = secured.enter(email="Owner@B.C", password=PASSWORD, to="/console/queue")
    assert answer.headers["location"] == "/console/queue"
    assert secured.get().status_code == 200


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example",
        "//evil.example",
        "/console//evil",
        "/products",
        "/console\\",
    ],
)
def test_a_login_leads_nowhere_but_into_the_console(secured, to):
    answer = secured.enter(email="owner@b.c", password=PASSWORD, to=to)
    assert answer.headers["location"] == "/console"


def test_a_new_password_needs_the_old_one_and_ends_all_other_logins(secured, as_):
    browser, other = as_("owner"), as_("owner")
    new = {"new": "quite another secret", "again": "quite another secret"}
    browser.post("/me/password", old="guess", **new)
    assert "Not done: The old password" in browser.get("/me").text
    answer = browser.post("/me/password", old=PASSWORD, **new)
    assert other.get().status_code == 303
    assert browser.get().status_code == 303
    browser.cookie = answer.headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert browser.get().status_code == 200
    assert secured.enter(email="owner@b.c", password=new["new"]).status_code == 303


@pytest.mark.requirement(5)
def test_the_cookie_is_bound_to_the_console_or_to_host_and_encryption():
    plain = cookie({"scheme": "http"}, "x")
    assert plain.startswith("console=x; ")
    assert plain.endswith("HttpOnly; SameSite=Lax; Path=/console")
    safe = cookie({"scheme": "https"}, "x")
    assert safe.startswith("__Host-console=x; ")
    assert safe.endswith("HttpOnly; SameSite=Lax; Path=/; Secure")


def test_no_page_of_the_console_is_kept_and_no_other_page_has_its_cookie(as_):
    owner = as_("owner")
    for method, path, _ in routes(owner):
        if method == "GET" and not path.startswith("/live"):
            assert "no-store" in owner.get(path).headers["cache-control"], path
    shop = owner.client.get("/", headers={"cookie": f"console={owner.cookie}"})
    assert "set-cookie" not in shop.headers
    assert "public" in shop.headers["cache-control"]
    assert "/console" in _CLOSED


def test_the_console_has_one_language_and_says_nothing_of_itself(as_):
    owner = as_("owner")
    page = owner.client.get(
        "/de/console", headers={"cookie": f"console={owner.cookie}"}
    )
    assert page.status_code == 404
