/*
 * With up to 64 parameters nothing is allocated, whatever is called; with more, one block, which is freed. The C
 * library's allocator is replaced by one that counts, and the library that is loaded calls it, too.
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <errno.h>
#include <stdlib.h>

/* ---- the allocator ---- */

/* What the C library's own are called beside the names that are replaced here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

/* They are volatile because a compiler knows that its own malloc changes no variable. */
static volatile int blocks, freed;

void *malloc(size_t size)
{
    ++blocks;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    ++blocks;
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    ++blocks, freed += block != NULL;
    return __libc_realloc(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    ++blocks;
    *block = __libc_memalign(alignment, size);
    return *block == NULL ? ENOMEM : 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    ++blocks;
    return __libc_memalign(alignment, size);
}

void free(void *block)
{
    freed += block != NULL;
    __libc_free(block);
}

/* ---- the requests ---- */

enum { MOST = 1000, ROOM = 256 * 1024, LISTS = 64 * 1024 };

#define SIGNATURE "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="
#define SIGNATURE_SHA1 "tpkcKhXng+cQaZ5lLDxFRr+DfHM="

/* The same parameters in each form, once with values that have to be escaped, once with long ones as well. */
static asr_param params[MOST];
static char names[LISTS], values[ROOM], url[3 * ROOM], signed_url[3 * ROOM], out[3 * ROOM];
static size_t names_len, values_len, url_len, signed_len;

static void fill(size_t count, size_t value_len)
{
    static const char letters[] = "v &+/:%=";
    char *name = names, *value = values;
    url_len = (size_t)sprintf(url, "https://Example.com:8443/a?");
    for (size_t i = 0; i < count; ++i) {
        params[i] = (asr_param){name, (size_t)sprintf(name, "Name.%zu", i), value, value_len};
        url_len += (size_t)sprintf(url + url_len, "&%%4eame.%zu=", i);
        for (size_t n = 0; n < value_len; ++n) {
            value[n] = letters[(i + n) % (sizeof letters - 1)];
            url_len += (size_t)sprintf(url + url_len, value[n] == ' ' ? "+" : "%%%02x", (unsigned)value[n]);
        }
        value[value_len] = '\0';
        name += params[i].name_len + 1, value += value_len + 1;
    }
    names_len = count > 0 ? (size_t)(name - names) - 1 : 0;
    values_len = count > 0 ? (size_t)(value - values) - 1 : 0;
}

static void expect(const char *what, int32_t got, int32_t expected, int asked)
{
    /* They are read first, since a report of a failure may allocate as well. */
    int were_asked = blocks, were_freed = freed;
    /* Of texts the status is all that is wanted here: their bytes are looked at elsewhere. */
    CHECK_NUMBER(expected == 0 && got > 0 ? 0 : got, expected, what);
    CHECK_NUMBER(were_asked, asked, what);
    CHECK_NUMBER(were_freed, asked, what);
    blocks = freed = 0;
}

/* Each function for a request of `count` parameters, which may ask for `asked` blocks. */
static void calls(size_t count, size_t value_len, uint32_t flags, int asked)
{
    char about[120];
    asr_key key;
    asr_v2_request r, bare;
    const char *signature = flags != 0 ? SIGNATURE_SHA1 : SIGNATURE;
    size_t signature_len = strlen(signature);
    fill(count, value_len);
    memset(&r, 0, sizeof r);
    r.struct_size = sizeof r, r.flags = flags;
    r.endpoint = "https://Example.com:8443/a", r.endpoint_len = 26;
    r.secret = "secret", r.secret_len = 6;
    r.params = params, r.params_count = count;
#define ABOUT(function) \
    (snprintf(about, sizeof about, "%s, %zu parameters of %zu bytes", function, count, value_len), about)
    blocks = freed = 0;
    /* Any bytes will do. */
    expect(ABOUT("asr_v2_compare"), asr_v2_compare(names, names_len, values, values_len, out, sizeof out), ASR_OK, 0);
    expect(ABOUT("asr_key_init"), asr_key_init(&key, "secret", 6, flags), ASR_OK, 0);
    for (int32_t dialect = ASR_DIALECT_AS_GIVEN; dialect <= ASR_DIALECT_HTX; ++dialect) {
        const char *access_key = dialect == ASR_DIALECT_AS_GIVEN ? NULL : "AKID";
        r.dialect = dialect, r.access_key = access_key, r.access_key_len = access_key != NULL ? 4 : 0;
        bare = r, bare.params = NULL, bare.params_count = 0;
        for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_EXPLAIN; ++stage) {
            /* Room for the text, too little, and none at all. */
            for (int room = 0; room < 3; ++room) {
                char *to = room < 2 ? out : NULL;
                size_t cap = room == 0 ? sizeof out : room == 1 ? 10 : 0;
                expect(ABOUT("asr_v2_render"), asr_v2_render(&r, stage, to, cap), ASR_OK, asked);
                expect(ABOUT("asr_v2_render_lists"),
                       asr_v2_render_lists(NULL, r.endpoint, names, names_len, values, values_len, count, access_key,
                                           "secret", NULL, 0, dialect, flags, stage, to, cap),
                       ASR_OK, asked);
                for (int with_key = 0; with_key < 2; ++with_key) {
                    bare.key = with_key ? &key : NULL;
                    asr_v2_call call = {&bare, names_len, values_len, count, 0, to, cap, stage};
                    expect(ABOUT("asr_v2_render_with_lists"),
                           asr_v2_render_with_lists(&call, names, values), ASR_OK, asked);
                }
                expect(ABOUT("asr_v2_render_url"),
                       asr_v2_render_url(NULL, url, url_len, access_key, "secret", 0, dialect, flags, stage, to, cap),
                       ASR_OK, asked);
            }
        }
        expect(ABOUT("asr_v2_verify"), asr_v2_verify(&r, signature, signature_len), ASR_E_MISMATCH, asked);
        r.key = &key;
        expect(ABOUT("asr_v2_verify with a key"), asr_v2_verify(&r, signature, signature_len), ASR_E_MISMATCH, asked);
        r.key = NULL;
    }
    expect(ABOUT("asr_v2_verify_lists"),
           asr_v2_verify_lists(NULL, r.endpoint, names, names_len, values, values_len, count, signature, "secret",
                               flags),
           ASR_E_MISMATCH, asked);
    expect(ABOUT("asr_v2_check_time"), asr_v2_check_time(&r, 300), ASR_E_STAMP, asked);
    expect(ABOUT("asr_v2_check_time_lists"),
           asr_v2_check_time_lists(names, names_len, values, values_len, count, 0, 300), ASR_E_STAMP, asked);
    expect(ABOUT("asr_v2_check_time_url"), asr_v2_check_time_url(url, url_len, 0, 300), ASR_E_STAMP, asked);

    /* What comes in signed has, beside its parameters, what its dialect has added. */
    signed_len = (size_t)asr_v2_render_url(NULL, url, url_len, "AKID", "secret", 0, ASR_DIALECT_AWS_QUERY, flags,
                                           ASR_STAGE_URL, signed_url, sizeof signed_url);
    CHECK(signed_len < sizeof signed_url, "a signed URL");
    blocks = freed = 0;
    expect(ABOUT("asr_v2_verify_url"), asr_v2_verify_url(NULL, signed_url, signed_len, "secret", flags), ASR_OK, asked);
    signed_url[signed_len - 1] = '%';
    expect(ABOUT("asr_v2_verify_url, refused"), asr_v2_verify_url(NULL, signed_url, signed_len, "secret", flags),
           ASR_E_ESCAPE, asked);
}

int main(void)
{
    /* The counters count what this program asks for, so that zero means something. */
    blocks = freed = 0;
    void *volatile block = malloc(1);
    free(block);
    CHECK(blocks == 1 && freed == 1, "the counters count");
    static const size_t counts[] = {0, 1, 10, 63, 64}, more[] = {73, 100, MOST};
    for (uint32_t flags = 0; flags <= ASR_F_HMAC_SHA1; flags += ASR_F_HMAC_SHA1) {
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; ++i) {
            calls(counts[i], 0, flags, 0);
            calls(counts[i], 9, flags, 0);
            calls(counts[i], 1000, flags, 0);
        }
        /* And those of the library are counted as well. */
        for (size_t i = 0; i < sizeof more / sizeof more[0]; ++i) {
            calls(more[i], 20, flags, 1);
        }
    }
    return closing_line();
}
