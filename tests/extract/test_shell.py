"""Pages that show nothing until their scripts have run, in the shapes that are met."""

import pytest

from extract.glance import glance

HTML = {"content-type": "text/html; charset=utf-8"}
RUN = "<script src=/static/main.4f1c.js></script>"
NOTE = "<noscript>You need to enable JavaScript to run this app.</noscript>"
HELP = "<noscript>Please <a href=https://help.test/js>enable JavaScript</a>.</noscript>"
DATA = '<script id=__NEXT_DATA__ type=application/json>{"page": "/"}</script>'
FOOTER = "<footer>(c) Pots <a href=/privacy>Privacy</a> <a href=/imprint>Imprint</a>"
WORDS = "<p>" + "A pot holds a litre of soup. " * 9


def is_shell(body: str, head: str = "") -> bool:
    page = f"<!doctype html><html><head><title>Pots</title>{head}</head>{body}"
    return glance("http://a.test/", page.encode(), HTML).shell


@pytest.mark.parametrize(
    "body",
    [
        f"<body>{RUN}",
        f"<body>{NOTE}<div id=root></div>{RUN}",
        f"<body>{HELP}<div id=app></div>{RUN}",
        f"<body><div id=app>{HELP}<style>.spin{{color:red}}</style></div>{RUN}",
        f"<body><div id=app><p>Loading, please wait</p></div>{RUN}{FOOTER}",
        f"<body><div id=__next></div>{DATA}{RUN}<a href=/privacy>Privacy</a>",
        f"<body><app-root></app-root>{RUN}{FOOTER}",
        f"<body><pots-shop></pots-shop><script type=module src=/m.js></script>{FOOTER}",
        f"<body ng-app=shop><div ng-view></div>{HELP}{RUN}",
        f"<body><main id=react-root></main>{HELP * 3}{FOOTER}{RUN}",
    ],
)
def test_a_page_that_its_scripts_fill_is_a_shell(body: str) -> None:
    assert is_shell(body)


@pytest.mark.parametrize(
    "body",
    [
        "<body><p>Short.",
        f"<body><div id=root></div>{FOOTER}",  # nothing runs
        "<body><div id=root></div><script type=application/ld+json>{}</script>",
        f"<body><div id=root>{WORDS}</div>{RUN}",
        f"<body><div id=root></div>{WORDS}{FOOTER}{RUN}",
        f"<body>{RUN}<h1>Not found</h1><a href=/>Home</a>",
        f"<body><div id=root><a href=/p/1>Pot</a></div>{RUN}",
        f"<body><div id=app></div>{RUN}{FOOTER}<a href=/p/1>Pot</a>",
        f"<body><div id=root>{'a long line of words ' * 3}</div>{RUN}{FOOTER}",
    ],
)
def test_a_page_that_can_be_read_is_none(body: str) -> None:
    assert not is_shell(body)


def test_the_links_of_a_shell_are_told_all_the_same() -> None:
    page = f"<body><div id=root></div>{FOOTER}{RUN}"
    found = glance("http://a.test/", page.encode(), HTML)
    assert found.links is not None
    assert found.links.urls == ["http://a.test/privacy", "http://a.test/imprint"]
