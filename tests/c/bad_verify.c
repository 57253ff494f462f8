/*
 * What a verifier meets: signatures that are right, wrong, missing or none at all, requests that say that they were
 * signed otherwise, and times that have passed, are yet to come, or are no times. Every case goes through every door,
 * and every door has to say the same.
 */

#include "refusals.h"

/* ---- a request that was received ---- */

/* The example of the AWS General Reference, with the signature that it prints. */
#define SIGNATURE "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="
#define REFERENCE_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

enum { MOST = 12, ROOM = 8192 };

struct received {
    const char *method, *endpoint, *secret;
    const char *signature; /* given apart; NULL: the parameter is to be taken */
    uint32_t flags;
    size_t count;
    asr_param params[MOST];
};

static asr_param pair(const char *name, const char *value)
{
    return (asr_param){name, strlen(name), value, strlen(value)};
}

static struct received good(void)
{
    struct received r = {.method = "GET", .endpoint = "https://elasticmapreduce.amazonaws.com/", .count = 7};
    r.secret = REFERENCE_SECRET;
    r.params[0] = pair("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE");
    r.params[1] = pair("Action", "DescribeJobFlows");
    r.params[2] = pair("SignatureMethod", "HmacSHA256");
    r.params[3] = pair("SignatureVersion", "2");
    r.params[4] = pair("Timestamp", "2011-10-03T15:19:30");
    r.params[5] = pair("Version", "2009-03-31");
    r.params[6] = pair("Signature", SIGNATURE);
    return r;
}

static void append(struct received *r, const char *name, const char *value)
{
    r->params[r->count++] = pair(name, value);
}

/* The parameters in the forms that the doors take: lists, and a query in which every byte is an escape or a space. */
struct forms {
    char names[ROOM], values[ROOM], url[4 * ROOM];
    size_t names_len, values_len, url_len;
};

static void make_forms(const struct received *r, struct forms *forms)
{
    memset(forms, 0, sizeof *forms);
    char *url = forms->url + sprintf(forms->url, "%s", r->endpoint);
    for (size_t i = 0; i < r->count; ++i) {
        const asr_param *param = &r->params[i];
        /* Behind every item but the last there is a NUL, which is there already. */
        forms->names_len += i > 0, forms->values_len += i > 0;
        memcpy(forms->names + forms->names_len, param->name, param->name_len);
        memcpy(forms->values + forms->values_len, param->value, param->value_len);
        forms->names_len += param->name_len, forms->values_len += param->value_len;
        *url++ = i > 0 ? '&' : '?';
        for (size_t at = 0; at < param->name_len; ++at) {
            url += sprintf(url, "%%%02x", (unsigned)(unsigned char)param->name[at]);
        }
        *url++ = '=';
        for (size_t at = 0; at < param->value_len; ++at) {
            url += sprintf(url, param->value[at] == ' ' ? "+" : "%%%02X", (unsigned)(unsigned char)param->value[at]);
        }
    }
    forms->url_len = (size_t)(url - forms->url);
}

static asr_v2_request request_of(const struct received *r)
{
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = r->method, request.method_len = strlen(r->method);
    request.endpoint = r->endpoint, request.endpoint_len = strlen(r->endpoint);
    request.secret = r->secret, request.secret_len = strlen(r->secret);
    request.params = r->params, request.params_count = r->count;
    request.flags = r->flags;
    return request;
}

static void answers(const char *what, struct received r, int32_t status)
{
    static struct forms forms;
    char about[120];
    make_forms(&r, &forms);
    asr_v2_request request = request_of(&r);
    size_t signature_len = r.signature != NULL ? strlen(r.signature) : 0;
    snprintf(about, sizeof about, "%s: the struct", what);
    CHECK_NUMBER(asr_v2_verify(&request, r.signature, signature_len), status, about);

    asr_key key;
    if (asr_key_init(&key, request.secret, request.secret_len, r.flags) == ASR_OK) {
        snprintf(about, sizeof about, "%s: the struct, with a key", what);
        request.key = &key;
        CHECK_NUMBER(asr_v2_verify(&request, r.signature, signature_len), status, about);
    }
    snprintf(about, sizeof about, "%s: lists", what);
    CHECK_NUMBER(asr_v2_verify_lists(r.method, r.endpoint, forms.names, forms.names_len, forms.values, forms.values_len,
                                     r.count, r.signature, r.secret, r.flags),
                 status, about);
    if (r.signature == NULL) {
        snprintf(about, sizeof about, "%s: a URL", what);
        CHECK_NUMBER(asr_v2_verify_url(r.method, forms.url, forms.url_len, r.secret, r.flags), status, about);
    }
}

