/*
 * The facts of the ABI, as literal numbers and types: layouts, enumerators, functions, sentences, the release. A number
 * that has ever been released is never given another meaning, so these tables only grow.
 */

#include "check.h"

#include <aws_signed_request.h>
#include <stddef.h>

/* The release that the library's own package file names; the Makefile passes it. */
#ifndef RELEASE
#error "compile with -DRELEASE, a string"
#endif

static void numbers(void)
{
    static const struct {
        const char *name;
        int64_t is, literal;
    } table[] = {
#define NUMBER(name, literal) {#name, name, literal}
        NUMBER(ASR_OK, 0),
        NUMBER(ASR_E_NULL, -1),
        NUMBER(ASR_E_STRUCT_SIZE, -2),
        NUMBER(ASR_E_STAGE, -3),
        NUMBER(ASR_E_DIALECT, -4),
        NUMBER(ASR_E_FLAGS, -5),
        NUMBER(ASR_E_METHOD, -6),
        NUMBER(ASR_E_ENDPOINT, -7),
        NUMBER(ASR_E_REGION, -8),
        NUMBER(ASR_E_ACCESS_KEY, -9),
        NUMBER(ASR_E_SECRET, -10),
        NUMBER(ASR_E_KEY, -11),
        NUMBER(ASR_E_SESSION_TOKEN, -12),
        NUMBER(ASR_E_LIST_COUNT, -13),
        NUMBER(ASR_E_EMPTY_NAME, -14),
        NUMBER(ASR_E_RESERVED, -15),
        NUMBER(ASR_E_UTF8, -16),
        NUMBER(ASR_E_TIME, -17),
        NUMBER(ASR_E_TOO_LARGE, -18),
        NUMBER(ASR_E_NO_MEMORY, -19),
        NUMBER(ASR_E_PANIC, -20),
        NUMBER(ASR_E_SIGNATURE_METHOD, -21),
        NUMBER(ASR_E_SIGNATURE_VERSION, -22),
        NUMBER(ASR_E_URL, -23),
        NUMBER(ASR_E_ESCAPE, -24),
        NUMBER(ASR_E_UNSIGNED, -25),
        NUMBER(ASR_E_SIGNATURE, -26),
        NUMBER(ASR_E_MISMATCH, -27),
        NUMBER(ASR_E_STAMP, -28),
        NUMBER(ASR_E_EXPIRED, -29),
        NUMBER(ASR_E_EARLY, -30),
        NUMBER(ASR_STAGE_CANONICAL, 1),
        NUMBER(ASR_STAGE_STRING_TO_SIGN, 2),
        NUMBER(ASR_STAGE_SIGNATURE, 3),
        NUMBER(ASR_STAGE_QUERY, 4),
        NUMBER(ASR_STAGE_URL, 5),
        NUMBER(ASR_STAGE_ERROR, 6),
        NUMBER(ASR_DIALECT_AS_GIVEN, 0),
        NUMBER(ASR_DIALECT_AWS_QUERY, 1),
        NUMBER(ASR_DIALECT_NIFCLOUD, 2),
        NUMBER(ASR_DIALECT_PRODUCT_ADVERTISING, 3),
        NUMBER(ASR_DIALECT_HTX, 4),
        NUMBER(ASR_F_ANY_CREDENTIAL, 1),
        NUMBER(ASR_F_EMPTY_HOST, 2),
        NUMBER(ASR_F_HMAC_SHA1, 4),
        NUMBER(ASR_STRUCT_PARAM, 1),
        NUMBER(ASR_STRUCT_V2_REQUEST, 2),
        NUMBER(ASR_STRUCT_KEY, 3),
        NUMBER(ASR_STRUCT_V2_CALL, 4),
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; ++i) {
        CHECK_NUMBER(table[i].is, table[i].literal, table[i].name);
    }
}

/* Each field in its order, with the offset that a 64-bit machine gives it, and no room between one and the next. */
static void layouts(void)
{
    static const struct {
        const char *name;
        size_t offset, size, literal;
    } fields[] = {
#define FIELD(type, field, literal) {#type "." #field, offsetof(type, field), sizeof((type *)0)->field, literal}
        FIELD(asr_param, name, 0),
        FIELD(asr_param, name_len, 8),
        FIELD(asr_param, value, 16),
        FIELD(asr_param, value_len, 24),
        {"sizeof(asr_param)", sizeof(asr_param), 0, 32},
        FIELD(asr_key, opaque, 0),
        {"sizeof(asr_key)", sizeof(asr_key), 0, 128},
        FIELD(asr_v2_request, struct_size, 0),
        FIELD(asr_v2_request, method, 8),
        FIELD(asr_v2_request, method_len, 16),
        FIELD(asr_v2_request, endpoint, 24),
        FIELD(asr_v2_request, endpoint_len, 32),
        FIELD(asr_v2_request, access_key, 40),
        FIELD(asr_v2_request, access_key_len, 48),
        FIELD(asr_v2_request, secret, 56),
        FIELD(asr_v2_request, secret_len, 64),
        FIELD(asr_v2_request, key, 72),
        FIELD(asr_v2_request, session_token, 80),
        FIELD(asr_v2_request, session_token_len, 88),
        FIELD(asr_v2_request, params, 96),
        FIELD(asr_v2_request, params_count, 104),
        FIELD(asr_v2_request, unix_time, 112),
        FIELD(asr_v2_request, dialect, 120),
        FIELD(asr_v2_request, flags, 124),
        {"sizeof(asr_v2_request)", sizeof(asr_v2_request), 0, 128},
        FIELD(asr_v2_call, request, 0),
        FIELD(asr_v2_call, names_len, 8),
        FIELD(asr_v2_call, values_len, 16),
        FIELD(asr_v2_call, count, 24),
        FIELD(asr_v2_call, unix_time, 32),
        FIELD(asr_v2_call, out, 40),
        FIELD(asr_v2_call, out_cap, 48),
        FIELD(asr_v2_call, stage, 56),
        /* The one struct whose end is filled up. */
        {"asr_v2_call, filling", 60, 4, 60},
        {"sizeof(asr_v2_call)", sizeof(asr_v2_call), 0, 64},
    };
    size_t end = 0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; ++i) {
        printf("%-36s %3zu\n", fields[i].name, fields[i].offset);
        if (sizeof(void *) == 8) {
            CHECK_NUMBER(fields[i].offset, fields[i].literal, fields[i].name);
            CHECK_NUMBER(fields[i].offset, end, "there is no padding before this field or at the end");
        }
        /* A size ends its struct, and the next one begins at 0. */
        end = fields[i].size == 0 ? 0 : fields[i].offset + fields[i].size;
    }
    CHECK_NUMBER(asr_sizeof(ASR_STRUCT_PARAM), sizeof(asr_param), "asr_sizeof");
    CHECK_NUMBER(asr_sizeof(ASR_STRUCT_V2_REQUEST), sizeof(asr_v2_request), "asr_sizeof");
    CHECK_NUMBER(asr_sizeof(ASR_STRUCT_KEY), sizeof(asr_key), "asr_sizeof");
    CHECK_NUMBER(asr_sizeof(ASR_STRUCT_V2_CALL), sizeof(asr_v2_call), "asr_sizeof");
    static const int32_t unknown[] = {0, 5, -1, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; ++i) {
        CHECK_NUMBER(asr_sizeof(unknown[i]), 0, "asr_sizeof of an unknown struct");
    }
}

