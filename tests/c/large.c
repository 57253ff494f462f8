/*
 * Large inputs: many parameters, a long value, and results around the largest that an int32_t can count.
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

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
    int32_t explained = asr_v2_render(&request, ASR_STAGE_EXPLAIN, NULL, 0);
    CHECK(explained > (int32_t)(6 * expected_len), "10,000 parameters, the explanation's size");
    char *text = need(malloc((size_t)explained + 1));
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_EXPLAIN, text, (size_t)explained + 1), explained, "10,000, explained");
    CHECK(strstr(text, expected) != NULL, "10,000 parameters, explained");
    free(text);

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

    /* An explanation holds each value several times, so it alone is too large here, and the request is not wrong. */
    param.value_len = 100u << 20;
    CHECK(asr_v2_render(&request, ASR_STAGE_URL, NULL, 0) > 0, "a value of 300 MB encoded");
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_EXPLAIN, NULL, 0), ASR_E_TOO_LARGE, "300 MB encoded, explained");
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_EXPLAIN, out, sizeof out), ASR_E_TOO_LARGE, "300 MB, explained");
    CHECK(out[0] == '\0', "300 MB encoded, explained");
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_ERROR, why, sizeof why), 0, "300 MB encoded, error");

    /* The sum of the inputs counts, too: three values of 1 GB are more than an int32_t can count. */
    asr_param three[] = {{"a", 1, zeros, len}, {"b", 1, zeros, len}, {"c", 1, zeros, len}};
    request = request_of(three, 3);
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_SIGNATURE, NULL, 0), ASR_E_TOO_LARGE, "three values of 1 GB");
    munmap(zeros, len);
}

/* ---- URLs ---- */

static int32_t by_url(const char *url, size_t len, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render_url(NULL, url, len, NULL, "secret", 0, ASR_DIALECT_AS_GIVEN, 0, stage, out, cap);
}

/* A URL to `https://h/` and what its canonical query has to be. The primitive is held to RFC 4231 in guard.c, so it
   may tell what the signature of our own string to sign is. */
static void large_url(const char *what, const char *url, size_t len, const char *canonical)
{
    size_t room = strlen(canonical) + 200;
    char *to_sign = need(malloc(room)), *expected = need(malloc(room)), *out = need(malloc(room));
    char signature[45], escaped[133];
    int32_t to_sign_len = (int32_t)sprintf(to_sign, "GET\nh\n/\n%s", canonical);
    CHECK_NUMBER(asr_hmac_base64("secret", 6, to_sign, (size_t)to_sign_len, 0, signature, sizeof signature), 44, what);
    encode(signature, 44, escaped);
    int32_t expected_len = (int32_t)sprintf(expected, "https://h/?%s&Signature=%s", canonical, escaped);
    CHECK_NUMBER(by_url(url, len, ASR_STAGE_STRING_TO_SIGN, out, room), to_sign_len, what);
    CHECK(strcmp(out, to_sign) == 0, what);
    CHECK_NUMBER(by_url(url, len, ASR_STAGE_SIGNATURE, out, room), 44, what);
    CHECK(strcmp(out, signature) == 0, what);
    CHECK_NUMBER(by_url(url, len, ASR_STAGE_URL, NULL, 0), expected_len, what);
    CHECK_NUMBER(by_url(url, len, ASR_STAGE_URL, out, room), expected_len, what);
    CHECK(strcmp(out, expected) == 0, what);
    CHECK_NUMBER(by_url(out, (size_t)expected_len, ASR_STAGE_URL, to_sign, room), expected_len, what);
    CHECK(strcmp(to_sign, expected) == 0, what);
    CHECK_NUMBER(asr_v2_verify_url(NULL, out, (size_t)expected_len, "secret", 0), ASR_OK, what);
    expected[strlen("https://h/?")] ^= 1;
    CHECK_NUMBER(asr_v2_verify_url(NULL, expected, (size_t)expected_len, "secret", 0), ASR_E_MISMATCH, what);

    /* A fault at the very end is found and named. */
    char *bad = need(malloc(len + 1)), byte[40], why[300];
    memcpy(bad, url, len);
    bad[len] = '%';
    CHECK_NUMBER(by_url(bad, len + 1, ASR_STAGE_SIGNATURE, NULL, 0), ASR_E_ESCAPE, what);
    CHECK_NUMBER(asr_v2_verify_url(NULL, bad, len + 1, "secret", 0), ASR_E_ESCAPE, what);
    CHECK_NUMBER(asr_v2_check_time_url(bad, len + 1, 0, 0), ASR_E_ESCAPE, what);
    snprintf(byte, sizeof byte, "(at byte %zu)", len);
    CHECK(by_url(bad, len + 1, ASR_STAGE_ERROR, why, sizeof why) > 0 && strstr(why, byte) != NULL, why);
    bad[len] = '\xC3';
    CHECK_NUMBER(by_url(bad, len + 1, ASR_STAGE_SIGNATURE, NULL, 0), ASR_E_UTF8, what);
    CHECK(by_url(bad, len + 1, ASR_STAGE_ERROR, why, sizeof why) > 0 && strstr(why, byte) != NULL, why);
    free(bad), free(to_sign), free(expected), free(out);
}

