/* Not a byte too many: the functions that write text, but for asr_v2_render_url, which is in guard_url.c. See
   edges.h. */

#define _DEFAULT_SOURCE

#include "edges.h"

/* ---- the functions ---- */

static int32_t by_struct(const struct call *call, char *out, size_t cap)
{
    return asr_v2_render(call->request, call->stage, out, cap);
}

static int32_t by_lists(const struct call *call, char *out, size_t cap)
{
    const struct lists *l = call->lists;
    return asr_v2_render_lists(l->method, l->endpoint, l->names, l->names_len, l->values, l->values_len, l->count,
                               l->access_key, l->secret, l->session_token, l->unix_time, l->dialect, l->flags,
                               call->stage, out, cap);
}

/* The parameters and the time are those of the lists. What the struct says of them is no address and no number. */
static int32_t by_struct_and_lists(const struct call *call, char *out, size_t cap)
{
    const struct lists *l = call->lists;
    asr_v2_call with = {call->request, l->names_len, l->values_len, l->count, l->unix_time, out, cap, call->stage};
    struct room room = make_room(sizeof with, AT_END);
    memcpy(room.at, &with, sizeof with);
    int32_t len = asr_v2_render_with_lists((const asr_v2_call *)(const void *)room.at, l->names, l->values);
    leave_room(room);
    return len;
}

static asr_v2_request without_params(asr_v2_request request)
{
    request.params = (const asr_param *)sizeof(asr_param);
    request.params_count = SIZE_MAX;
    request.unix_time = INT64_MIN;
    return request;
}

static int32_t by_name(const struct call *call, char *out, size_t cap)
{
    const asr_v2_request *r = call->request;
    return aws_signed_request(call->text, r->params, r->params_count, r->access_key, r->secret, NULL, call->version,
                              r->unix_time, out, cap);
}

static int32_t by_name_lists(const struct call *call, char *out, size_t cap)
{
    const struct lists *l = call->lists;
    return aws_signed_request_lists(call->text, l->names, l->names_len, l->values, l->values_len, l->count,
                                    l->access_key, l->secret, NULL, call->version, l->unix_time, out, cap);
}

static int32_t by_name_and_stage(const struct call *call, char *out, size_t cap)
{
    const struct lists *l = call->lists;
    return aws_signed_request_render_lists(call->text, l->names, l->names_len, l->values, l->values_len, l->count,
                                           l->access_key, l->secret, NULL, call->version, l->unix_time,
                                           ASR_STAGE_URL, out, cap);
}

static int32_t by_hmac(const struct call *call, char *out, size_t cap)
{
    const asr_v2_request *r = call->request;
    return asr_hmac_base64(r->secret, r->secret_len, call->text, call->text_len, r->flags, out, cap);
}

static int32_t by_encoder(const struct call *call, char *out, size_t cap)
{
    return asr_percent_encode(call->text, call->text_len, out, cap);
}

/* ---- what is signed ---- */