/* What each function takes and gives. A declaration that has changed does not compile here. */
static void functions(void)
{
#define FUNCTION(result, name, arguments)        \
    do {                                         \
        result(*const address) arguments = name; \
        CHECK(address != NULL, #name);           \
    } while (0)
    FUNCTION(int32_t, asr_v2_render, (const asr_v2_request *, int32_t, char *, size_t));
    FUNCTION(int32_t, asr_v2_render_lists,
             (const char *, const char *, const char *, size_t, const char *, size_t, size_t, const char *,
              const char *, const char *, int64_t, int32_t, uint32_t, int32_t, char *, size_t));
    FUNCTION(int32_t, asr_v2_render_with_lists,
             (const asr_v2_call *, const char *, const char *));
    FUNCTION(int32_t, asr_v2_render_url,
             (const char *, const char *, size_t, const char *, const char *, int64_t, int32_t, uint32_t, int32_t,
              char *, size_t));
    FUNCTION(int32_t, aws_signed_request,
             (const char *, const asr_param *, size_t, const char *, const char *, const char *, const char *, int64_t,
              char *, size_t));
    FUNCTION(int32_t, aws_signed_request_lists,
             (const char *, const char *, size_t, const char *, size_t, size_t, const char *, const char *,
              const char *, const char *, int64_t, char *, size_t));
    FUNCTION(int32_t, aws_signed_request_render_lists,
             (const char *, const char *, size_t, const char *, size_t, size_t, const char *, const char *,
              const char *, const char *, int64_t, int32_t, char *, size_t));
    FUNCTION(int32_t, asr_v2_verify, (const asr_v2_request *, const char *, size_t));
    FUNCTION(int32_t, asr_v2_verify_lists,
             (const char *, const char *, const char *, size_t, const char *, size_t, size_t, const char *,
              const char *, uint32_t));
    FUNCTION(int32_t, asr_v2_verify_url, (const char *, const char *, size_t, const char *, uint32_t));
    FUNCTION(int32_t, asr_v2_check_time, (const asr_v2_request *, int64_t));
    FUNCTION(int32_t, asr_v2_check_time_lists,
             (const char *, size_t, const char *, size_t, size_t, int64_t, int64_t));
    FUNCTION(int32_t, asr_v2_check_time_url, (const char *, size_t, int64_t, int64_t));
    FUNCTION(int32_t, asr_key_init, (asr_key *, const char *, size_t, uint32_t));
    FUNCTION(int32_t, asr_hmac_base64, (const char *, size_t, const char *, size_t, uint32_t, char *, size_t));
    FUNCTION(int32_t, asr_percent_encode, (const char *, size_t, char *, size_t));
    FUNCTION(void, asr_wipe, (void *, size_t));
    FUNCTION(const char *, asr_status_message, (int32_t));
    FUNCTION(const char *, asr_version, (void));
    FUNCTION(size_t, asr_sizeof, (int32_t));
}

static void sentences(void)
{
    for (int32_t status = -30; status <= -1; ++status) {
        const char *message = asr_status_message(status);
        CHECK(message != NULL && strlen(message) > 8, "a sentence");
        CHECK(message == asr_status_message(status), "a static text");
        CHECK(strcmp(message, "unknown status") != 0 && strcmp(message, "success") != 0, message);
        for (int32_t other = -30; other < status; ++other) {
            CHECK(strcmp(message, asr_status_message(other)) != 0, message);
        }
    }
    static const int32_t good[] = {ASR_OK, 1, 44, INT32_MAX};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; ++i) {
        CHECK(strcmp(asr_status_message(good[i]), "success") == 0, "a length is success");
    }
    static const int32_t unknown[] = {-31, -1000, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; ++i) {
        CHECK(strcmp(asr_status_message(unknown[i]), "unknown status") == 0, "a number that no release knows");
    }
}

int main(void)
{
    numbers();
    layouts();
    functions();
    sentences();
    CHECK(strcmp(asr_version(), RELEASE) == 0, asr_version());
    return closing_line();
}
