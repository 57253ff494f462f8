"""cffi reads the declarations as they are, its structs have the library's sizes, and a request is signed and verified.

python3 cdef.py CDEF LIBRARY
"""

import sys

import cffi

ffi = cffi.FFI()
with open(sys.argv[1], encoding="ascii") as file:
    ffi.cdef(file.read())
lib = ffi.dlopen(sys.argv[2])

for name, number in (
    ("asr_param", lib.ASR_STRUCT_PARAM),
    ("asr_v2_request", lib.ASR_STRUCT_V2_REQUEST),
    ("asr_key", lib.ASR_STRUCT_KEY),
    ("asr_v2_call", lib.ASR_STRUCT_V2_CALL),
    ("asr_v2_evidence", lib.ASR_STRUCT_V2_EVIDENCE),
):
    assert ffi.sizeof(name) == lib.asr_sizeof(number), f"{name}: another size in the library"

# The example of the AWS General Reference. `kept` holds the texts, for the structs hold only pointers to them.
kept = []


def text(given):
    kept.append(ffi.from_buffer("char[]", given))
    return kept[-1], len(given)


params = ffi.new(
    "asr_param[]",
    [
        (*text(name), *text(value))
        for name, value in (
            (b"AWSAccessKeyId", b"AKIAIOSFODNN7EXAMPLE"),
            (b"Action", b"DescribeJobFlows"),
            (b"SignatureMethod", b"HmacSHA256"),
            (b"SignatureVersion", b"2"),
            (b"Timestamp", b"2011-10-03T15:19:30"),
            (b"Version", b"2009-03-31"),
        )
    ],
)
request = ffi.new("asr_v2_request *")
request.struct_size = ffi.sizeof("asr_v2_request")
request.endpoint, request.endpoint_len = text(b"https://elasticmapreduce.amazonaws.com/")
request.secret, request.secret_len = text(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
request.params, request.params_count = params, len(params)
out = ffi.new("char[64]")
assert lib.asr_v2_render(request, lib.ASR_STAGE_SIGNATURE, out, 64) == 44
assert ffi.string(out) == b"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=", "another signature than the guide prints"

# The same as a URL.
secret = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
url = (
    b"https://elasticmapreduce.amazonaws.com/?Action=DescribeJobFlows&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    b"&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15:19:30&Version=2009-03-31"
)
signed = ffi.new("char[512]")
length = lib.asr_v2_render_url(
    ffi.NULL, url, len(url), ffi.NULL, secret, 0, lib.ASR_DIALECT_AS_GIVEN, 0, lib.ASR_STAGE_URL, signed, 512
)
assert ffi.string(signed).endswith(b"&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D"), length
assert lib.asr_v2_verify_url(b"GET", signed, length, secret, 0) == lib.ASR_OK
assert lib.asr_v2_verify_url(b"GET", signed, length, b"another", 0) == lib.ASR_E_MISMATCH
assert lib.asr_v2_verify(request, out, 44) == lib.ASR_OK
assert lib.asr_v2_check_time_url(signed, length, 1317655170 + 301, 300) == lib.ASR_E_EXPIRED