/* ---- signatures ---- */

static void right_ones(void)
{
    struct received r = good();
    answers("the published signature", r, ASR_OK);
    r.signature = SIGNATURE, answers("the same apart and as a parameter", r, ASR_OK);
    r.count = 6, answers("the same apart", r, ASR_OK);
    r = good(), r.method = "get", answers("a method in small letters", r, ASR_OK);
    r.method = "", answers("an empty method", r, ASR_OK);
    r = good(), r.endpoint = "HTTPS://ElasticMapReduce.amazonaws.com:443", answers("the host in capitals", r, ASR_OK);
    r = good(), r.params[0] = r.params[6], r.params[6] = pair("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE");
    answers("another order", r, ASR_OK);
    r = good(), r.flags = ASR_F_ANY_CREDENTIAL | ASR_F_EMPTY_HOST, answers("flags that change nothing here", r, ASR_OK);
    r = good(), r.signature = SIGNATURE, r.params[6].value = "wrong", r.params[6].value_len = 5;
    answers("the signature apart goes before the parameter", r, ASR_OK);
    r = good(), r.signature = "", answers("an empty signature apart is none", r, ASR_OK);

    /* tests/vectors/sigv2.json, sha1-sdb-list-domains, which boto and the AWS SDK for JavaScript have answered. */
    r = good(), r.endpoint = "https://sdb.amazonaws.com/", r.flags = ASR_F_HMAC_SHA1, r.count = 0;
    append(&r, "Action", "ListDomains"), append(&r, "MaxNumberOfDomains", "10"), append(&r, "Version", "2009-04-15");
    asr_v2_request request = request_of(&r);
    append(&r, "AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"), append(&r, "SignatureMethod", "HmacSHA1");
    append(&r, "SignatureVersion", "2"), append(&r, "Timestamp", "2011-02-03T04:05:06Z");
    append(&r, "Signature", "tpkcKhXng+cQaZ5lLDxFRr+DfHM="), answers("HMAC-SHA1", r, ASR_OK);
    r.flags = 0, answers("HMAC-SHA1 that is not asked for", r, ASR_E_SIGNATURE_METHOD);
    r.flags = ASR_F_HMAC_SHA1, r.params[7] = pair("Signature", "tpkcKhXng+cQaZ5lLDxFRr+DfHI=");
    answers("HMAC-SHA1, wrong", r, ASR_E_MISMATCH);
    r.params[7] = pair("Signature", SIGNATURE), answers("HMAC-SHA1 with a longer signature", r, ASR_E_SIGNATURE);
    /* The request as it would be signed: the dialect adds the rest again. */
    request.dialect = ASR_DIALECT_AWS_QUERY, request.unix_time = 1296705906;
    SET(request, access_key, "AKIAIOSFODNN7EXAMPLE");
    CHECK_NUMBER(asr_v2_verify(&request, TEXT("tpkcKhXng+cQaZ5lLDxFRr+DfHM=")), ASR_OK, "a dialect");
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 0), ASR_E_UNSIGNED, "a dialect, and no signature");
    request.unix_time += 1;
    CHECK_NUMBER(asr_v2_verify(&request, TEXT("tpkcKhXng+cQaZ5lLDxFRr+DfHM=")), ASR_E_MISMATCH, "a second later");
    request.params = r.params, request.params_count = 5;
    CHECK_NUMBER(asr_v2_verify(&request, TEXT("tpkcKhXng+cQaZ5lLDxFRr+DfHM=")), ASR_E_RESERVED, "what it adds, too");
}

