/*
 * Every function of the library as one row of a table, so that a test of what holds for all of them (threads, signals,
 * forks, stacks, secrets) goes through all of them. They read one and the same request, which nothing changes once it is
 * made.
 */

#ifndef DOORS_H
#define DOORS_H

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>

enum { MOST_PARAMS = 200, MOST_TEXT = 32 * 1024 };

/* Of a function that takes a stage or an answer, the last one. */
enum { NO_STAGE = 1, ANSWERS = ASR_ANSWER_ERROR, STAGES = ASR_STAGE_EXPLAIN };

enum { DOORS = 24 };

/* What one row said at one stage, when nothing disturbed it. */
struct said {
    int32_t code;
    char *text;
};

/* What the functions are given, and what they said of it. */
struct visit {
    uint32_t flags;
    const char *secret;
    asr_key key;
    asr_param params[MOST_PARAMS];
    size_t count, names_len, values_len;
    char names[MOST_PARAMS * 16], values[MOST_PARAMS * 16], url[MOST_TEXT];
    /* The same signed; and signed by a program that writes a space as `+`. */
    char signature[45], refused[45], signed_url[MOST_TEXT], to_sign[MOST_TEXT], other_to_sign[MOST_TEXT];
    asr_v2_request request, by_key, bare;
    asr_v2_evidence evidence;
    struct said said[DOORS][STAGES + 1];
};

#define VISIT_ENDPOINT "https://sdb.amazonaws.com:8443/a%2Fb"
#define VISIT_TIME 1317655170 /* date -u -d 2011-10-03T15:19:30Z +%s */

struct door {
    const char *name;
    int32_t (*open)(const struct visit *v, int32_t stage, char *out, size_t cap);
    int32_t last_stage;
    int diagnoses;
};

/* ---- texts ---- */

static int32_t door_render(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render(&v->request, stage, out, cap);
}

static int32_t door_render_by_key(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render(&v->by_key, stage, out, cap);
}

static int32_t door_render_lists(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render_lists("GET", VISIT_ENDPOINT, v->names, v->names_len, v->values, v->values_len, v->count, "AKID",
                               v->secret, NULL, VISIT_TIME, ASR_DIALECT_AWS_QUERY, v->flags, stage, out, cap);
}

static int32_t door_render_with_lists(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    asr_v2_call call = {&v->bare, v->names_len, v->values_len, v->count, VISIT_TIME, out, cap, stage};
    return asr_v2_render_with_lists(&call, v->names, v->values);
}

static int32_t door_render_url(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render_url(NULL, v->url, strlen(v->url), "AKID", v->secret, VISIT_TIME, ASR_DIALECT_AWS_QUERY,
                             v->flags, stage, out, cap);
}

static int32_t door_by_name(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return aws_signed_request("co.uk", v->params, v->count, "AKID", v->secret, "tag", NULL, VISIT_TIME, out, cap);
}

static int32_t door_by_name_lists(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return aws_signed_request_lists("co.uk", v->names, v->names_len, v->values, v->values_len, v->count, "AKID",
                                    v->secret, "tag", NULL, VISIT_TIME, out, cap);
}

static int32_t door_by_name_and_stage(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    return aws_signed_request_render_lists("co.uk", v->names, v->names_len, v->values, v->values_len, v->count, "AKID",
                                           v->secret, "tag", NULL, VISIT_TIME, stage, out, cap);
}

static int32_t door_hmac(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return asr_hmac_base64(v->secret, strlen(v->secret), v->to_sign, strlen(v->to_sign), v->flags & ASR_F_HMAC_SHA1, out,
                           cap);
}

static int32_t door_encode(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return asr_percent_encode(v->values, v->values_len, out, cap);
}

static int32_t door_compare(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return asr_v2_compare(v->to_sign, strlen(v->to_sign), v->other_to_sign, strlen(v->other_to_sign), out, cap);
}

/* ---- diagnoses ---- */

enum { NUMBERS = 80 };

static int32_t door_diagnose(const struct visit *v, int32_t answer, char *out, size_t cap)
{
    int32_t mistakes[NUMBERS];
    return asr_v2_diagnose(&v->request, &v->evidence, mistakes, NUMBERS, answer, out, cap);
}

static int32_t door_diagnose_by_key(const struct visit *v, int32_t answer, char *out, size_t cap)
{
    return asr_v2_diagnose(&v->by_key, &v->evidence, NULL, 0, answer, out, cap);
}

static int32_t door_diagnose_lists(const struct visit *v, int32_t answer, char *out, size_t cap)
{
    int32_t mistakes[NUMBERS];
    return asr_v2_diagnose_lists(&v->bare, v->names, v->names_len, v->values, v->values_len, v->count, &v->evidence,
                                 mistakes, NUMBERS, answer, out, cap);
}