/* The example that the AWS General Reference printed, through both doors, with the secret and with a prepared key. */
static void published_example(void)
{
    static const char canonical[] =
        "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows&SignatureMethod=HmacSHA256&SignatureVersion=2"
        "&Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31";
    static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    static const char endpoint[] = "https://elasticmapreduce.amazonaws.com/";
    static const char signature[] = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
    static char escaped[3 * 44 + 1], string_to_sign[512], query[512], url[1024];
    encode(signature, strlen(signature), escaped);
    sprintf(string_to_sign, "GET\nelasticmapreduce.amazonaws.com\n/\n%s", canonical);
    sprintf(query, "%s&Signature=%s", canonical, escaped);
    sprintf(url, "%s?%s", endpoint, query);
    const char *const expected[7] = {NULL, canonical, string_to_sign, signature, query, url, ""};

    const asr_param params[] = {
        param_at_edge("Action", "DescribeJobFlows"),         param_at_edge("Version", "2009-03-31"),
        param_at_edge("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"), param_at_edge("SignatureVersion", "2"),
        param_at_edge("Timestamp", "2011-10-03T15:19:30"),   param_at_edge("SignatureMethod", "HmacSHA256"),
        param_at_edge("Signature", "of another day"),
    };
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = at_edge("get", request.method_len = 3);
    request.endpoint = at_edge(endpoint, request.endpoint_len = strlen(endpoint));
    request.secret = at_edge(secret, request.secret_len = strlen(secret));
    request.access_key = at_edge("", 0);
    request.session_token = at_edge("", 0);
    request.params = at_edge(params, sizeof params);
    request.params_count = sizeof params / sizeof params[0];
    struct call call = {.about = "the published example", .of = by_struct};
    call.request = at_edge(&request, sizeof request);
    expect_stages(&call, expected);

    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, request.secret, request.secret_len, 0), ASR_OK, "asr_key_init");
    request.key = at_edge(&key, sizeof key);
    request.secret = NULL;
    call.about = "the published example with a prepared key";
    call.request = at_edge(&request, sizeof request);
    expect_stages(&call, expected);

    /* The struct of a later release, of which nothing is set that this one does not know. */
    char later[sizeof request + 40];
    memset(later, 0, sizeof later);
    request.struct_size = sizeof later;
    memcpy(later, &request, sizeof request);
    call.about = "the published example in a longer struct";
    call.request = at_edge(later, sizeof later);
    expect_stages(&call, expected);

    static const char names[] = "Action\0Version\0AWSAccessKeyId\0SignatureVersion\0Timestamp\0SignatureMethod";
    static const char values[] =
        "DescribeJobFlows\0002009-03-31\0AKIAIOSFODNN7EXAMPLE\0002\0002011-10-03T15:19:30\0HmacSHA256";
    struct lists lists;
    memset(&lists, 0, sizeof lists);
    lists.method = text_at_edge("GET");
    lists.endpoint = text_at_edge(endpoint);
    lists.secret = text_at_edge(secret);
    lists.access_key = text_at_edge("");
    lists.session_token = text_at_edge("");
    lists.names = at_edge(names, lists.names_len = sizeof names - 1);
    lists.values = at_edge(values, lists.values_len = sizeof values - 1);
    lists.count = 6;
    struct call flat = {.about = "the published example in lists", .of = by_lists, .lists = &lists};
    expect_stages(&flat, expected);

    request = without_params(request);
    struct call both = {.about = "the published example in a longer struct and lists", .of = by_struct_and_lists};
    memcpy(later, &request, sizeof request);
    both.request = at_edge(later, sizeof later), both.lists = &lists;
    expect_stages(&both, expected);
    request.struct_size = sizeof request;
    both.about = "the published example in a struct with a prepared key and lists";
    both.request = at_edge(&request, sizeof request);
    expect_stages(&both, expected);
    request.key = NULL, request.secret = at_edge(secret, request.secret_len = strlen(secret));
    both.about = "the published example in a struct and lists";
    both.request = at_edge(&request, sizeof request);
    expect_stages(&both, expected);

    /* And the same with everything NULL that may be. */
    lists.method = lists.access_key = lists.session_token = NULL;
    flat.about = "the published example in lists, with NULLs";
    expect_stages(&flat, expected);
    request.method = request.access_key = request.session_token = NULL;
    request.method_len = 0, request.params = NULL;
    both.about = "the published example in a struct and lists, with NULLs";
    both.request = at_edge(&request, sizeof request);
    expect_stages(&both, expected);
}

/* HMAC-SHA1: tests/vectors/sigv2.json, sha1-sdb-list-domains, which boto and the AWS SDK for JavaScript have
   answered. */
