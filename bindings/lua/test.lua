#!/usr/bin/env luajit
-- How the binding behaves: what it takes and refuses, and in which words; buffers; garbage collection; keys; how it is
-- loaded. Everything runs twice, compiled and interpreted.
--
--     AWS_SIGNED_REQUEST_LIB=/path/to/libaws_signed_request.so luajit test.lua

local folder = arg[0]:match "^(.*/)" or "./"
package.path = folder .. "?.lua;" .. package.path
local library = os.getenv "AWS_SIGNED_REQUEST_LIB"
if not library then
    io.stderr:write "usage: AWS_SIGNED_REQUEST_LIB=/path/to/libaws_signed_request.so luajit test.lua\n"
    os.exit(2)
end

-- No global variable may be made, nor looked for where there is none.
setmetatable(_G, {
    __newindex = function(_, name) error("a global variable is made: " .. tostring(name), 2) end,
    __index = function(_, name) error("there is no global variable " .. tostring(name), 2) end,
})

local ffi = require "ffi"
local asr = require "aws_signed_request"
local status = asr.status

local ID, SECRET, TIME = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", 1317655170
local passed, failed = 0, 0

local function report(what, expected, got)
    if got == expected then
        passed = passed + 1
    else
        failed = failed + 1
        print(("FAILED %s\n  expected: %s\n  got:      %s"):format(what, tostring(expected), tostring(got)))
    end
end

--- The outcome of a call as a text: what it returns; "STATUS: words" of a refusal; "error: words" of an error that is
-- said to have been made in this file. (The call is no tail call, which would leave no line to tell.)
local function outcome(called, ...)
    local raised, answer, message, number = pcall(function(...)
        local one, two, three = called(...)
        return one, two, three
    end, ...)
    if not raised then
        local words = tostring(answer):match "test%.lua:%d+: (.*)$"
        return words and "error: " .. words or "error, not of this file: " .. tostring(answer)
    elseif answer == nil then
        for name, each in pairs(status) do
            number = number == each and name or number
        end
        return tostring(number) .. ": " .. tostring(message)
    end
    return answer
end

local function check(what, expected, called, ...)
    report(what, expected, outcome(called, ...))
end

--- The same where words are the library's, which may change: they must have this in them.
local function has(what, number, part, called, ...)
    local got = outcome(called, ...)
    local right = type(got) == "string" and got:find(number .. ": ", 1, true) == 1 and got:find(part, 1, true)
    report(what, number .. ": ..." .. part .. "...", right and number .. ": ..." .. part .. "..." or got)
end

local function signer(changes)
    local options = { endpoint = "https://sdb.amazonaws.com/", access_key = ID, secret = SECRET }
    for name, value in pairs(changes or {}) do
        options[name] = value ~= "none" and value or nil
    end
    return asr.signer(options)
end

-- A signer that adds nothing, so that what comes out is known from what goes in.
local function canonical(params, method)
    local made = assert(signer { dialect = "AS_GIVEN" })
    local text, message, number = made:canonical(params, method)
    return text, message, number
end

-- The two examples that Amazon's guides print (tests/vectors/published.json says where).
local EMR = { endpoint = "https://elasticmapreduce.amazonaws.com/", secret = SECRET, dialect = "AS_GIVEN" }
local EMR_PARAMS = {
    AWSAccessKeyId = ID, Action = "DescribeJobFlows", SignatureMethod = "HmacSHA256", SignatureVersion = "2",
    Timestamp = "2011-10-03T15:19:30", Version = "2009-03-31",
}
local EMR_SIGNATURE = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="
local LOOKUP = {
    Operation = "ItemLookup", ItemId = "0679722769", ResponseGroup = "ItemAttributes,Offers,Images,Reviews",
}
local LOOKUP_URL = "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769"
    .. "&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService"
    .. "&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06"
    .. "&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D"
local LOOKUP_TIME = 1230811200

local tests = {}

function tests.published()
    check("the guide's ItemLookup", LOOKUP_URL, asr.aws_signed_request, "com", LOOKUP, ("0"):rep(20), "1234567890", nil,
        "2009-01-06", LOOKUP_TIME)
    local emr = assert(asr.signer(EMR))
    check("the guide's DescribeJobFlows", EMR_SIGNATURE, emr.signature, emr, EMR_PARAMS)
    local list = {}
    for name, value in pairs(EMR_PARAMS) do
        table.insert(list, 1, { name, value })
    end
    check("the same as a list", EMR_SIGNATURE, emr.signature, emr, list, "get")
    local key = assert(asr.key(SECRET))
    local keyed = assert(asr.signer { endpoint = EMR.endpoint, key = key, dialect = "AS_GIVEN" })
    check("the same with a key", EMR_SIGNATURE, keyed.signature, keyed, EMR_PARAMS)
    report("a signer as text", "aws_signed_request.signer: https://elasticmapreduce.amazonaws.com/ (AS_GIVEN)",
        tostring(emr))
end

function tests.values()
    for _, each in ipairs {
        { 5, "5" }, { -7, "-7" }, { 0, "0" }, { -0, "0" }, { 1e6, "1000000" }, { 2 ^ 53 - 1, "9007199254740991" },
        { 1 - 2 ^ 53, "-9007199254740991" }, { 0.1, "0.1" }, { 19.99, "19.99" }, { -0.5, "-0.5" }, { 1e-4, "0.0001" },
        { 123456.789, "123456.789" }, { 9223372036854775807LL, "9223372036854775807" }, { -5LL, "-5" },
        { 18446744073709551615ULL, "18446744073709551615" }, { ffi.new("uint64_t", 7), "7" }, { "", "" },
        { "5.0", "5.0" }, { "a\0b", "a%00b" }, { "\0", "%00" },
        { "K\195\164se & \226\130\172", "K%C3%A4se%20%26%20%E2%82%AC" },
    } do
        check("the value " .. tostring(each[1]), "A=" .. each[2], canonical, { A = each[1] })
        check("the value " .. tostring(each[1]) .. " in a list", "A=" .. each[2], canonical, { { "A", each[1] } })
    end
    local made = assert(signer())
    local inexact = 'error: parameter 1 "A": the value is a number that 14 digits do not say exactly; pass a string'
    for _, number in ipairs { 0 / 0, 1 / 0, -1 / 0, 2 ^ 53, -2 ^ 53, 1e300, 1 / 3, 0.1 + 0.2, 1e-5, 2 ^ -30 } do
        check("the value " .. number, inexact, made.url, made, { A = number })
    end
    for _, truth in ipairs { true, false } do
        check("the value " .. tostring(truth),
            'error: parameter 1 "A": the value is a boolean, which every service spells in its own way; pass a string',
            made.url, made, { A = truth })
    end
    for _, value in ipairs { {}, print, coroutine.create(print), newproxy(), ffi.new "char[4]" } do
        check("a value of type " .. type(value), 'error: parameter 1 "A": the value is of type ' .. type(value),
            made.url, made, { A = value })
    end
    check("a value that is not there", 'error: parameter 2 "B": the value is of type nil', made.url, made,
        { { "A", "1" }, { "B" } })
    check("a name that is no plain text", 'error: parameter 1 "%22%25%5C%01%C3%A9": the value is of type table',
        made.url, made, { ['"%\\\1\195\169'] = {} })
    check("a long name", ('error: parameter 1 "%s...": the value is of type table'):format(("x"):rep(48)),
        made.url, made, { [("x"):rep(49)] = {} })
    check("a value in the function of 2009", 'error: parameter 1 "A": the value is of type table',
        asr.aws_signed_request, "com", { A = {} }, ID, SECRET)
