/*
 * Existing URLs through asr_v2_render_url: what is wrong with one has its own status and names its byte, what is odd
 * but clear means what it says, and what a dialect adds may be there already or not.
 */

#include "refusals.h"

#define NOW 1317655170 /* date -u -d 2011-10-03T15:19:30Z +%s */

struct url {
    const char *method, *url, *access_key, *secret;
    size_t url_len;
    int64_t unix_time;
    int32_t dialect;
    uint32_t flags;
};

static struct url good(void)
{
    struct url u = {.access_key = "AKIAIOSFODNN7EXAMPLE", .secret = SECRET, .unix_time = NOW};
    SET(u, url, "https://sdb.amazonaws.com/?Action=ListDomains&Hidden=" VALUE);
    u.dialect = ASR_DIALECT_AWS_QUERY;
    return u;
}

static int32_t by_url(const void *given, int32_t stage, char *out, size_t cap)
{
    const struct url *u = given;
    return asr_v2_render_url(u->method, u->url, u->url_len, u->access_key, u->secret, u->unix_time, u->dialect,
                             u->flags, stage, out, cap);
}

static void refused(const char *what, struct url u, int32_t status)
{
    check_refusal(what, by_url, &u, status);
}

/* Nothing is wrong at any stage, what is signed verifies, and signing it again changes nothing. */
static void taken(const char *what, struct url u)
{
    static char url[16384], again[16384];
    int in_body = u.method != NULL && strcmp(u.method, "POST") == 0 && u.dialect != ASR_DIALECT_HTX;
    check_success(what, by_url, &u);
    int32_t len = by_url(&u, ASR_STAGE_URL, url, sizeof url);
    if (in_body && len > 0) {
        url[len++] = '?';
        len += by_url(&u, ASR_STAGE_QUERY, url + len, sizeof url - (size_t)len);
    }
    CHECK_NUMBER(asr_v2_verify_url(u.method, url, (size_t)len, u.secret, u.flags), ASR_OK, what);
    CHECK_NUMBER(asr_v2_verify_url(u.method, url, (size_t)len, "another secret", u.flags), ASR_E_MISMATCH, what);
    u.url = url, u.url_len = (size_t)len, u.access_key = NULL, u.unix_time = NOW + 86400;
    int32_t stage = in_body ? ASR_STAGE_QUERY : ASR_STAGE_URL;
    CHECK(by_url(&u, stage, again, sizeof again) > 0, what);
    CHECK(strcmp(again, in_body ? strchr(url, '?') + 1 : url) == 0, what);
}

/* The canonical query of what is taken, which is written by hand. */
static void means(struct url u, const char *canonical)
{
    char out[4096];
    taken(u.url, u);
    CHECK_NUMBER(by_url(&u, ASR_STAGE_CANONICAL, out, sizeof out), strlen(canonical), u.url);
    CHECK(strcmp(out, canonical) == 0, out);
}

static struct url as_given(const char *url)
{
    struct url u = {.url = url, .url_len = strlen(url), .secret = SECRET};
    return u;
}