static int32_t door_diagnose_url(const struct visit *v, int32_t answer, char *out, size_t cap)
{
    int32_t mistakes[NUMBERS];
    return asr_v2_diagnose_url(&v->request, v->signed_url, strlen(v->signed_url), &v->evidence, mistakes, NUMBERS, answer,
                               out, cap);
}

/* ---- statuses ---- */

/* A text that is as good as none, so that all rows are looked at in the same way. */
static int32_t no_text(int32_t status, char *out, size_t cap)
{
    if (cap > 0) {
        out[0] = '\0';
    }
    return status;
}

static int32_t door_verify(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_verify(&v->request, v->signature, strlen(v->signature)), out, cap);
}

static int32_t door_verify_by_key(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_verify(&v->by_key, v->refused, strlen(v->refused)), out, cap);
}

static int32_t door_verify_lists(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_verify_lists(NULL, VISIT_ENDPOINT, v->names, v->names_len, v->values, v->values_len, v->count,
                                       v->signature, v->secret, v->flags),
                   out, cap);
}

static int32_t door_verify_url(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_verify_url("GET", v->signed_url, strlen(v->signed_url), v->secret, v->flags), out, cap);
}

static int32_t door_check_time(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_check_time(&v->request, 300), out, cap);
}

static int32_t door_check_time_lists(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_check_time_lists(v->names, v->names_len, v->values, v->values_len, v->count, VISIT_TIME, 300), out,
                   cap);
}

static int32_t door_check_time_url(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)stage;
    return no_text(asr_v2_check_time_url(v->signed_url, strlen(v->signed_url), VISIT_TIME + 300, 300), out, cap);
}

static int32_t door_key(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    asr_key key;
    (void)stage;
    int32_t status = asr_key_init(&key, v->secret, strlen(v->secret), v->flags);
    status += memcmp(&key, &v->key, sizeof key) != 0;
    asr_wipe(&key, sizeof key);
    return no_text(status, out, cap);
}

/* Those that answer with a text of their own, or with a number. */
static int32_t door_words(const struct visit *v, int32_t stage, char *out, size_t cap)
{
    (void)v, (void)stage;
    int length = snprintf(out, cap, "%s %s %s %s %zu", asr_status_message(ASR_E_MISMATCH), asr_mistake_message(52),
                          asr_mistake_name(52), asr_version(), asr_sizeof(ASR_STRUCT_V2_REQUEST));
    return (size_t)length < cap || cap == 0 ? length : no_text(length, out, cap);
}

static const struct door doors[DOORS] = {
    {"asr_v2_render", door_render, STAGES, 0},
    {"asr_v2_render with a key", door_render_by_key, STAGES, 0},
    {"asr_v2_render_lists", door_render_lists, STAGES, 0},
    {"asr_v2_render_with_lists", door_render_with_lists, STAGES, 0},
    {"asr_v2_render_url", door_render_url, STAGES, 0},
    {"aws_signed_request", door_by_name, NO_STAGE, 0},
    {"aws_signed_request_lists", door_by_name_lists, NO_STAGE, 0},
    {"aws_signed_request_render_lists", door_by_name_and_stage, STAGES, 0},
    {"asr_hmac_base64", door_hmac, NO_STAGE, 0},
    {"asr_percent_encode", door_encode, NO_STAGE, 0},
    {"asr_v2_compare", door_compare, NO_STAGE, 0},
    {"asr_v2_verify", door_verify, NO_STAGE, 0},
    {"asr_v2_verify with a key", door_verify_by_key, NO_STAGE, 0},
    {"asr_v2_verify_lists", door_verify_lists, NO_STAGE, 0},
    {"asr_v2_verify_url", door_verify_url, NO_STAGE, 0},
    {"asr_v2_check_time", door_check_time, NO_STAGE, 0},
    {"asr_v2_check_time_lists", door_check_time_lists, NO_STAGE, 0},
    {"asr_v2_check_time_url", door_check_time_url, NO_STAGE, 0},
    {"asr_key_init and asr_wipe", door_key, NO_STAGE, 0},
    {"words and numbers", door_words, NO_STAGE, 0},
    {"asr_v2_diagnose", door_diagnose, ANSWERS, 1},
    {"asr_v2_diagnose with a key", door_diagnose_by_key, ANSWERS, 1},
    {"asr_v2_diagnose_lists", door_diagnose_lists, ANSWERS, 1},
    {"asr_v2_diagnose_url", door_diagnose_url, ANSWERS, 1},
};

/* ---- the request ---- */

