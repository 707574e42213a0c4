-- SPDX-License-Identifier: MIT
-- Reads the whole board.

wrk.path = "/api/v1/modules/"