static void wrong_ones(void)
{
    /* Another letter at each place of the signature; before the `=` those whose last two bits are 0, as Base64 has
       them. */
    for (size_t at = 0; at < sizeof SIGNATURE - 2; ++at) {
        char signature[] = SIGNATURE;
        signature[at] = at == sizeof SIGNATURE - 3 ? 'w' : signature[at] == 'A' ? 'B' : 'A';
        struct received r = good();
        r.params[6].value = signature, answers("another letter", r, ASR_E_MISMATCH);
        r.signature = signature, r.params[6].value = SIGNATURE, answers("another letter, apart", r, ASR_E_MISMATCH);
    }
    struct received r = good();
    r.method = "POST", answers("another method", r, ASR_E_MISMATCH);
    r = good(), r.endpoint = "https://elasticmapreduce.amazonaws.org/", answers("another host", r, ASR_E_MISMATCH);
    r.endpoint = "https://elasticmapreduce.amazonaws.com:8443/", answers("another port", r, ASR_E_MISMATCH);
    r.endpoint = "https://elasticmapreduce.amazonaws.com/x", answers("another path", r, ASR_E_MISMATCH);
    r.endpoint = "https://elasticmapreduce.amazonaws.com//", answers("another slash", r, ASR_E_MISMATCH);
    r = good(), r.secret = "another", answers("another secret", r, ASR_E_MISMATCH);
    r = good(), r.params[5] = pair("Version", "2009-03-30"), answers("another value", r, ASR_E_MISMATCH);
    r = good(), r.params[5] = pair("version", "2009-03-31"), answers("another name", r, ASR_E_MISMATCH);
    r = good(), r.params[5] = r.params[6], r.count = 6, answers("a parameter less", r, ASR_E_MISMATCH);
    r = good(), append(&r, "x", ""), answers("a parameter more", r, ASR_E_MISMATCH);
    r = good(), append(&r, "Version", "2009-03-31"), answers("a parameter twice", r, ASR_E_MISMATCH);
    r = good(), append(&r, "signature", SIGNATURE), answers("signature in small letters", r, ASR_E_MISMATCH);
    static const int left_out[] = {2, 3};
    for (size_t i = 0; i < 2; ++i) {
        r = good(), r.params[left_out[i]] = r.params[6], r.count = 6;
        answers("without how it was signed", r, ASR_E_MISMATCH);
    }
}