end

function tests.forms()
    check("no parameters", "", canonical, {})
    check("repeated names", "A=1&A=2&A=2&B=0", canonical, { { "A", "2" }, { "B", "0" }, { "A", "1" }, { "A", 2 } })
    check("names, not joined texts, are sorted", "Foo=3&Foo.1=2&Foo.10=1", canonical,
        { ["Foo.10"] = "1", ["Foo.1"] = "2", Foo = "3" })
    check("a NUL in a name", "A%00B=1", canonical, { ["A\0B"] = "1" })
    check("a NUL adds no parameter", "A=x%00B%00y", canonical, { A = "x\0B\0y" })
    local backwards = {}
    for index = 40, 1, -1 do
        backwards[index] = { ("P%02d"):format(index), index }
    end
    local expected = {}
    for index = 1, 40 do
        expected[index] = ("P%02d=%d"):format(index, index)
    end
    check("a list filled backwards", table.concat(expected, "&"), canonical, backwards)

    local made = assert(signer())
    check("a name that is a number", "error: parameter 1: the name must be a string, not number", made.url, made,
        { { 9, "x" } })
    check("a map with a number as a name", "error: parameter 1: the name must be a string, not number", made.url, made,
        { [2] = "x" })
    check("a list of texts", "error: parameter 1: it is not a pair, { name, value }", made.url, made, { "A", "B" })
    check("three in a pair", "error: parameter 2: it is not a pair, { name, value }", made.url, made,
        { { "A", "1" }, { "B", "2", "3" } })
    check("a list and a map in one", "error: params must be either a list of pairs or a map, not both", made.url, made,
        { { "A", "1" }, B = "2" })
    check("no table", "error: params must be a table, not string", made.url, made, "A=1")
    check("nothing", "error: params must be a table, not nil", made.url, made)
    check("called with a point", "error: call the methods of a signer with a colon", made.url, { A = "1" })
    has("an empty name", "EMPTY_NAME", "parameter 1", made.url, made, { [""] = "x" })
    has("not UTF-8", "UTF8", 'parameter 2 "Bad": the value is not valid UTF-8 (at byte 1)', made.url, made,
        { { "Good", "x" }, { "Bad", "x\255" } })
    has("what the dialect adds", "RESERVED", '"Timestamp"', made.url, made, { Timestamp = "x" })
    report("the same in words", made:error { Timestamp = "x" }, select(2, made:url { Timestamp = "x" }))
    local words = made:explain({ Expression = "a b" }, "GET", TIME)
    report("a request, explained", true, words:find("a%20b", 1, true) ~= nil
        and words:find(made:signature({ Expression = "a b" }, "GET", TIME), 1, true) ~= nil)
    report("the secret is not in it", nil, words:find(SECRET, 1, true))
    check("no words where nothing is wrong", "", made.error, made, { Action = "x" })
end

function tests.time()
    local made = assert(signer())
    local before = os.time()
    local stamp = made:url {}:match "Timestamp=([^&]*)"
    local after, known = os.time(), {}
    for second = before, after do
        known[os.date("!%Y-%m-%dT%H%%3A%M%%3A%SZ", second)] = true
    end
    report("now", true, known[stamp])
    local emr = "AWSAccessKeyId=" .. ID .. "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp="
    check("a time", emr .. "2011-10-03T15%3A19%3A30Z", made.canonical, made, {}, nil, TIME)
    check("time 0", emr .. "1970-01-01T00%3A00%3A00Z", made.canonical, made, {}, "GET", 0)
    check("the last second", emr .. "9999-12-31T23%3A59%3A59Z", made.canonical, made, {}, "GET", 253402300799)
    for _, far in ipairs { 253402300800, -1, 2 ^ 53, -2 ^ 53, 2 ^ 63, -2 ^ 63, 2 ^ 64, 1e300, -1e300 } do
        has("the time " .. far, "TIME", "unix_time", made.url, made, {}, "GET", far)
    end
    for _, no_time in ipairs { 1.5, 0 / 0, 1 / 0, -1 / 0, "1317655170", true, {}, 1317655170LL } do
        check("the time " .. tostring(no_time), "error: unix_time must be a whole number of seconds", made.url, made,
            {}, "GET", no_time)
    end
    check("that of the function of 2009", "error: unix_time must be a whole number of seconds", asr.aws_signed_request,
        "com", {}, ID, SECRET, nil, nil, 1.5)
end

