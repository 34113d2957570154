-- Requests that differ in their title, so that no answer is found in the cache. Argument: the number after which titles are counted.
local title

function init(arguments)
    title = tonumber(arguments[1])
end

function request()
    title = title + 1
    return "GET " .. wrk.path .. "&title=" .. title .. " HTTP/1.1\r\nHost: localhost\r\n\r\n"
end
