#!/usr/bin/env python3
"""Signs three requests, or with --published the two examples that Amazon's own guides print.

The keys are those in the environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or else the example keys of the
guides. Nothing is sent.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

from aws_signed_request import (
    Dialect,
    LibraryNotFoundError,
    Signer,
    SigningError,
    Stage,
    aws_signed_request,
    check_time_url,
    sign_url,
    verify_url,
)


def product_advertising(public_key: str, private_key: str) -> None:
    """The function of 2009, called as its documentation called it."""
    url = aws_signed_request(
        "com",
        {
            "Operation": "ItemLookup",
            "ItemId": "0679722769",
            "ResponseGroup": "ItemAttributes,Offers,Images,Reviews",
        },
        public_key,
        private_key,
    )
    print("aws_signed_request")
    print(f"    {url}")


def simpledb(public_key: str, private_key: str) -> None:
    """A service that still asks for this signature, at every stage of the way."""
    signer = Signer("https://sdb.amazonaws.com/", public_key, private_key)
    params = {
        "Action": "Select",
        "SelectExpression": "select * from books where title like 'The Stranger%'",
        "Version": "2009-04-15",
    }
    # One time for all stages, so that they are those of one request.
    now = int(time.time())
    for stage in Stage:
        print(stage.name)
        for line in signer.render(stage, params, unix_time=now).splitlines() or ["(nothing is wrong)"]:
            print(f"    {line}")


def existing_url(public_key: str, private_key: str) -> None:
    """A URL as it stands, and what the server asks of it."""
    url = sign_url("https://sdb.amazonaws.com/?Action=ListDomains&Version=2009-04-15", public_key, private_key)
    print("sign_url")
    print(f"    {url}")
    print(f"verify_url: {verify_url(url, private_key)}")
    check_time_url(url, 900)
    print("check_time_url: in time")


def published() -> bool:
    """Whether both examples come out as they are printed."""
    # Amazon Product Advertising API Developer Guide (API version 2011-08-01), Example REST Requests.
    item_lookup = aws_signed_request(
        "com",
        {
            "Operation": "ItemLookup",
            "ItemId": "0679722769",
            "ResponseGroup": "ItemAttributes,Offers,Images,Reviews",
        },
        "00000000000000000000",
        "1234567890",
        version="2009-01-06",
        unix_time=1230811200,
    )
    printed_url = (
        "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769"
        "&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService"
        "&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06"
        "&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D"
    )

    # AWS General Reference, Signature Version 2 Signing Process. Its time stamp has no Z, so it is given as it is.
    describe_job_flows = Signer(
        "https://elasticmapreduce.amazonaws.com/",
        None,
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        dialect=Dialect.AS_GIVEN,
    ).signature(
        {
            "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "Action": "DescribeJobFlows",
            "SignatureMethod": "HmacSHA256",
            "SignatureVersion": "2",
            "Timestamp": "2011-10-03T15:19:30",
            "Version": "2009-03-31",
        }
    )
    printed_signature = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="

    right = True
    for name, computed, printed in (
        ("ItemLookup", item_lookup, printed_url),
        ("DescribeJobFlows", describe_job_flows, printed_signature),
    ):
        print(f"{name}: {'as printed' if computed == printed else 'NOT as printed'}")
        print(f"    {computed}")
        right = right and computed == printed
    return right


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--published", action="store_true", help="the published examples; status 1 if one differs")
    arguments = parser.parse_args()
    public_key = os.environ.get("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    private_key = os.environ.get("AWS_SECRET_ACCESS_KEY", "1234567890")
    try:
        if arguments.published:
            return 0 if published() else 1
        product_advertising(public_key, private_key)
        simpledb(public_key, private_key)
        existing_url(public_key, private_key)
    except (SigningError, LibraryNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
