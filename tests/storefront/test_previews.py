import re

import pytest

from storefront.pages.templates import product_path

META = re.compile(r'<meta property="og:(\w+)" content="([^"]*)">')
PATHS = [
    *("/", "/products", "/categories", "/categories/kitchen", "/deals", "/compare"),
    *("/guides", "/blog", "/programmes", "/about"),
    *("/privacy", "/accessibility", "/api/v1/docs"),
]


def opened(shop, path):
    answer = shop.get(path)
    return shop.get(answer.headers["location"]) if answer.is_redirect else answer


@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_once_how_it_looks_where_it_is_passed_on(shop, path):
    text = opened(shop, path).text
    names = [name for name, _ in META.findall(text)]
    assert sorted(set(names)) == sorted(names)
    told = dict(META.findall(text))
    assert f"<title>{told['title']}</title>" in text
    assert f'<meta name="description" content="{told["description"]}">' in text
    assert f'<link rel="canonical" href="{told["url"]}">' in text
    assert told["locale"] == "en_GB"


def test_titles_and_descriptions_are_each_pages_own(shop):
    told = [dict(META.findall(opened(shop, path).text)) for path in PATHS]
    for part in ("title", "description"):
        assert len({one[part] for one in told}) == len(PATHS)


def test_signs_of_markup_are_escaped_once(shop):
    told = dict(META.findall(shop.get("/products?q=%22%26%3Cb%3E").text))
    assert "&#34;&amp;&lt;b&gt;" in told["title"]


def test_a_guide_is_an_article_and_a_product_a_product(shop, assortment):
    guide, item = assortment.guides[0], assortment.items[0]
    text = opened(shop, f"/guides/{guide.generated_key}").text
    assert dict(META.findall(text))["type"] == "article"
    text = shop.get(f"/de{product_path(item.sku, item.title)}").text
    told = dict(META.findall(text))
    assert (told["type"], told["locale"]) == ("product", "de_DE")
