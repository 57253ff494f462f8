"""The requests that everybody signs. Each has characters, names or an endpoint that make some mistake show.

A request: method, endpoint (scheme://host[:port]/path), params in the order in which a signer is given them, secret,
access_key, algorithm, and now and then body, hosts (other hosts
that a person would try), old_signature, now.
"""
from calendar import timegm
from time import strptime

ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SHORT_SECRET = "1234567890"


def seconds(stamp):
    return timegm(strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S"))


def request(method, endpoint, params, secret=SECRET, algorithm="HmacSHA256", access_key=ACCESS_KEY, **more):
    return dict(method=method, endpoint=endpoint, params=[list(pair) for pair in params], secret=secret,
                algorithm=algorithm, access_key=access_key, **more)


def shop(stamp="2014-08-18T12:00:00Z", endpoint="http://webservices.amazon.com/onca/xml", method="GET", **own):
    """The Product Advertising API; a name like Item_1_ASIN stands for Item.1.ASIN."""
    params = [("Service", "AWSECommerceService"), ("AWSAccessKeyId", ACCESS_KEY), ("AssociateTag", "mytag-20")]
    params += [(name.replace("_", "."), value) for name, value in own.items()]
    params += [("Version", "2013-08-01"), ("Timestamp", stamp)]
    return request(method, endpoint, params, SHORT_SECRET)


def query_api(params, endpoint="https://sdb.amazonaws.com/", method="GET", stamp="2011-10-03T15:19:30Z",
              version="2009-04-15", algorithm="HmacSHA256", **more):
    """SimpleDB, EC2 and what is like them."""
    params = list(params) + [("Version", version), ("AWSAccessKeyId", ACCESS_KEY), ("SignatureVersion", "2"),
                             ("SignatureMethod", algorithm), ("Timestamp", stamp)]
    return request(method, endpoint, params, algorithm=algorithm, **more)


def exchange(method, path, params, stamp="2017-05-11T15:19:30", **more):
    """HTX, formerly Huobi."""
    key = "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx"
    params = [("AccessKeyId", key), ("SignatureMethod", "HmacSHA256"), ("SignatureVersion", "2"),
              ("Timestamp", stamp)] + list(params)
    return request(method, "https://api.huobi.pro" + path, params, "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx",
                   access_key=key, **more)


ASCII = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

REQUESTS = {
    # Nothing odd but the colons of the time stamp.
    "plain": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="x"),
    "lookup": shop(Operation="ItemLookup", ItemId="0679722769", IdType="ASIN"),
    "domains": query_api([("Action", "ListDomains")]),
    "domains-sha1": query_api([("Action", "ListDomains"), ("MaxNumberOfDomains", "7")], algorithm="HmacSHA1"),
    "instances": query_api([("Action", "DescribeInstances")], "https://ec2.amazonaws.com/", version="2012-10-01"),
    "regions-post": query_api([("Action", "DescribeRegions")], "https://ec2.us-east-1.amazonaws.com/", "POST",
                              version="2014-06-15"),
    "volumes-milliseconds": query_api([("Action", "DescribeVolumes")], "https://ec2.amazonaws.com/",
                                      stamp="2012-11-29T13:49:37.250Z", version="2012-10-01"),
    "balance": exchange("GET", "/v1/account/accounts", []),
    "orders": exchange("GET", "/v1/order/orders", [("symbol", "btcusdt"), ("states", "submitted"), ("size", "100")]),
    # Spaces.
    "spaces": shop(Operation="ItemSearch", SearchIndex="DVD", Actor="Johnny Depp", Keywords="pirates of the caribbean"),
    "spaces-select": query_api([("Action", "Select"), ("SelectExpression", "select count of MyDomain")]),
    "spaces-tag": query_api([("Action", "CreateTags"), ("ResourceId.1", "i-0a1b2c3d"), ("Tag.1.Key", "Name"),
                             ("Tag.1.Value", "my web server")], "https://ec2.amazonaws.com/", "POST",
                            version="2012-10-01"),
    "spaces-filter": query_api([("Action", "DescribeImages"), ("Filter.1.Name", "description"),
                                ("Filter.1.Value.1", "a b  c")], "http://cloud.example:8773/services/Cloud",
                               version="2012-10-01"),
    "spaces-edge": query_api([("Action", "PutAttributes"), ("ItemName", " lead and trail "), ("DomainName", "d")]),
    # The tilde.
    "tilde": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="~user"),
    "tilde-space": shop(Operation="ItemSearch", SearchIndex="All", Keywords="a ~ b"),
    "tilde-path-value": query_api([("Action", "PutAttributes"), ("DomainName", "d"), ("ItemName", "~root"),
                                   ("Attribute.1.Name", "home"), ("Attribute.1.Value", "/home/~root")]),
    "tilde-tag": query_api([("Action", "CreateTags"), ("Tag.1.Key", "~k"), ("Tag.1.Value", "v~")],
                           "https://ec2.amazonaws.com/", "POST", version="2012-10-01"),
    "tilde-name": query_api([("Action", "Test"), ("x~y", "1"), ("~", "tilde")]),
    # The marks ! ' ( ) *
    "marks": shop(Operation="ItemSearch", SearchIndex="Music", Keywords="Help!(it's*)"),
    "apostrophe": query_api([("Action", "Select"), ("SelectExpression", "select * from d where a = 'b'")]),
    "stars": query_api([("Action", "Select"), ("SelectExpression", "select*from(d)")]),
    "apostrophe-post": query_api([("Action", "Select"), ("SelectExpression", "select * from `my-d` where n = 'O''B'")],
                                 method="POST"),
    "mark-name": query_api([("Action", "Test"), ("f(x)", "1"), ("it's", "2"), ("a*b!", "3")]),
    "wildcard": query_api([("Action", "DescribeInstances"), ("Filter.1.Name", "tag:Name"),
                           ("Filter.1.Value.1", "*web*")], "https://ec2.amazonaws.com/", version="2012-10-01"),
    # Comma, colon, slash, others.
    "commas": shop(Operation="ItemLookup", ItemId="0679722769,0446672211", ResponseGroup="Images,Offers"),
    "slash": query_api([("Action", "CreateUser"), ("Path", "/division/sub/"), ("UserName", "bob")],
                       "https://iam.amazonaws.com/", version="2010-05-08"),
    "base64-value": shop(Operation="CartCreate", Item_1_Quantity="3",
                         Item_1_OfferListingId="j8ejq9wxDfSYWf2OCp6XQGDsVrWhl08GSQ9m5j+e8MS449BN1XGUC3Df/Bt87c=="),
    "base64-post": query_api([("Action", "RunInstances"), ("UserData", "IyEvYmluL3NoCi8+Pz8/Cg=="),
                              ("ImageId", "ami-2bb65342")], "https://ec2.amazonaws.com/", "POST",
                             version="2012-10-01"),
    "url-value": query_api([("Action", "Subscribe"), ("Endpoint", "http://example.com/a?b=c&d=e"),
                            ("Protocol", "http")], "https://sns.us-east-1.amazonaws.com/", version="2010-03-31"),
    "mail": query_api([("Action", "SendEmail"), ("Source", "me@example.com"), ("Message.Subject.Data", "Hi, you; +1?")],
                      "https://email.us-east-1.amazonaws.com/", "POST", version="2010-12-01"),
    "ampersand": shop(Operation="ItemSearch", SearchIndex="Music", Keywords="Simon & Garfunkel"),
    "equals": query_api([("Action", "Select"), ("SelectExpression", "a=b"), ("DomainName", "x=y&z")]),
    "semicolon": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="tick;tock"),
    "semicolons": query_api([("Action", "PutAttributes"), ("DomainName", "d"), ("ItemName", "a;b;c"),
                             ("Attribute.1.Name", "n"), ("Attribute.1.Value", "x; y")]),
    "semicolon-name": shop(Operation="ItemSearch", SearchIndex="Books", **{"Key;words": "x"}),
    "plus": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="C++"),
    "plus-phone": query_api([("Action", "Publish"), ("PhoneNumber", "+441234567890"), ("Message", "1+1=2")],
                            "https://sns.us-east-1.amazonaws.com/", version="2010-03-31"),
    "percent": query_api([("Action", "PutAttributes"), ("DomainName", "d"), ("ItemName", "100%"),
                          ("Attribute.1.Name", "rate"), ("Attribute.1.Value", "5% off")]),
    "escaped-value": shop(Operation="ItemLookup", ItemId="0679722769", ResponseGroup="Images%2COffers"),
    "escaped-space": query_api([("Action", "Select"), ("SelectExpression", "select%20count"), ("DomainName", "a%2Fb")]),
    "hyphens": query_api([("Action", "DescribeInstances"), ("InstanceId.1", "i-0a1b_2c3d"), ("Filter.1.Name", "vpc-id")],
                         "https://ec2.us-west-2.amazonaws.com/", version="2012-10-01"),
    "ascii": query_api([("Action", "Select"), ("SelectExpression", ASCII)]),
    "ascii-post": query_api([("Action", "Select"), ("SelectExpression", ASCII)], method="POST"),
    "brackets": query_api([("Action", "Test"), ("a[1]", "1"), ("a[10]", "2"), ("foo-bar", "3"), ("foo", "4")]),
    "html": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="<b>\"AT&T\"</b>"),
    "html-quote": query_api([("Action", "PutAttributes"), ("DomainName", "d"), ("ItemName", "a & b"),
                             ("Attribute.1.Name", "n"), ("Attribute.1.Value", "\"q\" > p")]),
    # Letters that are not ASCII.
    "umlaut": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="M\u00fcnchen"),
    "accent": shop(Operation="ItemSearch", SearchIndex="Music", Keywords="Beyonc\u00e9 d\u00e9j\u00e0 vu"),
    "sharp-s": query_api([("Action", "PutAttributes"), ("DomainName", "d"), ("ItemName", "\u00df\u00df"),
                          ("Attribute.1.Name", "\u00f6"), ("Attribute.1.Value", "\u00fc")], method="POST"),
    "nino": query_api([("Action", "CreateTags"), ("Tag.1.Key", "Ni\u00f1o"), ("Tag.1.Value", "El Ni\u00f1o")],
                      "https://ec2.amazonaws.com/", version="2012-10-01"),
    "danish": shop(Operation="ItemSearch", SearchIndex="Music", Artist="Trentem\u00f8ller", Keywords="\u00e6\u00f8\u00e5"),
    "japanese": shop(endpoint="http://webservices.amazon.co.jp/onca/xml", Operation="ItemSearch", SearchIndex="Books",
                     Keywords="\u6751\u4e0a\u6625\u6a39"),
    "euro": query_api([("Action", "PutAttributes"), ("ItemName", "5 \u20ac"), ("DomainName", "\u0141\u00f3d\u017a")]),
    "emoji": query_api([("Action", "PutAttributes"), ("DomainName", "d"), ("ItemName", "\U0001f600 ok"),
                        ("Attribute.1.Name", "n"), ("Attribute.1.Value", "\U0001f44d\U0001f3fd")]),
    "greek-name": query_api([("Action", "Test"), ("\u03b1\u03b2", "1"), ("caf\u00e9", "2")]),
    # Sorting.
    "lower-names": exchange("GET", "/v1/order/matchresults", [("symbol", "ethusdt"), ("types", "buy-limit"),
                                                              ("Size", "5"), ("account-id", "100009")]),
    "case-names": query_api([("action", "x"), ("Action", "Test"), ("b", "1"), ("B", "2"), ("a", "3"), ("Z", "4")]),
    "item-ten": query_api([("Action", "Test")] + [("Item.%d" % n, str(n)) for n in (1, 2, 3, 10, 11)]),
    "item-asin": shop(Operation="CartCreate", Item_1_ASIN="B1", Item_2_ASIN="B2", Item_10_ASIN="B10"),
    "number-names": query_api([("Action", "Test"), ("10", "ten"), ("9", "nine"), ("1", "one"), ("100", "hundred")]),
    "number-instances": query_api([("Action", "DescribeInstances")] +
                                  [("InstanceId.%d" % n, "i-%d" % n) for n in range(1, 13)],
                                  "https://ec2.amazonaws.com/", "POST", version="2012-10-01"),
    "prefix-names": query_api([("Action", "Test"), ("q", "x"), ("q.parser", "y"), ("select", "1"), ("select-type", "2")]),
    "prefix-digits": query_api([("Action", "Test"), ("a", "z"), ("a1", "y"), ("a-b", "x")]),
    "prefix-item": query_api([("Action", "Test"), ("Item", "z"), ("Item.1", "y"), ("Item0", "w")]),
    "prefix-foo": query_api([("Action", "Test"), ("foo", "4"), ("foo-bar", "3"), ("foo.bar", "2")]),
    "prefix-page": shop(Operation="ItemSearch", SearchIndex="Books", Item="1", Item_Page="2"),
    "encoded-order": query_api([("Action", "Test"), ("a~", "1"), ("a\u00e9", "2"), ("a_", "3"), ("a[", "4"), ("aZ", "5")]),
    "encoded-star": query_api([("Action", "Test"), ("a*", "1"), ("a-", "2"), ("a:", "3"), ("a0", "4")]),
    "encoded-colon": query_api([("Action", "Test"), ("tag:Name", "n"), ("tag", "t"), ("tag0", "z"), ("tag/x", "s")]),
    "encoded-space": query_api([("Action", "Test"), ("x@", "1"), ("xA", "2"), ("x5", "3"), ("x y", "4")]),
    "utf16-order": query_api([("Action", "Test"), ("k\uffee", "half"), ("k\U0001f600", "grin")]),
    "utf16-flag": query_api([("Action", "Test"), ("\U0001f1e9", "a"), ("\ufb01", "b"), ("\uff21", "c")]),
    "utf16-old": query_api([("Action", "Test"), ("\U00010330", "gothic"), ("\ue000", "private")]),
    "utf16-tag": query_api([("Action", "CreateTags"), ("Tag.\uff11", "wide"), ("Tag.\U0001d7cf", "bold")],
                           "https://ec2.amazonaws.com/", version="2012-10-01"),
    "utf16-post": query_api([("Action", "Test"), ("z\ufffd", "1"), ("z\U0002000b", "2")], method="POST"),
    # Repeated names, empty values, zeros.
    "repeated": shop(Operation="ItemSearch", Tag="b"),
    "repeated-three": query_api([("Action", "Test"), ("v", "10"), ("v", "9"), ("v", "1")]),
    "repeated-equal": query_api([("Action", "Test"), ("v", "same"), ("w", "2"), ("v", "same")]),
    "repeated-apart": query_api([("Action", "Test"), ("k", "z"), ("m", "1"), ("k", "a")], method="POST"),
    "repeated-states": exchange("GET", "/v1/order/orders", [("states", "submitted"), ("states", "filled"),
                                                            ("symbol", "btcusdt")]),
    "repeated-filter": query_api([("Action", "DescribeImages"), ("Owner", "self"), ("Owner", "amazon")],
                                 "https://ec2.amazonaws.com/", version="2012-10-01"),
    "empty": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="", Title="x"),
    "empty-token": query_api([("Action", "ListDomains"), ("NextToken", "")]),
    "empty-two": query_api([("Action", "PutAttributes"), ("ItemName", "i"), ("Attribute.1.Name", "n"),
                            ("Attribute.1.Value", ""), ("DomainName", "")], method="POST"),
    "empty-brand": shop(Operation="ItemSearch", SearchIndex="Shoes", Brand="", Keywords="run"),
    "empty-symbol": exchange("GET", "/v1/order/openOrders", [("symbol", ""), ("size", "10")]),
    "zero": shop(Operation="ItemSearch", SearchIndex="Books", Keywords="x", ItemPage="0"),
    "zero-max": query_api([("Action", "DescribeSpot"), ("MaxResults", "0")], "https://ec2.amazonaws.com/",
                          version="2012-10-01"),
    "zero-price": shop(Operation="ItemSearch", SearchIndex="Books", MinimumPrice="0", MaximumPrice="100"),
    "zero-delay": query_api([("Action", "SendMessage"), ("DelaySeconds", "0"), ("MessageBody", "0")],
                            "https://sqs.us-east-1.amazonaws.com/123456789012/q", "POST", version="2012-11-05"),
    "zero-from": exchange("GET", "/v1/order/matchresults", [("symbol", "btcusdt"), ("from", "0")]),
    "zero-and-empty": query_api([("Action", "Test"), ("z", "0"), ("e", ""), ("n", "00")]),
    # Endpoints.
    "port": query_api([("Action", "DescribeInstances")], "http://cloud.example:8773/services/Cloud",
                      version="2012-10-01"),
    "port-post": query_api([("Action", "DescribeRegions")], "http://cloud.example:8788/", "POST", version="2014-06-15"),
    "port-tls": query_api([("Action", "ListDomains")], "https://sdb.example:8443/"),
    "port-local": query_api([("Action", "DescribeImages"), ("ImageId.1", "ami-1")], "http://localhost:4567/api/",
                            version="2012-10-01"),
    "port-number": query_api([("Action", "DescribeImages")], "http://127.0.0.1:8080/", version="2012-10-01"),
    "capitals": query_api([("Action", "ListDomains")], "https://SDB.AmazonAWS.com/"),
    "capitals-cloud": query_api([("Action", "DescribeImages")], "http://Cloud.Example:8773/services/Cloud",
                                version="2012-10-01"),
    "capitals-shop": shop(endpoint="http://Webservices.Amazon.com/onca/xml", Operation="ItemLookup", ItemId="1"),
    "capitals-exchange": dict(exchange("GET", "/v1/account/accounts", []), endpoint="https://API.Huobi.pro/v1/account/accounts"),
    "capitals-post": query_api([("Action", "DescribeRegions")], "https://EC2.us-east-1.amazonaws.com/", "POST",
                               version="2014-06-15"),
    "path": query_api([("Action", "SendMessage"), ("MessageBody", "hi")],
                      "https://sqs.us-east-1.amazonaws.com/123456789012/queue", version="2012-11-05"),
    "path-slash": query_api([("Action", "DescribeImages")], "http://cloud.example:8773/services/Cloud/",
                            version="2012-10-01"),
    "path-orders": query_api([("Action", "ListOrders")], "https://mws.amazonservices.com/Orders/2013-09-01",
                             "POST", version="2013-09-01"),
    "path-escaped": query_api([("Action", "SendMessage"), ("MessageBody", "hi")],
                              "https://sqs.us-east-1.amazonaws.com/123456789012/my%20queue", version="2012-11-05"),
    "path-escaped-slash": query_api([("Action", "Test")], "https://cloud.example/a%2Fb/c"),
    "path-escaped-umlaut": query_api([("Action", "Test")], "https://cloud.example/M%C3%BCnchen/"),
    "path-escaped-plus": query_api([("Action", "Test")], "http://cloud.example/a%2Bb%20c"),
    "path-escaped-at": query_api([("Action", "Test")], "https://cloud.example/%7Euser/me%40home", "POST"),
    "path-empty": query_api([("Action", "ListDomains")], "https://sdb.amazonaws.com"),
    "post-shop": shop(method="POST", Operation="ItemSearch", SearchIndex="Books", Keywords="x"),
    "post-attributes": query_api([("Action", "PutAttributes"), ("DomainName", "MyDomain"), ("ItemName", "Item123"),
                                  ("Attribute.1.Name", "Color"), ("Attribute.1.Value", "Blue")], method="POST"),
}
OLD = dict(endpoint="http://ecs.amazonaws.com/onca/xml")
for _name, _odd in (("semicolon", "Key;words"), ("tilde", "Key~words"), ("bracket", "Item[1]"), ("colon", "a:b"),
                    ("plus", "C++")):
    REQUESTS["shop-name-" + _name] = shop(Operation="ItemSearch", **{_odd: "x"})
    REQUESTS["old-" + _name] = shop(Operation="ItemSearch", **OLD, **{_odd: "x"})