function tests.arguments()
    for _, each in ipairs {
        { "a misspelled option", 'there is no option "secrt"', { secrt = "x" } },
        { "no endpoint", "endpoint is missing", { endpoint = "none" } },
        { "an endpoint that is no text", "endpoint must be a string, not number", { endpoint = 5 } },
        { "neither secret nor key", "either secret or key must be given", { secret = "none" } },
        { "both secret and key", "either secret or key must be given", { key = assert(asr.key(SECRET)) } },
        { "a key that is none", "key must be what aws_signed_request.key() returned, not string", { key = "x" } },
        { "an unknown dialect", "dialect must be one of AS_GIVEN, AWS_QUERY, HTX, NIFCLOUD, PRODUCT_ADVERTISING",
            { dialect = "aws" } },
        { "flags that are none", "flags must be the sum of some of aws_signed_request.flag", { flags = -1 } },
        { "half a flag", "flags must be the sum of some of aws_signed_request.flag", { flags = 0.5 } },
        { "too many flags", "flags must be the sum of some of aws_signed_request.flag", { flags = 2 ^ 32 } },
    } do
        local what, words, changes = unpack(each)
        local options = { endpoint = "https://sdb.amazonaws.com/", access_key = ID, secret = SECRET }
        for name, value in pairs(changes) do
            options[name] = value ~= "none" and value or nil
        end
        check(what, "error: " .. words, asr.signer, options)
    end
    check("no options", "error: the options must be a table, not nil", asr.signer)
    check("an unknown stage", "error: stage must be one of CANONICAL, ERROR, EXPLAIN, QUERY, SIGNATURE, STRING_TO_SIGN, URL",
        asr.sign_url, { url = "http://a/", secret = "s", stage = "url" })
    check("a URL that is missing", "error: url is missing", asr.sign_url, { secret = "s" })
    check("a secret that is missing", "error: secret is missing", asr.verify_url, { url = "http://a/" })
    check("params that are missing", "error: params is missing", asr.verify, { endpoint = "http://a/", secret = "s" })
    check("a window that is missing", "error: window is missing", asr.check_time, { url = "http://a/" })
    check("nothing to check", "error: either params or url must be given", asr.check_time, { window = 1 })
    check("a window that is no number", "error: window must be a number, not string", asr.check_time,
        { url = "http://a/", window = "1" })
    check("half a second", "error: window must be a whole number of seconds", asr.check_time,
        { url = "http://a/", window = 0.5 })
    check("a region that is no text", "error: region must be a string, not nil", asr.aws_signed_request)
    check("a tag that is no text", "error: associate_tag must be a string, not boolean", asr.aws_signed_request,
        "com", {}, ID, SECRET, false)
    check("a method that is no text", "error: method must be a string, not number",
        assert(signer()).url, assert(signer()), {}, 5)
    check("a text that is none", "error: text must be a string, not number", asr.percent_encode, 5)
    check("a secret that is none", "error: secret must be a string, not nil", asr.hmac_base64, nil, "x")
    check("wiping something else", "error: key must be what aws_signed_request.key() returned, not string", asr.wipe,
        "x")

    has("an unknown flag", "FLAGS", "flag", signer, { flags = 2 ^ 31 })
    has("an endpoint with a query", "ENDPOINT", "endpoint", signer, { endpoint = "https://sdb.amazonaws.com/?a=b" })
    has("white space in the secret", "SECRET", "secret: it begins with white space", signer, { secret = " " .. SECRET })
    has("no access key", "ACCESS_KEY", "access_key", signer, { access_key = "none" })
    has("a token where there is no place for one", "SESSION_TOKEN", "session_token", signer,
        { dialect = "HTX", session_token = "x" })
    report("that secret, with the flag", "table",
        type(signer { secret = " " .. SECRET, flags = asr.flag.ANY_CREDENTIAL }))
    local made = assert(signer())
    has("a bad method", "METHOD", "method", made.url, made, {}, "GE T")
    check("SHA-1 has another length", 28, function()
        return #assert(signer { flags = asr.flag.HMAC_SHA1 }):signature {}
    end)
end

-- Every text is given whole to C, or is refused: one with a NUL in it would otherwise be cut there.
function tests.nul()
    local made = assert(signer())
    has("in the method", "METHOD", "method", made.url, made, {}, "GET\0")
    has("in the endpoint", "ENDPOINT", "endpoint", signer, { endpoint = "https://sdb.amazonaws.com/\0" })
    has("in the access key", "ACCESS_KEY", "access_key", signer, { access_key = ID .. "\0" })
    has("in the secret", "SECRET", "secret", signer, { secret = SECRET .. "\0" })
    has("in a session token", "SESSION_TOKEN", "session_token", signer, { session_token = "a\0b" })
    has("in the secret of a key", "SECRET", "secret", asr.key, SECRET .. "\0")
    check("in a region", "REGION: region: there is a NUL in it", asr.aws_signed_request, "com\0", {}, ID, SECRET)
    check("in a public key", "ACCESS_KEY: public_key: there is a NUL in it", asr.aws_signed_request, "com", {},
        ID .. "\0", SECRET)
    check("in a private key", "SECRET: private_key: there is a NUL in it", asr.aws_signed_request, "com", {}, ID,
        SECRET .. "\0")
    check("in an associate tag", "LIST_COUNT: associate_tag: there is a NUL in it", asr.aws_signed_request, "com", {},
        ID, SECRET, "\0")
    check("in a version", "LIST_COUNT: version: there is a NUL in it", asr.aws_signed_request, "com", {}, ID, SECRET,
        nil, "1\0")
    local url = "https://sdb.amazonaws.com/?Action=x"
    check("in the secret for a URL", "SECRET: secret: there is a NUL in it", asr.sign_url,
        { url = url, secret = SECRET .. "\0", access_key = ID })
    check("in the access key for a URL", "ACCESS_KEY: access_key: there is a NUL in it", asr.sign_url,
        { url = url, secret = SECRET, access_key = ID .. "\0" })
    check("in the method for a URL", "METHOD: method: there is a NUL in it", asr.sign_url,
        { url = url, secret = SECRET, access_key = ID, method = "GET\0" })
    has("in a URL", "URL", "url", asr.sign_url, { url = url .. "\0", secret = SECRET, access_key = ID })
    check("in the secret to verify with", "SECRET: secret: there is a NUL in it", asr.verify_url,
        { url = url, secret = SECRET .. "\0" })
    check("in the method to verify", "METHOD: method: there is a NUL in it", asr.verify_url,
        { url = url, secret = SECRET, method = "\0" })
    has("in a value of a bad request of 2009", "UTF8", "UTF-8", asr.aws_signed_request, "com",
        { A = "\255", B = "\0" }, ID, SECRET)
    has("and without one", "UTF8", '"A": the value is not valid UTF-8', asr.aws_signed_request, "com",
        { A = "\255" }, ID, SECRET)
    local with_nul = asr.aws_signed_request("com", { A = "x\0y" }, ID, SECRET, nil, nil, TIME)
    report("in a value of 2009", "x%00y", with_nul and with_nul:match "[?&]A=([^&]*)")
end

