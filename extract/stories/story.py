"""Which of a page's statements is about the page itself: its article, thread or question."""

from urllib.parse import urlsplit

from extract.once import once
from extract.page import Page
from extract.statements.structured import Graph, Node, types_of
from extract.statements.words import text
from frontier.urls import join

ARTICLES = frozenset({
    "Article", "NewsArticle", "BlogPosting", "TechArticle", "Report", "LiveBlogPosting",
    "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "HowTo",
    "BackgroundNewsArticle", "ReviewNewsArticle", "ScholarlyArticle", "MedicalScholarlyArticle",
    "AdvertiserContentArticle", "Recipe", "SatiricalArticle", "AskPublicNewsArticle", "APIReference",
})  # fmt: skip
THREADS = frozenset({"DiscussionForumPosting", "SocialMediaPosting", "Question"})
PAGES = ("WebPage", "ItemPage", "AboutPage", "FAQPage", "QAPage", "MedicalWebPage")
# A page with so many articles, none of which is called as it is, lists them.
_FEW = 3


@once
def story(page: Page, graph: Graph) -> Node | None:
    """Return what `page` states of its own article or thread; None where it is none."""
    nodes = [node for node in graph.nodes if types_of(node) & (ARTICLES | THREADS)]
    for around in graph.of(*PAGES):
        for node in graph.all(around.get("mainEntity")):
            if types_of(node) & (ARTICLES | THREADS) and len(nodes) <= _FEW:
                nodes.append(node)
    if not nodes:
        return None
    own = [node for node in nodes if _is_own(page, node)]
    titles = " ".join(filter(None, (page.title, page.meta("og:title")))).casefold()
    called = [node for node in nodes if (_name(node) or "\0").casefold() in titles]
    for found in (own, called):
        if found:
            return max(found, key=len)
    if "Question" in types_of(nodes[0]) and graph.of("FAQPage"):
        return None
    return max(nodes, key=len) if len(nodes) <= _FEW else None


def _name(node: Node) -> str | None:
    return text(node.get("headline")) or text(node.get("name"))


def _is_own(page: Page, node: Node) -> bool:
    mine = {_bare(url) for url in (page.url, page.canonical) if url}
    for name in ("mainEntityOfPage", "url", "@id"):
        value = node.get(name)
        link = (
            value.get("@id") or value.get("url") if isinstance(value, dict) else value
        )
        joined = join(page.base, link) if isinstance(link, str) and link else None
        if joined and _bare(joined) in mine:
            return True
    return False


def _bare(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