static void no_signatures(void)
{
    static char long_one[4000];
    memset(long_one, 'A', sizeof long_one - 1);
    static const struct {
        const char *what, *text;
    } bad[] = {
        {"one letter", "i"},
        {"43 characters", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs"},
        {"45 characters", SIGNATURE "="},
        {"a longer one", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIsA"},
        {"the length of the other hash", "tpkcKhXng+cQaZ5lLDxFRr+DfHM="},
        {"4000 characters", long_one},
        {"in hexadecimal digits", "8bdd6729ce0f580b7424921d5f0cfd1f1642243762cba71ffcc8fabcfc72608b"},
        {"bits where there are none", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIt="},
        {"two signs of the end", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYI=="},
        {"a sign of the end in between", "i91nKc4PWAt0JJIdXwz9HxZC=Ddiy6cf/Mj6vPxyYIs="},
        {"Base64 for file names", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf_Mj6vPxyYIs="},
        {"a space for a plus", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf Mj6vPxyYIs="},
        {"with escapes", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D"},
        {"a space before it", " " SIGNATURE},
        {"a newline behind it", SIGNATURE "\n"},
        {"a newline for a letter", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf\nMj6vPxyYIs="},
        {"not ASCII", "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6c\xC3\xBCMj6vPxyYIs="},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
        struct received r = good();
        r.params[6] = pair("Signature", bad[i].text), answers(bad[i].what, r, ASR_E_SIGNATURE);
        r.signature = bad[i].text, answers(bad[i].what, r, ASR_E_SIGNATURE);
        r.count = 6, answers(bad[i].what, r, ASR_E_SIGNATURE);
    }
    struct received r = good();
    r.params[6] = pair("Signature", ""), answers("an empty Signature", r, ASR_E_UNSIGNED);
    r.count = 6, answers("no Signature", r, ASR_E_UNSIGNED);
    r.signature = "", answers("no Signature, and an empty one apart", r, ASR_E_UNSIGNED);
    r.signature = NULL, r.count = 0, answers("no parameters", r, ASR_E_UNSIGNED);
    static const char *const second[] = {SIGNATURE, "", "x"};
    for (size_t i = 0; i < 3; ++i) {
        r = good(), append(&r, "Signature", second[i]), answers("two Signatures", r, ASR_E_SIGNATURE);
        r.signature = SIGNATURE, answers("two Signatures, and one apart", r, ASR_E_SIGNATURE);
    }

    r = good();
    asr_v2_request request = request_of(&r);
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 1), ASR_E_NULL, "signature: NULL with length 1");
    CHECK_NUMBER(asr_v2_verify(&request, SIGNATURE, SIZE_MAX), ASR_E_TOO_LARGE, "signature: length SIZE_MAX");
    CHECK_NUMBER(asr_v2_verify(&request, SIGNATURE, (size_t)INT32_MAX + 1), ASR_E_TOO_LARGE, "signature: 2 GB");
    CHECK_NUMBER(asr_v2_verify(&request, SIGNATURE, 0), ASR_OK, "signature: length 0");
    CHECK_NUMBER(asr_v2_verify(&request, TEXT(SIGNATURE "\0")), ASR_E_SIGNATURE, "signature: a NUL behind it");
    CHECK_NUMBER(asr_v2_verify(&request, TEXT("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf\0Mj6vPxyYIs=")), ASR_E_SIGNATURE,
                 "signature: a NUL in it");
}

static void signed_otherwise(void)
{
    static const char *const methods[] = {"HmacSHA1", "HmacSHA512", "hmacsha256", "HmacSHA256 ", ""};
    struct received r;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; ++i) {
        r = good(), r.params[2] = pair("SignatureMethod", methods[i]);
        answers("another SignatureMethod", r, ASR_E_SIGNATURE_METHOD);
        r.count = 6, answers("another SignatureMethod, and no Signature", r, ASR_E_SIGNATURE_METHOD);
    }
    r = good(), r.flags = ASR_F_HMAC_SHA1, answers("HmacSHA256 where HmacSHA1 is asked for", r, ASR_E_SIGNATURE_METHOD);
    static const char *const versions[] = {"1", "4", "2.0", "02", " 2", ""};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; ++i) {
        r = good(), r.params[3] = pair("SignatureVersion", versions[i]);
        answers("another SignatureVersion", r, ASR_E_SIGNATURE_VERSION);
    }
}

/* What is wrong with a request is said as asr_v2_render says it. */
static void other_faults(void)
{
    struct received r = good();
    r.flags = 8, answers("an unknown flag", r, ASR_E_FLAGS);
    r = good(), r.method = "G T", answers("a method with a space", r, ASR_E_METHOD);
    r = good(), r.secret = "", answers("an empty secret", r, ASR_E_SECRET);
    r = good(), r.secret = "secret\n", answers("a newline behind the secret", r, ASR_E_SECRET);
    r.flags = ASR_F_ANY_CREDENTIAL, answers("a newline that is meant", r, ASR_E_MISMATCH);
    r = good(), append(&r, "", "x"), answers("an empty name", r, ASR_E_EMPTY_NAME);
    r = good(), append(&r, "x", "\xFF"), answers("a value that is not UTF-8", r, ASR_E_UTF8);
    r = good(), append(&r, "\xC3", "x"), answers("a name that is not UTF-8", r, ASR_E_UTF8);

    r = good();
    asr_v2_request request = request_of(&r);
    request.endpoint = "ftp://h/", request.endpoint_len = 8;
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 0), ASR_E_ENDPOINT, "another scheme");
    request = request_of(&r), request.struct_size = 0;
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 0), ASR_E_STRUCT_SIZE, "struct_size 0");
    request = request_of(&r), request.dialect = 5;
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 0), ASR_E_DIALECT, "an unknown dialect");
    request = request_of(&r), SET(request, session_token, TOKEN);
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 0), ASR_E_SESSION_TOKEN, "a token that was not received");
    request = request_of(&r), request.params = NULL;
    CHECK_NUMBER(asr_v2_verify(&request, NULL, 0), ASR_E_NULL, "no parameters with a count");
    CHECK_NUMBER(asr_v2_verify(NULL, NULL, 0), ASR_E_NULL, "no request");
    CHECK_NUMBER(asr_v2_verify(NULL, TEXT(SIGNATURE)), ASR_E_NULL, "no request");

    for (uint32_t flags = 0; flags <= ASR_F_HMAC_SHA1; flags += ASR_F_HMAC_SHA1) {
        asr_key key;
        memset(&key, 0, sizeof key);
        request = request_of(&r), request.key = &key, request.flags = flags, request.params_count = 2;
        CHECK_NUMBER(asr_v2_verify(&request, TEXT(SIGNATURE)), ASR_E_KEY, "a key of zeros");
        CHECK_NUMBER(asr_key_init(&key, TEXT(REFERENCE_SECRET), flags ^ ASR_F_HMAC_SHA1), ASR_OK, "asr_key_init");
        const char *signature = flags != 0 ? "tpkcKhXng+cQaZ5lLDxFRr+DfHM=" : SIGNATURE;
        CHECK_NUMBER(asr_v2_verify(&request, signature, strlen(signature)), ASR_E_KEY, "a key for the other hash");
    }

