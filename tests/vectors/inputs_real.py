"""Requests such as real services are sent."""
import base64

from case import case

CASES = []


def add(dialect, id, note, method, url, at, params, **more):
    CASES.append(case(id, note, dialect, method, url, params, at, **more))


# Amazon SimpleDB.
SDB = "https://sdb.amazonaws.com/"
add("aws_query", "sdb-put-attributes", "PutAttributes with a replaced attribute.", "POST", SDB, "2010-01-25T15:03:07", {
    "Action": "PutAttributes", "DomainName": "MyDomain", "ItemName": "Item 123", "Version": "2009-04-15",
    "Attribute.1.Name": "Color", "Attribute.1.Value": "Blue", "Attribute.2.Name": "Size",
    "Attribute.2.Value": "Med & Large", "Attribute.2.Replace": "true", "Attribute.10.Name": "Price",
    "Attribute.10.Value": "0014.99"})
add("aws_query", "sdb-put-conditional", "PutAttributes with an expected value.", "GET", SDB, "2010-06-01T00:00:01", {
    "Action": "PutAttributes", "DomainName": "visits", "ItemName": "user@example.com", "Version": "2009-04-15",
    "Attribute.1.Name": "state", "Attribute.1.Value": "", "Attribute.1.Replace": "true",
    "Expected.1.Name": "version", "Expected.1.Value": "41", "Expected.1.Exists": "true"})
add("aws_query", "sdb-select", "Select with quotes, a wildcard and a page to go on from.", "GET",
    "https://sdb.eu-west-1.amazonaws.com/", "2012-05-13T08:30:59", {
        "Action": "Select", "ConsistentRead": "true", "Version": "2009-04-15",
        "SelectExpression": "select * from `my-domain` where Title like 'Tropic%' and Year > '1990' order by Year desc",
        "NextToken": "rO0ABXNyACdjb20uYW1hem9uLnNkcy5RdWVyeVByb2Nlc3Nvci5Nb3JlVG9rZW7racXLnINNqwMA+/="})
add("aws_query", "sdb-batch-put", "BatchPutAttributes of ten items.", "POST", SDB, "2011-11-11T11:11:11", dict(
    [("Action", "BatchPutAttributes"), ("DomainName", "catalog"), ("Version", "2009-04-15")]
    + [("Item.%d.ItemName" % n, "sku/%04d" % n) for n in range(1, 11)]
    + [("Item.%d.Attribute.%d.%s" % (n, k, part), "%s %d*%d" % (part, n, k))
       for n in range(1, 11) for k in (1, 2) for part in ("Name", "Value")]))
add("aws_query", "sdb-delete-domain", "DeleteDomain.", "GET", SDB, "2009-12-01T19:20:34",
    {"Version": "2009-04-15", "DomainName": "it's (old)", "Action": "DeleteDomain"})

# Amazon EC2 and clouds that speak its query API.
EC2 = "https://ec2.us-east-1.amazonaws.com/"
add("aws_query", "ec2-describe-instances", "DescribeInstances with filters.", "GET", EC2, "2014-03-09T02:30:00", {
    "Action": "DescribeInstances", "Version": "2014-02-01", "MaxResults": "1000",
    "Filter.1.Name": "instance-state-name", "Filter.1.Value.1": "running", "Filter.1.Value.2": "pending",
    "Filter.2.Name": "tag:Name", "Filter.2.Value.1": "web-*", "Filter.10.Name": "launch-time",
    "Filter.10.Value.1": "2014-01-??T*"})
add("aws_query", "ec2-run-instances", "RunInstances with user data in Base64.", "POST", EC2, "2013-10-15T09:00:00", {
    "Action": "RunInstances", "Version": "2013-10-15", "ImageId": "ami-60a54009", "MinCount": "1", "MaxCount": "3",
    "KeyName": "my key pair", "SecurityGroup.1": "default", "Placement.AvailabilityZone": "us-east-1b",
    "BlockDeviceMapping.1.DeviceName": "/dev/sdh", "BlockDeviceMapping.1.Ebs.VolumeSize": "100",
    "UserData": base64.b64encode("#!/bin/sh\necho 'hällo' > /tmp/x?>>~\n".encode()).decode()})
