-- SPDX-License-Identifier: MIT
-- Asks for the addresses of a file, any. Argument: the file, with one a line.

function init(args)
    requests = {}
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
    math.randomseed(thread_number)
end

function request()
    return requests[math.random(#requests)]
end