static void answered_in_sha1(void)
{
    static const char canonical[] =
        "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&MaxNumberOfDomains=10&SignatureMethod=HmacSHA1"
        "&SignatureVersion=2&Timestamp=2011-02-03T04%3A05%3A06Z&Version=2009-04-15";
    static const char signature[] = "tpkcKhXng+cQaZ5lLDxFRr+DfHM=", escaped[] = "tpkcKhXng%2BcQaZ5lLDxFRr%2BDfHM%3D";
    static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    char string_to_sign[512], query[512], url[1024];
    sprintf(string_to_sign, "GET\nsdb.amazonaws.com\n/\n%s", canonical);
    sprintf(query, "%s&Signature=%s", canonical, escaped);
    sprintf(url, "https://sdb.amazonaws.com/?%s", query);
    const char *const expected[7] = {NULL, canonical, string_to_sign, signature, query, url, ""};

    const asr_param params[] = {
        param_at_edge("Action", "ListDomains"),
        param_at_edge("MaxNumberOfDomains", "10"),
        param_at_edge("Version", "2009-04-15"),
    };
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = at_edge("https://sdb.amazonaws.com", request.endpoint_len = 25);
    request.access_key = at_edge("AKIAIOSFODNN7EXAMPLE", request.access_key_len = 20);
    request.secret = at_edge(secret, request.secret_len = strlen(secret));
    request.params = at_edge(params, sizeof params);
    request.params_count = sizeof params / sizeof params[0];
    request.unix_time = 1296705906; /* date -u -d 2011-02-03T04:05:06Z +%s */
    request.dialect = ASR_DIALECT_AWS_QUERY;
    request.flags = ASR_F_HMAC_SHA1;
    struct call call = {.about = "HMAC-SHA1", .of = by_struct, .request = &request};
    expect_stages(&call, expected);

    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, request.secret, request.secret_len, ASR_F_HMAC_SHA1), ASR_OK, "asr_key_init");
    request.key = at_edge(&key, sizeof key);
    call.about = "HMAC-SHA1 with a prepared key";
    expect_stages(&call, expected);

    static const char names[] = "Action\0MaxNumberOfDomains\0Version", values[] = "ListDomains\00010\0002009-04-15";
    struct lists lists;
    memset(&lists, 0, sizeof lists);
    lists.endpoint = text_at_edge("https://sdb.amazonaws.com");
    lists.access_key = text_at_edge("AKIAIOSFODNN7EXAMPLE");
    lists.secret = text_at_edge(secret);
    lists.names = at_edge(names, lists.names_len = sizeof names - 1);
    lists.values = at_edge(values, lists.values_len = sizeof values - 1);
    lists.count = 3;
    lists.unix_time = request.unix_time;
    lists.dialect = ASR_DIALECT_AWS_QUERY;
    lists.flags = ASR_F_HMAC_SHA1;
    struct call flat = {.about = "HMAC-SHA1 in lists", .of = by_lists, .lists = &lists};
    expect_stages(&flat, expected);

    request = without_params(request);
    struct call both = {.about = "HMAC-SHA1 in a struct with a prepared key and lists", .of = by_struct_and_lists};
    both.request = &request, both.lists = &lists;
    expect_stages(&both, expected);
    request.key = NULL;
    both.about = "HMAC-SHA1 in a struct and lists";
    expect_stages(&both, expected);
}

/* The example that the guide of the Product Advertising API printed, through the function of that name. */
static void published_item_lookup(void)
{
    static const char url[] =
        "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769"
        "&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService"
        "&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06"
        "&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D";
    const asr_param params[] = {
        param_at_edge("Operation", "ItemLookup"),
        param_at_edge("ItemId", "0679722769"),
        param_at_edge("ResponseGroup", "ItemAttributes,Offers,Images,Reviews"),
        param_at_edge("Service", "replaced"),
    };
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.access_key = text_at_edge("00000000000000000000");
    request.secret = text_at_edge("1234567890");
    request.unix_time = 1230811200;                     /* date -u -d 2009-01-01T12:00:00Z +%s */
    request.params = at_edge(params, sizeof params);
    request.params_count = sizeof params / sizeof params[0];
    struct call call = {.about = "aws_signed_request", .of = by_name, .request = &request};
    call.text = text_at_edge("com");
    call.version = text_at_edge("2009-01-06");
    expect_text(&call, url, sizeof url - 1);

    static const char names[] = "Operation\0ItemId\0ResponseGroup";
    static const char values[] = "ItemLookup\0000679722769\0ItemAttributes,Offers,Images,Reviews";
    struct lists lists;
    memset(&lists, 0, sizeof lists);
    lists.names = at_edge(names, lists.names_len = sizeof names - 1);
    lists.values = at_edge(values, lists.values_len = sizeof values - 1);
    lists.count = 3;
    lists.access_key = request.access_key;
    lists.secret = request.secret;
    lists.unix_time = request.unix_time;
    struct call flat = {.about = "aws_signed_request_lists", .of = by_name_lists, .lists = &lists};
    flat.text = call.text;
    flat.version = call.version;
    expect_text(&flat, url, sizeof url - 1);
    struct call staged = flat;
    staged.about = "aws_signed_request_render_lists", staged.of = by_name_and_stage;
    expect_text(&staged, url, sizeof url - 1);

    lists.count = 2;
    expect_refusal(&flat, ASR_E_LIST_COUNT, 300);
    expect_refusal(&staged, ASR_E_LIST_COUNT, 300);
    call.text = text_at_edge("com/");
    expect_refusal(&call, ASR_E_REGION, 300);
}

