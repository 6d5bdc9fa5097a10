"""Generated works in all their forms, to be sold in a shop of a test."""

from datetime import datetime, timedelta
from pathlib import Path

from storefront.catalogue.item import Assortment, Guide, WorkFile

POST = """<!doctype html><html lang="en"><head>
<meta name="description" content="What {n} kettles cost"></head><body><article>
<header><p>x</p><h1>{title}</h1><p>{n} compared</p>
<p>As of <time datetime="2026-11-19">19 November</time></p></header>
<section aria-labelledby="glance"><h2 id="glance">At a glance</h2>
<p onclick="alert(1)">First words</p><script>alert(1)</script></section>
<section aria-labelledby="choose"><h2 id="choose">How to choose</h2><p>Second</p></section>
<section aria-labelledby="pick"><h2 id="pick">The pick</h2><p>Paid words</p></section>
<section aria-labelledby="sources"><h2 id="sources">Sources</h2><table><tbody><tr>
<td>a.test</td><td class="figure">397</td></tr></tbody></table></section>
</article></body></html>"""
SRT = "1\n00:00:00,400 --> 00:00:02,000\nOutdoor lanterns\n"
FILM = bytes(range(256)) * 2_000


def assortment(now: datetime) -> Assortment:
    return Assortment(
        items=(),
        guides=(
            work("aaaaaaaa00000001", "buying_guide", "Kettles: Before You Buy", now),
            work("aaaaaaaa00000002", "market_report", "Dear Report", now, price=1_900),
            work("aaaaaaaa00000003", "video", "Lanterns in a Minute", now),
            work("aaaaaaaa00000004", "video", "A Film to Buy", now, price=500),
            work("aaaaaaaa00000005", "price_watch", "What Fell", now),
        ),
    )


def work(key: str, kind: str, title: str, now: datetime, price: int = 0) -> Guide:
    forms = ("mp4", "srt", "png") if kind == "video" else ("pdf", "epub", "html")
    return Guide(
        generated_key=key,
        kind=kind,
        title=title,
        path=f"{key}.{forms[0]}",
        quality=0.8,
        made_at=now - timedelta(days=int(key[-1])),
        forms=tuple(WorkFile(form=form, path=f"{key}.{form}") for form in forms),
        price_minor=price,
        sku=f"HV-{key[-7:]}" if price and kind != "video" else None,
        edition=f"edition-{key}",
    )


def write(home: Path, sold: Assortment) -> None:
    folder = home / "products"
    folder.mkdir(parents=True, exist_ok=True)
    for guide in sold.guides:
        for one in guide.forms:
            (folder / one.path).write_bytes(_content(one.form, guide.title))


def _content(form: str, title: str) -> bytes:
    made = {
        "html": POST.format(n=7, title=title).encode(),
        "srt": SRT.encode(),
        "mp4": FILM,
        "pdf": b"%PDF-1.7\n" + b"7" * 2_000_000,
    }
    return made.get(form, form.encode())
