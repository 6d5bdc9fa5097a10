-- One snapshot. Nothing in it changes once it is built, and nothing in it says when
-- it was built: equal assortments give equal bytes.

-- What a list of products shows, in the order of answers.Card; then `place`, which
-- numbers the rows for the search index.
CREATE TABLE items (
    sku TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    brand TEXT,
    category TEXT NOT NULL,       -- key in categories: slugs joined by '/'
    price_minor INTEGER,
    currency TEXT,
    list_price_minor INTEGER,
    availability TEXT,
    score REAL NOT NULL,          -- -1: not scored
    offers INTEGER NOT NULL,
    low_minor INTEGER,            -- cheapest and dearest offer in `currency`
    high_minor INTEGER,
    gap REAL NOT NULL,            -- 1 - low / high; 0: nothing to compare
    checked_at TEXT,
    place INTEGER NOT NULL,
    shop_price_minor INTEGER      -- the price where it is in the shop's currency
) WITHOUT ROWID;

-- What a product's own page shows: the Item as MessagePack. Apart from `items`, so
-- that a list reads few pages of the file.
CREATE TABLE details (sku TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE categories (
    category TEXT PRIMARY KEY,
    parent TEXT NOT NULL,         -- '' above the first level
    name TEXT NOT NULL,
    items INTEGER NOT NULL        -- with all levels below
) WITHOUT ROWID;

CREATE TABLE guides (
    generated_key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    quality REAL,
    made_at TEXT NOT NULL,
    bytes INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE aliases (old_sku TEXT PRIMARY KEY, sku TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE totals (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5(
    title, brand, description, content='', tokenize='porter unicode61'
);
