"""Signs requests with AWS Signature Version 2, and verifies them, by libaws_signed_request.

    from aws_signed_request import aws_signed_request

    url = aws_signed_request("com", {"Operation": "ItemLookup", "ItemId": "0679722769"}, public_key, private_key)

is the PHP function of 2009 under its name; its documentation says where the two differ. `Signer` is the general door,
for services that are alive:

    signer = Signer("https://sdb.amazonaws.com/", access_key, secret)
    url = signer.url({"Action": "ListDomains", "Version": "2009-04-15"})
    text = signer.string_to_sign({"Action": "ListDomains", "Version": "2009-04-15"}, unix_time=1317655170)

`sign_url` signs a URL as it stands; `verify_url`, `verify`, `check_time_url` and `check_time` are what a server asks of
a request that it received:

    url = sign_url("https://sdb.amazonaws.com/?Action=ListDomains&Version=2009-04-15", access_key, secret)
    right = verify_url(url, secret)   # True or False
    check_time_url(url, 900)          # raises SigningError if its Timestamp is more than 15 minutes away

`diagnose_url` and `diagnose` name the mistake behind a signature that was refused, and `compare` says where two strings
to sign differ:

    for explanation in diagnose_url(url, secret):
        print([mistake.name for mistake in explanation])   # ["space-as-plus"]

Parameters are a mapping, or an iterable of (name, value) pairs in which a name may stand more than once. They are given
as they are meant, not escaped, in any order. Names and values become the bytes that PHP makes of the same values:

    str          its UTF-8 (a lone surrogate is refused: UTF-8 has none)
    bytes        as they are; they must be UTF-8
    None, False  nothing: `name=`
    True         1
    int          decimal digits; also beyond 64 bits, where PHP has a float instead
    float        14 significant digits, as PHP writes them unless its `precision` is set to something other than 14:
                 1.0 is 1, 1e25 is 1.0E+25, also NAN, INF, -INF, -0

Any other value is a TypeError that names the parameter. A name is str, bytes or int.

What the library refuses is a `SigningError`; it says which argument or parameter is at fault and why, and never shows a
secret. The library is loaded at the first call, not at the import, so that a program can be imported, type-checked and
documented where the library is missing; call `version()` to have it loaded, or `LibraryNotFoundError` raised, earlier.

Everything here may be called from any number of threads at once; the interpreter's lock is released while the library
works. Nothing that is passed in is kept, but for what a `Signer` is made of.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from ctypes import c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from enum import IntEnum, IntFlag
from typing import Any, Callable, Dict, List, NamedTuple, NoReturn, Optional, Tuple, Union

__all__ = [
    "Diagnosis",
    "Dialect",
    "Flag",
    "LibraryNotFoundError",
    "Mistake",
    "Name",
    "Params",
    "Signer",
    "SigningError",
    "Stage",
    "Status",
    "Text",
    "Value",
    "aws_signed_request",
    "check_time",
    "check_time_url",
    "compare",
    "diagnose",
    "diagnose_url",
    "hmac_base64",
    "percent_encode",
    "sign_url",
    "verify",
    "verify_url",
    "version",
]
__version__ = "0.1.0"

# Here, because the next lines are the first that an older Python stumbles over.
if sys.version_info < (3, 9):
    raise ImportError("aws_signed_request needs Python 3.9 or later")

Text = Union[str, bytes]
Name = Union[str, bytes, int]
Value = Union[str, bytes, None, bool, int, float]
# A Mapping is invariant in its keys, so that one of Name would not take a Dict[str, str].
Params = Union[Mapping[str, Value], Mapping[bytes, Value], Mapping[int, Value], Iterable[Tuple[Name, Value]]]


class Stage(IntEnum):
    """Which text of a request is asked for. Every stage checks the whole request."""

    CANONICAL = 1
    """Every parameter that is signed, encoded and in order, without Signature."""
    STRING_TO_SIGN = 2
    """Method, host, path and canonical query, joined by newlines."""
    SIGNATURE = 3
    """The HMAC of the string to sign, in Base64, not percent-encoded: 44 characters, or 28 with Flag.HMAC_SHA1."""
    QUERY = 4
    """The canonical query and the Signature: what follows the `?` of a GET, or the form body of a POST."""
    URL = 5
    """The URL to send: the endpoint and, unless the parameters travel in the body, `?` and the signed query."""
    ERROR = 6
    """In words, why the request cannot be signed; the empty text if it can."""
    EXPLAIN = 7
    """The whole way from the parameters to the request, for people. The secret is not shown; a session token is."""


class Dialect(IntEnum):
    """Which cloud's form of Signature Version 2 a request is signed in."""

    AS_GIVEN = 0
    """Nothing is added but Signature. The access key and the time are not read."""
    AWS_QUERY = 1
    """Amazon SimpleDB, OpenStack's EC2 API, EC2-compatible clouds: adds AWSAccessKeyId, SignatureMethod,
    SignatureVersion, Timestamp unless Expires is given, and SecurityToken if there is a session token."""
    NIFCLOUD = 2
    """As AWS_QUERY, with AccessKeyId in place of AWSAccessKeyId."""
    PRODUCT_ADVERTISING = 3
    """Amazon's Product Advertising API until 2020: adds Service, AWSAccessKeyId, Timestamp and, if missing, Version."""
    HTX = 4
    """The HTX (Huobi) exchange: adds AccessKeyId, SignatureMethod, SignatureVersion and Timestamp. The parameters of a
    POST travel in the URL; its JSON body is not signed and not given here."""


class Flag(IntFlag):
    """Switches of a `Signer` and of the functions that take flags."""

    ANY_CREDENTIAL = 1
    """Keys and token may have white space at their ends and control characters other than NUL in them; a secret given
    as bytes need not be UTF-8."""
    EMPTY_HOST = 2
    """The host of the endpoint may be empty, as in `https:///path`."""
    HMAC_SHA1 = 4
    """HMAC-SHA1 (SignatureMethod=HmacSHA1) in place of HMAC-SHA256, for servers that know no other."""


class Status(IntEnum):
    """Why the library refused: the ASR_E_* numbers of aws_signed_request.h, which describes each. (MISMATCH is never
    that of a SigningError: `verify` and `verify_url` return False.)"""

    NULL = -1
    STRUCT_SIZE = -2
    STAGE = -3
    DIALECT = -4
    FLAGS = -5
    METHOD = -6
    ENDPOINT = -7
    REGION = -8
    ACCESS_KEY = -9
    SECRET = -10
    KEY = -11
    SESSION_TOKEN = -12
    LIST_COUNT = -13
    EMPTY_NAME = -14
    RESERVED = -15
    UTF8 = -16
    TIME = -17
    TOO_LARGE = -18
    NO_MEMORY = -19
    PANIC = -20
    SIGNATURE_METHOD = -21
    SIGNATURE_VERSION = -22
    URL = -23
    ESCAPE = -24
    UNSIGNED = -25
    SIGNATURE = -26
    MISMATCH = -27
    STAMP = -28
    EXPIRED = -29
    EARLY = -30


class SigningError(ValueError):
    """A request that cannot be signed or verified, or is not in time. Its text says where the fault is, and never holds
    a secret or a token."""

    status: Union[Status, int]
    """A `Status`, or the bare number of one that only a later release of the library has."""

    def __init__(self, status: Union[Status, int], message: str) -> None:
        # Both are handed to the base class, because an exception is unpickled by calling its class with its args.
        super().__init__(status, message)
        self.status = status

    def __str__(self) -> str:
        return str(self.args[1])


