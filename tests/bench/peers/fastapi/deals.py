# SPDX-License-Identifier: MIT
"""Deals: one, those of a seller, the board, a move."""

import base64
import hashlib
import hmac
import json
from datetime import date, datetime
from typing import Any, Dict, List, Literal, Optional
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from pydantic import BaseModel, conint

from common import HAS_MODELS, SECRET_KEY, SQL, Caller, answer, caller, change, members, pool, stamp

PAGE_SIZE = 50
TRIES = 5
ID = Path(ge=1, le=9007199254740991)

router = APIRouter()


class Card(BaseModel):
    id: int
    title: str
    amount: float
    currency: str
    client_id: Optional[int]
    client_name: Optional[str]
    owner_id: Optional[UUID]
    owner_name: Optional[str]
    expected_close_date: Optional[date]
    tags: List[str]
    stage_entered_at: datetime
    revision: int

    class Config:
        json_encoders = {datetime: stamp}


class Deal(Card):
    pipeline_id: int
    stage_id: int
    stage_name: str
    stage_kind: str
    contact_id: Optional[int]
    contact_name: Optional[str]
    source: Optional[str]
    lost_reason: Optional[str]
    closed_at: Optional[datetime]
    custom: Dict[str, Any]
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    items: List[Deal]
    total: Optional[int]
    page_size: int
    next_cursor: Optional[str]

    class Config:
        json_encoders = {datetime: stamp}


class Sum(BaseModel):
    stage_id: int
    deals_count: int
    total_amount: float
    weighted_amount: float
    other_amounts: List[Dict[str, Any]]


class Column(Sum):
    stage_name: str
    color: str
    kind: str
    probability: int
    deals: List[Card]
    next_cursor: Optional[str]

    class Config:
        json_encoders = {datetime: stamp}


class Moved(BaseModel):
    deal: Deal
    previous_id: Optional[int]
    next_id: Optional[int]
    stages: List[Sum]

    class Config:
        json_encoders = {datetime: stamp}


class Move(BaseModel):
    stage_id: conint(ge=1, le=9007199254740991, strict=True)

    class Config:
        extra = "forbid"


def cursor_of(*keys):
    """The keys of the last row of a page, signed."""
    packed = base64.urlsafe_b64encode(json.dumps(keys).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.new(SECRET_KEY.encode(), packed, hashlib.sha256).digest()).rstrip(b"=")
    return (packed + b"." + signature).decode()


def expect_words(request, words):
    if request.query_params.keys() != words:
        raise HTTPException(422, "validation_failed")


def columns_of(rows):
    """A row is a column with one of its cards, or none."""
    columns = []
    for row in rows:
        if not columns or columns[-1]["stage_id"] != row["_stage_id"]:
            columns.append({
                "stage_id": row["_stage_id"], "stage_name": row["_stage_name"], "color": row["_color"],
                "kind": row["_kind"], "probability": row["_probability"], "deals_count": int(row["_deals_count"]),
                "total_amount": float(row["_total_amount"]), "weighted_amount": float(row["_weighted_amount"]),
                "other_amounts": json.loads(row["_other_amounts"]), "deals": [], "next_cursor": None,
            })
        column = columns[-1]
        if row["id"] is None:
            continue
        if len(column["deals"]) < PAGE_SIZE:
            column["deals"].append(
                members(row) if HAS_MODELS else {k: v for k, v in members(row).items() if k in Card.__fields__}
            )
            last_rank = float(row["_rank"])
        else:
            column["next_cursor"] = cursor_of(last_rank)
    return columns


@router.get("/stats/pipeline", response_model=List[Column] if HAS_MODELS else None)
async def board(
    request: Request, pipeline_id: int = Query(ge=1), limit: int = Query(ge=PAGE_SIZE, le=PAGE_SIZE), who: Caller = Depends(caller)
):
    expect_words(request, {"pipeline_id", "limit"})
    rows = await pool.connections.fetch(SQL["board"], who.org, pipeline_id)
    if not rows:
        raise HTTPException(404, "not_found")
    return columns_of(rows)


@router.get("", response_model=Page if HAS_MODELS else None)
async def of_seller(
    request: Request,
    owner_id: UUID = Query(),
    page_size: int = Query(ge=PAGE_SIZE, le=PAGE_SIZE),
    count: Literal["none"] = Query(),
    who: Caller = Depends(caller),
):
    expect_words(request, {"owner_id", "page_size", "count"})
    rows = await pool.connections.fetch(SQL["deals"], who.org, owner_id)
    items = rows[:PAGE_SIZE]
    return {
        "items": [members(row) for row in items],
        "total": None,
        "page_size": PAGE_SIZE,
        "next_cursor": cursor_of(items[-1]["id"]) if len(rows) > PAGE_SIZE else None,
    }


@router.get("/{id}", response_model=Deal if HAS_MODELS else None)
async def get_deal(response: Response, id: int = ID, who: Caller = Depends(caller)):
    return answer(response, await pool.connections.fetchrow(SQL["deal"], who.org, id, None))


async def try_move(who, id, stage):
    async with change(who) as connection:
        moved = await connection.fetchrow(SQL["moveDeal"], who.org, id, stage, None, None, None, None, None)
        return moved, await connection.fetchrow(SQL["deal"], who.org, id, None)


@router.post("/{id}/move", response_model=Moved if HAS_MODELS else None)
async def move(body: Move, response: Response, id: int = ID, who: Caller = Depends(caller)):
    for _ in range(TRIES):
        moved, deal = await try_move(who, id, body.stage_id)
        if moved["outcome"] != "again":
            break
    if moved["outcome"] == "not_found":
        raise HTTPException(404, "not_found")
    if moved["outcome"] != "moved":
        raise HTTPException(422, "validation_failed")
    return {
        "deal": answer(response, deal),
        "previous_id": moved["previous_id"],
        "next_id": moved["next_id"],
        "stages": json.loads(moved["stages"]),
    }
