"""Refusals as programs read them, and what no refusal tells."""

from typing import Annotated

import msgspec
import pytest
from litestar import get
from litestar.params import QueryParameter

from storefront.app import create_app
from storefront.settings import ShopSettings

JSON = {"accept": "application/json", "sec-fetch-site": "same-origin"}


@get("/probe", sync_to_thread=False)
def probe(page: Annotated[int, QueryParameter(ge=1)] = 1) -> str:
    return str(page)


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


@pytest.mark.parametrize("page", ["x", "0", "1.5"])
def test_a_program_learns_which_parameter_is_wrong(home, asked_from, page):
    app = create_app(home, ShopSettings(limits=False))
    app.register(probe)
    answer = asked_from("127.0.0.1", app).get(f"/probe?page={page}", headers=JSON)
    assert [error["name"] for error in answer.json()["errors"]] == ["page"]


@pytest.mark.parametrize(
    "accepted", ["text/html,application/json", "*/*", "", "text/*"]
)
def test_everyone_else_gets_a_page(shop, accepted):
    answer = shop.get("/none", headers={"accept": accepted})
    assert answer.headers["content-type"].startswith("text/html")


def test_a_method_that_is_not_allowed_names_those_that_are(shop):
    refused = shop.post("/about", headers=JSON).headers["allow"]
    assert refused == "GET, HEAD, OPTIONS"
    asked = shop.options("/about").headers["allow"]
    assert sorted(asked.split(", ")) == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("/fr/about", "fr", "Cette adresse est trop longue."),
        ("/de/about", "de", "Diese Adresse ist zu lang."),
        ("/design", "en", "This address is too long."),
    ],
)
def test_what_is_refused_before_a_page_is_made_is_said_in_its_language(
    shop, path, language, said
):
    answer = shop.get(f"{path}?x={'x' * 4_000}")
    assert f'<html lang="{language}">' in answer.text
    assert said in answer.text
    home = "/" if language == "en" else f"/{language}"
    assert f'href="{home}"' in answer.text


def test_a_form_of_another_site_is_refused_in_the_language_of_its_page(shop):
    foreign = {"origin": "https://elsewhere.example"}
    text = shop.post("/de/wishlist/add", headers=foreign).text
    assert "Dieses Formular wurde nicht" in text
    assert "Das kam nicht aus diesem Laden" in text
