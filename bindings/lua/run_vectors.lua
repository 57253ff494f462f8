#!/usr/bin/env luajit
-- Compares every stage of every vector with what others answered for it, and verifies every signature.
--
-- Reads published.json, sigv2.json and urls.json of tests/vectors, and sigv2.json and sigv2-differential.json of the
-- folder that ASR_VECTORS names, if it is set. Each case goes through every door: a signer with a secret and with a
-- prepared key, given a list and a map, aws_signed_request() where that can express it, sign_url(), verify() and
-- verify_url(). A file that cannot be read is a failure. The last line is the count. It takes lua-cjson to read JSON.

local folder = arg[0]:match "^(.*/)" or "./"
package.path = folder .. "?.lua;" .. package.path
local asr = require "aws_signed_request"
local json = require "cjson"

local OWN = folder .. "../../tests/vectors/"
local STAGES = { "canonical", "string_to_sign", "signature", "query", "url", "error" }
local METHODS = { HmacSHA256 = 0, HmacSHA1 = asr.flag.HMAC_SHA1 }

local compared, differences = 0, 0

local function differs(id, what, expected, answer)
    differences = differences + 1
    print(("FAILED %s: %s\n  expected %s\n  answer   %s"):format(id, what, tostring(expected), tostring(answer)))
end

--- Compares an answer: what a function returned, or the text of the error that it raised.
local function compare(case, what, expected, called, ...)
    compared = compared + 1
    local raised, answer, message, status = pcall(called, ...)
    if not raised then
        answer = "an error: " .. tostring(answer)
    elseif answer == nil then
        answer = ("refused (%s): %s"):format(tostring(status), tostring(message))
    end
    if answer ~= expected then
        differs(case.id, what, expected, answer)
    end
end

-- The encoding of a form, written here so that it is not the library's: a space is `+`, hexadecimal digits are small.
local function escaped(text)
    return (text:gsub("[^%w_.-]", function(byte)
        return byte == " " and "+" or ("%%%02x"):format(byte:byte())
    end))
end

local function query_of(pairs_)
    local pieces = {}
    for index, pair in ipairs(pairs_) do
        pieces[index] = escaped(pair[1]) .. "=" .. escaped(pair[2])
    end
    return table.concat(pieces, "&")
end

