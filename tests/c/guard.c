/*
 * Not a byte too many: every function that writes text, with outputs of every capacity and inputs of exactly their
 * length, between pages that must not be touched. A read or write beyond an edge ends the program.
 *
 *     guard          pages that must not be touched
 *     guard heap     blocks from malloc, for a memory checker, which sees every byte behind a block
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int on_heap;
static size_t page;

/* ---- memory with edges ---- */

enum edge { AT_FRONT, AT_END };

struct room {
    char *at;      /* `len` bytes for the caller */
    size_t len;
    char *pages;   /* what was mapped, or the block of malloc */
    size_t mapped; /* 0: malloc */
};

static struct room make_room(size_t len, enum edge edge)
{
    struct room room = {NULL, len, NULL, 0};
    if (on_heap) {
        room.pages = room.at = malloc(len > 0 ? len : 1);
        if (len == 0 && room.at != NULL) {
            ++room.at; /* No byte behind it belongs to anybody. */
        }
    } else {
        size_t inner = (len / page + 1) * page;
        room.mapped = inner + 2 * page;
        void *pages = mmap(NULL, room.mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED || mprotect((char *)pages + page, inner, PROT_READ | PROT_WRITE) != 0) {
            perror("mmap");
            exit(1);
        }
        room.pages = pages;
        room.at = room.pages + page + (edge == AT_END ? inner - len : 0);
    }
    if (room.at == NULL) {
        perror("malloc");
        exit(1);
    }
    return room;
}

static void leave_room(struct room room)
{
    if (room.mapped == 0) {
        free(room.pages);
    } else {
        munmap(room.pages, room.mapped);
    }
}

/* Inputs live as long as the program; they are listed so that a leak report stays empty. */
static struct room inputs[2048];
static size_t inputs_count;

/* A copy of `len` bytes that ends exactly where the forbidden page begins, so no NUL can be read behind it. */
static const void *at_edge(const void *data, size_t len)
{
    if (inputs_count == sizeof inputs / sizeof inputs[0]) {
        puts("too many inputs");
        exit(1);
    }
    struct room room = make_room(len, AT_END);
    if (len > 0) {
        memcpy(room.at, data, len);
    }
    inputs[inputs_count++] = room;
    return room.at;
}

/* A NUL-terminated text whose NUL is the last byte before the forbidden page. */
static const char *text_at_edge(const char *text)
{
    return at_edge(text, strlen(text) + 1);
}

static asr_param param_at_edge(const char *name, const char *value)
{
    asr_param param = {NULL, strlen(name), NULL, strlen(value)};
    param.name = at_edge(name, param.name_len);
    param.value = at_edge(value, param.value_len);
    return param;
}

/* ---- the rules of writing text ---- */

/* One call of a text function with all its inputs; the outputs are what varies. */
struct call {
    const char *about;
    int32_t (*of)(const struct call *call, char *out, size_t cap);
    int32_t stage;
    const asr_v2_request *request;
    const struct lists *lists;
    const char *text; /* or the region of aws_signed_request */
    size_t text_len;
    const char *version;
};

struct lists {
    const char *method, *endpoint, *names, *values, *access_key, *secret, *session_token;
    size_t names_len, values_len, count;
    int64_t unix_time;
    int32_t dialect;
};

#define UNTOUCHED 0x5A

static int is_untouched(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; ++i) {
        if (bytes[i] != UNTOUCHED) {
            return 0;
        }
    }
    return 1;
}

