"""What pages say: contents, products, offers, opinions, programmes, articles."""

from lake.columns import Table, integer, long, needed, number, text, texts, time

CONFIDENCE = number("confidence", "How sure the maker is, from 0 to 1.")

CONTENTS = Table(
    "contents",
    "What one distinct body says.",
    (
        needed(text("content_digest", "The digest of the body.")),
        text(
            "kind",
            "What the page is: article, collection, documentation, forum, listing,"
            " product, service or other; or challenge, login or missing.",
        ),
        text("language", "Its language as a BCP 47 tag."),
        text("title", "Its title."),
        long("text_len", "How many characters of text it has."),
        text(
            "text_digest",
            "In hex 64 bits, of which near copies of its text share all but a few (12).",
        ),
    ),
    sort=("content_digest",),
    derived=True,
)
PRODUCTS = Table(
    "products",
    "One product as one source shows it.",
    (
        needed(text("listing_key", "The product at this source.")),
        needed(text("source_url", "The page it was read from.")),
        text("gtin", "Its GTIN with a right check digit."),
        text("mpn", "The maker's own part number."),
        text("sku", "The source's own number."),
        text("brand", "Its brand."),
        text("title", "Its name."),
        text("description", "Its description as plain text."),
        texts("category_path", "Its categories at the source, widest first."),
        texts("images", "The URLs of its images, best first."),
        text("specs", "Its technical data as a JSON object."),
        text("attributes", "Anything else that was read, as a JSON object."),
        text("supplier", "Who supplies it, where the page says so."),
        text("shipping", "What the page says of shipping."),
        CONFIDENCE,
    ),
    sort=("listing_key",),
    derived=True,
)
OFFERS = Table(
    "offers",
    "One price as it was seen.",
    (
        needed(text("listing_key", "The product at this source.")),
        needed(text("url", "The page it was read from.")),
        text("host", "The host of that page."),
        text("seller", "Who sells it."),
        long("price_minor", "The price in minor units of the currency."),
        text("currency", "The currency as ISO 4217 code."),
        long("list_price_minor", "The price before a reduction."),
        text(
            "availability",
            "A schema.org name: InStock, OutOfStock, PreOrder and others.",
        ),
        long("shipping_minor", "The price of shipping."),
        text("condition", "new, used, refurbished, or as given."),
        number("rating", "The mean rating, from 0 to 5."),
        integer("reviews", "How many ratings that is the mean of."),
        needed(time("seen_at", "When the page was fetched.")),
        CONFIDENCE,
    ),
    sort=("listing_key", "seen_at"),
    derived=True,
    blooms=("listing_key", "url"),
)
OPINIONS = Table(
    "opinions",
    "One review or forum post.",
    (
        text("listing_key", "The product it is about, where that is known."),
        text("url", "The page it was read from."),
        number("rating", "Its rating, from 0 to 5."),
        text("text", "What it says."),
        text("author_hash", "A keyed hash of the author, never the name."),
        time("posted_at", "When it was posted."),
    ),
    sort=("listing_key", "posted_at"),
    derived=True,
)
PROGRAMMES = Table(
    "programmes",
    "One affiliate programme.",
    (
        needed(text("programme_key", "The programme as this page offers it.")),
        text("source_url", "The page it was read from."),
        text("kind", "affiliate, reseller or white-label."),
        text("network", "The network that runs it."),
        text("merchant", "The merchant who pays."),
        text(
            "commission_kind",
            "percent, fixed, recurring, tiered, per lead, or a reseller's discount.",
        ),
        number(
            "commission_rate",
            "Percent of the sale, or money for each sale: what a new partner gets.",
        ),
        number("commission_low", "The least of a range; empty for `up to`."),
        number("commission_high", "The most of a range; empty for `from`."),
        text("currency", "Of a rate in money, as ISO 4217 code; none for a bare $."),
        integer(
            "cookie_days",
            "For how many days a click is remembered; 36,500 is for ever.",
        ),
        number("epc", "Earnings for a hundred clicks as the network states them."),
        number("gravity", "How many partners lately sold, as the network states it."),
        text("payout_terms", "When and how it pays."),
        text("signup_url", "Where to join."),
        text("said", "The page's own words for each term, as a JSON object."),
        CONFIDENCE,
    ),
    sort=("programme_key",),
    derived=True,
)
ARTICLES = Table(
    "articles",
    "The main text of one page: an article, posts, a product's description, entries.",
    (
        needed(text("url", "The page it was read from.")),
        text("kind", "What the page is; see contents."),
        text("headline", "Its headline."),
        text("text", "Its text without navigation and advertising."),
        texts("authors", "Who signed it."),
        time(
            "published_at", "When it was published; a day is its first moment in UTC."
        ),
        time("modified_at", "When it was last changed."),
        text("language", "Its language as a BCP 47 tag."),
        CONFIDENCE,
    ),
    sort=("url",),
    derived=True,
)

EXTRACTED = (CONTENTS, PRODUCTS, OFFERS, OPINIONS, PROGRAMMES, ARTICLES)
