--- Signs and verifies requests of AWS Signature Version 2 through libaws_signed_request, in LuaJIT 2.1 and in nginx.
--
--     local asr = require "aws_signed_request"
--
--     local simpledb = assert(asr.signer { endpoint = "https://sdb.amazonaws.com/", access_key = id, secret = secret })
--     local url = assert(simpledb:url { Action = "ListDomains", Version = "2009-04-15" })
--
-- Parameters are a map, { Name = "value" }, or a list of pairs, { { "Name", "value" }, ... }, in which a name may stand
-- more than once. They are given as they are meant, not escaped, in any order. Names are strings. Values are
--
--     strings           as they are; they must be UTF-8, and may hold NUL
--     whole numbers     of less than 2^53, in decimal digits: 5, -7, 1000000; -0 is 0
--     other numbers     if at most 14 significant digits without an exponent say exactly which number it is: 0.1, 19.99
--     64-bit integers   (int64_t and uint64_t of the FFI), in decimal digits
--
-- Whatever else there is has no spelling or more than one (booleans, nil, tables, nan, 2^53, 1/3), and is an error.
--
-- What the library refuses is returned in the manner of Lua: nil, a sentence, and the status, a number of `status`. An
-- argument of a type that cannot be meant is a mistake in the program, and raises an error. No message holds a value, a
-- secret or a token. README.md has the list of functions; aws_signed_request.h describes statuses, dialects and flags.

local ffi = require "ffi"
local clear = require "table.clear"

local concat, find, format = table.concat, string.find, string.format
local error, getmetatable, next, pairs = error, getmetatable, next, pairs
local tonumber, tostring, type = tonumber, tostring, type
local string_of = ffi.string

local asr = {}

-- --- The library -----------------------------------------------------------------------------------------------------

--- Where this file is, with a slash at the end; nil if it was loaded from no file.
local function here()
    local source = debug.getinfo(1, "S").source
    return source:sub(1, 1) == "@" and (source:match "^@(.*/)" or "./") or nil
end

local function read(path)
    local file, fault = io.open(path, "rb")
    if not file then
        return nil, fault
    end
    local text = file:read "*a"
    file:close()
    return text, text == nil and path .. ": it cannot be read" or nil
end