static void arguments(void)
{
    struct url u = good();
    char out[16] = "x";
    taken("the good URL", u);
    u.method = "", taken("an empty method", u);
    u.method = "post", check_success("a method in small letters", by_url, &u);
    u.method = "POST", taken("POST", u);
    u.method = "G T", refused("a method with a space", u, ASR_E_METHOD);
    u.method = "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM", refused("a method of 33 letters", u, ASR_E_METHOD);

    u = good(), u.url_len = 0, refused("url: length 0", u, ASR_E_URL);
    u = good(), u.url = NULL, u.url_len = 0, refused("url: (NULL, 0)", u, ASR_E_URL);
    u.url_len = 1, refused("url: NULL with length 1", u, ASR_E_NULL);
    u.url_len = SIZE_MAX, refused("url: NULL with length SIZE_MAX", u, ASR_E_NULL);
    static const size_t huge[] = {SIZE_MAX, HALF_OF_ALL, (size_t)INT32_MAX + 1};
    for (size_t i = 0; i < sizeof huge / sizeof huge[0]; ++i) {
        u = good(), u.url_len = huge[i], refused("url: a huge length", u, ASR_E_TOO_LARGE);
    }
    u = good(), u.secret = NULL, refused("secret: NULL", u, ASR_E_NULL);
    u = good(), u.secret = "", refused("secret: empty", u, ASR_E_SECRET);
    u = good(), u.secret = SECRET "\n", refused("secret: a newline behind it", u, ASR_E_SECRET);
    u.flags = ASR_F_ANY_CREDENTIAL, taken("secret: a newline that is meant", u);
    u = good(), u.flags = ASR_F_HMAC_SHA1, taken("HMAC-SHA1", u);
    u = good(), u.flags = 8, refused("flag 8", u, ASR_E_FLAGS);
    u = good(), u.flags = 0x80000000u, refused("flag 31", u, ASR_E_FLAGS);
    static const int32_t dialects[] = {5, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; ++i) {
        u = good(), u.dialect = dialects[i], refused("an unknown dialect", u, ASR_E_DIALECT);
    }
    static const int64_t times[] = {-1, INT64_MIN, INT64_MAX, 253402300800};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; ++i) {
        u = good(), u.unix_time = times[i], refused("a time without a year of four digits", u, ASR_E_TIME);
        u.dialect = ASR_DIALECT_AS_GIVEN, taken("as given: no time is looked at", u);
    }

    u = good();
    static const int32_t stages[] = {0, 8, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; ++i) {
        out[0] = 'x';
        CHECK_NUMBER(by_url(&u, stages[i], out, sizeof out), ASR_E_STAGE, "an unknown stage");
        CHECK(out[0] == '\0', "an unknown stage");
    }
    CHECK_NUMBER(by_url(&u, ASR_STAGE_URL, NULL, 1), ASR_E_NULL, "no output with a capacity");
    out[0] = 'x';
    CHECK_NUMBER(by_url(&u, ASR_STAGE_URL, out, SIZE_MAX), ASR_E_TOO_LARGE, "capacity SIZE_MAX");
    CHECK(out[0] == 'x', "an impossible capacity");
}

/* ---- what is wrong, and where ---- */

