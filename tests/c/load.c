/*
 * The library is loaded, used and let go at run time, as plug-ins and other languages do: a thousand times, and the process
 * does not grow.
 *
 *     load PATH
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

/* After the first ones what is needed once is there, but for some pages of the C library; a KB that is lost in each round
   would be 900. */
enum { ROUNDS = 1000, FIRST = 100, MOST_GROWTH_KB = 400 };

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

/* What the process has in memory, in KB. */
static long memory(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = -1;
    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1) {
        perror("/proc/self/statm");
    }
    if (file != NULL) {
        fclose(file);
    }
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* How many pieces of memory are mapped. */
static long mappings(void)
{
    FILE *file = fopen("/proc/self/maps", "r");
    long lines = 0;
    if (file == NULL) {
        perror("/proc/self/maps");
        return -1;
    }
    for (int byte; (byte = getc(file)) != EOF;) {
        lines += byte == '\n';
    }
    fclose(file);
    return lines;
}

static void *use_in_a_thread(void *library)
{
    use(library);
    return NULL;
}

int main(int argc, char **argv)
{
    long memory_before = 0, mappings_before = 0;
    for (int round = 0; argc > 1 && round < ROUNDS; ++round) {
        void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        CHECK(library != NULL, "dlopen");
        if (library == NULL) {
            puts(dlerror());
            break;
        }
        use(library);
        pthread_t thread;
        if (round % 2 > 0 && pthread_create(&thread, NULL, use_in_a_thread, library) == 0) {
            pthread_join(thread, NULL);
        }
        CHECK_NUMBER(dlclose(library), 0, "dlclose");
        if (round + 1 == FIRST) {
            memory_before = memory(), mappings_before = mappings();
        }
    }
    CHECK(dlopen(argc > 1 ? argv[1] : "", RTLD_NOW | RTLD_NOLOAD) == NULL, "the library is gone");
    long memory_after = memory(), mappings_after = mappings();
    printf("%ld KB in memory after %d rounds, %ld KB after %d; %ld mappings, then %ld\n", memory_before, FIRST, memory_after,
           ROUNDS, mappings_before, mappings_after);
    CHECK(memory_before > 0 && memory_after - memory_before <= MOST_GROWTH_KB, "the process does not grow");
    CHECK(mappings_before > 0 && mappings_after <= mappings_before, "no more is mapped");
    return closing_line();
}
