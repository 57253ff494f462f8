/* A prepared key: it signs and verifies as its secret does, with the hash that it is for, it may be copied and
   wiped, and a refusal leaves nothing behind. */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const char published_signature[] = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
static const char published_secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/* The example of the AWS General Reference, with a key. */
static asr_v2_request request_with(const asr_key *key)
{
    static const asr_param params[] = {
        {"AWSAccessKeyId", 14, "AKIAIOSFODNN7EXAMPLE", 20}, {"Action", 6, "DescribeJobFlows", 16},
        {"SignatureMethod", 15, "HmacSHA256", 10},          {"SignatureVersion", 16, "2", 1},
        {"Timestamp", 9, "2011-10-03T15:19:30", 19},        {"Version", 7, "2009-03-31", 10},
    };
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = "https://elasticmapreduce.amazonaws.com/";
    request.endpoint_len = strlen(request.endpoint);
    request.key = key;
    request.params = params;
    request.params_count = sizeof params / sizeof params[0];
    return request;
}

/* Signs it, into 45 bytes. */
static int32_t sign(const asr_key *key, char *signature)
{
    asr_v2_request request = request_with(key);
    return asr_v2_render(&request, ASR_STAGE_SIGNATURE, signature, 45);
}

/* The same with the parameters in lists, which the struct then does not hold. */
static int32_t sign_lists(const asr_key *key, char *signature)
{
    static const char names[] = "AWSAccessKeyId\0Action\0SignatureMethod\0SignatureVersion\0Timestamp\0Version";
    static const char values[] =
        "AKIAIOSFODNN7EXAMPLE\0DescribeJobFlows\0HmacSHA256\0002\0002011-10-03T15:19:30\0002009-03-31";
    asr_v2_request request = request_with(key);
    request.params = NULL, request.params_count = 0;
    asr_v2_call call = {&request, sizeof names - 1, sizeof values - 1, 6, 0, signature, 45, ASR_STAGE_SIGNATURE};
    return asr_v2_render_with_lists(&call, names, values);
}

static int is_zero(const void *data, size_t len)
{
    const char *bytes = data;
    for (size_t i = 0; i < len; ++i) {
        if (bytes[i] != 0) {
            return 0;
        }
    }
    return 1;
}

static void a_key_signs_and_may_be_copied(void)
{
    asr_key key;
    char signature[45], secret[sizeof published_secret];
    memcpy(secret, published_secret, sizeof secret);
    CHECK_NUMBER(asr_key_init(&key, secret, sizeof secret - 1, 0), ASR_OK, "asr_key_init");
    /* The secret is not kept, so it may go. */
    asr_wipe(secret, sizeof secret);
    CHECK(is_zero(secret, sizeof secret), "asr_wipe");
    CHECK_NUMBER(sign(&key, signature), 44, "a key");
    CHECK(strcmp(signature, published_signature) == 0, signature);
    CHECK_NUMBER(sign_lists(&key, signature), 44, "a key and lists");
    CHECK(strcmp(signature, published_signature) == 0, signature);

    asr_key *copy = malloc(sizeof *copy);
    if (copy == NULL) {
        perror("malloc");
        exit(1);
    }
    memcpy(copy, &key, sizeof key);
    asr_wipe(&key, sizeof key);
    CHECK(is_zero(&key, sizeof key), "a wiped key");
    CHECK_NUMBER(sign(&key, signature), ASR_E_KEY, "a wiped key");
    CHECK_NUMBER(sign_lists(&key, signature), ASR_E_KEY, "a wiped key and lists");
    CHECK_NUMBER(sign(copy, signature), 44, "a copied key");
    CHECK(strcmp(signature, published_signature) == 0, signature);
    CHECK_NUMBER(sign_lists(copy, signature), 44, "a copied key and lists");
    CHECK(strcmp(signature, published_signature) == 0, signature);
    asr_v2_request request = request_with(copy);
    CHECK_NUMBER(asr_v2_verify(&request, signature, 44), ASR_OK, "a copied key verifies");
    asr_wipe(copy, sizeof *copy);
    CHECK_NUMBER(asr_v2_verify(&request, signature, 44), ASR_E_KEY, "a wiped key verifies nothing");
    free(copy);
}

