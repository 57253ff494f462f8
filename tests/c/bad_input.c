/*
 * Every kind of wrong input gives its own status, the empty text, and a sentence about it that is safe in a log; what
 * is odd but allowed goes through. (What a URL can have wrong is in bad_url.c, what a verifier meets in bad_verify.c.)
 *
 * Each test takes the good request, spoils one thing, and says what has to come out.
 */

#include "refusals.h"

static const asr_param good_params[] = {{"Action", 6, "ListDomains", 11}, {"Hidden", 6, VALUE, sizeof VALUE - 1}};

static asr_v2_request good(void)
{
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    SET(request, method, "POST");
    SET(request, endpoint, "https://sdb.amazonaws.com/");
    SET(request, access_key, "AKIAIOSFODNN7EXAMPLE");
    SET(request, secret, SECRET);
    SET(request, session_token, TOKEN);
    request.params = good_params;
    request.params_count = 2;
    request.unix_time = 1317655170;
    request.dialect = ASR_DIALECT_AWS_QUERY;
    return request;
}

/* ---- the struct door ---- */

static int32_t by_struct(const void *given, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render(given, stage, out, cap);
}

/* The same request in the form that has its parameters and its time beside the struct. */
struct apart {
    const asr_v2_request *request;
    const char *names, *values;
    size_t names_len, values_len, count;
    int64_t unix_time;
};

static int32_t by_struct_and_lists(const void *given, int32_t stage, char *out, size_t cap)
{
    const struct apart *a = given;
    asr_v2_call call = {a->request, a->names_len, a->values_len, a->count, a->unix_time, out, cap, stage};
    return asr_v2_render_with_lists(&call, a->names, a->values);
}

/* What is not looked at: no address, more than there can be, and a time before all others. */
static void leave_garbage(asr_v2_request *request)
{
    request->params = (const asr_param *)(uintptr_t)1;
    request->params_count = SIZE_MAX;
    request->unix_time = INT64_MIN;
}

/* It leaves garbage where the struct had what is in the lists now. They hold until the next call. */
static struct apart take_apart(asr_v2_request *request)
{
    static char names[256], values[256];
    struct apart apart = {request, names, values, 0, 0, request->params_count, request->unix_time};
    for (size_t i = 0; i < request->params_count; ++i) {
        const asr_param *param = &request->params[i];
        apart.names_len += i > 0, apart.values_len += i > 0;
        names[apart.names_len - (i > 0)] = values[apart.values_len - (i > 0)] = '\0';
        memcpy(names + apart.names_len, param->name, param->name_len);
        memcpy(values + apart.values_len, param->value, param->value_len);
        apart.names_len += param->name_len, apart.values_len += param->value_len;
    }
    leave_garbage(request);
    return apart;
}

/* By the struct alone: for parameters that cannot stand in lists. */
static void refused_alone(const char *what, asr_v2_request request, int32_t status)
{
    check_refusal(what, by_struct, &request, status);
}

static void taken_alone(const char *what, asr_v2_request request)
{
    check_success(what, by_struct, &request);
}

/* By the struct, and by the struct and lists. */
static void refused(const char *what, asr_v2_request request, int32_t status)
{
    refused_alone(what, request, status);
    struct apart apart = take_apart(&request);
    check_refusal(what, by_struct_and_lists, &apart, status);
}

static void taken(const char *what, asr_v2_request request)
{
    taken_alone(what, request);
    struct apart apart = take_apart(&request);
    check_success(what, by_struct_and_lists, &apart);
}