-- The room for results has 4096 bytes at first, and that for parameters 16 places.
function tests.buffers()
    local right = 0
    local lengths = {}
    for length = 4080, 4110 do
        lengths[#lengths + 1] = length
    end
    for _, length in ipairs { 8190, 8191, 8192, 8193, 100000, 3, 1000000, 3 } do
        lengths[#lengths + 1] = length
    end
    for _, length in ipairs(lengths) do
        -- A module that was just loaded has the room that it begins with.
        package.loaded.aws_signed_request = nil
        local fresh = require "aws_signed_request"
        local text = ("x"):rep(length)
        local made = assert(fresh.signer { endpoint = EMR.endpoint, secret = SECRET, dialect = "AS_GIVEN" })
        right = right + (made:canonical { A = text } == "A=" .. text and 1 or 0)
        right = right + (made:canonical { A = "1" } == "A=1" and 1 or 0)
        right = right + (fresh.percent_encode(text) == text and 1 or 0)
        local url = fresh.sign_url { url = EMR.endpoint .. "?A=" .. text, secret = SECRET, dialect = "AS_GIVEN" }
        right = right + (url:match "?A=(x*)&" == text and 1 or 0)
        url = fresh.aws_signed_request("com", { A = text }, ID, SECRET)
        right = right + (url:match "[?&]A=(x*)&" == text and 1 or 0)
    end
    package.loaded.aws_signed_request = asr
    report("results of all lengths", 5 * #lengths, right)

    right = 0
    for count = 0, 200 do
        local list, expected = {}, {}
        for index = 1, count do
            list[count + 1 - index] = { ("P%03d"):format(index), index }
            expected[index] = ("P%03d=%d"):format(index, index)
        end
        right = right + (canonical(list) == table.concat(expected, "&") and 1 or 0)
    end
    report("up to 200 parameters", 201, right)

    -- One room serves one call after the other, whether they need much of it or little.
    right = 0
    local counts = { 3, 1000, 3, 255, 256, 257, 0, 300, 17, 16, 513, 1 }
    for _, count in ipairs(counts) do
        local map, list, expected = {}, {}, {}
        for index = 1, count do
            local name, value = ("P%04d"):format(index), ("x"):rep(count == 1 and 100000 or index % 7)
            map[name], list[count + 1 - index], expected[index] = value, { name, value }, name .. "=" .. value
        end
        right = right + (canonical(map) == table.concat(expected, "&") and 1 or 0)
        right = right + (canonical(list) == table.concat(expected, "&") and 1 or 0)
        right = right + (asr.verify { endpoint = "http://a/", params = map, secret = SECRET,
            signature = asr.hmac_base64(SECRET, "GET\na\n/\n" .. table.concat(expected, "&")) } and 1 or 0)
    end
    report("much, little, much", 3 * #counts, right)
end

-- What a metamethod does in the midst of a call must not be seen in its result: it signs, and it waits in a coroutine
-- while others sign.
function tests.metamethods()
    local wrong, called = 0, 0
    local emr = assert(asr.signer(EMR))
    local large = {}
    for index = 1, 400 do
        large["N" .. index] = ("x"):rep(index)
    end
    local large_text = assert(canonical(large))
    local function other()
        called = called + 1
        wrong = wrong + (emr:signature(EMR_PARAMS) == EMR_SIGNATURE and 0 or 1)
        wrong = wrong + (canonical(large) == large_text and 0 or 1)
        wrong = wrong + (emr:url { A = "\255" } == nil and 0 or 1)
        wrong = wrong + (pcall(emr.url, emr, { A = {} }) and 1 or 0)
    end
    local function watched(real, inside)
        return setmetatable({}, { __index = function(_, name)
            inside()
            return real[name]
        end })
    end
    local function list(inside)
        return { watched({ "B", "2" }, inside), watched({ "A", 1 }, inside), watched({ "C", "x" }, inside) }
    end
    for _ = 1, 50 do
        wrong = wrong + (canonical(list(other)) == "A=1&B=2&C=x" and 0 or 1)
    end
    report("metamethods that signed", true, called >= 450)
    report("wrong texts with metamethods that sign", 0, wrong)

    local waiting = {}
    for index = 1, 20 do
        waiting[index] = coroutine.wrap(function()
            for round = 1, 5 do
                local one, two = watched({ "I", index }, coroutine.yield), watched({ "R", round }, coroutine.yield)
                local text = canonical { one, two }
                wrong = wrong + (text == ("I=%d&R=%d"):format(index, round) and 0 or 1)
            end
            return true
        end)
    end
    local done = 0
    while done < 20 do
        for index = 1, 20 do
            if waiting[index] and waiting[index]() then
                waiting[index], done = nil, done + 1
            end
            other()
        end
    end
    report("wrong texts in coroutines that take turns", 0, wrong)
end

--- Makes a copy that no other string is, so that nothing else keeps it from being collected.
local copies = 0
local function name_of_its_own()
    copies = copies + 1
    return ("Name.%d"):format(copies)
end

-- C sees addresses of Lua's strings. With a collector that is never done, one that is not held would be gone, and its
-- place be taken by another. (Compiled code would wait for such a collector for ever, so there it begins anew once 2 %
-- more memory is in use.) A finalizer signs as well, in the midst of other calls.
function tests.collection()
    local compiled = jit.status()
    local pause, speed = collectgarbage("setpause", compiled and 102 or 1), collectgarbage("setstepmul", 100000)
    local in_finalizers, wrong_in_finalizers = 0, 0
    local emr = assert(asr.signer(EMR))
    local function finalizer()
        in_finalizers = in_finalizers + 1
        local params = {}
        for name, value in pairs(EMR_PARAMS) do
            params[name] = value
        end
        if emr:signature(params) ~= EMR_SIGNATURE then
            wrong_in_finalizers = wrong_in_finalizers + 1
        end
    end
    local function litter()
        getmetatable(newproxy(true)).__gc = finalizer
    end
    local wrong, rounds = 0, compiled and 3000 or 500
    for round = 1, rounds do
        litter()
        local name = name_of_its_own()
        local endpoint, secret = ("https://host-%d.example.com/%s"):format(round, name), "secret of " .. name
        local made = assert(asr.signer {
            endpoint = ("https://host-%d.example.com/%s"):format(round, name), access_key = "id of " .. name,
            secret = "secret of " .. name, session_token = "token " .. name,
        })
        local function params()
            return { { name, "value of " .. name }, { "N", round }, { "A", round + 0.5 } }
        end
        local text = made:string_to_sign(params(), ("pu%s"):format "t", TIME)
        local canonical_text = table.concat({
            "A=" .. round .. ".5", "AWSAccessKeyId=id%20of%20" .. name, "N=" .. round, name .. "=value%20of%20" .. name,
            "SecurityToken=token%20" .. name, "SignatureMethod=HmacSHA256", "SignatureVersion=2",
            "Timestamp=2011-10-03T15%3A19%3A30Z",
        }, "&")
        local expected = ("PUT\nhost-%d.example.com\n/%s\n%s"):format(round, name, canonical_text)
        wrong = wrong + (text == expected and 0 or 1)
        -- The signature under a secret of its own is checked against the primitive.
        wrong = wrong + (made:signature(params(), "PUT", TIME) == asr.hmac_base64(secret, expected) and 0 or 1)
        -- Whatever is refused is looked at twice, for the words.
        local bad = round % 50
        local _, message = made:url({ [name] = ("x"):rep(bad) .. "\255" }, "PUT", TIME)
        local words = ('parameter 1 "%s": the value is not valid UTF-8 (at byte %d)'):format(name, bad)
        wrong = wrong + (message == words and 0 or 1)
        _, message = asr.signer { endpoint = endpoint .. "#" .. name, secret = secret .. ".", dialect = "AS_GIVEN" }
        wrong = wrong + (message:find("endpoint", 1, true) and 0 or 1)
        _, message = asr.verify {
            endpoint = endpoint .. ".", secret = secret .. ".", params = { [name] = "\255" }, signature = EMR_SIGNATURE,
        }
        wrong = wrong + (message:find(name, 1, true) and 0 or 1)
        local plain = endpoint .. "?" .. name .. "=1"
        local url = asr.sign_url { url = plain, secret = secret .. ".", dialect = "AS_GIVEN" }
        wrong = wrong + (asr.verify_url { url = url, secret = secret .. "." } and 0 or 1)
        wrong = wrong + (asr.verify {
            endpoint = endpoint, params = { [name] = "1" }, key = assert(asr.key(secret .. ".")),
            signature = asr.sign_url { url = plain, secret = secret .. ".", dialect = "AS_GIVEN", stage = "SIGNATURE" },
        } and 0 or 1)
        wrong = wrong + (emr:signature(EMR_PARAMS) == EMR_SIGNATURE and 0 or 1)
    end
    collectgarbage()
    collectgarbage()
    collectgarbage("setpause", pause)
    collectgarbage("setstepmul", speed)
    report("wrong texts while everything is collected", 0, wrong)
    report("finalizers that signed", true, in_finalizers >= rounds)
    report("wrong texts in finalizers", 0, wrong_in_finalizers)
end

function tests.keys()
    local lib = ffi.load(library)
    --- How many of some keys can still be read where they were, once they are collected. Nothing is looked at where Lua
    -- keeps its own notes of free memory, at an object's beginning.
    local function left_behind(make)
        local places, texts, keys = {}, {}, {}
        for index = 1, 100 do
            local key = make(name_of_its_own())
            keys[index] = key
            places[index] = tonumber(ffi.cast("uintptr_t", ffi.cast("char *", key) + 32))
            texts[index] = ffi.string(ffi.cast("char *", key) + 32, 32)
        end
        local above = ffi.new "char[65536]"
        keys = nil
        collectgarbage()
        collectgarbage()
        local left = 0
        for index = 1, 100 do
            left = left + (ffi.string(ffi.cast("char *", places[index]), 32) == texts[index] and 1 or 0)
        end
        return left, above, keys
    end
    local unwiped = left_behind(function(secret)
        local key = ffi.new "asr_key"
        assert(lib.asr_key_init(key, secret, #secret, 0) == 0)
        return key
    end)
    report("that the test would see keys that nobody wiped", true, unwiped > 50)
    report("keys of key() that can be read when they are collected", 0, (left_behind(function(secret)
        return assert(asr.key(secret))
    end)))
    report("keys of signers that can be read when they are collected", 0, (left_behind(function(secret)
        return assert(asr.signer { endpoint = "http://a/", secret = secret, dialect = "AS_GIVEN" }).key
    end)))

    local key = assert(asr.key(SECRET))
    local made = assert(asr.signer { endpoint = EMR.endpoint, key = key, dialect = "AS_GIVEN" })
    asr.wipe(key)
    report("a wiped key", ("\0"):rep(ffi.sizeof "asr_key"), ffi.string(ffi.cast("char *", key), ffi.sizeof "asr_key"))
    has("signing with it", "KEY", "key", made.url, made, EMR_PARAMS)
    has("a key for SHA-1 elsewhere", "KEY", "key", asr.signer,
        { endpoint = EMR.endpoint, key = assert(asr.key(SECRET, asr.flag.HMAC_SHA1)), dialect = "AS_GIVEN" })
    has("a key of a bad secret", "SECRET", "secret", asr.key, "")

    -- Whatever prints a signer prints neither secret nor token.
    local holder = assert(signer { session_token = "token-of-the-session" })
    local function shows(value, seen)
        if type(value) ~= "table" then
            value = tostring(value)
            return value:find(SECRET:sub(1, 12), 1, true) or value:find("token-of", 1, true)
        end
        for name, each in pairs(value) do
            if not seen[each] then
                seen[each] = true
                if shows(name, seen) or shows(each, seen) then
                    return true
                end
            end
        end
    end
    report("a signer with a secret in it", nil, shows(holder, {}))
end

function tests.urls()
    local plain = EMR.endpoint .. "?AWSAccessKeyId=" .. ID .. "&Action=DescribeJobFlows&SignatureMethod=HmacSHA256"
        .. "&SignatureVersion=2&Timestamp=2011-10-03T15:19:30&Version=2009-03-31"
    check("the guide's DescribeJobFlows", EMR_SIGNATURE, asr.sign_url,
        { url = plain, secret = SECRET, dialect = "AS_GIVEN", stage = "SIGNATURE" })
    check("the guide's ItemLookup, signed again", LOOKUP_URL, asr.sign_url,
        { url = LOOKUP_URL, secret = "1234567890", dialect = "PRODUCT_ADVERTISING" })
    has("a bad escape", "ESCAPE", "byte", asr.sign_url, { url = "http://a/?a=%zz", secret = "s", dialect = "AS_GIVEN" })
    has("a fragment", "URL", "url", asr.sign_url, { url = "http://a/?a=1#b", secret = "s", dialect = "AS_GIVEN" })
    check("words alone", "", asr.sign_url, { url = plain, secret = SECRET, dialect = "AS_GIVEN", stage = "ERROR" })

    check("the guide's URL is right", true, asr.verify_url, { url = LOOKUP_URL, secret = "1234567890" })
    has("with another secret it is wrong", "MISMATCH", "", asr.verify_url, { url = LOOKUP_URL, secret = "1234567891" })
    has("and with another item", "MISMATCH", "", asr.verify_url,
        { url = LOOKUP_URL:gsub("0679722769", "0679722768"), secret = "1234567890" })
    has("and with another method", "MISMATCH", "", asr.verify_url,
        { url = LOOKUP_URL, secret = "1234567890", method = "POST" })
    has("unsigned", "UNSIGNED", "", asr.verify_url, { url = plain, secret = SECRET })
    has("no signature", "SIGNATURE", "", asr.verify_url, { url = plain .. "&Signature=abc", secret = SECRET })
    has("a request that is wrong in itself, in words", "ESCAPE", "byte", asr.verify_url,
        { url = plain .. "&a=%", secret = SECRET })

    local sent = { Signature = EMR_SIGNATURE }
    for name, value in pairs(EMR_PARAMS) do
        sent[name] = value
    end
    local function verify(changes)
        local options = { endpoint = EMR.endpoint, params = sent, secret = SECRET }
        for name, value in pairs(changes) do
            options[name] = value ~= "none" and value or nil
        end
        return asr.verify(options)
    end
    check("the guide's parameters are right", true, verify, {})
    check("with the signature apart", true, verify, { params = EMR_PARAMS, signature = EMR_SIGNATURE })
    check("with a key", true, verify, { secret = "none", key = assert(asr.key(SECRET)) })
    check("with a method in small letters", true, verify, { method = "get" })
    has("a wrong signature apart", "MISMATCH", "", verify, { signature = "j" .. EMR_SIGNATURE:sub(2) })
    has("an empty one is not that of the parameters", "SIGNATURE", "", verify, { signature = "" })
    has("a NUL behind it", "SIGNATURE", "", verify, { signature = EMR_SIGNATURE .. "\0" })
    has("another endpoint", "MISMATCH", "", verify, { endpoint = EMR.endpoint .. "x" })
    has("no parameters", "UNSIGNED", "", verify, { params = {} })
    has("another hash", "SIGNATURE_METHOD", "SignatureMethod", verify, { flags = asr.flag.HMAC_SHA1 })
    has("a bad parameter, in words", "EMPTY_NAME", "parameter", verify,
        { params = { [""] = "x", Signature = EMR_SIGNATURE } })
end

function tests.freshness()
    for _, form in ipairs { { url = LOOKUP_URL }, { params = { Timestamp = "2009-01-01T12:00:00Z" } } } do
        for _, each in ipairs {
            { 0, 0, true }, { 900, 900, true }, { -900, 900, true }, { 901, 900, "EXPIRED" }, { -901, 900, "EARLY" },
            { 1, 0, "EXPIRED" }, { -1, 0, "EARLY" }, { 901, 1e300, true },
        } do
            local away, window, expected = unpack(each)
            local options = { url = form.url, params = form.params, unix_time = LOOKUP_TIME + away, window = window }
            local what = ("%d seconds away, of %g"):format(away, window)
            if expected == true then
                check(what, true, asr.check_time, options)
            else
                has(what, expected, "", asr.check_time, options)
            end
        end
        has("today", "EXPIRED", "", asr.check_time, { url = form.url, params = form.params, window = 900 })
    end
    check("not expired", true, asr.check_time,
        { params = { Expires = "2009-01-01T12:00:00Z" }, unix_time = LOOKUP_TIME, window = 0 })
    has("expired", "EXPIRED", "", asr.check_time,
        { params = { Expires = "2009-01-01T12:00:00Z" }, unix_time = LOOKUP_TIME + 1, window = 900 })
    has("no stamp", "STAMP", "", asr.check_time, { params = { A = "1" }, window = 900 })
    has("two stamps", "STAMP", "", asr.check_time,
        { url = LOOKUP_URL .. "&Expires=2009-01-01T12:00:00Z", window = 900 })
    has("a window below 0", "TIME", "", asr.check_time, { url = LOOKUP_URL, window = -1 })
    has("a bad query, in words", "ESCAPE", "byte", asr.check_time, { url = LOOKUP_URL .. "&a=%g0", window = 900 })
end

function tests.primitives()
    -- RFC 4231, test case 2, and RFC 2202, test case 2 for HMAC-SHA-1.
    check("HMAC-SHA256", "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", asr.hmac_base64, "Jefe",
        "what do ya want for nothing?")
    check("HMAC-SHA1", "7/zfauXrL6LSdBbV8YTfnCWafHk=", asr.hmac_base64, "Jefe", "what do ya want for nothing?",
        asr.flag.HMAC_SHA1)
    has("HMAC with a flag that says nothing", "FLAGS", "flag", asr.hmac_base64, "a", "b", asr.flag.EMPTY_HOST)
    local all, encoded = {}, {}
    for byte = 0, 255 do
        local char = string.char(byte)
        all[byte + 1] = char
        encoded[byte + 1] = char:find "^[A-Za-z0-9_.~-]$" and char or ("%%%02X"):format(byte)
    end
    check("every byte, encoded", table.concat(encoded), asr.percent_encode, table.concat(all))
    check("nothing, encoded", "", asr.percent_encode, "")
    report("the release", true, asr.version():find "^%d+%.%d+%.%d+$" ~= nil)
    report("a status in words", "unknown status", asr.message(-9999))
end

-- --- Why a signature was refused -------------------------------------------------------------------------------------

local SHOP = "http://webservices.amazon.com/onca/xml"
local SEARCH = {
    { "Service", "AWSECommerceService" }, { "AWSAccessKeyId", ID }, { "Operation", "ItemSearch" },
    { "Keywords", "harry potter" }, { "Timestamp", "2011-10-03T15:19:30Z" }, { "Version", "2011-08-01" },
}
local SEARCH_QUERY = "AWSAccessKeyId=" .. ID .. "&Keywords=harry%20potter&Operation=ItemSearch"
    .. "&Service=AWSECommerceService&Timestamp=2011-10-03T15%3A19%3A30Z&Version=2011-08-01"
local RIGHT = "GET\nwebservices.amazon.com\n/onca/xml\n" .. SEARCH_QUERY
local PLUS = RIGHT:gsub("%%20", "+")

--- The names of each explanation as a line, sorted.
local function lines_of(explanations)
    local lines = {}
    for index, mistakes in ipairs(explanations) do
        local names = {}
        for at, mistake in ipairs(mistakes) do
            names[at] = mistake.name
        end
        table.sort(names)
        lines[index] = table.concat(names, " ")
    end
    return lines
end

--- The line if it is among the explanations of this request, else all of them.
local function explains(line, changes, url)
    local options = { secret = SECRET, endpoint = SHOP, params = SEARCH }
    if url then
        options = { secret = SECRET, url = url }
    end
    for name, value in pairs(changes) do
        options[name] = value ~= "none" and value or nil
    end
    local explanations, message = asr.diagnose(options)
    local lines = explanations and lines_of(explanations) or { message }
    for _, each in ipairs(lines) do
        if each == line then
            return line
        end
    end
    return "not " .. line .. ", but: " .. table.concat(lines, "; ")
end

local function signed_as(text)
    return assert(asr.hmac_base64(SECRET, text))
end

function tests.diagnosis()
    local plus = "space-as-plus"
    local url = SHOP .. "?" .. SEARCH_QUERY .. "&Signature=" .. asr.percent_encode(signed_as(PLUS))
    check("a space as plus", plus, explains, plus, { signature = signed_as(PLUS) })
    check("a space as plus, by its string", plus, explains, plus, { string_to_sign = PLUS })
    check("a space as plus in a URL", plus, explains, plus, { method = "get", access_key = ID }, url)
    local explanations, text = asr.diagnose { url = url, secret = SECRET, with_string_to_sign = true }
    report("what was signed instead", PLUS, text)
    local first = explanations and explanations[1] and explanations[1][1] or {}
    report("a number", "number", type(first.number))
    report("a text", true, tostring(first.text):find("Keywords", 1, true) ~= nil)
    report("no more than is asked for", nil, select(2, asr.diagnose { url = url, secret = SECRET }))
    explanations, text = asr.diagnose { url = url, secret = "another secret", with_string_to_sign = true }
    report("nothing", 0, explanations and #explanations)
    report("nothing signed", "", text)

    local right = SHOP .. "?" .. SEARCH_QUERY .. "&Signature=" .. asr.percent_encode(signed_as(RIGHT))
    check("a right signature", "right", explains, "right", { signature = signed_as(RIGHT) })
    local with_signature = { { "Signature", signed_as(RIGHT) }, unpack(SEARCH) }
    check("a right signature among the parameters", "right", explains, "right", { params = with_signature })
    check("a right signature in a URL", "right", explains, "right", {}, right)
    check("one that is late", "stamp-outside-window", explains, "stamp-outside-window", { now = TIME + 1000 }, right)
    check("one that is not", "right", explains, "right", { now = TIME + 1000, window = 1001 }, right)
    local key = assert(asr.key(SECRET))
    check("with a key", plus, explains, plus, { signature = signed_as(PLUS), secret = "none", key = key })
    local two = signed_as(PLUS .. "\n")
    check("two mistakes", plus .. " trailing-newline", explains, plus .. " trailing-newline", { signature = two })
    explanations = asr.diagnose { endpoint = SHOP, params = SEARCH, secret = SECRET, signature = two, most_mistakes = 1 }
    report("of which one is no explanation", 0, explanations and #explanations)
    check("another host", "other-host", explains, "other-host", {
        signature = signed_as((RIGHT:gsub("webservices.amazon.com", "ecs.example.com"))),
        hosts = { "a", "ecs.example.com" },
    })
    check("an old signature", "signature-signed", explains, "signature-signed", {
        signature = signed_as((RIGHT:gsub("&Timestamp", "&Signature=of-before&Timestamp"))), old_signature = "of-before",
    })
    local select_it = { Action = "Select", SelectExpression = "select a from b" }
    check("a request of a dialect", plus, explains, plus, {
        endpoint = "https://sdb.amazonaws.com/", params = select_it, access_key = ID, dialect = "AWS_QUERY",
        unix_time = TIME,
        signature = signed_as((assert(signer()):string_to_sign(select_it, "GET", TIME):gsub("%%20", "+"))),
    })
    local any = "\255\0\n"
    explanations = asr.diagnose { url = SHOP .. "?a=b", secret = any, signature = any, string_to_sign = any, body = any }
    report("any bytes", 0, explanations and #explanations)

    has("an endpoint that is none", "ENDPOINT", "endpoint: ", asr.diagnose, {
        endpoint = "ftp://h/", params = {}, secret = "s", signature = "x",
    })
    has("a URL that is none", "URL", "", asr.diagnose, { url = "no URL", secret = "s", signature = "x" })
    report("nothing to explain", nil, (asr.diagnose { endpoint = SHOP, params = SEARCH, secret = SECRET }))
    for _, most in ipairs { -1, 4, 2 ^ 40, -2 ^ 40 } do
        report("too many mistakes", nil, (asr.diagnose { url = url, secret = SECRET, most_mistakes = most }))
    end

    for _, each in ipairs {
        { "either params or url must be given", { secret = "s" } },
        { "either secret or key must be given", { url = url } },
        { "endpoint is missing", { params = {}, secret = "s" } },
        { 'there is no option "host"', { url = url, secret = "s", host = "x" } },
        { "hosts must be a table, not string", { url = url, secret = "s", hosts = "x" } },
        { "hosts must be a list of strings without newlines", { url = url, secret = "s", hosts = { 5 } } },
        { "hosts must be a list of strings without newlines", { url = url, secret = "s", hosts = { "a\nb" } } },
        { "now must be a whole number of seconds", { url = url, secret = "s", now = 1.5 } },
        { "window must be a whole number of seconds", { url = url, secret = "s", window = 1.5 } },
        { "most_mistakes must be a whole number", { url = url, secret = "s", most_mistakes = 1.5 } },
        { "with_string_to_sign must be a boolean, not number", { url = url, secret = "s", with_string_to_sign = 1 } },
    } do
        check(each[1], "error: " .. each[1], asr.diagnose, each[2])
    end
end

function tests.comparing()
    check("the same", "", asr.compare, RIGHT, RIGHT)
    local said = assert(asr.compare(PLUS, RIGHT))
    report("what differs", true, said:find "Keywords.*theirs.*%%20.*ours.*%+" ~= nil and not said:find "\n")
    report("other bytes", true, assert(asr.compare("\255", "\254")) ~= "")
    check("no text", "error: theirs must be a string, not nil", asr.compare, "a")
end

-- Another module, whose library gives these answers to whatever it is asked.
local function pretender(answers, seen)
    local load = ffi.load
    local function answer_to(request, evidence, numbers, cap, which, out, size, url)
        seen[#seen + 1] = {
            which = which, cap = cap, size = size, url = url, params = tonumber(request.params_count),
            secret = ffi.string(request.secret, request.secret_len), now = tonumber(evidence.now),
            hosts = ffi.string(evidence.hosts, evidence.hosts_len), window = tonumber(evidence.window),
            signature = ffi.string(evidence.signature, evidence.signature_len), most = evidence.most_mistakes,
            sizes = { tonumber(request.struct_size), tonumber(evidence.struct_size) }, method = request.method_len,
        }
        if answers.code and which ~= 3 then
            return answers.code
        end
        for index, number in ipairs { 52, 61, 0, 130, 0 } do
            numbers[index - 1] = number
        end
        local text = answers[which]
        if #text < size then
            ffi.copy(out, text)
        end
        return #text
    end
    ffi.load = function(name)
        local real = load(name)
        return setmetatable({
            asr_v2_diagnose = answer_to,
            asr_v2_diagnose_url = function(request, url, length, ...)
                local evidence, numbers, cap, which, out, size = ...
                return answer_to(request, evidence, numbers, cap, which, out, size, ffi.string(url, length))
            end,
        }, { __index = function(_, symbol) return real[symbol] end })
    end
    package.loaded.aws_signed_request = nil
    local other = require "aws_signed_request"
    package.loaded.aws_signed_request, ffi.load = asr, load
    return other
end

function tests.diagnosis_by_a_pretender()
    local seen = {}
    local answers = { "one: a\ntwo: b\n\nthree: c", "GET\n\255", "" }
    local other = pretender(answers, seen)
    local explanations, text = other.diagnose { url = "url", secret = "se\0cret", with_string_to_sign = true,
        hosts = { "one", "two" }, signature = "\255\0", now = 5, window = 6, most_mistakes = 2 }
    report("two", "lower-hex space-as-plus; other-hash", table.concat(lines_of(explanations), "; "))
    report("a line", "two: b", explanations[1][2].text)
    report("another", "three: c", explanations[2][1].text)
    report("a number", 130, explanations[2][1].number)
    report("what was signed", answers[2], text)
    local first = seen[1]
    report("asked twice", 2, #seen)
    report("for the report, with room", true, first.which == 1 and first.cap >= 80 and first.size >= 16384)
    report("for the string to sign", 2, seen[2].which)
    report("the URL", "url", first.url)
    report("the secret", "se\0cret", first.secret)
    report("hosts", "one\ntwo", first.hosts)
    report("the signature", "\255\0", first.signature)
    report("numbers", "5 6 2", first.now .. " " .. first.window .. " " .. first.most)
    report("the size of a request", ffi.sizeof "asr_v2_request", first.sizes[1])
    report("the size of evidence", ffi.sizeof "asr_v2_evidence", first.sizes[2])

    answers[1] = "one line"
    explanations = other.diagnose { endpoint = "e", params = { a = "b", c = "d" }, secret = "s" }
    report("a report of another form", true, #explanations[2][1].text > 10)
    report("parameters", 2, seen[3].params)
    report("what is not known", "0 0 0", seen[3].now .. " " .. seen[3].window .. " " .. seen[3].most)
    local long = ("x"):rep(30000)
    answers[1] = long .. "\n" .. long .. "\n\n" .. long
    explanations = other.diagnose { url = "url", secret = "s" }
    report("a report that is long", long, explanations[2][1].text)
    report("is asked for again", 5, #seen)

    answers.code, answers[3] = status.URL, "url: there is none"
    check("the words of the library", "URL: url: there is none", other.diagnose, { url = "u", secret = "s" })
    answers.code, answers[3] = status.NO_MEMORY, ""
    check("and those of the status", "NO_MEMORY: " .. asr.message(status.NO_MEMORY), other.diagnose,
        { url = "u", secret = "s" })
end

-- --- How it is loaded ------------------------------------------------------------------------------------------------

local function run(command)
    local pipe = assert(io.popen(command .. " 2>&1"))
    local text = pipe:read "*a"
    pipe:close()
    return (text:gsub("%s+$", ""))
end

local function quoted(text)
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function loading()
    -- Loaded twice into one Lua, also when another has declared the same before.
    package.loaded.aws_signed_request = nil
    local again = require "aws_signed_request"
    package.loaded.aws_signed_request = asr
    report("it is another", true, again ~= asr)
    check("that signs", EMR_SIGNATURE, function() return (assert(again.signer(EMR)):signature(EMR_PARAMS)) end)
    report("and so does the first", EMR_SIGNATURE, assert(asr.signer(EMR)):signature(EMR_PARAMS))

    package.loaded.aws_signed_request = nil
    package.loaded.ngx = { time = function() return TIME end }
    local in_nginx = require "aws_signed_request"
    package.loaded.aws_signed_request, package.loaded.ngx = nil, nil
    local abi = ffi.abi
    ffi.abi = function(what) return what ~= "64bit" and abi(what) end
    local elsewhere = require "aws_signed_request"
    package.loaded.aws_signed_request, ffi.abi = asr, abi
    local stamped = assert(elsewhere.signer { endpoint = "http://a/", access_key = "id", secret = "s" }):url {}
    report("where the time of C is not known, os.time will do", true, asr.check_time { url = stamped, window = 60 })
    report("in nginx its clock is taken", "2011-10-03T15%3A19%3A30Z", assert(in_nginx.signer {
        endpoint = "http://a/", access_key = "id", secret = "s",
    }):url {}:match "Timestamp=([^&]*)")

    local luajit = 0
    while rawget(arg, luajit - 1) do
        luajit = luajit - 1
    end
    luajit = arg[luajit]
    local place, version = run "mktemp -d", 'print(require("aws_signed_request").version())'
    local cdef = place .. "/aws_signed_request.cdef.h"
    local source = os.getenv "AWS_SIGNED_REQUEST_CDEF" or folder .. "../../include/aws_signed_request.cdef.h"
    local named = "AWS_SIGNED_REQUEST_LIB=" .. quoted(run("realpath " .. quoted(library)))
    run(("cp %saws_signed_request.lua %s"):format(quoted(folder), place))

    --- What another LuaJIT prints, in the root folder unless another is said, and with an environment of its own.
    local function other(environment, code, inside)
        return run(("cd %s && env -u AWS_SIGNED_REQUEST_LIB -u AWS_SIGNED_REQUEST_CDEF LUA_PATH=%s %s %s -e %s"):format(
            inside or "/", inside and "'?.lua'" or place .. "/?.lua", environment, luajit, quoted(code or version)))
    end
    local function says(what, part, text)
        report(what, part, text:find(part, 1, true) and part or text)
    end
    local text = other(named)
    says("no declarations", "the declarations cannot be read; looked at\n  " .. cdef, text)
    says("and what to do", "Set AWS_SIGNED_REQUEST_CDEF to the path of aws_signed_request.cdef.h.", text)
    says("declarations that are named and not there", "looked at\n  /nowhere: No such file or directory\nSet",
        other(named .. " AWS_SIGNED_REQUEST_CDEF=/nowhere"))
    run(("cp %s %s"):format(quoted(source), cdef))
    report("declarations beside the module", asr.version(), other(named))
    says("no library", "the library cannot be loaded; tried\n  " .. place .. "/libaws_signed_request.so:",
        other "LD_LIBRARY_PATH=")
    says("a library that is named and not there", "tried\n  /nowhere", other "AWS_SIGNED_REQUEST_LIB=/nowhere")
    says("another library", "undefined symbol", other "AWS_SIGNED_REQUEST_LIB=libm.so.6")
    local beside = place .. "/libaws_signed_request.so"
    run(("cp %s %s"):format(quoted(library), beside))
    report("everything beside the module", asr.version(), other "")
    report("and by a relative path", asr.version(), other("", version, place))
    -- The program of README.md: the URL is of now, and the string to sign as the rules of the signature have it.
    local program = assert(io.open(folder .. "README.md")):read "*a":match "```lua\n(.-)```"
    local query = "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&SignatureMethod=HmacSHA256&SignatureVersion=2"
    local url, to_sign = other("", program):match "^([^\n]*)\n(.*)$"
    url = url or "none"
    report("the program of README.md, its URL", "https://sdb.amazonaws.com/?" .. query, url:match "^(.*)&Timestamp=20")
    report("is signed, and of now", true, asr.verify_url { url = url, secret = SECRET }
        and asr.check_time { url = url, window = 60 })
    report("and its string to sign",
        "GET\nsdb.amazonaws.com\n/\n" .. query .. "&Timestamp=2011-10-03T15%3A19%3A30Z&Version=2009-04-15", to_sign)
    local diagnosing = assert(io.open(folder .. "README.md")):read "*a":match "```lua\n(local asr[^`]-asr.diagnose.-)```"
    says("the program of README.md that diagnoses", "space-as-plus - ", other("", diagnosing))
    run(("mkdir %s/lib && mv %s %s/lib/libaws_signed_request.so.0"):format(place, beside, place))
    report("the library where the system looks", asr.version(), other("LD_LIBRARY_PATH=" .. place .. "/lib"))
    report("declared by another before", asr.version(), other(named,
        ('require("ffi").cdef(io.open("%s"):read "*a") '):format(cdef) .. version))
    run(("sed -i '/asr_v2_verify(/,/;/d' %s"):format(cdef))
    says("declarations of an older release", "missing declaration for symbol 'asr_v2_verify'", other(named))
    run(("echo 'int 5;' > %s"):format(cdef))
    says("declarations that are none", cdef .. " is not what this module expects", other(named))
    run("rm -rf " .. place)
end

print(("libaws_signed_request %s, %s"):format(asr.version(), jit.version))
local names = {}
for name in pairs(tests) do
    names[#names + 1] = name
end
table.sort(names)
for _, compiled in ipairs { true, false } do
    if not compiled then
        jit.off()
        jit.flush()
    end
    local before = passed
    for _, name in ipairs(names) do
        local fine, fault = xpcall(tests[name], debug.traceback)
        if not fine then
            report(name, "no error", fault)
        end
    end
    print(("%s: %d passed"):format(compiled and "compiled" or "interpreted", passed - before))
end
loading()
print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0 and 0 or 1)