REQUESTS["shop-name-tilde"] = shop(Operation="ItemSearch", **{"a|b~": "x"})
REQUESTS["old-tilde"] = shop(Operation="ItemSearch", **OLD, **{"a|b~": "x"})
REQUESTS["old-plain"] = shop(Operation="ItemLookup", ItemId="0679722769", **OLD)
for _number, _names in enumerate((("Amount",), ("Size", "symbol"), ("Price", "Amount"), ("B", "a", "Z", "T"), ("From",)), 1):
    REQUESTS["exchange-upper-%d" % _number] = exchange("GET", "/v1/order/orders", [(name, "1") for name in _names])
    REQUESTS["tilde-names-%d" % _number] = query_api([("Action", "Test")] + [(name + "~", "v~") for name in _names])
for _number, _words in enumerate(("5*", "a*b*", "what? *", "**", "*/*"), 1):
    REQUESTS["shop-star-%d" % _number] = shop(Operation="ItemSearch", SearchIndex="Books", Keywords=_words)
for _number, _values in enumerate((("z", "a"), ("10", "9"), ("b", "a", "c"), ("x", "A"), ("2", "1")), 1):
    REQUESTS["shop-repeated-%d" % _number] = shop(Operation="ItemSearch", SearchIndex="Books")
    REQUESTS["shop-repeated-%d" % _number]["params"][5:5] = [["Tag", value] for value in _values]
