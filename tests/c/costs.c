/*
 * What a call costs in instructions, for callgrind to count, which gives the same numbers however busy the machine is.
 * Each case is called a few times before it is counted, so that whatever happens only once has happened, and then CALLS
 * times; what callgrind has counted in between is written out under the name of the case, with the number of calls and
 * that of the blocks that each hashes. costs.sh runs this program and reads what callgrind writes.
 *
 * The requests are W2, W2L and W2T of benches/workloads.json. The signatures are those that other programs have answered,
 * and every text is compared with what it has to be before anything is counted.
 */

#include "check.h"

#include <aws_signed_request.h>
#include <gnu/libc-version.h>
#include <valgrind/callgrind.h>

enum { WARMING = 3, CALLS = 10, MOST = 100, ROOM = 16384, BLOCK = 64 };

struct workload {
    const char *name, *endpoint, *secret, *signature;
    size_t count;
    const char *pairs[10][2]; /* none: they follow a rule */
};

static const struct workload workloads[] = {
    {"W2", "https://webservices.amazon.com/onca/xml", "1234567890", "FcLmrSldPWklrzpT6vcUzlQbxgz5XK+c/qSleYfLnfc=", 10,
     {{"Service", "AWSECommerceService"},
      {"AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"},
      {"AssociateTag", "mytag-20"},
      {"Operation", "ItemSearch"},
      {"SearchIndex", "Books"},
      {"Keywords", "Harry Potter & the Philosopher's Stone \xE2\x80\x94 \xC3\xA9" "dition"},
      {"ResponseGroup", "ItemAttributes,Offers,Images,Reviews,Variations"},
      {"Sort", "salesrank"},
      {"Timestamp", "2014-08-18T12:00:00Z"},
      {"Version", "2013-08-01"}}},
    {"W2L", "https://mws.amazonservices.com/Products/2011-10-01", "1234567890",
     "szSuWUFxSMvt6qAOBipAZq8Nhcd10/6tLuxDaq/+/hA=", 100, {{NULL}}},
    {"W2T", "https://api.huobi.pro/v1/account/accounts", "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx",
     "mo1l8CzSb+GRNh/gw7e6jgbfixbzfyo4ZuUuSVzvcDM=", 4,
     {{"AccessKeyId", "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx"},
      {"SignatureMethod", "HmacSHA256"},
      {"SignatureVersion", "2"},
      {"Timestamp", "2017-05-11T15:19:30"}}},
};

/* All that is handed over stands in the same order at the same place of a page, since what copying costs may depend on
   that. */
static struct {
    char endpoint[BLOCK], secret[BLOCK], signature[BLOCK];
    char names[ROOM], values[ROOM], url[ROOM], signed_url[ROOM], out[ROOM];
    asr_param params[MOST];
    asr_key key;
    asr_v2_request with_key, with_secret, bare;
} s __attribute__((aligned(4096)));

static size_t count, names_len, values_len, url_len, signed_url_len;

/* ---- the calls ---- */

static int32_t pairs_key(void)
{
    return asr_v2_render(&s.with_key, ASR_STAGE_URL, s.out, sizeof s.out);
}

static int32_t pairs_secret(void)
{
    return asr_v2_render(&s.with_secret, ASR_STAGE_URL, s.out, sizeof s.out);
}

static int32_t lists_secret(void)
{
    return asr_v2_render_lists(NULL, s.endpoint, s.names, names_len, s.values, values_len, count, NULL, s.secret, NULL,
                               0, ASR_DIALECT_AS_GIVEN, 0, ASR_STAGE_URL, s.out, sizeof s.out);
}

static int32_t with_lists_key(void)
{
    asr_v2_call call = {&s.bare, names_len, values_len, count, 0, s.out, sizeof s.out, ASR_STAGE_URL};
    return asr_v2_render_with_lists(&call, s.names, s.values);
}

static int32_t url_unsigned(void)
{
    return asr_v2_render_url(NULL, s.url, url_len, NULL, s.secret, 0, ASR_DIALECT_AS_GIVEN, 0, ASR_STAGE_URL, s.out,
                             sizeof s.out);
}

static int32_t url_signed(void)
{
    return asr_v2_render_url(NULL, s.signed_url, signed_url_len, NULL, s.secret, 0, ASR_DIALECT_AS_GIVEN, 0,
                             ASR_STAGE_URL, s.out, sizeof s.out);
}

static int32_t signature_key(void)
{
    return asr_v2_render(&s.with_key, ASR_STAGE_SIGNATURE, s.out, sizeof s.out);
}

static int32_t verify_pairs_key(void)
{
    return asr_v2_verify(&s.with_key, s.signature, 44);
}

static int32_t verify_url_secret(void)
{
    return asr_v2_verify_url(NULL, s.signed_url, signed_url_len, s.secret, 0);
}

/* Two texts that differ by a thousand blocks, so that the difference of what they cost is what a thousand blocks cost. */
static char zeros[2000 * BLOCK];

static int32_t hash_1000(void)
{
    return asr_hmac_base64(s.secret, 1, zeros, 1000 * BLOCK, 0, s.out, sizeof s.out);
}

static int32_t hash_2000(void)
{
    return asr_hmac_base64(s.secret, 1, zeros, 2000 * BLOCK, 0, s.out, sizeof s.out);
}

/* ---- counting ---- */