/*
 * A request of `count` parameters, with values that are encoded in full. What the library writes on its way to a stage
 * may be longer or shorter than the stage itself, so method and endpoint vary.
 */
static void built_example(const char *method, const char *scheme, const char *host, const char *path, int count)
{
    enum { MOST = 80, ROOM = MOST * 40 + 200 };
    static const char value[] = "\xE2\x98\x83 &+";
    static char canonical[ROOM], endpoint[ROOM], to_sign[2 * ROOM], query[2 * ROOM], url[3 * ROOM];
    static char names[ROOM], values[ROOM];
    asr_param params[MOST];
    struct lists lists;
    memset(&lists, 0, sizeof lists);
    char *end = canonical;
    *end = '\0';
    for (int i = 0; i < count; ++i) {
        char name[16];
        sprintf(name, "p%02d", i);
        params[count - 1 - i] = param_at_edge(name, value);
        /* Each item ends in a NUL, which for the last one is no part of its list. */
        lists.names_len += (size_t)sprintf(names + lists.names_len, "%s", name) + 1;
        lists.values_len += (size_t)sprintf(values + lists.values_len, "%s", value) + 1;
        end += sprintf(end, "%s%s=", i > 0 ? "&" : "", name);
        end += encode(value, sizeof value - 1, end);
    }
    sprintf(endpoint, "%s://%s%s", scheme, host, path);
    sprintf(to_sign, "%s\n%s\n%s\n%s", method, host, path[0] == '\0' ? "/" : path, canonical);
    /* The primitive is held to RFC 4231 below, so it may tell what the signature of our own string to sign is. */
    char signature[45], escaped[133], about[100];
    CHECK_NUMBER(asr_hmac_base64("k", 1, to_sign, strlen(to_sign), 0, signature, sizeof signature), 44, "signature");
    encode(signature, 44, escaped);
    sprintf(query, "%s%sSignature=%s", canonical, count > 0 ? "&" : "", escaped);
    sprintf(url, "%s%s", endpoint, path[0] == '\0' ? "/" : "");
    if (strcmp(method, "POST") != 0) {
        sprintf(url + strlen(url), "?%s", query);
    }
    const char *const expected[7] = {NULL, canonical, to_sign, signature, query, url, ""};

    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = at_edge(method, request.method_len = strlen(method));
    request.endpoint = at_edge(endpoint, request.endpoint_len = strlen(endpoint));
    request.secret = at_edge("k", request.secret_len = 1);
    request.params = at_edge(params, (size_t)count * sizeof params[0]);
    request.params_count = (size_t)count;
    snprintf(about, sizeof about, "%.32s %.40s, %d parameters", method, endpoint, count);
    struct call call = {.about = about, .of = by_struct, .request = &request};
    expect_stages(&call, expected);

    lists.count = (size_t)count;
    lists.names = at_edge(names, lists.names_len -= count > 0);
    lists.values = at_edge(values, lists.values_len -= count > 0);
    request = without_params(request);
    snprintf(about, sizeof about, "%.32s %.32s, %d parameters in lists", method, endpoint, count);
    struct call both = {.about = about, .of = by_struct_and_lists, .request = &request, .lists = &lists};
    expect_stages(&both, expected);
}

static void built_examples(void)
{
    static const char long_method[] = "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM";
    /* More parameters than the library holds without an allocation. */
    built_example("POST", "http", "h:8773", "/a%2Fb", 80);
    built_example("GET", "http", "h:8773", "/a%2Fb", 80);
    built_example(long_method, "ws", "h", "", 3);
    built_example(long_method, "https", "sdb.amazonaws.com", "/", 1);
    built_example("GET", "https", "sdb.amazonaws.com", "/a/long/path/that/is/longer/than/any/method/could/be", 2);
    built_example("GET", "https", "[2001:db8::1]:65535", "", 0);
    built_example("POST", "wss", "h", "/", 0);
}