REQUESTS["exchange-slash"] = exchange("GET", "/v1/order/orders", [("symbol", "btc/usdt"), ("types", "buy/sell")])
REQUESTS["exchange-odd"] = exchange("GET", "/v1/order/orders", [("client-order-id", "a/b c"), ("symbol", "btcusdt")])
_SHA1 = dict(algorithm="HmacSHA1")
REQUESTS["sha1-instances"] = query_api([("Action", "DescribeInstances")], "https://ec2.amazonaws.com/", version="2012-10-01", **_SHA1)
REQUESTS["sha1-umlaut"] = query_api([("Action", "PutAttributes"), ("ItemName", "M\u00fcnchen"), ("DomainName", "d")], **_SHA1)
REQUESTS["sha1-tag"] = query_api([("Action", "CreateTags"), ("Tag.1.Key", "a b"), ("Tag.1.Value", "c/d")],
                                 "https://ec2.amazonaws.com/", version="2012-10-01", **_SHA1)
REQUESTS["sha1-post"] = query_api([("Action", "DescribeRegions")], "https://ec2.amazonaws.com/", "POST", version="2012-10-01", **_SHA1)
_REGIONS = [("Action", "DescribeRegions"), ("Filter.1.Name", "region-name")]
REQUESTS["ec2-port"] = query_api(_REGIONS, "https://cloud.example:8788/", "POST", version="2014-06-15")
REQUESTS["ec2-path"] = query_api(_REGIONS, "https://cloud.example/services/Cloud", "POST", version="2014-06-15")
REQUESTS["ec2-both"] = query_api(_REGIONS, "http://cloud.example:8773/services/Cloud", "POST", version="2014-06-15")
REQUESTS["ec2-deep"] = query_api(_REGIONS, "https://cloud.example/api/ec2/", "POST", version="2014-06-15")
REQUESTS["ec2-local"] = query_api(_REGIONS, "http://127.0.0.1:8080/", "POST", version="2014-06-15")
REQUESTS["repeated"]["params"][4:4] = [["SearchIndex", "Books"]]
REQUESTS["repeated"]["params"].insert(6, ["Tag", "a"])
for name, other_hosts in {
        "plain": ["ecs.amazonaws.com", "webservices.amazon.co.uk"], "lookup": ["ecs.amazonaws.com", "webservices.amazon.de"],
        "domains": ["sdb.eu-west-1.amazonaws.com", "sdb.us-west-1.amazonaws.com"],
        "instances": ["ec2.us-east-1.amazonaws.com", "ec2.eu-west-1.amazonaws.com"],
        "balance": ["api-aws.huobi.pro", "api.hbdm.com", "api.huobipro.com"],
        "commas": ["ecs.amazonaws.com", "www.webservices.amazon.com"]}.items():
    REQUESTS[name]["hosts"] = other_hosts

# A JSON body travels along and is not to be signed.
JSON_BODIES = {
    "order-json": exchange("POST", "/v1/order/orders/place", [], body=
                           '{"account-id":"100009","amount":"10.1","price":"100.1","source":"api","symbol":"ethusdt","type":"buy-limit"}'),
    "cancel-json": exchange("POST", "/v1/order/orders/batchcancel", [], body='{"client-order-id":"a b"}'),
    "transfer-json": exchange("POST", "/v1/futures/transfer", [], body='{"currency":"btc","amount":"0.001","type":"pro-to-futures"}'),
    "withdraw-json": exchange("POST", "/v1/dw/withdraw/api/create", [], body='{"address":"0xde709f","amount":"0.05","currency":"eth"}'),
    "borrow-json": exchange("POST", "/v1/margin/orders", [], body='{"symbol":"ethusdt","currency":"eth","amount":"1.0"}'),
}
# Requests whose own parameters travel in a form body.
FORM_BODIES = ["form-" + name for name in ("regions-post", "post-attributes", "spaces-tag", "apostrophe-post", "post-shop")]
