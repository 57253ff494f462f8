/*
 * Not a byte too many: URLs that are signed and verified, with a URL that ends where a forbidden page begins and has no
 * NUL behind it, and signatures, lists and times at the same edge. See edges.h.
 */

#define _DEFAULT_SOURCE

#include "edges.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define SIGNATURE "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="
#define ENDPOINT "https://elasticmapreduce.amazonaws.com/"
#define CANONICAL                                                                                               \
    "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows&SignatureMethod=HmacSHA256&SignatureVersion=2" \
    "&Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31"
#define QUERY CANONICAL "&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D"
#define SIGNED ENDPOINT "?" QUERY

#define NOW 1317655170 /* date -u -d 2011-10-03T15:19:30Z +%s */

/* ---- texts ---- */

static int32_t by_url(const struct call *call, char *out, size_t cap)
{
    const struct url *u = call->url;
    return asr_v2_render_url(u->method, u->url, u->url_len, u->access_key, u->secret, u->unix_time, u->dialect,
                             u->flags, call->stage, out, cap);
}

static struct url url_at_edge(const char *url, const char *secret)
{
    struct url u;
    memset(&u, 0, sizeof u);
    u.url = at_edge(url, u.url_len = strlen(url));
    u.secret = text_at_edge(secret);
    return u;
}

/* The example that the AWS General Reference printed, in all the ways in which its URL may be written. */
static void published_example(void)
{
    static const char *const urls[] = {
        ENDPOINT "?" CANONICAL,
        SIGNED,
        SIGNED "&",
        ("HTTPS://ElasticMapReduce.amazonaws.com:443?&Version=2009-03-31&&Timestamp=2011-10-03T15:19:30&Signature=old"
         "&SignatureVersion=%32&SignatureMethod=Hmac%53HA256&%41ction=DescribeJob%46lows"
         "&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"),
        ("https://elasticmapreduce.amazonaws.com?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows"
         "&SignatureMethod=HmacSHA256&SignatureVersion=2&Version=2009-03-31&Timestamp=2011-10-03T15%3a19%3a3%30"),
    };
    const char *const expected[7] = {
        NULL,      CANONICAL, "GET\nelasticmapreduce.amazonaws.com\n/\n" CANONICAL,
        SIGNATURE, QUERY,     ENDPOINT "?" QUERY,
        "",
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; ++i) {
        struct url u = url_at_edge(urls[i], SECRET);
        struct call call = {.about = "the published example as a URL", .of = by_url, .url = &u};
        expect_stages(&call, expected);
        u.method = text_at_edge("get"), u.access_key = text_at_edge("not looked at");
        expect_stages(&call, expected);
    }
}

/* What a dialect adds: tests/vectors/sigv2.json, sha1-sdb-list-domains, which boto and the AWS SDK for JavaScript have
   answered. */
static void with_additions(void)
{
#define SHA1_CANONICAL                                                                                      \
    "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&MaxNumberOfDomains=10&SignatureMethod=HmacSHA1" \
    "&SignatureVersion=2&Timestamp=2011-02-03T04%3A05%3A06Z&Version=2009-04-15"
#define SHA1_QUERY SHA1_CANONICAL "&Signature=tpkcKhXng%2BcQaZ5lLDxFRr%2BDfHM%3D"
#define SHA1_SIGNED "https://sdb.amazonaws.com/?" SHA1_QUERY
    const char *const expected[7] = {
        NULL,
        SHA1_CANONICAL,
        "GET\nsdb.amazonaws.com\n/\n" SHA1_CANONICAL,
        "tpkcKhXng+cQaZ5lLDxFRr+DfHM=",
        SHA1_QUERY,
        SHA1_SIGNED,
        "",
    };
    static const char *const urls[] = {
        "https://sdb.amazonaws.com?Action=ListDomains&MaxNumberOfDomains=10&Version=2009-04-15",
        "https://sdb.amazonaws.com?Version=2009-04-15&Timestamp=&MaxNumberOfDomains=1%30&Action=ListDomains",
        "https://sdb.amazonaws.com?Action=ListDomains&Timestamp=&Timestam%70",
        ("https://sdb.amazonaws.com?Action=ListDomains&MaxNumberOfDomains=10&Version=2009-04-15"
         "&AWSAccessKeyId=%41KIAIOSFODNN7EXAMPLE"),
        SHA1_SIGNED,
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; ++i) {
        struct url u = url_at_edge(urls[i], SECRET);
        u.access_key = text_at_edge("AKIAIOSFODNN7EXAMPLE");
        u.unix_time = 1296705906; /* date -u -d 2011-02-03T04:05:06Z +%s */
        u.dialect = ASR_DIALECT_AWS_QUERY;
        u.flags = ASR_F_HMAC_SHA1;
        struct call call = {.about = "a URL to which a dialect adds", .of = by_url, .url = &u};
        if (strstr(urls[i], "Timestam%70") == NULL) {
            expect_stages(&call, expected);
        } else {
            /* A name that is the same once it is decoded stands here twice. */
            for (call.stage = ASR_STAGE_CANONICAL; call.stage <= ASR_STAGE_URL; ++call.stage) {
                expect_refusal(&call, ASR_E_RESERVED, 300);
            }
        }
    }
}

