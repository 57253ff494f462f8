"""Existing URLs such as scripts and address bars really held, in the dialects of their services.

What a dialect adds may be in the URL already, and what is missing is added: the key id from `access_key`,
    the time from
the caller's clock, which is another time than any that stands in a URL here.
"""
from inputs_urls import url_case

CASES = []
CLOCK = "2012-12-31T23:59:59"


def add(dialect, id, note, url, **more):
    CASES.append(url_case(id, note, dialect, url, **{"at": CLOCK, **more}))


# Product Advertising: what the scripts of those days built before they signed it.
PA = {"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "1234567890/+abcdefghijklmnopqrstuvwxyz=="}
PA_IN_URL = {**PA, "access_key": None}
add("product_advertising", "paapi-url-unsigned-2008", "A URL from before requests had to be signed.",
    "http://webservices.amazon.com/onca/xml?Service=AWSECommerceService&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    "&Operation=ItemSearch&SearchIndex=Books&Keywords=harry+potter&ResponseGroup=Small,Images"
    "&Version=2008-08-19", **PA)
add("product_advertising", "paapi-url-ecs-host", "The older host, a subscription id and a style sheet.",
    "http://ecs.amazonaws.com/onca/xml?Service=AWSECommerceService&SubscriptionId=0123456789ABCDEFGHIJ"
    "&AssociateTag=mytag-20&Operation=ItemLookup&ItemId=B000X9FLKM,0679722769&ResponseGroup=Medium,Reviews"
    "&Style=http://www.example.com/style.xsl&ContentType=text/html", **PA)
add("product_advertising", "paapi-url-de", "A German search, in UTF-8 as typed.",
    "http://webservices.amazon.de/onca/xml?Service=AWSECommerceService&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    "&AssociateTag=meintag-21&Operation=ItemSearch&SearchIndex=Books&Keywords=Käse+"
    "&Title=Brötchen%20backen", **PA_IN_URL)
add("product_advertising", "paapi-url-jp", "A Japanese search with lower-case escapes.",
    "http://webservices.amazon.co.jp/onca/xml?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&AssociateTag=tag-22&Keywords="
    "%e5%90%be%e8%bc%a9%e3%81%af%e7%8c%ab%e3%81%a7%e3%81%82%e3%82%8b&Operation=ItemSearch"
    "&SearchIndex=Books", **PA_IN_URL)
add("product_advertising", "paapi-url-power-search", "A power search, typed with pluses and colons.",
    "http://webservices.amazon.co.uk/onca/xml?Operation=ItemSearch&SearchIndex=Books&AssociateTag=tag-21"
    "&Power=author:ambrose+and+binding:(abridged+or+large+print)+and+pubdate:after+11-1996&Version=2009-03-31", **PA)
add("product_advertising", "paapi-url-signed", "A URL that was signed long ago, Timestamp and all.",
    "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&AssociateTag=mytag-20"
    "&ItemId=0679722769"
    "&Operation=ItemLookup&ResponseGroup=Images%2CItemAttributes&Service=AWSECommerceService"
    "&Signature=T2xkIHNpZ25hdHVyZSwgb2YgMzIgYnl0ZXMgKy8vLz8%3D&Timestamp=2009-08-18T12%3A00%3A00Z&Version=2009-03-31",
    **PA_IN_URL)
add("product_advertising", "paapi-url-stamp-empty", "An empty Timestamp is filled.",
    "http://webservices.amazon.fr/onca/xml?Service=AWSECommerceService&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Timestamp="
    "&Operation=ItemLookup&ItemId=2070612759&Version=2011-08-01&Signature=", **PA_IN_URL)
add("product_advertising", "paapi-url-milliseconds", "A Timestamp with milliseconds is kept.",
    "http://webservices.amazon.ca/onca/xml?Service=AWSECommerceService&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    "&Timestamp=2010-05-12T08:09:10.000Z&Operation=BrowseNodeLookup&BrowseNodeId=927726&ResponseGroup=TopSellers",
    **PA_IN_URL)
add("product_advertising", "paapi-url-key-twice-told", "The key id in the URL and beside it.",
    "http://webservices.amazon.it/onca/xml?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Operation=ItemLookup"
    "&ItemId=8807881558",
    **PA)
add("product_advertising", "paapi-url-method-named", "With the SignatureMethod that some scripts sent.",
    "http://webservices.amazon.es/onca/xml?SignatureVersion=2&SignatureMethod=HmacSHA256&Operation=ItemLookup"
    "&ItemId=8408061054&Service=AWSECommerceService", **PA)
add("product_advertising", "paapi-url-cart", "CartAdd, with the HMAC of the cart not escaped.",
    "https://webservices.amazon.com/onca/xml?Operation=CartAdd&CartId=186-1148372-6172812"
    "&HMAC=bnlbIMxCHXyKBwJKTHwRVc6TSVM="
    "&Item.1.ASIN=B000002L7Y&Item.1.Quantity=3&Item.10.ASIN=B00008OE6I&Item.2.ASIN=B000X9FLKM"
    "&AssociateTag=tag-20", **PA)
add("product_advertising", "paapi-url-only-operation", "Next to nothing in it.",
    "http://webservices.amazon.in/onca/xml?&Operation=Help&&", **PA)
add("as_given", "paapi-url-published", "The example of Amazon's guide that published.json has.",
    "http://webservices.amazon.com/onca/xml?Service=AWSECommerceService&AWSAccessKeyId=00000000000000000000"
    "&Operation=ItemLookup&ItemId=0679722769&ResponseGroup=ItemAttributes,Offers,Images,Reviews&Version=2009-01-06"
    "&Timestamp=2009-01-01T12:00:00Z", secret_key="1234567890")

# Amazon SimpleDB, EC2 and their like.
SDB = "https://sdb.amazonaws.com/"
add("aws_query", "aws-url-unsigned", "Nothing that the dialect adds is there.",
    SDB + "?Action=Select&Version=2009-04-15&SelectExpression=select+*+from+`d`+where+a>'1'")
add("aws_query", "aws-url-all-there", "All of it is there, and the time is not now.",
    SDB + "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&SignatureMethod=HmacSHA256&SignatureVersion=2"
    "&Timestamp=2010-01-25T15%3A03%3A07Z&Version=2009-04-15", access_key=None)
add("aws_query", "aws-url-signed", "Signed already.",
    SDB + "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains"
    "&Signature=T2xkIHNpZ25hdHVyZSwgb2YgMzIgYnl0ZXMgKy8vLz8%3D"
    "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2010-01-25T15%3A03%3A07Z"
    "&Version=2009-04-15", access_key=None)
add("aws_query", "aws-url-key-in-url", "The key id is in the URL alone, with an escape in its name.",
    SDB + "?AWS%41ccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains", access_key=None)
add("aws_query", "aws-url-stamp-lower-escapes", "The Timestamp has lower-case escapes.",
    SDB + "?Action=ListDomains&Timestamp=2010-01-25T15%3a03%3a07Z")
add("aws_query", "aws-url-stamp-raw", "The Timestamp has bare colons.",
    SDB + "?Timestamp=2010-01-25T15:03:07Z&Action=ListDomains&SignatureVersion=2")
add("aws_query", "aws-url-stamp-empty", "An empty Timestamp is filled.", SDB + "?Timestamp=&Action=ListDomains")
add("aws_query", "aws-url-stamp-bare", "So is one without =.", SDB + "?Timestamp&Action=ListDomains")
add("aws_query", "aws-url-stamp-offset", "A Timestamp with an offset is kept.",
    SDB + "?Timestamp=2010-01-25T15:03:07-07:00&Action=ListDomains")
add("aws_query", "aws-url-expires", "Expires in place of Timestamp.",
    SDB + "?Action=ListDomains&Expires=2013-01-01T00%3A14%3A59Z")
add("aws_query", "aws-url-expires-post", "The same in a POST, with the key id in the URL.",
    "http://cloud.example.com:8773/services/Cloud?AWSAccessKeyId=tenant%3Auser&Expires=2013-01-01T00:14:59Z"
    "&Action=DescribeInstances&SignatureMethod=HmacSHA256", access_key=None, method="POST")
add("aws_query", "aws-url-post", "A POST to a queue, with a text to decode.",
    "https://queue.amazonaws.com/123456789012/jobs?Action=SendMessage&Version=2009-02-01"
    "&MessageBody=50+%25+off%21+caf%c3%a9",
    method="POST")
add("aws_query", "aws-url-security-token", "A session token is a parameter like any other.",
    SDB + "?Action=ListDomains&SecurityToken=AQoEXAMPLE/IvU1%2BdYUg==")
add("aws_query", "aws-url-filters", "Filters of DescribeInstances as typed.",
    "https://ec2.us-east-1.amazonaws.com/?Action=DescribeInstances&Version=2014-02-01&Filter.1.Name=tag:Name"
    "&Filter.1.Value.1=web-*&Filter.10.Name=launch-time&Filter.10.Value.1=2014-01-??T*&Filter.2.Name=owner-id")
add("aws_query", "aws-url-no-query", "No query: all of it is added.", "https://cloud.example.com/api")
add("aws_query", "aws-url-repeated", "A repeated name.",
    "https://cloud.example.com/api?Action=Describe&Id=i-2&Id=i-10&Id=i-1&Version=1")

# NIFCLOUD.
NIFCLOUD = {"access_key": "12345678901234567890", "secret_key": "NiFcLoUdSeCrEtKeY/Example+0123456789abcd="}
JP = "https://jp-east-1.computing.api.nifcloud.com/api/"
add("nifcloud", "nifcloud-url-unsigned", "Nothing that the dialect adds is there.",
    JP + "?Action=DescribeInstances&InstanceId.1=web+001&InstanceId.10=db%7E1&InstanceId.2=日本", **NIFCLOUD)
add("nifcloud", "nifcloud-url-all-there", "All of it is there.",
    JP + "?AccessKeyId=12345678901234567890&Action=DescribeKeyPairs&SignatureMethod=HmacSHA256&SignatureVersion=2"
    "&Timestamp=2017-06-01T03%3A04%3A05Z&Signature=old", **{**NIFCLOUD, "access_key": None})
add("nifcloud", "nifcloud-url-other-key-name", "AWSAccessKeyId is not what it calls the key id.",
    JP + "?Action=DescribeImages&AWSAccessKeyId=text", **NIFCLOUD)
add("nifcloud", "nifcloud-url-expires", "Expires in place of Timestamp.",
    JP + "?Action=DescribeImages&Expires=2013-01-01T00:14:59Z", **NIFCLOUD)
add("nifcloud", "nifcloud-url-post", "A POST.",
    JP + "?Action=StopInstances&InstanceId.1=web001&Force=true&Timestamp=", method="POST", **NIFCLOUD)

# HTX: no Z in the time stamp, and a POST's parameters stay in the URL.
HTX = {"access_key": "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx", "secret_key": "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx"}
SPOT = "https://api.huobi.pro"
add("htx", "htx-url-orders", "A search for orders, with bare commas.",
    SPOT + "/v1/order/orders?symbol=ethusdt&types=buy-limit,sell-limit&states=filled&size=100", **HTX)
add("htx", "htx-url-all-there", "All of it is there.",
    SPOT + "/v1/account/accounts?AccessKeyId=e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx&SignatureMethod=HmacSHA256"
    "&SignatureVersion=2"
    "&Timestamp=2017-05-11T15%3A19%3A30&Signature=T2xkIHNpZ25hdHVyZSwgb2YgMzIgYnl0ZXMgKy8vLz8%3D",
    **{**HTX, "access_key": None})
add("htx", "htx-url-stamp-raw", "A Timestamp with bare colons, and another time than the clock's.",
    SPOT + "/v1/order/orders?Timestamp=2017-05-11T15:19:30&symbol=btcusdt", **HTX)
add("htx", "htx-url-stamp-empty", "An empty Timestamp is filled.",
    SPOT + "/v1/order/orders?Timestamp=&symbol=btcusdt", **HTX)
add("htx", "htx-url-post", "A POST, whose body is not signed.", SPOT + "/v1/order/orders/place", method="POST", **HTX)
add("htx", "htx-url-post-query", "A POST with a query.",
    SPOT + "/v1/order/orders/204533841408061/submitcancel?AccessKeyId=e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx&symbol=a+b",
    method="POST", **{**HTX, "access_key": None})

# HmacSHA1.
SHA1 = {"signature_method": "HmacSHA1"}
add("aws_query", "sha1-url-unsigned", "The dialect adds the method.",
    SDB + "?Action=Select&SelectExpression=select+count(*)+from+d", **SHA1)
add("aws_query", "sha1-url-method-there", "The URL names the method.",
    SDB + "?Action=ListDomains&SignatureMethod=HmacSHA1&Timestamp=2010-01-25T15:03:07Z", **SHA1)
add("aws_query", "sha1-url-post", "A POST, signed before.",
    "https://queue.amazonaws.com/?Action=ListQueues&Signature=T2xkIHNpZ25hdHVyZTogMjAgYnk%3D"
    "&Expires=2013-01-01T00:14:59Z",
    method="POST", **SHA1)
add("nifcloud", "sha1-url-nifcloud", "NIFCLOUD.", JP + "?Action=DescribeInstances&SignatureMethod=HmacSHA1",
    **SHA1, **NIFCLOUD)
add("as_given", "sha1-url-given", "As given.",
    SDB + "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&SignatureMethod=HmacSHA1&SignatureVersion=2"
    "&Timestamp=2010-01-25T15:03:07Z"
    "&Action=ListDomains&Q=a+b%2Bc~%7E", **SHA1)