add("aws_query", "ec2-authorize-ingress", "AuthorizeSecurityGroupIngress with an address range.", "POST", EC2,
    "2012-07-04T17:45:00", {
        "Action": "AuthorizeSecurityGroupIngress", "Version": "2012-06-15", "GroupId": "sg-1a2b3c4d",
        "IpPermissions.1.IpProtocol": "tcp", "IpPermissions.1.FromPort": "80", "IpPermissions.1.ToPort": "80",
        "IpPermissions.1.IpRanges.1.CidrIp": "192.0.2.0/24", "IpPermissions.1.IpRanges.2.CidrIp": "198.51.100.0/24"})
add("aws_query", "openstack-describe-images", "OpenStack's EC2 API.", "GET", "http://cloud:8773/services/Cloud",
    "2013-02-28T23:59:59", {"Action": "DescribeImages", "Version": "2009-11-30", "Owner.1": "self"},
    access_key="0f1c0a8b6a3d4a6c9f7e1b2d3c4e5f60", secret_key="b5c1d0f64c0e4f7fb9e2f7a0d8c6b4a2")
add("aws_query", "openstack-create-tags", "OpenStack's EC2 API behind https.", "POST",
    "https://openstack.example.org:8773/services/Cloud/", "2016-04-07T12:00:00", {
        "Action": "CreateTags", "Version": "2014-06-15", "ResourceId.1": "i-00000001", "Tag.1.Key": "Größe",
        "Tag.1.Value": "XL / XXL"}, access_key="0f1c0a8b6a3d4a6c9f7e1b2d3c4e5f60",
    secret_key="b5c1d0f64c0e4f7fb9e2f7a0d8c6b4a2")
add("aws_query", "eucalyptus-describe-zones", "A Eucalyptus cloud.", "POST",
    "http://192.0.2.10:8773/services/Eucalyptus", "2011-08-30T14:02:13",
    {"Action": "DescribeAvailabilityZones", "ZoneName.1": "verbose", "Version": "2010-08-31"},
    access_key="WKy3rMzOWPouVOxK1p3Ar1C2uRBwa2FBXnCw", secret_key="h2eRRdxPUuPPqoTyj5jzHIPSPGGZ2wnZTUcHRA")

# Other services of the time.
add("aws_query", "sqs-send-message", "SendMessage with a text of several lines.", "POST",
    "https://sqs.us-east-1.amazonaws.com/123456789012/testQueue/", "2011-10-31T22:22:22", {
        "Action": "SendMessage", "Version": "2011-10-01", "DelaySeconds": "0",
        "MessageBody": "<order id=\"7\">\n\t<total>12,50 €</total>\n</order>\n"})
add("aws_query", "sqs-receive-message", "ReceiveMessage.", "GET",
    "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs", "2012-12-12T12:12:12", {
        "Action": "ReceiveMessage", "Version": "2012-11-05", "MaxNumberOfMessages": "10", "VisibilityTimeout": "15",
        "AttributeName": "All", "WaitTimeSeconds": "20"})
add("aws_query", "sqs-delete-message", "DeleteMessage with a receipt handle.", "GET",
    "https://queue.amazonaws.com/123456789012/jobs", "2009-02-01T12:53:20", {
        "Action": "DeleteMessage", "Version": "2009-02-01",
        "ReceiptHandle": "MbZj6wDWli+JvwwJaBV+3dcjk2YW2vA3+STFFljTM8tJJg6HRG6PYSasuWXPJB+CwLj1FjgXUv1uSj1gUPAWV66FU=="})
add("aws_query", "sns-publish", "Publish.", "POST", "https://sns.us-east-1.amazonaws.com/", "2010-03-31T12:00:00", {
    "Action": "Publish", "Version": "2010-03-31", "TopicArn": "arn:aws:sns:us-east-1:123456789012:My-Topic",
    "Subject": "Disk 95% full!", "Message": "host=db1; used=95%; see http://example.com/?a=1&b=2"})
add("aws_query", "emr-add-steps", "AddJobFlowSteps of Elastic MapReduce.", "POST",
    "https://elasticmapreduce.amazonaws.com/", "2011-10-03T15:19:30", {
        "Action": "AddJobFlowSteps", "Version": "2009-03-31", "JobFlowId": "j-3UN6WX5RRO2AG",
        "Steps.member.1.Name": "Count", "Steps.member.1.ActionOnFailure": "CONTINUE",
        "Steps.member.1.HadoopJarStep.Jar": "s3n://bucket/count.jar",
        "Steps.member.1.HadoopJarStep.Args.member.1": "--in=s3n://bucket/in/*",
        "Steps.member.1.HadoopJarStep.Args.member.2": "--sep=\t"})