/*
 * A URL of `count` parameters whose values are escaped in different ways, of `len` bytes when they are decoded: below
 * and above what is decoded at a time, what is held without an allocation, and what is signed in one piece.
 */
static void built_example(const char *method, const char *endpoint, int count, int len, uint32_t flags)
{
    enum { ROOM = 100 * 1000 };
    static char canonical[ROOM], value[ROOM], given[ROOM], to_sign[2 * ROOM], query[2 * ROOM], url[3 * ROOM];
    char *end = canonical, *at = given + sprintf(given, "%s?", endpoint);
    *end = '\0';
    for (int i = 0; i < count; ++i) {
        for (int n = 0; n < len; ++n) {
            value[n] = (char)((i * 7 + n * 31) & 0x7F);
        }
        end += sprintf(end, "%sp%02d=", i > 0 ? "&" : "", i);
        end += encode(value, (size_t)len, end);
    }
    for (int i = count; i-- > 0;) {
        at += sprintf(at, "p%%3%d%d=", i / 10, i % 10);
        for (int n = 0; n < len; ++n) {
            unsigned byte = (unsigned)(i * 7 + n * 31) & 0x7F;
            int is_letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
            const char *escape = n % 2 > 0 ? "%%%02x" : "%%%02X";
            at += sprintf(at, byte == ' ' ? "+" : is_letter && n % 3 > 0 ? "%c" : escape, byte);
        }
        at += sprintf(at, "&");
    }
    const char *host = strstr(endpoint, "://") + 3, *path = strchr(host, '/');
    sprintf(to_sign, "%s\n%.*s\n%s\n%s", method, (int)(path - host), host, path, canonical);
    /* The primitive is held to RFC 4231 and RFC 2202 in guard.c, so it may tell what the signature of our own string to
       sign is. */
    char signature[45], escaped[133], about[100];
    int32_t signature_len = asr_hmac_base64("k", 1, to_sign, strlen(to_sign), flags, signature, sizeof signature);
    CHECK_NUMBER(signature_len, flags == ASR_F_HMAC_SHA1 ? 28 : 44, "signature");
    encode(signature, strlen(signature), escaped);
    sprintf(query, "%s%sSignature=%s", canonical, count > 0 ? "&" : "", escaped);
    sprintf(url, "%s%s%s", endpoint, strcmp(method, "POST") != 0 ? "?" : "", strcmp(method, "POST") != 0 ? query : "");
    const char *const expected[7] = {NULL, canonical, to_sign, signature, query, url, ""};

    struct url u = url_at_edge(given, "k");
    u.method = text_at_edge(method);
    u.flags = flags;
    snprintf(about, sizeof about, "%.32s %.30s, %d parameters of %d bytes", method, endpoint, count, len);
    struct call call = {.about = about, .of = by_url, .url = &u};
    expect_stages(&call, expected);

    sprintf(url, "%s?%s", endpoint, query);
    const char *sent = at_edge(url, strlen(url));
    CHECK_NUMBER(asr_v2_verify_url(u.method, sent, strlen(url), u.secret, flags), ASR_OK, about);
    CHECK_NUMBER(asr_v2_verify_url(u.method, sent, strlen(url), text_at_edge("l"), flags), ASR_E_MISMATCH, about);
}

