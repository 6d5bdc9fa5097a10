-- Each listing that was ever classed, where nothing is known any more; see classify.py.
select entity_key, any_value(kind) as kind, any_value(url) as url, '' as state
from enriched_classes where model is not null group by entity_key
