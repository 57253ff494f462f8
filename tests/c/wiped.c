/*
 * What a call leaves behind in memory on a processor with SHA instructions: nothing that could sign. Each call runs
 * on a thread whose stack is ours to look at afterwards, and what it gives back to the allocator is noted as it is then. (The test is run with the program bound at its start, since
 * a dynamic linker that binds later saves the processor's registers, which may hold anything, on that stack.) What is
 * searched for is the secret, the blocks that HMAC makes of it, and the two states that it reaches after them, which
 * sign as well as the secret does.
 */

#define _GNU_SOURCE
#include "check.h"

#include <aws_signed_request.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STACK (256 * 1024)

/* Diagnoses need more memory than that. */
#define FREED (8 * 1024 * 1024)

/* Long enough that no code or text holds it by chance. */
#define PIECE 12

static unsigned char stack[STACK] __attribute__((aligned(4096)));
/* What was in the blocks that were freed during a call, one after the other. */
static unsigned char freed[FREED];
static volatile size_t freed_len, freed_blocks;
static volatile int is_watched;

/* What the C library's own is called beside the name that is replaced here. */
void __libc_free(void *block);

void free(void *block)
{
    if (block != NULL && is_watched) {
        size_t len = malloc_usable_size(block), left = sizeof freed - freed_len;
        len = len < left ? len : left;
        memcpy(freed + freed_len, block, len);
        freed_len += len, ++freed_blocks;
    }
    __libc_free(block);
}

static const char long_secret[] =
    "A secret of more than a block: 0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 9876543210";

struct hash {
    const char *name;
    uint32_t flags;
    size_t words;                  /* of a state, and of the hash */
    unsigned char of_the_long[32]; /* what sha256sum and sha1sum say of the long secret */
    size_t registers, places[8];   /* how many words of a state the SHA instructions keep in another order, and which */
};

static const struct hash hashes[] = {
    {"SHA-256", 0, 8,
     {0xd5, 0xcf, 0x1e, 0x31, 0x27, 0x78, 0xac, 0x05, 0x4b, 0xb8, 0x08, 0x4c, 0x4f, 0xd0, 0x31, 0xd0,
      0x93, 0x34, 0x52, 0x63, 0x5e, 0x5c, 0x0d, 0x8f, 0x00, 0x77, 0x0f, 0x70, 0x52, 0xca, 0x8f, 0x9e},
     8, {5, 4, 1, 0, 7, 6, 3, 2}},
    {"SHA-1", ASR_F_HMAC_SHA1, 5,
     {0x35, 0x59, 0xe2, 0x2c, 0x66, 0xb2, 0x49, 0xe1, 0x61, 0x53, 0xb1, 0xb1, 0x17, 0x95, 0x57, 0x02,
      0xcf, 0x3c, 0xe3, 0x34},
     4, {3, 2, 1, 0}},
};

static asr_key states;
static asr_key made;
static char out[8192];
static const char *secret;
static size_t secret_len;
static const struct hash *hash;
static asr_param params[200];
static char short_url[256], many_url[8192], long_url[8192], bad_url[8192], signed_url[512];
static char signature[45];

static asr_v2_request request(void)
{
    asr_v2_request r;
    memset(&r, 0, sizeof r);
    r.struct_size = sizeof r;
    r.endpoint = "https://sdb.amazonaws.com/";
    r.endpoint_len = strlen(r.endpoint);
    r.access_key = "AKID";
    r.access_key_len = 4;
    r.secret = secret;
    r.secret_len = secret_len;
    r.params = params;
    r.params_count = 2;
    r.dialect = ASR_DIALECT_AWS_QUERY;
    r.flags = hash->flags;
    return r;
}

/* Whether a piece of `what`, beginning at a multiple of four, is on the stack or in what was freed. */
static int is_left(const void *what, size_t len)
{
    for (size_t from = 0; from + PIECE <= len; from += 4) {
        if (memmem(stack, sizeof stack, (const char *)what + from, PIECE) != NULL ||
            memmem(freed, freed_len, (const char *)what + from, PIECE) != NULL) {
            return 1;
        }
    }
    return 0;
}

static void *nothing(void *unused)
{
    return unused;
}

