-- One snapshot. Nothing in it changes once it is built, and nothing in it says when
-- it was built: equal assortments give equal bytes.

-- `place` numbers the items in the order of their skus, for the search index. From
-- `sku` to `added_at`: what a list of products shows, in the order of answers.Card.
CREATE TABLE items (
    place INTEGER PRIMARY KEY,
    sku TEXT NOT NULL,
    title TEXT NOT NULL,
    brand TEXT,
    category TEXT NOT NULL,       -- key in categories: slugs joined by '/'
    price_minor INTEGER,
    currency TEXT,
    was_minor INTEGER,
    list_price_minor INTEGER,
    availability TEXT,
    delivery_days INTEGER,
    score REAL NOT NULL,          -- -1: not scored
    rating REAL,
    reviews INTEGER,
    offers INTEGER NOT NULL,
    low_minor INTEGER,            -- cheapest and dearest offer in `currency`
    high_minor INTEGER,
    gap REAL NOT NULL,            -- 1 - low / high; 0: nothing to compare
    language TEXT,
    picture TEXT,                 -- name of the first one in images/
    picture_width INTEGER,
    picture_height INTEGER,
    checked_at TEXT,
    added_at TEXT,
    fall REAL NOT NULL,           -- 1 - price / was; 0: no reduction
    digest BLOB NOT NULL          -- of the packed Item
);

-- What a product's own page shows: the Item as MessagePack. Apart from `items`, so
-- that a list reads few pages of the file.
CREATE TABLE details (place INTEGER PRIMARY KEY, body BLOB NOT NULL);

-- Which item has the offer that /go/ names.
CREATE TABLE offers (offer_key TEXT NOT NULL, place INTEGER NOT NULL);

CREATE TABLE categories (
    category TEXT PRIMARY KEY,
    parent TEXT NOT NULL,         -- '' above the first level
    name TEXT NOT NULL,
    items INTEGER NOT NULL        -- with all levels below
) WITHOUT ROWID;

-- Guides and Programmes as MessagePack, in the order in which they are shown.
CREATE TABLE guides (
    place INTEGER PRIMARY KEY,
    generated_key TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,       -- of the main file
    body BLOB NOT NULL
);
CREATE TABLE programmes (place INTEGER PRIMARY KEY, body BLOB NOT NULL);

CREATE TABLE aliases (old_sku TEXT PRIMARY KEY, sku TEXT NOT NULL) WITHOUT ROWID;

-- What is no longer to be had, as MessagePack: it stands in no list.
CREATE TABLE gone (sku TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE totals (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- The pictures in images/, and how large the largest copy of each is.
CREATE TABLE pictures (
    name TEXT PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL
) WITHOUT ROWID;