--- The declarations: from where AWS_SIGNED_REQUEST_CDEF says, else from the first place that has them.
local function declarations()
    local name = "aws_signed_request.cdef.h"
    local named, places = os.getenv "AWS_SIGNED_REQUEST_CDEF", {}
    if named and named ~= "" then
        -- Whoever names a file means that one, so no other place is tried.
        places[1] = named
    else
        local folder = here()
        if folder then
            places = { folder .. name, folder .. "../../include/" .. name }
        end
        places[#places + 1] = "/usr/local/include/" .. name
        places[#places + 1] = "/usr/include/" .. name
    end
    local faults = {}
    for _, place in ipairs(places) do
        local text, fault = read(place)
        if text then
            return text, place
        end
        faults[#faults + 1] = "\n  " .. fault
    end
    error("aws_signed_request: the declarations cannot be read; looked at" .. concat(faults)
        .. "\nSet AWS_SIGNED_REQUEST_CDEF to the path of " .. name .. ".", 0)
end

--- The library: the one that AWS_SIGNED_REQUEST_LIB names, else one beside this file, else the one the system finds.
local function load()
    local name = "libaws_signed_request.so.0"
    local named, folder = os.getenv "AWS_SIGNED_REQUEST_LIB", here()
    local places = { name }
    if named and named ~= "" then
        places = { named }
    elseif folder then
        places = { folder .. "libaws_signed_request.so", folder .. name, name }
    end
    local faults = {}
    for _, place in ipairs(places) do
        local found, library = pcall(ffi.load, place)
        if found then
            return library, place
        end
        faults[#faults + 1] = "\n  " .. tostring(library)
    end
    error("aws_signed_request: the library cannot be loaded; tried" .. concat(faults)
        .. "\nSet AWS_SIGNED_REQUEST_LIB to the path of the library"
        .. (package.loaded.ngx and " (and let nginx pass it on: env AWS_SIGNED_REQUEST_LIB;)." or "."), 0)
end

local declared, declared_in = declarations()
-- A struct can be declared once in the life of a Lua state, which a module may outlive: it is loaded again after it was
-- taken out of package.loaded, and others may have declared the same.
if not pcall(ffi.typeof, "asr_v2_request") then
    local understood, fault = pcall(ffi.cdef, declared)
    if not understood then
        error(format("aws_signed_request: %s is not what this module expects: %s", declared_in, fault), 0)
    end
end
local lib, library_path = load()

for _, name in ipairs {
    "asr_hmac_base64", "asr_key_init", "asr_mistake_message", "asr_mistake_name", "asr_percent_encode", "asr_sizeof",
    "asr_status_message", "asr_v2_check_time", "asr_v2_check_time_url", "asr_v2_compare", "asr_v2_diagnose",
    "asr_v2_diagnose_url", "asr_v2_render", "asr_v2_render_url", "asr_v2_verify", "asr_v2_verify_url", "asr_version",
    "asr_wipe", "aws_signed_request", "aws_signed_request_render_lists",
} do
    local there, fault = pcall(function() return lib[name] end)
    if not there then
        error(format("aws_signed_request: the library (%s) or its declarations are not of this module's release: %s",
            library_path, fault), 0)
    end
end
for name, number in declared:gmatch "ASR_STRUCT_([%u%d_]+)%s*=%s*(%d+)" do
    local ours, theirs = ffi.sizeof("asr_" .. name:lower()), tonumber(lib.asr_sizeof(tonumber(number)))
    if ours ~= theirs then
        error(format("aws_signed_request: asr_%s has %d bytes here, and %d in the library (%s)", name:lower(), ours,
            theirs, library_path), 0)
    end
end

--- The constants of one enumeration, by the part of their names that tells them apart.
local function constants(prefix)
    local found = {}
    for name, number in declared:gmatch("%f[%w_]" .. prefix .. "([%u%d_]+)%s*=%s*(%-?%d+)") do
        found[name] = tonumber(number)
    end
    return found
end

--- Statuses by name, for example status.EMPTY_NAME is -14.
asr.status = constants "ASR_E_"
--- Flags by name. Those that are meant are added: flags = asr.flag.HMAC_SHA1 + asr.flag.ANY_CREDENTIAL.
asr.flag = constants "ASR_F_"
local STATUS, STAGE, DIALECT = asr.status, constants "ASR_STAGE_", constants "ASR_DIALECT_"
local ANSWER = constants "ASR_ANSWER_"

local key_t, chars_t = ffi.typeof "asr_key", ffi.typeof "char[?]"
local params_t, request_t = ffi.typeof "asr_param[?]", ffi.typeof "asr_v2_request"
local evidence_t, numbers_t = ffi.typeof "asr_v2_evidence", ffi.typeof "int32_t[?]"
local int64_t, uint64_t = ffi.typeof "int64_t", ffi.typeof "uint64_t"
local REQUEST_SIZE, KEY_SIZE = ffi.sizeof(request_t), ffi.sizeof(key_t)

--- What a status means, in one sentence.
function asr.message(status)
    return string_of(lib.asr_status_message(status))
end

--- The release of the library, for example "0.1.0".
function asr.version()
    return string_of(lib.asr_version())
end

-- --- What goes in ----------------------------------------------------------------------------------------------------

-- Levels are those of error(): how many calls up the mistake was made. A function that checks takes that of its caller.

local function text_of(what, text, level)
    if type(text) ~= "string" then
        error(format("%s must be a string, not %s", what, type(text)), level + 1)
    end
    return text
end

--- nil, or the answer to a text with a NUL in it, which C would read up to the NUL alone.
local function nul_in(what, text, status)
    if text and find(text, "\0", 1, true) then
        return what .. ": there is a NUL in it", status
    end
end

-- nginx keeps the time of the event that it is about, so that it need not be asked of the system. Where C's time_t is a
-- long, C is asked, since LuaJIT compiles no call of os.time.
local ngx, now = package.loaded.ngx, os.time
if type(ngx) == "table" then
    now = ngx.time
elseif ffi.abi "64bit" and ffi.os ~= "Windows" then
    local C = ffi.C
    local function seconds_of_c()
        return tonumber(C.aws_signed_request_time(nil))
    end
    -- The name is one that nobody else declares. It may be declared already, by this module.
    pcall(ffi.cdef, 'long aws_signed_request_time(long *) __asm__("time");')
    now = pcall(seconds_of_c) and seconds_of_c or now
end

--- Seconds, to be handed over as an int64_t.
local function seconds(what, number, level)
    if number == nil then
        return now()
    end
    -- This is also how nan and the infinities are found.
    if type(number) ~= "number" or number % 1 ~= 0 then
        error(format("%s must be a whole number of seconds", what), level + 1)
    end
    -- So far from any year the library refuses each alike, and beyond 64 bits nothing would be left of the number.
    return number < -2 ^ 53 and -2 ^ 53 or number > 2 ^ 53 and 2 ^ 53 or number
end

local function flags_of(flags, level)
    if flags == nil then
        return 0
    end
    if type(flags) ~= "number" or flags % 1 ~= 0 or flags < 0 or flags >= 2 ^ 32 then
        error("flags must be the sum of some of aws_signed_request.flag", level + 1)
    end
    return flags
end

--- The number of a stage or dialect.
local function number_of(what, names, name, level)
    local number = names[name]
    if not number then
        local known = {}
        for each in pairs(names) do
            known[#known + 1] = each
        end
        table.sort(known)
        error(format("%s must be one of %s", what, concat(known, ", ")), level + 1)
    end
    return number
end

--- Checks a table of options against the types that `allowed` gives their names. A misspelled name is an error, because
-- it would otherwise do nothing.
local function check_options(options, allowed, level)
    if type(options) ~= "table" then
        error("the options must be a table, not " .. type(options), level + 1)
    end
    for name, value in pairs(options) do
        local wanted = allowed[name]
        if not wanted then
            error(format("there is no option %q", tostring(name)), level + 1)
        elseif wanted == "key" then
            if not ffi.istype(key_t, value) then
                error(format("%s must be what aws_signed_request.key() returned, not %s", name, type(value)), level + 1)
            end
        elseif type(value) ~= wanted then
            error(format("%s must be a %s, not %s", name, wanted, type(value)), level + 1)
        end
    end
end

local function need(options, level, one, another)
    local missing = options[one] == nil and one or another and options[another] == nil and another
    if missing then
        error(missing .. " is missing", level + 1)
    end
end

local function either(options, level, one, other)
    if (options[one] == nil) == (options[other] == nil) then
        error(format("either %s or %s must be given", one, other), level + 1)
    end
end

--- A parameter's name as the library's messages show it: cut, and what is not printable percent-encoded.
local function shown(name)
    local cut = name:sub(1, 48):gsub('[%c"%%\\\128-\255]', function(byte) return format("%%%02X", byte:byte()) end)
    return ' "' .. cut .. (#name > 48 and '..."' or '"')
end

--- A value that is no string, as text.
local function spelled(value, index, name, level)
    local fault
    if type(value) == "number" then
        if value % 1 == 0 and value > -2 ^ 53 and value < 2 ^ 53 then
            return value == 0 and "0" or format("%.0f", value)
        end
        local text = format("%.14g", value)
        if find(text, "^%-?%d+%.%d+$") and tonumber(text) == value then
            return text
        end
        fault = "the value is a number that 14 digits do not say exactly; pass a string"
    elseif ffi.istype(int64_t, value) or ffi.istype(uint64_t, value) then
        return (tostring(value):gsub("U?LL$", ""))
    elseif type(value) == "boolean" then
        fault = "the value is a boolean, which every service spells in its own way; pass a string"
    else
        fault = "the value is of type " .. type(value)
    end
    error(format("parameter %d%s: %s", index, shown(name), fault), level + 1)
end

-- The room in which a call works: the texts, which stand in tables so that they are not collected while C reads them;
-- the array of pointers to them; a request; the result. One room is left for the next call. It is taken out of `spare`
-- while it is in use, for a finalizer or a metamethod may run in between and sign something.
local spare

local function take()
    local room = spare
    if room then
        spare = nil
        return room
    end
    return {
        names = {}, values = {},
        array = params_t(16), slots = 16,
        request = request_t(),
        out = chars_t(4096), size = 4096,
    }
end

local function give_back(room, count)
    if count > 256 then
        -- All the places in a table are cleared, also those that are not used again.
        room.names, room.values = {}, {}
    else
        clear(room.names)
        clear(room.values)
    end
    spare = room
end

--- Makes place for so many parameters.
local function extend(room, count)
    local array = params_t(count)
    ffi.copy(array, room.array, room.slots * ffi.sizeof "asr_param")
    room.array, room.slots = array, count
end

--- Puts one parameter into the room.
local function put(room, index, name, value, level)
    if type(name) ~= "string" then
        error(format("parameter %d: the name must be a string, not %s", index, type(name)), level + 1)
    end
    if type(value) ~= "string" then
        value = spelled(value, index, name, level + 1)
    end
    room.names[index], room.values[index] = name, value
    local param = room.array[index - 1]
    param.name, param.name_len, param.value, param.value_len = name, #name, value, #value
end

--- Puts the parameters into the room. Returns how many they are.
local function fill(room, params, level)
    if type(params) ~= "table" then
        error("params must be a table, not " .. type(params), level + 1)
    end
    local count = 0
    if params[1] == nil then
        for name, value in pairs(params) do
            count = count + 1
            if count > room.slots then
                extend(room, 2 * count)
            end
            put(room, count, name, value, level + 1)
        end
        return count
    end
    count = #params
    if count > room.slots then
        extend(room, count)
    end
    for index = 1, count do
        local pair = params[index]
        if type(pair) ~= "table" or pair[3] ~= nil then
            error(format("parameter %d: it is not a pair, { name, value }", index), level + 1)
        end
        put(room, index, pair[1], pair[2], level + 1)
    end
    -- Behind the list there is nothing, unless something was put there by name, or the list was filled backwards.
    if next(params, count) ~= nil then
        local all = 0
        for _ in pairs(params) do
            all = all + 1
        end
        if all ~= count then
            error("params must be either a list of pairs or a map, not both", level + 1)
        end
    end
    return count
end

-- --- What comes out --------------------------------------------------------------------------------------------------

--- Makes room for a text of this length, which did not fit, and a little more. Returns true: call again.
local function grow(room, length)
    room.size = length + 4096
    room.out = chars_t(room.size)
    return true
end

--- The text in the room, which is then free for the next call, as are the `count` parameters in it.
local function answer(room, length, count)
    local text = string_of(room.out, length)
    give_back(room, count)
    return text
end

--- nil, why a call is refused with this status, and the status. `render` does the same for any stage, with what is in
-- the table `given`, which also keeps it from being collected; where it finds another fault, or none, the words are
-- those of the status alone. (A closure would need no table, but LuaJIT compiles no function that makes one.)
local function refusal(room, count, status, render, given)
    local length = 0
    if render(given, STAGE.URL, nil, 0) == status then
        repeat
            length = render(given, STAGE.ERROR, room.out, room.size)
        until length < room.size or not grow(room, length)
    end
    local words = answer(room, length > 0 and length or 0, count)
    return nil, words ~= "" and words or asr.message(status), status
end

local function by_struct(given, stage, out, size)
    return lib.asr_v2_render(given.request, stage, out, size)
end

local function by_lists(given, stage, out, size)
    return lib.aws_signed_request_render_lists(given.region, given.names, #given.names, given.values, #given.values,
        given.count, given.public_key, given.private_key, given.associate_tag, given.version, given.time, stage, out,
        size)
end

local function by_url(given, stage, out, size)
    return lib.asr_v2_render_url(given.method, given.url, #given.url, given.access_key, given.secret, given.time or 0,
        given.dialect or DIALECT.AS_GIVEN, given.flags or 0, stage, out, size)
end

-- --- A signer --------------------------------------------------------------------------------------------------------

local function wiped(key)
    lib.asr_wipe(key, KEY_SIZE)
end

local function prepared(secret, flags)
    local key = ffi.gc(key_t(), wiped)
    local status = lib.asr_key_init(key, secret, #secret, flags)
    if status < 0 then
        return nil, asr.message(status), status
    end
    return key
end

--- A secret made ready for many signatures, for the option `key` of signer() and verify(). It is wiped when it is
-- collected. `flags` must be those of the requests that it is for.
function asr.key(secret, flags)
    text_of("secret", secret, 2)
    return prepared(secret, flags_of(flags, 2))
end

--- Wipes a key at once. Nothing can be signed with it any more, nor by a signer that was made of it.
function asr.wipe(key)
    if not ffi.istype(key_t, key) then
        error("key must be what aws_signed_request.key() returned, not " .. type(key), 2)
    end
    wiped(key)
end

local Signer = {}
Signer.__index = Signer

function Signer:__tostring()
    return format("aws_signed_request.signer: %s (%s)", self.endpoint, self.dialect)
end

local function sign(self, stage, params, method, unix_time)
    if type(self) ~= "table" or getmetatable(self) ~= Signer then
        error("call the methods of a signer with a colon", 2)
    end
    if method ~= nil then
        text_of("method", method, 2)
    end
    local time = seconds("unix_time", unix_time, 2)
    local room = take()
    local count = fill(room, params, 2)
    local length
    repeat
        -- Set anew in each turn: a finalizer that signs with this signer may have run since.
        local request = self.request
        request.method, request.method_len = method, method and #method or 0
        request.params, request.params_count = room.array, count
        request.unix_time = time
        length = lib.asr_v2_render(request, stage, room.out, room.size)
    until length < room.size or not grow(room, length)
    if length < 0 then
        return refusal(room, count, length, by_struct, { request = self.request, self, method })
    end
    return answer(room, length, count)
end

-- Of each method: signer:method(params, method, unix_time). The method is GET if it is left out, the time is now.
for name, stage in pairs {
    canonical = STAGE.CANONICAL,
    string_to_sign = STAGE.STRING_TO_SIGN,
    signature = STAGE.SIGNATURE,
    -- What follows the `?`, or the form body of a POST.
    query = STAGE.QUERY,
    -- Without the parameters of a POST, unless the dialect sends those there.
    url = STAGE.URL,
    -- In words, why the request cannot be signed; the empty string if it can.
    error = STAGE.ERROR,
    -- The whole way from the parameters to the request, for people. The secret is not shown; a session token is.
    explain = STAGE.EXPLAIN,
} do
    Signer[name] = function(self, params, method, unix_time)
        return sign(self, stage, params, method, unix_time)
    end
end

local SIGNER = {
    endpoint = "string", access_key = "string", secret = "string", key = "key", dialect = "string",
    session_token = "string", flags = "number",
}

--- A signer for one endpoint and one secret: { endpoint, access_key, secret or key, dialect, session_token, flags }.
-- The dialect is "AWS_QUERY" unless another is said. What can be checked without parameters is checked here.
function asr.signer(options)
    check_options(options, SIGNER, 2)
    need(options, 2, "endpoint")
    either(options, 2, "secret", "key")
    local dialect, flags = options.dialect or "AWS_QUERY", flags_of(options.flags, 2)
    local endpoint, access_key, secret = options.endpoint, options.access_key or "", options.secret
    -- The copy of the token shows its address, and not its text, where a table is printed.
    local token = options.session_token or ""
    local copy = chars_t(#token + 1, token)
    local request = request_t {
        struct_size = REQUEST_SIZE,
        endpoint = endpoint, endpoint_len = #endpoint,
        access_key = access_key, access_key_len = #access_key,
        session_token = copy, session_token_len = #token,
        dialect = number_of("dialect", DIALECT, dialect, 2), flags = flags,
    }
    -- A signer keeps no secret, but the words for a bad one are those of a request with it.
    if secret then
        request.secret, request.secret_len = secret, #secret
    else
        request.key = options.key
    end
    local status = lib.asr_v2_render(request, STAGE.URL, nil, 0)
    if status < 0 then
        return refusal(take(), 0, status, by_struct, { request = request, options, copy })
    end
    local key, message = options.key, nil
    if secret then
        request.secret, request.secret_len = nil, 0
        key, message, status = prepared(secret, flags)
        if not key then
            return nil, message, status
        end
        request.key = key
    end
    return setmetatable({
        endpoint = endpoint, access_key = access_key, dialect = dialect, key = key, token = copy, request = request,
    }, Signer)
end

-- --- The function of 2009 --------------------------------------------------------------------------------------------

--- The signed URL of a GET request for Amazon's Product Advertising API, which Amazon switched off in 2020. `version`
-- is 2011-08-01 if it is left out, the time is now. Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if
-- there is one, replace what `params` holds under these names.
function asr.aws_signed_request(region, params, public_key, private_key, associate_tag, version, unix_time)
    text_of("region", region, 2)
    text_of("public_key", public_key, 2)
    text_of("private_key", private_key, 2)
    if associate_tag ~= nil then
        text_of("associate_tag", associate_tag, 2)
    end
    if version ~= nil then
        text_of("version", version, 2)
    end
    local time = seconds("unix_time", unix_time, 2)
    local fault, status = nul_in("region", region, STATUS.REGION)
    if not fault then fault, status = nul_in("public_key", public_key, STATUS.ACCESS_KEY) end
    if not fault then fault, status = nul_in("private_key", private_key, STATUS.SECRET) end
    if not fault then fault, status = nul_in("associate_tag", associate_tag, STATUS.LIST_COUNT) end
    if not fault then fault, status = nul_in("version", version, STATUS.LIST_COUNT) end
    if fault then
        return nil, fault, status
    end
    local room = take()
    local count = fill(room, params, 2)
    local length
    repeat
        length = lib.aws_signed_request(region, room.array, count, public_key, private_key, associate_tag, version,
            time, room.out, room.size)
    until length < room.size or not grow(room, length)
    if length < 0 then
        -- Words there are for lists alone, in which a NUL is a fault of its own.
        return refusal(room, count, length, by_lists, {
            region = region, names = concat(room.names, "\0", 1, count), values = concat(room.values, "\0", 1, count),
            count = count, public_key = public_key, private_key = private_key, associate_tag = associate_tag,
            version = version, time = time,
        })
    end
    return answer(room, length, count)
end

-- --- URLs ------------------------------------------------------------------------------------------------------------

local SIGN_URL = {
    url = "string", secret = "string", access_key = "string", method = "string", unix_time = "number",
    dialect = "string", flags = "number", stage = "string",
}

--- An existing URL, signed: { url, secret, access_key, method, unix_time, dialect, flags, stage }. The method is GET,
-- the time now, the dialect "AWS_QUERY" and the stage "URL" unless something else is said. For a POST whose parameters
-- travel in the body, the stage "QUERY" is that body.
function asr.sign_url(options)
    check_options(options, SIGN_URL, 2)
    need(options, 2, "url", "secret")
    local url, secret, access_key, method = options.url, options.secret, options.access_key, options.method
    local time, flags = seconds("unix_time", options.unix_time, 2), flags_of(options.flags, 2)
    local dialect = number_of("dialect", DIALECT, options.dialect or "AWS_QUERY", 2)
    local stage = number_of("stage", STAGE, options.stage or "URL", 2)
    local fault, status = nul_in("secret", secret, STATUS.SECRET)
    if not fault then fault, status = nul_in("access_key", access_key, STATUS.ACCESS_KEY) end
    if not fault then fault, status = nul_in("method", method, STATUS.METHOD) end
    if fault then
        return nil, fault, status
    end
    local room, length = take(), nil
    repeat
        length = lib.asr_v2_render_url(method, url, #url, access_key, secret, time, dialect, flags, stage, room.out,
            room.size)
    until length < room.size or not grow(room, length)
    if length < 0 then
        return refusal(room, 0, length, by_url, {
            method = method, url = url, access_key = access_key, secret = secret, time = time, dialect = dialect,
            flags = flags,
        })
    end
    return answer(room, length, 0)
end

-- --- Verifying -------------------------------------------------------------------------------------------------------

--- The parameters in the room as a request of which they are the whole.
local function request_of(room, count)
    local request = room.request
    ffi.fill(request, REQUEST_SIZE)
    request.struct_size, request.dialect = REQUEST_SIZE, DIALECT.AS_GIVEN
    request.params, request.params_count = room.array, count
    return request
end

local VERIFY = {
    endpoint = "string", params = "table", secret = "string", key = "key", method = "string", signature = "string",
    flags = "number",
}

--- Whether a request that was received is signed with this secret: { endpoint, params, secret or key, method,
-- signature, flags }. `params` are all that came, decoded; `signature` is the parameter Signature if it is left out.
-- Returns true, or nil, why not, and the status: MISMATCH, UNSIGNED, SIGNATURE, or what is wrong with the request.
function asr.verify(options)
    check_options(options, VERIFY, 2)
    need(options, 2, "endpoint", "params")
    either(options, 2, "secret", "key")
    local endpoint, secret, method = options.endpoint, options.secret, options.method
    local signature, flags = options.signature, flags_of(options.flags, 2)
    if signature == "" then
        -- To the library this would be none, in place of which it takes the parameter.
        return nil, asr.message(STATUS.SIGNATURE), STATUS.SIGNATURE
    end
    local room = take()
    local count = fill(room, options.params, 2)
    local request = request_of(room, count)
    request.endpoint, request.endpoint_len, request.flags = endpoint, #endpoint, flags
    if method then
        request.method, request.method_len = method, #method
    end
    if secret then
        request.secret, request.secret_len = secret, #secret
    else
        request.key = options.key
    end
    local status = lib.asr_v2_verify(request, signature, signature and #signature or 0)
    if status ~= 0 then
        return refusal(room, count, status, by_struct, { request = request, options })
    end
    give_back(room, count)
    return true
end

local VERIFY_URL = { url = "string", secret = "string", method = "string", flags = "number" }

--- The same for a URL as it was received: { url, secret, method, flags }. For the form body of a POST it is the URL,
-- `?` (`&` if it has a query) and the body.
function asr.verify_url(options)
    check_options(options, VERIFY_URL, 2)
    need(options, 2, "url", "secret")
    local url, secret, method, flags = options.url, options.secret, options.method, flags_of(options.flags, 2)
    local fault, status = nul_in("secret", secret, STATUS.SECRET)
    if not fault then fault, status = nul_in("method", method, STATUS.METHOD) end
    if fault then
        return nil, fault, status
    end
    status = lib.asr_v2_verify_url(method, url, #url, secret, flags)
    if status ~= 0 then
        return refusal(take(), 0, status, by_url, options)
    end
    return true
end

local CHECK_TIME = { params = "table", url = "string", window = "number", unix_time = "number" }

--- Whether a request that was received is of this time: { params or url, window, unix_time }. Its Timestamp may be
-- `window` seconds before or after `unix_time`, which is now if it is left out; or its Expires may not be before that.
-- Returns true, or nil, why not, and the status: EXPIRED, EARLY, STAMP, or what is wrong with parameters or query.
function asr.check_time(options)
    check_options(options, CHECK_TIME, 2)
    need(options, 2, "window")
    either(options, 2, "params", "url")
    local url, time = options.url, seconds("unix_time", options.unix_time, 2)
    local window, room = seconds("window", options.window, 2), take()
    if url then
        local status = lib.asr_v2_check_time_url(url, #url, time, window)
        if status ~= 0 then
            -- What is wrong with a query is said by the function that signs, for which any secret will do.
            return refusal(room, 0, status, by_url, { url = url, secret = "none" })
        end
        give_back(room, 0)
        return true
    end
    local count = fill(room, options.params, 2)
    local request = request_of(room, count)
    request.unix_time = time
    local status = lib.asr_v2_check_time(request, window)
    give_back(room, count)
    if status ~= 0 then
        return nil, asr.message(status), status
    end
    return true
end

-- --- Why a signature was refused -------------------------------------------------------------------------------------

-- As many numbers, and as much of a report, as are always enough.
local MOST_NUMBERS, REPORT = 80, 16384

local DIAGNOSE = {
    endpoint = "string", params = "table", url = "string", secret = "string", key = "key", method = "string",
    access_key = "string", session_token = "string", dialect = "string", unix_time = "number", flags = "number",
    signature = "string", string_to_sign = "string", hosts = "table", body = "string", content_type = "string",
    old_signature = "string", now = "number", window = "number", most_mistakes = "number",
    with_string_to_sign = "boolean",
}

--- What is known of a request that was refused. The host lines are kept in the room: nobody else has them.
local function evidence_of(room, options, level)
    local evidence = evidence_t { struct_size = ffi.sizeof(evidence_t) }
    local hosts = options.hosts or {}
    for index = 1, #hosts do
        if type(hosts[index]) ~= "string" or find(hosts[index], "\n", 1, true) then
            error("hosts must be a list of strings without newlines", level + 1)
        end
    end
    room.hosts = concat(hosts, "\n")
    evidence.hosts, evidence.hosts_len = room.hosts, #room.hosts
    for _, name in ipairs { "signature", "string_to_sign", "body", "content_type", "old_signature" } do
        local text = options[name]
        if text then
            evidence[name], evidence[name .. "_len"] = text, #text
        end
    end
    evidence.now = options.now and seconds("now", options.now, level + 1) or 0
    evidence.window = options.window and seconds("window", options.window, level + 1) or 0
    local most = options.most_mistakes or 0
    if most % 1 ~= 0 then
        error("most_mistakes must be a whole number", level + 1)
    end
    -- So large a number is refused as any that is too large, and would be another one in 32 bits.
    evidence.most_mistakes = most < -1 and -1 or most > 1000 and 1000 or most
    return evidence
end

--- One answer, in the room. Returns its length, or a status.
local function asked(room, options, request, evidence, numbers, answer)
    local url, length = options.url, nil
    repeat
        if url then
            length = lib.asr_v2_diagnose_url(request, url, #url, evidence, numbers, MOST_NUMBERS, answer, room.out,
                room.size)
        else
            length = lib.asr_v2_diagnose(request, evidence, numbers, MOST_NUMBERS, answer, room.out, room.size)
        end
    until length < room.size or not grow(room, length)
    return length
end

--- The explanations: `numbers` has their mistakes, each of them ended by a 0, and `report` a line for each mistake.
local function explanations_of(numbers, report)
    local lines, count = {}, 0
    for line in report:gmatch "[^\n]+" do
        lines[#lines + 1] = line
    end
    for index = 0, MOST_NUMBERS - 1 do
        count = count + (numbers[index] ~= 0 and 1 or 0)
    end
    -- If they are not as many, the report is not of a release that is known; what mistakes are called is known.
    local known = #lines == count
    local explanations, explanation = {}, {}
    count = 0
    for index = 0, MOST_NUMBERS - 1 do
        local number = numbers[index]
        if number ~= 0 then
            count = count + 1
            explanation[#explanation + 1] = {
                number = number, name = string_of(lib.asr_mistake_name(number)),
                text = known and lines[count] or string_of(lib.asr_mistake_message(number)),
            }
        elseif #explanation > 0 then
            explanations[#explanations + 1], explanation = explanation, {}
        end
    end
    return explanations
end

--- The mistake behind a signature that was refused: { endpoint and params, or url; secret or key; method, access_key,
-- session_token, dialect, unix_time, flags; signature, string_to_sign, hosts, body, content_type, old_signature, now,
-- window, most_mistakes; with_string_to_sign }.
--
-- Returns a list of explanations, the likelier first; none was found if it is empty. Each is a list of mistakes that
-- were made together, { number = 52, name = "space-as-plus", text = what was done, and what to do instead }. With
-- with_string_to_sign it also returns what the signer of the first explanation signed, which takes as long once more.
--
-- Without `signature` the parameter Signature is taken. A list of params is best in the order in which it was given to
-- the signer. With a key no mistake about the secret can be found. It is a search: one mistake is found in an instant,
-- three take up to a few seconds.
function asr.diagnose(options)
    check_options(options, DIAGNOSE, 2)
    either(options, 2, "params", "url")
    either(options, 2, "secret", "key")
    if options.params then
        need(options, 2, "endpoint")
    end
    local dialect, flags = number_of("dialect", DIALECT, options.dialect or "AS_GIVEN", 2), flags_of(options.flags, 2)
    local time = dialect == DIALECT.AS_GIVEN and 0 or seconds("unix_time", options.unix_time, 2)
    local room = take()
    local count = options.params and fill(room, options.params, 2) or 0
    local evidence = evidence_of(room, options, 2)
    local request = request_of(room, count)
    for _, name in ipairs { "endpoint", "method", "access_key", "secret", "session_token" } do
        local text = options[name]
        if text then
            request[name], request[name .. "_len"] = text, #text
        end
    end
    request.key, request.dialect, request.flags, request.unix_time = options.key, dialect, flags, time
    if room.size < REPORT then
        grow(room, REPORT)
    end
    local numbers = numbers_t(MOST_NUMBERS)
    local length = asked(room, options, request, evidence, numbers, ANSWER.REPORT)
    local explanations, text
    if length >= 0 then
        explanations = explanations_of(numbers, string_of(room.out, length))
        if options.with_string_to_sign then
            -- Where nothing was found, nothing is to be looked for again.
            length = #explanations > 0 and asked(room, options, request, evidence, numbers, ANSWER.STRING_TO_SIGN) or 0
            text = length >= 0 and string_of(room.out, length) or nil
        end
    end
    if length < 0 then
        local words = asked(room, options, request, evidence, numbers, ANSWER.ERROR)
        local message = words > 0 and string_of(room.out, words) or asr.message(length)
        give_back(room, count)
        return nil, message, length
    end
    give_back(room, count)
    return explanations, text
end

--- Where two strings to sign first differ, in words; "" if they are the same. Both are any bytes.
function asr.compare(ours, theirs)
    text_of("ours", ours, 2)
    text_of("theirs", theirs, 2)
    local room, length = take(), nil
    repeat
        length = lib.asr_v2_compare(ours, #ours, theirs, #theirs, room.out, room.size)
    until length < room.size or not grow(room, length)
    if length < 0 then
        give_back(room, 0)
        return nil, asr.message(length), length
    end
    return answer(room, length, 0)
end

-- --- The primitives --------------------------------------------------------------------------------------------------

--- HMAC-SHA256 of a text in Base64, or with flag.HMAC_SHA1 HMAC-SHA1. Secret and text are any bytes.
function asr.hmac_base64(secret, text, flags)
    text_of("secret", secret, 2)
    text_of("text", text, 2)
    flags = flags_of(flags, 2)
    local room = take()
    local length = lib.asr_hmac_base64(secret, #secret, text, #text, flags, room.out, room.size)
    if length < 0 then
        give_back(room, 0)
        return nil, asr.message(length), length
    end
    return answer(room, length, 0)
end

--- The percent-encoding of all signatures. The text is any bytes.
function asr.percent_encode(text)
    text_of("text", text, 2)
    local room, length = take(), nil
    repeat
        length = lib.asr_percent_encode(text, #text, room.out, room.size)
    until length < room.size or not grow(room, length)
    if length < 0 then
        give_back(room, 0)
        return nil, asr.message(length), length
    end
    return answer(room, length, 0)
end

return asr
