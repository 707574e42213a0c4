-- SPDX-License-Identifier: MIT
-- Moves deals, any of a file, to the top of a column. Argument: the file, with an address and a stage a line.

wrk.headers["Content-Type"] = "application/json"

function init(args)
    requests = {}
    for line in io.lines(args[1]) do
        local path, stage = line:match("(%S+) (%d+)")
        requests[#requests + 1] = wrk.format("POST", path, nil, string.format('{"stage_id":%s}', stage))
    end
    math.randomseed(thread_number)
end

function request()
    return requests[math.random(#requests)]
end
