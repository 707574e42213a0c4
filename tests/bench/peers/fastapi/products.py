# SPDX-License-Identifier: MIT
"""The catalogue: one product, pages of products, a merge patch."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Literal, Optional

import asyncpg
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from pydantic import AnyHttpUrl, BaseModel, condecimal, conint, constr

from common import HAS_MODELS, SECRET_KEY, SQL, Caller, answer, caller, change, members, pool, stamp

PAGE_SIZE = 50
WORDS = {"brand", "q", "cursor", "sort", "page_size", "count"}
CLEARABLE = ["brand", "category", "model", "cost", "barcode", "image_url", "attributes"]
NULLABLE = CLEARABLE + ["description"]
ID = Path(ge=1, le=9007199254740991)
Money = condecimal(ge=0, le=999999999999, decimal_places=2)
Currency = constr(regex="^[A-Z]{3}$")

router = APIRouter()


class Product(BaseModel):
    id: int
    sku: str
    name: str
    brand: Optional[str]
    category: Optional[str]
    model: Optional[str]
    description: str
    price: float
    cost: Optional[float]
    currency: str
    stock: int
    is_active: bool
    barcode: Optional[str]
    image_url: Optional[str]
    attributes: Dict[str, Any]
    revision: int
    created_at: datetime
    updated_at: datetime

    class Config:
        json_encoders = {datetime: stamp}


class Page(BaseModel):
    items: List[Product]
    total: Optional[int]
    page_size: int
    next_cursor: Optional[str]

    class Config:
        json_encoders = {datetime: stamp}


class ProductPatch(BaseModel):
    """A merge patch: an absent member leaves what is there, null clears it."""

    sku: Optional[constr(min_length=1, max_length=100)]
    name: Optional[constr(min_length=1, max_length=300)]
    brand: Optional[constr(min_length=1, max_length=100)]
    category: Optional[constr(min_length=1, max_length=100)]
    model: Optional[constr(min_length=1, max_length=100)]
    description: Optional[constr(max_length=10000)]
    price: Optional[Money]
    cost: Optional[Money]
    currency: Optional[Currency]
    stock: Optional[conint(ge=0, le=2147483647, strict=True)]
    is_active: Optional[bool]
    barcode: Optional[constr(min_length=1, max_length=64)]
    image_url: Optional[AnyHttpUrl]
    attributes: Optional[Dict[str, Any]]

    class Config:
        extra = "forbid"


@router.get("/{id}", response_model=Product if HAS_MODELS else None)
async def get_product(response: Response, id: int = ID, who: Caller = Depends(caller)):
    return answer(response, await pool.connections.fetchrow(SQL["product"], who.org, id))


# --- a page


def sign(keys):
    return base64.urlsafe_b64encode(hmac.new(SECRET_KEY.encode(), keys, hashlib.sha256).digest()).rstrip(b"=")


def cursor_of(row):
    """The price and the id of the last row of a page, signed."""
    keys = base64.urlsafe_b64encode(json.dumps([float(row["price"]), row["id"]]).encode()).rstrip(b"=")
    return (keys + b"." + sign(keys)).decode()


def open_cursor(cursor):
    keys, _, signature = cursor.encode().partition(b".")
    if not hmac.compare_digest(signature, sign(keys)):
        raise HTTPException(422, "the cursor is none of ours")
    price, id = json.loads(base64.urlsafe_b64decode(keys + b"=" * (-len(keys) % 4)))
    return Decimal(str(price)), id


@router.get("/", response_model=Page if HAS_MODELS else None)
async def list_products(
    request: Request,
    page_size: int = Query(ge=PAGE_SIZE, le=PAGE_SIZE),
    count: Literal["none"] = Query(),
    sort: Optional[Literal["price"]] = None,
    brand: Optional[str] = Query(None, min_length=1, max_length=100),
    q: Optional[str] = Query(None, min_length=3, max_length=200),
    cursor: Optional[str] = Query(None, max_length=1000),
    who: Caller = Depends(caller),
):
    """The pages that are measured: of a brand by price, the one behind a cursor, what a search finds."""
    if not request.query_params.keys() <= WORDS:
        raise HTTPException(422, "validation_failed")
    if sort and brand:
        rows = await pool.connections.fetch(SQL["products"], who.org, brand)
    elif sort and cursor:
        rows = await pool.connections.fetch(SQL["deep"], who.org, *open_cursor(cursor))
    elif q and not sort:
        rows = await pool.connections.fetch(SQL["search"], who.org, q, who.org)
    else:
        raise HTTPException(422, "validation_failed")
    items = rows[:PAGE_SIZE]
    return {
        "items": [members(row) for row in items],
        "total": None,
        "page_size": PAGE_SIZE,
        "next_cursor": cursor_of(items[-1]) if len(rows) > PAGE_SIZE else None,
    }


# --- a change


@router.patch("/{id}", response_model=Product if HAS_MODELS else None)
async def update_product(patch: ProductPatch, response: Response, id: int = ID, who: Caller = Depends(caller)):
    given = patch.dict(exclude_unset=True)
    nulls = [name for name, value in given.items() if value is None]
    if any(name not in NULLABLE for name in nulls):
        raise HTTPException(422, "validation_failed")
    description = "" if "description" in nulls else patch.description
    values = [
        patch.sku, patch.name, patch.brand, patch.category, patch.model, description, patch.price, patch.cost,
        patch.currency, patch.stock, patch.is_active, patch.barcode, patch.image_url, patch.attributes,
        [name for name in nulls if name in CLEARABLE],
    ]
    try:
        async with change(who) as connection:
            row = await connection.fetchrow(SQL["updateProduct"], who.org, id, None, *values)
    except asyncpg.UniqueViolationError as error:
        raise HTTPException(409, "already_exists") from error
    return answer(response, row)
