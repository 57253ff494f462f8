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
        NUMBER(ASR_STAGE_EXPLAIN, 7),
        NUMBER(ASR_DIALECT_AS_GIVEN, 0),
        NUMBER(ASR_DIALECT_AWS_QUERY, 1),
        NUMBER(ASR_DIALECT_NIFCLOUD, 2),
        NUMBER(ASR_DIALECT_PRODUCT_ADVERTISING, 3),
        NUMBER(ASR_DIALECT_HTX, 4),
        NUMBER(ASR_F_ANY_CREDENTIAL, 1),
        NUMBER(ASR_F_EMPTY_HOST, 2),
        NUMBER(ASR_F_HMAC_SHA1, 4),
        NUMBER(ASR_MISTAKE_RIGHT, 1),
        NUMBER(ASR_MISTAKE_STAMP_LOCAL_TIME, 2),
        NUMBER(ASR_MISTAKE_STAMP_OUTSIDE_WINDOW, 3),
        NUMBER(ASR_MISTAKE_STAMP_FORM, 4),
        NUMBER(ASR_MISTAKE_FORM_CHARSET, 5),
        NUMBER(ASR_MISTAKE_UNSORTED, 10),
        NUMBER(ASR_MISTAKE_SORTED_IGNORING_CASE, 11),
        NUMBER(ASR_MISTAKE_SORTED_JOINED, 12),
        NUMBER(ASR_MISTAKE_SORTED_ENCODED, 13),
        NUMBER(ASR_MISTAKE_SORTED_UTF16, 14),
        NUMBER(ASR_MISTAKE_SORTED_NATURALLY, 15),
        NUMBER(ASR_MISTAKE_REPEATED_IN_GIVEN_ORDER, 16),
        NUMBER(ASR_MISTAKE_SORTED_TOO_EARLY, 17),
        NUMBER(ASR_MISTAKE_SORTED_BACKWARDS, 18),
        NUMBER(ASR_MISTAKE_EMPTY_DROPPED, 20),
        NUMBER(ASR_MISTAKE_EMPTY_WITHOUT_EQUALS, 21),
        NUMBER(ASR_MISTAKE_ZERO_DROPPED, 22),
        NUMBER(ASR_MISTAKE_REPEATED_FIRST_KEPT, 23),
        NUMBER(ASR_MISTAKE_REPEATED_LAST_KEPT, 24),
        NUMBER(ASR_MISTAKE_REPEATED_JOINED, 25),
        NUMBER(ASR_MISTAKE_SIGNATURE_SIGNED, 26),
        NUMBER(ASR_MISTAKE_PARAMETER_NOT_SIGNED, 27),
        NUMBER(ASR_MISTAKE_PARAMETER_NOT_SENT, 28),
        NUMBER(ASR_MISTAKE_OTHER_ACCESS_KEY, 29),
        NUMBER(ASR_MISTAKE_OTHER_STAMP, 30),
        NUMBER(ASR_MISTAKE_BODY_SIGNED, 31),
        NUMBER(ASR_MISTAKE_BODY_NOT_SIGNED, 32),
        NUMBER(ASR_MISTAKE_LATIN1, 40),
        NUMBER(ASR_MISTAKE_UTF8_TWICE, 41),
        NUMBER(ASR_MISTAKE_PLUS_DECODED, 42),
        NUMBER(ASR_MISTAKE_DECODED_TWICE, 43),
        NUMBER(ASR_MISTAKE_DECODED_BEFORE_SPLIT, 44),
        NUMBER(ASR_MISTAKE_TRIMMED, 45),
        NUMBER(ASR_MISTAKE_HTML_ESCAPED_VALUES, 46),
        NUMBER(ASR_MISTAKE_SEMICOLON_AS_COLON, 47),
        NUMBER(ASR_MISTAKE_NOT_ENCODED, 50),
        NUMBER(ASR_MISTAKE_NAMES_NOT_ENCODED, 51),
        NUMBER(ASR_MISTAKE_SPACE_AS_PLUS, 52),
        NUMBER(ASR_MISTAKE_SPACE_BARE, 53),
        NUMBER(ASR_MISTAKE_TILDE_ENCODED, 54),
        NUMBER(ASR_MISTAKE_MARKS_BARE, 55),
        NUMBER(ASR_MISTAKE_COMMA_BARE, 56),
        NUMBER(ASR_MISTAKE_COLON_BARE, 57),
        NUMBER(ASR_MISTAKE_SLASH_BARE, 58),
        NUMBER(ASR_MISTAKE_OTHER_BARE, 59),
        NUMBER(ASR_MISTAKE_UNRESERVED_ENCODED, 60),
        NUMBER(ASR_MISTAKE_LOWER_HEX, 61),
        NUMBER(ASR_MISTAKE_ENCODED_TWICE, 62),
        NUMBER(ASR_MISTAKE_JS_ENCODE_URI_COMPONENT, 70),
        NUMBER(ASR_MISTAKE_JS_ENCODE_URI, 71),
        NUMBER(ASR_MISTAKE_JS_ESCAPE, 72),
        NUMBER(ASR_MISTAKE_JS_URL_SEARCH_PARAMS, 73),
        NUMBER(ASR_MISTAKE_PYTHON_QUOTE, 74),
        NUMBER(ASR_MISTAKE_PYTHON_QUOTE_PLUS, 75),
        NUMBER(ASR_MISTAKE_PHP_URLENCODE, 76),
        NUMBER(ASR_MISTAKE_JAVA_URL_ENCODER, 77),
        NUMBER(ASR_MISTAKE_NET_URL_ENCODE, 78),
        NUMBER(ASR_MISTAKE_NET_WEB_UTILITY, 79),
        NUMBER(ASR_MISTAKE_GO_QUERY_ESCAPE, 80),
        NUMBER(ASR_MISTAKE_RFC2396, 81),
        NUMBER(ASR_MISTAKE_RUBY_CGI_ESCAPE, 82),
        NUMBER(ASR_MISTAKE_ACTION_SCRIPT_ESCAPE, 83),
        NUMBER(ASR_MISTAKE_CLASSIC_ASP, 84),
        NUMBER(ASR_MISTAKE_OBJC_PERCENT_ESCAPES, 85),
        NUMBER(ASR_MISTAKE_AMP_HTML, 90),
        NUMBER(ASR_MISTAKE_AMP_TWICE, 91),
        NUMBER(ASR_MISTAKE_SEMICOLON_SEPARATOR, 92),
        NUMBER(ASR_MISTAKE_QUESTION_MARK, 93),
        NUMBER(ASR_MISTAKE_SIGNED_AS_SENT, 94),
        NUMBER(ASR_MISTAKE_OTHER_METHOD, 100),
        NUMBER(ASR_MISTAKE_METHOD_LOWER_CASE, 101),
        NUMBER(ASR_MISTAKE_DEFAULT_PORT_WRITTEN, 102),
        NUMBER(ASR_MISTAKE_PORT_DROPPED, 103),
        NUMBER(ASR_MISTAKE_HOST_CAPITALS, 104),
        NUMBER(ASR_MISTAKE_OTHER_HOST, 105),
        NUMBER(ASR_MISTAKE_HOST_EMPTY, 106),
        NUMBER(ASR_MISTAKE_HOST_WITH_SCHEME, 107),
        NUMBER(ASR_MISTAKE_PATH_EMPTY, 108),
        NUMBER(ASR_MISTAKE_PATH_MISSING, 109),
        NUMBER(ASR_MISTAKE_TRAILING_SLASH, 110),
        NUMBER(ASR_MISTAKE_PATH_DECODED, 111),
        NUMBER(ASR_MISTAKE_PATH_ENCODED, 112),
        NUMBER(ASR_MISTAKE_DOUBLE_SLASH, 113),
        NUMBER(ASR_MISTAKE_OTHER_PATH, 114),
        NUMBER(ASR_MISTAKE_HEAD_MISSING, 115),
        NUMBER(ASR_MISTAKE_WHOLE_URL, 116),
        NUMBER(ASR_MISTAKE_CRLF, 120),
        NUMBER(ASR_MISTAKE_LITERAL_BACKSLASH_N, 121),
        NUMBER(ASR_MISTAKE_LITERAL_N, 122),
        NUMBER(ASR_MISTAKE_NEWLINES_MISSING, 123),
        NUMBER(ASR_MISTAKE_TRAILING_NEWLINE, 124),
        NUMBER(ASR_MISTAKE_STRING_PERCENT_ENCODED, 125),
        NUMBER(ASR_MISTAKE_STRING_AS_UTF16, 126),
        NUMBER(ASR_MISTAKE_OTHER_HASH, 130),
        NUMBER(ASR_MISTAKE_PLAIN_HASH, 131),
        NUMBER(ASR_MISTAKE_KEY_AND_TEXT_SWAPPED, 132),
        NUMBER(ASR_MISTAKE_SECRET_WHITE_SPACE, 133),
        NUMBER(ASR_MISTAKE_SECRET_ENCODED, 134),
        NUMBER(ASR_MISTAKE_SECRET_DECODED, 135),
        NUMBER(ASR_MISTAKE_ACCESS_KEY_AS_SECRET, 136),
        NUMBER(ASR_MISTAKE_SECRET_QUOTED, 137),
        NUMBER(ASR_MISTAKE_SECRET_WITH_AMPERSAND, 138),
        NUMBER(ASR_MISTAKE_SECRET_EMPTY, 139),
        NUMBER(ASR_MISTAKE_SECRET_CUT, 140),
        NUMBER(ASR_MISTAKE_SECRET_CASE, 141),
        NUMBER(ASR_MISTAKE_SECRET_BASE64, 142),
        NUMBER(ASR_MISTAKE_HEX, 150),
        NUMBER(ASR_MISTAKE_BASE64_OF_HEX, 151),
        NUMBER(ASR_MISTAKE_URL_SAFE_BASE64, 152),
        NUMBER(ASR_MISTAKE_PADDING_LOST, 153),
        NUMBER(ASR_MISTAKE_LINE_BREAK_IN_SIGNATURE, 154),
        NUMBER(ASR_MISTAKE_OPENSSL_LABEL, 155),
        NUMBER(ASR_MISTAKE_SIGNATURE_NOT_ENCODED, 156),
        NUMBER(ASR_MISTAKE_SIGNATURE_ENCODED_TWICE, 157),
        NUMBER(ASR_MISTAKE_SIGNATURE_QUOTED, 158),
        NUMBER(ASR_MISTAKE_VERSION0, 160),
        NUMBER(ASR_MISTAKE_VERSION1, 161),
        NUMBER(ASR_ANSWER_REPORT, 1),
        NUMBER(ASR_ANSWER_STRING_TO_SIGN, 2),
        NUMBER(ASR_ANSWER_ERROR, 3),
        NUMBER(ASR_STRUCT_PARAM, 1),
        NUMBER(ASR_STRUCT_V2_REQUEST, 2),
        NUMBER(ASR_STRUCT_KEY, 3),
        NUMBER(ASR_STRUCT_V2_CALL, 4),
        NUMBER(ASR_STRUCT_V2_EVIDENCE, 5),
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
        FIELD(asr_v2_evidence, struct_size, 0),
        FIELD(asr_v2_evidence, signature, 8),
        FIELD(asr_v2_evidence, signature_len, 16),
        FIELD(asr_v2_evidence, string_to_sign, 24),
        FIELD(asr_v2_evidence, string_to_sign_len, 32),
        FIELD(asr_v2_evidence, hosts, 40),
        FIELD(asr_v2_evidence, hosts_len, 48),
        FIELD(asr_v2_evidence, body, 56),
        FIELD(asr_v2_evidence, body_len, 64),
        FIELD(asr_v2_evidence, content_type, 72),
        FIELD(asr_v2_evidence, content_type_len, 80),
        FIELD(asr_v2_evidence, old_signature, 88),
        FIELD(asr_v2_evidence, old_signature_len, 96),
        FIELD(asr_v2_evidence, now, 104),
        FIELD(asr_v2_evidence, window, 112),
        FIELD(asr_v2_evidence, most_mistakes, 120),
        FIELD(asr_v2_evidence, reserved, 124),
        {"sizeof(asr_v2_evidence)", sizeof(asr_v2_evidence), 0, 128},
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
    CHECK_NUMBER(asr_sizeof(ASR_STRUCT_V2_EVIDENCE), sizeof(asr_v2_evidence), "asr_sizeof");
    static const int32_t unknown[] = {0, 6, -1, INT32_MAX, INT32_MIN};
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
    FUNCTION(int32_t, asr_v2_diagnose,
             (const asr_v2_request *, const asr_v2_evidence *, int32_t *, size_t, int32_t, char *, size_t));
    FUNCTION(int32_t, asr_v2_diagnose_lists,
             (const asr_v2_request *, const char *, size_t, const char *, size_t, size_t, const asr_v2_evidence *,
              int32_t *, size_t, int32_t, char *, size_t));
    FUNCTION(int32_t, asr_v2_diagnose_url,
             (const asr_v2_request *, const char *, size_t, const asr_v2_evidence *, int32_t *, size_t, int32_t, char *,
              size_t));
    FUNCTION(int32_t, asr_v2_compare, (const char *, size_t, const char *, size_t, char *, size_t));
    FUNCTION(const char *, asr_mistake_message, (int32_t));
    FUNCTION(const char *, asr_mistake_name, (int32_t));
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