local function unescaped(text)
    return (text:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
end

--- All parameters that are signed, decoded, from the last to the first.
local function signed_pairs(canonical)
    local found = {}
    for name, value in canonical:gmatch "([^&=]+)=([^&]*)" do
        table.insert(found, 1, { unescaped(name), unescaped(value) })
    end
    return found
end

--- The same as a map; nil if a name is there twice.
local function map_of(pairs_)
    local map = {}
    for _, pair in ipairs(pairs_) do
        if map[pair[1]] then
            return nil
        end
        map[pair[1]] = pair[2]
    end
    return map
end

local function is(value)
    return value ~= nil and value ~= json.null
end

--- Reads what the cases of all files have, with what is to be expected at each stage, built from the answer without any
-- code of the library. Stages that need a signature are left out where the source has none.
local function read_case(object)
    local case = {
        id = object.id, method = object.method, dialect = (is(object.dialect) and object.dialect or "as_given"):upper(),
        access_key = is(object.access_key) and object.access_key or nil, secret = object.secret_key,
        session_token = is(object.session_token) and object.session_token or nil,
        unix_time = is(object.unix_time) and object.unix_time or 0, url = object.url, params = object.params,
        flags = assert(METHODS[object.signature_method], object.id .. ": a case of another kind"),
    }
    local to_sign = is(object.string_to_sign_proved) and object.string_to_sign_proved or object.string_to_sign
    local verb, host, path, canonical = to_sign:match "^([^\n]*)\n([^\n]*)\n([^\n]*)\n(.*)$"
    assert(verb, case.id .. ": not four lines to sign")
    if case.secret:match "^%s" or case.secret:match "%s$" then
        case.flags = case.flags + asr.flag.ANY_CREDENTIAL
    end
    if host == "" then
        case.flags = case.flags + asr.flag.EMPTY_HOST
    end
    case.scheme = object.scheme or case.url:match "^(.-)://"
    case.endpoint = case.url or ("%s://%s%s"):format(case.scheme, object.host, object.path)
    case.sent_to = ("%s://%s%s"):format(case.scheme, host, path)
    case.signed = signed_pairs(canonical)
    case.expected = { canonical = canonical, string_to_sign = to_sign, error = "" }
    if is(object.signature_base64) then
        local signature = object.signature_base64
        local sign = signature:gsub("[+/=]", { ["+"] = "%2B", ["/"] = "%2F", ["="] = "%3D" })
        case.in_body = verb == "POST" and case.dialect ~= "HTX"
        case.expected.signature = signature
        case.expected.query = canonical .. (canonical == "" and "" or "&") .. "Signature=" .. sign
        case.expected.url = case.sent_to .. (case.in_body and "" or "?" .. case.expected.query)
    end
    return case
end

local function seconds_of(stamp)
    local year, month, day, hour, minute, second = stamp:match "^(%d%d%d%d)-(%d%d)-(%d%d)T(%d%d):(%d%d):(%d%d)Z$"
    if not year then
        return nil
    end
    -- Days since 1970-01-01 in the calendar whose years begin in March, so that a leap day is the last of its year.
    local y, m = year - (tonumber(month) <= 2 and 1 or 0), (month + 9) % 12
    local days = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
        + math.floor((153 * m + 2) / 5) + day - 1 - 719468
    return ((days * 24 + hour) * 60 + minute) * 60 + second
end

--- Asks aws_signed_request() for the URL of a case that it can express: what it sets itself must be what the case has.
local function through_the_function(case)
    local region = case.endpoint:match "^http://webservices%.amazon%.(.*)/onca/xml$"
    local given = case.params and map_of(case.params)
    if case.url or case.method ~= "GET" or not region or case.flags ~= 0 or not given or not case.expected.url then
        return
    end
    local access_key, time = case.access_key, case.unix_time
    if case.dialect == "AS_GIVEN" then
        access_key, time = given.AWSAccessKeyId, seconds_of(given.Timestamp or "")
        if given.Service ~= "AWSECommerceService" or not given.Version or not access_key or not time then
            return
        end
    elseif case.dialect ~= "PRODUCT_ADVERTISING" then
        return
    end
    local version = given.Version
    given.Service, given.AWSAccessKeyId, given.Timestamp, given.Version = nil, nil, nil, nil
    compare(case, "aws_signed_request()", case.expected.url, asr.aws_signed_request, region, given, access_key,
        case.secret, nil, version, time)
end

--- Asks for the stages of a request taken apart.
local function through_signers(case)
    local function signer(key)
        return assert(asr.signer {
            endpoint = case.endpoint, access_key = case.access_key, secret = not key and case.secret or nil, key = key,
            dialect = case.dialect, session_token = case.session_token, flags = case.flags,
        })
    end
    local signers = {
        ["with the secret"] = signer(), ["with a key"] = signer(assert(asr.key(case.secret, case.flags))),
    }
    local forms = { ["of a list"] = case.params, ["of a map"] = map_of(case.params) }
    for with, made in pairs(signers) do
        for of, params in pairs(forms) do
            for _, stage in ipairs(STAGES) do
                local expected = case.expected[stage]
                if expected then
                    compare(case, ("%s %s, %s"):format(stage, of, with), expected, made[stage], made, params,
                        case.method, case.unix_time)
                end
            end
        end
    end
end

--- Asks for the stages of a URL in a dialect; without that of the stage URL if it is none of this dialect.
local function through_url(case, what, url, dialect, access_key)
    for _, stage in ipairs(STAGES) do
        if case.expected[stage] and (stage ~= "url" or dialect == case.dialect) then
            compare(case, ("sign_url(), %s, %s"):format(what, stage), case.expected[stage], asr.sign_url, {
                url = url, method = case.method, access_key = access_key, secret = case.secret, dialect = dialect,
                unix_time = case.unix_time, flags = case.flags, stage = stage:upper(),
            })
        end
    end
end

--- Signs once more, at another time, what is signed already: the Timestamp that is there stays.
local function signed_again(case)
    for _, stage in ipairs { "query", "url" } do
        compare(case, "sign_url() of what is signed, " .. stage, case.expected[stage], asr.sign_url, {
            url = case.sent_to .. "?" .. case.expected.query, method = case.method, secret = case.secret,
            dialect = case.dialect, unix_time = 1234567890, flags = case.flags, stage = stage:upper(),
        })
    end
end

--- Verifies the signature in every place that it may come from, and that one with another first letter is wrong. (In
-- the last letter before the `=` there are bits that say nothing.)
local function verified(case)
    local right = case.expected.signature
    local wrong = (right:sub(1, 1) == "A" and "B" or "A") .. right:sub(2)
    local key = assert(asr.key(case.secret, case.flags))
    local function status(ok, _, number)
        return ok or number
    end
    for what, signature in pairs { right = right, wrong = wrong } do
        local expected = signature == right or asr.status.MISMATCH
        local sent = { { "Signature", signature }, unpack(case.signed) }
        compare(case, "verify() of a " .. what .. " signature", expected, function()
            return status(asr.verify {
                endpoint = case.sent_to, params = case.signed, method = case.method, secret = case.secret,
                signature = signature, flags = case.flags,
            })
        end)
        compare(case, "verify() of a " .. what .. " parameter, with a key", expected, function()
            return status(asr.verify {
                endpoint = case.sent_to, params = sent, method = case.method, key = key, flags = case.flags,
            })
        end)
        compare(case, "verify_url() of a " .. what .. " signature", expected, function()
            return status(asr.verify_url {
                url = case.sent_to .. "?" .. query_of(sent), method = case.method, secret = case.secret,
                flags = case.flags,
            })
        end)
    end
    compare(case, "verify_url() of what is sent", true, asr.verify_url, {
        url = case.sent_to .. "?" .. case.expected.query, method = case.method, secret = case.secret,
        flags = case.flags,
    })
end

local function run(case)
    if case.url then
        through_url(case, "as it stands", case.url, case.dialect, case.access_key)
    else
        through_signers(case)
        through_the_function(case)
        through_url(case, "all parameters given", case.endpoint .. "?" .. query_of(case.signed), "AS_GIVEN")
        local given = { unpack(case.params) }
        given[#given + 1] = case.session_token and { "SecurityToken", case.session_token }
        through_url(case, "in its dialect", case.endpoint .. "?" .. query_of(given), case.dialect, case.access_key)
    end
    if case.expected.signature then
        signed_again(case)
        verified(case)
    end
end

local function read_file(path)
    local file = assert(io.open(path, "rb"))
    local content = json.decode(assert(file:read "*a"))
    file:close()
    local cases = {}
    for index, object in ipairs(content.cases or content) do
        cases[index] = read_case(object)
    end
    assert(#cases > 0, "there is no case in it")
    return cases
end

local paths = { OWN .. "published.json", OWN .. "sigv2.json", OWN .. "urls.json" }
local external = os.getenv "ASR_VECTORS"
if external then
    paths[#paths + 1] = external .. "/sigv2.json"
    paths[#paths + 1] = external .. "/sigv2-differential.json"
else
    print "ASR_VECTORS is not set: there are no third-party cases to read"
end
local total = 0
for _, path in ipairs(paths) do
    local found, cases = pcall(read_file, path)
    if found then
        local before = compared
        for _, case in ipairs(cases) do
            run(case)
        end
        total = total + #cases
        print(("%s: %d cases, %d comparisons"):format(path:match "[^/]*/[^/]*$", #cases, compared - before))
    else
        differs(path, "reading it", "cases", cases)
    end
end
print(("luajit: %d cases, %d comparisons, %d differences"):format(total, compared, differences))
os.exit(differences == 0 and 0 or 1)
