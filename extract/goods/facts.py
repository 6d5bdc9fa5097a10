"""What a product node says of the product: numbers, names, categories, pictures, data."""

import msgspec

from extract.goods.identifiers import from_isbn, gtin, plain
from extract.page import Page
from extract.statements.structured import Graph, Node, Value
from extract.statements.words import stripped, text, texts
from frontier.urls import join

_GTINS = ("gtin13", "gtin14", "gtin12", "gtin8", "gtin", "ean", "upc")
# Facts with a property of their own in schema.org that belong among the specs.
_SPECS = ("color", "size", "material", "pattern", "model", "width", "height", "depth")
_MAX_IMAGES = 50
_MAX_SPECS = 200


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one product beside its price."""

    title: str | None = None
    gtin: str | None = None
    mpn: str | None = None
    sku: str | None = None
    brand: str | None = None
    description: str | None = None
    category_path: list[str] = []
    images: list[str] = []
    specs: dict[str, str] = {}


def facts(page: Page, graph: Graph, node: Node, whole: Facts | None = None) -> Facts:
    """Return what `node` says, and for a variant what it leaves to the `whole`."""
    if whole is None:
        return graph.once("facts", node, lambda: _facts(page, graph, node, Facts()))
    return _facts(page, graph, node, whole)


def _facts(page: Page, graph: Graph, node: Node, group: Facts) -> Facts:
    return Facts(
        title=text(node.get("name")) or group.title,
        gtin=_gtin(node),
        mpn=_number(node, "mpn"),
        sku=_number(node, "sku") or _number(node, "productID"),
        brand=_brand(graph, node) or group.brand,
        description=text(node.get("description")) or group.description,
        category_path=group.category_path or category_path(graph, node),
        images=_images(page, graph, node) or group.images,
        specs={**group.specs, **_specs(graph, node)},
    )


def category_path(graph: Graph, node: Node) -> list[str]:
    """Return the product's categories, widest first: breadcrumbs, else its own text."""
    for crumbs in graph.of("BreadcrumbList") or _breadcrumbs(graph):
        path = _crumbs(graph, crumbs)
        # A last crumb that is the product itself is no category.
        if path and path[-1] == text(node.get("name")):
            path = path[:-1]
        if path:
            return path
    found = texts(node.get("category"))
    path = found[0].replace("/", ">").split(">") if len(found) == 1 else found
    return [part.strip() for part in path if part.strip()]


def _breadcrumbs(graph: Graph) -> list[Node]:
    pages = graph.of("WebPage", "ItemPage")
    return [crumb for page in pages for crumb in graph.all(page.get("breadcrumb"))]


def _crumbs(graph: Graph, crumbs: Node) -> list[str]:
    """Return the crumbs' names; the home page, the first, names no category."""
    names = []
    for item in graph.all(crumbs.get("itemListElement")):
        name = text(item.get("name")) or text(graph.follow(item.get("item")))
        if name:
            names.append(name)
    return names[1:]


def _gtin(node: Node) -> str | None:
    for name in _GTINS:
        for value in texts(node.get(name)):
            # An `urn:gtin:` or a GS1 link ends in the number itself.
            found = gtin(value.rsplit(":", 1)[-1])
            if found:
                return found
    for value in texts(node.get("isbn")):
        found = from_isbn(value)
        if found:
            return found
    return None


def _number(node: Node, name: str) -> str | None:
    found = texts(node.get(name))
    return plain(found[0]) if found else None


def _brand(graph: Graph, node: Node) -> str | None:
    for name in ("brand", "manufacturer"):
        for value in _as_list(node.get(name)):
            found = text(graph.follow(value))
            known = plain(found) if found else None
            if known:
                return known
    return None


def _images(page: Page, graph: Graph, node: Node) -> list[str]:
    found: dict[str, None] = {}
    for value in _as_list(node.get("image"))[:_MAX_IMAGES]:
        item = graph.follow(value)
        if isinstance(item, dict):
            item = item.get("contentUrl") or item.get("url")
        for link in _as_list(item):
            url = join(page.base, link.strip()) if isinstance(link, str) else None
            if url is not None:
                found.setdefault(url)
    return list(found)


def _specs(graph: Graph, node: Node) -> dict[str, str]:
    found = {}
    for item in graph.all(node.get("additionalProperty"))[:_MAX_SPECS]:
        name, value = text(item.get("name")), text(item.get("value"))
        if name and value:
            unit = text(item.get("unitText"))
            found[name] = f"{value} {unit}" if unit else value
    for name in _SPECS:
        value = text(node.get(name))
        if value:
            found.setdefault(name, stripped(value))
    return found


def _as_list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]