/* Makes the request, of so many parameters, with a space, what is not ASCII, and what is escaped in it. */
static inline void make_visit(struct visit *v, const char *secret, uint32_t flags, size_t count)
{
    static const char value[] = "a b+\xC3\xA9&=";
    memset(v, 0, sizeof *v);
    v->flags = flags, v->secret = secret, v->count = count;
    char *name = v->names, *next_value = v->values, *url = v->url + sprintf(v->url, "%s?", VISIT_ENDPOINT);
    for (size_t i = 0; i < count; ++i) {
        v->params[i].name = name, v->params[i].name_len = (size_t)sprintf(name, "Name.%zu", i);
        v->params[i].value = strcpy(next_value, value), v->params[i].value_len = sizeof value - 1;
        url += sprintf(url, "%sName.%zu=a+b%%2b%%C3%%a9%%26%%3D", i > 0 ? "&" : "", i);
        name += v->params[i].name_len + 1, next_value += sizeof value;
    }
    v->names_len = (size_t)(name - v->names) - (count > 0);
    v->values_len = (size_t)(next_value - v->values) - (count > 0);

    asr_v2_request *r = &v->request;
    r->struct_size = sizeof *r;
    r->endpoint = VISIT_ENDPOINT, r->endpoint_len = sizeof VISIT_ENDPOINT - 1;
    r->access_key = "AKID", r->access_key_len = 4;
    r->secret = secret, r->secret_len = strlen(secret);
    r->unix_time = VISIT_TIME, r->dialect = ASR_DIALECT_AWS_QUERY, r->flags = flags;
    v->bare = *r;
    r->params = v->params, r->params_count = count;
    CHECK_NUMBER(asr_key_init(&v->key, secret, strlen(secret), flags), ASR_OK, "asr_key_init");
    v->by_key = *r;
    v->by_key.secret = NULL, v->by_key.secret_len = 0, v->by_key.key = &v->key;

    CHECK(asr_v2_render(r, ASR_STAGE_SIGNATURE, v->signature, sizeof v->signature) > 0, "a signature");
    CHECK(asr_v2_render(r, ASR_STAGE_URL, v->signed_url, sizeof v->signed_url) > 0, "a signed URL");
    CHECK(asr_v2_render(r, ASR_STAGE_STRING_TO_SIGN, v->to_sign, sizeof v->to_sign) > 0, "a string to sign");
    char *other = v->other_to_sign;
    for (const char *at = v->to_sign; *at != '\0'; at += strncmp(at, "%20", 3) == 0 ? 3 : 1) {
        *other++ = strncmp(at, "%20", 3) == 0 ? '+' : *at;
    }
    asr_hmac_base64(secret, strlen(secret), v->other_to_sign, strlen(v->other_to_sign), flags & ASR_F_HMAC_SHA1, v->refused,
                    sizeof v->refused);
    v->evidence.struct_size = sizeof v->evidence;
    v->evidence.signature = v->refused, v->evidence.signature_len = strlen(v->refused);
}

/* ---- all of them ---- */

enum { MOST_SAID = MOST_TEXT * 4 };

/* Notes what every row says at every stage when nothing disturbs it. */
static inline void listen(struct visit *v)
{
    static char out[MOST_SAID];
    for (int row = 0; row < DOORS; ++row) {
        for (int32_t stage = 1; stage <= doors[row].last_stage; ++stage) {
            int32_t code = doors[row].open(v, stage, out, sizeof out);
            CHECK(code < (int32_t)sizeof out && code != ASR_E_PANIC && code != ASR_E_NULL, doors[row].name);
            free(v->said[row][stage].text);
            char *text = malloc(strlen(out) + 1);
            if (text == NULL) {
                perror("malloc");
                exit(1);
            }
            v->said[row][stage].code = code, v->said[row][stage].text = strcpy(text, out);
        }
    }
    const char *report = v->said[DOORS - 1][ASR_ANSWER_REPORT].text;
    CHECK(strstr(report, "space") != NULL, report);
}

static inline void forget(struct visit *v)
{
    for (int row = 0; row < DOORS; ++row) {
        for (int32_t stage = 1; stage <= STAGES; ++stage) {
            free(v->said[row][stage].text);
            v->said[row][stage].text = NULL;
        }
    }
    asr_wipe(&v->key, sizeof v->key);
}

/* Goes through all the rows, or all but those that diagnose, and counts what is not said as it was. It calls nothing that
   may not be called by a signal handler, but for what is being tested. */
static inline int differences(const struct visit *v, int with_diagnoses, char *out, size_t cap)
{
    int different = 0;
    for (int row = 0; row < DOORS; ++row) {
        for (int32_t stage = 1; stage <= doors[row].last_stage && (with_diagnoses || !doors[row].diagnoses); ++stage) {
            /* Its words are put together by the C library, which may not be called everywhere. */
            if (doors[row].open == door_words) {
                continue;
            }
            int32_t code = doors[row].open(v, stage, out, cap);
            different += code != v->said[row][stage].code || strcmp(out, v->said[row][stage].text) != 0;
        }
    }
    return different;
}

#endif
