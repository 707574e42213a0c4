# SPDX-License-Identifier: MIT
"""What all resources share: the statements, the pool, who asks, and how rows become answers."""

import json
import os
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Optional
from uuid import UUID

import asyncpg
import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

SECRET_KEY = os.environ["SECRET_KEY"]
HAS_MODELS = os.environ["MODELS"] == "1"
with open(os.environ["STATEMENTS"], encoding="utf-8") as file:
    SQL = json.load(file)


class Pool:
    """Set when the application starts."""

    connections: asyncpg.Pool


pool = Pool()


async def set_up(connection):
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def start_pool():
    size = int(os.environ["POOL"])
    pool.connections = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=size, max_size=size, init=set_up)


@asynccontextmanager
async def change(who):
    """A connection in a transaction of the user's."""
    async with pool.connections.acquire() as connection:
        async with connection.transaction():
            await connection.execute(SQL["actor"], who.user, None)
            yield connection


def stamp(time):  # asyncpg gives UTC
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


def shown(value):
    if isinstance(value, datetime):
        return stamp(value)
    return float(value) if isinstance(value, Decimal) else value


def members(row):
    """The columns with an underscore are for the statements alone."""
    if HAS_MODELS:
        return dict(row)
    return {name: shown(value) for name, value in row.items() if name[0] != "_"}


def answer(response, row):
    if row is None:
        raise HTTPException(404, "not_found")
    response.headers["ETag"] = f'"{row["revision"]}"'
    return members(row)


class Caller:
    def __init__(self, claims):
        self.org = UUID(claims["org"])
        self.user = claims["sub"]


bearer = HTTPBearer(auto_error=False)


async def caller(credentials: Optional[HTTPAuthorizationCredentials] = Depends(bearer)):
    try:
        claims = jwt.decode(
            credentials.credentials if credentials else "", SECRET_KEY, algorithms=["HS256"], issuer="sauda",
            audience="sauda", options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise HTTPException(401, "unauthorized", {"WWW-Authenticate": "Bearer"}) from error
    return Caller(claims)
