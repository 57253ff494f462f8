/*
 * Not a byte too many: diagnoses, whose request, evidence, parameters, URL and every text end where a forbidden page begins,
 * and whose numbers and text have room of every size before one. See edges.h.
 */

#define _GNU_SOURCE

#include "edges.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define ENDPOINT "https://sdb.amazonaws.com:8443/a%2Fb"
#define QUERY "Action=Select&Name=a%20b&Expression=c*d&Timestamp=2011-10-03T15%3A19%3A30Z"
#define TO_SIGN "GET\nsdb.amazonaws.com:8443\n/a%2Fb\nAction=Select&Expression=c%2Ad&Name=a+b&Timestamp=2011-10-03T15%3A19%3A30Z"

enum { NUMBERS = 80 };

static const asr_v2_evidence *evidence;

/* The numbers have their room at an edge, too. */
static int32_t with_room(const struct call *call, char *out, size_t cap, const char *at)
{
    const struct lists *l = call->lists;
    struct room room = make_room(NUMBERS * sizeof(int32_t), AT_END);
    int32_t *mistakes = (int32_t *)(void *)room.at, len;
    if (call->url != NULL) {
        len = asr_v2_diagnose_url(call->request, call->url->url, call->url->url_len, evidence, mistakes, NUMBERS,
                                  call->stage, out, cap);
    } else if (l != NULL) {
        len = asr_v2_diagnose_lists(call->request, l->names, l->names_len, l->values, l->values_len, l->count, evidence,
                                    mistakes, NUMBERS, call->stage, out, cap);
    } else {
        len = asr_v2_diagnose(call->request, evidence, mistakes, NUMBERS, call->stage, out, cap);
    }
    CHECK(len < 0 ? mistakes[0] == 0 : mistakes[NUMBERS - 1] == 0, at);
    leave_room(room);
    return len;
}

static int32_t by_diagnosis(const struct call *call, char *out, size_t cap)
{
    return with_room(call, out, cap, call->about);
}

static asr_v2_request request_at_edges(void)
{
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = at_edge("get", request.method_len = 3);
    request.endpoint = at_edge(ENDPOINT, request.endpoint_len = sizeof ENDPOINT - 1);
    request.access_key = at_edge("AKID", request.access_key_len = 4);
    request.secret = at_edge(SECRET, request.secret_len = sizeof SECRET - 1);
    request.session_token = at_edge("", 0);
    return request;
}

static asr_v2_evidence evidence_at_edges(const char *signature)
{
    asr_v2_evidence e;
    memset(&e, 0, sizeof e);
    e.struct_size = sizeof e;
    e.signature = at_edge(signature, e.signature_len = strlen(signature));
    return e;
}

/* All that two calls say: the report, the text that was signed, and that nothing is wrong with the question. */
static void expect_answers(struct call *call, const char *words)
{
    char report[2048];
    call->stage = ASR_ANSWER_REPORT;
    int32_t len = by_diagnosis(call, report, sizeof report);
    CHECK(len > 0 && (size_t)len < sizeof report && strlen(report) == (size_t)len, call->about);
    CHECK(strstr(report, words) != NULL, report);
    if (len > 0 && (size_t)len < sizeof report) {
        expect_text(call, report, (size_t)len);
    }
    call->stage = ASR_ANSWER_STRING_TO_SIGN;
    expect_text(call, TO_SIGN, sizeof TO_SIGN - 1);
    call->stage = ASR_ANSWER_ERROR;
    expect_text(call, "", 0);
}

