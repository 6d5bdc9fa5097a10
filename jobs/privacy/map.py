"""Every place of a home where something of a person may lie: whose, why, how long.

    writers    people whose words or names stand on pages that were crawled
    visitors   people who look at the shop
    buyers     people who order in it
    staff      people who run it

A test holds this against the real tables: a table that is not named here, or a new
column that holds text and is neither in its place nor named in plain.py, fails it.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Tables, or files, in which the same is kept of the same people.

    `held` are columns that name a person or stand for one, `told` those in whose words
    somebody may be named.
    """

    room: Literal["lake", "ledger", "files"]
    names: tuple[str, ...]
    held: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    whose: Literal["writers", "visitors", "buyers", "staff"]
    why: str
    kept: str
    erased: str

    @property
    def columns(self) -> frozenset[str]:
        """The columns in which something of a person may stand."""
        return frozenset({*self.held, *self.told})


_PAGE = "with its page: `privacy erase --pages`, or `lake forget`"
_AS_PAGES = "until its page is forgotten"
_DECISION = "stays: it proves who decided what"

LAKE = (
    Place(
        room="lake",
        names=("opinions",),
        held=("author_hash",),
        told=("text",),
        whose="writers",
        why="what buyers say of products; never their names, but a keyed hash",
        kept="until erased",
        erased="the rows, and all that was made of them",
    ),
    Place(
        room="lake",
        names=("articles",),
        held=("authors",),
        told=("headline", "text"),
        whose="writers",
        why="who signed a text, for sources in guides",
        kept="until erased",
        erased="the name under it; the text goes with its page",
    ),
    Place(
        room="lake",
        names=("pages", "links", "contents", "robots", "fetches", "made"),
        told=("url", "src_url", "dst_url", "anchor", "title", "error"),
        whose="writers",
        why="what was fetched, and what it links to",
        kept=f"{_AS_PAGES}; fetches and links: `lake.keep_fetches_days`, `lake.keep_links_days`",
        erased=_PAGE,
    ),
    Place(
        room="lake",
        names=("products", "offers", "programmes"),
        told=(
            *("title", "description", "brand", "supplier", "specs", "attributes"),
            *("seller", "merchant", "said", "signup_url", "payout_terms"),
        ),
        whose="writers",
        why="goods and who sells them; a seller may be one person",
        kept=_AS_PAGES,
        erased=_PAGE,
    ),
    Place(
        room="lake",
        names=(
            *("enriched_languages", "enriched_sentiments", "enriched_classes"),
            *("enriched_summaries", "enriched_keyphrases", "enriched_entities"),
            *("enriched_embeddings", "enriched_blocks", "enriched_pairs"),
            *("enriched_matches", "enriched_related", "scores", "price_suggestions"),
        ),
        held=("vector",),
        told=(
            *("summary", "outputs", "phrases", "title", "brand", "words", "keys"),
            *("reasons", "why"),
        ),
        whose="writers",
        why="what steps made of texts: summaries quote a sentence, entities name people",
        kept="as long as what it was made of; passed rows `lake.history_days`",
        erased="with the opinion or page it was made of",
    ),
    Place(
        room="lake",
        names=(
            *("generated", "generated_works", "generated_facts", "short_texts"),
            *("market_categories", "market_sellers", "market_sensitivity"),
            *("market_bestsellers", "market_opportunities"),
        ),
        told=(
            *("title", "faults", "work", "words", "names", "links", "said", "text"),
            *("parts", "facts", "why"),
        ),
        whose="writers",
        why="guides and reports, made of what was read",
        kept="as long as what it was made of",
        erased="with the opinion or page it was made of",
    ),
    Place(
        room="lake",
        names=("shop_events",),
        held=("visitor", "session", "event_id", "order_key", "channel"),
        told=("page", "agent"),
        whose="visitors",
        why="clicks for commissions; what those looked at who agreed to it; sales, which"
        " only the ledger's orders lead back to somebody",
        kept="`retention.visits_days` with a visitor, else `retention.events_days`",
        erased="the rows",
    ),
    Place(
        room="lake",
        names=("labels", "approvals"),
        held=("said_by", "actor"),
        told=("reason",),
        whose="staff",
        why="who judged what",
        kept="for ever",
        erased=_DECISION,
    ),
)
LEDGER = (
    Place(
        room="ledger",
        names=("users", "logins", "login_links", "login_tries"),
        held=(
            *("user_id", "email", "role", "password_hash", "id_hash", "digest"),
            *("name", "did"),
        ),
        whose="staff",
        why="who may use the console",
        kept="until erased; logins, links and tries end by themselves",
        erased="the rows; elsewhere the person is a number",
    ),
    Place(
        room="ledger",
        names=("hook_endpoints",),
        held=("created_by",),
        whose="staff",
        why="who had other programs told of orders",
        kept="until somebody takes the endpoint away",
        erased="stays: the person is a number",
    ),
    Place(
        room="ledger",
        names=("sessions",),
        held=("id_hash", "data"),
        whose="visitors",
        why="what a visitor asked the shop to remember, such as a wish list",
        kept="`retention.sessions_days` after its last use",
        erased="the row",
    ),
    Place(
        room="ledger",
        names=("conversions",),
        held=("click_id", "reference"),
        told=("programme",),
        whose="visitors",
        why="which clicks networks pay for; no name, no address",
        kept="for ever: the books of a shop",
        erased="stays: the click that it names is gone",
    ),
    Place(
        room="ledger",
        names=("carts",),
        held=("cart_hash", "coupon"),
        whose="visitors",
        why="what a visitor put into the basket; no name, no address",
        kept="30 days after its last change",
        erased="stays to its end: nobody can tell whose it is",
    ),
    Place(
        room="ledger",
        names=("audit", "approvals", "price_rules", "profile"),
        held=("actor", "subject", "facts"),
        told=("reason", "note", "name"),
        whose="staff",
        why="who decided what about products and prices",
        kept="for ever: the audit is a chain that shows every change",
        erased=_DECISION,
    ),
    Place(
        room="ledger",
        names=("orders", "order_lines", "payments", "gateway_events", "refunds"),
        held=(
            *("email", "ship_to", "bill_to", "visitor", "token_hash", "evidence"),
            *("region", "coupon", "reference", "actor"),
        ),
        told=("title", "cancel_reason", "reason"),
        whose="buyers",
        why="who bought what: to send it, and for the books",
        kept="for ever: the books of a shop",
        erased="address, e-mail, pseudonym and words; what was sold, its taxes and payments stay",
    ),
    Place(
        room="ledger",
        names=("coupon_uses",),
        held=("buyer",),
        whose="buyers",
        why="which order used which code, and how often one buyer did",
        kept="for ever: what was taken off an order",
        erased="what stands for the buyer; the order and the sum stay",
    ),
    Place(
        room="ledger",
        names=("coupons", "shipping_zones", "shipping_rates"),
        held=("actor",),
        told=("note", "name"),
        whose="staff",
        why="who made codes, and said what sending costs",
        kept="for ever: orders lead back to them",
        erased=_DECISION,
    ),
    Place(
        room="ledger",
        names=("grants", "grant_uses"),
        held=("token_hash",),
        whose="buyers",
        why="who may download what was bought, and how often it was; no address",
        kept="as the order: it proves what was delivered",
        erased="the rows; what was bought cannot be downloaded any more",
    ),
    Place(
        room="ledger",
        names=("supplies", "supplier_orders", "disputes"),
        held=("reference", "tracking"),
        told=("carrier", "their_sku", "why"),
        whose="buyers",
        why="what suppliers send to whom, by the numbers of parcels; what banks took back",
        kept="as the order",
        erased="numbers of parcels and words; what it cost stays",
    ),
    Place(
        room="ledger",
        names=("suppliers", "fraud_rules"),
        held=("contact",),
        told=("name", "value"),
        whose="staff",
        why="who supplies, and where to order there; which signs hold an order",
        kept="until changed",
        erased=_DECISION,
    ),
    Place(
        room="ledger",
        names=("invoices",),
        held=("buyer", "source_id"),
        told=("said",),
        whose="buyers",
        why="invoices and credit notes as they were issued, with name and address",
        kept="for ever: laws ask a shop to keep them for years",
        erased="stays: laws on invoices ask for name and address, and let them stay",
    ),
    Place(
        room="ledger",
        names=("order_events", "stock_moves"),
        held=("actor", "facts"),
        whose="staff",
        why="who did what to orders and stock, as numbers; what befell each order",
        kept="for ever",
        erased=_DECISION,
    ),
    Place(
        room="ledger",
        names=("work", "runs"),
        told=("key", "payload", "error"),
        whose="staff",
        why="what is to be done, and why it failed",
        kept="`retention.parked_days`, `retention.runs_days`",
        erased="jobs and errors that name an address",
    ),
)
FILES = (
    Place(
        room="files",
        names=("warc", "spool"),
        whose="writers",
        why="pages as they were fetched",
        kept=_AS_PAGES,
        erased=_PAGE,
    ),
    Place(
        room="files",
        names=("frontier", "campaigns"),
        whose="writers",
        why="URLs: what to fetch, and what was",
        kept=_AS_PAGES,
        erased=_PAGE,
    ),
    Place(
        room="files",
        names=("lake", "lake.duckdb", "models", "learned", "extract"),
        whose="writers",
        why="the tables above; encoders; models learned of labels; the salt of hashes",
        kept="old files of tables `lake.history_days`",
        erased="as the tables, old files too",
    ),
    Place(
        room="files",
        names=("catalogue", "products"),
        whose="writers",
        why="the shop's snapshots, which quote opinions; files that are sold",
        kept="`shop.kept_snapshots` of them, `retention.snapshots_days`; products: 14 days after they are over",
        erased="made anew without the words; the old ones go",
    ),
    Place(
        room="files",
        names=("grants",),
        whose="buyers",
        why="files made for one order, with its number and a masked address in them",
        kept="as long as they may be downloaded",
        erased="the files",
    ),
    Place(
        room="files",
        names=("events",),
        whose="visitors",
        why="events on their way to the lake; the salt of the day; visitors.db, what those saw lately who agreed",
        kept="minutes; visitors.db `retention.visits_days`",
        erased="what visitors.db holds; lines on their way with the next run",
    ),
    Place(
        room="files",
        names=("mail",),
        whose="buyers",
        why="mails to buyers as files, where no mail server is set",
        kept="until their owner removes them",
        erased="the mails to that address",
    ),
    Place(
        room="files",
        names=("ledger.db",),
        whose="staff",
        why="the ledger's tables above",
        kept="as the tables",
        erased="as the tables; the file is written anew",
    ),
    Place(
        room="files",
        names=("harvestman.toml",),
        whose="staff",
        why="settings; `alerts.mail_to` holds addresses",
        kept="until its owner changes it",
        erased="by hand: the command says which setting",
    ),
    Place(
        room="files",
        names=("backups",),
        whose="writers",
        why="the home as it was",
        kept="`work.backups_kept` of them, `retention.backups_days`",
        erased="when one is restored, those who were erased are erased again",
    ),
    Place(
        room="files",
        names=("privacy",),
        whose="writers",
        why="hashes of those who were erased, so that they stay away",
        kept="for ever",
        erased="stays: it holds hashes, and without it they would come back",
    ),
)
MAP = (*LAKE, *LEDGER, *FILES)


def tables(room: str) -> Iterator[tuple[str, Place]]:
    """Yield each table of `room` that the map names, with its place."""
    for place in MAP:
        if place.room == room:
            for name in place.names:
                yield name, place