static void faults(void)
{
    static const struct {
        const char *what, *good, *bad; /* a good beginning, and what is wrong right behind it */
        size_t bad_len;
        int32_t status;
    } rows[] = {
        {"no scheme", "", TEXT("sdb.amazonaws.com/?a=b"), ASR_E_URL},
        {"a path alone", "", TEXT("/?a=b"), ASR_E_URL},
        {"half a scheme", "", TEXT("https:/h/?a=b"), ASR_E_URL},
        {"another scheme", "", TEXT("ftp://h/?a=b"), ASR_E_URL},
        {"a space before it", "", TEXT(" https://h/?a=b"), ASR_E_URL},
        {"a scheme alone", "https://", TEXT(""), ASR_E_URL},
        {"no host", "https://", TEXT("/p?a=b"), ASR_E_URL},
        {"no host and no path", "https://", TEXT("?a=b"), ASR_E_URL},
        {"a port alone", "https://", TEXT(":80/?a=b"), ASR_E_URL},
        {"a user", "https://user", TEXT("@h/?a=b"), ASR_E_URL},
        {"a user and a password", "https://", TEXT("user:" SECRET "@h/?a=b"), ASR_E_URL},
        {"no digit in the port", "https://h", TEXT(":/?a=b"), ASR_E_URL},
        {"port 0", "https://h", TEXT(":0?a=b"), ASR_E_URL},
        {"port 65536", "https://h", TEXT(":65536/?a=b"), ASR_E_URL},
        {"a port of letters", "https://h", TEXT(":http/?a=b"), ASR_E_URL},
        {"an open bracket", "https://", TEXT("[::1/?a=b"), ASR_E_URL},
        {"a space in the host", "https://h", TEXT(" h/?a=b"), ASR_E_URL},
        {"an escape in the host", "https://h", TEXT("%41/?a=b"), ASR_E_URL},
        {"NUL in the host", "https://h", TEXT("\0.evil/?a=b"), ASR_E_URL},
        {"CR LF in the host", "https://h", TEXT("\r\nX: y?a=b"), ASR_E_URL},
        {"a host that is not ASCII", "https://h", TEXT("\xC3\xBC/?a=b"), ASR_E_URL},
        {"a host that is not UTF-8", "https://h", TEXT("\xFF/?a=b"), ASR_E_URL},
        {"a space in the path", "https://h/p", TEXT(" q?a=b"), ASR_E_URL},
        {"a newline in the path", "https://h/p", TEXT("\n?a=b"), ASR_E_URL},
        {"NUL in the path", "https://h/p", TEXT("\0?a=b"), ASR_E_URL},
        {"a path that is not ASCII", "https://h/p", TEXT("\xC3\xBC?a=b"), ASR_E_URL},
        {"half an escape in the path", "https://h/p", TEXT("%4?a=b"), ASR_E_URL},
        {"a fragment behind the host", "https://h", TEXT("#f"), ASR_E_URL},
        {"a fragment behind the path", "https://h/p", TEXT("#f?a=b"), ASR_E_URL},
        {"a fragment behind the query", "https://h/?a=b", TEXT("#f"), ASR_E_URL},
        {"a fragment in a name", "https://h/?a", TEXT("#f=b"), ASR_E_URL},
        {"an empty fragment", "https://h/?a=b", TEXT("#"), ASR_E_URL},
        {"a fragment alone behind the question mark", "https://h/?", TEXT("#"), ASR_E_URL},
        {"a space in a value", "https://h/?a=b", TEXT(" c"), ASR_E_URL},
        {"a space in a name", "https://h/?a", TEXT(" b=c"), ASR_E_URL},
        {"a space behind it", "https://h/?a=b", TEXT(" "), ASR_E_URL},
        {"a newline behind it", "https://h/?a=b", TEXT("\n"), ASR_E_URL},
        {"NUL in a value", "https://h/?a=b", TEXT("\0&c=d"), ASR_E_URL},
        {"NUL behind it", "https://h/?a=b", TEXT("\0"), ASR_E_URL},
        {"&amp; between parameters", "https://h/?a=b", TEXT("&amp;c=d"), ASR_E_URL},
        {"&amp; behind a name", "https://h/?a", TEXT("&amp;c=d"), ASR_E_URL},
        {"&amp; at the end", "https://h/?a=b", TEXT("&amp;"), ASR_E_URL},
        {"&#38; between parameters", "https://h/?a=b&", TEXT("#38;c=d"), ASR_E_URL},
        {"a % in a value", "https://h/?a=", TEXT("%"), ASR_E_ESCAPE},
        {"a % with one digit", "https://h/?a=b", TEXT("%2"), ASR_E_ESCAPE},
        {"a % with one digit before a &", "https://h/?a=b", TEXT("%2&c=d"), ASR_E_ESCAPE},
        {"a % with letters", "https://h/?a=b", TEXT("%zz"), ASR_E_ESCAPE},
        {"a % with a sign", "https://h/?a=b", TEXT("%+1"), ASR_E_ESCAPE},
        {"a % with a digit and a letter", "https://h/?a=b", TEXT("%2g"), ASR_E_ESCAPE},
        {"a % of another language", "https://h/?a=b", TEXT("%u00e9"), ASR_E_ESCAPE},
        {"a % before an escape", "https://h/?a=b", TEXT("%%41"), ASR_E_ESCAPE},
        {"a % behind an escape", "https://h/?a=%41", TEXT("%"), ASR_E_ESCAPE},
        {"a % in a name", "https://h/?a", TEXT("%=b"), ASR_E_ESCAPE},
        {"a per cent sign", "https://h/?a=100", TEXT("%&c=d"), ASR_E_ESCAPE},
        {"an escaped byte that is in no UTF-8", "https://h/?a=b", TEXT("%FF"), ASR_E_UTF8},
        {"a bare byte that is in no UTF-8", "https://h/?a=b", TEXT("\xFF&c=d"), ASR_E_UTF8},
        {"half a character at the end of a value", "https://h/?a=b", TEXT("%C3&c=d"), ASR_E_UTF8},
        {"half a character before a letter", "https://h/?a=%C3%A9", TEXT("%E2%9Cx"), ASR_E_UTF8},
        {"half a character before an escaped letter", "https://h/?a=", TEXT("\xC3%41"), ASR_E_UTF8},
        {"an overlong NUL", "https://h/?a=", TEXT("%C0%80"), ASR_E_UTF8},
        {"half a surrogate pair", "https://h/?a=", TEXT("%ED%A0%80"), ASR_E_UTF8},
        {"a character beyond the last", "https://h/?a=", TEXT("%F4%90%80%80"), ASR_E_UTF8},
        {"a name that is not UTF-8", "https://h/?a=b&n", TEXT("%80=c"), ASR_E_UTF8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        /* Where there is a query, a parameter in front of what is wrong in it, whose value is not to be shown. */
        static const char hidden[] = "Hidden=" VALUE "&";
        const char *query = strchr(rows[i].good, '?');
        size_t before = query != NULL ? (size_t)(query + 1 - rows[i].good) : strlen(rows[i].good);
        char url[256];
        struct url u = good();
        int at = sprintf(url, "%.*s%s", (int)before, rows[i].good, query != NULL ? hidden : "");
        at += sprintf(url + at, "%s", rows[i].good + before);
        memcpy(url + at, rows[i].bad, rows[i].bad_len);
        u.url = url, u.url_len = (size_t)at + rows[i].bad_len;
        for (u.dialect = ASR_DIALECT_AS_GIVEN; u.dialect <= ASR_DIALECT_HTX; ++u.dialect) {
            check_refusal_at(rows[i].what, by_url, &u, rows[i].status, "url", (size_t)at);
        }
        CHECK_NUMBER(asr_v2_verify_url("GET", url, u.url_len, SECRET, 0), rows[i].status, rows[i].what);
    }

    char why[256];
    struct url u = as_given("https://h/?a=b&amp;c=d");
    CHECK(by_url(&u, ASR_STAGE_ERROR, why, sizeof why) > 0 && strstr(why, "HTML") != NULL, why);
    u = as_given("https://h/?a=b#c"), (void)by_url(&u, ASR_STAGE_ERROR, why, sizeof why);
    CHECK(strstr(why, "fragment") != NULL && strstr(why, "%23") != NULL, why);
    u = as_given("https://h/?a=b c"), (void)by_url(&u, ASR_STAGE_ERROR, why, sizeof why);
    CHECK(strstr(why, "space") != NULL, why);
    u = as_given("https://h/?a=100%"), (void)by_url(&u, ASR_STAGE_ERROR, why, sizeof why);
    CHECK(strstr(why, "%25") != NULL, why);
    u = as_given("?a=b"), refused("a query alone", u, ASR_E_URL);
    u = as_given("?https://h/"), refused("a scheme behind the question mark", u, ASR_E_URL);
    u = as_given("https://h/?a=b&=c"), refused("an empty name", u, ASR_E_EMPTY_NAME);
    u = as_given("https://h/?="), refused("an empty name with an empty value", u, ASR_E_EMPTY_NAME);
    u = as_given("https:///p?a=b"), u.flags = ASR_F_EMPTY_HOST, taken("an empty host that is meant", u);
}

/* Every control character, and the bytes beside them that are none. */
static void control_characters(void)
{
    for (int byte = 0; byte < 0x80; ++byte) {
        int is_control = byte < 0x20 || byte == 0x7F;
        for (int in_name = 0; in_name < 2; ++in_name) {
            char text[] = "https://h/?name=value", what[40];
            size_t at = in_name ? 12 : 18;
            struct url u = as_given(text);
            text[at] = (char)byte;
            snprintf(what, sizeof what, "byte %d in a %s", byte, in_name ? "name" : "value");
            if (is_control || byte == ' ' || byte == '#') {
                check_refusal_at(what, by_url, &u, ASR_E_URL, "url", at);
            } else if (byte == '%') {
                check_refusal_at(what, by_url, &u, ASR_E_ESCAPE, "url", at);
            } else {
                taken(what, u);
            }
        }
    }
}

/* ---- what is odd, and means something ---- */

static void oddities(void)
{
    static const struct {
        const char *query, *canonical;
    } rows[] = {
        {"?b=2&a=1", "a=1&b=2"},
        {"?Foo.1=a&Foo=b", "Foo=b&Foo.1=a"},
        {"?%61=1&A=2", "A=2&a=1"},
        {"?a=b+c%20d%2Be%2bf", "a=b%20c%20d%2Be%2Bf"},
        {"?+=+", "%20=%20"},
        {"?a=%2f%2F%7e~", "a=%2F%2F~~"},
        {"?&&a&&b=&", "a=&b="},
        {"?a=2&a=1&a=2", "a=1&a=2&a=2"},
        {"?a=b=c==", "a=b%3Dc%3D%3D"},
        {"?a=b?c/d:e@f", "a=b%3Fc%2Fd%3Ae%40f"},
        {"?a=1;b=2", "a=1%3Bb%3D2"},
        {"?a=%26b%3Dc", "a=%26b%3Dc"},
        {"?a%3D=b%26", "a%3D=b%26"},
        {"?a=%2525", "a=%2525"},
        {"?a=%00%0A%7F", "a=%00%0A%7F"},
        {"?%00=1", "%00=1"},
        {"?a=\"<>[]\\^`{|}", "a=%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D"},
        {"?\xC3\xA9=%C3%A9", "%C3%A9=%C3%A9"},
        {"?a=\xC3%A9&b=%c3\xA9", "a=%C3%A9&b=%C3%A9"},
        {"?b=%F0%9F%98%80&a=\xF0\x9F\x98\x80", "a=%F0%9F%98%80&b=%F0%9F%98%80"},
        {"?amp;a=1", "amp%3Ba=1"},
        {"?a=1&amp=2", "a=1&amp=2"},
        {"?a=1&Signature=old", "a=1"},
        {"?Signature=old&a=1&Signature=older", "a=1"},
        {"?%53ignature=old&a=1", "a=1"},
        {"?signature=kept&Signature.1=kept", "Signature.1=kept&signature=kept"},
        {"?AWSAccessKeyId=x&Timestamp=&SecurityToken=", "AWSAccessKeyId=x&SecurityToken=&Timestamp="},
        {"?a=1&SignatureMethod=Hmac%53HA256&SignatureVersion=%32",
         "SignatureMethod=HmacSHA256&SignatureVersion=2&a=1"},
    };
    static const char *const endpoints[] = {"https://h", "HTTPS://H:443/", "http://[::1]:8773/a%2Fb//c"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        for (size_t e = 0; e < 3; ++e) {
            char url[256];
            snprintf(url, sizeof url, "%s%s", endpoints[e], rows[i].query);
            struct url u = as_given(url);
            means(u, rows[i].canonical);
            u.method = "POST", means(u, rows[i].canonical);
            u.flags = ASR_F_HMAC_SHA1;
            if (strstr(url, "HA256") == NULL) {
                means(u, rows[i].canonical);
            } else {
                refused("a method that is not the flag's", u, ASR_E_SIGNATURE_METHOD);
            }
        }
    }

    /* A query of nothing: what is signed is the empty text, and the URL has Signature alone. */
    static const char *const empty[] = {"https://h", "https://h/", "https://h?", "https://h/?&&&"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; ++i) {
        char out[256];
        struct url u = as_given(empty[i]);
        CHECK_NUMBER(by_url(&u, ASR_STAGE_CANONICAL, out, sizeof out), 0, empty[i]);
        CHECK_NUMBER(by_url(&u, ASR_STAGE_STRING_TO_SIGN, out, sizeof out), 8, empty[i]);
        CHECK(strcmp(out, "GET\nh\n/\n") == 0, out);
        int32_t len = by_url(&u, ASR_STAGE_URL, out, sizeof out);
        CHECK(len > 0 && strncmp(out, "https://h/?Signature=", 21) == 0, out);
        CHECK_NUMBER(asr_v2_verify_url(NULL, out, (size_t)len, SECRET, 0), ASR_OK, out);
        u.method = "POST";
        CHECK_NUMBER(by_url(&u, ASR_STAGE_URL, out, sizeof out), 10, empty[i]);
        CHECK(strcmp(out, "https://h/") == 0, out);
    }
}

/* ---- what a dialect adds ---- */

#define STAMP "Timestamp=2011-10-03T15%3A19%3A30Z"
#define SIGNED_HOW "SignatureMethod=HmacSHA256&SignatureVersion=2"
#define AWS_QUERY "AWSAccessKeyId=AKID&Action=x&" SIGNED_HOW "&" STAMP
#define HTX_STAMP "Timestamp=2011-10-03T15%3A19%3A30"

static void additions(void)
{
    static const struct {
        int32_t dialect;
        const char *access_key, *query, *canonical; /* no canonical: it is refused */
        int32_t status;
    } rows[] = {
        /* The access key id. */
        {1, "AKID", "Action=x", AWS_QUERY, 0},
        {1, NULL, "Action=x&AWSAccessKeyId=AKID", AWS_QUERY, 0},
        {1, "", "Action=x&AWSAccessKeyId=AKID", AWS_QUERY, 0},
        {1, "AKID", "Action=x&AWSAccessKeyId=AKID", AWS_QUERY, 0},
        {1, "AKID", "Action=x&AWSAccess%4BeyId=%41KID", AWS_QUERY, 0},
        {1, "AKID", "Action=x&AWSAccessKeyId=other", NULL, ASR_E_RESERVED},
        {1, "AKID", "Action=x&AWSAccessKeyId=", NULL, ASR_E_RESERVED},
        {1, "AKID", "Action=x&AWSAccessKeyId=AKID&AWSAccessKeyId=AKID", NULL, ASR_E_RESERVED},
        {1, NULL, "Action=x&AWSAccessKeyId=AKID&AWSAccessKeyId=AKID", NULL, ASR_E_RESERVED},
        {1, NULL, "Action=x", NULL, ASR_E_ACCESS_KEY},
        {1, "", "Action=x", NULL, ASR_E_ACCESS_KEY},
        {1, NULL, "Action=x&AWSAccessKeyId=", NULL, ASR_E_ACCESS_KEY},
        {1, NULL, "Action=x&AWSAccessKeyId=AKID%0A", NULL, ASR_E_ACCESS_KEY},
        {1, "AKID\n", "Action=x&AWSAccessKeyId=AKID%0A", NULL, ASR_E_ACCESS_KEY},
        {1, NULL, "Action=x&AWSAccessKeyId=AK%00ID", NULL, ASR_E_ACCESS_KEY},
        {1, NULL, "Action=x&AWSAccessKeyId=AKID+", NULL, ASR_E_ACCESS_KEY},
        {1, NULL, "Action=x&AWSAccessKeyId=%C2%A0AKID", NULL, ASR_E_ACCESS_KEY},
        {1, " AKID", "Action=x", NULL, ASR_E_ACCESS_KEY},
        {1, "AKID", "AccessKeyId=other", "AWSAccessKeyId=AKID&AccessKeyId=other&" SIGNED_HOW "&" STAMP, 0},
        {2, NULL, "AccessKeyId=AKID", "AccessKeyId=AKID&" SIGNED_HOW "&" STAMP, 0},
        {2, "AKID", "AWSAccessKeyId=x", "AWSAccessKeyId=x&AccessKeyId=AKID&" SIGNED_HOW "&" STAMP, 0},
        {4, NULL, "AccessKeyId=AKID", "AccessKeyId=AKID&" SIGNED_HOW "&" HTX_STAMP, 0},
        {4, NULL, "AWSAccessKeyId=AKID", NULL, ASR_E_ACCESS_KEY},
        /* The time. */
        {1, "AKID", "Action=x&Timestamp=", AWS_QUERY, 0},
        {1, "AKID", "Action=x&Timestamp", AWS_QUERY, 0},
        {1, "AKID", "Timestamp=2009-01-01T12:00:00Z",
         "AWSAccessKeyId=AKID&" SIGNED_HOW "&Timestamp=2009-01-01T12%3A00%3A00Z", 0},
        {1, "AKID", "Timestamp=yesterday", "AWSAccessKeyId=AKID&" SIGNED_HOW "&Timestamp=yesterday", 0},
        {1, "AKID", "Timestamp=&Timestamp=", NULL, ASR_E_RESERVED},
        {1, "AKID", "Timestamp=2009&Timestamp=2009", NULL, ASR_E_RESERVED},
        {1, "AKID", "Expires=2030", "AWSAccessKeyId=AKID&Expires=2030&" SIGNED_HOW, 0},
        {1, "AKID", "Timestamp=2009&Expires=2030", NULL, ASR_E_RESERVED},
        {1, "AKID", "Timestamp=&Expires=2030", NULL, ASR_E_RESERVED},
        {2, "AKID", "Timestamp=2009&Expires=2030", NULL, ASR_E_RESERVED},
        {4, "AKID", "Expires=2030", "AccessKeyId=AKID&Expires=2030&" SIGNED_HOW "&" HTX_STAMP, 0},
        {4, "AKID", "Timestamp=&Timestamp=", NULL, ASR_E_RESERVED},
        /* How it is signed. */
        {1, "AKID", "Action=x&" SIGNED_HOW, AWS_QUERY, 0},
        {1, "AKID", "Action=x&SignatureMethod=HmacSHA1", NULL, ASR_E_SIGNATURE_METHOD},
        {1, "AKID", "Action=x&SignatureMethod=", NULL, ASR_E_SIGNATURE_METHOD},
        {1, "AKID", "Action=x&SignatureVersion=1", NULL, ASR_E_SIGNATURE_VERSION},
        {1, "AKID", "Action=x&" SIGNED_HOW "&SignatureMethod=HmacSHA256", NULL, ASR_E_RESERVED},
        {1, "AKID", "Action=x&" SIGNED_HOW "&SignatureVersion=2", NULL, ASR_E_RESERVED},
        {0, NULL, "Action=x&SignatureMethod=HmacSHA1", NULL, ASR_E_SIGNATURE_METHOD},
        {0, NULL, "Action=x&SignatureVersion=4", NULL, ASR_E_SIGNATURE_VERSION},
        {3, "AKID", "SignatureMethod=HmacSHA1", NULL, ASR_E_SIGNATURE_METHOD},
        /* The session token. */
        {1, "AKID", "SecurityToken=a%2Fb", "AWSAccessKeyId=AKID&SecurityToken=a%2Fb&" SIGNED_HOW "&" STAMP, 0},
        {1, "AKID", "SecurityToken=a&SecurityToken=a",
         "AWSAccessKeyId=AKID&SecurityToken=a&SecurityToken=a&" SIGNED_HOW "&" STAMP, 0},
        {1, "AKID", "SecurityToken=", "AWSAccessKeyId=AKID&SecurityToken=&" SIGNED_HOW "&" STAMP, 0},
        {1, "AKID", "SecurityToken=a%0D", "AWSAccessKeyId=AKID&SecurityToken=a%0D&" SIGNED_HOW "&" STAMP, 0},
        {4, "AKID", "SecurityToken=", "AccessKeyId=AKID&SecurityToken=&" SIGNED_HOW "&" HTX_STAMP, 0},
        /* Product Advertising. */
        {3, "AKID", "Operation=x",
         "AWSAccessKeyId=AKID&Operation=x&Service=AWSECommerceService&" STAMP "&Version=2011-08-01", 0},
        {3, NULL, "AWSAccessKeyId=AKID&Service=AWSECommerceService&Version=2009-01-06",
         "AWSAccessKeyId=AKID&Service=AWSECommerceService&" STAMP "&Version=2009-01-06", 0},
        {3, "AKID", "Service=other", NULL, ASR_E_RESERVED},
        {3, "AKID", "Service=AWSECommerceService&Service=AWSECommerceService", NULL, ASR_E_RESERVED},
        {3, "AKID", "Timestamp=&Timestamp=2009", NULL, ASR_E_RESERVED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        char url[256];
        snprintf(url, sizeof url, "https://h/?%s", rows[i].query);
        struct url u = as_given(url);
        u.access_key = rows[i].access_key, u.dialect = rows[i].dialect, u.unix_time = NOW;
        if (rows[i].canonical != NULL) {
            means(u, rows[i].canonical);
        } else {
            refused(rows[i].query, u, rows[i].status);
        }
    }

    struct url u = as_given("https://h/?AWSAccessKeyId=+AK%0AID%09&SecurityToken=%00");
    u.dialect = ASR_DIALECT_AWS_QUERY, u.flags = ASR_F_ANY_CREDENTIAL;
    taken("credentials that nobody would believe, but that are meant", u);
    u = as_given("https://h/?SignatureMethod=HmacSHA1&AWSAccessKeyId=a");
    u.dialect = ASR_DIALECT_AWS_QUERY, u.flags = ASR_F_HMAC_SHA1, taken("HMAC-SHA1 that is asked for", u);
    u = as_given("https://h/?AWSAccessKeyId=a&SignatureMethod=HmacSHA256");
    u.dialect = ASR_DIALECT_AWS_QUERY, u.flags = ASR_F_HMAC_SHA1;
    refused("HMAC-SHA256 where HMAC-SHA1 is asked for", u, ASR_E_SIGNATURE_METHOD);
    u = good(), u.dialect = ASR_DIALECT_PRODUCT_ADVERTISING, u.method = "POST";
    refused("POST where there is GET alone", u, ASR_E_METHOD);

    char out[512];
    u = as_given("http://h?Operation=x"), u.access_key = "AKID", u.dialect = ASR_DIALECT_PRODUCT_ADVERTISING;
    CHECK(by_url(&u, ASR_STAGE_STRING_TO_SIGN, out, sizeof out) > 0, "the path of Product Advertising");
    CHECK(strncmp(out, "GET\nh\n/onca/xml\n", 16) == 0, out);
}

/* A key id may be long, with escapes or without, and of any characters that are not blank at its ends. */
static void long_credentials(void)
{
    enum { MOST = 2048 };
    static const struct {
        const char *letter;
        int count;
        int32_t status;
    } rows[] = {{"A", MOST, 0}, {"A", MOST + 1, 0}, {"%41", MOST, 0}, {"%41", MOST + 1, 0},
                {"%C3%A9", MOST / 2, 0}, {"%C3%A9", MOST / 2 + 1, 0}, {"a+%C3%A9", MOST / 4, 0},
                {"%C3%A9+", MOST / 4, ASR_E_ACCESS_KEY}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        static char url[64 + 3 * (MOST + 1)];
        strcpy(url, "https://h/?AWSAccessKeyId=");
        for (int n = 0; n < rows[i].count; ++n) {
            strcat(url, rows[i].letter);
        }
        struct url u = as_given(url);
        u.dialect = ASR_DIALECT_AWS_QUERY;
        if (rows[i].status == 0) {
            taken("a long key id", u);
        } else {
            refused("a long key id with a blank at its end", u, rows[i].status);
        }
    }
}

int main(void)
{
    arguments();
    faults();
    control_characters();
    oddities();
    additions();
    long_credentials();
    return closing_line();
}
