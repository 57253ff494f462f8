/*
 * The functions that name a mistake, as C programs meet them: texts and numbers of every capacity between pages that must
 * not be touched, what is refused and with which words, that nothing shows the secret, and that nothing is kept.
 *
 *     PROGRAM          pages that must not be touched
 *     PROGRAM heap     blocks from malloc, for a memory checker, and few cases
 */

#define _DEFAULT_SOURCE

#include "edges.h"
#include "refusals.h"

#include <stddef.h>

#define ID "AKIAIOSFODNN7EXAMPLE"
#define NOW 1317655170 /* date -u -d 2011-10-03T15:19:30Z +%s */

/* The string to sign of a signer that writes a space as a plus and signs another method, and its right form. */
#define QUERY                                                                                                     \
    "AWSAccessKeyId=" ID "&Action=Select&SelectExpression=select%sa&SignatureMethod=HmacSHA256&SignatureVersion=2" \
    "&Timestamp=2011-10-03T15%%3A19%%3A30Z&Version=2009-04-15"
#define TO_SIGN "%s\nsdb.amazonaws.com\n/\n" QUERY
#define ENDPOINT "https://sdb.amazonaws.com/"

static const asr_param params[] = {
    {"AWSAccessKeyId", 14, ID, 20},        {"Action", 6, "Select", 6},
    {"SelectExpression", 16, "select a", 8}, {"SignatureMethod", 15, "HmacSHA256", 10},
    {"SignatureVersion", 16, "2", 1},      {"Timestamp", 9, "2011-10-03T15:19:30Z", 20},
    {"Version", 7, "2009-04-15", 10},
};
enum { COUNT = sizeof params / sizeof params[0] };

static const char names[] =
    "AWSAccessKeyId\0Action\0SelectExpression\0SignatureMethod\0SignatureVersion\0Timestamp\0Version";
static const char values[] =
    ID "\0Select\0select a\0HmacSHA256\0002\0002011-10-03T15:19:30Z\0002009-04-15";

/* ---- one question through three doors ---- */

enum door { BY_STRUCT, BY_LISTS, BY_URL, DOORS };
static const char *const door_names[] = {"struct", "lists", "URL"};

struct question {
    enum door door;
    asr_v2_request request;
    asr_v2_evidence evidence;
    int without_evidence;
    const char *url, *names, *values;
    size_t url_len, names_len, values_len, count;
    int32_t *mistakes;
    size_t mistakes_cap;
};

static int32_t ask(const struct question *q, int32_t answer, char *out, size_t cap)
{
    const asr_v2_evidence *evidence = q->without_evidence ? NULL : &q->evidence;
    switch (q->door) {
    case BY_STRUCT:
        return asr_v2_diagnose(&q->request, evidence, q->mistakes, q->mistakes_cap, answer, out, cap);
    case BY_LISTS:
        return asr_v2_diagnose_lists(&q->request, q->names, q->names_len, q->values, q->values_len, q->count, evidence,
                                     q->mistakes, q->mistakes_cap, answer, out, cap);
    default:
        return asr_v2_diagnose_url(&q->request, q->url, q->url_len, evidence, q->mistakes, q->mistakes_cap, answer, out,
                                   cap);
    }
}

/* A string to sign, and the signature that a signer makes of it. */
struct made {
    char text[512], signature[45], url[1024];
};

static struct made make(const char *method, const char *space)
{
    struct made made;
    char escaped[133], query[400];
    sprintf(made.text, TO_SIGN, method, space);
    CHECK_NUMBER(asr_hmac_base64(SECRET, sizeof SECRET - 1, made.text, strlen(made.text), 0, made.signature,
                                 sizeof made.signature),
                 44, "a signature");
    encode(made.signature, 44, escaped);
    sprintf(query, QUERY, "%20");
    sprintf(made.url, ENDPOINT "?%s&Signature=%s", query, escaped);
    return made;
}

