/*
 * What refusals have in common: the same status at every stage, the empty text, and a sentence that is safe in a log.
 * With SHOW set in the environment the sentences are printed, so that somebody can read them as a user would.
 */

#ifndef REFUSALS_H
#define REFUSALS_H

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>

/* These must never show up in an error's text. */
#define SECRET "do-not-show-this-secret"
#define TOKEN "do-not-show-this-token"
#define VALUE "do-not-show-this-value"

/* Sets a text of a request and its length, which is that of the literal, NULs inside included. */
#define SET(request, field, literal) ((request).field = (literal), (request).field##_len = sizeof(literal) - 1)

/* A literal and its length, NULs inside included. */
#define TEXT(literal) literal, sizeof(literal) - 1

/* A text function with everything but the stage and the output decided. */
typedef int32_t call(const void *given, int32_t stage, char *out, size_t cap);

static inline int has(const char *text, size_t len, const char *part)
{
    for (size_t i = 0; i + strlen(part) <= len; ++i) {
        if (memcmp(text + i, part, strlen(part)) == 0) {
            return 1;
        }
    }
    return 0;
}

static inline int is_one_clean_line(const char *text, size_t len)
{
    for (size_t i = 0; i < len; ++i) {
        if (text[i] < 0x20 || text[i] > 0x7E) {
            return 0;
        }
    }
    return len > 0;
}

static inline void check_refusal(const char *what, call *of, const void *given, int32_t status)
{
    char out[4096];
    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_EXPLAIN; ++stage) {
        if (stage == ASR_STAGE_ERROR) {
            continue;
        }
        memset(out, 'x', sizeof out);
        CHECK_NUMBER(of(given, stage, out, sizeof out), status, what);
        CHECK(out[0] == '\0', what);
        CHECK_NUMBER(of(given, stage, NULL, 0), status, what);
    }
    int32_t len = of(given, ASR_STAGE_ERROR, out, sizeof out);
    if (len <= 0 || (size_t)len >= sizeof out) {
        CHECK_NUMBER(len, 1, what);
        return;
    }
    CHECK(out[len] == '\0' && is_one_clean_line(out, (size_t)len), what);
    CHECK(!has(out, (size_t)len, SECRET) && !has(out, (size_t)len, TOKEN) && !has(out, (size_t)len, VALUE), what);
    CHECK_NUMBER(of(given, ASR_STAGE_ERROR, NULL, 0), len, what);
    if (getenv("SHOW") != NULL) {
        printf("%-60s %3d  %s\n", what, (int)status, out);
    }
}

/* The same where the sentence names the argument and the byte. */
static inline void check_refusal_at(const char *what, call *of, const void *given, int32_t status, const char *argument,
                                    size_t byte)
{
    char out[4096], start[40], end[40];
    check_refusal(what, of, given, status);
    snprintf(start, sizeof start, "%s: ", argument);
    snprintf(end, sizeof end, " (at byte %zu)", byte);
    int32_t len = of(given, ASR_STAGE_ERROR, out, sizeof out);
    int is_named = len > (int32_t)strlen(end) && (size_t)len < sizeof out && strncmp(out, start, strlen(start)) == 0 &&
                   strcmp(out + len - strlen(end), end) == 0;
    CHECK(is_named, what);
    if (!is_named) {
        printf("    %s\n    does not name byte %zu of %s\n", len >= 0 ? out : "", byte, argument);
    }
}

static inline void check_success(const char *what, call *of, const void *given)
{
    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_EXPLAIN; ++stage) {
        if (stage == ASR_STAGE_ERROR) {
            continue;
        }
        static char out[65536];
        int32_t len = of(given, stage, NULL, 0);
        CHECK(len > 0 && (size_t)len < sizeof out, what);
        CHECK_NUMBER(of(given, stage, out, sizeof out), len, what);
        CHECK_NUMBER(strlen(out), len, what);
    }
    char why[512] = "x";
    CHECK_NUMBER(of(given, ASR_STAGE_ERROR, why, sizeof why), 0, what);
    CHECK(why[0] == '\0', why);
}

#endif
