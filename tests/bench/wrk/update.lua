-- SPDX-License-Identifier: MIT
-- Gives products, any of a file, another price and stock. Argument: the file, with an address a line.

wrk.headers["Content-Type"] = "application/json"

function init(args)
    paths = {}
    for path in io.lines(args[1]) do
        paths[#paths + 1] = path
    end
    math.randomseed(thread_number)
end

function request()
    return wrk.format("PATCH", paths[math.random(#paths)], nil,
        string.format('{"price":%d,"stock":%d}', math.random(99999), math.random(0, 200)))
end
