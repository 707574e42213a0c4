-- SPDX-License-Identifier: MIT
-- Reads one module, any. Argument: how many modules there are.

function init(args)
    requests = {}
    for n = 1, tonumber(args[1]) do
        requests[n] = wrk.format("GET", "/api/v1/modules/" .. module_id(n))
    end
    math.randomseed(thread_number)
end

function request()
    return requests[math.random(#requests)]
end