static void built_examples(void)
{
    built_example("GET", "http://h:8773/a%2Fb", 80, 6, 0);
    built_example("POST", "http://h:8773/a%2Fb", 80, 6, 0);
    built_example("GET", "https://sdb.amazonaws.com/", 64, 3, ASR_F_HMAC_SHA1);
    built_example("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM", "ws://h/", 3, 127, 0);
    built_example("GET", "https://h/", 2, 128, ASR_F_HMAC_SHA1);
    built_example("GET", "https://h/", 1, 129, 0);
    built_example("GET", "https://[2001:db8::1]:65535/", 0, 0, 0);
    built_example("POST", "wss://h/", 0, 0, ASR_F_HMAC_SHA1);
    built_example("GET", "https://h/", 1, 900, 0);
}

/* What is wrong stands right before the edge, where something is looked for behind it. */
static void refused_examples(void)
{
    static const struct {
        const char *text;
        int32_t status;
    } rows[] = {
        {"", ASR_E_URL},
        {"https:/", ASR_E_URL},
        {"https://", ASR_E_URL},
        {"https://[::1", ASR_E_URL},
        {"https://h:", ASR_E_URL},
        {"https://h/%", ASR_E_URL},
        {"https://h/%4", ASR_E_URL},
        {"https://h/?a=%", ASR_E_ESCAPE},
        {"https://h/?a=%4", ASR_E_ESCAPE},
        {"https://h/?%", ASR_E_ESCAPE},
        {"https://h/?a=\xC3", ASR_E_UTF8},
        {"https://h/?a=%C3", ASR_E_UTF8},
        {"https://h/?a=%F0%9F%98", ASR_E_UTF8},
        {"https://h/?a=1&amp;", ASR_E_URL},
        {"https://h/?a=1&#", ASR_E_URL},
        {"https://h/?=", ASR_E_EMPTY_NAME},
        {"https://h/?SignatureMethod", ASR_E_SIGNATURE_METHOD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        struct url u = url_at_edge(rows[i].text, "secret");
        struct call call = {.about = rows[i].text, .of = by_url, .url = &u};
        for (call.stage = ASR_STAGE_CANONICAL; call.stage <= ASR_STAGE_URL; ++call.stage) {
            expect_refusal(&call, rows[i].status, 300);
        }
        /* The wording is no promise, the rules of length are. */
        char why[512];
        int32_t len = by_url(&call, why, sizeof why);
        CHECK(len > 0 && (size_t)len < sizeof why && strlen(why) == (size_t)len, "the error's text");
        if (len > 0 && (size_t)len < sizeof why) {
            expect_text(&call, why, (size_t)len);
        }
        CHECK_NUMBER(asr_v2_verify_url(u.method, u.url, u.url_len, u.secret, 0), rows[i].status, rows[i].text);
    }
}

/* ---- answers ---- */

/* A signed URL that breaks off at any byte: only the whole of it is right, and nothing behind it is looked at. */
static void url_that_breaks_off(void)
{
    static const char signed_url[] = SIGNED;
    size_t len = sizeof signed_url - 1, fresh = 0;
    const char *secret = text_at_edge(SECRET);
    for (size_t have = 0; have <= len; ++have) {
        struct room room = make_room(have, AT_END);
        memcpy(room.at, signed_url, have);
        int32_t status = asr_v2_verify_url(NULL, room.at, have, secret, 0);
        CHECK(have == len ? status == ASR_OK : status < 0 && status != ASR_E_PANIC, "a signed URL that breaks off");
        status = asr_v2_check_time_url(room.at, have, NOW, 0);
        CHECK(status == ASR_OK || status == ASR_E_STAMP || status == ASR_E_ESCAPE, "a time that breaks off");
        fresh += status == ASR_OK;
        struct url u = {.url = room.at, .url_len = have, .secret = secret};
        char url[512];
        struct call call = {.stage = ASR_STAGE_URL, .url = &u};
        status = by_url(&call, url, sizeof url);
        CHECK(have == len ? strcmp(url, signed_url) == 0 : status != ASR_E_PANIC, "a URL that breaks off");
        leave_room(room);
    }
    /* From the last digit of the time on, but not within the two escapes behind it. */
    size_t from = (size_t)(strstr(signed_url, "%3A30") + 5 - signed_url);
    CHECK_NUMBER(fresh, len - from + 1 - 4, "a time that is whole");
}

static void signatures(void)
{
    const asr_param params[] = {
        param_at_edge("Action", "DescribeJobFlows"),         param_at_edge("Version", "2009-03-31"),
        param_at_edge("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"), param_at_edge("SignatureVersion", "2"),
        param_at_edge("SignatureMethod", "HmacSHA256"),      param_at_edge("Timestamp", "2011-10-03T15:19:30"),
        param_at_edge("Signature", SIGNATURE),
    };
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = at_edge("GET", request.method_len = 3);
    request.endpoint = at_edge(ENDPOINT, request.endpoint_len = sizeof ENDPOINT - 1);
    request.secret = at_edge(SECRET, request.secret_len = sizeof SECRET - 1);
    request.params = at_edge(params, sizeof params);
    request.params_count = sizeof params / sizeof params[0];
    request.unix_time = NOW;
    const asr_v2_request *given = at_edge(&request, sizeof request);
    CHECK_NUMBER(asr_v2_verify(given, NULL, 0), ASR_OK, "the parameter");
    CHECK_NUMBER(asr_v2_verify(given, at_edge("", 0), 0), ASR_OK, "the parameter, and nothing at an edge");
    CHECK_NUMBER(asr_v2_check_time(given, 0), ASR_OK, "a time at an edge");
    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, request.secret, request.secret_len, 0), ASR_OK, "asr_key_init");
    request.key = at_edge(&key, sizeof key), request.secret = NULL;
    const asr_v2_request *with_key = at_edge(&request, sizeof request);

    static const char names[] = "Action\0Version\0AWSAccessKeyId\0SignatureVersion\0SignatureMethod\0Timestamp";
    static const char values[] =
        "DescribeJobFlows\0002009-03-31\0AKIAIOSFODNN7EXAMPLE\0002\0HmacSHA256\0002011-10-03T15:19:30";
    struct lists l;
    memset(&l, 0, sizeof l);
    l.endpoint = text_at_edge(ENDPOINT), l.secret = text_at_edge(SECRET), l.count = 6;
    l.names = at_edge(names, l.names_len = sizeof names - 1);
    l.values = at_edge(values, l.values_len = sizeof values - 1);
    CHECK_NUMBER(asr_v2_check_time_lists(l.names, l.names_len, l.values, l.values_len, l.count, NOW, 0), ASR_OK,
                 "a time at the edge of a list");

    /* Of every length, the right one first and then more of its letters. */
    char signature[100];
    for (size_t i = 0; i < sizeof signature; ++i) {
        signature[i] = SIGNATURE[i % (sizeof SIGNATURE - 1)];
    }
    for (size_t len = 1; len < sizeof signature; ++len) {
        int32_t expected = len == sizeof SIGNATURE - 1 ? ASR_OK : ASR_E_SIGNATURE;
        struct room room = make_room(len, AT_END), text = make_room(len + 1, AT_END);
        memcpy(room.at, signature, len), memcpy(text.at, signature, len), text.at[len] = '\0';
        CHECK_NUMBER(asr_v2_verify(given, room.at, len), expected, "a signature at an edge");
        CHECK_NUMBER(asr_v2_verify(with_key, room.at, len), expected, "a signature at an edge, and a key");
        CHECK_NUMBER(asr_v2_verify_lists(NULL, l.endpoint, l.names, l.names_len, l.values, l.values_len, l.count,
                                         text.at, l.secret, 0),
                     expected, "a signature whose NUL is at an edge");
        leave_room(room), leave_room(text);
    }
}

/* A time of every length at an edge: whole with its seconds, with each digit of a fraction, and with a whole zone. */
static void times(void)
{
    static const char time[] = "2011-10-03T17:19:30.25+02:00";
    for (size_t len = 0; len < sizeof time; ++len) {
        struct room room = make_room(len, AT_END);
        memcpy(room.at, time, len);
        asr_param param = {"Timestamp", 9, room.at, len};
        asr_v2_request request;
        memset(&request, 0, sizeof request);
        request.struct_size = sizeof request, request.unix_time = NOW;
        request.params = &param, request.params_count = 1;
        int32_t expected = len == 19 || len == 21 || len == 22 || len == 25 || len == 28 ? ASR_OK : ASR_E_STAMP;
        CHECK_NUMBER(asr_v2_check_time(&request, 7200), expected, "a time that breaks off");
        CHECK_NUMBER(asr_v2_check_time_lists("Timestamp", 9, room.at, len, 1, NOW, 7200), expected,
                     "a time that breaks off, in a list");
        leave_room(room);
    }
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    published_example();
    with_additions();
    built_examples();
    refused_examples();
    url_that_breaks_off();
    signatures();
    times();
    return end();
}