static void one_mistake(void)
{
    char signature[45];
    CHECK_NUMBER(asr_hmac_base64(SECRET, sizeof SECRET - 1, TO_SIGN, sizeof TO_SIGN - 1, 0, signature, sizeof signature),
                 44, "a signature");
    asr_v2_evidence of_signature = evidence_at_edges(signature);
    evidence = at_edge(&of_signature, sizeof of_signature);

    const asr_param params[] = {
        param_at_edge("Action", "Select"),
        param_at_edge("Name", "a b"),
        param_at_edge("Expression", "c*d"),
        param_at_edge("Timestamp", "2011-10-03T15:19:30Z"),
    };
    asr_v2_request request = request_at_edges(), bare = request;
    request.params = at_edge(params, sizeof params), request.params_count = 4;
    struct call call = {.about = "a diagnosis", .of = by_diagnosis, .request = at_edge(&request, sizeof request)};
    expect_answers(&call, "parameter 2 \"Name\": ");

    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, SECRET, sizeof SECRET - 1, 0), ASR_OK, "asr_key_init");
    request.key = at_edge(&key, sizeof key), request.secret = NULL;
    call.about = "a diagnosis with a key", call.request = at_edge(&request, sizeof request);
    expect_answers(&call, "parameter 2 \"Name\": ");

    static const char names[] = "Action\0Name\0Expression\0Timestamp", values[] = "Select\0a b\0c*d\0002011-10-03T15:19:30Z";
    struct lists lists;
    memset(&lists, 0, sizeof lists);
    lists.names = at_edge(names, lists.names_len = sizeof names - 1);
    lists.values = at_edge(values, lists.values_len = sizeof values - 1);
    lists.count = 4;
    struct call of_lists = {.about = "a diagnosis of lists", .of = by_diagnosis, .lists = &lists};
    of_lists.request = at_edge(&bare, sizeof bare);
    expect_answers(&of_lists, "parameter 2 \"Name\": ");

    struct url url;
    memset(&url, 0, sizeof url);
    url.url = at_edge(ENDPOINT "?" QUERY, url.url_len = sizeof ENDPOINT "?" QUERY - 1);
    bare.endpoint = NULL, bare.endpoint_len = 0;
    struct call of_url = {.about = "a diagnosis of a URL", .of = by_diagnosis, .url = &url};
    of_url.request = at_edge(&bare, sizeof bare);
    expect_answers(&of_url, "parameter 2 \"Name\": ");

    /* The string to sign of the other program, and all the rest that may be known. */
    asr_v2_evidence all = of_signature;
    all.string_to_sign = at_edge(TO_SIGN, all.string_to_sign_len = sizeof TO_SIGN - 1);
    all.hosts = at_edge("one\ntwo:80", all.hosts_len = 10);
    all.body = at_edge("{\"a\":\"\\u00e9\",\"b\":[1,{}],\"c\":tru", all.body_len = 32);
    all.content_type = at_edge("application/x-www-form-urlencoded", all.content_type_len = 33);
    all.old_signature = at_edge("old", all.old_signature_len = 3);
    all.now = 1317655170, all.most_mistakes = 1;
    evidence = at_edge(&all, sizeof all);
    call.about = "a diagnosis with all evidence";
    expect_answers(&call, "parameter 2 \"Name\": ");
    of_url.about = "a diagnosis of a URL with all evidence";
    expect_answers(&of_url, "parameter 2 \"Name\": ");
}

