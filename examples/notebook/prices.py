"""A notebook on the lake (marimo): SQL for questions, Polars for what follows.

HARVESTMAN_HOME=/path/to/home marimo edit examples/notebook/prices.py
"""

import marimo

app = marimo.App()


@app.cell
def _():
    import os

    import polars as pl

    import lake

    home = os.environ.get("HARVESTMAN_HOME", "harvest")
    return home, lake, pl


@app.cell
def _(home, lake):
    hosts = lake.connect(home).sql("FROM hosts ORDER BY pages DESC").pl()
    hosts
    return (hosts,)


@app.cell
def _(home, lake, pl):
    # Nothing is read until collect, and then only these columns.
    prices = (
        lake.scan("offers_latest", home=home)
        .filter(pl.col("price_minor").is_not_null())
        .group_by("host", "currency")
        .agg(
            pl.len().alias("offers"),
            (pl.col("price_minor").median() / 100).alias("median_price"),
        )
        .sort("offers", descending=True)
        .collect()
    )
    prices
    return (prices,)


@app.cell
def _(hosts, prices):
    print(f"{hosts.height} hosts, {prices['offers'].sum()} offers")


if __name__ == "__main__":
    app.run()