/* How far down the stack has been written to. */
static size_t depth(void)
{
    size_t untouched = 0;
    while (untouched < sizeof stack && stack[untouched] == 0) {
        untouched++;
    }
    return sizeof stack - untouched;
}

/* What a thread needs that does nothing. */
static size_t thread_alone;

/* What the header promises to need at most. */
#define PROMISED (16 * 1024)
#define PROMISED_OF_DIAGNOSES (32 * 1024)

/* An asr_key begins with the two states, each with room for eight words. SHA instructions keep them in another order, and
   big-endian is a third. */
static void look_for_states(const asr_key *key, const char *what)
{
    for (size_t state = 0; state < 2; state++) {
        uint32_t word[8], swapped[8], shuffled[8];
        memcpy(word, (const char *)key->opaque + state * sizeof word, sizeof word);
        for (size_t i = 0; i < 8; i++) {
            swapped[i] = __builtin_bswap32(word[i]);
            shuffled[i] = word[hash->places[i]];
        }
        CHECK(!is_left(word, 4 * hash->words), what);
        CHECK(!is_left(swapped, 4 * hash->words), what);
        CHECK(!is_left(shuffled, 4 * hash->registers), what);
    }
}

static void look_at(const char *call, size_t promised)
{
    char what[80];
    snprintf(what, sizeof what, "%s, %s, a secret of %zu bytes", call, hash->name, secret_len);
    CHECK(depth() < thread_alone + promised, what);
    unsigned char block[2][64];
    /* HMAC takes the hash of a secret that is longer than a block. */
    int is_long = secret_len > 64;
    const unsigned char *key = is_long ? hash->of_the_long : (const unsigned char *)secret;
    size_t len = is_long ? 4 * hash->words : secret_len;
    CHECK(!is_left(secret, secret_len), what);
    CHECK(!is_left(key, len), what);
    for (size_t i = 0; i < len; i++) {
        block[0][i] = key[i] ^ 0x36;
        block[1][i] = key[i] ^ 0x5c;
    }
    CHECK(!is_left(block[0], len) && !is_left(block[1], len), what);
    uint32_t of_key[8];
    for (size_t i = 0; i < hash->words && is_long; i++) {
        memcpy(&of_key[i], key + 4 * i, 4);
        of_key[i] = __builtin_bswap32(of_key[i]);
    }
    CHECK(!is_long || !is_left(of_key, 4 * hash->words), what);
    look_for_states(&states, what);
}

static void look(const char *call)
{
    look_at(call, PROMISED);
}

static int stage;

static void *render(void *unused)
{
    asr_v2_request r = request();
    (void)asr_v2_render(&r, stage, out, sizeof out);
    return unused;
}

static void *size_query(void *unused)
{
    asr_v2_request r = request();
    (void)asr_v2_render(&r, ASR_STAGE_URL, NULL, 0);
    return unused;
}

static void *many(void *unused)
{
    asr_v2_request r = request();
    r.params_count = 200;
    (void)asr_v2_render(&r, ASR_STAGE_URL, out, sizeof out);
    return unused;
}

static void *prepared(void *unused)
{
    asr_v2_request r = request();
    r.secret = NULL, r.secret_len = 0, r.key = &states;
    (void)asr_v2_render(&r, ASR_STAGE_URL, out, sizeof out);
    return unused;
}

static void *lists(void *unused)
{
    (void)asr_v2_render_lists("GET", "https://sdb.amazonaws.com/", "Action", 6, "x", 1, 1, "AKID", secret, NULL, 0,
                              ASR_DIALECT_AWS_QUERY, hash->flags, ASR_STAGE_URL, out, sizeof out);
    return unused;
}

static void *with_lists(void *unused)
{
    asr_v2_request r = request();
    r.params = NULL, r.params_count = 0;
    asr_v2_call call = {&r, 6, 1, 1, 0, out, sizeof out, ASR_STAGE_URL};
    (void)asr_v2_render_with_lists(&call, "Action", "x");
    return unused;
}

static void *with_lists_by_key(void *unused)
{
    asr_v2_request r = request();
    r.secret = NULL, r.secret_len = 0, r.key = &states, r.params = NULL, r.params_count = 0;
    asr_v2_call call = {&r, 6, 1, 1, 0, out, sizeof out, ASR_STAGE_URL};
    (void)asr_v2_render_with_lists(&call, "Action", "x");
    return unused;
}