static void expect_text_with(const struct call *call, const char *expected, size_t len, size_t cap, enum edge edge)
{
    char about[200];
    snprintf(about, sizeof about, "%s, stage %d, capacity %zu of %zu, %s", call->about, (int)call->stage, cap,
             len + 1, edge == AT_END ? "before a forbidden page" : "behind a forbidden page");

    struct room room = make_room(cap, edge);
    /* On pages there is room beside the output that the function could reach and must leave alone. */
    char *beside = edge == AT_END ? room.pages + page : room.at + cap;
    char *behind = edge == AT_END ? room.at : room.pages + room.mapped - page;
    size_t beside_len = room.mapped != 0 ? (size_t)(behind - beside) : 0;
    if (room.mapped != 0) {
        memset(beside, UNTOUCHED, beside_len);
        memset(room.at, UNTOUCHED, cap);
    }

    int32_t code = call->of(call, room.at, cap);
    CHECK_NUMBER(code, len, about);
    if (cap > len) {
        CHECK(memcmp(room.at, expected, len) == 0, about);
        CHECK(room.at[len] == '\0', about);
    } else if (cap > 0) {
        CHECK(room.at[0] == '\0', about);
    }
    if (room.mapped != 0) {
        CHECK(is_untouched(beside, beside_len), about);
    }
    leave_room(room);
}

static void expect_text(const struct call *call, const char *expected, size_t len)
{
    CHECK_NUMBER(call->of(call, NULL, 0), len, call->about);
    for (size_t cap = 0; cap <= len + 2; ++cap) {
        expect_text_with(call, expected, len, cap, AT_END);
        if (!on_heap) {
            expect_text_with(call, expected, len, cap, AT_FRONT);
        }
    }
}

/* A refusal is a status and the empty text, at every capacity; `most` says how far to try. */
static void expect_refusal(const struct call *call, int32_t status, size_t most)
{
    for (size_t cap = 0; cap <= most; ++cap) {
        struct room room = make_room(cap, AT_END);
        memset(room.at, UNTOUCHED, cap);
        CHECK_NUMBER(call->of(call, cap == 0 ? NULL : room.at, cap), status, call->about);
        CHECK(cap == 0 || room.at[0] == '\0', call->about);
        leave_room(room);
    }
}

/* ---- the functions ---- */

static int32_t by_struct(const struct call *call, char *out, size_t cap)
{
    return asr_v2_render(call->request, call->stage, out, cap);
}

static int32_t by_lists(const struct call *call, char *out, size_t cap)
{
    const struct lists *l = call->lists;
    return asr_v2_render_lists(l->method, l->endpoint, l->names, l->names_len, l->values, l->values_len, l->count,
                               l->access_key, l->secret, l->session_token, l->unix_time, l->dialect, 0, call->stage,
                               out, cap);
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
    return asr_hmac_base64(call->request->secret, call->request->secret_len, call->text, call->text_len, 0, out, cap);
}

static int32_t by_encoder(const struct call *call, char *out, size_t cap)
{
    return asr_percent_encode(call->text, call->text_len, out, cap);
}

/* ---- what is signed ---- */

/* The rule of RFC 3986, said here again, so that no expected text comes from the library. */
static size_t encode(const char *text, size_t len, char *out)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    size_t written = 0;
    for (size_t i = 0; i < len; ++i) {
        if (text[i] != '\0' && strchr(unreserved, text[i]) != NULL) {
            out[written++] = text[i];
        } else {
            written += (size_t)sprintf(out + written, "%%%02X", (unsigned)(unsigned char)text[i]);
        }
    }
    out[written] = '\0';
    return written;
}

static void expect_stages(struct call *call, const char *const expected[7])
{
    for (call->stage = ASR_STAGE_CANONICAL; call->stage <= ASR_STAGE_ERROR; ++call->stage) {
        expect_text(call, expected[call->stage], strlen(expected[call->stage]));
    }
}

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

    /* And the same with everything NULL that may be. */
    lists.method = lists.access_key = lists.session_token = NULL;
    flat.about = "the published example in lists, with NULLs";
    expect_stages(&flat, expected);
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
    asr_param params[MOST];
    char *end = canonical;
    *end = '\0';
    for (int i = 0; i < count; ++i) {
        char name[16];
        sprintf(name, "p%02d", i);
        params[count - 1 - i] = param_at_edge(name, value);
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
    on_heap = argc > 1 && strcmp(argv[1], "heap") == 0;
    page = (size_t)sysconf(_SC_PAGESIZE);
    published_example();
    published_item_lookup();
    built_examples();
    refused_example();
    primitives();
    while (inputs_count > 0) {
        leave_room(inputs[--inputs_count]);
    }
    return closing_line();
}