/* All texts at edges. */
static struct question question_of(const struct made *made, enum door door)
{
    struct question q;
    memset(&q, 0, sizeof q);
    q.door = door;
    q.request.struct_size = sizeof q.request;
    q.request.endpoint = at_edge(ENDPOINT, q.request.endpoint_len = sizeof ENDPOINT - 1);
    q.request.access_key = at_edge(ID, q.request.access_key_len = sizeof ID - 1);
    q.request.secret = at_edge(SECRET, q.request.secret_len = sizeof SECRET - 1);
    q.evidence.struct_size = sizeof q.evidence;
    if (door != BY_URL) {
        q.evidence.signature = at_edge(made->signature, q.evidence.signature_len = 44);
    }
    if (door == BY_STRUCT) {
        q.request.params = at_edge(params, sizeof params);
        q.request.params_count = COUNT;
    }
    q.names = at_edge(names, q.names_len = sizeof names - 1);
    q.values = at_edge(values, q.values_len = sizeof values - 1);
    q.count = COUNT;
    q.url = at_edge(made->url, q.url_len = strlen(made->url));
    return q;
}

/* ---- texts ---- */

static const struct question *asked;

static int32_t by_question(const struct call *call, char *out, size_t cap)
{
    return ask(asked, call->stage, out, cap);
}

static int32_t by_compare(const struct call *call, char *out, size_t cap)
{
    return asr_v2_compare(call->text, call->text_len, call->version, strlen(call->version), out, cap);
}

static void texts_of_every_capacity(void)
{
    const struct made right = make("GET", "%20"), wrong = make("GET", "+");
    char why[64];
    for (enum door door = BY_STRUCT; door < DOORS; ++door) {
        struct question q = question_of(&wrong, door);
        char report[4096];
        struct call call = {.about = door_names[door], .of = by_question, .stage = ASR_ANSWER_REPORT};
        asked = &q;
        int32_t len = ask(&q, ASR_ANSWER_REPORT, report, sizeof report);
        CHECK(len > 0 && (size_t)len < sizeof report && strlen(report) == (size_t)len, "a report");
        CHECK(strstr(report, "parameter 3 \"SelectExpression\": a space was signed as +; ") == report, report);
        CHECK(report[len - 1] == '\n', "a report is lines");
        if (on_heap) {
            expect_text_with(&call, report, (size_t)len, (size_t)len, AT_END);
            expect_text_with(&call, report, (size_t)len, (size_t)len + 1, AT_END);
            continue;
        }
        expect_text(&call, report, (size_t)len);
        call.stage = ASR_ANSWER_STRING_TO_SIGN;
        expect_text(&call, wrong.text, strlen(wrong.text));
        call.stage = ASR_ANSWER_ERROR;
        expect_text(&call, "", 0);
        q.evidence.window = 0, q.evidence.most_mistakes = 4;
        len = ask(&q, ASR_ANSWER_ERROR, why, sizeof why);
        CHECK(len > 0 && (size_t)len < sizeof why, "an error");
        expect_text(&call, why, (size_t)len);
        call.stage = ASR_ANSWER_REPORT;
        expect_refusal(&call, ASR_E_TOO_LARGE, 100);
    }
    struct call call = {.about = "compare", .of = by_compare};
    call.text = at_edge(right.text, call.text_len = strlen(right.text));
    call.version = wrong.text;
    static const char difference[] = "the value of \"SelectExpression\": theirs has +, ours has %20 (at byte 100)";
    char out[256];
    int32_t len = by_compare(&call, out, sizeof out);
    CHECK(len > 0 && strncmp(out, difference, 61) == 0, out);
    expect_text(&call, out, len > 0 ? (size_t)len : 0);
    call.version = right.text;
    expect_text(&call, "", 0);
    CHECK_NUMBER(asr_v2_compare(NULL, 0, NULL, 0, NULL, 0), 0, "nothing and nothing");
    CHECK(asr_v2_compare(NULL, 0, "a", 1, out, sizeof out) > 0, "nothing and something");
    CHECK_NUMBER(asr_v2_compare(NULL, 1, "a", 1, out, sizeof out), ASR_E_NULL, "ours: NULL");
    CHECK_NUMBER(asr_v2_compare("a", 1, NULL, 1, out, sizeof out), ASR_E_NULL, "theirs: NULL");
    CHECK_NUMBER(asr_v2_compare("a", SIZE_MAX, "a", 1, out, sizeof out), ASR_E_TOO_LARGE, "ours: too large");
    CHECK_NUMBER(asr_v2_compare("a", 1, "a", (size_t)1 << 31, out, sizeof out), ASR_E_TOO_LARGE, "theirs: too large");
    CHECK_NUMBER(asr_v2_compare("a", 1, "b", 1, NULL, 1), ASR_E_NULL, "out: NULL");
    CHECK_NUMBER(asr_v2_compare("a", 1, "b", 1, out, SIZE_MAX), ASR_E_TOO_LARGE, "out_cap SIZE_MAX");
}