#define LISTS(method, endpoint, names, values, count, secret) \
    asr_v2_verify_lists(method, endpoint, TEXT(names), TEXT(values), count, SIGNATURE, secret, 0)
    CHECK_NUMBER(LISTS(NULL, "https://h/", "a", "b", 1, "s"), ASR_E_MISMATCH, "lists: good ones");
    CHECK_NUMBER(LISTS(NULL, "https://h/", "a", "b", 2, "s"), ASR_E_LIST_COUNT, "lists: a count too large");
    CHECK_NUMBER(LISTS(NULL, "https://h/", "a", "b\0c", 1, "s"), ASR_E_LIST_COUNT, "lists: a NUL in a value");
    CHECK_NUMBER(LISTS(NULL, NULL, "a", "b", 1, "s"), ASR_E_NULL, "lists: no endpoint");
    CHECK_NUMBER(LISTS(NULL, "", "a", "b", 1, "s"), ASR_E_ENDPOINT, "lists: an empty endpoint");
    CHECK_NUMBER(LISTS(NULL, "https://h/", "a", "b", 1, NULL), ASR_E_NULL, "lists: no secret");
    CHECK_NUMBER(asr_v2_verify_lists(NULL, "https://h/", NULL, 1, "b", 1, 1, NULL, "s", 0), ASR_E_NULL, "lists: NULL");
    CHECK_NUMBER(asr_v2_verify_lists(NULL, "https://h/", "a", SIZE_MAX, "b", 1, 1, NULL, "s", 0), ASR_E_TOO_LARGE,
                 "lists: length SIZE_MAX");
    CHECK_NUMBER(asr_v2_verify_lists(NULL, "https://h/", NULL, 0, NULL, 0, 0, NULL, "s", 0), ASR_E_UNSIGNED,
                 "lists: (NULL, 0)");

    CHECK_NUMBER(asr_v2_verify_url(NULL, NULL, 0, "s", 0), ASR_E_URL, "URL: (NULL, 0)");
    CHECK_NUMBER(asr_v2_verify_url(NULL, NULL, 1, "s", 0), ASR_E_NULL, "URL: NULL with length 1");
    CHECK_NUMBER(asr_v2_verify_url(NULL, "https://h/", SIZE_MAX, "s", 0), ASR_E_TOO_LARGE, "URL: length SIZE_MAX");
    CHECK_NUMBER(asr_v2_verify_url(NULL, TEXT("https://h/?a=b"), NULL, 0), ASR_E_NULL, "URL: no secret");
    CHECK_NUMBER(asr_v2_verify_url(NULL, TEXT("https://h/?a=b"), "s", 0), ASR_E_UNSIGNED, "URL: no Signature");
    CHECK_NUMBER(asr_v2_verify_url(NULL, TEXT("https://h/?Signature"), "s", 0), ASR_E_UNSIGNED, "URL: Signature alone");
    CHECK_NUMBER(asr_v2_verify_url(NULL, TEXT("https:///?Signature=" SIGNATURE), "s", 0), ASR_E_URL, "URL: no host");
    CHECK_NUMBER(asr_v2_verify_url(NULL, TEXT("https:///?Signature=" SIGNATURE), "s", ASR_F_EMPTY_HOST), ASR_E_MISMATCH,
                 "URL: no host that is meant");
}

/* ---- freshness ---- */

