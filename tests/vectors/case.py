"""The shape of a case, with the defaults that keep the lists of inputs short."""
import calendar
import time

# The example credentials of Amazon's own guides; nothing here was ever a real key.
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def case(id, note, dialect, method, url, params, at=None, access_key=ACCESS_KEY, secret_key=SECRET_KEY,
         session_token=None, json_body=None, signature_method="HmacSHA256"):
    """One input. `at` is a UTC time such as 2011-10-03T15:19:30; `json_body` is only for the signer of ccxt."""
    scheme, rest = url.split("://")
    host, slash, path = rest.partition("/")
    as_given = dialect == "as_given"
    return {
        "id": id,
        "note": note,
        "dialect": dialect,
        "method": method,
        "scheme": scheme,
        "host": host,
        "path": slash + path,
        "params": [list(pair) for pair in params.items()],
        "access_key": None if as_given else access_key,
        "secret_key": secret_key,
        "session_token": session_token,
        "unix_time": None if as_given else calendar.timegm(time.strptime(at, "%Y-%m-%dT%H:%M:%S")),
        "signature_method": signature_method,
        "json_body": json_body,
    }