/* ---- numbers ---- */

/* With room for fewer, those explanations that fit as a whole, from the first, then zeros; and nothing beside them. */
static void numbers_of_every_capacity(void)
{
    enum { ENOUGH = 80 };
    const struct made wrong = make("POST", "+");
    struct question q = question_of(&wrong, BY_STRUCT);
    int32_t all[ENOUGH];
    memset(all, 0x5A, sizeof all);
    q.mistakes = all, q.mistakes_cap = ENOUGH;
    CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0, "a report");
    CHECK(all[0] != 0 && all[1] != 0 && all[2] == 0 && all[3] != 0, "explanations of two mistakes");
    CHECK_NUMBER(all[0], ASR_MISTAKE_SPACE_AS_PLUS, asr_mistake_name(all[0]));
    CHECK_NUMBER(all[1], ASR_MISTAKE_OTHER_METHOD, asr_mistake_name(all[1]));
    for (size_t cap = 0; cap <= (on_heap ? 4 : ENOUGH); ++cap) {
        struct room room = make_room(cap * sizeof(int32_t), AT_END);
        memset(room.at, UNTOUCHED, room.len);
        q.mistakes = (int32_t *)(void *)room.at, q.mistakes_cap = cap;
        CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0, "a report");
        size_t whole = 0;
        for (size_t i = 0; i < cap; ++i) {
            whole = all[i] == 0 ? i + 1 : whole;
        }
        for (size_t i = 0; i < cap; ++i) {
            CHECK_NUMBER(q.mistakes[i], i < whole ? all[i] : 0, "whole explanations, then zeros");
        }
        memset(room.at, UNTOUCHED, room.len);
        q.evidence.most_mistakes = -1;
        CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, NULL, 0), ASR_E_TOO_LARGE, "most_mistakes -1");
        for (size_t i = 0; i < cap; ++i) {
            CHECK_NUMBER(q.mistakes[i], 0, "zeros where it is refused");
        }
        memset(room.at, UNTOUCHED, room.len);
        CHECK_NUMBER(ask(&q, 4, NULL, 0), ASR_E_STAGE, "an unknown answer");
        for (size_t i = 0; i < cap; ++i) {
            CHECK_NUMBER(q.mistakes[i], 0, "zeros where the answer is unknown");
        }
        q.evidence.most_mistakes = 0;
        leave_room(room);
    }
    q.mistakes = NULL, q.mistakes_cap = 0;
    CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0, "NULL with a capacity of 0");
    q.mistakes_cap = 1;
    CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, NULL, 0), ASR_E_NULL, "NULL with a capacity of 1");
    q.mistakes = (int32_t *)(void *)((char *)all + 1);
    CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, NULL, 0), ASR_E_NULL, "misaligned");
    q.mistakes = all, q.mistakes_cap = SIZE_MAX;
    CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, NULL, 0), ASR_E_TOO_LARGE, "a capacity of SIZE_MAX");
    q.mistakes_cap = (size_t)1 << 30;
    CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, NULL, 0), ASR_E_TOO_LARGE, "a capacity of 2^30");
}