#define NOW 1317655170 /* date -u -d 2011-10-03T15:19:30Z +%s */

static void is_fresh(const char *what, const struct received *r, int64_t unix_time, int64_t window, int32_t status)
{
    static struct forms forms;
    char about[120];
    make_forms(r, &forms);
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.params = r->params, request.params_count = r->count;
    request.unix_time = unix_time;
    snprintf(about, sizeof about, "%s, at %" PRId64 ", window %" PRId64, what, unix_time, window);
    CHECK_NUMBER(asr_v2_check_time(&request, window), status, about);
    CHECK_NUMBER(asr_v2_check_time_lists(forms.names, forms.names_len, forms.values, forms.values_len, r->count,
                                         unix_time, window),
                 status, about);
    CHECK_NUMBER(asr_v2_check_time_url(forms.url, forms.url_len, unix_time, window), status, about);
}

static void is_fresh_with(const char *name, const char *stamp, int64_t unix_time, int64_t window, int32_t status)
{
    struct received r = {.endpoint = "https://h/", .count = 0};
    append(&r, "Action", "x"), append(&r, name, stamp);
    is_fresh(stamp, &r, unix_time, window, status);
}

static void windows(void)
{
    static const char stamp[] = "2011-10-03T15:19:30Z";
    static const struct {
        int64_t unix_time, window;
        int32_t timestamp, expires;
    } rows[] = {
        {NOW, 0, ASR_OK, ASR_OK},
        {NOW + 1, 0, ASR_E_EXPIRED, ASR_E_EXPIRED},
        {NOW - 1, 0, ASR_E_EARLY, ASR_OK},
        {NOW + 300, 300, ASR_OK, ASR_E_EXPIRED},
        {NOW + 301, 300, ASR_E_EXPIRED, ASR_E_EXPIRED},
        {NOW - 300, 300, ASR_OK, ASR_OK},
        {NOW - 301, 300, ASR_E_EARLY, ASR_OK},
        {0, NOW, ASR_OK, ASR_OK},
        {0, NOW - 1, ASR_E_EARLY, ASR_OK},
        {-1, NOW, ASR_E_EARLY, ASR_OK},
        /* No sum of the two wraps around: at the ends of what can be said the window has an end, too. */
        {INT64_MAX, 0, ASR_E_EXPIRED, ASR_E_EXPIRED},
        {INT64_MAX, INT64_MAX, ASR_OK, ASR_E_EXPIRED},
        {INT64_MAX, INT64_MAX - NOW, ASR_OK, ASR_E_EXPIRED},
        {INT64_MAX, INT64_MAX - NOW - 1, ASR_E_EXPIRED, ASR_E_EXPIRED},
        {INT64_MIN, 0, ASR_E_EARLY, ASR_OK},
        {INT64_MIN, INT64_MAX, ASR_E_EARLY, ASR_OK},
        {0, INT64_MAX, ASR_OK, ASR_OK},
        {NOW, -1, ASR_E_TIME, ASR_E_TIME},
        {NOW, INT64_MIN, ASR_E_TIME, ASR_E_TIME},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
        is_fresh_with("Timestamp", stamp, rows[i].unix_time, rows[i].window, rows[i].timestamp);
        is_fresh_with("Expires", stamp, rows[i].unix_time, rows[i].window, rows[i].expires);
    }
    is_fresh_with("Timestamp", "1969-12-31T23:59:59Z", INT64_MIN, INT64_MAX, ASR_OK);
    is_fresh_with("Timestamp", "1970-01-01T00:00:00Z", INT64_MIN, INT64_MAX, ASR_E_EARLY);
    is_fresh_with("Timestamp", "1970-01-01T00:00:00Z", INT64_MAX, INT64_MAX, ASR_OK);
    is_fresh_with("Timestamp", "1969-12-31T23:59:59Z", INT64_MAX, INT64_MAX, ASR_E_EXPIRED);
}

