"""Two affiliate marketplaces: programmes with commission, cookie days, EPC and gravity."""

from dataclasses import dataclass
from functools import partial
from html import escape

from crawler.sampleweb.affiliate import DEEP, HOP, follow
from crawler.sampleweb.dice import dice
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import Page, ProgrammeTruth
from crawler.sampleweb.render import Place, Sheet, table
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.item import slugged
from crawler.sampleweb.shops.parts import crumbs, pager
from crawler.sampleweb.shops.shop import SHOPS
from crawler.sampleweb.site import Maker, Site, robots, sitemap
from crawler.sampleweb.wordlists import talk

_PER_PAGE = 12
_ABOUT = "We bring publishers and merchants together and pay both on time."


@dataclass(frozen=True, slots=True)
class Programme:
    """One merchant's offer to publishers."""

    path: str
    category: str
    pitch: str
    shop: str  # the merchant's home page; empty where it is not on this web
    truth: ProgrammeTruth

    def commission(self) -> str:
        """Return the commission as the page prints it."""
        rate = self.truth.commission_rate
        if self.truth.commission_kind == "percent":
            return f"{rate:g}% per sale"
        return f"€{rate / 100:.2f} per sale"


def market_site(settings: WebSettings, host: str) -> Site:
    """Return the site of a marketplace."""
    place = Place(
        HOSTS[host], settings,
        nav=(("/programmes", "Programmes", ""), ("/publishers", "For publishers", "")),
        footer=(("/terms", "Terms", ""), ("/login", "Log in", "nofollow")),
        small_print=f"© 2026 {HOSTS[host].title}",
        disallow=("/join/", "/login", DEEP, HOP),
    )  # fmt: skip
    offered = _programmes(place)
    lists = _lists(len(offered))
    makers: dict[str, Maker] = {"/": partial(_home, place, offered)}
    for at, path in enumerate(lists):
        makers[path] = partial(_list, place, offered, lists, at)
    for one in offered:
        makers[one.path] = partial(_programme, place, one)
    makers["/publishers"] = partial(_text, place, "/publishers", "For publishers")
    makers["/terms"] = partial(_text, place, "/terms", "Terms")
    makers |= sitemap(place, ["/", "/programmes", *(one.path for one in offered)])
    return Site(place, makers | robots(place), partial(follow, place))


def _lists(count: int) -> list[str]:
    pages = -(-count // _PER_PAGE)
    return ["/programmes", *(f"/programmes?page={at}" for at in range(2, pages + 1))]


def _programmes(place: Place) -> list[Programme]:
    seed = place.settings.seed
    merchants = [(name, sells, "") for name, sells in talk().merchants.items()]
    merchants += [
        (HOSTS[shop.host].title, "household", place.at(shop.host, "/"))
        for shop in SHOPS
    ]
    order = dice(seed, "programmes", place.host.name)
    order.shuffle(merchants)
    return [_made(place, *merchant) for merchant in merchants]


def _made(place: Place, merchant: str, category: str, home: str) -> Programme:
    throw = dice(place.settings.seed, "programme", place.host.name, merchant)
    slug = slugged(merchant)
    flat = throw.random() < 0.3
    hop = place.host.name == "hopmarket.test"
    top = 75 if hop else 15
    rate = throw.randrange(200, 4000, 50) if flat else throw.randrange(4, 2 * top) / 2
    said = " ".join(throw.sample(talk().pitches, 3))
    return Programme(
        path=f"/programmes/{slug}", category=category, shop=home,
        pitch=said.format(merchant=merchant, category=category),
        truth=ProgrammeTruth(
            network=place.host.title, merchant=merchant,
            commission_kind="flat" if flat else "percent", commission_rate=float(rate),
            currency="EUR", cookie_days=throw.choice((7, 14, 30, 45, 60, 90)),
            epc_minor=throw.randrange(5, 290),
            gravity=round(throw.expovariate(1 / 40), 2),
            payout_terms=throw.choice(talk().payouts),
            signup_url=place.at(place.host.name, f"/join/{slug}"),
        ),
    )  # fmt: skip


def _home(place: Place, offered: list[Programme]) -> Page:
    sheet = Sheet(place, "/", title=f"{place.host.title}: affiliate programmes")
    best = sorted(offered, key=lambda one: -one.truth.gravity)[:8]
    rows = "".join(f"<li>{sheet.a(one.path, one.truth.merchant)}</li>" for one in best)
    main = (
        f"<h1>{place.host.title}</h1><p>{_ABOUT}</p><h2>In demand</h2><ol>{rows}</ol>"
        f"<p>{sheet.a('/programmes', 'Browse all programmes')}</p>"
    )
    return sheet.page("home", main)


def _list(place: Place, offered: list[Programme], lists: list[str], at: int) -> Page:
    sheet = Sheet(place, lists[at], title=f"Affiliate programmes | {place.host.title}")
    rows = "".join(
        f"<tr><td>{sheet.a(one.path, one.truth.merchant)}</td><td>{one.category}</td>"
        f"<td>{one.commission()}</td><td>{one.truth.cookie_days} days</td></tr>"
        for one in offered[at * _PER_PAGE : (at + 1) * _PER_PAGE]
    )
    main = (
        "<h1>Affiliate programmes</h1><table><tr><th>Merchant</th><th>Category</th>"
        f"<th>Commission</th><th>Cookie</th></tr>{rows}</table>{pager(sheet, lists, at)}"
    )
    return sheet.page("listing", main)


def _programme(place: Place, one: Programme) -> Page:
    truth = one.truth
    sheet = Sheet(place, one.path, title=f"{truth.merchant} affiliate programme")
    rows = [
        ("Merchant", truth.merchant), ("Category", one.category),
        ("Commission", one.commission()), ("Cookie duration", f"{truth.cookie_days} days"),
        ("EPC", f"€{truth.epc_minor / 100:.2f}"), ("Gravity", f"{truth.gravity:.2f}"),
        ("Payout", truth.payout_terms),
    ]  # fmt: skip
    visit = f"<p>{sheet.a(one.shop, 'Visit the shop')}</p>" if one.shop else ""
    main = (
        crumbs(sheet, [("/", "Home"), ("/programmes", "Programmes")], truth.merchant)
        + f"<h1>{escape(truth.merchant)} affiliate programme</h1>"
        f"<p>{escape(one.pitch)}</p>{table(rows)}{visit}"
        f"<p>{sheet.a(truth.signup_url, 'Join this programme', 'nofollow')}</p>"
    )
    page = sheet.page("programme", main)
    return page.about(programme=truth)


def _text(place: Place, path: str, title: str) -> Page:
    sheet = Sheet(place, path, title=f"{title} | {place.host.title}")
    return sheet.page("about", f"<h1>{title}</h1><p>{_ABOUT}</p>")