/* A bad request has the text of one stage only: what is wrong. Its wording is no promise, the rules of length are. */
static void refused_example(void)
{
    const asr_param params[] = {param_at_edge("Action", "ListDomains"), param_at_edge("Key\xC3\xBC", "\xC3")};
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = at_edge("https://sdb.amazonaws.com/", request.endpoint_len = 26);
    request.secret = at_edge("secret", request.secret_len = 6);
    request.params = at_edge(params, sizeof params);
    request.params_count = 2;
    struct call call = {.about = "a bad request", .of = by_struct, .request = &request};
    for (call.stage = ASR_STAGE_CANONICAL; call.stage <= ASR_STAGE_URL; ++call.stage) {
        expect_refusal(&call, ASR_E_UTF8, 300);
    }
    call.stage = ASR_STAGE_ERROR;
    char why[512];
    int32_t len = by_struct(&call, why, sizeof why);
    CHECK(len > 0 && (size_t)len < sizeof why && strlen(why) == (size_t)len, "the error's text");
    if (len > 0 && (size_t)len < sizeof why) {
        expect_text(&call, why, (size_t)len);
    }

    struct lists lists;
    memset(&lists, 0, sizeof lists);
    lists.endpoint = text_at_edge("https://sdb.amazonaws.com/");
    lists.secret = text_at_edge("secret");
    lists.names = at_edge("a\0b", lists.names_len = 3);
    lists.values = at_edge("1", lists.values_len = 1);
    lists.count = 2;
    struct call flat = {.about = "bad lists", .of = by_lists, .lists = &lists};
    for (flat.stage = ASR_STAGE_CANONICAL; flat.stage <= ASR_STAGE_URL; ++flat.stage) {
        expect_refusal(&flat, ASR_E_LIST_COUNT, 300);
    }
    flat.stage = ASR_STAGE_ERROR;
    len = by_lists(&flat, why, sizeof why);
    CHECK(len > 0 && (size_t)len < sizeof why && strlen(why) == (size_t)len, "the error's text");
    if (len > 0 && (size_t)len < sizeof why) {
        expect_text(&flat, why, (size_t)len);
    }

    request = without_params(request);
    struct call both = {.about = "bad lists beside a struct", .of = by_struct_and_lists, .request = &request};
    both.lists = &lists;
    for (both.stage = ASR_STAGE_CANONICAL; both.stage <= ASR_STAGE_URL; ++both.stage) {
        expect_refusal(&both, ASR_E_LIST_COUNT, 300);
    }
    expect_text(&both, why, strlen(why));
}

static void primitives(void)
{
    /* RFC 4231, section 4.3, its hexadecimal digits written as Base64. */
    static const char text[] = "what do ya want for nothing?";
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.secret = at_edge("Jefe", request.secret_len = 4);
    struct call hmac = {.about = "asr_hmac_base64", .of = by_hmac, .request = &request};
    hmac.text = at_edge(text, hmac.text_len = sizeof text - 1);
    expect_text(&hmac, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", 44);
    /* RFC 2202, section 3, the same key and text. */
    request.flags = ASR_F_HMAC_SHA1;
    expect_text(&hmac, "7/zfauXrL6LSdBbV8YTfnCWafHk=", 28);

    char all[256], encoded[3 * 256 + 1];
    for (int i = 0; i < 256; ++i) {
        all[i] = (char)i;
    }
    for (size_t len = 0; len <= 256; len += len < 8 ? 1 : 31) {
        size_t encoded_len = encode(all, len, encoded);
        struct call encoder = {.about = "asr_percent_encode", .of = by_encoder};
        encoder.text = at_edge(all, encoder.text_len = len);
        expect_text(&encoder, encoded, encoded_len);
    }
    struct call nothing = {.about = "asr_percent_encode of (NULL, 0)", .of = by_encoder};
    expect_text(&nothing, "", 0);
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    published_example();
    answered_in_sha1();
    published_item_lookup();
    built_examples();
    refused_example();
    primitives();
    return end();
}
