/*
 * The signer in C on OpenSSL 3, plainly written: sort, escape, HMAC, Base64. Three ways to the HMAC: HMAC(), which most
 * programs call; one EVP_MAC context that is made ready anew for each text; and the two states of SHA-256 behind the
 * key's blocks, which OpenSSL deprecates.
 */

#define OPENSSL_API_COMPAT 0x10100000L

#include "contestant.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/sha.h>

struct state {
    const struct workload *workload;
    EVP_MAC_CTX *context;
    SHA256_CTX inner, outer;
    char out[ROOM];
};

typedef void one_mac(struct state *state, const char *text, size_t len, unsigned char *digest);

/* ---- three ways to the HMAC ---- */

static void by_hmac(struct state *s, const char *text, size_t len, unsigned char *digest)
{
    const char *secret = s->workload->secret;
    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text, len, digest, NULL);
}

static void by_context(struct state *s, const char *text, size_t len, unsigned char *digest)
{
    size_t written;
    EVP_MAC_init(s->context, NULL, 0, NULL);
    EVP_MAC_update(s->context, (const unsigned char *)text, len);
    EVP_MAC_final(s->context, digest, &written, SHA256_DIGEST_LENGTH);
}

static void by_states(struct state *s, const char *text, size_t len, unsigned char *digest)
{
    SHA256_CTX inner = s->inner, outer = s->outer;
    SHA256_Update(&inner, text, len);
    SHA256_Final(digest, &inner);
    SHA256_Update(&outer, digest, SHA256_DIGEST_LENGTH);
    SHA256_Final(digest, &outer);
}

/* ---- the signer ---- */

static int by_name(const void *a, const void *b)
{
    const struct pair *one = a, *other = b;
    int order = strcmp(one->name, other->name);
    return order != 0 ? order : strcmp(one->value, other->value);
}

static char *append(char *out, const char *text, size_t len)
{
    memcpy(out, text, len);
    return out + len;
}

static char *append_escaped(char *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text != '\0'; ++text) {
        unsigned char byte = (unsigned char)*text;
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
            byte == '-' || byte == '_' || byte == '.' || byte == '~') {
            *out++ = *text;
        } else {
            *out++ = '%';
            *out++ = digits[byte >> 4];
            *out++ = digits[byte & 15];
        }
    }
    return out;
}

static const char *sign(struct state *s, one_mac *mac)
{
    const struct workload *workload = s->workload;
    struct pair params[MOST_PARAMS];
    memcpy(params, workload->params, workload->count * sizeof *params);
    qsort(params, workload->count, sizeof *params, by_name);

    char text[ROOM], *at = text;
    const char *host = workload->endpoint + strlen("https://"), *path = strchr(host, '/');
    at = append(at, "GET\n", 4);
    at = append(at, host, (size_t)(path - host));
    at = append(at, "\n", 1);
    at = append(at, path, strlen(path));
    at = append(at, "\n", 1);
    char *query = at;
    for (size_t i = 0; i < workload->count; ++i) {
        at = i > 0 ? append(at, "&", 1) : at;
        at = append_escaped(at, params[i].name);
        at = append(at, "=", 1);
        at = append_escaped(at, params[i].value);
    }

    unsigned char digest[SHA256_DIGEST_LENGTH], signature[45];
    mac(s, text, (size_t)(at - text), digest);
    EVP_EncodeBlock(signature, digest, sizeof digest);

    char *out = append(s->out, workload->endpoint, strlen(workload->endpoint));
    out = append(out, "?", 1);
    out = append(out, query, (size_t)(at - query));
    out = append(out, "&Signature=", 11);
    *append_escaped(out, (const char *)signature) = '\0';
    return s->out;
}

/* ---- the cases ---- */

static const char *sign_by_hmac(void *state)
{
    return sign(state, by_hmac);
}

static const char *sign_by_context(void *state)
{
    return sign(state, by_context);
}

static const char *sign_by_states(void *state)
{
    return sign(state, by_states);
}

static void start(SHA256_CTX *context, const char *secret, unsigned char pad)
{
    unsigned char block[SHA256_CBLOCK] = {0};
    memcpy(block, secret, strlen(secret));
    for (size_t i = 0; i < sizeof block; ++i) {
        block[i] ^= pad;
    }
    SHA256_Init(context);
    SHA256_Update(context, block, sizeof block);
}

static void cases(const struct workload *workload)
{
    struct state *s = room(sizeof *s);
    s->workload = workload;
    start(&s->inner, workload->secret, 0x36);
    start(&s->outer, workload->secret, 0x5c);
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    s->context = EVP_MAC_CTX_new(hmac);
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    if (!EVP_MAC_init(s->context, (const unsigned char *)workload->secret, strlen(workload->secret), params)) {
        give_up("OpenSSL has no HMAC", workload->name);
    }
    add_case(workload, "url", "HMAC()", sign_by_hmac, s);
    add_case(workload, "url", "a kept EVP_MAC context", sign_by_context, s);
    add_case(workload, "url", "kept SHA256_CTX states", sign_by_states, s);
}

int main(void)
{
    printf("version\t%s, gcc %s\n", OpenSSL_version(OPENSSL_VERSION), __VERSION__);
    return contest();
}