class LibraryNotFoundError(OSError):
    """The library could not be loaded. The text lists every place that was looked at, and what was wrong there."""


# --- The library -----------------------------------------------------------------------------------------------------

_ENVIRONMENT = "AWS_SIGNED_REQUEST_LIB"

# File names to look for: beside this module the first, and all of them, the last first, by the system's loader. The
# number is that of the ABI which this module speaks.
if sys.platform == "win32":
    _FILES = ("aws_signed_request.dll",)
elif sys.platform == "darwin":
    _FILES = ("libaws_signed_request.dylib", "libaws_signed_request.0.dylib")
else:
    _FILES = ("libaws_signed_request.so", "libaws_signed_request.so.0")

_STRUCT_PARAM = 1
_STRUCT_V2_REQUEST = 2
_STRUCT_KEY = 3
_STRUCT_V2_CALL = 4
_STRUCT_V2_EVIDENCE = 5


class _Key(ctypes.Structure):
    """asr_key. It signs as well as the secret, so it is not left in memory that will be used for something else."""

    _fields_ = [("opaque", c_uint64 * 16)]

    wipe: Callable[[int, int], None]

    # With defaults, because when the interpreter ends, modules may be gone before this is called.
    def __del__(
        self, address: Callable[[Any], int] = ctypes.addressof, size: Callable[[Any], int] = ctypes.sizeof
    ) -> None:
        self.wipe(address(self), size(self))


class _Request(ctypes.Structure):
    """asr_v2_request. Of what is secret it shows the address alone, which keeps nothing alive: `kept` does."""

    _fields_ = [
        ("struct_size", c_size_t),
        ("method", c_char_p),
        ("method_len", c_size_t),
        ("endpoint", c_char_p),
        ("endpoint_len", c_size_t),
        ("access_key", c_char_p),
        ("access_key_len", c_size_t),
        ("secret", c_void_p),
        ("secret_len", c_size_t),
        ("key", c_void_p),
        ("session_token", c_void_p),
        ("session_token_len", c_size_t),
        ("params", c_void_p),
        ("params_count", c_size_t),
        ("unix_time", c_int64),
        ("dialect", c_int32),
        ("flags", c_uint32),
    ]
    kept: Any


_REQUEST_SIZE = ctypes.sizeof(_Request)

# asr_v2_call: the address of the request, the lengths of names and values, how many, the time, the address of the room
# and its size, and the stage. As bytes, which take far less time to make than a Structure, and which are that call's own.
_CALL = struct.Struct("@PNNNqPNi0q")


class _Evidence(ctypes.Structure):
    """asr_v2_evidence."""

    _fields_ = [
        ("struct_size", c_size_t),
        ("signature", c_char_p),
        ("signature_len", c_size_t),
        ("string_to_sign", c_char_p),
        ("string_to_sign_len", c_size_t),
        ("hosts", c_char_p),
        ("hosts_len", c_size_t),
        ("body", c_char_p),
        ("body_len", c_size_t),
        ("content_type", c_char_p),
        ("content_type_len", c_size_t),
        ("old_signature", c_char_p),
        ("old_signature_len", c_size_t),
        ("now", c_int64),
        ("window", c_int64),
        ("most_mistakes", c_int32),
        ("reserved", c_int32),
    ]


_EVIDENCE_SIZE = ctypes.sizeof(_Evidence)


class _Library:
    """The functions of the loaded library that are used here."""

    __slots__ = (
        "aws_signed_request_lists",
        "aws_signed_request_render_lists",
        "check_time_lists",
        "check_time_url",
        "compare",
        "diagnose_lists",
        "diagnose_url",
        "hmac_base64",
        "key_init",
        "mistake_message",
        "mistake_name",
        "percent_encode",
        "render_lists",
        "render_url",
        "render_with_lists",
        "sign_for_product_advertising",
        "sign_with_lists",
        "status_message",
        "verify_lists",
        "verify_url",
        "version",
        "wipe",
    )

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)

        def function(name: str, result: Any, arguments: List[Any]) -> Callable[..., Any]:
            bound = getattr(library, name)
            bound.restype, bound.argtypes = result, arguments
            return bound  # type: ignore[no-any-return]

        # A c_char_p argument passes the address of a bytes object and stops at nothing, so that a text whose length is
        # beside it may hold NULs. A text without a length ends at the first NUL, so _terminated lets none through.
        text = [c_char_p]
        sized = [c_char_p, c_size_t]
        lists = [*sized, *sized, c_size_t]
        out = [ctypes.POINTER(c_char), c_size_t]
        self.aws_signed_request_lists = function(
            "aws_signed_request_lists", c_int32, [*text, *lists, *text * 4, c_int64, *out]
        )
        self.aws_signed_request_render_lists = function(
            "aws_signed_request_render_lists", c_int32, [*text, *lists, *text * 4, c_int64, c_int32, *out]
        )
        self.render_lists = function(
            "asr_v2_render_lists", c_int32, [*text * 2, *lists, *text * 3, c_int64, c_int32, c_uint32, c_int32, *out]
        )
        self.render_url = function(
            "asr_v2_render_url", c_int32, [*text, *sized, *text * 2, c_int64, c_int32, c_uint32, c_int32, *out]
        )
        self.render_with_lists = function("asr_v2_render_with_lists", c_int32, text * 3)
        self.verify_lists = function("asr_v2_verify_lists", c_int32, [*text * 2, *lists, *text * 2, c_uint32])
        self.verify_url = function("asr_v2_verify_url", c_int32, [*text, *sized, *text, c_uint32])
        self.check_time_lists = function("asr_v2_check_time_lists", c_int32, [*lists, c_int64, c_int64])
        self.check_time_url = function("asr_v2_check_time_url", c_int32, [*sized, c_int64, c_int64])
        found = [ctypes.POINTER(_Evidence), ctypes.POINTER(c_int32), c_size_t, c_int32, *out]
        self.diagnose_lists = function("asr_v2_diagnose_lists", c_int32, [ctypes.POINTER(_Request), *lists, *found])
        self.diagnose_url = function("asr_v2_diagnose_url", c_int32, [ctypes.POINTER(_Request), *sized, *found])
        self.compare = function("asr_v2_compare", c_int32, [*sized, *sized, *out])
        self.mistake_message = function("asr_mistake_message", c_char_p, [c_int32])
        self.mistake_name = function("asr_mistake_name", c_char_p, [c_int32])
        self.hmac_base64 = function("asr_hmac_base64", c_int32, [*sized, *sized, c_uint32, *out])
        self.percent_encode = function("asr_percent_encode", c_int32, [*sized, *out])
        self.key_init = function("asr_key_init", c_int32, [c_void_p, *sized, c_uint32])
        self.wipe = function("asr_wipe", None, [c_void_p, c_size_t])
        self.status_message = function("asr_status_message", c_char_p, [c_int32])
        self.version = function("asr_version", c_char_p, [])

        # Two of them a second time, without argtypes, because to convert ten arguments takes as long as to sign, and
        # to convert three still a twentieth of a signature.
        # What is handed over has to be of the right type by itself: bytes or None for a text, int for 32 bits, and an
        # object of ctypes for everything else.
        self.sign_for_product_advertising = library["aws_signed_request_lists"]
        self.sign_with_lists = library["asr_v2_render_with_lists"]

        # That the library counts the four words of a parameter as this interpreter does shows that both mean the same by
        # a pointer and a size. A request and evidence may be longer there, since they say how long they are here.
        size = function("asr_sizeof", c_size_t, [c_int32])
        if size(_STRUCT_PARAM) != 4 * ctypes.sizeof(c_size_t):
            raise OSError(f"it is another ABI: asr_sizeof(ASR_STRUCT_PARAM) is {size(_STRUCT_PARAM)}")
        if size(_STRUCT_KEY) != ctypes.sizeof(_Key):
            raise OSError(f"it is another ABI: asr_sizeof(ASR_STRUCT_KEY) is {size(_STRUCT_KEY)}")
        if size(_STRUCT_V2_CALL) != _CALL.size:
            raise OSError(f"it is another ABI: asr_sizeof(ASR_STRUCT_V2_CALL) is {size(_STRUCT_V2_CALL)}")
        if size(_STRUCT_V2_REQUEST) < _REQUEST_SIZE:
            raise OSError(f"it is another ABI: asr_sizeof(ASR_STRUCT_V2_REQUEST) is {size(_STRUCT_V2_REQUEST)}")
        if size(_STRUCT_V2_EVIDENCE) < _EVIDENCE_SIZE:
            raise OSError(f"it is another ABI: asr_sizeof(ASR_STRUCT_V2_EVIDENCE) is {size(_STRUCT_V2_EVIDENCE)}")


