"""The catalogue's HTTP interface. Start it with `python -m catalog.main`."""

import os
from typing import Annotated, Any

import psycopg
import uvicorn
from fastapi import FastAPI, HTTPException, Query
from psycopg.rows import dict_row

app = FastAPI(title="catalog")

ON_SALE = """
    SELECT p.sku, p.name, p.price::text AS price, p.currency, c.slug AS category
    FROM product p
    JOIN category c ON c.id = p.category_id
    WHERE p.discontinued_at IS NULL
"""


def rows(sql: str, *parameters: object) -> list[dict[str, Any]]:
    """Answers one query. A connection per request is plenty for a catalogue behind a cache."""
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=2, row_factory=dict_row) as connection:
            return connection.execute(sql, parameters).fetchall()
    except (KeyError, psycopg.OperationalError) as error:
        raise HTTPException(503, "the catalogue's database is unavailable") from error


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/products")
def products(limit: Annotated[int, Query(ge=1, le=100)] = 50, after: str = "") -> list[dict[str, Any]]:
    return rows(ON_SALE + " AND p.sku > %s ORDER BY p.sku LIMIT %s", after, limit)


@app.get("/products/{sku}")
def product(sku: str) -> dict[str, Any]:
    found = rows(ON_SALE + " AND p.sku = %s", sku)
    if not found:
        raise HTTPException(404, f"no product {sku}")
    return found[0]


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8001")))
