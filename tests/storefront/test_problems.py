"""Refusals as programs read them, and what no refusal tells."""

import msgspec
import pytest

JSON = {"accept": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/none", 404),
        ("POST", "/about", 405),
        ("GET", "/products?page=x", 400),
        ("GET", "/api/none", 404),
    ],
)
def test_a_program_reads_what_went_wrong(shop, method, path, status):
    headers = {} if path.startswith("/api/") else JSON
    answer = shop.request(method, path, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = msgspec.json.decode(answer.content)
    assert problem["status"] == answer.status_code == status
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_a_program_learns_which_parameter_is_wrong(shop):
    problem = shop.get("/products?page=x", headers=JSON).json()
    assert [error["name"] for error in problem["errors"]] == ["page"]


@pytest.mark.parametrize(
    "accepted", ["text/html,application/json", "*/*", "", "text/*"]
)
def test_everyone_else_gets_a_page(shop, accepted):
    answer = shop.get("/none", headers={"accept": accepted})
    assert answer.headers["content-type"].startswith("text/html")


def test_a_method_that_is_not_allowed_names_those_that_are(shop):
    assert "GET" in shop.post("/about", headers=JSON).headers["allow"]
