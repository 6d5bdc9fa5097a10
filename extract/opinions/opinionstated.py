"""Reviews and posts that a page states for machines, however deep they are nested."""

from collections.abc import Iterator

from extract.opinions.opinionscale import stated_rating
from extract.opinions.post import Post
from extract.statements.structured import Graph, Node, types_of
from extract.statements.words import stripped, text
from extract.stories.datetext import stamp

_REVIEWS = frozenset(
    {"Review", "UserReview", "CriticReview", "EmployerReview", "Recommendation"}
)
_POSTS = frozenset(
    {"DiscussionForumPosting", "Comment", "UserComments", "Question", "Answer"}
)
_INSIDE = (
    "review", "reviews", "comment", "comments", "suggestedAnswer", "acceptedAnswer",
    "mainEntity", "itemListElement", "item", "itemReviewed", "hasPart", "hasVariant",
)  # fmt: skip
_BODIES = ("reviewBody", "text", "articleBody", "description")
_DATES = ("datePublished", "dateCreated", "commentTime", "dateModified")
_MOST, _DEEPEST = 500, 8


def stated_posts(graph: Graph) -> list[Post]:
    """Return the reviews and posts among a page's statements, each once."""
    # Whoever asks and answers there is the page's owner.
    is_faq = bool(graph.of("FAQPage")) and not graph.of("QAPage")
    found: dict[tuple[str, str], Post] = {}
    for node in _walk(graph):
        kinds = types_of(node)
        if not kinds & (_REVIEWS | _POSTS) or (
            is_faq and kinds & {"Question", "Answer"}
        ):
            continue
        post = _post(graph, node, is_review=bool(kinds & _REVIEWS))
        if post is not None:
            found.setdefault((post.author or "", post.text or ""), post)
        if len(found) >= _MOST:
            break
    return list(found.values())


def _walk(graph: Graph) -> Iterator[Node]:
    """Yield nodes and those inside of them, in the page's order."""
    seen: set[int] = set()
    stack = [(node, 0) for node in reversed(graph.nodes)]
    while stack:
        node, depth = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if depth < _DEEPEST:
            held = (node[name] for name in _INSIDE if name in node)
            inside = [one for value in held for one in graph.all(value)]
            stack.extend((one, depth + 1) for one in reversed(inside))


def _post(graph: Graph, node: Node, *, is_review: bool) -> Post | None:
    body = next((words for name in _BODIES if (words := _words(node.get(name)))), None)
    rating = stated_rating(graph, node.get("reviewRating")) if is_review else None
    if body is None and rating is None:
        return None
    value = node.get("author") or node.get("creator")
    author = text(
        graph.follow(value[0] if isinstance(value, list) and value else value)
    )
    dates = (stamp(one) for name in _DATES if isinstance(one := node.get(name), str))
    date = next((date for date in dates if date), None)
    # Questions that nobody asks are the shop's own.
    if author is None and date is None and rating is None:
        return None
    return Post(
        text=body,
        author=author,
        date=date,
        rating=rating,
        is_review=is_review,
    )


def _words(value: object) -> str | None:
    found = value[0] if isinstance(value, list) and value else value
    return (stripped(found) or None) if isinstance(found, str) else None