/* ---- refusals ---- */

/* A refusal has its status with every answer but ERROR, which has a clean sentence; and what is none, an empty one. */
static void check_status(const char *what, const struct question *q, int32_t status)
{
    static char out[65536];
    for (int32_t answer = ASR_ANSWER_REPORT; answer <= ASR_ANSWER_STRING_TO_SIGN; ++answer) {
        memset(out, 'x', sizeof out);
        int32_t code = ask(q, answer, out, sizeof out);
        CHECK_NUMBER(code < 0 ? code : 0, status, what);
        if (status < 0) {
            CHECK(out[0] == '\0', what);
        } else if (code >= 0) {
            CHECK(!has(out, (size_t)code, SECRET), "a secret is shown");
        }
    }
    int32_t len = ask(q, ASR_ANSWER_ERROR, out, sizeof out);
    if (status == 0) {
        CHECK_NUMBER(len, 0, what);
        CHECK(out[0] == '\0', out);
    } else if (len <= 0 || (size_t)len >= sizeof out) {
        CHECK_NUMBER(len, 1, what);
    } else {
        CHECK(is_one_clean_line(out, (size_t)len) && out[len] == '\0', what);
        CHECK(!has(out, (size_t)len, SECRET) && !has(out, (size_t)len, VALUE) && !has(out, (size_t)len, TOKEN), what);
        if (getenv("SHOW") != NULL) {
            printf("%-60s %3d  %s\n", what, (int)status, out);
        }
    }
}

static void structs(void)
{
    const struct made wrong = make("GET", "+");
    struct {
        asr_v2_evidence known;
        char unknown[8192];
    } longer;
    for (enum door door = BY_STRUCT; door < DOORS; ++door) {
        struct question q = question_of(&wrong, door);
        q.without_evidence = 1;
        check_status("no evidence", &q, door == BY_URL ? 0 : ASR_E_NULL);
        q.without_evidence = 0;
        static const size_t sizes[] = {0, 1, 8, sizeof(asr_v2_evidence) - 1, 4097, 1 << 20, SIZE_MAX};
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
            q.evidence.struct_size = sizes[i];
            check_status("the size of the evidence", &q, ASR_E_STRUCT_SIZE);
        }
        q.evidence.struct_size = sizeof q.evidence;
        q.evidence.reserved = 1;
        check_status("a reserved field", &q, ASR_E_STRUCT_SIZE);
        q.evidence.reserved = -1;
        check_status("a reserved field", &q, ASR_E_STRUCT_SIZE);
        q.evidence.reserved = 0;
        q.request.struct_size -= 1;
        check_status("the size of the request", &q, ASR_E_STRUCT_SIZE);
    }
    struct question q = question_of(&wrong, BY_STRUCT);
    char out[512];