static void urls_of_a_megabyte(void)
{
    const size_t len = 1000 * 1000;
    char *url = need(malloc(3 * len)), *canonical = need(malloc(3 * len)), *value = need(malloc(len));

    /* One value, every byte of it an escape in small letters or a bare character. */
    for (size_t i = 0; i < len / 2; ++i) {
        value[i] = (char)((i * 7 + i / 1009) & 0x7F);
    }
    char *end = url + sprintf(url, "https://h/?v=");
    for (size_t i = 0; i < len / 2; ++i) {
        int is_digit = value[i] >= '0' && value[i] <= '9';
        end += sprintf(end, is_digit && i % 3 > 0 ? "%c" : "%%%02x", (unsigned)value[i]);
    }
    strcpy(canonical, "v=");
    encode(value, len / 2, canonical + 2);
    large_url("a value with escapes", url, (size_t)(end - url), canonical);

    /* One value without an escape. */
    end = url + sprintf(url, "https://h/?v=");
    memset(end, 'x', len);
    memset(canonical + 2, 'x', len);
    canonical[2 + len] = '\0';
    large_url("a value without escapes", url, (size_t)(end - url) + len, canonical);

    /* Many parameters, the last first. */
    enum { COUNT = 50 * 1000 };
    char *expected = canonical;
    end = url + sprintf(url, "https://h/?");
    for (int i = 0; i < COUNT; ++i) {
        end += sprintf(end, "p%05d=%s&", COUNT - 1 - i, i % 2 == 0 ? "a+%c3%a9" : "plain");
        expected += sprintf(expected, "%sp%05d=%s", i > 0 ? "&" : "", i, i % 2 == 0 ? "plain" : "a%20%C3%A9");
    }
    large_url("50,000 parameters", url, (size_t)(end - url), canonical);

    /* Separators alone, between which there is nothing. */
    end = url + sprintf(url, "https://h/?v=");
    memset(end, '&', len);
    large_url("a megabyte of separators", url, (size_t)(end - url) + len, "v=");
    free(url), free(canonical), free(value);
}

/* 2 GB and a little more that begin with `start` and go on with the letter a. It takes little memory: the same
   megabyte is there many times over. */
enum { PIECE = 1 << 20, PIECES = 2049 };

static char *two_gigabytes(const char *start)
{
    FILE *file = need(tmpfile());
    char *all = need(mmap(NULL, (size_t)PIECE * PIECES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    if (ftruncate(fileno(file), PIECE) != 0) {
        need(NULL);
    }
    for (size_t i = 0; i < PIECES; ++i) {
        /* What is written to the first piece, which is private, is not seen in the others. */
        int how = i == 0 ? MAP_PRIVATE : MAP_SHARED;
        need(mmap(all + i * PIECE, PIECE, PROT_READ | PROT_WRITE, how | MAP_FIXED, fileno(file), 0));
    }
    memset(all, 'a', PIECE);
    memset(all + PIECE, 'a', PIECE);
    memcpy(all, start, strlen(start));
    fclose(file);
    return all;
}

static void urls_around_the_largest(void)
{
    static const char start[] = "https://h/?v=", to_sign_start[] = "GET\nh\n/\nv=";
    char *url = two_gigabytes(start), *to_sign = two_gigabytes(to_sign_start);
    char why[200];
    /* All of it can be read, but it is more than an int32_t can count. */
    const size_t too_long = (size_t)INT32_MAX + 1;
    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_URL; ++stage) {
        CHECK_NUMBER(by_url(url, too_long, stage, NULL, 0), ASR_E_TOO_LARGE, "a URL of 2 GB");
    }
    CHECK(by_url(url, too_long, ASR_STAGE_ERROR, why, sizeof why) > 0, "a URL of 2 GB, error");
    CHECK_NUMBER(asr_v2_verify_url(NULL, url, too_long, "secret", 0), ASR_E_TOO_LARGE, "a URL of 2 GB to verify");
    CHECK_NUMBER(asr_v2_check_time_url(url, too_long, 0, 0), ASR_E_TOO_LARGE, "a URL of 2 GB and its time");
    /* This one can be counted, but not with a signature; so there is no stage of it. */
    CHECK_NUMBER(by_url(url, INT32_MAX, ASR_STAGE_CANONICAL, NULL, 0), ASR_E_TOO_LARGE, "a URL of all but 2 GB");

    const size_t len = (size_t)INT32_MAX - 1000, text_len = len - strlen(start) + strlen(to_sign_start);
    char signature[45], again[45];
    CHECK_NUMBER(asr_hmac_base64("secret", 6, to_sign, text_len, 0, signature, sizeof signature), 44, "nearly 2 GB");
    CHECK_NUMBER(by_url(url, len, ASR_STAGE_SIGNATURE, again, sizeof again), 44, "a URL of nearly 2 GB");
    CHECK(strcmp(again, signature) == 0, "a URL of nearly 2 GB");
    munmap(url, (size_t)PIECE * PIECES);
    munmap(to_sign, (size_t)PIECE * PIECES);
}

int main(void)
{
    ten_thousand_parameters();
    a_value_of_100_megabytes();
    results_around_the_largest();
    urls_of_a_megabyte();
    urls_around_the_largest();
    return closing_line();
}