static void stamps(void)
{
    static const struct {
        const char *text;
        int64_t unix_time; /* `date -u -d TEXT +%s`, with a Z where there is no zone */
    } good_ones[] = {
        {"2011-10-03T15:19:30Z", NOW},
        {"2011-10-03T15:19:30", NOW},
        {"2011-10-03T15:19:30.0Z", NOW},
        {"2011-10-03T15:19:30.999999999Z", NOW},
        {"2011-10-03T15:19:30.5", NOW},
        {"2011-10-03T15:19:30+00:00", NOW},
        {"2011-10-03T15:19:30-00:00", NOW},
        {"2011-10-03T17:19:30+02:00", NOW},
        {"2011-10-03T17:19:30+0200", NOW},
        {"2011-10-03T17:19:30+02", NOW},
        {"2011-10-03T09:49:30-05:30", NOW},
        {"2011-10-03T09:49:30.25-0530", NOW},
        {"2011-10-04T05:19:30+14:00", NOW},
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"0001-01-01T00:00:00Z", -62135596800},
        {"2012-02-29T00:00:00Z", 1330473600},
        {"2000-02-29T23:59:59Z", 951868799},
        {"9999-12-31T23:59:59Z", 253402300799},
        /* A leap second is the second after it (POSIX.1-2017, section 4.16), which date refuses. */
        {"2016-12-31T23:59:60Z", 1483228800},
    };
    for (size_t i = 0; i < sizeof good_ones / sizeof good_ones[0]; ++i) {
        const char *text = good_ones[i].text;
        int64_t at = good_ones[i].unix_time;
        is_fresh_with("Timestamp", text, at, 0, ASR_OK);
        is_fresh_with("Timestamp", text, at + 1, 0, ASR_E_EXPIRED);
        is_fresh_with("Timestamp", text, at - 1, 0, ASR_E_EARLY);
        is_fresh_with("Expires", text, at, 0, ASR_OK);
        is_fresh_with("Expires", text, at + 1, 0, ASR_E_EXPIRED);
    }
    static char long_one[4000];
    strcpy(long_one, "2011-10-03T15:19:30.");
    memset(long_one + 20, '0', sizeof long_one - 21);
    static const char *const bad[] = {
        "", "x", "now", "1317655170", "2011-10-03", "2011-10-03T15:19", "2011-10-03T15:19:3", "2011-10-03T15:19:30 ",
        " 2011-10-03T15:19:30", "2011-10-03 15:19:30", "2011-10-03T15:19:30 02:00", "2011-10-03t15:19:30z",
        "2011-10-03T15:19:30.", "2011-10-03T15:19:30.Z", "2011-10-03T15:19:30,5", "2011-10-03T15:19:30ZZ",
        "2011-10-03T15:19:30+", "2011-10-03T15:19:30+2", "2011-10-03T15:19:30+24:00", "2011-10-03T15:19:30+02:60",
        "2011-10-03T15:19:30+02:00Z", "2011-10-03T15:19:30+0:200", "2011-10-03T15:19:30GMT", "2011-13-03T15:19:30Z",
        "2011-00-03T15:19:30Z", "2011-10-00T15:19:30Z", "2011-10-32T15:19:30Z", "2011-02-29T15:19:30Z",
        "2100-02-29T00:00:00Z", "2011-10-03T24:00:00Z", "2011-10-03T15:60:00Z", "2011-10-03T15:19:61Z",
        "20111003T151930Z", "+2011-10-03T15:19:30Z", "-011-10-03T15:19:30Z", "12011-10-03T15:19:30Z",
        "2011-1\xC3\xBC-03T15:19:30", "Mon, 03 Oct 2011 15:19:30 GMT", long_one,
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
        is_fresh_with("Timestamp", bad[i], NOW, INT64_MAX, ASR_E_STAMP);
        is_fresh_with("Expires", bad[i], NOW, INT64_MAX, ASR_E_STAMP);
    }
}