#define LONGER() asr_v2_diagnose(&q.request, &longer.known, NULL, 0, ASR_ANSWER_REPORT, out, sizeof out)
    memset(&longer, 0, sizeof longer);
    longer.known = q.evidence;
    for (size_t more = 1; more <= 4096 - sizeof(asr_v2_evidence); more += on_heap ? 1000 : 97) {
        longer.known.struct_size = sizeof(asr_v2_evidence) + more;
        CHECK(LONGER() > 0, "a longer struct with zeros at its end");
        longer.unknown[more] = 1;
        CHECK(LONGER() > 0, "what is behind a longer struct");
        longer.unknown[more] = 0, longer.unknown[more - 1] = 1;
        CHECK_NUMBER(LONGER(), ASR_E_STRUCT_SIZE, "a longer struct with something at its end");
        longer.unknown[more - 1] = 0;
    }
    longer.known.struct_size = 4096;
    CHECK(LONGER() > 0, "the longest struct");
    CHECK_NUMBER(asr_v2_diagnose(NULL, &q.evidence, NULL, 0, ASR_ANSWER_REPORT, out, sizeof out), ASR_E_NULL, "request");
    CHECK_NUMBER(asr_v2_diagnose((const asr_v2_request *)(const void *)((const char *)&q.request + 1), &q.evidence, NULL, 0,
                                 ASR_ANSWER_REPORT, out, sizeof out),
                 ASR_E_NULL, "a misaligned request");
    CHECK_NUMBER(asr_v2_diagnose(&q.request, (const asr_v2_evidence *)(const void *)((const char *)&q.evidence + 4), NULL, 0,
                                 ASR_ANSWER_REPORT, out, sizeof out),
                 ASR_E_NULL, "misaligned evidence");
    static const int32_t unknown[] = {0, 4, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; ++i) {
        out[0] = 'x';
        CHECK_NUMBER(ask(&q, unknown[i], out, sizeof out), ASR_E_STAGE, "an unknown answer");
        CHECK(out[0] == '\0', "an unknown answer has no words");
    }
    CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, NULL, 1), ASR_E_NULL, "out: NULL");
    out[0] = 'x';
    CHECK_NUMBER(ask(&q, ASR_ANSWER_REPORT, out, SIZE_MAX), ASR_E_TOO_LARGE, "out_cap SIZE_MAX");
    CHECK(out[0] == 'x', "with an impossible capacity nothing is written");

    /* Which of the two structs has the wrong size. */
    q.evidence.struct_size = 1;
    ask(&q, ASR_ANSWER_ERROR, out, sizeof out);
    CHECK(strncmp(out, "evidence.struct_size: ", 22) == 0, out);
    q.request.struct_size = 1;
    ask(&q, ASR_ANSWER_ERROR, out, sizeof out);
    CHECK(strncmp(out, "struct_size: ", 13) == 0, out);
}

/* Whatever is refused, the numbers of an earlier question are gone. */
static void no_number_stays(void)
{
    const struct made wrong = make("GET", "+");
    char out[512];
    for (enum door door = BY_STRUCT; door < DOORS; ++door) {
        struct question q = question_of(&wrong, door);
        int32_t numbers[8];
        q.mistakes = numbers, q.mistakes_cap = 8;
        CHECK(ask(&q, ASR_ANSWER_REPORT, out, sizeof out) > 0 && numbers[0] != 0, "an answer");
        for (int i = 0; i < 6; ++i) {
            int32_t status;
            memset(numbers, 0x55, sizeof numbers);
            switch (i) {
            case 0: status = ask(&q, ASR_ANSWER_REPORT, NULL, 4); break;
            case 1: status = ask(&q, ASR_ANSWER_REPORT, out, SIZE_MAX); break;
            case 2: status = ask(&q, 9, out, sizeof out); break;
            case 3: q.evidence.window = -1, status = ask(&q, ASR_ANSWER_REPORT, out, sizeof out); break;
            case 4: q.evidence.reserved = 1, status = ask(&q, ASR_ANSWER_STRING_TO_SIGN, out, sizeof out); break;
            default: q.request.struct_size = 1, status = ask(&q, ASR_ANSWER_REPORT, out, sizeof out); break;
            }
            CHECK(status < 0, "a refusal");
            for (int at = 0; at < 8; ++at) {
                CHECK_NUMBER(numbers[at], 0, door_names[door]);
            }
        }
    }
}

