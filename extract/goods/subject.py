"""Which product a page is about, and which variants of it the page tells apart."""

from extract.goods.identifiers import plain
from extract.goods.identity import Identity, words
from extract.goods.offer import offers
from extract.page import Page
from extract.statements.structured import Graph, Node
from extract.statements.words import text
from frontier.urls import join

_PRODUCTS = ("Product", "IndividualProduct", "ProductModel", "SomeProducts", "Vehicle")
_PAGES = ("WebPage", "ItemPage")
_IDS = ("sku", "gtin13", "gtin", "gtin14", "gtin12", "gtin8", "mpn", "productID", "@id")
_TRAITS = ("color", "size", "material", "pattern")
# Configurators list every combination; past this they are no longer products.
_MAX_VARIANTS = 500


def subject(page: Page, graph: Graph, identity: Identity) -> Node | None:
    """Return the product that the page is about; None where it lists several."""
    groups = _distinct(_stated(graph, ("ProductGroup",)))
    if groups:
        return groups[0] if len(groups) == 1 else None
    found = _distinct(_stated(graph, _PRODUCTS))
    if len(found) <= 1:
        return found[0] if found else None
    group = _common_group(graph, found)
    if group is not None:
        return group
    own = [node for node in found if _is_own(page, node)] or _named(found, identity)
    return own[0] if len(own) == 1 else None


def _named(found: list[Node], identity: Identity) -> list[Node]:
    """Return the products called as the page's heading is, word by word."""
    heading = words(identity.heading.text)
    return [node for node in found if words(text(node.get("name")) or "") == heading]


def variants(graph: Graph, node: Node) -> list[tuple[str, Node]]:
    """Return the variants of `node`, each with the source's own name for it."""
    return graph.once("variants", node, lambda: _variants(graph, node))


def _variants(graph: Graph, node: Node) -> list[tuple[str, Node]]:
    parts = graph.all(node.get("hasVariant")) or _members(graph, node)
    if not parts:
        parts = _sold_apart(graph, node)
    named: dict[str, Node] = {}
    for part in parts[:_MAX_VARIANTS]:
        name = _variant_id(part)
        if name:
            named.setdefault(name, part)
    return list(named.items())


def _stated(graph: Graph, types: tuple[str, ...]) -> list[Node]:
    """Return the page's own nodes of `types`: top level, or a page's main entity."""
    mains = [
        entity
        for page in graph.of(*_PAGES)
        for entity in graph.all(page.get("mainEntity"))
    ]
    return Graph([graph.nodes, mains]).of(*types)


def _distinct(found: list[Node]) -> list[Node]:
    """Return one node a product: the same one is often stated twice."""
    kept: dict[object, Node] = {}
    for node in found:
        name = text(node.get("name"))
        mark = name or id(node)
        if mark not in kept or ("offers" in node and "offers" not in kept[mark]):
            kept[mark] = node
    return list(kept.values())


def _common_group(graph: Graph, found: list[Node]) -> Node | None:
    """Return a group for products that say they are variants of the same one."""
    owners = {_group_id(graph, node) for node in found}
    if len(owners) != 1 or None in owners:
        return None
    whole = graph.follow(found[0].get("isVariantOf"))
    group = whole if isinstance(whole, dict) else {}
    return {"name": text(found[0].get("name")), **group, "hasVariant": found}


def _group_id(graph: Graph, node: Node) -> str | None:
    whole = graph.follow(node.get("isVariantOf"))
    if isinstance(whole, dict):
        return text(whole.get("productGroupID")) or text(whole.get("@id"))
    return text(node.get("inProductGroupWithID"))


def _members(graph: Graph, group: Node) -> list[Node]:
    """Return the products that name `group` as theirs, without it naming them."""
    name = text(group.get("productGroupID")) or text(group.get("@id"))
    products = _stated(graph, _PRODUCTS) if name else []
    return [node for node in products if _group_id(graph, node) == name]


def _sold_apart(graph: Graph, node: Node) -> list[Node]:
    """Return a variant for each offer with a stock number of its own.

    With several sellers they are numbers of the sellers, and no variants.
    """
    found = offers(graph, node)
    skus = {text(part.get("sku")) for part, _ in found}
    if len(skus) < 2 or None in skus or len({offer.seller for _, offer in found}) > 1:
        return []
    currency = {
        key: value
        for parent in graph.all(node.get("offers"))
        for key, value in parent.items()
        if key == "priceCurrency"
    }
    return [_variant(part, currency) for part, _ in found]


def _variant(part: Node, currency: Node) -> Node:
    kept = {name: part[name] for name in (*_IDS, *_TRAITS, "name") if name in part}
    return {**kept, "offers": {**currency, **part}}


def _variant_id(node: Node) -> str | None:
    for name in _IDS:
        value = text(node.get(name))
        known = plain(value) if value else None
        if known:
            return known
    traits = [text(node.get(name)) for name in _TRAITS]
    return plain("/".join(trait for trait in traits if trait))


def _is_own(page: Page, node: Node) -> bool:
    for name in ("url", "@id", "mainEntityOfPage"):
        link = text(node.get(name))
        if link and join(page.base, link) in {page.url, page.canonical}:
            return True
    return False