/* A call that writes `text`, or, where that is NULL, returns ASR_OK. */
static void count_instructions(const char *workload, const char *form, int32_t (*call)(void), const char *text,
                               size_t blocks)
{
    char name[100];
    snprintf(name, sizeof name, "%s %s %d %zu", workload, form, CALLS, blocks);
    for (int i = 0; i < WARMING; ++i) {
        memset(s.out, 0, sizeof s.out);
        CHECK_NUMBER(call(), text != NULL ? strlen(text) : ASR_OK, name);
        CHECK(text == NULL || strcmp(s.out, text) == 0, name);
    }
    CALLGRIND_ZERO_STATS;
    for (int i = 0; i < CALLS; ++i) {
        (void)call();
    }
    CALLGRIND_DUMP_STATS_AT(name);
}

/* ---- the requests ---- */

/* A query as programs write it that know no signatures: in the order given, a space as a plus. */
static size_t write_escaped(char *out, const char *text)
{
    size_t len = 0;
    for (; *text != '\0'; ++text) {
        int stays = (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z');
        len += (size_t)sprintf(out + len, stays ? "%c" : *text == ' ' ? "+" : "%%%02X", (unsigned char)*text);
    }
    return len;
}

static void add(const char *name, const char *value)
{
    char *to_name = s.names + names_len, *to_value = s.values + values_len;
    s.params[count] = (asr_param){to_name, strlen(name), to_value, strlen(value)};
    names_len += (size_t)sprintf(to_name, "%s", name) + 1;
    values_len += (size_t)sprintf(to_value, "%s", value) + 1;
    s.url[url_len++] = count++ > 0 ? '&' : '?';
    url_len += write_escaped(s.url + url_len, name);
    s.url[url_len++] = '=';
    url_len += write_escaped(s.url + url_len, value);
}

static void prepare(const struct workload *w)
{
    memset(&s, 0, sizeof s);
    count = names_len = values_len = 0;
    strcpy(s.endpoint, w->endpoint), strcpy(s.secret, w->secret), strcpy(s.signature, w->signature);
    url_len = (size_t)sprintf(s.url, "%s", w->endpoint);
    for (size_t i = 0; i < w->count; ++i) {
        char name[40], value[60];
        unsigned number = (unsigned)(37 * i % 100 + 1);
        snprintf(name, sizeof name, "Param.%03u", number);
        snprintf(value, sizeof value, "item %03u/attr=value+more text, and the e", number);
        int follows_rule = w->pairs[0][0] == NULL;
        add(follows_rule ? name : w->pairs[i][0], follows_rule ? value : w->pairs[i][1]);
    }
    --names_len, --values_len;

    s.bare.struct_size = sizeof s.bare;
    s.bare.endpoint = s.endpoint, s.bare.endpoint_len = strlen(s.endpoint);
    s.with_secret = s.bare;
    s.bare.key = &s.key;
    s.with_secret.secret = s.secret, s.with_secret.secret_len = strlen(s.secret);
    s.with_secret.params = s.params, s.with_secret.params_count = count;
    s.with_key = s.with_secret;
    s.with_key.key = &s.key;
    CHECK_NUMBER(asr_key_init(&s.key, s.secret, strlen(s.secret), 0), ASR_OK, "asr_key_init");
}

static void run(const struct workload *w)
{
    prepare(w);
    int32_t string_to_sign = asr_v2_render(&s.with_key, ASR_STAGE_STRING_TO_SIGN, NULL, 0);
    int32_t len = asr_v2_render(&s.with_key, ASR_STAGE_URL, s.signed_url, sizeof s.signed_url);
    CHECK(string_to_sign > 0 && len > 0 && (size_t)len < sizeof s.signed_url, w->name);
    signed_url_len = strlen(s.signed_url);
    /* The inner hash appends at least a byte and a length in eight to the text, and fills up the block; the outer hash
       is one block. With a key these are all; a secret takes two more. (W2 has 389 bytes to sign, which makes 8 blocks with
       a key; W2L has 6947, 110 blocks; W2T has 163, 4 blocks.) */
    size_t by_key = ((size_t)string_to_sign + 1 + 8 + BLOCK - 1) / BLOCK + 1, by_secret = by_key + 2;
    count_instructions(w->name, "signature_key", signature_key, s.signature, by_key);
    count_instructions(w->name, "pairs_key", pairs_key, s.signed_url, by_key);
    count_instructions(w->name, "pairs_secret", pairs_secret, s.signed_url, by_secret);
    count_instructions(w->name, "lists_secret", lists_secret, s.signed_url, by_secret);
    count_instructions(w->name, "with_lists_key", with_lists_key, s.signed_url, by_key);
    count_instructions(w->name, "url_unsigned", url_unsigned, s.signed_url, by_secret);
    count_instructions(w->name, "url_signed", url_signed, s.signed_url, by_secret);
    count_instructions(w->name, "verify_pairs_key", verify_pairs_key, NULL, by_key);
    count_instructions(w->name, "verify_url_secret", verify_url_secret, NULL, by_secret);
}

int main(void)
{
    if (!RUNNING_ON_VALGRIND) {
        puts("this program has to be run by valgrind");
        return 1;
    }
    for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; ++i) {
        run(&workloads[i]);
    }
    /* HMAC of zeros with the key "1", as other programs have it:
       head -c 64000 /dev/zero | openssl dgst -sha256 -hmac 1 -binary | base64 */
    strcpy(s.secret, "1");
    count_instructions("hash", "1000", hash_1000, "DT9qUdtE3H/K+jQWeM8mH1DxorjChPw1GnbAVLg4hXo=", 0);
    count_instructions("hash", "2000", hash_2000, "JRBadNCaeY1855ClroNUHEiRaBH9LPHFFn42sVIUq9A=", 0);
    printf("libc %s\n", gnu_get_libc_version());
    return closing_line();
}