/* Every text of both structs: NULL with a length, and lengths that no object has. */
static void texts(void)
{
    const struct made wrong = make("GET", "+");
    static const struct {
        const char *name;
        size_t text, len;
        int in_request;
    } fields[] = {
#define TEXT_OF(type, field, in_request) {#field, offsetof(type, field), offsetof(type, field##_len), in_request}
        TEXT_OF(asr_v2_request, method, 1),        TEXT_OF(asr_v2_request, endpoint, 1),
        TEXT_OF(asr_v2_request, access_key, 1),    TEXT_OF(asr_v2_request, secret, 1),
        TEXT_OF(asr_v2_request, session_token, 1), TEXT_OF(asr_v2_evidence, signature, 0),
        TEXT_OF(asr_v2_evidence, string_to_sign, 0), TEXT_OF(asr_v2_evidence, hosts, 0),
        TEXT_OF(asr_v2_evidence, body, 0),         TEXT_OF(asr_v2_evidence, content_type, 0),
        TEXT_OF(asr_v2_evidence, old_signature, 0),
    };
    static const size_t too_large[] = {(size_t)INT32_MAX + 1, (size_t)1 << 40, SIZE_MAX};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; ++i) {
        for (enum door door = BY_STRUCT; door < DOORS; ++door) {
            struct question q = question_of(&wrong, door);
            char *at = fields[i].in_request ? (char *)&q.request : (char *)&q.evidence;
            const char *text = NULL;
            size_t len = 1;
            memcpy(at + fields[i].text, &text, sizeof text), memcpy(at + fields[i].len, &len, sizeof len);
            check_status(fields[i].name, &q, ASR_E_NULL);
            text = "x";
            memcpy(at + fields[i].text, &text, sizeof text);
            for (size_t j = 0; j < sizeof too_large / sizeof too_large[0]; ++j) {
                memcpy(at + fields[i].len, too_large + j, sizeof len);
                check_status(fields[i].name, &q, ASR_E_TOO_LARGE);
            }
        }
    }
    struct question q = question_of(&wrong, BY_STRUCT);
    q.request.params = NULL;
    check_status("no parameters, but a count", &q, ASR_E_NULL);
    q.request.params = params, q.request.params_count = SIZE_MAX;
    check_status("a count of SIZE_MAX", &q, ASR_E_TOO_LARGE);
    q = question_of(&wrong, BY_LISTS);
    q.count = COUNT + 1;
    check_status("one name too few", &q, ASR_E_LIST_COUNT);
    q.count = COUNT, q.names = NULL;
    check_status("no names, but a length", &q, ASR_E_NULL);
    q.names = names, q.values_len = SIZE_MAX;
    check_status("values of SIZE_MAX", &q, ASR_E_TOO_LARGE);
    q = question_of(&wrong, BY_LISTS);
    q.request.params = (const asr_param *)(const void *)"x", q.request.params_count = SIZE_MAX;
    check_status("what the struct says of parameters beside lists", &q, 0);
    q = question_of(&wrong, BY_URL);
    q.url = NULL;
    check_status("no URL, but a length", &q, ASR_E_NULL);
    q.url = "x", q.url_len = (size_t)1 << 31;
    check_status("a URL of 2^31 bytes", &q, ASR_E_TOO_LARGE);
    q.url_len = 1;
    check_status("no URL", &q, ASR_E_URL);
    q.url_len = 0;
    check_status("an empty URL", &q, ASR_E_URL);
    q = question_of(&wrong, BY_URL);
    SET(q.request, endpoint, VALUE), q.request.dialect = ASR_DIALECT_HTX, q.request.unix_time = NOW;
    check_status("an endpoint and a dialect beside a URL", &q, 0);
}

