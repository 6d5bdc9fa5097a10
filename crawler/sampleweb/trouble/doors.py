"""Doors: a login page, pages behind it, challenges and a consent wall."""

from typing import TYPE_CHECKING

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place
from crawler.sampleweb.trouble.plain import Draft, Rooms, room, sent
from crawler.sampleweb.wire import HTML, Headers, whole

if TYPE_CHECKING:
    from crawler.sampleweb.site import Maker

_LOGIN = (
    '<form action="/login" method="post"><label>E-mail <input name="email" type="email">'
    '</label><label>Password <input name="password" type="password"></label>'
    '<input type="hidden" name="token" value="4f1c"><button>Log in</button></form>'
)
_CHALLENGE = (
    '<div id="challenge-running"><h2>Checking your browser before accessing the site</h2>'
    '<div class="challenge-spinner"></div><form id="challenge-form" action="/verify" '
    'method="post"><input type="hidden" name="challenge_ts" value="0"></form></div>'
    "<noscript>Please enable JavaScript and cookies to continue</noscript>"
    '<script>window.setTimeout(function(){document.title="Just a moment..."},500)</script>'
)
_CAPTCHA = (
    '<form action="/verify" method="post"><p>Please confirm that you are a human.</p>'
    '<div class="captcha-box" data-sitekey="sample"></div><button>Continue</button></form>'
)
_CONSENT = (
    '<div role="dialog" aria-modal="true"><h2>We value your privacy</h2>'
    "<button>Accept all</button><button>Reject all</button></div>"
)


def rooms(place: Place) -> Rooms:
    """Return the host with closed doors."""
    guard: Headers = (("Cache-Control", "no-store"), ("X-Guard", "challenge"))
    makers: dict[str, Maker] = {}
    for path, draft in (
        ("/login", Draft("a login page", more=_LOGIN)),
        (
            "/challenge-403",
            Draft("a challenge", status=403, headers=guard, more=_CHALLENGE),
        ),
        (
            "/challenge-503",
            Draft("a challenge", status=503, headers=guard, more=_CHALLENGE),
        ),
        ("/captcha", Draft("a challenge with status 200", more=_CAPTCHA)),
        ("/consent", Draft("a consent wall", more=_CONSENT)),
    ):
        makers |= room(place, path, draft)
    makers["/members"] = lambda: _members(place)
    makers["/basic"] = lambda: _basic(place)
    return Rooms(makers)


def _members(place: Place) -> Page:
    headers = (("Location", "/login"), ("Set-Cookie", "next=/members; Path=/"))
    return sent(
        place, "/members", "redirects to the login", whole(302, b"", HTML, headers)
    )


def _basic(place: Place) -> Page:
    headers = (("WWW-Authenticate", 'Basic realm="members"'),)
    response = whole(401, b"<h1>Members only</h1>", HTML, headers)
    return sent(place, "/basic", "asks for a password", response)