_loaded: Optional[_Library] = None
_loading = threading.Lock()


def _load() -> _Library:
    """Loads the library once. A failure is not remembered, so that it can be put right while the program runs."""
    global _loaded
    with _loading:
        if _loaded is None:
            _loaded = _find()
        return _loaded


def _find() -> _Library:
    named = os.environ.get(_ENVIRONMENT)
    if named:
        # Whoever names a library means that one, so nothing else is tried. The full path keeps the system's loader from
        # searching for it.
        places = [(os.path.abspath(named), f" (from {_ENVIRONMENT})")]
    else:
        places = [(os.path.join(os.path.dirname(os.path.abspath(__file__)), _FILES[0]), " (beside the module)")]
        places += [(name, " (by the system's loader)") for name in reversed(_FILES)]
    faults = []
    for place, how in places:
        try:
            return _Library(place)
        except (OSError, AttributeError) as error:
            faults.append(f"\n  {place}{how}: {str(error).removeprefix(place + ': ')}")
    advice = "" if named else f"\nSet {_ENVIRONMENT} to the path of the library."
    raise LibraryNotFoundError("libaws_signed_request cannot be loaded; looked at" + "".join(faults) + advice)


# --- What goes in ----------------------------------------------------------------------------------------------------


def _no_utf8(status: Status, where: str, position: int) -> SigningError:
    return SigningError(status, f"{where} has a lone surrogate, which UTF-8 cannot encode (at character {position})")


_STATUS_OF = {
    "method": Status.METHOD,
    "endpoint": Status.ENDPOINT,
    "region": Status.REGION,
    "access_key": Status.ACCESS_KEY,
    "public_key": Status.ACCESS_KEY,
    "secret": Status.SECRET,
    "private_key": Status.SECRET,
    "session_token": Status.SESSION_TOKEN,
    "signature": Status.SIGNATURE,
}


def _bytes(name: str, text: Text) -> bytes:
    """The bytes of the argument of this name."""
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise TypeError(f"{name} must be str or bytes, not {type(text).__name__}")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        position = error.start
    # Not raised from within the handler: the error that was handled carries the text, which may be a secret.
    raise _no_utf8(_STATUS_OF.get(name, Status.UTF8), f"{name}: it", position)


def _terminated(name: str, text: Text) -> bytes:
    """The same for an argument that C reads up to the first NUL: a NUL in it would cut it off unseen."""
    encoded = _bytes(name, text)
    if b"\0" in encoded:
        raise SigningError(_STATUS_OF.get(name, Status.LIST_COUNT), f"{name}: there is a NUL in it")
    return encoded


def _seconds(unix_time: Optional[int], name: str = "unix_time") -> int:
    """The time that is meant: now, if none is given."""
    if unix_time is None:
        return int(time.time())
    if not isinstance(unix_time, int) or isinstance(unix_time, bool):
        raise TypeError(f"{name} must be int, in seconds, not {type(unix_time).__name__}")
    # ctypes would cut a larger number down to 64 bits, and so to another time.
    if not -(2**63) <= unix_time < 2**63:
        raise SigningError(Status.TIME, f"{name}: it is before 1970 or after 9999")
    return unix_time


def _window(window: int) -> int:
    if not isinstance(window, int) or isinstance(window, bool):
        raise TypeError(f"window must be int, in seconds, not {type(window).__name__}")
    if window < 0:
        raise SigningError(Status.TIME, "window: it is negative")
    # All of time fits into 64 bits, so that a larger window lets no more through.
    return min(window, 2**63 - 1)


def _flags(flags: int) -> int:
    if not isinstance(flags, int) or isinstance(flags, bool):
        raise TypeError(f"flags must be Flag, not {type(flags).__name__}")
    # ctypes would drop the bits beyond the 32 that the library looks at.
    if not 0 <= flags < 2**32:
        raise SigningError(Status.FLAGS, "flags: a bit is set that is none of Flag")
    return flags


def _php_float(value: float) -> str:
    """A float as PHP's (string) writes it at its default precision."""
    text = "%.14G" % value
    if "E" not in text:
        return text
    mantissa, exponent = text.split("E")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}E{int(exponent):+d}"


def _name(name: object) -> bytes:
    if isinstance(name, str):
        return name.encode()
    if isinstance(name, bytes):
        return name
    if isinstance(name, int) and not isinstance(name, bool):
        return int.__repr__(name).encode()
    raise TypeError(f"must be str, bytes or int, not {type(name).__name__}")


def _value(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes):
        return value
    if value is None or value is False:
        return b""
    if value is True:
        return b"1"
    if isinstance(value, int):
        # Not str(), to which a subclass, such as an enumeration, may have given another meaning.
        return int.__repr__(value).encode()
    if isinstance(value, float):
        return _php_float(value).encode()
    raise TypeError(f"must be str, bytes, None, bool, int or float, not {type(value).__name__}")


def _pairs(params: Params) -> Tuple[List[Any], List[Any]]:
    """The names, and the values, of parameters that are not in a plain dict."""
    if isinstance(params, Mapping):
        return list(params.keys()), list(params.values())
    if isinstance(params, (str, bytes)) or not isinstance(params, Iterable):
        raise TypeError(f"params must be a mapping or (name, value) pairs, not {type(params).__name__}")
    names, values = [], []
    for pair in params:
        # Anything of length 2 could be taken apart, also the text "ab", which is no pair.
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TypeError(f"parameter {len(names) + 1}: it is not a (name, value) pair")
        name, value = pair
        names.append(name)
        values.append(value)
    return names, values


