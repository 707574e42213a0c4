-- SPDX-License-Identifier: MIT
-- Moves a module, any, to any place of its column. Arguments: how many modules there are, and in a column.

wrk.headers["Content-Type"] = "application/json"

function init(args)
    requests = {}
    for n = 1, tonumber(args[1]) do
        for place = 0, tonumber(args[2]) - 1 do
            requests[#requests + 1] = wrk.format("PATCH", "/api/v1/modules/" .. module_id(n) .. "/order", nil,
                string.format('{"order":%d}', place))
        end
    end
    math.randomseed(thread_number)
end

function request()
    return requests[math.random(#requests)]
end