/* A URL with what the dialect adds in it, escaped, and one with more than is signed in one piece. */
static void *url(void *unused)
{
    (void)asr_v2_render_url("GET", short_url, strlen(short_url), NULL, secret, 0, ASR_DIALECT_AWS_QUERY, hash->flags,
                            stage, out, sizeof out);
    return unused;
}

static void *size_query_of_a_url(void *unused)
{
    (void)asr_v2_render_url(NULL, long_url, strlen(long_url), "AKID", secret, 0, ASR_DIALECT_AWS_QUERY, hash->flags,
                            ASR_STAGE_URL, NULL, 0);
    return unused;
}

static void *many_in_a_url(void *unused)
{
    (void)asr_v2_render_url(NULL, many_url, strlen(many_url), "AKID", secret, 0, ASR_DIALECT_AWS_QUERY, hash->flags,
                            ASR_STAGE_URL, out, sizeof out);
    return unused;
}

static void *verify(void *unused)
{
    asr_v2_request r = request();
    (void)asr_v2_verify(&r, signature, strlen(signature));
    return unused;
}

static void *verify_by_key(void *unused)
{
    asr_v2_request r = request();
    r.secret = NULL, r.secret_len = 0, r.key = &states;
    (void)asr_v2_verify(&r, signature, strlen(signature));
    return unused;
}

static void *verify_lists(void *unused)
{
    (void)asr_v2_verify_lists(NULL, "https://sdb.amazonaws.com/", "Action", 6, "x", 1, 1, signature, secret,
                              hash->flags);
    return unused;
}

static void *verify_url(void *unused)
{
    (void)asr_v2_verify_url(NULL, signed_url, strlen(signed_url), secret, hash->flags);
    return unused;
}

static void *refuse_a_url(void *unused)
{
    (void)asr_v2_render_url(NULL, bad_url, strlen(bad_url), "AKID", secret, 0, ASR_DIALECT_AWS_QUERY, hash->flags,
                            ASR_STAGE_ERROR, out, sizeof out);
    return unused;
}

/* There is no secret in it; but its stack is looked at as well. */
static void *check_time(void *unused)
{
    (void)asr_v2_check_time_url(long_url, strlen(long_url), 0, 300);
    return unused;
}

static void *lookup(void *unused)
{
    (void)aws_signed_request("com", params, 2, "AKID", secret, NULL, NULL, 0, out, sizeof out);
    return unused;
}

static void *init(void *unused)
{
    (void)asr_key_init(&made, secret, secret_len, hash->flags);
    return unused;
}

static void *hmac(void *unused)
{
    (void)asr_hmac_base64(secret, secret_len, "text", 4, hash->flags, out, sizeof out);
    return unused;
}

static void run(void *(*call)(void *))
{
    pthread_t thread;
    pthread_attr_t attributes;
    memset(stack, 0, sizeof stack);
    freed_len = freed_blocks = 0;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, sizeof stack);
    is_watched = 1;
    if (pthread_create(&thread, &attributes, call, NULL) != 0 || pthread_join(thread, NULL) != 0) {
        abort();
    }
    is_watched = 0;
    pthread_attr_destroy(&attributes);
}

/* ---- diagnoses, which prepare a key of each way in which the secret may have been spoilt ---- */

static asr_v2_evidence evidence;
static char wrong[45];
static int32_t mistakes[80];

static void *diagnose(void *unused)
{
    asr_v2_request r = request();
    (void)asr_v2_diagnose(&r, &evidence, mistakes, 80, ASR_ANSWER_REPORT, out, sizeof out);
    return unused;
}

static void *diagnose_by_key(void *unused)
{
    asr_v2_request r = request();
    r.secret = NULL, r.secret_len = 0, r.key = &states;
    (void)asr_v2_diagnose(&r, &evidence, mistakes, 80, ASR_ANSWER_REPORT, out, sizeof out);
    return unused;
}