def _lists(params: Params) -> Tuple[bytes, bytes, List[Any], List[Any]]:
    """The parameters as the library takes them: names and values, each separated by NUL. And the names and the values
    that they are made of, for `_first_fault`."""
    names, values = ([*params], [*params.values()]) if type(params) is dict else _pairs(params)
    try:
        # Nearly always all are str, and then this takes a third of the time of a look at each.
        return "\0".join(names).encode(), "\0".join(values).encode(), names, values
    except (TypeError, ValueError):
        pass
    return (*_converted(names, values), names, values)


def _converted(names: List[Any], values: List[Any]) -> Tuple[bytes, bytes]:
    """The same of parameters of which not all are str, or not all fit."""
    try:
        return _joined(names, _name), _joined(values, _value)
    except (TypeError, ValueError):
        fault = _first_fault(names, values)
    raise fault


def _joined(items: List[Any], convert: Callable[[object], bytes]) -> bytes:
    """The names, or the values, where one of them or of the others is no str."""
    try:
        return "\0".join(items).encode()
    except TypeError:
        return b"\0".join([item.encode() if type(item) is str else convert(item) for item in items])


def _first_fault(names: Iterable[object], values: Iterable[object]) -> Exception:
    """Why these cannot be handed over, or why the library does not find as many in the lists as there are."""
    for number, (name, value) in enumerate(zip(names, values), 1):
        for what, item, convert in (("name", name, _name), ("value", value, _value)):
            where = f"parameter {number}{_shown(name)}:"
            try:
                converted = convert(item)
            except UnicodeEncodeError as error:
                return _no_utf8(Status.UTF8, f"{where} the {what}", error.start)
            except ValueError:
                # Python refuses to write an int of thousands of digits.
                return SigningError(Status.TOO_LARGE, f"{where} the {what} is an int of too many digits")
            except TypeError as error:
                return TypeError(f"{where} the {what} {error}")
            if b"\0" in converted:
                return SigningError(Status.LIST_COUNT, f"{where} there is a NUL in the {what}")
    return RuntimeError("params was changed while it was read")


def _shown(name: object) -> str:
    """A parameter's name as the library's messages show it, cut and escaped, or nothing if it is none."""
    try:
        encoded = name.encode(errors="surrogatepass") if isinstance(name, str) else _name(name)
    except (TypeError, ValueError):
        return ""
    shown = "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"%\\' else f"%{byte:02X}" for byte in encoded[:48])
    return f' "{shown}{"..." if len(encoded) > 48 else ""}"'


# --- What comes out --------------------------------------------------------------------------------------------------

# Most results fit. The room is made anew for every call, so that nothing that runs in between, be it a thread, a signal
# handler or a finalizer, can find or overwrite what was written.
_ROOM = 2048
_Room = c_char * _ROOM

# Signatures have rooms that are used again. A call takes one away and puts it back, so that it has it for itself; there
# come to be as many as there are calls at a time.
_SPARE = 16384
_SPARE_SIZE = c_size_t.from_param(_SPARE)
_spares: List[Tuple[Any, Any, int]] = []

# Names and values of fewer bytes than this seldom make a longer text than a spare room has place for.
_SHORT = _SPARE // 2


def _spare() -> Tuple[Any, Any, int]:
    """Room for a text, the pointer to it, and its address."""
    room = (c_char * _SPARE)()
    return room, ctypes.byref(room), ctypes.addressof(room)


class _Sizes(Dict[int, Any]):
    """Numbers as size_t to hand over. They are kept, because to make one takes as long as to look up four; there come
    to be at most _SHORT of them."""

    def __missing__(self, number: int) -> Any:
        size = self[number] = c_size_t.from_param(number)
        return size


_sizes = _Sizes()

# The second that was signed last, and the same to hand over. Nearly always it is also the next, and then it need not be
# made again. Both are replaced at once, so that threads and signal handlers find what belongs together.
_second: Tuple[int, Any] = 0, c_int64.from_param(0)


def _new_second(seconds: int) -> Any:
    global _second
    _second = seconds, c_int64.from_param(seconds)
    return _second[1]


def _room(size: int) -> Any:
    """Room for a text of this length, or somewhat more."""
    # ctypes makes a class for every size of array; with powers of two these stay few.
    return (c_char * (1 << size.bit_length()))()


def _text(function: Callable[..., int], arguments: Tuple[Any, ...]) -> str:
    """Calls a function that writes text, in the one protocol that all of them have, and returns the text.

    `arguments` ends in the room for the text and its size; if that is too small, the call is made again with more.
    """
    length = function(*arguments)
    if 0 <= length < arguments[-1]:
        text: str = arguments[-2][:length].decode()
        return text
    if length < 0:
        raise _refused(length)
    room = _room(length)
    return _text(function, (*arguments[:-2], room, len(room)))


def _refused(code: int) -> SigningError:
    message: bytes = (_loaded or _load()).status_message(code)
    return SigningError(Status(code) if code in _STATUSES else code, message.decode())


def _worded(error: SigningError, function: Callable[..., int], request: Tuple[Any, ...]) -> SigningError:
    """The same error in the words that `function`, which takes a stage, has for this request. Where it has another
    fault to find, or none, such as for an unknown stage, the words stay those of the status."""
    if function(*request, Stage.URL, None, 0) != error.status:
        return error
    return SigningError(error.status, _text(function, (*request, Stage.ERROR, _Room(), _ROOM)))


_STATUSES = frozenset(Status)


# --- The doors -------------------------------------------------------------------------------------------------------

_ARGUMENTS = ("region", "public_key", "private_key", "version")


def aws_signed_request(
    region: Text,
    params: Params,
    public_key: Text,
    private_key: Text,
    associate_tag: Optional[Text] = None,
    version: Text = "2011-08-01",
    *,
    unix_time: Optional[int] = None,
) -> str:
    """Returns the signed URL of a GET request for Amazon's Product Advertising API.

    (Amazon switched that API off in 2020. The function is here for what was built on it.)

    The URL is that of the PHP function of 2009, byte for byte, for every request that the old one signed rightly. Where
    the old one broke the rules of the signature, this one follows them: it sorts names that look like numbers as text,
    writes a region in lower case, and leaves out a Signature in params. Or it raises SigningError: for text that is not
    UTF-8, for a NUL, for an empty name, and for keys with white space at an end or control characters in them.

    region         the end of the host name: "com", "co.uk", "de", "co.jp", ...
    params         see the top of this module. Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if it is
                   given as an argument, replace what it holds under these names. It is not changed.
    public_key     the access key id
    private_key    the secret
    associate_tag  the AssociateTag to send, if any
    version        the version of the API
    unix_time      seconds since 1970-01-01T00:00:00Z; by default, now

    Text is str, or bytes in UTF-8. Raises SigningError, TypeError, LibraryNotFoundError.
    """
    library = _loaded or _load()
    names, values, given_names, given_values = _lists(params)
    arguments = (region, public_key, private_key, version)
    try:
        # All four in one go, which is as strict as _terminated: a NUL in one of them makes it more than four.
        texts = "\0".join(arguments).encode().split(b"\0")  # type: ignore[arg-type]
    except (TypeError, UnicodeEncodeError):
        texts = []
    if len(texts) != 4:
        texts = [_terminated(name, text) for name, text in zip(_ARGUMENTS, arguments)]
    host_end, access_key, secret, api = texts
    tag = None if associate_tag is None else _terminated("associate_tag", associate_tag)
    now = int(time.time()) if unix_time is None else _seconds(unix_time)
    names_len, values_len, count = len(names), len(values), len(given_names)
    if names_len + values_len < _SHORT:
        try:
            spare = room, out, _ = _spares.pop()
        except IndexError:
            spare = room, out, _ = _spare()
        second, when = _second
        if now != second:
            when = _new_second(now)
        sign = library.sign_for_product_advertising
        length = sign(
            host_end,
            names,
            _sizes[names_len],
            values,
            _sizes[values_len],
            _sizes[count],
            access_key,
            secret,
            tag,
            api,
            when,
            out,
            _SPARE_SIZE,
        )
        if 0 <= length < _SPARE:
            url: str = room[:length].decode()
            _spares.append(spare)
            return url
    # The text is long or the request is refused: once more, with enough room or for the reason.
    request = (host_end, names, names_len, values, values_len, count, access_key, secret, tag, api, now)
    room = _room(3 * (names_len + values_len))
    try:
        return _text(library.aws_signed_request_lists, (*request, room, len(room)))
    except SigningError as refused:
        error = refused
    if error.status == Status.LIST_COUNT:
        raise _first_fault(given_names, given_values)
    raise _worded(error, library.aws_signed_request_render_lists, request)