/* A key knows its hash: it signs and verifies with it, and with no other. */
static void a_key_is_for_one_hash(void)
{
    /* tests/vectors/sigv2.json, sha1-sdb-list-domains, which boto and the AWS SDK for JavaScript have answered. */
    static const char answered[] = "tpkcKhXng+cQaZ5lLDxFRr+DfHM=";
    static const asr_param params[] = {
        {"Action", 6, "ListDomains", 11}, {"MaxNumberOfDomains", 18, "10", 2}, {"Version", 7, "2009-04-15", 10}};
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = "https://sdb.amazonaws.com/";
    request.endpoint_len = strlen(request.endpoint);
    request.access_key = "AKIAIOSFODNN7EXAMPLE";
    request.access_key_len = strlen(request.access_key);
    request.params = params;
    request.params_count = sizeof params / sizeof params[0];
    request.unix_time = 1296705906; /* date -u -d 2011-02-03T04:05:06Z +%s */
    request.dialect = ASR_DIALECT_AWS_QUERY;
    request.flags = ASR_F_HMAC_SHA1;

    asr_key sha1, sha256, again;
    char signature[45];
    CHECK_NUMBER(asr_key_init(&sha1, published_secret, sizeof published_secret - 1, ASR_F_HMAC_SHA1), ASR_OK, "SHA-1");
    CHECK_NUMBER(asr_key_init(&sha256, published_secret, sizeof published_secret - 1, 0), ASR_OK, "SHA-256");
    /* What was there before does not matter, and the other flags change nothing. */
    memset(&again, 0xA5, sizeof again);
    CHECK_NUMBER(asr_key_init(&again, published_secret, sizeof published_secret - 1,
                              ASR_F_HMAC_SHA1 | ASR_F_ANY_CREDENTIAL | ASR_F_EMPTY_HOST),
                 ASR_OK, "SHA-1 with other flags");
    CHECK(memcmp(&again, &sha1, sizeof sha1) == 0, "the same key");
    CHECK(memcmp(&sha256, &sha1, sizeof sha1) != 0, "keys for two hashes");

    request.key = &sha1;
    CHECK_NUMBER(asr_v2_render(&request, ASR_STAGE_SIGNATURE, signature, sizeof signature), 28, "a key for SHA-1");
    CHECK(strcmp(signature, answered) == 0, signature);
    asr_v2_call call = {&request, 33, 25, 3, request.unix_time, signature, sizeof signature, ASR_STAGE_SIGNATURE};
    CHECK_NUMBER(asr_v2_render_with_lists(&call, "Action\0MaxNumberOfDomains\0Version",
                                          "ListDomains\00010\0002009-04-15"),
                 28, "a key for SHA-1 and lists");
    CHECK(strcmp(signature, answered) == 0, signature);
    CHECK_NUMBER(asr_v2_verify(&request, answered, 28), ASR_OK, "a key for SHA-1 verifies");
    CHECK_NUMBER(asr_v2_verify(&request, "tpkcKhXng+cQaZ5lLDxFRr+DfHI=", 28), ASR_E_MISMATCH, "a wrong signature");

    for (int i = 0; i < 2; ++i) {
        request.key = i == 0 ? &sha256 : &sha1;
        request.flags = i == 0 ? ASR_F_HMAC_SHA1 : 0;
        const char *expected = i == 0 ? answered : published_signature;
        for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_URL; ++stage) {
            CHECK_NUMBER(asr_v2_render(&request, stage, NULL, 0), ASR_E_KEY, "a key for the other hash");
            asr_v2_call with_lists = {&request, 1, 1, 1, request.unix_time, NULL, 0, stage};
            CHECK_NUMBER(asr_v2_render_with_lists(&with_lists, "a", "b"), ASR_E_KEY,
                         "a key for the other hash and lists");
        }
        CHECK_NUMBER(asr_v2_verify(&request, expected, strlen(expected)), ASR_E_KEY, "a key for the other hash");
        char why[200];
        CHECK(asr_v2_render(&request, ASR_STAGE_ERROR, why, sizeof why) > 0 && strstr(why, "SHA1") != NULL, why);
    }
    CHECK_NUMBER(sign(&sha1, signature), ASR_E_KEY, "a key for SHA-1 where nothing is said");
    CHECK_NUMBER(sign_lists(&sha1, signature), ASR_E_KEY, "a key for SHA-1 and lists where nothing is said");
    asr_wipe(&sha1, sizeof sha1), asr_wipe(&sha256, sizeof sha256), asr_wipe(&again, sizeof again);
}