static void *diagnose_lists(void *unused)
{
    asr_v2_request r = request();
    (void)asr_v2_diagnose_lists(&r, "Action", 6, "x", 1, 1, &evidence, mistakes, 80, ASR_ANSWER_STRING_TO_SIGN, out,
                                sizeof out);
    return unused;
}

static void *diagnose_url(void *unused)
{
    asr_v2_request r = request();
    (void)asr_v2_diagnose_url(&r, signed_url, strlen(signed_url), NULL, mistakes, 80, ASR_ANSWER_REPORT, out, sizeof out);
    return unused;
}

static void *refuse_to_diagnose(void *unused)
{
    asr_v2_request r = request();
    r.endpoint = "nonsense", r.endpoint_len = 8;
    (void)asr_v2_diagnose(&r, &evidence, mistakes, 80, ASR_ANSWER_ERROR, out, sizeof out);
    return unused;
}

/* A secret as the search tries it: neither it nor its states may be there. */
static void look_for_way(const char *text, size_t len, const char *what)
{
    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, text, len, hash->flags | ASR_F_ANY_CREDENTIAL), ASR_OK, what);
    look_for_states(&key, what);
    CHECK(len < PIECE || !is_left(text, len), what);
    asr_wipe(&key, sizeof key);
}

static void look_after_diagnosis(const char *call)
{
    static const struct {
        const char *before, *after;
    } around[] = {{"", "\n"}, {" ", ""}, {"", " "}, {"", "\t"}, {" ", " "}, {"", "&"}, {"\"", "\""}, {"'", "'"}};
    char text[512], base64[512];
    look_at(call, PROMISED_OF_DIAGNOSES);
    CHECK(freed_blocks > 10 && freed_len > 100 * 1000 && freed_len < sizeof freed, "what was freed was seen");
    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        look_for_way(text, (size_t)sprintf(text, "%s%s%s", around[i].before, secret, around[i].after), call);
    }
    look_for_way(secret + 1, secret_len - 1, call);
    look_for_way(secret, secret_len - 1, call);
    int32_t len = asr_percent_encode(secret, secret_len, text, sizeof text);
    look_for_way(text, (size_t)len, call);
    for (size_t i = 0; i < secret_len; i++) {
        text[i] = (char)(secret[i] >= 'a' && secret[i] <= 'z' ? secret[i] - 32 : secret[i]);
        base64[i] = (char)(secret[i] >= 'A' && secret[i] <= 'Z' ? secret[i] + 32 : secret[i]);
    }
    look_for_way(text, secret_len, call), look_for_way(base64, secret_len, call);
}

static void diagnoses(void)
{
    memset(&evidence, 0, sizeof evidence);
    evidence.struct_size = sizeof evidence;
    /* A secret with a newline: what is found is one of the ways. */
    char text[512], spoilt[256];
    asr_v2_request r = request();
    CHECK(asr_v2_render(&r, ASR_STAGE_STRING_TO_SIGN, text, sizeof text) > 0, "a string to sign");
    sprintf(spoilt, "%s\n", secret);
    CHECK(asr_hmac_base64(spoilt, secret_len + 1, text, strlen(text), hash->flags, wrong, sizeof wrong) > 0, "a signature");
    evidence.signature = wrong, evidence.signature_len = strlen(wrong);
    run(diagnose), look_after_diagnosis("asr_v2_diagnose");
    CHECK_NUMBER(mistakes[0], ASR_MISTAKE_SECRET_WHITE_SPACE, "a newline");
    run(diagnose_url), look_after_diagnosis("asr_v2_diagnose_url");
    CHECK_NUMBER(mistakes[0], ASR_MISTAKE_RIGHT, "a right signature");
    run(diagnose_by_key), look_at("asr_v2_diagnose with a key", PROMISED_OF_DIAGNOSES);
    run(refuse_to_diagnose), look("asr_v2_diagnose, refused");
    /* The text as the key, and nothing that is known, so that all is tried. */
    CHECK(asr_hmac_base64(text, strlen(text), secret, secret_len, hash->flags, wrong, sizeof wrong) > 0, "a signature");
    run(diagnose), look_after_diagnosis("asr_v2_diagnose of a text as the key");
    CHECK_NUMBER(mistakes[0], ASR_MISTAKE_KEY_AND_TEXT_SWAPPED, "the text as the key");
    wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
    evidence.most_mistakes = 2;
    run(diagnose_lists), look_after_diagnosis("asr_v2_diagnose_lists of what is not known");
    CHECK_NUMBER(mistakes[0], 0, "what is not known");
}