class Signer:
    """Signs requests for one endpoint with one pair of keys. It never changes, and threads may share it.

    endpoint       "https://host[:port][/path]", also http, ws, wss; without query and fragment. The host is signed and
                   sent in lower case, without the port if it is the scheme's default; the path as it is.
    access_key     the access key id; None is enough for Dialect.AS_GIVEN
    secret         the secret. It is in no repr(), and a Signer cannot be pickled.
    dialect        which cloud's form: what is added to the parameters, and how
    session_token  that of temporary credentials, if any
    flags          some of Flag

    Text is str, or bytes in UTF-8. What the library thinks of it is said at the first request. Raises SigningError for
    text that cannot be handed over, and TypeError.
    """

    __slots__ = (
        "_access_key",
        "_dialect",
        "_endpoint",
        "_flags",
        "_get",
        "_post",
        "_prepared",
        "_secret",
        "_session_token",
        "_signs_again",
    )

    def __init__(
        self,
        endpoint: Text,
        access_key: Optional[Text],
        secret: Text,
        *,
        dialect: Dialect = Dialect.AWS_QUERY,
        session_token: Optional[Text] = None,
        flags: Flag = Flag(0),
    ) -> None:
        self._endpoint = _terminated("endpoint", endpoint)
        self._access_key = None if access_key is None else _terminated("access_key", access_key)
        # An array, unlike bytes, shows its address and not its content in a debugger or an error report.
        self._secret: Any = ctypes.create_string_buffer(_terminated("secret", secret))
        token = None if session_token is None else _terminated("session_token", session_token)
        self._session_token = None if token is None else ctypes.create_string_buffer(token)
        self._dialect = int(Dialect(dialect))
        self._flags = int(_flags(flags))
        # Nothing is prepared before the second signature: for one alone that would take longer than it saves.
        self._signs_again = False
        self._prepared: Optional[_Request] = None
        self._get: Optional[Tuple[int, _Request]] = None
        self._post: Optional[Tuple[int, _Request]] = None

    def __repr__(self) -> str:
        access_key = None if self._access_key is None else self._access_key.decode(errors="backslashreplace")
        endpoint = self._endpoint.decode(errors="backslashreplace")
        return f"Signer({endpoint!r}, {access_key!r}, {Dialect(self._dialect).name})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Signer holds a secret and cannot be pickled or copied; make another where it is needed")

    def render(self, stage: Stage, params: Params, method: str = "GET", unix_time: Optional[int] = None) -> str:
        """Returns one stage of the signed request.

        params     see the top of this module; without what the dialect adds. A Signature among them is left out.
        method     in any case
        unix_time  seconds since 1970-01-01T00:00:00Z; by default, now. To see several stages of one request, give the
                   same time to each.

        Raises SigningError, TypeError, LibraryNotFoundError. Stage.ERROR raises no SigningError: it returns the text of
        the one that any other stage would raise.
        """
        if Stage(stage) is not Stage.ERROR:
            return self._render(Stage(stage), params, method, unix_time)
        # Not left to the library, which is never asked about a request that cannot be handed over to it.
        try:
            self._render(_URL, params, method, unix_time)
        except SigningError as error:
            return str(error)
        return ""

    def url(self, params: Params, method: str = "GET", unix_time: Optional[int] = None) -> str:
        """Returns the URL to send. That of a POST is without its parameters, unless the dialect sends them there."""
        return self._render(_URL, params, method, unix_time)

    def query(self, params: Params, method: str = "GET", unix_time: Optional[int] = None) -> str:
        """Returns the signed query: what follows the `?` of a GET, or the body of a POST, whose Content-Type is
        `application/x-www-form-urlencoded; charset=utf-8`."""
        return self._render(_QUERY, params, method, unix_time)

    def signature(self, params: Params, method: str = "GET", unix_time: Optional[int] = None) -> str:
        """Returns the signature in Base64, not percent-encoded."""
        return self._render(_SIGNATURE, params, method, unix_time)

    def string_to_sign(self, params: Params, method: str = "GET", unix_time: Optional[int] = None) -> str:
        """Returns what is signed: method, host, path and canonical query, in lines."""
        return self._render(_STRING_TO_SIGN, params, method, unix_time)

    def canonical_query(self, params: Params, method: str = "GET", unix_time: Optional[int] = None) -> str:
        """Returns all parameters that are signed, encoded and in order."""
        return self._render(_CANONICAL, params, method, unix_time)

    def _render(self, stage: int, params: Params, method: str, unix_time: Optional[int]) -> str:
        library = _loaded or _load()
        given_names, given_values = (params, params.values()) if type(params) is dict else _pairs(params)
        joined = None
        try:
            # As in _lists, but for the copies, which only a refusal needs.
            joined = "\0".join(given_names).encode(), "\0".join(given_values).encode()
        except (TypeError, ValueError):
            pass
        names, values = joined or _converted([*given_names], [*given_values])
        count = len(given_names)
        request = self._get if method == "GET" else self._post if method == "POST" else None
        if request is None:
            request = self._request(library, method)
        if unix_time is not None:
            now = _seconds(unix_time)
        elif self._dialect:
            now = int(time.time())
        else:
            # Where no time is signed, which is in Dialect.AS_GIVEN, the clock is not asked.
            now = 0
        names_len, values_len = len(names), len(values)
        if names_len + values_len < _SHORT:
            try:
                spare = room, _, out = _spares.pop()
            except IndexError:
                spare = room, _, out = _spare()
            sign = library.sign_with_lists
            call = _CALL.pack(request[0], names_len, values_len, count, now, out, _SPARE, stage)
            length = sign(call, names, values)
            if 0 <= length < _SPARE:
                text: str = room[:length].decode()
                _spares.append(spare)
                return text
        # The text is long or the request is refused: once more, with enough room or for the reason.
        arguments = (library, request, names, values, count, now)
        room = _room(3 * (names_len + values_len))
        try:
            return _text(_render_with_lists, (*arguments, stage, room, len(room)))
        except SigningError as refused:
            error = refused
        if error.status == Status.LIST_COUNT:
            raise _first_fault([*given_names], [*given_values])
        raise _worded(error, _render_with_lists, arguments)

    def _request(self, library: _Library, method: Text) -> Tuple[int, _Request]:
        """The request with this method, which is prepared if the signer is used again, behind its address."""
        verb = _terminated("method", method)
        # In this order: the secret goes when the other comes, perhaps in another thread.
        secret, request = self._secret, self._prepared
        if request is None:
            request = _Request()
            request.struct_size = _REQUEST_SIZE
            request.endpoint, request.endpoint_len = self._endpoint, len(self._endpoint)
            if self._access_key is not None:
                request.access_key, request.access_key_len = self._access_key, len(self._access_key)
            token = self._session_token
            if token is not None:
                request.session_token, request.session_token_len = ctypes.addressof(token), len(token) - 1
            request.dialect, request.flags = self._dialect, self._flags
            key = _prepared(library, secret, self._flags) if self._signs_again else None
            self._signs_again = True
            if key is None:
                request.secret, request.secret_len = ctypes.addressof(secret), len(secret) - 1
                request.kept = secret, token
            else:
                request.key = ctypes.addressof(key)
                request.kept = key, token
                self._prepared = request
                self._secret = None
        if method != "GET":
            common, request = request, _Request.from_buffer_copy(request)
            request.method, request.method_len = verb, len(verb)
            request.kept = common
        addressed = ctypes.addressof(request), request
        # Other methods are too rare, and too many, to keep a request for each.
        if request.key and method == "GET":
            self._get = addressed
        elif request.key and method == "POST":
            self._post = addressed
        return addressed