add("aws_query", "cloudwatch-statistics", "GetMetricStatistics of CloudWatch.", "GET",
    "https://monitoring.amazonaws.com/", "2010-08-01T06:00:00", {
        "Action": "GetMetricStatistics", "Version": "2010-08-01", "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization", "Period": "300", "StartTime": "2010-08-01T05:00:00Z",
        "EndTime": "2010-08-01T06:00:00Z", "Statistics.member.1": "Average", "Unit": "Percent",
        "Dimensions.member.1.Name": "InstanceId", "Dimensions.member.1.Value": "i-12345678"})
add("aws_query", "iam-upload-certificate", "UploadServerCertificate of IAM, with a PEM text.", "POST",
    "https://iam.amazonaws.com/", "2010-05-08T10:20:30", {
        "Action": "UploadServerCertificate", "Version": "2010-05-08", "Path": "/company/",
        "ServerCertificateName": "ProdServerCert",
        "CertificateBody": "-----BEGIN CERTIFICATE-----\nMIIB+zCCAWQ/AQ==\n-----END CERTIFICATE-----\n"})
add("aws_query", "mws-list-orders", "ListOrders of Amazon's marketplace service.", "POST",
    "https://mws.amazonservices.com/Orders/2013-09-01", "2019-11-29T08:15:00", {
        "Action": "ListOrders", "Version": "2013-09-01", "SellerId": "A2EXAMPLESELLER",
        "MWSAuthToken": "amzn.mws.4ea38b7b-f563-7709-4bae-87aeaEXAMPLE", "CreatedAfter": "2019-11-01T00:00:00Z",
        "MarketplaceId.Id.1": "ATVPDKIKX0DER", "OrderStatus.Status.1": "Unshipped",
        "OrderStatus.Status.2": "PartiallyShipped"})
add("aws_query", "mws-submit-feed", "SubmitFeed, whose parameters travel in the URL of a POST.", "POST",
    "https://mws-eu.amazonservices.com/", "2020-02-29T00:00:00", {
        "Action": "SubmitFeed", "Version": "2009-01-01", "Merchant": "A2EXAMPLESELLER", "PurgeAndReplace": "false",
        "FeedType": "_POST_PRODUCT_DATA_", "ContentMD5Value": "xJF6c8MZ2Zk/+bM0aPzS8A=="})

# NIFCLOUD: the key id is called AccessKeyId.
NIFCLOUD = {"access_key": "12345678901234567890", "secret_key": "NiFcLoUdSeCrEtKeY/Example+0123456789abcd="}
JP_EAST = "https://jp-east-1.computing.api.nifcloud.com/api/"
add("nifcloud", "nifcloud-describe-instances", "DescribeInstances.", "GET", JP_EAST, "2017-06-01T03:04:05",
    {"Action": "DescribeInstances", "Version": "3.0"}, **NIFCLOUD)
add("nifcloud", "nifcloud-run-instances", "RunInstances.", "POST", JP_EAST, "2022-02-22T22:22:22", {
    "Action": "RunInstances", "ImageId": "283", "KeyName": "mykey", "SecurityGroup.1": "webfw",
    "InstanceType": "e-mini", "InstanceId": "web001", "Description": "ウェブサーバー 1号機",
    "Placement.AvailabilityZone": "east-11", "NetworkInterface.1.NetworkId": "net-COMMON_GLOBAL"}, **NIFCLOUD)
add("nifcloud", "nifcloud-firewall", "Rules of a firewall group.", "POST",
    "https://jp-west-1.computing.api.nifcloud.com/api/", "2024-12-31T15:00:00", {
        "Action": "AuthorizeSecurityGroupIngress", "GroupName": "gr1", "IpPermissions.1.IpProtocol": "ICMP",
        "IpPermissions.1.IpRanges.1.CidrIp": "192.0.2.0/24", "IpPermissions.1.InOut": "IN",
        "IpPermissions.10.Description": "a~b*c"}, **NIFCLOUD)
