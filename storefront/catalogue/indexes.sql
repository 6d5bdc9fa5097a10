-- Made after the rows are in: an index built at once is packed and in order.
CREATE UNIQUE INDEX items_sku ON items (sku);
CREATE INDEX items_score ON items (score DESC, sku);
CREATE INDEX items_category ON items (category, score DESC, sku);
CREATE INDEX items_gap ON items (gap DESC, sku) WHERE gap > 0;
CREATE INDEX items_fall ON items (fall DESC, sku) WHERE fall > 0;
CREATE INDEX items_added ON items (added_at DESC, score DESC, sku);
CREATE INDEX offers_key ON offers (offer_key, place);
CREATE INDEX categories_parent ON categories (parent, items DESC);