def _render_with_lists(
    library: _Library,
    request: Tuple[int, _Request],
    names: bytes,
    values: bytes,
    count: int,
    unix_time: int,
    stage: int,
    room: Any,
    size: int,
) -> int:
    """The library's function in the form that the others have: the arguments end in the stage, the room and its size."""
    out = 0 if room is None else ctypes.addressof(room)
    call = _CALL.pack(request[0], len(names), len(values), count, unix_time, out, size, stage)
    return library.render_with_lists(call, names, values)


def _prepared(library: _Library, secret: Any, flags: int) -> Optional[_Key]:
    """The key that is made of a secret. If it cannot be, the request says why."""
    key = _Key()
    key.wipe = library.wipe
    return None if library.key_init(ctypes.addressof(key), secret, len(secret) - 1, flags) else key


# Looking a member up in its enumeration takes up to a fifth of a microsecond before Python 3.12, and plain numbers take
# less time to hand over.
_CANONICAL = int(Stage.CANONICAL)
_STRING_TO_SIGN = int(Stage.STRING_TO_SIGN)
_SIGNATURE = int(Stage.SIGNATURE)
_QUERY = int(Stage.QUERY)
_URL = int(Stage.URL)


def sign_url(
    url: Text,
    access_key: Optional[Text],
    secret: Text,
    method: str = "GET",
    unix_time: Optional[int] = None,
    *,
    dialect: Dialect = Dialect.AWS_QUERY,
    flags: Flag = Flag(0),
    stage: Stage = Stage.URL,
) -> str:
    """Signs a URL with whatever query it carries, and returns the signed URL or another stage.

    The query is taken apart as a form: `+` and `%20` are a space, `%2B` is a plus, escapes may be in either case. A
    Signature in it is replaced, so that signing a signed URL again, at whatever time, gives the same URL. What the
    dialect adds may be there already; a Timestamp that is there and not empty is kept.

    url         "https://host[:port][/path][?query]", also http, ws, wss; no fragment, no user name, no `&amp;`
    access_key  the access key id; None if the URL has it, or the dialect is Dialect.AS_GIVEN
    secret      the secret
    method      in any case. For a POST whose parameters travel in the body, Stage.QUERY is the body and Stage.URL where
                to send it.
    unix_time   seconds since 1970-01-01T00:00:00Z; by default, now
    dialect     which cloud's form: what is added to the parameters, and how
    flags       some of Flag
    stage       what to return

    Text is str, or bytes in UTF-8. Raises SigningError, TypeError, LibraryNotFoundError. Stage.ERROR raises no
    SigningError: it returns the text of the one that any other stage would raise.
    """
    stage = Stage(stage)
    if stage is Stage.ERROR:
        # Not left to the library, which is never asked about a URL that cannot be handed over to it.
        try:
            sign_url(url, access_key, secret, method, unix_time, dialect=dialect, flags=flags)
        except SigningError as refused:
            return str(refused)
        return ""
    library = _loaded or _load()
    text = _bytes("url", url)
    request = (
        _terminated("method", method),
        text,
        len(text),
        None if access_key is None else _terminated("access_key", access_key),
        _terminated("secret", secret),
        _seconds(unix_time),
        Dialect(dialect),
        _flags(flags),
    )
    # A query may become three times as long, since all that it holds unescaped may have to be escaped.
    room = _Room() if len(text) * 2 < _ROOM else _room(len(text) * 2)
    try:
        return _text(library.render_url, (*request, stage, room, len(room)))
    except SigningError as refused:
        error = refused
    raise _worded(error, library.render_url, request)


def verify_url(url: Text, secret: Text, method: str = "GET", *, flags: Flag = Flag(0)) -> bool:
    """Returns whether the Signature in this URL is right, comparing in constant time.

    The URL is as the server received it: for the form body of a POST, the URL, `?` (`&` if it has a query) and the body.
    It is taken apart as `sign_url` does. Whether it is in time is another question, which `check_time_url` answers; whether the key may do
    what is asked for, a third.

    flags  some of Flag. Without Flag.HMAC_SHA1 a request that says SignatureMethod=HmacSHA1 is refused.

    Raises SigningError for what is no signed request: for a URL without a Signature (Status.UNSIGNED), with two, or
    with one that is not Base64 of the right length (Status.SIGNATURE), and for all that `sign_url` refuses. Also
    TypeError, LibraryNotFoundError.
    """
    library = _loaded or _load()
    text, key, verb = _bytes("url", url), _terminated("secret", secret), _terminated("method", method)
    bits = _flags(flags)
    code = library.verify_url(verb, text, len(text), key, bits)
    if code == 0:
        return True
    if code == Status.MISMATCH:
        return False
    raise _worded(_refused(code), library.render_url, (verb, text, len(text), None, key, 0, Dialect.AS_GIVEN, bits))


def verify(
    endpoint: Text,
    params: Params,
    secret: Text,
    method: str = "GET",
    signature: Optional[Text] = None,
    *,
    flags: Flag = Flag(0),
) -> bool:
    """Returns whether the signature of a request that was received is right, comparing in constant time: `verify_url`
    for a server that has taken the request apart.

    endpoint   "https://host[:port][/path]" as the client addressed it: the Host header, and the path as it came
    params     all parameters of the request, from its query or its form body, decoded; see the top of this module
    secret     the secret that belongs to the access key id in params
    method     in any case
    signature  the signature, in Base64 and not percent-encoded; by default, the parameter Signature in params
    flags      some of Flag

    Raises what `verify_url` raises.
    """
    library = _loaded or _load()
    names, values, given_names, given_values = _lists(params)
    lists = (names, len(names), values, len(values), len(given_names))
    verb, address, key = _terminated("method", method), _terminated("endpoint", endpoint), _terminated("secret", secret)
    bits = _flags(flags)
    received = None if signature is None else _terminated("signature", signature)
    code = library.verify_lists(verb, address, *lists, received, key, bits)
    if code == 0:
        return True
    if code == Status.MISMATCH:
        return False
    if code == Status.LIST_COUNT:
        raise _first_fault(given_names, given_values)
    request = (verb, address, *lists, None, key, None, 0, Dialect.AS_GIVEN, bits)
    raise _worded(_refused(code), library.render_lists, request)