add("nifcloud", "nifcloud-cp", "The first endpoint, with the old path.", "GET", "https://cp.cloud.nifty.com/api/1.20",
    "2011-01-31T00:00:00", {"Action": "DescribeKeyPairs", "KeyName.1": "鍵 1", "KeyName.2": "key+2"}, **NIFCLOUD)
add("nifcloud", "nifcloud-session-token", "A session token.", "POST", JP_EAST, "2025-05-05T05:05:05",
    {"Action": "DescribeVolumes", "VolumeId.1": "vol/1"}, session_token="to+ken/==", **NIFCLOUD)
add("nifcloud", "nifcloud-no-params", "Nothing but what the dialect adds.", "GET", JP_EAST, "2038-02-01T00:00:00", {},
    **NIFCLOUD)
add("nifcloud", "nifcloud-name-around-added", "Names that sort around AccessKeyId.", "GET", JP_EAST,
    "2020-10-10T10:10:10", {"Access": "1", "AccessKeyIdentity": "2", "AWSAccessKeyI": "3", "Timestam": "4"}, **NIFCLOUD)

# Product Advertising: Service, AWSAccessKeyId and Timestamp are added, Version only if there is none.
SHOP = "http://webservices.amazon.%s/onca/xml"
PA = {"secret_key": "1234567890/+abcdefghijklmnopqrstuvwxyz=="}
add("product_advertising", "paapi-item-lookup-us", "ItemLookup with the default version.", "GET", SHOP % "com",
    "2012-01-08T10:20:30", {
        "Operation": "ItemLookup", "ItemId": "0679722769", "IdType": "ISBN", "SearchIndex": "Books",
        "AssociateTag": "mytag-20", "ResponseGroup": "Images,ItemAttributes,Offers,Reviews"}, **PA)
add("product_advertising", "paapi-item-search-de", "ItemSearch with an umlaut, over https.", "GET",
    "https://webservices.amazon.de/onca/xml", "2013-08-01T00:00:00", {
        "Operation": "ItemSearch", "SearchIndex": "Books", "Keywords": "Käse & Brötchen", "AssociateTag": "meintag-21",
        "Version": "2013-08-01", "Sort": "salesrank"}, **PA)
add("product_advertising", "paapi-item-search-jp", "ItemSearch in Japanese.", "GET", SHOP % "co.jp",
    "2015-03-03T03:03:03", {
        "Operation": "ItemSearch", "SearchIndex": "Books", "Keywords": "吾輩は猫である", "Author": "夏目 漱石",
        "AssociateTag": "tag-22", "ItemPage": "2"}, **PA)
add("product_advertising", "paapi-item-search-uk", "An actor and an older version.", "GET", SHOP % "co.uk",
    "2009-01-01T12:00:00", {
        "Operation": "ItemSearch", "Actor": "Johnny Depp", "ResponseGroup": "ItemAttributes,Offers,Images,Reviews",
        "Version": "2009-01-01", "SearchIndex": "DVD", "Sort": "salesrank"}, **PA)
add("product_advertising", "paapi-cart-create-fr", "CartCreate with numbered items.", "GET", SHOP % "fr",
    "2014-07-14T14:14:14", {
        "Operation": "CartCreate", "Item.1.ASIN": "B00008OE6I", "Item.1.Quantity": "1", "Item.2.ASIN": "B000X9FLKM",
        "Item.2.Quantity": "2", "Item.10.OfferListingId": "Wf%2BMx2Fk/+==", "Item.10.Quantity": "0",
        "AssociateTag": "montag-21"}, **PA)
add("product_advertising", "paapi-cart-add-ca", "CartAdd with an HMAC from the cart.", "GET", SHOP % "ca",
    "2016-02-29T04:05:06", {
        "Operation": "CartAdd", "CartId": "186-1148372-6172812", "HMAC": "bnlbIMxCHXyKBwJKTHwRVc6TSVM=",
        "Item.1.ASIN": "B000002L7Y", "Item.1.Quantity": "3", "AssociateTag": "tag-20"}, **PA)
add("product_advertising", "paapi-browse-node-it", "BrowseNodeLookup without an associate tag.", "GET", SHOP % "it",
    "2011-12-31T23:59:59", {"Operation": "BrowseNodeLookup", "BrowseNodeId": "411663031",
                            "ResponseGroup": "BrowseNodeInfo,TopSellers"}, **PA)
