# SPDX-License-Identifier: MIT
"""The board of modules."""

from datetime import datetime
from typing import Any, Dict, List, Optional
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, conint

from common import HAS_MODELS, SQL, Caller, answer, caller, change, members, pool, stamp

TRIES = 5

router = APIRouter()


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


@router.get("/", response_model=List[Module] if HAS_MODELS else None)
async def list_modules(who: Caller = Depends(caller)):
    return [members(row) for row in await pool.connections.fetch(SQL["list"], who.org, None, None, None, None)]


@router.get("/{id}", response_model=Module if HAS_MODELS else None)
async def get_module(id: UUID, response: Response, who: Caller = Depends(caller)):
    return answer(response, await pool.connections.fetchrow(SQL["get"], who.org, id))


async def try_move(who, id, order):
    async with change(who) as connection:
        await connection.execute(SQL["move"], who.org, id, order, None, None, None, None, False)
        return await connection.fetchrow(SQL["get"], who.org, id)


@router.patch("/{id}/order", response_model=Module if HAS_MODELS else None)
async def set_order(id: UUID, place: Place, response: Response, who: Caller = Depends(caller)):
    for tries_left in reversed(range(TRIES)):
        try:
            return answer(response, await try_move(who, id, place.order))
        except asyncpg.UniqueViolationError:  # two came to the same place at once: the second tries again
            if not tries_left:
                raise
