"""Signatures of SOAP requests: HMAC over a few values strung together, in Base64.

Amazon's services took SOAP requests that were signed so beside the signed queries (without WS-Security, that is). What
is strung together is a matter of the service, and so is the hash; `source` says where the rule, or the answer, is
printed. Two programs that have nothing to do with each other calculate the HMAC, and where the text is Action and
Timestamp alone, which is also what Signature Version 0 was, two signers make it by themselves.
"""
import base64
import hmac
import importlib.metadata
import sys

import engines

MTURK = "AWSMechanicalTurkRequester"
ABOUT = (
    "Signatures of SOAP requests: text is what goes into HMAC; source says where the rule for it is printed, or the "
    "whole answer; answered_by lists who gave signature_base64. Written by ask.py, never by hand.")
RULES = {
    "sqs": "Amazon Simple Queue Service Developer Guide (API version 2008-01-01), SOAP without WS-Security",
    "sdb": "Amazon SimpleDB Developer Guide (API version 2007-11-07), SOAP without WS-Security",
    "alexa": "Alexa Site Thumbnail Developer Guide (API version 2006-05-15), Authentication",
    "paapi": "Product Advertising API Developer Guide (API version 2013-08-01), Using SOAP without WS-Security",
    "s3": "Amazon Simple Storage Service API Reference, Authenticating SOAP requests",
    "mturk": "Amazon Mechanical Turk Developer Guide (API version 2012-03-25), AWS Request Authentication",
}


def case(id, source, service, prefix, action, timestamp, secret_key, signature_method="HmacSHA1", printed=None):
    return {"id": "soap-" + id, "source": RULES.get(source, source), "service": service, "action": action,
            "timestamp": timestamp, "text": prefix + action + timestamp, "secret_key": secret_key,
            "signature_method": signature_method, "printed": printed}


SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CASES = [
    # The text is the guide's own example.
    case("sqs-create-queue", "sqs", "AmazonSQS", "", "CreateQueue", "2008-02-10T00:00:00Z", SECRET),
    case("sdb-put-attributes", "sdb", "AmazonSimpleDB", "", "PutAttributes", "2009-04-15T12:34:56Z", SECRET),
    case("sdb-long-secret", "sdb", "AmazonSimpleDB", "", "Query", "2008-02-29T23:59:59.999Z", "Secret+/" * 12),
    # The text is the guide's own example.
    case("alexa-thumbnail", "alexa", "AlexaSiteThumbnail", "", "Thumbnail", "2005-01-31T23:59:59.183Z", "1234567890"),
    # The text is the guide's own example.
    case("paapi-item-lookup", "paapi", "AWSECommerceService", "", "ItemLookup", "2014-09-24T00:00:00Z", SECRET,
         "HmacSHA256"),
    case("paapi-item-search", "paapi", "AWSECommerceService", "", "ItemSearch", "2011-08-01T23:59:59Z",
         "1234567890/+abcdefghijklmnopqrstuvwxyz==" * 2, "HmacSHA256"),
    # The text is the guide's own example.
    case("s3-create-bucket", "s3", "AmazonS3", "AmazonS3", "CreateBucket", "2009-01-01T12:00:00.000Z", SECRET),
    case("mturk-get-account-balance", "mturk", MTURK, MTURK, "GetAccountBalance", "2012-03-25T08:09:10Z", SECRET),
    # The same signature stood in a query, and the tests of a client print one with its secret.
    case("mturk-printed", "goamz, exp/mturk/sign_test.go", MTURK, MTURK, "CreateHIT", "2012-02-16T20:30:47Z", "secret",
         printed="b/TnvzrdeD/L/EyzdFrznPXhido="),
]


def ask_python(case):
    """CPython's one-shot HMAC, which is OpenSSL's."""
    hash_name = case["signature_method"].removeprefix("Hmac").lower()
    return base64.b64encode(hmac.digest(case["secret_key"].encode(), case["text"].encode(), hash_name)).decode()


def makes_the_text_itself(case):
    """Signature Version 0 knows no other text and no other hash."""
    return case["text"] == case["action"] + case["timestamp"] and case["signature_method"] == "HmacSHA1"


def ask_keystoneclient(case):
    engines.HASHED.clear()
    params = {"SignatureVersion": "0", "Action": case["action"], "Timestamp": case["timestamp"]}
    signature = engines.Ec2Signer(case["secret_key"]).generate({"params": params})
    return {"text": engines.HASHED[0].decode(), "signature_base64": signature}


def ask(tell):
    """The content of soap.json."""
    version_0 = [case for case in CASES if makes_the_text_itself(case)]
    about = {"python": "Python, hmac.digest",
             "keystoneclient": "PyPI python-keystoneclient %s, Ec2Signer.generate with SignatureVersion 0"
                               % importlib.metadata.version("python-keystoneclient")}
    answers = {"python": {case["id"]: ask_python(case) for case in CASES}}
    by_js, by_ruby = tell(["node", "soap.js"], CASES), tell(["ruby", "soap.rb"], version_0)
    about["crypto-js"], answers["crypto-js"] = by_js["about"], by_js["answers"]
    about["ruby-aws"] = by_ruby["about"]
    signed = {"keystoneclient": {case["id"]: ask_keystoneclient(case) for case in version_0},
              "ruby-aws": by_ruby["answers"]}
    for name, by_id in signed.items():
        answers[name] = {id: answer["signature_base64"] for id, answer in by_id.items()}
        for case in version_0:
            if by_id[case["id"]]["text"] != case["text"]:
                sys.exit("%s: %s signs another text: %r" % (case["id"], name, by_id[case["id"]]["text"]))
    return {"about": ABOUT, "answered_by": about, "cases": [settle(case, answers) for case in CASES]}


def settle(case, answers):
    given = {name: by_id[case["id"]] for name, by_id in answers.items() if case["id"] in by_id}
    if case["printed"] is not None:
        given["goamz"] = case["printed"]
    if len(set(given.values())) != 1:
        sys.exit("%s: not one answer: %s" % (case["id"], given))
    settled = {key: value for key, value in case.items() if key != "printed"}
    return {**settled, "signature_base64": given["python"], "answered_by": sorted(given)}
