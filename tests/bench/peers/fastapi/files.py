# SPDX-License-Identifier: MIT
"""The catalogue from a file and into one: the csv module on both ends, slice by slice."""

import csv
import io
import json
import tempfile
from collections import Counter
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import StreamingResponse

from common import SQL, Caller, caller, change, pool, stamp

SLICE_ROWS = 1000
MAX_FILE = 100 << 20
FORMULA = tuple("=+-@\t\r\n")

router = APIRouter()


def item_of(row):
    """What a row of the file means; None: it is faulty."""
    item = {}
    try:
        for name, value in row.items():
            value = value.strip()
            if not value:
                continue
            if name == "stock":
                item[name] = int(value)
            elif name in ("price", "cost"):
                item[name] = float(Decimal(value))
            else:
                item[name] = value
    except (ValueError, InvalidOperation):
        return None
    return item if "sku" in item else None


async def save_slice(who, operation, items, counts):
    """One slice in one transaction, with the rows as they were before and one event for all."""
    async with change(who) as connection:
        await connection.execute(SQL["quiet"])
        rows = await connection.fetch(SQL["saveMany"], who.org, items, True, operation, True, True)
        outcomes = Counter(row["outcome"] for row in rows)
        changed = outcomes["created"] + outcomes["updated"]
        if changed:
            await connection.execute(SQL["tell"], who.org, "product", str(operation), changed, None)
    counts.update(outcomes)


@router.post("/import")
async def import_products(request: Request, who: Caller = Depends(caller)):
    operation, counts, size = uuid4(), Counter(), 0
    with tempfile.TemporaryFile() as file:
        async for piece in request.stream():
            size += len(piece)
            if size > MAX_FILE:
                raise HTTPException(413, "too_large")
            file.write(piece)
        file.seek(0)
        rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        await pool.connections.execute(
            SQL["createOperation"], who.org, operation, "product", "import", None, UUID(who.user), None
        )
        while part := list(islice(rows, SLICE_ROWS)):
            items = [item for item in map(item_of, part) if item]
            counts["faulty"] += len(part) - len(items)
            await save_slice(who, operation, items, counts)
    await pool.connections.execute(SQL["finish"], who.org, operation)
    return counts


def cell(value):
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA):  # Excel would run it
        return "'" + value
    return value


async def lines(who):
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text)
    async with pool.connections.acquire() as connection, connection.transaction():
        cursor = await connection.cursor(SQL["export"], who.org)
        names = None
        while rows := await cursor.fetch(SLICE_ROWS):
            if not names:
                names = [name for name in rows[0].keys() if name[0] != "_"]
                writer.writerow(names)
            writer.writerows([cell(row[name]) for name in names] for row in rows)
            yield text.getvalue()
            text.seek(0)
            text.truncate()


@router.get("/export")
async def export_products(who: Caller = Depends(caller)):
    headers = {"Content-Disposition": 'attachment; filename="products.csv"'}
    return StreamingResponse(lines(who), media_type="text/csv; charset=utf-8", headers=headers)
