# SPDX-License-Identifier: MIT
"""The three operations in FastAPI with an asyncpg pool, as their manuals show them: what comes in is checked by types,
handlers return dictionaries, transactions are `async with`. asyncpg prepares and keeps the statements by itself. A model
of pydantic for what goes out would check it too, and make the list two to three times slower: it is left out."""

import json
import os
from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, conint

ORG = UUID(os.environ["ORG_ID"])
ADMIN = os.environ["ADMIN_ID"]
TRIES = 5
with open(os.environ["STATEMENTS"], encoding="utf-8") as file:
    SQL = json.load(file)

app = FastAPI()


class Place(BaseModel):
    order: conint(ge=0, le=1_000_000)

    class Config:
        extra = "forbid"


async def set_up(connection):
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


@app.on_event("startup")
async def start():
    size = int(os.environ["POOL"])
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=size, max_size=size, init=set_up)


def shown(value):
    if isinstance(value, datetime):  # asyncpg gives UTC
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
    return value


def module(row):
    return {name: shown(value) for name, value in row.items() if name[0] != "_"}


def answer(response, row):
    if row is None:
        raise HTTPException(404, "not_found")
    response.headers["ETag"] = f'"{row["revision"]}"'
    return module(row)


@app.get("/api/v1/modules/")
async def list_modules():
    return [module(row) for row in await app.state.pool.fetch(SQL["list"], ORG, None, None, None, None)]


@app.get("/api/v1/modules/{id}")
async def get_module(id: UUID, response: Response):
    return answer(response, await app.state.pool.fetchrow(SQL["get"], ORG, id))


async def try_move(id, order):
    async with app.state.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute(SQL["actor"], ADMIN, None)
            await connection.execute(SQL["move"], ORG, id, order, None, None, None, None, False)
            return await connection.fetchrow(SQL["get"], ORG, id)


@app.patch("/api/v1/modules/{id}/order")
async def set_order(id: UUID, place: Place, response: Response):
    for tries_left in reversed(range(TRIES)):
        try:
            return answer(response, await try_move(id, place.order))
        except asyncpg.UniqueViolationError:  # two came to the same place at once: the second tries again
            if not tries_left:
                raise