static void a_refusal_leaves_zeros(void)
{
    static const struct {
        const char *what, *secret;
        size_t len;
        uint32_t flags;
        int32_t status;
    } bad[] = {
        {"an empty secret", "", 0, 0, ASR_E_SECRET},
        {"no secret", NULL, 0, 0, ASR_E_SECRET},
        {"an empty secret with the flag", "", 0, ASR_F_ANY_CREDENTIAL, ASR_E_SECRET},
        {"a secret with a blank", "secret ", 7, 0, ASR_E_SECRET},
        {"a secret with a NUL", "sec\0ret", 7, 0, ASR_E_SECRET},
        {"a secret that is not UTF-8", "secret\xFF", 7, 0, ASR_E_SECRET},
        {"NULL with a length", NULL, 1, 0, ASR_E_NULL},
        {"length SIZE_MAX", "secret", SIZE_MAX, 0, ASR_E_TOO_LARGE},
        {"length SIZE_MAX / 2", "secret", HALF_OF_ALL, 0, ASR_E_TOO_LARGE},
        {"a secret with a blank, for SHA-1", "secret ", 7, ASR_F_HMAC_SHA1, ASR_E_SECRET},
        {"an empty secret, for SHA-1", "", 0, ASR_F_HMAC_SHA1, ASR_E_SECRET},
        {"an unknown flag", "secret", 6, 8, ASR_E_FLAGS},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
        asr_key key;
        memset(&key, 0xA5, sizeof key);
        CHECK_NUMBER(asr_key_init(&key, bad[i].secret, bad[i].len, bad[i].flags), bad[i].status, bad[i].what);
        CHECK(is_zero(&key, sizeof key), bad[i].what);
    }
    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, "secret\xFF ", 8, ASR_F_ANY_CREDENTIAL), ASR_OK, "any secret that is meant");
    CHECK_NUMBER(asr_key_init(&key, "\xFF ", 2, ASR_F_ANY_CREDENTIAL | ASR_F_HMAC_SHA1), ASR_OK, "the same for SHA-1");

    CHECK_NUMBER(asr_key_init(NULL, "secret", 6, 0), ASR_E_NULL, "no key");
    uint64_t room[sizeof key / 8 + 1];
    memset(room, 0xA5, sizeof room);
    asr_key *aside = (asr_key *)(void *)((char *)room + 1);
    CHECK_NUMBER(asr_key_init(aside, "secret", 6, 0), ASR_E_NULL, "a misaligned key");
}

static void wiping(void)
{
    char bytes[64];
    for (size_t len = 0; len <= 32; ++len) {
        memset(bytes, 0x5A, sizeof bytes);
        asr_wipe(bytes + 16, len);
        CHECK(bytes[15] == 0x5A && bytes[16 + len] == 0x5A && is_zero(bytes + 16, len), "asr_wipe of some bytes");
    }
    asr_wipe(NULL, 0);
    asr_wipe(NULL, 16);
    CHECK(1, "asr_wipe of NULL");
}

/* More than an int32_t can count is wiped as well. It takes little memory here: the same page many times over. (On a 32-bit
 * machine no object is so large.) */
static void wiping_more_than_2_gigabytes(void)
{
    if (SIZE_MAX / 2 <= INT32_MAX) {
        return;
    }
    const size_t piece = 1u << 20, pieces = 2049;
    FILE *file = tmpfile();
    char *all = mmap(NULL, piece * pieces, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (file == NULL || ftruncate(fileno(file), (off_t)piece) != 0 || all == MAP_FAILED) {
        perror("memory");
        exit(1);
    }
    for (size_t i = 0; i < pieces; ++i) {
        void *at = mmap(all + i * piece, piece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fileno(file), 0);
        if (at == MAP_FAILED) {
            perror("mmap");
            exit(1);
        }
    }
    memset(all, 0x5A, piece);
    asr_wipe(all, piece * pieces);
    CHECK(is_zero(all, piece), "asr_wipe of more than 2 GB");
    munmap(all, piece * pieces);
    fclose(file);
}

int main(void)
{
    a_key_signs_and_may_be_copied();
    a_key_is_for_one_hash();
    a_refusal_leaves_zeros();
    wiping();
    wiping_more_than_2_gigabytes();
    return closing_line();
}