static void other_faults(void)
{
    const struct made wrong = make("GET", "+");
    struct question q;
#define WITH(what, door, change, status)    \
    do {                                    \
        q = question_of(&wrong, (door));    \
        change;                             \
        check_status((what), &q, (status)); \
    } while (0)
    static char large[262144 + 1];
    memset(large, 'a', sizeof large);
    for (enum door door = BY_STRUCT; door < DOORS; ++door) {
        WITH("most_mistakes -1", door, q.evidence.most_mistakes = -1, ASR_E_TOO_LARGE);
        WITH("most_mistakes 4", door, q.evidence.most_mistakes = 4, ASR_E_TOO_LARGE);
        WITH("most_mistakes 1", door, q.evidence.most_mistakes = 1, 0);
        WITH("a negative window", door, q.evidence.window = -1, ASR_E_TIME);
        WITH("the most negative window", door, q.evidence.window = INT64_MIN, ASR_E_TIME);
        WITH("the largest window", door, q.evidence.window = INT64_MAX, 0);
        WITH("the largest time", door, q.evidence.now = INT64_MAX, 0);
        WITH("the least time", door, q.evidence.now = INT64_MIN, 0);
        WITH("an unknown flag", door, q.request.flags = 8, ASR_E_FLAGS);
        WITH("an unknown dialect", door, q.request.dialect = 9, ASR_E_DIALECT);
        WITH("a method with a space", door, SET(q.request, method, "G ET"), ASR_E_METHOD);
        WITH("hosts that are too large", door, (q.evidence.hosts = large, q.evidence.hosts_len = sizeof large),
             ASR_E_TOO_LARGE);
        WITH("a secret that is too large", door, (q.request.secret = large, q.request.secret_len = sizeof large),
             ASR_E_TOO_LARGE);
        WITH("a body that is too large", door, (q.evidence.body = large, q.evidence.body_len = sizeof large),
             ASR_E_TOO_LARGE);
        WITH("an empty secret", door, q.request.secret_len = 0, 0);
        WITH("no access key id", door, q.request.access_key_len = 0, 0);
        WITH("white space around the secret", door, SET(q.request, secret, " " SECRET "\n"), 0);
        WITH("a secret that is not UTF-8", door, SET(q.request, secret, SECRET "\xFF"), 0);
    }
    WITH("no signature", BY_STRUCT, q.evidence.signature_len = 0, ASR_E_UNSIGNED);
    WITH("no signature", BY_LISTS, q.evidence.signature_len = 0, ASR_E_UNSIGNED);
    WITH("no signature", BY_URL, q.url_len = (size_t)(strstr(wrong.url, "&Signature=") - wrong.url), ASR_E_UNSIGNED);
    WITH("no endpoint", BY_STRUCT, q.request.endpoint_len = 0, ASR_E_ENDPOINT);
    WITH("an endpoint that is none", BY_LISTS, SET(q.request, endpoint, VALUE), ASR_E_ENDPOINT);
    WITH("a time before 1970", BY_STRUCT,
         (q.request.dialect = ASR_DIALECT_AWS_QUERY, q.request.params_count = 0, q.request.unix_time = -1), ASR_E_TIME);

    /* A string to sign alone is evidence enough. */
    WITH("a string to sign alone", BY_STRUCT,
         (q.evidence.signature_len = 0, q.evidence.string_to_sign = wrong.text,
          q.evidence.string_to_sign_len = strlen(wrong.text)),
         0);
    int32_t numbers[80];
    q.mistakes = numbers, q.mistakes_cap = 80;
    CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0 && numbers[0] == ASR_MISTAKE_SPACE_AS_PLUS, "a string to sign alone");

    /* The parameter Signature is the signature where none is given beside. */
    asr_param with_signature[COUNT + 1];
    memcpy(with_signature, params, sizeof params);
    with_signature[COUNT].name = "Signature", with_signature[COUNT].name_len = 9;
    with_signature[COUNT].value = wrong.signature, with_signature[COUNT].value_len = 44;
    q = question_of(&wrong, BY_STRUCT);
    q.evidence.signature_len = 0, q.request.params = with_signature, q.request.params_count = COUNT + 1;
    q.mistakes = numbers, q.mistakes_cap = 80;
    CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0 && numbers[0] == ASR_MISTAKE_SPACE_AS_PLUS, "the parameter Signature");
}