/* Texts that break off, right before the edge, at every byte: whatever comes of it, nothing behind it is looked at. */
static void what_breaks_off(void)
{
    static const char url_text[] = ENDPOINT "?" QUERY "&amp;a=%C3%A9&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";
    static const char json[] = "{\"a\" : \"\\ud83d\\ude00\\\\\", \"b\": {\"c\": [\"]\"]}, \"d\": 12, \"e\": null}";
    static const char signature[] = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";
    asr_v2_request request = request_at_edges();
    asr_v2_evidence e = evidence_at_edges("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
    char out[2048];
    e.most_mistakes = 1;
    for (size_t len = 0; len < sizeof url_text; ++len) {
        struct room room = make_room(len, AT_END);
        memcpy(room.at, url_text, len);
        int32_t status = asr_v2_diagnose_url(&request, room.at, len, &e, NULL, 0, ASR_ANSWER_REPORT, out, sizeof out);
        CHECK(status >= 0 || (status != ASR_E_PANIC && status != ASR_E_NULL), "a URL that breaks off");
        leave_room(room);
    }
    for (size_t len = 0; len < sizeof json; ++len) {
        struct room room = make_room(len, AT_END);
        memcpy(room.at, json, len);
        e.body = room.at, e.body_len = len;
        int32_t status = asr_v2_diagnose(&request, &e, NULL, 0, ASR_ANSWER_REPORT, out, sizeof out);
        CHECK(status >= 0, "a body that breaks off");
        leave_room(room);
    }
    e.body = NULL, e.body_len = 0;
    for (size_t len = 1; len < sizeof signature; ++len) {
        struct room room = make_room(len, AT_END);
        memcpy(room.at, signature, len);
        e.signature = room.at, e.signature_len = len;
        int32_t status = asr_v2_diagnose(&request, &e, NULL, 0, ASR_ANSWER_REPORT, out, sizeof out);
        CHECK(status >= 0, "a signature that breaks off");
        leave_room(room);
    }
}

/* Numbers in room of every size: whole explanations or none, and zeros behind them. */
static void room_for_numbers(void)
{
    char signature[45], out[16];
    asr_hmac_base64(SECRET, sizeof SECRET - 1, TO_SIGN, sizeof TO_SIGN - 1, 0, signature, sizeof signature);
    asr_v2_request request = request_at_edges();
    asr_v2_evidence e = evidence_at_edges(signature);
    int32_t all[NUMBERS];
    CHECK(asr_v2_diagnose_url(&request, ENDPOINT "?" QUERY, sizeof ENDPOINT "?" QUERY - 1, &e, all, NUMBERS,
                              ASR_ANSWER_REPORT, out, sizeof out) > 0, "numbers");
    CHECK(all[0] != 0, "a number");
    for (size_t cap = 0; cap <= NUMBERS; cap += cap < 12 ? 1 : 17) {
        struct room room = make_room(cap * sizeof(int32_t), AT_END);
        int32_t *mistakes = (int32_t *)(void *)room.at;
        CHECK(asr_v2_diagnose_url(&request, ENDPOINT "?" QUERY, sizeof ENDPOINT "?" QUERY - 1, &e, mistakes, cap,
                                  ASR_ANSWER_REPORT, out, sizeof out) > 0, "numbers");
        size_t same = 0;
        while (same < cap && mistakes[same] == all[same]) {
            ++same;
        }
        CHECK(cap == 0 || same == 0 || mistakes[same - 1] == 0, "an explanation is whole");
        for (size_t i = same; i < cap; ++i) {
            CHECK_NUMBER(mistakes[i], 0, "what is behind them");
        }
        leave_room(room);
    }
}

static void refusals(void)
{
    asr_v2_request request = request_at_edges();
    asr_v2_evidence nothing;
    memset(&nothing, 0, sizeof nothing);
    nothing.struct_size = sizeof nothing;
    evidence = at_edge(&nothing, sizeof nothing);
    struct call call = {.about = "no signature", .of = by_diagnosis, .request = at_edge(&request, sizeof request)};
    for (call.stage = ASR_ANSWER_REPORT; call.stage < ASR_ANSWER_ERROR; ++call.stage) {
        expect_refusal(&call, ASR_E_UNSIGNED, 100);
    }
    char why[512];
    int32_t len = by_diagnosis(&call, why, sizeof why);
    CHECK(len > 0 && (size_t)len < sizeof why && strlen(why) == (size_t)len, "the error's text");
    if (len > 0 && (size_t)len < sizeof why) {
        expect_text(&call, why, (size_t)len);
    }
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    one_mistake();
    what_breaks_off();
    room_for_numbers();
    refusals();
    return end();
}