static void pointers(void)
{
    asr_v2_request r = good();
    taken("the good request", r);
    check_refusal("no request", by_struct, NULL, ASR_E_NULL);
    struct apart apart = take_apart(&r);
    apart.request = NULL, check_refusal("no request, but lists", by_struct_and_lists, &apart, ASR_E_NULL);

    /* A pointer that is not aligned for the struct, to memory that is. */
    uint64_t room[sizeof r / 8 + 1];
    char *aside = (char *)room + 1;
    r = good(), memcpy(aside, &r, sizeof r);
    check_refusal("a misaligned request", by_struct, aside, ASR_E_NULL);
    apart.request = (const asr_v2_request *)(const void *)aside;
    check_refusal("a misaligned request and lists", by_struct_and_lists, &apart, ASR_E_NULL);

    /* Without a call it is not known where the text would go. */
    char out[] = "untouched";
    asr_v2_call call = {&r, apart.names_len, apart.values_len, apart.count, 0, out, sizeof out, ASR_STAGE_URL};
    uint64_t room_for_call[sizeof call / 8 + 1];
    CHECK_NUMBER(asr_v2_render_with_lists(NULL, apart.names, apart.values), ASR_E_NULL, "no call");
    char *beside = (char *)room_for_call + 1;
    memcpy(beside, &call, sizeof call);
    CHECK_NUMBER(asr_v2_render_with_lists((const asr_v2_call *)(const void *)beside, apart.names, apart.values),
                 ASR_E_NULL, "a misaligned call");
    CHECK(strcmp(out, "untouched") == 0, "no call");

#define NULLED(field) \
    (r = good(), r.field = NULL, r.field##_len = 1, refused("NULL with length 1: " #field, r, ASR_E_NULL))
    NULLED(method);
    NULLED(endpoint);
    NULLED(access_key);
    NULLED(secret);
    NULLED(session_token);
#define HUGE_LENGTH(field, len) \
    (r = good(), r.field##_len = (len), refused("length " #len ": " #field, r, ASR_E_TOO_LARGE))
#define HUGE_LENGTHS(field) \
    (HUGE_LENGTH(field, SIZE_MAX), HUGE_LENGTH(field, HALF_OF_ALL), HUGE_LENGTH(field, (size_t)INT32_MAX + 1))
    HUGE_LENGTHS(method);
    HUGE_LENGTHS(endpoint);
    HUGE_LENGTHS(access_key);
    HUGE_LENGTHS(secret);
    HUGE_LENGTHS(session_token);
#define NULL_AND_HUGE(field) \
    (r = good(), r.field = NULL, r.field##_len = SIZE_MAX, refused("NULL with length SIZE_MAX: " #field, r, ASR_E_NULL))
    NULL_AND_HUGE(method);
    NULL_AND_HUGE(endpoint);
    NULL_AND_HUGE(access_key);
    NULL_AND_HUGE(secret);
    NULL_AND_HUGE(session_token);

    r = good(), r.params = NULL, refused_alone("NULL with a count: params", r, ASR_E_NULL);
    r = good(), r.params_count = SIZE_MAX, refused_alone("count SIZE_MAX: params", r, ASR_E_TOO_LARGE);
    r = good(), r.params_count = INT32_MAX, refused_alone("count INT32_MAX: params", r, ASR_E_TOO_LARGE);
    r = good(), r.params_count = SIZE_MAX / 2, refused_alone("count SIZE_MAX / 2: params", r, ASR_E_TOO_LARGE);
    /* The multiplication of this count and the size of an asr_param would wrap around to 32. */
    r = good(), r.params_count = SIZE_MAX / sizeof(asr_param) + 2, refused_alone("a count that wraps: params", r, ASR_E_TOO_LARGE);
    memcpy(aside, good_params, sizeof good_params);
    r = good(), r.params = (const asr_param *)(const void *)aside, refused_alone("misaligned: params", r, ASR_E_NULL);

    r = good(), r.method = NULL, r.method_len = 0, taken("(NULL, 0): method", r);
    r = good(), r.session_token = NULL, r.session_token_len = 0, taken("(NULL, 0): session_token", r);
    r = good(), r.params = NULL, r.params_count = 0, taken("(NULL, 0): params", r);
    r = good(), r.endpoint = NULL, r.endpoint_len = 0, refused("(NULL, 0): endpoint", r, ASR_E_ENDPOINT);
    r = good(), r.access_key = NULL, r.access_key_len = 0, refused("(NULL, 0): access_key", r, ASR_E_ACCESS_KEY);
    r = good(), r.secret = NULL, r.secret_len = 0, refused("(NULL, 0): secret", r, ASR_E_SECRET);
}

static void outputs(void)
{
    asr_v2_request r = good();
    CHECK_NUMBER(asr_v2_render(&r, ASR_STAGE_URL, NULL, 1), ASR_E_NULL, "no output with a capacity");
    CHECK_NUMBER(asr_v2_render(&r, ASR_STAGE_ERROR, NULL, SIZE_MAX), ASR_E_NULL, "no output with a capacity");
    CHECK_NUMBER(asr_v2_render(NULL, 0, NULL, 1), ASR_E_NULL, "no output with a capacity");

    /* No object has such a size: it is a length that was computed wrongly, and nothing is touched. */
    char out[] = "untouched";
    CHECK_NUMBER(asr_v2_render(&r, ASR_STAGE_QUERY, out, SIZE_MAX), ASR_E_TOO_LARGE, "capacity SIZE_MAX");
    CHECK_NUMBER(asr_v2_render(&r, ASR_STAGE_ERROR, out, SIZE_MAX / 2 + 1), ASR_E_TOO_LARGE, "capacity SIZE_MAX / 2 + 1");
    CHECK(strcmp(out, "untouched") == 0, "an impossible capacity");

    struct apart a = take_apart(&r);
    CHECK_NUMBER(by_struct_and_lists(&a, ASR_STAGE_URL, NULL, 1), ASR_E_NULL, "with lists: no output with a capacity");
    CHECK_NUMBER(by_struct_and_lists(&a, ASR_STAGE_ERROR, NULL, SIZE_MAX), ASR_E_NULL, "with lists: no output");
    asr_v2_call nothing_right = {NULL, 1, 1, 1, -1, NULL, 1, 0};
    CHECK_NUMBER(asr_v2_render_with_lists(&nothing_right, NULL, NULL), ASR_E_NULL, "with lists: nothing right");
    CHECK_NUMBER(by_struct_and_lists(&a, ASR_STAGE_QUERY, out, SIZE_MAX), ASR_E_TOO_LARGE,
                 "with lists: capacity SIZE_MAX");
    CHECK_NUMBER(by_struct_and_lists(&a, ASR_STAGE_ERROR, out, SIZE_MAX / 2 + 1), ASR_E_TOO_LARGE,
                 "with lists: capacity SIZE_MAX / 2 + 1");
    CHECK(strcmp(out, "untouched") == 0, "with lists: an impossible capacity");
}

static void struct_sizes(void)
{
    asr_v2_request r = good();
    r.struct_size = 0, refused("struct_size 0", r, ASR_E_STRUCT_SIZE);
    r.struct_size = sizeof r - 1, refused("struct_size one too small", r, ASR_E_STRUCT_SIZE);
    struct {
        asr_v2_request request;
        char tail[4097 - sizeof(asr_v2_request)];
    } largest;
    memset(&largest, 0, sizeof largest);
    largest.request = r;
    largest.request.struct_size = 4096;
    char text[1024];
    CHECK(asr_v2_render(&largest.request, ASR_STAGE_URL, text, sizeof text) > 0, "struct_size 4096, a zero tail");
    struct apart apart = {&largest.request, "a", "b", 1, 1, 1, 0};
    CHECK(by_struct_and_lists(&apart, ASR_STAGE_URL, text, sizeof text) > 0, "with lists: struct_size 4096");
    largest.request.struct_size = 4097;
    CHECK_NUMBER(asr_v2_render(&largest.request, ASR_STAGE_URL, text, sizeof text), ASR_E_STRUCT_SIZE,
                 "struct_size 4097, a zero tail");
    CHECK_NUMBER(by_struct_and_lists(&apart, ASR_STAGE_URL, text, sizeof text), ASR_E_STRUCT_SIZE,
                 "with lists: struct_size 4097");
    r.struct_size = SIZE_MAX, refused("struct_size SIZE_MAX", r, ASR_E_STRUCT_SIZE);
    r.struct_size = SIZE_MAX / 2, refused("struct_size SIZE_MAX / 2", r, ASR_E_STRUCT_SIZE);

    struct {
        asr_v2_request request;
        char tail[64];
    } later;
    memset(&later, 0, sizeof later);
    later.request = good();
    apart.request = &later.request;
    later.request.struct_size = sizeof later;
    check_success("a zero tail", by_struct, &later);
    check_success("a zero tail, and lists", by_struct_and_lists, &apart);
    later.request.struct_size = sizeof r + 1;
    check_success("a zero tail of one byte", by_struct, &later);
    check_success("a zero tail of one byte, and lists", by_struct_and_lists, &apart);
    later.tail[1] = 1;
    check_success("what is behind the struct is not looked at", by_struct, &later);
    check_success("what is behind the struct is not looked at, with lists", by_struct_and_lists, &apart);
    later.request.struct_size = sizeof r + 2;
    check_refusal("a tail that is set", by_struct, &later, ASR_E_STRUCT_SIZE);
    check_refusal("a tail that is set, and lists", by_struct_and_lists, &apart, ASR_E_STRUCT_SIZE);
    later.tail[1] = 0;
    later.tail[sizeof later.tail - 1] = (char)0x80;
    later.request.struct_size = sizeof later;
    check_refusal("a tail whose last byte is set", by_struct, &later, ASR_E_STRUCT_SIZE);
    check_refusal("a tail whose last byte is set, and lists", by_struct_and_lists, &apart, ASR_E_STRUCT_SIZE);
}

static void numbers(void)
{
    asr_v2_request r = good();
    char out[64];
    /* An unknown stage is a fault of the call and not of the request, so no other stage can tell of it. */
    static const int32_t stages[] = {0, 8, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; ++i) {
        out[0] = 'x';
        CHECK_NUMBER(asr_v2_render(&r, stages[i], out, sizeof out), ASR_E_STAGE, "an unknown stage");
        CHECK(out[0] == '\0', "an unknown stage");
        out[0] = 'x';
        asr_v2_call call = {&r, 1, 1, 1, 0, out, sizeof out, stages[i]};
        CHECK_NUMBER(asr_v2_render_with_lists(&call, "a", "b"), ASR_E_STAGE,
                     "with lists: an unknown stage");
        CHECK(out[0] == '\0', "with lists: an unknown stage");
    }
    static const int32_t dialects[] = {5, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; ++i) {
        r.dialect = dialects[i], refused("an unknown dialect", r, ASR_E_DIALECT);
    }
    r = good(), r.flags = 8, refused("flag 8", r, ASR_E_FLAGS);
    r = good(), r.flags = 0x80000001u, refused("flag 31", r, ASR_E_FLAGS);

    r = good(), r.unix_time = -1, refused("time -1", r, ASR_E_TIME);
    r = good(), r.unix_time = INT64_MIN, refused("time INT64_MIN", r, ASR_E_TIME);
    r = good(), r.unix_time = 253402300800, refused("the first second of 10000", r, ASR_E_TIME);
    r = good(), r.unix_time = INT64_MAX, refused("time INT64_MAX", r, ASR_E_TIME);
    r = good(), r.unix_time = 0, taken("time 0", r);
    r = good(), r.unix_time = 253402300799, taken("the last second of 9999", r);
}

static void endpoints(void)
{
    static const struct {
        const char *what, *text;
        size_t len;
    } bad[] = {
        {"endpoint: no scheme", TEXT("sdb.amazonaws.com/")},
        {"endpoint: half a scheme", TEXT("https:/h/")},
        {"endpoint: a scheme alone", TEXT("https://")},
        {"endpoint: no host", TEXT("https:///path")},
        {"endpoint: another scheme", TEXT("ftp://sdb.amazonaws.com/")},
        {"endpoint: a user", TEXT("https://user@sdb.amazonaws.com/")},
        {"endpoint: a user and a password", TEXT("https://user:" SECRET "@sdb.amazonaws.com/")},
        {"endpoint: a query", TEXT("https://sdb.amazonaws.com/?a=b")},
        {"endpoint: a query without a path", TEXT("https://sdb.amazonaws.com?a=b")},
        {"endpoint: a fragment", TEXT("https://sdb.amazonaws.com/#a")},
        {"endpoint: no digit in the port", TEXT("https://sdb.amazonaws.com:/")},
        {"endpoint: port 0", TEXT("https://sdb.amazonaws.com:0/")},
        {"endpoint: port 65536", TEXT("https://sdb.amazonaws.com:65536/")},
        {"endpoint: a port of letters", TEXT("https://sdb.amazonaws.com:http/")},
        {"endpoint: a port of many digits", TEXT("https://sdb.amazonaws.com:4294967739/")},
        {"endpoint: a negative port", TEXT("https://sdb.amazonaws.com:-1/")},
        {"endpoint: a space in the host", TEXT("https://sdb amazonaws.com/")},
        {"endpoint: a space in the path", TEXT("https://sdb.amazonaws.com/a b")},
        {"endpoint: a space before it", TEXT(" https://sdb.amazonaws.com/")},
        {"endpoint: a space behind it", TEXT("https://sdb.amazonaws.com/ ")},
        {"endpoint: CR in the host", TEXT("https://sdb.amazonaws.com\r/")},
        {"endpoint: LF in the host", TEXT("https://sdb.amazonaws.com\n/")},
        {"endpoint: NUL in the host", TEXT("https://sdb.amazonaws.com\0.evil/")},
        {"endpoint: CR LF in the path", TEXT("https://sdb.amazonaws.com/\r\nX: y")},
        {"endpoint: NUL in the path", TEXT("https://sdb.amazonaws.com/\0")},
        {"endpoint: not ASCII", TEXT("https://\xC3\xBC.example/")},
        {"endpoint: not UTF-8", TEXT("https://\xFF/")},
        {"endpoint: half an escape", TEXT("https://sdb.amazonaws.com/%4")},
        {"endpoint: an open bracket", TEXT("https://[::1/")},
    };
    asr_v2_request r = good();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
        r.endpoint = bad[i].text;
        r.endpoint_len = bad[i].len;
        refused(bad[i].what, r, ASR_E_ENDPOINT);
    }
    static char long_host[10 * 1024 + 9];
    memset(long_host, 'h', sizeof long_host);
    memcpy(long_host, "https://", 8);
    long_host[sizeof long_host - 1] = '/';
    SET(r, endpoint, long_host), r.endpoint_len = sizeof long_host;
    refused("endpoint: a host of 10 KB", r, ASR_E_ENDPOINT);

    SET(r, endpoint, "wss://[2001:db8::1]:8773/a//b/../%C3%BC+"), taken("an odd endpoint", r);
    SET(r, endpoint, "https:///path"), r.flags = ASR_F_EMPTY_HOST, taken("an empty host that is meant", r);
}

static void methods(void)
{
    asr_v2_request r = good();
    SET(r, method, "GET "), refused("method: a space behind it", r, ASR_E_METHOD);
    SET(r, method, "G T"), refused("method: a space in it", r, ASR_E_METHOD);
    SET(r, method, "GET\r\n"), refused("method: CR LF", r, ASR_E_METHOD);
    SET(r, method, "GET\0"), refused("method: NUL", r, ASR_E_METHOD);
    SET(r, method, "\x7F"), refused("method: DEL", r, ASR_E_METHOD);
    SET(r, method, "GE\xC3\xBC"), refused("method: not ASCII", r, ASR_E_METHOD);
    SET(r, method, "GET:"), refused("method: not a token", r, ASR_E_METHOD);
    SET(r, method, "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"), refused("method: 33 letters", r, ASR_E_METHOD);
    SET(r, method, "patch"), taken("method: small letters", r);
    SET(r, method, "!#$%&'*+-.^_`|~09azAZ"), taken("method: all that a token may have", r);
    SET(r, session_token, ""), r.dialect = ASR_DIALECT_PRODUCT_ADVERTISING;
    static const char *const only_get[] = {"POST", "HEAD", "PUT", "GETS"};
    for (size_t i = 0; i < sizeof only_get / sizeof only_get[0]; ++i) {
        r.method = only_get[i], r.method_len = strlen(only_get[i]);
        refused("method: Product Advertising has only GET", r, ASR_E_METHOD);
    }
    r = good();
    r = good(), r.dialect = ASR_DIALECT_PRODUCT_ADVERTISING, SET(r, session_token, "");
    refused("method: POST where there is GET alone", r, ASR_E_METHOD);
}

static void parameters(void)
{
    asr_v2_request r = good();
    asr_param two[2] = {{"Action", 6, VALUE, sizeof VALUE - 1}, {"Name", 4, "", 0}};
    r.params = two;
    two[1].value = NULL;
    taken_alone("(NULL, 0): value", r);
    two[1].value_len = 1;
    refused_alone("NULL with length 1: value", r, ASR_E_NULL);
    two[1] = (asr_param){NULL, 1, "", 0};
    refused_alone("NULL with length 1: name", r, ASR_E_NULL);
    two[1] = (asr_param){NULL, SIZE_MAX, "", 0};
    refused_alone("NULL with length SIZE_MAX: name", r, ASR_E_NULL);
    two[1] = (asr_param){NULL, 0, "x", 1};
    refused_alone("(NULL, 0): name", r, ASR_E_EMPTY_NAME);
    two[1] = (asr_param){"", 0, "", 0};
    refused("an empty name with an empty value", r, ASR_E_EMPTY_NAME);
    static const size_t huge[] = {SIZE_MAX, HALF_OF_ALL, (size_t)INT32_MAX + 1};
    for (size_t i = 0; i < sizeof huge / sizeof huge[0]; ++i) {
        two[1] = (asr_param){"n", huge[i], "", 0};
        refused_alone("a huge length: name", r, ASR_E_TOO_LARGE);
        two[1] = (asr_param){"n", 1, "", huge[i]};
        refused_alone("a huge length: value", r, ASR_E_TOO_LARGE);
    }
    static const char *const broken[] = {"\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; ++i) {
        two[1] = (asr_param){broken[i], strlen(broken[i]), "", 0};
        refused("not UTF-8: name", r, ASR_E_UTF8);
        two[1] = (asr_param){"n", 1, broken[i], strlen(broken[i])};
        refused("not UTF-8: value", r, ASR_E_UTF8);
    }
    two[1] = (asr_param){"\r\n\x1B[31m\"\xC3\xBC", 10, "\xFF", 1};
    refused("a name that would spoil a log", r, ASR_E_UTF8);
    two[1] = (asr_param){"a\0b", 3, "\0", 1};
    taken_alone("NUL in a name and in a value of a struct", r);
    two[1] = (asr_param){"Action", 6, "again", 5};
    taken("a repeated name", r);
}

/* A parameter that the dialect adds may not be given too, with two exceptions: Signature, which is left out, and the
   Version of the Product Advertising API. */
static void reserved_parameters(void)
{
    static const struct {
        int32_t dialect;
        const char *names[6];
    } reserved[] = {
        {ASR_DIALECT_AS_GIVEN, {NULL}},
        {ASR_DIALECT_AWS_QUERY,
         {"AWSAccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp", "SecurityToken"}},
        {ASR_DIALECT_NIFCLOUD, {"AccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp", "SecurityToken"}},
        {ASR_DIALECT_PRODUCT_ADVERTISING, {"Service", "AWSAccessKeyId", "Timestamp"}},
        {ASR_DIALECT_HTX, {"AccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp"}},
    };
    static const char *const all[] = {
        "AWSAccessKeyId", "AccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp", "SecurityToken",
        "Service",        "Version",     "Signature",       "AssociateTag",     "timestamp", "Timestamp.1",
    };
    for (size_t row = 0; row < sizeof reserved / sizeof reserved[0]; ++row) {
        for (size_t i = 0; i < sizeof all / sizeof all[0]; ++i) {
            int is_reserved = 0;
            for (const char *const *name = reserved[row].names; *name != NULL; ++name) {
                is_reserved |= strcmp(*name, all[i]) == 0;
            }
            asr_param given[2] = {{"Hidden", 6, VALUE, sizeof VALUE - 1}, {all[i], strlen(all[i]), "1", 1}};
            asr_v2_request r = good();
            SET(r, method, "GET");
            r.params = given;
            r.dialect = reserved[row].dialect;
            if (r.dialect != ASR_DIALECT_AWS_QUERY && r.dialect != ASR_DIALECT_NIFCLOUD) {
                SET(r, session_token, "");
            }
            char what[100];
            snprintf(what, sizeof what, "%s given in dialect %d", all[i], (int)r.dialect);
            if (is_reserved) {
                refused(what, r, ASR_E_RESERVED);
            } else if (strcmp(all[i], "SignatureMethod") == 0) {
                refused(what, r, ASR_E_SIGNATURE_METHOD);
                given[1].value = "HmacSHA256", given[1].value_len = 10, taken(what, r);
            } else if (strcmp(all[i], "SignatureVersion") == 0) {
                refused(what, r, ASR_E_SIGNATURE_VERSION);
                given[1].value = "2", taken(what, r);
            } else {
                taken(what, r);
            }
        }
    }

    asr_v2_request r = good();
    asr_param token = {"SecurityToken", 13, TOKEN, sizeof TOKEN - 1};
    r.params = &token, r.params_count = 1;
    SET(r, session_token, "");
    taken("SecurityToken as a parameter where no session token is given", r);

    /* A request has a Timestamp or Expires, never both. */
    char text[1024];
    asr_param expires = {"Expires", 7, "2030", 4};
    r.params = &expires;
    CHECK(asr_v2_render(&r, ASR_STAGE_CANONICAL, text, sizeof text) > 0 && strstr(text, "Timestamp") == NULL &&
              strstr(text, "Expires=2030") != NULL,
          "Expires takes the place of Timestamp");
    asr_param both[2] = {{"Timestamp", 9, "2029", 4}, {"Expires", 7, "2030", 4}};
    r.params = both, r.params_count = 2;
    refused("Timestamp together with Expires", r, ASR_E_RESERVED);
    r.params_count = 1;

    asr_param old = {"Signature", 9, "old", 3};
    r.params = &old;
    char out[1024];
    CHECK(asr_v2_render(&r, ASR_STAGE_QUERY, out, sizeof out) > 0 && strstr(out, "Signature=old") == NULL,
          "an old Signature is left out");
}

static void credentials(void)
{
    asr_v2_request r = good();
    SET(r, secret, ""), refused("secret: empty", r, ASR_E_SECRET);
    r.flags = ASR_F_ANY_CREDENTIAL, refused("secret: empty, with the flag", r, ASR_E_SECRET);
    r = good(), SET(r, access_key, ""), refused("access_key: empty", r, ASR_E_ACCESS_KEY);
    r.flags = ASR_F_ANY_CREDENTIAL, refused("access_key: empty, with the flag", r, ASR_E_ACCESS_KEY);

    static const struct {
        const char *text;
        size_t len;
    } spoiled[] = {
        {TEXT(" " SECRET)},    {TEXT(SECRET " ")},        {TEXT(SECRET "\n")},       {TEXT(SECRET "\r\n")},
        {TEXT("\t" SECRET)},   {TEXT(SECRET "\xC2\xA0")}, {TEXT("\xEF\xBB\xBF" SECRET)}, {TEXT(SECRET "\0")},
        {TEXT("x\0" SECRET)},  {TEXT("x\n" SECRET)},      {TEXT("\x7F" SECRET)},     {TEXT("\xC2\x85" SECRET)},
        {TEXT(" ")},
    };
    for (size_t i = 0; i < sizeof spoiled / sizeof spoiled[0]; ++i) {
#define SPOILED(field, status)                                                        \
    (r = good(), r.field = spoiled[i].text, r.field##_len = spoiled[i].len,           \
     refused("spoiled: " #field, r, status), r.flags = ASR_F_ANY_CREDENTIAL,          \
     taken("spoiled, but meant: " #field, r))
        SPOILED(secret, ASR_E_SECRET);
        SPOILED(access_key, ASR_E_ACCESS_KEY);
        SPOILED(session_token, ASR_E_SESSION_TOKEN);
    }
    r = good(), SET(r, secret, SECRET "\xFF"), refused("secret: not UTF-8", r, ASR_E_SECRET);
    r.flags = ASR_F_ANY_CREDENTIAL, taken("secret: not UTF-8, but meant", r);
    /* The access key id and the session token are parameters, and those are UTF-8 whatever is meant. */
    r = good(), SET(r, access_key, "\xFF"), refused("access_key: not UTF-8", r, ASR_E_ACCESS_KEY);
    r.flags = ASR_F_ANY_CREDENTIAL, refused("access_key: not UTF-8, with the flag", r, ASR_E_ACCESS_KEY);
    r = good(), SET(r, session_token, "\xFF"), refused("session_token: not UTF-8", r, ASR_E_SESSION_TOKEN);

    static const int32_t without_token[] = {ASR_DIALECT_AS_GIVEN, ASR_DIALECT_PRODUCT_ADVERTISING, ASR_DIALECT_HTX};
    for (size_t i = 0; i < 3; ++i) {
        r = good(), SET(r, method, "GET"), r.dialect = without_token[i];
        refused("a session token where the dialect has none", r, ASR_E_SESSION_TOKEN);
    }

    /* AS_GIVEN reads neither the access key id nor the time, so nothing can be wrong with them but their pointer. */
    r = good(), r.dialect = ASR_DIALECT_AS_GIVEN, r.unix_time = -1, r.access_key = NULL, r.access_key_len = 0;
    SET(r, session_token, ""), taken("as given: no access key id and no time", r);
}

static void keys(void)
{
    asr_v2_request r = good();
    asr_key key;
    memset(&key, 0, sizeof key);
    r.key = &key;
    refused("a key of zeros", r, ASR_E_KEY);
    memset(&key, 0xA5, sizeof key);
    refused("a key of garbage", r, ASR_E_KEY);
    CHECK_NUMBER(asr_key_init(&key, SECRET, sizeof SECRET - 1, 0), ASR_OK, "asr_key_init");
    taken("a key", r);
    r.secret = NULL, r.secret_len = SIZE_MAX, taken("the secret is not read beside a key", r);
    uint64_t room[sizeof key / 8 + 1];
    char *aside = (char *)room + 1;
    memcpy(aside, &key, sizeof key);
    r.key = (const asr_key *)(const void *)aside;
    refused("a misaligned key", r, ASR_E_NULL);
}

/* With one hash a request may not say that it is signed with the other, and a key for the other does not sign it. */
static void hashes(void)
{
    static const struct {
        uint32_t flags;
        const char *method, *other;
    } hashes[] = {{0, "HmacSHA256", "HmacSHA1"}, {ASR_F_HMAC_SHA1, "HmacSHA1", "HmacSHA256"}};
    for (size_t i = 0; i < 2; ++i) {
        asr_v2_request r = good();
        asr_key key, other;
        r.flags = hashes[i].flags, taken("a hash", r);
        CHECK_NUMBER(asr_key_init(&key, TEXT(SECRET), r.flags), ASR_OK, "asr_key_init");
        CHECK_NUMBER(asr_key_init(&other, TEXT(SECRET), r.flags ^ ASR_F_HMAC_SHA1), ASR_OK, "asr_key_init");
        r.key = &key, taken("a key for this hash", r);
        r.key = &other, refused("a key for the other hash", r, ASR_E_KEY);
        r.key = NULL;

        asr_param method = {"SignatureMethod", 15, hashes[i].method, strlen(hashes[i].method)};
        r.params = &method, r.params_count = 1;
        refused("SignatureMethod where the dialect adds it", r, ASR_E_RESERVED);
        r.dialect = ASR_DIALECT_AS_GIVEN, SET(r, session_token, ""), taken("SignatureMethod of this hash", r);
        method.value = hashes[i].other, method.value_len = strlen(hashes[i].other);
        refused("SignatureMethod of the other hash", r, ASR_E_SIGNATURE_METHOD);
        static const char *const unknown[] = {"", "hmacsha256", "HmacSHA256 ", "HmacSHA512", "HMAC-SHA1", "\xC3\xA9"};
        for (size_t n = 0; n < sizeof unknown / sizeof unknown[0]; ++n) {
            method.value = unknown[n], method.value_len = strlen(unknown[n]);
            refused("SignatureMethod that nobody knows", r, ASR_E_SIGNATURE_METHOD);
        }
    }
}

/* ---- the door of lists ---- */

struct lists {
    const char *method, *endpoint, *names, *values, *access_key, *secret, *session_token;
    size_t names_len, values_len, count;
    int64_t unix_time;
    int32_t dialect;
    uint32_t flags;
};

static struct lists good_lists(void)
{
    struct lists lists = {.method = "POST", .endpoint = "https://sdb.amazonaws.com/", .count = 2};
    SET(lists, names, "Action\0Hidden");
    SET(lists, values, "ListDomains\0" VALUE);
    lists.access_key = "AKIAIOSFODNN7EXAMPLE";
    lists.secret = SECRET;
    lists.session_token = TOKEN;
    lists.unix_time = 1317655170;
    lists.dialect = ASR_DIALECT_AWS_QUERY;
    return lists;
}

static int32_t by_lists(const void *given, int32_t stage, char *out, size_t cap)
{
    const struct lists *l = given;
    return asr_v2_render_lists(l->method, l->endpoint, l->names, l->names_len, l->values, l->values_len, l->count,
                               l->access_key, l->secret, l->session_token, l->unix_time, l->dialect, l->flags, stage,
                               out, cap);
}

/* The same with all but the parameters and the time in a struct, which holds garbage in their place. */
static struct apart beside_struct(const struct lists *l, asr_v2_request *request)
{
#define SET_Z(field) (request->field = l->field, request->field##_len = l->field != NULL ? strlen(l->field) : 0)
    memset(request, 0, sizeof *request);
    request->struct_size = sizeof *request;
    SET_Z(method), SET_Z(endpoint), SET_Z(access_key), SET_Z(secret), SET_Z(session_token);
    request->dialect = l->dialect, request->flags = l->flags;
    leave_garbage(request);
    return (struct apart){request, l->names, l->values, l->names_len, l->values_len, l->count, l->unix_time};
}

static void refused_lists(const char *what, struct lists lists, int32_t status)
{
    asr_v2_request request;
    struct apart apart = beside_struct(&lists, &request);
    check_refusal(what, by_lists, &lists, status);
    check_refusal(what, by_struct_and_lists, &apart, status);
}

static void taken_lists(const char *what, struct lists lists)
{
    asr_v2_request request;
    struct apart apart = beside_struct(&lists, &request);
    check_success(what, by_lists, &lists);
    check_success(what, by_struct_and_lists, &apart);
}

/* What the struct says of the parameters and of the time changes nothing, one thing after the other. */
static void garbage(void)
{
    asr_v2_request r = good(), clean = good();
    asr_param wrong = {"", SIZE_MAX, "\xFF", SIZE_MAX};
    char expected[1024], text[1024];
    clean.params = NULL, clean.params_count = 0, clean.unix_time = 0;
    struct apart a = take_apart(&r);
    a.request = &clean;
    int32_t len = by_struct_and_lists(&a, ASR_STAGE_URL, expected, sizeof expected);
    CHECK(len > 0, "a struct without parameters, and lists");
    r = good();
    CHECK(asr_v2_render(&r, ASR_STAGE_URL, text, sizeof text) == len && strcmp(text, expected) == 0, text);
    const asr_param *const addresses[] = {NULL, (const asr_param *)(uintptr_t)1, &wrong, good_params};
    static const size_t counts[] = {0, 1, 64, 65, INT32_MAX, SIZE_MAX / sizeof(asr_param) + 2, SIZE_MAX};
    static const int64_t times[] = {-1, INT64_MIN, INT64_MAX, 253402300800, 1};
    a.request = &r;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; ++i) {
        for (size_t n = 0; n < sizeof counts / sizeof counts[0]; ++n) {
            for (size_t t = 0; t < sizeof times / sizeof times[0]; ++t) {
                r.params = addresses[i], r.params_count = counts[n], r.unix_time = times[t];
                CHECK(by_struct_and_lists(&a, ASR_STAGE_URL, text, sizeof text) == len && strcmp(text, expected) == 0,
                      "garbage in the struct");
            }
        }
    }
    /* And it is not in the way of what else is wrong, nor of its words. */
    r.dialect = 5, check_refusal("garbage, and an unknown dialect", by_struct_and_lists, &a, ASR_E_DIALECT);
    r.dialect = ASR_DIALECT_AWS_QUERY, a.unix_time = -1;
    check_refusal("garbage, and time -1", by_struct_and_lists, &a, ASR_E_TIME);
}

static void lists(void)
{
    struct lists l = good_lists();
    taken_lists("the good lists", l);
    CHECK_NUMBER(by_lists(&l, ASR_STAGE_URL, NULL, 1), ASR_E_NULL, "lists: no output with a capacity");
    CHECK_NUMBER(by_lists(&l, 0, NULL, 0), ASR_E_STAGE, "lists: an unknown stage");
    char out[4096];
    CHECK_NUMBER(by_lists(&l, ASR_STAGE_URL, out, SIZE_MAX), ASR_E_TOO_LARGE, "lists: capacity SIZE_MAX");

    l.count = 1, refused_lists("lists: one item too many", l, ASR_E_LIST_COUNT);
    l.count = 3, refused_lists("lists: one item too few", l, ASR_E_LIST_COUNT);
    l.count = 0, refused_lists("lists: items, but none said", l, ASR_E_LIST_COUNT);
    l.count = SIZE_MAX, refused_lists("lists: count SIZE_MAX", l, ASR_E_LIST_COUNT);
    l.count = SIZE_MAX / 2, refused_lists("lists: count SIZE_MAX / 2", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, names, "Action"), refused_lists("lists: one name too few", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, names, "Action\0b\0c"), refused_lists("lists: one name too many", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, values, VALUE), refused_lists("lists: one value too few", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, values, "a\0" VALUE "\0");
    refused_lists("lists: NUL behind the last", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, values, "List\0Domains\0" VALUE), refused_lists("lists: NUL inside", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, names, "Action\0Hidden\0Extra"), SET(l, values, "List\0Domains\0" VALUE);
    refused_lists("lists: NUL inside both", l, ASR_E_LIST_COUNT);
    l = good_lists(), SET(l, names, ""), SET(l, values, ""), refused_lists("lists: both empty", l, ASR_E_LIST_COUNT);

    l = good_lists(), l.names_len = SIZE_MAX, refused_lists("lists: names_len SIZE_MAX", l, ASR_E_TOO_LARGE);
    l = good_lists(), l.names_len = HALF_OF_ALL, refused_lists("lists: names_len SIZE_MAX / 2", l, ASR_E_TOO_LARGE);
    l = good_lists(), l.values_len = SIZE_MAX, refused_lists("lists: values_len SIZE_MAX", l, ASR_E_TOO_LARGE);
    l = good_lists(), l.values_len = HALF_OF_ALL, refused_lists("lists: values_len SIZE_MAX / 2", l, ASR_E_TOO_LARGE);
    l = good_lists(), l.names = NULL, refused_lists("lists: NULL names", l, ASR_E_NULL);
    l = good_lists(), l.values = NULL, refused_lists("lists: NULL values", l, ASR_E_NULL);
    l = good_lists(), l.names = l.values = NULL, l.names_len = l.values_len = l.count = 0;
    taken_lists("lists: (NULL, 0) and no items", l);
    l = good_lists(), l.values = NULL, l.values_len = 0, SET(l, names, "Action"), l.count = 1;
    taken_lists("lists: (NULL, 0) is one empty value", l);

    l = good_lists(), SET(l, names, "Action\0"), refused_lists("lists: an empty name", l, ASR_E_EMPTY_NAME);
    l = good_lists(), SET(l, names, "Action\0\xFF"), refused_lists("lists: a name not UTF-8", l, ASR_E_UTF8);
    l = good_lists(), SET(l, values, VALUE "\0\xC3"), refused_lists("lists: a value not UTF-8", l, ASR_E_UTF8);
    l = good_lists(), SET(l, names, "Action\0Timestamp"), refused_lists("lists: a reserved name", l, ASR_E_RESERVED);

    /* (In a struct these are empty texts.) */
    l = good_lists(), l.endpoint = NULL, check_refusal("lists: NULL endpoint", by_lists, &l, ASR_E_NULL);
    l = good_lists(), l.secret = NULL, check_refusal("lists: NULL secret", by_lists, &l, ASR_E_NULL);
    l = good_lists(), l.access_key = NULL, refused_lists("lists: NULL access_key", l, ASR_E_ACCESS_KEY);
    l = good_lists(), l.method = NULL, taken_lists("lists: NULL method", l);
    l = good_lists(), l.session_token = NULL, taken_lists("lists: NULL session_token", l);
    l = good_lists(), l.endpoint = "", refused_lists("lists: endpoint", l, ASR_E_ENDPOINT);
    l = good_lists(), l.method = "G T", refused_lists("lists: method", l, ASR_E_METHOD);
    l = good_lists(), l.secret = "", refused_lists("lists: empty secret", l, ASR_E_SECRET);
    l = good_lists(), l.secret = SECRET "\n", refused_lists("lists: secret", l, ASR_E_SECRET);
    l.flags = ASR_F_ANY_CREDENTIAL, taken_lists("lists: secret, but meant", l);
    l = good_lists(), l.access_key = " a", refused_lists("lists: access_key", l, ASR_E_ACCESS_KEY);
    l = good_lists(), l.session_token = TOKEN " ", refused_lists("lists: session_token", l, ASR_E_SESSION_TOKEN);
    l = good_lists(), l.dialect = ASR_DIALECT_HTX;
    refused_lists("lists: a token that is not sent", l, ASR_E_SESSION_TOKEN);
    l = good_lists(), l.dialect = 5, refused_lists("lists: an unknown dialect", l, ASR_E_DIALECT);
    l = good_lists(), l.flags = 8, refused_lists("lists: an unknown flag", l, ASR_E_FLAGS);
    l = good_lists(), l.unix_time = -1, refused_lists("lists: time", l, ASR_E_TIME);
}

/* ---- the function of the library's name, and its twin ---- */

/* The arguments of both: the parameters are the good ones, unless there are other lists. */
struct lookup {
    const char *region, *public_key, *private_key, *associate_tag, *version;
    int64_t unix_time;
    const asr_param *params;
    size_t params_count;
    struct lists lists;
};

static struct lookup good_lookup(void)
{
    struct lookup lookup = {.region = "com", .public_key = "AKIAIOSFODNN7EXAMPLE", .private_key = SECRET};
    lookup.unix_time = 1317655170;
    lookup.params = good_params;
    lookup.params_count = 2;
    lookup.lists = good_lists();
    return lookup;
}

/* Any stage of it: the words are there exactly if it is refused, and hold nothing that they should not. */
static void check_lookup_stages(const char *what, struct lookup u, int32_t status)
{
    for (int32_t stage = 0; stage <= 8; ++stage) {
        char out[4096];
        memset(out, 'x', sizeof out);
        int32_t code = aws_signed_request_render_lists(u.region, u.lists.names, u.lists.names_len, u.lists.values,
                                                       u.lists.values_len, u.lists.count, u.public_key, u.private_key,
                                                       u.associate_tag, u.version, u.unix_time, stage, out, sizeof out);
        if (stage == 0 || stage == 8) {
            CHECK_NUMBER(code, ASR_E_STAGE, what);
        } else if (stage == ASR_STAGE_ERROR) {
            CHECK(code >= 0 && strlen(out) == (size_t)code && (code > 0) == (status != ASR_OK), what);
            CHECK(strstr(out, SECRET) == NULL && strpbrk(out, "\r\n") == NULL, what);
        } else if (status == ASR_OK) {
            CHECK(code > 0 && strlen(out) == (size_t)code && strstr(out, SECRET) == NULL, what);
        } else {
            CHECK_NUMBER(code, status, what);
            CHECK(out[0] == '\0', what);
        }
    }
}

static void check_lookup(const char *what, struct lookup u, int32_t status)
{
    char out[4096];
    check_lookup_stages(what, u, status);
    for (int twin = 0; twin < 2; ++twin) {
        for (size_t cap = 0; cap <= sizeof out; cap += sizeof out) {
            memset(out, 'x', sizeof out);
            char *to = cap == 0 ? NULL : out;
            int32_t code = twin ? aws_signed_request_lists(u.region, u.lists.names, u.lists.names_len, u.lists.values,
                                                           u.lists.values_len, u.lists.count, u.public_key,
                                                           u.private_key, u.associate_tag, u.version, u.unix_time, to,
                                                           cap)
                                : aws_signed_request(u.region, u.params, u.params_count, u.public_key, u.private_key,
                                                     u.associate_tag, u.version, u.unix_time, to, cap);
            if (status == ASR_OK) {
                CHECK(code > 0 && (cap == 0 || strlen(out) == (size_t)code), what);
            } else {
                CHECK_NUMBER(code, status, what);
                CHECK(cap == 0 || out[0] == '\0', what);
            }
        }
    }
}

static void lookups(void)
{
    struct lookup u = good_lookup();
    check_lookup("the good lookup", u, ASR_OK);
    u.associate_tag = u.version = "", check_lookup("lookup: empty optional texts", u, ASR_OK);

    u = good_lookup(), u.region = NULL, check_lookup("lookup: NULL region", u, ASR_E_NULL);
    u = good_lookup(), u.public_key = NULL, check_lookup("lookup: NULL public_key", u, ASR_E_NULL);
    u = good_lookup(), u.private_key = NULL, check_lookup("lookup: NULL private_key", u, ASR_E_NULL);
    static const char *const regions[] = {
        "",     "com/",  "com:80",   "c om", "com\n", "com?",
        "com#", "@evil",  "\xC3\xBC", "%6d",  "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
    };
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; ++i) {
        u = good_lookup(), u.region = regions[i], check_lookup("lookup: region", u, ASR_E_REGION);
    }
    u = good_lookup(), u.public_key = "", check_lookup("lookup: empty public_key", u, ASR_E_ACCESS_KEY);
    u = good_lookup(), u.public_key = "a ", check_lookup("lookup: public_key", u, ASR_E_ACCESS_KEY);
    u = good_lookup(), u.private_key = "", check_lookup("lookup: empty private_key", u, ASR_E_SECRET);
    u = good_lookup(), u.private_key = "a\n", check_lookup("lookup: private_key", u, ASR_E_SECRET);
    u = good_lookup(), u.associate_tag = "\xFF", check_lookup("lookup: associate_tag", u, ASR_E_UTF8);
    u = good_lookup(), u.version = "\xFF", check_lookup("lookup: version", u, ASR_E_UTF8);
    u = good_lookup(), u.unix_time = -1, check_lookup("lookup: time -1", u, ASR_E_TIME);
    u = good_lookup(), u.unix_time = 253402300800, check_lookup("lookup: the year 10000", u, ASR_E_TIME);

    asr_param one = {"", 0, "x", 1};
    u = good_lookup(), u.params = &one, u.params_count = 1;
    u.lists.count = 1, SET(u.lists, names, ""), SET(u.lists, values, "x");
    check_lookup("lookup: an empty name", u, ASR_E_EMPTY_NAME);
    one = (asr_param){"n", 1, "\xFF", 1};
    SET(u.lists, names, "n"), SET(u.lists, values, "\xFF");
    check_lookup("lookup: not UTF-8", u, ASR_E_UTF8);
    u.params_count = 0, u.params = NULL;
    u.lists.count = 0, u.lists.names = u.lists.values = NULL, u.lists.names_len = u.lists.values_len = 0;
    check_lookup("lookup: no parameters", u, ASR_OK);
    u.params_count = 1, u.lists.names_len = 1;
    check_lookup("lookup: NULL parameters", u, ASR_E_NULL);
    u = good_lookup(), u.params_count = SIZE_MAX, u.lists.names_len = SIZE_MAX;
    check_lookup("lookup: a huge length", u, ASR_E_TOO_LARGE);

    /* What the function sets itself replaces what was given under these names. */
    static const char *const set[] = {"Service", "AWSAccessKeyId", "Timestamp", "Version", "AssociateTag", "Signature"};
    for (size_t i = 0; i < sizeof set / sizeof set[0]; ++i) {
        char out[1024];
        one = (asr_param){set[i], strlen(set[i]), "replaced", 8};
        CHECK(aws_signed_request("com", &one, 1, "a", "s", "tag", NULL, 0, out, sizeof out) > 0, set[i]);
        CHECK(strstr(out, "replaced") == NULL, set[i]);
    }
    char out[1024];
    CHECK_NUMBER(aws_signed_request("com", NULL, 0, "a", "s", NULL, NULL, 0, NULL, 1), ASR_E_NULL, "lookup: no output");
    CHECK_NUMBER(aws_signed_request("com", NULL, 0, "a", "s", NULL, NULL, 0, out, SIZE_MAX), ASR_E_TOO_LARGE,
                 "lookup: capacity SIZE_MAX");
}

/* ---- the primitives ---- */

static void check_text(const char *what, int32_t code, int32_t expected, const char *out)
{
    CHECK_NUMBER(code, expected, what);
    CHECK(expected >= 0 ? strlen(out) == (size_t)expected : out[0] == '\0', what);
}

static void primitives(void)
{
    char out[256];
#define OUT (memset(out, 'x', sizeof out), out), sizeof out
    check_text("hmac of nothing", asr_hmac_base64(NULL, 0, NULL, 0, 0, OUT), 44, out);
    check_text("hmac: any bytes", asr_hmac_base64("\0\xFF ", 3, "\0\xFF", 2, 0, OUT), 44, out);
    check_text("hmac: NULL secret", asr_hmac_base64(NULL, 1, "", 0, 0, OUT), ASR_E_NULL, out);
    check_text("hmac: NULL text", asr_hmac_base64("", 0, NULL, 1, 0, OUT), ASR_E_NULL, out);
    check_text("hmac: HMAC-SHA1", asr_hmac_base64(NULL, 0, NULL, 0, ASR_F_HMAC_SHA1, OUT), 28, out);
    for (uint32_t flags = 1; flags != 0; flags <<= 1) {
        if (flags != ASR_F_HMAC_SHA1) {
            check_text("hmac: flags", asr_hmac_base64("", 0, "", 0, flags, OUT), ASR_E_FLAGS, out);
            check_text("hmac: flags", asr_hmac_base64("", 0, "", 0, flags | ASR_F_HMAC_SHA1, OUT), ASR_E_FLAGS, out);
        }
    }
    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, "secret ", 7, ASR_F_EMPTY_HOST), ASR_E_SECRET, "another flag lets nothing through");
    check_text("hmac: secret_len", asr_hmac_base64("", SIZE_MAX, "", 0, 0, OUT), ASR_E_TOO_LARGE, out);
    check_text("hmac: text_len", asr_hmac_base64("", 0, "", HALF_OF_ALL, 0, OUT), ASR_E_TOO_LARGE, out);
    CHECK_NUMBER(asr_hmac_base64("", 0, "", 0, 0, out, SIZE_MAX), ASR_E_TOO_LARGE, "hmac: capacity SIZE_MAX");
    CHECK_NUMBER(asr_hmac_base64("", 0, "", 0, 0, NULL, 1), ASR_E_NULL, "hmac: NULL output");

    check_text("encode nothing", asr_percent_encode(NULL, 0, OUT), 0, out);
    check_text("encode: any bytes", asr_percent_encode("\0\xFF", 2, OUT), 6, out);
    check_text("encode: NULL text", asr_percent_encode(NULL, 1, OUT), ASR_E_NULL, out);
    check_text("encode: text_len", asr_percent_encode("", SIZE_MAX, OUT), ASR_E_TOO_LARGE, out);
    check_text("encode: text_len", asr_percent_encode("", HALF_OF_ALL, OUT), ASR_E_TOO_LARGE, out);
    CHECK_NUMBER(asr_percent_encode("a b", 3, out, SIZE_MAX), ASR_E_TOO_LARGE, "encode: capacity SIZE_MAX");
    CHECK_NUMBER(asr_percent_encode("", 0, NULL, 1), ASR_E_NULL, "encode: NULL output");
}

int main(void)
{
    pointers();
    outputs();
    struct_sizes();
    numbers();
    endpoints();
    methods();
    parameters();
    reserved_parameters();
    credentials();
    keys();
    hashes();
    lists();
    garbage();
    lookups();
    primitives();
    return closing_line();
}