/* What a careless program does, to see that it would be found. */
static void *careless(void *unused)
{
    volatile asr_key copy = states;
    (void)copy.opaque[0];
    return unused;
}

static void *careless_with_memory(void *unused)
{
    asr_key *copy = malloc(sizeof *copy);
    if (copy != NULL) {
        memcpy(copy, &states, sizeof *copy);
        __asm__ volatile("" : : "r"(copy) : "memory");
        free(copy);
    }
    return unused;
}

static void all(const char *with, const struct hash *by)
{
    static const char *const names[] = {"", "CANONICAL", "STRING_TO_SIGN", "SIGNATURE", "QUERY", "URL", "ERROR", "EXPLAIN"};
    secret = with;
    secret_len = strlen(with);
    hash = by;
    CHECK_NUMBER(asr_key_init(&states, secret, secret_len, hash->flags), ASR_OK, "asr_key_init");
    /* Something to verify: the same signature apart and in a URL. */
    asr_v2_request r = request();
    CHECK(asr_v2_render(&r, ASR_STAGE_SIGNATURE, signature, sizeof signature) > 0, "a signature");
    CHECK(asr_v2_render(&r, ASR_STAGE_URL, signed_url, sizeof signed_url) > 0, "a signed URL");
    CHECK_NUMBER(asr_v2_verify_url(NULL, signed_url, strlen(signed_url), secret, hash->flags), ASR_OK, signed_url);
    for (stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_EXPLAIN; stage++) {
        run(render), look(names[stage]);
        run(url), look(names[stage]);
    }
    run(size_query), look("a size query");
    run(many), look("200 parameters");
    run(prepared), look("a prepared key");
    run(lists), look("lists");
    run(with_lists), look("a struct and lists");
    run(with_lists_by_key), look("a struct and lists with a prepared key");
    run(size_query_of_a_url), look("a size query of a long URL");
    run(many_in_a_url), look("200 parameters in a URL");
    run(refuse_a_url), look("a URL that is not UTF-8");
    CHECK(strstr(out, "UTF-8") != NULL, out);
    run(verify), look("asr_v2_verify");
    run(verify_by_key), look("asr_v2_verify with a prepared key");
    run(verify_lists), look("asr_v2_verify_lists");
    run(verify_url), look("asr_v2_verify_url");
    run(check_time), look("asr_v2_check_time_url");
    if (hash->flags == 0) {
        run(lookup), look("aws_signed_request");
    }
    run(init), look("asr_key_init");
    CHECK(memcmp(&made, &states, sizeof made) == 0, "asr_key_init");
    run(hmac), look("asr_hmac_base64");
    diagnoses();
    run(careless);
    CHECK(is_left(&states, 4 * hash->words), "a copy that is left behind is found");
    run(careless_with_memory);
    CHECK(is_left(&states, 4 * hash->words), "a copy in memory that is given back is found");
}

int main(void)
{
    for (size_t i = 0; i < 200; i++) {
        params[i].name = "Name", params[i].name_len = 4, params[i].value = "value", params[i].value_len = 5;
    }
    strcpy(short_url, "https://sdb.amazonaws.com/?AWSAccessKeyId=%41KID&Timestamp=&Name=a+value&Signature=old");
    char *end = many_url + sprintf(many_url, "https://sdb.amazonaws.com/?");
    for (int i = 0; i < 200; i++) {
        end += sprintf(end, "Nam%%65=%%76alu%%65&");
    }
    end = long_url + sprintf(long_url, "https://sdb.amazonaws.com/?Expires=");
    for (int i = 0; i < 2000; i++) {
        end += sprintf(end, "%%3a");
    }
    strcat(strcpy(bad_url, long_url), "%FF");
    run(nothing);
    thread_alone = depth();
    CHECK(thread_alone > 0, "a thread uses its stack");
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        all("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", &hashes[i]);
        all(long_secret, &hashes[i]);
    }
    return closing_line();
}