static void keys(void)
{
    const struct made wrong = make("GET", "+");
    asr_key key, other;
    CHECK_NUMBER(asr_key_init(&key, TEXT(SECRET), 0), ASR_OK, "a key");
    CHECK_NUMBER(asr_key_init(&other, TEXT(SECRET), ASR_F_HMAC_SHA1), ASR_OK, "a key for SHA-1");
    for (enum door door = BY_STRUCT; door < DOORS; ++door) {
        struct question q = question_of(&wrong, door);
        int32_t with_secret[80], with_key[80];
        q.mistakes = with_secret, q.mistakes_cap = 80;
        CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0, "with the secret");
        q.mistakes = with_key, q.request.key = &key, q.request.secret = NULL, q.request.secret_len = 0;
        CHECK(ask(&q, ASR_ANSWER_REPORT, NULL, 0) > 0, "with a key");
        CHECK(memcmp(with_secret, with_key, sizeof with_key) == 0, "a key finds what the secret finds");
        q.mistakes = NULL, q.mistakes_cap = 0;
        q.request.key = &other;
        check_status("a key for the other hash", &q, ASR_E_KEY);
        asr_key blank;
        memset(&blank, 0, sizeof blank);
        q.request.key = &blank;
        check_status("a key that was not made", &q, ASR_E_KEY);
        q.request.key = (const asr_key *)(const void *)((const char *)&key + 1);
        check_status("a misaligned key", &q, ASR_E_NULL);
    }
}

/* The secret in all that it may be mistaken for is in no text, and every answer is the same when it is asked for again. */
static void secrets_and_repetition(void)
{
    static const char *const as_signed[] = {SECRET, SECRET "\n", "\"" SECRET "\"", "", SECRET "&", "DO-NOT-SHOW-THIS-SECRET",
                                            "another secret"};
    struct made made = make("GET", "%20");
    for (size_t i = 0; i < (on_heap ? 2 : sizeof as_signed / sizeof as_signed[0]); ++i) {
        char signature[45];
        CHECK_NUMBER(asr_hmac_base64(as_signed[i], strlen(as_signed[i]), made.text, strlen(made.text), 0, signature, 45), 44,
                     "a signature");
        for (enum door door = BY_STRUCT; door < BY_URL; ++door) {
            struct question q = question_of(&made, door);
            char first[4096] = "", second[4096] = "";
            int32_t one[80], two[80];
            q.evidence.signature = signature, q.evidence.signature_len = 44;
            q.evidence.most_mistakes = 2, q.evidence.now = NOW;
            for (int32_t answer = ASR_ANSWER_REPORT; answer <= ASR_ANSWER_ERROR; ++answer) {
                q.mistakes_cap = 80;
                q.mistakes = one;
                int32_t len = ask(&q, answer, first, sizeof first);
                q.mistakes = two;
                CHECK_NUMBER(ask(&q, answer, second, sizeof second), len, "the same again");
                CHECK(len >= 0 && (size_t)len < sizeof first && memcmp(first, second, (size_t)len + 1) == 0, "the same again");
                CHECK(memcmp(one, two, sizeof one) == 0, "the same again");
                CHECK(!has(first, sizeof first, SECRET), "no secret in what was written to");
                CHECK(i == 5 || !has(first, sizeof first, "DO-NOT-SHOW"), "no secret in other letters");
                CHECK((one[0] == 0) == (i == 6), "everything but another secret is explained");
            }
        }
    }
}

static long resident(void)
{
    long pages = 0, size = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &size, &pages) != 2) {
        perror("/proc/self/statm");
        exit(1);
    }
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE) / 1024;
}

static void no_growth(void)
{
    const struct made wrong = make("GET", "+");
    struct question q = question_of(&wrong, BY_STRUCT), refused = q;
    refused.evidence.most_mistakes = 4;
    long before = 0;
    for (int round = 0; round < 400; ++round) {
        if (round == 100) {
            before = resident();
        }
        ask(&q, ASR_ANSWER_REPORT, NULL, 0);
        ask(&refused, ASR_ANSWER_REPORT, NULL, 0);
    }
    long more = resident() - before;
    CHECK(more < 512, "memory is given back");
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    texts_of_every_capacity();
    numbers_of_every_capacity();
    structs();
    no_number_stays();
    keys();
    secrets_and_repetition();
    if (!on_heap) {
        texts();
        other_faults();
        no_growth();
    }
    return end();
}
