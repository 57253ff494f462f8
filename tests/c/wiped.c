/*
 * What a call leaves behind in memory on a processor with SHA instructions: nothing that could sign. Each call runs on a
 * thread whose stack is ours to look at afterwards. (The test is run with the program bound at its start, since a dynamic
 * linker that binds later saves the processor's registers, which may hold anything, on that stack.) What is searched for is the secret, the blocks that HMAC makes of it, and the two states that it reaches
 * after them, which sign as well as the secret does.
 */

#define _GNU_SOURCE
#include "check.h"

#include <aws_signed_request.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STACK (256 * 1024)

/* Long enough that no code or text holds it by chance. */
#define PIECE 12

static unsigned char stack[STACK] __attribute__((aligned(4096)));
static const char long_secret[] =
    "A secret of more than a block: 0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 9876543210";

/* What sha256sum says of it. */
static const unsigned char hash_of_the_long[] = {
    0xd5, 0xcf, 0x1e, 0x31, 0x27, 0x78, 0xac, 0x05,
    0x4b, 0xb8, 0x08, 0x4c, 0x4f, 0xd0, 0x31, 0xd0,
    0x93, 0x34, 0x52, 0x63, 0x5e, 0x5c, 0x0d, 0x8f,
    0x00, 0x77, 0x0f, 0x70, 0x52, 0xca, 0x8f, 0x9e,
};

static asr_key states;
static asr_key made;
static char out[8192];
static const char *secret;
static size_t secret_len;
static asr_param params[200];

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
    return r;
}

/* Whether a piece of `what`, beginning at a multiple of four, is on the stack. */
static int is_on_stack(const void *what, size_t len)
{
    for (size_t from = 0; from + PIECE <= len; from += 4) {
        if (memmem(stack, sizeof stack, (const char *)what + from, PIECE) != NULL) {
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

static void look(const char *what)
{
    CHECK(depth() < thread_alone + PROMISED, what);
    unsigned char block[2][64];
    uint32_t word[16], swapped[16], shuffled[16];
    /* HMAC takes the hash of a secret that is longer than a block. */
    int is_long = secret_len > 64;
    const unsigned char *key = is_long ? hash_of_the_long : (const unsigned char *)secret;
    size_t len = is_long ? sizeof hash_of_the_long : secret_len;
    CHECK(!is_on_stack(secret, secret_len), what);
    CHECK(!is_on_stack(key, len), what);
    for (size_t i = 0; i < len; i++) {
        block[0][i] = key[i] ^ 0x36;
        block[1][i] = key[i] ^ 0x5c;
    }
    CHECK(!is_on_stack(block[0], len) && !is_on_stack(block[1], len), what);
    uint32_t of_key[8];
    for (size_t i = 0; i < 8 && is_long; i++) {
        memcpy(&of_key[i], key + 4 * i, 4);
        of_key[i] = __builtin_bswap32(of_key[i]);
    }
    CHECK(!is_long || !is_on_stack(of_key, sizeof of_key), what);
    /* An asr_key begins with the two states. SHA instructions keep them in another order, and big-endian is a third. */
    memcpy(word, states.opaque, sizeof word);
    static const int order[8] = {5, 4, 1, 0, 7, 6, 3, 2};
    for (int i = 0; i < 16; i++) {
        swapped[i] = __builtin_bswap32(word[i]);
        shuffled[i] = word[(i & 8) + order[i & 7]];
    }
    CHECK(!is_on_stack(word, sizeof word), what);
    CHECK(!is_on_stack(swapped, sizeof swapped), what);
    CHECK(!is_on_stack(shuffled, sizeof shuffled), what);
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
                              ASR_DIALECT_AWS_QUERY, 0, ASR_STAGE_URL, out, sizeof out);
    return unused;
}

static void *lookup(void *unused)
{
    (void)aws_signed_request("com", params, 2, "AKID", secret, NULL, NULL, 0, out, sizeof out);
    return unused;
}

static void *init(void *unused)
{
    (void)asr_key_init(&made, secret, secret_len, 0);
    return unused;
}

static void *hmac(void *unused)
{
    (void)asr_hmac_base64(secret, secret_len, "text", 4, 0, out, sizeof out);
    return unused;
}

/* What a careless program does, to see that it would be found. */
static void *careless(void *unused)
{
    volatile asr_key copy = states;
    (void)copy.opaque[0];
    return unused;
}

static void run(void *(*call)(void *))
{
    pthread_t thread;
    pthread_attr_t attributes;
    memset(stack, 0, sizeof stack);
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, sizeof stack);
    if (pthread_create(&thread, &attributes, call, NULL) != 0 || pthread_join(thread, NULL) != 0) {
        abort();
    }
    pthread_attr_destroy(&attributes);
}

static void all(const char *with)
{
    static const char *const names[] = {"", "CANONICAL", "STRING_TO_SIGN", "SIGNATURE", "QUERY", "URL", "ERROR"};
    secret = with;
    secret_len = strlen(with);
    CHECK_NUMBER(asr_key_init(&states, secret, secret_len, 0), ASR_OK, "asr_key_init");
    for (stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_ERROR; stage++) {
        run(render), look(names[stage]);
    }
    run(size_query), look("a size query");
    run(many), look("200 parameters");
    run(prepared), look("a prepared key");
    run(lists), look("lists");
    run(lookup), look("aws_signed_request");
    run(init), look("asr_key_init");
    CHECK(memcmp(&made, &states, sizeof made) == 0, "asr_key_init");
    run(hmac), look("asr_hmac_base64");
    run(careless);
    CHECK(is_on_stack(&states, 64), "a copy that is left behind is found");
}

int main(void)
{
    for (size_t i = 0; i < 200; i++) {
        params[i].name = "Name", params[i].name_len = 4, params[i].value = "value", params[i].value_len = 5;
    }
    run(nothing);
    thread_alone = depth();
    CHECK(thread_alone > 0, "a thread uses its stack");
    all("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    all(long_secret);
    return closing_line();
}
