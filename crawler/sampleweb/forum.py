"""A forum: boards, threads, and people who disagree about kettles."""

from functools import partial
from html import escape

from crawler.sampleweb.dice import dice
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, Sheet
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.item import slugged
from crawler.sampleweb.shops.parts import crumbs, pager
from crawler.sampleweb.site import Maker, Site, robots, sitemap
from crawler.sampleweb.wordlists import makers as names
from crawler.sampleweb.wordlists import talk
from crawler.sampleweb.writing import Post, day_of, slots, subject

_THREADS = 12  # a board
_PER_PAGE = 6
_ABOUT = (("coffee", "kitchen"), ("cycling", "bags"), ("audio", "lighting"),
          ("garden", "office"))  # fmt: skip


def forum_site(settings: WebSettings, host: str) -> Site:
    """Return the site of the forum."""
    boards = talk().boards
    place = Place(
        HOSTS[host], settings,
        nav=tuple((f"/b/{slugged(board)}", board, "") for board in boards),
        footer=(("/login", "Log in", "nofollow"),),
        small_print="Posts are their authors' opinions.", disallow=("/login", "/u/"),
    )  # fmt: skip
    threads = [
        [_thread(place, board, at) for at in range(_THREADS)]
        for board in range(len(boards))
    ]
    makers: dict[str, Maker] = {"/": partial(_home, place, threads)}
    for board, of_board in enumerate(threads):
        lists = _lists(board)
        for at, path in enumerate(lists):
            makers[path] = partial(_board, place, board, of_board, at)
        for thread in of_board:
            makers[thread.path] = partial(_posts, place, board, thread)
    paths = [thread.path for of_board in threads for thread in of_board]
    makers |= sitemap(place, ["/", *paths])
    return Site(place, makers | robots(place))


def _lists(board: int) -> list[str]:
    first = f"/b/{slugged(talk().boards[board])}"
    return [first, *(f"{first}?p={at}" for at in range(2, _THREADS // _PER_PAGE + 1))]


def _thread(place: Place, board: int, at: int) -> Post:
    seed = place.settings.seed
    throw = dice(seed, "thread", board, at)
    one = subject(place.settings, throw, _ABOUT[board])
    filled = slots(seed, one, throw, "en")
    words = talk()
    headline = throw.choice(words.topics).format(**filled)
    said = [throw.choice(words.questions)]
    said += throw.sample(words.answers, throw.randrange(2, 8))
    return Post(
        path=f"/t/{board * _THREADS + at + 1}-{slugged(headline)}",
        headline=headline,
        author=throw.choice(names().handles),
        published=day_of(board * _THREADS + at, 6),
        paragraphs=tuple(text.format(**filled) for text in said),
        subject=one,
    )


def _home(place: Place, threads: list[list[Post]]) -> Page:
    sheet = Sheet(place, "/", title=f"{place.host.title} forum")
    rows = "".join(
        f"<h2>{sheet.a(_lists(board)[0], talk().boards[board])}</h2><ul>"
        + "".join(f"<li>{sheet.a(one.path, one.headline)}</li>" for one in of_board[:3])
        + "</ul>"
        for board, of_board in enumerate(threads)
    )
    return sheet.page("home", f"<h1>{place.host.title}</h1>{rows}")


def _board(place: Place, board: int, threads: list[Post], at: int) -> Page:
    name, lists = talk().boards[board], _lists(board)
    sheet = Sheet(place, lists[at], title=f"{name} | {place.host.title}")
    rows = "".join(
        f"<tr><td>{sheet.a(one.path, one.headline)}</td><td>{escape(one.author)}</td>"
        f"<td>{len(one.paragraphs) - 1} replies</td></tr>"
        for one in threads[at * _PER_PAGE : (at + 1) * _PER_PAGE]
    )
    main = f"<h1>{escape(name)}</h1><table>{rows}</table>{pager(sheet, lists, at)}"
    return sheet.page("board", main)


def _posts(place: Place, board: int, thread: Post) -> Page:
    throw = dice(place.settings.seed, "writers", thread.path)
    sheet = Sheet(place, thread.path, title=f"{thread.headline} | {place.host.title}")
    writers = [
        thread.author,
        *throw.choices(names().handles, k=len(thread.paragraphs) - 1),
    ]
    goal = place.at(thread.subject.shop.host, thread.subject.path)
    posts = "".join(
        f'<article class="post" id="p{at}"><h3>{escape(writer)}</h3>'
        f'<time datetime="{thread.published}">{thread.published}</time>'
        f"<p>{escape(text)}</p></article>"
        for at, (writer, text) in enumerate(
            zip(writers, thread.paragraphs, strict=True), 1
        )
    )
    found = sheet.a(goal, thread.subject.title, "ugc nofollow")
    main = (
        crumbs(
            sheet, [("/", "Forum"), (_lists(board)[0], talk().boards[board])], "Thread"
        )
        + f"<h1>{escape(thread.headline)}</h1>{posts}<p>Mentioned here: {found}</p>"
    )
    return sheet.page("thread", main).about(article=thread.truth())