/* Of each number from -10 to 1000: those of the table have a name and a sentence of their own, and no other has. */
static void mistakes(void)
{
    static const int32_t known[] = {
        1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 40,
        41, 42, 43, 44, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 70, 71, 72, 73, 74, 75, 76,
        77, 78, 79, 80, 81, 82, 83, 84, 85, 90, 91, 92, 93, 94, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109,
        110, 111, 112, 113, 114, 115, 116, 120, 121, 122, 123, 124, 125, 126, 130, 131, 132, 133, 134, 135, 136, 137,
        138, 139, 140, 141, 142, 150, 151, 152, 153, 154, 155, 156, 157, 158, 160, 161,
    };
    const size_t count = sizeof known / sizeof known[0];
    size_t at = 0;
    for (int32_t number = -10; number <= 1000; ++number) {
        const char *name = asr_mistake_name(number), *message = asr_mistake_message(number);
        if (at == count || number != known[at]) {
            CHECK(strcmp(name, "unknown") == 0, name);
            CHECK(strcmp(message, "unknown mistake") == 0, message);
            continue;
        }
        CHECK(name == asr_mistake_name(number) && message == asr_mistake_message(number), "static texts");
        CHECK(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name) && name[0] != '\0', name);
        CHECK(strcmp(name, "unknown") != 0, name);
        CHECK(strlen(message) > 8 && strcmp(message, "unknown mistake") != 0, message);
        for (size_t i = 0; i < strlen(message); ++i) {
            if (message[i] < ' ' || message[i] > '~') {
                CHECK(message[i] == ' ', message);
            }
        }
        for (size_t other = 0; other < at; ++other) {
            CHECK(strcmp(name, asr_mistake_name(known[other])) != 0, name);
            CHECK(strcmp(message, asr_mistake_message(known[other])) != 0, message);
        }
        ++at;
    }
    CHECK_NUMBER(at, count, "every mistake was met");
    static const int32_t unknown[] = {INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; ++i) {
        CHECK(strcmp(asr_mistake_name(unknown[i]), "unknown") == 0, "a mistake that no release knows");
        CHECK(strcmp(asr_mistake_message(unknown[i]), "unknown mistake") == 0, "a mistake that no release knows");
    }
}

int main(void)
{
    numbers();
    layouts();
    functions();
    sentences();
    mistakes();
    CHECK(strcmp(asr_version(), RELEASE) == 0, asr_version());
    return closing_line();
}