def check_time_url(url: Text, window: int, unix_time: Optional[int] = None) -> None:
    """Returns if a URL that was received is in time: if its Timestamp is at most `window` seconds away from
    `unix_time`, in either direction, or its Expires is not before `unix_time`. Of the rest of the URL it says nothing.

    A stamp is `2011-10-03T15:19:30`, with fractions of a second or without, followed by Z, an offset such as +09:00, or
    nothing, which is UTC.

    url        as the server received it; for the form body of a POST, the URL, `?` (`&` if it has a query) and the body
    window     seconds; Amazon allows 900
    unix_time  the server's time, in seconds since 1970-01-01T00:00:00Z; by default, now

    Raises SigningError with Status.EXPIRED for a request that is too old, Status.EARLY for one from the future, and
    Status.STAMP if there is neither Timestamp nor Expires, if there are both or one twice, or if it cannot be read.
    Also for a query that `sign_url` cannot read, and TypeError, LibraryNotFoundError.
    """
    library = _loaded or _load()
    text = _bytes("url", url)
    code = library.check_time_url(text, len(text), _seconds(unix_time), _window(window))
    if code != 0:
        request = (b"GET", text, len(text), None, _NO_SECRET, 0, Dialect.AS_GIVEN, 0)
        raise _worded(_refused(code), library.render_url, request)


def check_time(params: Params, window: int, unix_time: Optional[int] = None) -> None:
    """Returns if a request with these parameters, decoded, is in time: `check_time_url` for a server that has taken the
    request apart."""
    library = _loaded or _load()
    names, values, given_names, given_values = _lists(params)
    lists = (names, len(names), values, len(values), len(given_names))
    code = library.check_time_lists(*lists, _seconds(unix_time), _window(window))
    if code == Status.LIST_COUNT:
        raise _first_fault(given_names, given_values)
    if code != 0:
        request = (b"GET", b"http://host/", *lists, None, _NO_SECRET, None, 0, Dialect.AS_GIVEN, 0)
        raise _worded(_refused(code), library.render_lists, request)


# What is wrong with the parameters is said by the functions that sign them, for which any secret will do.
_NO_SECRET = b"none"


# --- Why a signature was refused -------------------------------------------------------------------------------------


class Mistake(NamedTuple):
    """One thing that a signer did wrong, or one reason for which a right signature is refused."""

    number: int
    """One of ASR_MISTAKE_* of aws_signed_request.h."""
    name: str
    """The same as a short name for programs, such as "space-as-plus"; "unknown" for one of a later release."""
    text: str
    """The same for people: where, what was done, and what to do instead."""


class Diagnosis(List[Tuple[Mistake, ...]]):
    """The explanations of a signature, the likelier first. Each is one mistake or a few, which were made together."""

    string_to_sign: Optional[bytes] = None
    """What the signer of the first explanation signed, if it was asked for; b"" if no explanation was found. Not all
    signers sign ASCII, so it is any bytes."""


def diagnose(
    endpoint: Text,
    params: Params,
    secret: Text,
    method: Text = "GET",
    signature: Optional[Text] = None,
    *,
    string_to_sign: Optional[Text] = None,
    hosts: Iterable[Text] = (),
    body: Optional[Text] = None,
    content_type: Optional[Text] = None,
    old_signature: Optional[Text] = None,
    now: Optional[int] = None,
    window: int = 900,
    most_mistakes: int = 3,
    access_key: Optional[Text] = None,
    session_token: Optional[Text] = None,
    dialect: Dialect = Dialect.AS_GIVEN,
    unix_time: Optional[int] = None,
    flags: Flag = Flag(0),
    with_string_to_sign: bool = False,
) -> Diagnosis:
    """Names the mistake behind a signature that was refused. The Diagnosis is a list, empty if none was found.

    An explanation is one mistake, or up to three together, with which a signer that is right in everything else arrives
    at exactly this signature. It is a search: one mistake is found in an instant, three take up to a few seconds. It tells
    what is wrong with a signature, so answer nobody with it who does not know the secret.

    The request as it was sent, of which no text need be as clean as for signing:

    endpoint        "https://host[:port][/path]"
    params          all parameters that were sent, decoded, in the order in which they were given to the signer, if that
                    is known; with another dialect than Dialect.AS_GIVEN, those without what it adds
    secret          the secret that it should have been signed with
    method          in any case
    access_key      the access key id, session_token, dialect and unix_time: as those of a `Signer` and its request
    flags           some of Flag

    What was refused: there must be a signature or string_to_sign, and more is better.

    signature       the signature, not percent-encoded, in whatever form it is; by default, the parameter Signature
    string_to_sign  the string to sign, as the server or the other signer printed it

    What else is known, each of which is used:

    hosts           host lines that may have been signed: "host" or "host:port"
    body            the body that was sent along: a form or a JSON object
    content_type    the Content-Type of the body
    old_signature   what the parameter Signature was before the request was signed once more
    now             when the request was made or refused, in seconds since 1970-01-01T00:00:00Z; by default, not known
    window          how many seconds before and after it a Timestamp may be (0 is 900)
    most_mistakes   how many mistakes may come together, 1 to 3 (0 is 3)

    with_string_to_sign  whether to look for the Diagnosis's string_to_sign, too, which takes as long once more

    Text is str, whose UTF-8 is taken, or any bytes. Raises SigningError, TypeError, LibraryNotFoundError.
    """
    library = _loaded or _load()
    names, values, given_names, given_values = _lists(params)
    lists = (names, len(names), values, len(values), len(given_names))
    address = _bytes("endpoint", endpoint)
    request = _sent(method, access_key, flags)
    request.endpoint, request.endpoint_len = address, len(address)
    request.dialect = int(Dialect(dialect))
    request.unix_time = _seconds(unix_time) if request.dialect else 0
    known = _known(signature, string_to_sign, hosts, body, content_type, old_signature, now, window, most_mistakes)
    try:
        return _diagnosed(library.diagnose_lists, request, secret, session_token, lists, known, with_string_to_sign)
    except SigningError as refused:
        error = refused
    raise _first_fault(given_names, given_values) if error.status == Status.LIST_COUNT else error


def diagnose_url(
    url: Text,
    secret: Text,
    method: Text = "GET",
    signature: Optional[Text] = None,
    *,
    string_to_sign: Optional[Text] = None,
    hosts: Iterable[Text] = (),
    body: Optional[Text] = None,
    content_type: Optional[Text] = None,
    old_signature: Optional[Text] = None,
    now: Optional[int] = None,
    window: int = 900,
    most_mistakes: int = 3,
    access_key: Optional[Text] = None,
    session_token: Optional[Text] = None,
    flags: Flag = Flag(0),
    with_string_to_sign: bool = False,
) -> Diagnosis:
    """The same as `diagnose` for a signed URL as it was sent, or as it stands in a log.

    url        for the form body of a POST, the URL, `?` (`&` if it has a query) and the body. The query is not read as
               strictly as elsewhere, because what is wrong with it may be the reason.
    signature  by default, that in the URL

    The rest is as there.
    """
    library = _loaded or _load()
    text = _bytes("url", url)
    request = _sent(method, access_key, flags)
    known = _known(signature, string_to_sign, hosts, body, content_type, old_signature, now, window, most_mistakes)
    subject = (text, len(text))
    return _diagnosed(library.diagnose_url, request, secret, session_token, subject, known, with_string_to_sign)


