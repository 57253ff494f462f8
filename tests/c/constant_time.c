/*
 * Verification takes no turn that depends on where two signatures differ. Memcheck is told that a text is not known: then
 * it reports every turn that the program takes by anything that was made of it. Whether a signature is right is such a
 * turn, and may be; but there must be as many for one that is wrong in its first letter as for one that is wrong in its
 * last.
 *
 *     valgrind constant_time       (the reports are expected; the closing line and the exit code are what counts)
 */

#include "check.h"

#include <aws_signed_request.h>
#include <valgrind/memcheck.h>

static const asr_param params[] = {{"Action", 6, "ListDomains", 11}, {"Version", 7, "2009-04-15", 10}};

struct received {
    asr_v2_request request;
    char signature[45];
    size_t signature_len;
};

static int32_t by_struct(const struct received *r)
{
    return asr_v2_verify(&r->request, r->signature, r->signature_len);
}

static int32_t by_lists(const struct received *r)
{
    return asr_v2_verify_lists(NULL, r->request.endpoint, "Action\0Version", 14, "ListDomains\0002009-04-15", 22, 2,
                               r->signature, r->request.secret, r->request.flags);
}

typedef int32_t verifier(const struct received *received);

static unsigned reports_of(verifier *verify, const struct received *r, int32_t expected, const char *what)
{
    unsigned before = VALGRIND_COUNT_ERRORS;
    int32_t status = verify(r);
    unsigned reports = VALGRIND_COUNT_ERRORS - before;
    /* The answer was made of what is not known, and is meant to be known now. */
    (void)VALGRIND_MAKE_MEM_DEFINED(&status, sizeof status);
    CHECK_NUMBER(status, expected, what);
    return reports;
}

/* The right signature with another letter at this place. The last one before the `=` is one whose last two bits are 0, as
   Base64 has it there. */
static struct received wrong_at(const struct received *right, size_t at)
{
    struct received r = *right;
    if (at == r.signature_len - 2) {
        r.signature[at] = r.signature[at] == 'w' ? 'A' : 'w';
    } else {
        r.signature[at] = r.signature[at] == 'A' ? 'B' : 'A';
    }
    return r;
}

/* The letters that came in are not known, so every look at them is reported: as many wherever the wrong one is. */
static void unknown_signatures(const char *what, verifier *verify, const struct received *right)
{
    struct received r = *right;
    (void)VALGRIND_MAKE_MEM_UNDEFINED(r.signature, r.signature_len);
    CHECK(reports_of(verify, &r, ASR_OK, what) > 0, "what is made of a signature is seen");
    unsigned first = 0;
    for (size_t at = 0; at < right->signature_len - 1; ++at) {
        r = wrong_at(right, at);
        (void)VALGRIND_MAKE_MEM_UNDEFINED(r.signature, r.signature_len);
        unsigned reports = reports_of(verify, &r, ASR_E_MISMATCH, what);
        first = at == 0 ? reports : first;
        CHECK_NUMBER(reports, first, what);
    }
    CHECK(first > 0, "what is made of a signature is seen");
}

/* With a key, all that depends on the secret is the signature that is computed. Each letter of it may be looked up in the
   table of Base64, and then it may be compared; nothing on the way there may be reported. */
static void unknown_key(struct received *r)
{
    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, r->request.secret, r->request.secret_len, r->request.flags), ASR_OK, "a key");
    r->request.key = &key;
    unknown_signatures("a key", by_struct, r);
    /* An asr_key begins with the two states of the hash, of eight words each; what is behind them says which hash it is,
       and is no secret. */
    (void)VALGRIND_MAKE_MEM_UNDEFINED(&key, 64);
    unsigned reports = reports_of(by_struct, r, ASR_OK, "an unknown key");
    CHECK(reports > 0, "what is made of the key is seen");
    CHECK(reports <= r->signature_len + 1, "no turn but for the answer");
    for (size_t at = 0; at < r->signature_len - 1; ++at) {
        struct received wrong = wrong_at(r, at);
        CHECK_NUMBER(reports_of(by_struct, &wrong, ASR_E_MISMATCH, "an unknown key"), reports, "an unknown key");
    }
    r->request.key = NULL;
    asr_wipe(&key, sizeof key);
}

static void verifiers(uint32_t flags)
{
    struct received r;
    memset(&r, 0, sizeof r);
    r.request.struct_size = sizeof r.request;
    r.request.endpoint = "https://sdb.amazonaws.com/";
    r.request.endpoint_len = strlen(r.request.endpoint);
    r.request.params = params, r.request.params_count = 2;
    r.request.flags = flags;
    r.request.secret = "a secret", r.request.secret_len = 8;
    int32_t len = asr_v2_render(&r.request, ASR_STAGE_SIGNATURE, r.signature, sizeof r.signature);
    CHECK_NUMBER(len, flags == ASR_F_HMAC_SHA1 ? 28 : 44, "a signature");
    r.signature_len = strlen(r.signature);
    unknown_signatures("a secret", by_struct, &r);
    unknown_signatures("lists", by_lists, &r);
    unknown_key(&r);
}

/* What a careless verifier does, to see that it would be found. */
static int differs(const volatile char *a, const volatile char *b, size_t len)
{
    for (size_t i = 0; i < len; ++i) {
        if (a[i] != b[i]) {
            return 1;
        }
    }
    return 0;
}

static unsigned careless(size_t wrong)
{
    char computed[44] = {0}, received[44] = {0};
    received[wrong] = 1;
    (void)VALGRIND_MAKE_MEM_UNDEFINED(received, sizeof received);
    unsigned before = VALGRIND_COUNT_ERRORS;
    CHECK(differs(computed, received, sizeof computed), "a difference");
    return VALGRIND_COUNT_ERRORS - before;
}

int main(void)
{
    if (!RUNNING_ON_VALGRIND) {
        puts("this program has to be run by valgrind");
        return 1;
    }
    verifiers(0);
    verifiers(ASR_F_HMAC_SHA1);
    CHECK(careless(0) < careless(43), "a comparison that stops early is found");
    return closing_line();
}
