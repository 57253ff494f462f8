-- LuaJIT reads the declarations as they are, its structs have the library's sizes, and a request is signed and
-- verified.
-- luajit cdef.lua CDEF LIBRARY

local ffi = require("ffi")
ffi.cdef(assert(io.open(arg[1])):read("*a"))
local lib = ffi.load(arg[2])

for name, number in pairs({
    asr_param = lib.ASR_STRUCT_PARAM, asr_v2_request = lib.ASR_STRUCT_V2_REQUEST, asr_key = lib.ASR_STRUCT_KEY,
    asr_v2_call = lib.ASR_STRUCT_V2_CALL, asr_v2_evidence = lib.ASR_STRUCT_V2_EVIDENCE,
}) do
    assert(ffi.sizeof(name) == tonumber(lib.asr_sizeof(number)), name .. ": another size in the library")
end

-- The example of the AWS General Reference. The texts stay in Lua variables until the call returns, for the structs
-- hold only pointers to them.
local given = {
    { "AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE" }, { "Action", "DescribeJobFlows" }, { "SignatureMethod", "HmacSHA256" },
    { "SignatureVersion", "2" }, { "Timestamp", "2011-10-03T15:19:30" }, { "Version", "2009-03-31" },
}
local params = ffi.new("asr_param[?]", #given)
for i, pair in ipairs(given) do
    params[i - 1] = { pair[1], #pair[1], pair[2], #pair[2] }
end
local endpoint, secret = "https://elasticmapreduce.amazonaws.com/", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
local request = ffi.new("asr_v2_request", {
    struct_size = ffi.sizeof("asr_v2_request"),
    endpoint = endpoint, endpoint_len = #endpoint, secret = secret, secret_len = #secret,
    params = params, params_count = #given,
})
local out = ffi.new("char[64]")
assert(lib.asr_v2_render(request, lib.ASR_STAGE_SIGNATURE, out, 64) == 44)
assert(ffi.string(out) == "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=", "another signature than the guide prints")

-- The same as a URL. A number of Lua's is taken where the declaration has an int64_t.
local url = "https://elasticmapreduce.amazonaws.com/?Action=DescribeJobFlows&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    .. "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15:19:30&Version=2009-03-31"
local signed = ffi.new("char[512]")
local len = lib.asr_v2_render_url(nil, url, #url, nil, secret, 0, lib.ASR_DIALECT_AS_GIVEN, 0, lib.ASR_STAGE_URL,
    signed, 512)
assert(len > 0 and ffi.string(signed):find("&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D", 1, true))
assert(lib.asr_v2_verify_url("GET", signed, len, secret, 0) == lib.ASR_OK)
assert(lib.asr_v2_verify_url("GET", signed, len, "another", 0) == lib.ASR_E_MISMATCH)
assert(lib.asr_v2_verify(request, out, 44) == lib.ASR_OK)
assert(lib.asr_v2_check_time_url(signed, len, 1317655170 + 301, 300) == lib.ASR_E_EXPIRED)
