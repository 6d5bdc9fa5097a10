"""How alike the generated products of a home are, with figures and names taken out.

Of each two works of a kind, the share of runs of five words of their prose that stand in
both; of the shorter one. The newest edition of each product counts.

    python -m benchmarks.generate_alike HOME
"""

import re
import statistics
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import msgspec

from enrich.generate.gate.claims import days
from enrich.generate.letters import is_name
from enrich.generate.work import Points, Words, Work
from enrich.generate.writers.marking import MARK, marked
from lake.settings import LakeSettings
from lake.sql import current
from lake.store import Lake

_RUN = 5
_NEWEST = """
select kind, work, names from generated_works
qualify row_number() over (partition by generated_key order by ingested_at desc) = 1
"""


def main() -> None:
    """Print the shares for each kind in the home that is named."""
    home = Path(sys.argv[1])
    kinds = defaultdict(list)
    with current(Lake.open(home, LakeSettings())) as connection:
        for kind, work, names in connection.execute(_NEWEST).fetchall():
            kinds[kind].append(runs(msgspec.json.decode(work, type=Work), names))
    for kind, works in sorted(kinds.items()):
        shares = [
            len(a & b) / (min(len(a), len(b)) or 1) for a, b in combinations(works, 2)
        ]
        if shares:
            mean, most = statistics.mean(shares), max(shares)
            print(f"{kind}: {len(works)} works share {mean:.3f}, at most {most:.3f}")


def runs(work: Work, names: list[str]) -> set[str]:
    """Return the runs of words in the prose of `work`, facts and names taken out."""
    known = [*filter(is_name, names), *days(work)]
    blocks = [block for chapter in work.chapters for block in chapter.blocks]
    prose = [t for b in blocks if isinstance(b, Words | Points) for t in b.texts()]
    shapes = [shape.plain for text in prose if (shape := marked(text, known))]
    return {
        " ".join(words[at : at + _RUN])
        for plain in shapes
        for stretch in MARK.split(plain)
        for words in [re.findall(r"[a-z']+", stretch.lower())]
        for at in range(len(words) - _RUN + 1)
    }


if __name__ == "__main__":
    main()