add("product_advertising", "paapi-similarity-es", "SimilarityLookup with accents.", "GET", SHOP % "es",
    "2013-06-24T18:19:20", {"Operation": "SimilarityLookup", "ItemId": "8408061054,8408061055",
                            "AssociateTag": "mañana-21", "SimilarityType": "Intersection"}, **PA)
add("product_advertising", "paapi-power-search-br", "A power search, with quotes, colons and brackets.", "GET",
    SHOP % "com.br", "2017-09-07T07:07:07", {
        "Operation": "ItemSearch", "SearchIndex": "Books", "AssociateTag": "tag-20",
        "Power": "title:\"história do (Brasil)\" and not author:*silva's"}, **PA)
add("product_advertising", "paapi-empty-keywords-in", "Empty keywords.", "GET", SHOP % "in", "2018-08-15T00:30:00",
    {"Operation": "ItemSearch", "Keywords": "", "SearchIndex": "All", "AssociateTag": "tag-21"}, **PA)
add("product_advertising", "paapi-cn", "A Chinese search with a plus and a hash.", "GET", SHOP % "cn",
    "2013-11-11T11:11:11", {"Operation": "ItemSearch", "Keywords": "C++ 和 C# 编程", "SearchIndex": "Books",
                            "AssociateTag": "tag-23"}, **PA)
add("product_advertising", "paapi-mx-utf16-trap", "The sort trap of UTF-16 in names.", "GET", SHOP % "com.mx",
    "2016-09-16T16:16:16", {"Operation": "ItemSearch", "Tag.\U0001f600": "2", "Tag.\uffee": "1"}, **PA)

# HTX (Huobi): no Z in the time stamp, and a POST signs nothing of its body.
HTX = {"access_key": "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx", "secret_key": "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx"}
SPOT = "https://api.huobi.pro"
add("htx", "htx-accounts", "The accounts.", "GET", SPOT + "/v1/account/accounts", "2017-05-11T15:19:30", {}, **HTX)
add("htx", "htx-orders", "A search for orders.", "GET", SPOT + "/v1/order/orders", "2023-08-07T12:34:56", {
    "symbol": "ethusdt", "types": "buy-limit,sell-limit", "start-date": "2023-08-01", "end-date": "2023-08-07",
    "states": "filled,partial-canceled", "direct": "prev", "size": "100"}, **HTX)
add("htx", "htx-order-place", "An order, in a body that is not signed.", "POST", SPOT + "/v1/order/orders/place",
    "2024-02-29T23:59:59", {}, json_body={
        "account-id": "100009", "amount": "10.1", "price": "100.1", "source": "api", "symbol": "ethusdt",
        "type": "buy-limit", "client-order-id": "a0001"}, **HTX)
add("htx", "htx-order-cancel", "A cancellation with an id in the path.", "POST",
    SPOT + "/v1/order/orders/204533841408061/submitcancel", "2020-01-01T00:00:00", {}, json_body={}, **HTX)
add("htx", "htx-balance-aws-host", "A balance, at the other host.", "GET",
    "https://api-aws.huobi.pro/v1/account/accounts/100009/balance", "2021-12-31T23:59:59", {}, **HTX)
add("htx", "htx-swap-position", "A position of a swap contract.", "POST",
    "https://api.hbdm.com/linear-swap-api/v1/swap_position_info", "2022-06-15T01:02:03", {},
    json_body={"contract_code": "BTC-USDT"}, **HTX)
add("htx", "htx-deposit-address", "Values with characters to escape.", "GET", SPOT + "/v2/account/deposit/address",
    "2025-01-31T08:09:10", {"currency": "usdt", "note": "a b+c/d=e~f:g'h", "chain": "trc20 &more"}, **HTX)
add("htx", "htx-unicode", "Chinese values.", "GET", SPOT + "/v2/reference/currencies", "2026-04-05T06:07:08",
    {"currency": "火币", "authorizedUser": "", "nickname": "\U0001f680"}, **HTX)
add("htx", "htx-capital-name", "A name that sorts before the added ones.", "GET", SPOT + "/v1/order/orders",
    "2023-01-02T03:04:05", {"symbol": "btcusdt", "Account-Id": "100009", "SignatureX": "1"}, **HTX)
add("htx", "htx-epoch", "The first second.", "GET", SPOT + "/v1/common/timestamp", "1970-01-01T00:00:00",
    {"a": "0"}, **HTX)
