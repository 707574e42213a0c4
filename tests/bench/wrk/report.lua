-- SPDX-License-Identifier: MIT
-- What the scripts share: who asks, ids as tests/bench/data.mjs makes them, and a closing line of JSON for
-- tests/bench/load.mjs.

wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")

function module_id(n)
    return string.format("00000000-0000-0000-0000-%012d", n)
end

-- Threads must not draw the same numbers.
local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("thread_number", threads)
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format(
        '\n{"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"bad":%d,"lost":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), e.status,
        e.connect + e.read + e.write + e.timeout))
end
