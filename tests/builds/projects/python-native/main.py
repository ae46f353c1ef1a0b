from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield
    print("stopping in order", flush=True)


app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
def health() -> dict[str, object]:
    # Written in C, against the system's libpq.
    return {"status": "ok", "implementation": psycopg.pq.__impl__, "libpq": psycopg.pq.version()}
