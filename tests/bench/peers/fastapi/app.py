# SPDX-License-Identifier: MIT
"""The operations in FastAPI with an asyncpg pool, as their manuals show them: models of pydantic for what comes in and
goes out, transactions by `async with`. asyncpg prepares and keeps the statements by itself. With MODELS=0 handlers
return bare dictionaries: quicker, but then nothing holds the answers to the contract that FastAPI publishes. Who asks is
told by a token that PyJWT verifies, in a dependency."""

from fastapi import FastAPI

import common
import deals
import files
import modules
import products

app = FastAPI(on_startup=[common.start_pool])
app.include_router(modules.router, prefix="/api/v1/modules")
app.include_router(files.router, prefix="/api/v1/products")  # before products.router, which takes all names for ids
app.include_router(products.router, prefix="/api/v1/products")
app.include_router(deals.router, prefix="/api/v1/deals")