static void one_stamp(void)
{
    static const char stamp[] = "2011-10-03T15:19:30Z";
    struct received r = {.endpoint = "https://h/", .count = 0};
    is_fresh("no parameters", &r, NOW, 300, ASR_E_STAMP);
    append(&r, "timestamp", stamp), append(&r, "Timestamp.1", stamp), append(&r, "Expire", stamp);
    is_fresh("names that are near", &r, NOW, 300, ASR_E_STAMP);
    append(&r, "Timestamp", stamp), is_fresh("one", &r, NOW, 300, ASR_OK);
    append(&r, "Expires", stamp), is_fresh("Timestamp and Expires", &r, NOW, 300, ASR_E_STAMP);
    r.count--, append(&r, "Timestamp", stamp), is_fresh("Timestamp twice", &r, NOW, 300, ASR_E_STAMP);
    r.count = 0, append(&r, "Expires", stamp), append(&r, "Expires", stamp);
    is_fresh("Expires twice", &r, NOW, 300, ASR_E_STAMP);
    r.count = 0, append(&r, "Timestamp", ""), append(&r, "Expires", stamp);
    is_fresh("an empty Timestamp and Expires", &r, NOW, 300, ASR_E_STAMP);

    /* Of a struct the parameters and the time alone are looked at, of a URL the query alone. */
    asr_param param = pair("Timestamp", stamp);
    asr_v2_request request;
    memset(&request, 0xA5, sizeof request);
    request.struct_size = sizeof request, request.params = &param, request.params_count = 1, request.unix_time = NOW;
    CHECK_NUMBER(asr_v2_check_time(&request, 0), ASR_OK, "a struct with nothing else in it");
    request.params = NULL;
    CHECK_NUMBER(asr_v2_check_time(&request, 0), ASR_E_NULL, "a struct without parameters, but with a count");
    request.params_count = SIZE_MAX, request.params = &param;
    CHECK_NUMBER(asr_v2_check_time(&request, 0), ASR_E_TOO_LARGE, "count SIZE_MAX");
    request.struct_size = 8;
    CHECK_NUMBER(asr_v2_check_time(&request, 0), ASR_E_STRUCT_SIZE, "struct_size 8");
    CHECK_NUMBER(asr_v2_check_time(NULL, 0), ASR_E_NULL, "no request");
    CHECK_NUMBER(asr_v2_check_time_lists("Timestamp", 9, "x", 1, 2, NOW, 0), ASR_E_LIST_COUNT, "a count too large");
    CHECK_NUMBER(asr_v2_check_time_lists(NULL, 1, "x", 1, 1, NOW, 0), ASR_E_NULL, "no list with a length");
    CHECK_NUMBER(asr_v2_check_time_lists(NULL, 0, NULL, 0, 0, NOW, 0), ASR_E_STAMP, "no lists");
#define URL(text) asr_v2_check_time_url(TEXT(text), NOW, 300)
    CHECK_NUMBER(URL("\x01\xFF no URL#?Timestamp=2011-10-03T15:19:30Z"), ASR_OK, "any text before the question mark");
    CHECK_NUMBER(URL("https://h/?Timestamp=2011-10-03T17%3a19%3A30%2b02"), ASR_OK, "escapes in either case");
    CHECK_NUMBER(URL("https://h/?Timestamp=2011-10-03T17:19:30+02"), ASR_E_STAMP, "a bare plus is a space");
    CHECK_NUMBER(URL("Timestamp=2011-10-03T15:19:30Z"), ASR_E_STAMP, "no question mark");
    CHECK_NUMBER(URL("https://h/?Timestamp=2011-10-03T15:19:30Z&a=%"), ASR_E_ESCAPE, "a bad escape elsewhere");
    CHECK_NUMBER(URL("https://h/?Timestamp=2011-10-03T15:19:30Z&amp;a"), ASR_E_URL, "&amp;");
    CHECK_NUMBER(URL("https://h/?Timestamp=2011-10-03T15:19:30Z#a"), ASR_E_URL, "a fragment");
    CHECK_NUMBER(URL("https://h/?Timestamp=2011-10-03T15:19:30Z&a=%FF"), ASR_E_UTF8, "not UTF-8");
    CHECK_NUMBER(asr_v2_check_time_url(NULL, 0, NOW, 0), ASR_E_STAMP, "URL: (NULL, 0)");
    CHECK_NUMBER(asr_v2_check_time_url(NULL, 1, NOW, 0), ASR_E_NULL, "URL: NULL with length 1");
    CHECK_NUMBER(asr_v2_check_time_url("?", SIZE_MAX, NOW, 0), ASR_E_TOO_LARGE, "URL: length SIZE_MAX");
}

int main(void)
{
    right_ones();
    wrong_ones();
    no_signatures();
    signed_otherwise();
    other_faults();
    windows();
    stamps();
    one_stamp();
    return closing_line();
}
