/*
 * Large inputs: many parameters, a long value, and results around the largest that an int32_t can count.
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <sys/mman.h>

static asr_v2_request request_of(const asr_param *params, size_t count)
{
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = "https://h/";
    request.endpoint_len = 10;
    request.secret = "secret";
    request.secret_len = 6;
    request.params = params;
    request.params_count = count;
    return request;
}

static void *need(void *memory)
{
    if (memory == NULL || memory == MAP_FAILED) {
        perror("memory");
        exit(1);
    }
    return memory;
}

/* The rule of RFC 3986, said here again. */
static size_t encode(const char *text, size_t len, char *out)
{
    static const char hex[] = "0123456789ABCDEF";
    char *end = out;
    for (size_t i = 0; i < len; ++i) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
            byte == '-' || byte == '_' || byte == '.' || byte == '~') {
            *end++ = text[i];
        } else {
            *end++ = '%';
            *end++ = hex[byte >> 4];
            *end++ = hex[byte & 15];
        }
    }
    *end = '\0';
    return (size_t)(end - out);
}

static void ten_thousand_parameters(void)
{
    enum { COUNT = 10000, NAME = 8, ITEM = 2 * NAME + 2 };
    asr_param *params = need(calloc(COUNT, sizeof *params));
    char *names = need(malloc(COUNT * NAME));
    char *expected = need(malloc(COUNT * ITEM + 1));
    size_t expected_len = 0;
    for (int i = 0; i < COUNT; ++i) {
        char name[NAME + 1];
        snprintf(name, sizeof name, "p%06dx", i);
        /* 7919 is prime and does not divide the count, so this is an order in which nothing is sorted. */
        int place = (int)((long)i * 7919 % COUNT);
        memcpy(names + place * NAME, name, NAME);
        params[place] = (asr_param){names + place * NAME, NAME, names + place * NAME, NAME};
        expected_len += (size_t)sprintf(expected + expected_len, "%s%s=%s", i > 0 ? "&" : "", name, name);
    }
    asr_v2_request request = request_of(params, COUNT);
    size_t cap = expected_len + 1;
    char *out = need(malloc(cap));
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, NULL, 0), expected_len, "10,000 parameters, size");
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, out, cap), expected_len, "10,000 parameters");
    CHECK(strcmp(out, expected) == 0, "10,000 parameters");
    char signature[45], escaped[133];
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_SIGNATURE, signature, sizeof signature), 44, "10,000, signature");
    size_t url_len = strlen("https://h/?") + expected_len + strlen("&Signature=") + encode(signature, 44, escaped);
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_URL, NULL, 0), url_len, "10,000 parameters, URL");

    params[5000].value = "\xFF";
    params[5000].value_len = 1;
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_URL, NULL, 0), ASR_E_UTF8, "one of 10,000 is not UTF-8");
    char why[200];
    CHECK(asr_v2_render(&request, ASR_STAGE_ERROR, why, sizeof why) > 0 && strstr(why, "5001") != NULL, why);
    free(out);
    free(expected);
    free(names);
    free(params);
}

static void a_value_of_100_megabytes(void)
{
    const size_t len = 100u * 1000 * 1000;
    char *value = need(malloc(len));
    for (size_t i = 0; i < len; ++i) {
        value[i] = (char)((i * 7 + i / 1009) & 0x7F);
    }
    char *expected = need(malloc(3 * len + 3));
    memcpy(expected, "v=", 2);
    size_t expected_len = 2 + encode(value, len, expected + 2);

    asr_param param = {"v", 1, value, len};
    asr_v2_request request = request_of(&param, 1);
    char *out = need(malloc(expected_len + 1));
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, NULL, 0), expected_len, "100 MB, size");
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, out, expected_len), expected_len, "100 MB, one too few");
    CHECK(out[0] == '\0', "100 MB, no room for a NUL");
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, out, expected_len + 1), expected_len, "100 MB");
    CHECK(memcmp(out, expected, expected_len + 1) == 0, "100 MB");

    /* The signature is made from the text where it lies, and piece by piece where it does not; both have to agree. */
    char signature[45], escaped[133];
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_SIGNATURE, signature, sizeof signature), 44, "100 MB, signature");
    encode(signature, 44, escaped);
    size_t query_len = expected_len + strlen("&Signature=") + strlen(escaped);
    out = need(realloc(out, query_len + 1));
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_QUERY, out, query_len + 1), query_len, "100 MB, query");
    CHECK(memcmp(out, expected, expected_len) == 0 && strcmp(strrchr(out, '=') + 1, escaped) == 0, "100 MB, query");
    free(out);
    free(expected);
    free(value);
}

/* Memory that was never written is all NUL and takes no room, and each NUL is three bytes when it is encoded. */
static void results_around_the_largest(void)
{
    const size_t len = 1u << 30;
    char *zeros = need(mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    char out[8] = "xxxxxxx";
    CHECK_NUMBER(asr_percent_encode(zeros, len, NULL, 0), ASR_E_TOO_LARGE, "3 GB encoded, size");
    CHECK_NUMBER(asr_percent_encode(zeros, len, out, sizeof out), ASR_E_TOO_LARGE, "3 GB encoded");
    CHECK(out[0] == '\0', "3 GB encoded");

    /* 715827882 NULs and one letter are 2147483647 bytes; one letter more is too many. */
    const size_t most = INT32_MAX / 3;
    zeros[most] = zeros[most + 1] = 'a';
    CHECK_NUMBER(asr_percent_encode(zeros, most + 1, NULL, 0), INT32_MAX, "the largest result");
    CHECK_NUMBER(asr_percent_encode(zeros, most + 2, NULL, 0), ASR_E_TOO_LARGE, "one byte more than the largest");

    asr_param param = {"v", 1, zeros, len};
    asr_v2_request request = request_of(&param, 1);
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, NULL, 0), ASR_E_TOO_LARGE, "a value of 3 GB encoded");
    char why[200];
    CHECK(asr_v2_render(&request, ASR_STAGE_ERROR, why, sizeof why) > 0, "a value of 3 GB encoded, error");

    /* The canonical query alone could be returned here, but what is made of it could not: no stage is. */
    static const char *const methods[] = {"GET", "POST"};
    param.value_len = most - 1;
    for (size_t i = 0; i < 2; i++) {
        request.method = methods[i], request.method_len = strlen(methods[i]);
        CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_CANONICAL, NULL, 0), ASR_E_TOO_LARGE, "no stage: CANONICAL");
        CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_SIGNATURE, NULL, 0), ASR_E_TOO_LARGE, "no stage: SIGNATURE");
        CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_URL, NULL, 0), ASR_E_TOO_LARGE, "no stage: URL");
        CHECK(asr_v2_render(&request, ASR_STAGE_ERROR, why, sizeof why) > 0, "no stage: ERROR");
    }

    /* The sum of the inputs counts, too: three values of 1 GB are more than an int32_t can count. */
    asr_param three[] = {{"a", 1, zeros, len}, {"b", 1, zeros, len}, {"c", 1, zeros, len}};
    request = request_of(three, 3);
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_SIGNATURE, NULL, 0), ASR_E_TOO_LARGE, "three values of 1 GB");
    munmap(zeros, len);
}

int main(void)
{
    ten_thousand_parameters();
    a_value_of_100_megabytes();
    results_around_the_largest();
    return closing_line();
}
