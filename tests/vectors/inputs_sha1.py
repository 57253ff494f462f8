"""Inputs that are signed with HmacSHA1, between which and HmacSHA256 Amazon's guides of the time let clients choose."""
from case import case

AT = "2011-02-03T04:05:06"
CASES = []


def add(dialect, id, note, method, url, params, at=AT, **more):
    CASES.append(case("sha1-" + id, note, dialect, method, url, params, at, signature_method="HmacSHA1", **more))


SDB = "https://sdb.amazonaws.com/"
add("aws_query", "sdb-list-domains", "ListDomains of SimpleDB.", "GET", SDB,
    {"Action": "ListDomains", "MaxNumberOfDomains": "10", "Version": "2009-04-15"})
add("aws_query", "sdb-select", "Select with quotes, a wildcard and an umlaut.", "POST", SDB,
    {"Action": "Select", "Version": "2009-04-15",
     "SelectExpression": "select * from `k\u00fcche` where Name like '%(alt)%' and Preis > '0012.50' limit 10"})
add("aws_query", "sqs-send-message", "SendMessage of SQS.", "POST",
    "https://queue.amazonaws.com/123456789012/jobs", {
        "Action": "SendMessage", "Version": "2009-02-01", "MessageBody": "{\"id\": 7, \"text\": \"50 % + 1 = ?\"}\n"})
add("aws_query", "ec2-describe-images", "DescribeImages of EC2.", "GET", "https://ec2.amazonaws.com/",
    {"Action": "DescribeImages", "Version": "2009-11-30", "ImageId.1": "ami-60a54009", "ImageId.10": "ami-2bb65342",
     "ImageId.2": "ami-78a54011"})
add("aws_query", "fps-pay", "Pay of the Flexible Payments Service.", "GET", "https://fps.sandbox.amazonaws.com/", {
    "Action": "Pay", "Version": "2008-09-17", "CallerReference": "order #42/2011", "TransactionAmount.Value": "1.00",
    "TransactionAmount.CurrencyCode": "USD", "SenderTokenId": "T0K3N+of/the=sender"})
add("aws_query", "eucalyptus-port", "A cloud on a port of its own.", "POST",
    "http://192.0.2.10:8773/services/Eucalyptus", {"Action": "DescribeInstances", "Version": "2009-04-04"},
    access_key="WKy3rMzOWPouVOxK1p3Ar1C2uRBwa2FBXnCw", secret_key="h2eRRdxPUuPPqoTyj5jzHIPSPGGZ2wnZTUcHRA")
add("aws_query", "session-token", "A session token.", "POST", SDB, {"Action": "ListDomains", "Version": "2009-04-15"},
    session_token="to+ken/with=marks~==")
add("aws_query", "printable-ascii", "Every printable ASCII character, in one value and in one name.", "GET", SDB,
    {"".join(map(chr, range(0x20, 0x7F))): "1", "Value": "".join(map(chr, range(0x7E, 0x1F, -1)))})
add("aws_query", "unicode", "Two, three and four bytes to a character, composed and decomposed.", "POST", SDB,
    {"Text": "\u0142\u00f3d\u017a \u65e5\u672c \U0001f600 \u00e9e\u0301", "\u00e9t\u00e9": "1", "zebra": "2", "~": "3"})
add("aws_query", "controls", "Tab, line feed, carriage return and delete.", "GET", SDB, {"Text": "a\tb\nc\r\nd\x7f"})
add("aws_query", "no-params", "Nothing but what the dialect adds.", "GET", SDB, {})
add("aws_query", "60-params", "60 parameters, the largest in front.", "POST", SDB,
    {"Item.%d.Value" % n: "a b/%d" % n for n in range(60, 0, -1)})
add("aws_query", "delete", "Another method.", "DELETE", "https://cloud.example.com/queue/a%2Fb", {"Action": "Delete"})

# SHA-1 has the same block of 64 bytes as SHA-256: a longer key is hashed first, to 20 bytes instead of 32.
SECRETS = {
    "1-byte": "k", "20-bytes": "0123456789abcdefghij", "64-bytes": "0123456789abcdef" * 4,
    "65-bytes": "0123456789abcdef" * 4 + "/", "300-bytes": "Secret+/" * 37 + "====",
    "unicode": "\u043a\u043b\u044e\u0447-\u9375-\U0001f511",
}
for NAME, SECRET in SECRETS.items():
    add("aws_query", "secret-" + NAME, "The secret is used byte for byte.", "POST", SDB,
        {"Action": "ListDomains", "Version": "2009-04-15"}, secret_key=SECRET)

# NIFCLOUD has its own name for the key id.
NIFCLOUD = {"access_key": "12345678901234567890", "secret_key": "NiFcLoUdSeCrEtKeY/Example+0123456789abcd="}
add("nifcloud", "nifcloud-describe-images", "DescribeImages.", "GET",
    "https://jp-east-1.computing.api.nifcloud.com/api/", {"Action": "DescribeImages", "ImageName.1": "CentOS 7.9"},
    **NIFCLOUD)
add("nifcloud", "nifcloud-start-instances", "StartInstances with a Japanese text.", "POST",
    "https://jp-west-1.computing.api.nifcloud.com/api/",
    {"Action": "StartInstances", "InstanceId.1": "web001", "Note": "\u518d\u8d77\u52d5 (2 \u56de\u76ee)"}, **NIFCLOUD)


# As given: the caller has named the method.
def given(id, note, method, url, params):
    add("as_given", id, note, method, url, {
        "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SignatureMethod": "HmacSHA1", "SignatureVersion": "2", **params})


given("given-timestamp", "A time stamp with milliseconds.", "GET", "https://sdb.amazonaws.com/",
      {"Action": "ListDomains", "Timestamp": "2011-02-03T04:05:06.789Z"})
given("given-expires", "An expiry time in place of a time stamp.", "POST", "https://queue.amazonaws.com/",
      {"Action": "ListQueues", "Expires": "2011-02-03T04:20:06Z", "QueueNamePrefix": "a*b"})
given("given-offset", "A time stamp with an offset.", "GET", "http://cloud.example.com:8773/services/Cloud",
      {"Action": "DescribeRegions", "Timestamp": "2011-02-03T05:05:06+01:00"})
