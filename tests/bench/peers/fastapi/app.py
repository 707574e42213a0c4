# SPDX-License-Identifier: MIT
"""The three operations in FastAPI with an asyncpg pool, as their manuals show them: models of pydantic for what comes in
and goes out, transactions by `async with`. asyncpg prepares and keeps the statements by itself. With MODELS=0 handlers
return bare dictionaries: quicker, but then nothing holds the answers to the contract that FastAPI publishes. Who asks is
told by a token that PyJWT verifies, in a dependency."""

import json
import os
from datetime import datetime
from typing import Any, Dict, List, Optional
from uuid import UUID

import asyncpg
import jwt
from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, conint

SECRET_KEY = os.environ["SECRET_KEY"]
HAS_MODELS = os.environ["MODELS"] == "1"
TRIES = 5
with open(os.environ["STATEMENTS"], encoding="utf-8") as file:
    SQL = json.load(file)

app = FastAPI()


def stamp(time):  # asyncpg gives UTC
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


class Module(BaseModel):
    id: UUID
    name: str
    platform: str
    status: str
    description: str
    version: str
    api_url: str
    health_endpoint: str
    features: List[str]
    config: Dict[str, Any]
    last_health_check: Optional[datetime]
    is_healthy: Optional[bool]
    is_degraded: bool
    last_status_code: Optional[int]
    last_latency_ms: Optional[int]
    last_error: Optional[str]
    uptime_24h: Optional[float]
    recent_latency_ms: List[Optional[int]]
    revision: int
    created_at: datetime
    updated_at: datetime
    order: int

    class Config:
        json_encoders = {datetime: stamp}


class Place(BaseModel):
    order: conint(ge=0, le=1_000_000)

    class Config:
        extra = "forbid"


def shown(value):
    return stamp(value) if isinstance(value, datetime) else value


def module(row):
    if HAS_MODELS:
        return dict(row)
    return {name: shown(value) for name, value in row.items() if name[0] != "_"}


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


async def set_up(connection):
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


@app.on_event("startup")
async def start():
    size = int(os.environ["POOL"])
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=size, max_size=size, init=set_up)


def answer(response, row):
    if row is None:
        raise HTTPException(404, "not_found")
    response.headers["ETag"] = f'"{row["revision"]}"'
    return module(row)


@app.get("/api/v1/modules/", response_model=List[Module] if HAS_MODELS else None)
async def list_modules(who: Caller = Depends(caller)):
    return [module(row) for row in await app.state.pool.fetch(SQL["list"], who.org, None, None, None, None)]


@app.get("/api/v1/modules/{id}", response_model=Module if HAS_MODELS else None)
async def get_module(id: UUID, response: Response, who: Caller = Depends(caller)):
    return answer(response, await app.state.pool.fetchrow(SQL["get"], who.org, id))


async def try_move(who, id, order):
    async with app.state.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute(SQL["actor"], who.user, None)
            await connection.execute(SQL["move"], who.org, id, order, None, None, None, None, False)
            return await connection.fetchrow(SQL["get"], who.org, id)


@app.patch("/api/v1/modules/{id}/order", response_model=Module if HAS_MODELS else None)
async def set_order(id: UUID, place: Place, response: Response, who: Caller = Depends(caller)):
    for tries_left in reversed(range(TRIES)):
        try:
            return answer(response, await try_move(who, id, place.order))
        except asyncpg.UniqueViolationError:  # two came to the same place at once: the second tries again
            if not tries_left:
                raise