def compare(ours: Text, theirs: Text) -> str:
    """Returns in words where two strings to sign first differ, such as `the value of "Keywords": theirs has %20, ours
    has +`; the empty text if they are the same. Each is any bytes, or str, whose UTF-8 is taken."""
    one, other = _bytes("ours", ours), _bytes("theirs", theirs)
    return _text((_loaded or _load()).compare, (one, len(one), other, len(other), _Room(), _ROOM))


def _sent(method: Text, access_key: Optional[Text], flags: int) -> _Request:
    request = _Request()
    request.struct_size, request.flags = _REQUEST_SIZE, _flags(flags)
    request.method = verb = _bytes("method", method)
    request.method_len = len(verb)
    if access_key is not None:
        request.access_key = key = _bytes("access_key", access_key)
        request.access_key_len = len(key)
    return request


def _known(
    signature: Optional[Text],
    string_to_sign: Optional[Text],
    hosts: Iterable[Text],
    body: Optional[Text],
    content_type: Optional[Text],
    old_signature: Optional[Text],
    now: Optional[int],
    window: int,
    most_mistakes: int,
) -> _Evidence:
    known = _Evidence()
    known.struct_size = _EVIDENCE_SIZE
    for name, text in (
        ("signature", signature),
        ("string_to_sign", string_to_sign),
        ("hosts", _host_lines(hosts)),
        ("body", body),
        ("content_type", content_type),
        ("old_signature", old_signature),
    ):
        if text is not None:
            encoded = _bytes(name, text)
            setattr(known, name, encoded)
            setattr(known, f"{name}_len", len(encoded))
    # That the time is not known, and nothing else, is 0.
    known.now = 0 if now is None else _seconds(now, "now")
    known.window = _window(window)
    if not isinstance(most_mistakes, int) or isinstance(most_mistakes, bool):
        raise TypeError(f"most_mistakes must be int, not {type(most_mistakes).__name__}")
    # ctypes would make another number of one that has more bits. So large a one is refused as any that is too large.
    known.most_mistakes = max(-1, min(most_mistakes, 2**31 - 1))
    return known


def _host_lines(hosts: Iterable[Text]) -> bytes:
    # A text is an iterable of texts, too, but is meant as one host.
    if isinstance(hosts, (str, bytes)) or not isinstance(hosts, Iterable):
        raise TypeError(f"hosts must be a list of str or bytes, not {type(hosts).__name__}")
    lines = [_bytes("hosts", host) for host in hosts]
    if any(b"\n" in line for line in lines):
        raise SigningError(Status.ENDPOINT, "hosts: there is a newline in one of them")
    return b"\n".join(lines)


# As much as is always enough for the report, and for the numbers.
_REPORT = 16384
_MISTAKES = 80
_ANSWER_REPORT, _ANSWER_STRING_TO_SIGN, _ANSWER_ERROR = 1, 2, 3


def _diagnosed(
    function: Callable[..., int],
    request: _Request,
    secret: Text,
    session_token: Optional[Text],
    subject: Tuple[Any, ...],
    known: _Evidence,
    with_string_to_sign: bool,
) -> Diagnosis:
    library = _loaded or _load()
    copies: List[Any] = []
    try:
        for name, text in (("secret", secret), ("session_token", b"" if session_token is None else session_token)):
            encoded = _bytes(name, text)
            copies.append(ctypes.create_string_buffer(encoded, len(encoded) + 1))
            setattr(request, name, ctypes.addressof(copies[-1]))
            setattr(request, f"{name}_len", len(encoded))
        question = (ctypes.byref(request), *subject, ctypes.byref(known))
        numbers = (c_int32 * _MISTAKES)()
        report = _answer(function, (*question, numbers, _MISTAKES), _ANSWER_REPORT)
        diagnosis = _explanations(library, list(numbers), report.decode())
        if with_string_to_sign:
            # Where nothing was found, nothing is to be looked for again.
            once_more = (*question, None, 0)
            diagnosis.string_to_sign = _answer(function, once_more, _ANSWER_STRING_TO_SIGN) if diagnosis else b""
        return diagnosis
    finally:
        for copy in copies:
            library.wipe(ctypes.addressof(copy), len(copy))


def _answer(function: Callable[..., int], question: Tuple[Any, ...], answer: int) -> bytes:
    """One answer, of any bytes, or the exception for what cannot be answered, in the words of the library."""
    size = _REPORT - 1
    while True:
        room = _room(size)
        length = function(*question, answer, room, len(room))
        if length < 0:
            break
        if length < len(room):
            text: bytes = room[:length]
            return text
        size = length
    room = _room(_ROOM - 1)
    words = function(*question, _ANSWER_ERROR, room, _ROOM)
    if not 0 < words < _ROOM:
        raise _refused(length)
    raise SigningError(Status(length) if length in _STATUSES else length, room[:words].decode())


def _explanations(library: _Library, numbers: List[int], report: str) -> Diagnosis:
    """The explanations: `numbers` has their mistakes, each ended by a 0, and `report` has a line for each mistake."""
    mistakes = [number for number in numbers if number]
    lines = [line for line in report.split("\n") if line]
    if len(lines) != len(mistakes):
        # Not of a release that is known. What they are called is known all the same.
        lines = [library.mistake_message(number).decode() for number in mistakes]
    remaining = iter(lines)
    diagnosis = Diagnosis()
    explanation: List[Mistake] = []
    for number in numbers:
        if number:
            explanation.append(Mistake(number, library.mistake_name(number).decode(), next(remaining)))
        elif explanation:
            diagnosis.append(tuple(explanation))
            explanation = []
    return diagnosis


# --- Primitives ------------------------------------------------------------------------------------------------------


def hmac_base64(secret: Text, text: Text, *, flags: Flag = Flag(0)) -> str:
    """Returns HMAC-SHA256 of `text` under `secret`, in standard Base64: 44 characters; with Flag.HMAC_SHA1 HMAC-SHA1:
    28 characters. Each is any bytes, or str, whose UTF-8 is taken."""
    key, data = _bytes("secret", secret), _bytes("text", text)
    return _text((_loaded or _load()).hmac_base64, (key, len(key), data, len(data), _flags(flags), _Room(), _ROOM))


def percent_encode(text: Text) -> str:
    """Returns `text` as it stands in a signed query: `A-Z a-z 0-9 - _ . ~` stay, every other byte is %XX. It is any
    bytes, or str, whose UTF-8 is taken."""
    data = _bytes("text", text)
    return _text((_loaded or _load()).percent_encode, (data, len(data), _Room(), _ROOM))


def version() -> str:
    """Returns the release of the library, which it loads if need be, such as "0.1.0"."""
    release: bytes = (_loaded or _load()).version()
    return release.decode()
