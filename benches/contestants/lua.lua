-- The contestants in LuaJIT: a signer on Lua's strings and OpenSSL's HMAC, and the binding.
--
-- A case is a function that signs so many times and returns the last answer; so only the calls of the signer are timed.

local ffi = require "ffi"
local asr = require "aws_signed_request"

ffi.cdef [[
struct timespec { long seconds, nanoseconds; };
int clock_gettime(int clock, struct timespec *now);
const char *OpenSSL_version(int which);
const void *EVP_sha256(void);
unsigned char *HMAC(const void *hash, const void *key, int key_len, const char *text, size_t len, unsigned char *digest,
                    unsigned int *digest_len);
int EVP_EncodeBlock(unsigned char *out, const unsigned char *bytes, int len);
]]
local crypto = ffi.load "crypto"

-- --- By hand ---------------------------------------------------------------------------------------------------------

local digest, encoded = ffi.new "unsigned char[32]", ffi.new "unsigned char[45]"

local function hmac_base64(secret, text)
    crypto.HMAC(crypto.EVP_sha256(), secret, #secret, text, #text, digest, nil)
    return ffi.string(encoded, crypto.EVP_EncodeBlock(encoded, digest, 32))
end

local function escaped(byte)
    return ("%%%02X"):format(byte:byte())
end

local function escape(text)
    return (text:gsub("[^%w%-_%.~]", escaped))
end

local function sign(host, path, params, secret)
    local names = {}
    for name in pairs(params) do
        names[#names + 1] = name
    end
    table.sort(names)
    for index, name in ipairs(names) do
        names[index] = escape(name) .. "=" .. escape(params[name])
    end
    local query = table.concat(names, "&")
    local signature = hmac_base64(secret, "GET\n" .. host .. "\n" .. path .. "\n" .. query)
    return "https://" .. host .. path .. "?" .. query .. "&Signature=" .. escape(signature)
end

-- --- The cases -------------------------------------------------------------------------------------------------------

local function by_hand(endpoint, secret, params)
    local host, path = endpoint:match "^https://([^/]+)(/.*)$"
    return function(calls)
        local url
        for _ = 1, calls do
            url = sign(host, path, params, secret)
        end
        return url
    end
end

local function by_binding(endpoint, secret, params)
    local signer = assert(asr.signer { endpoint = endpoint, secret = secret, dialect = "AS_GIVEN" })
    return function(calls)
        local url
        for _ = 1, calls do
            url = signer:url(params)
        end
        return url
    end
end

-- --- The protocol of contestant.py -----------------------------------------------------------------------------------

local now = ffi.new "struct timespec"

local function nanoseconds()
    ffi.C.clock_gettime(1, now) -- CLOCK_MONOTONIC
    return tonumber(now.seconds) * 1e9 + tonumber(now.nanoseconds)
end

local function batch(case, calls)
    local start = nanoseconds()
    case(calls)
    return nanoseconds() - start
end

--- Nanoseconds of one call, from batches of which each takes at least as long as is asked for.
local function times(case, microseconds, samples)
    local calls = 1
    while batch(case, calls) < microseconds * 1000 do
        calls = calls * 2
    end
    local found = {}
    for sample = 1, samples do
        found[sample] = batch(case, calls) / calls
    end
    return found
end

local function write(...)
    io.write(table.concat({ ... }, "\t"), "\n")
    io.flush()
end

local workloads, cases = {}, {}
for line in io.lines() do
    local field, value, rest = line:match "^(%w+)\t?([^\t]*)\t?(.*)$"
    local workload = workloads[#workloads]
    if field == "end" then
        break
    elseif field == "workload" then
        workloads[#workloads + 1] = { name = value, params = {} }
    elseif field == "param" then
        workload.params[value] = rest
    else
        workload[field] = value
    end
end
write("version", jit.version .. ", " .. ffi.string(crypto.OpenSSL_version(0)))
for _, workload in ipairs(workloads) do
    for _, contestant in ipairs { { "by hand", by_hand }, { "binding", by_binding } } do
        local case = contestant[2](workload.endpoint, workload.secret, workload.params)
        cases[#cases + 1] = case
        write("case", workload.name, "url", contestant[1], case(1))
    end
end
write "ready"
for line in io.lines() do
    local index, microseconds, samples = line:match "^time\t(%d+)\t(%d+)\t(%d+)$"
    write(table.concat(times(cases[index + 1], tonumber(microseconds), tonumber(samples)), " "))
end
