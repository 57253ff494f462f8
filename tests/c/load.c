/*
 * The library is loaded, used and let go at run time, as plug-ins and other languages do.
 *
 *     load PATH
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <dlfcn.h>

/* POSIX lets a function's address travel in a void pointer; ISO C has no cast for it, so the bytes are copied. */
static int find(void *library, const char *name, void *function)
{
    void *address = dlsym(library, name);
    memcpy(function, &address, sizeof address);
    CHECK(address != NULL, name);
    return address != NULL;
}

static void use(void *library)
{
    const char *(*version)(void);
    size_t (*size_of)(int32_t);
    int32_t (*encode)(const char *, size_t, char *, size_t);
    int32_t (*render)(const asr_v2_request *, int32_t, char *, size_t);
    int32_t (*verify)(const char *, const char *, size_t, const char *, uint32_t);
    char out[64];
    if (!find(library, "asr_version", &version) || !find(library, "asr_sizeof", &size_of) ||
        !find(library, "asr_percent_encode", &encode) || !find(library, "asr_v2_render", &render) ||
        !find(library, "asr_v2_verify_url", &verify)) {
        return;
    }
    CHECK(version()[0] >= '0' && version()[0] <= '9', version());
    CHECK_NUMBER(size_of(ASR_STRUCT_V2_REQUEST), sizeof(asr_v2_request), "asr_sizeof");
    CHECK_NUMBER(encode("a b", 3, out, sizeof out), 5, "asr_percent_encode");
    CHECK(strcmp(out, "a%20b") == 0, out);
    CHECK_NUMBER(render(NULL, ASR_STAGE_URL, out, sizeof out), ASR_E_NULL, "asr_v2_render");
    /* The example that Amazon's Product Advertising API Developer Guide prints. */
    static const char url[] =
        "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769"
        "&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService"
        "&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06"
        "&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D";
    CHECK_NUMBER(verify(NULL, url, sizeof url - 1, "1234567890", 0), ASR_OK, "asr_v2_verify_url");
    CHECK_NUMBER(verify(NULL, url, sizeof url - 1, "another", 0), ASR_E_MISMATCH, "asr_v2_verify_url");
    CHECK(dlsym(library, "rust_eh_personality") == NULL, "nothing of Rust's own is exported");
}

int main(int argc, char **argv)
{
    for (int round = 0; argc > 1 && round < 3; ++round) {
        void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        CHECK(library != NULL, "dlopen");
        if (library == NULL) {
            puts(dlerror());
            break;
        }
        use(library);
        CHECK_NUMBER(dlclose(library), 0, "dlclose");
    }
    return closing_line();
}
