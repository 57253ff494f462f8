/*
 * How much stack each function needs: it is called on a thread whose stack is ours to look at, filled with a pattern, of
 * which what is left tells how deep it went; and once more on a thread of 64 KB with a forbidden page below.
 */

#define _GNU_SOURCE

#include "doors.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the header promises, beside what a thread needs that does nothing. */
enum { PROMISED = 16 * 1024, PROMISED_OF_DIAGNOSES = 32 * 1024 };

enum { LARGE = 1024 * 1024, SMALL = 64 * 1024, UNTOUCHED = 0xA5 };

static struct visit visit;
static char out[MOST_SAID];
static unsigned char *large, *small;
static int row;
static int32_t stage;

static unsigned char *make_stack(size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *pages = mmap(NULL, len + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages, page, PROT_NONE) != 0) {
        perror("mmap");
        exit(1);
    }
    return pages + page;
}

/* Runs `work` on a stack, and says how much of it was used. */
static size_t run(void *(*work)(void *), unsigned char *stack, size_t len)
{
    pthread_t thread;
    pthread_attr_t attributes;
    memset(stack, UNTOUCHED, len);
    pthread_attr_init(&attributes);
    if (pthread_attr_setstack(&attributes, stack, len) != 0 || pthread_create(&thread, &attributes, work, NULL) != 0 ||
        pthread_join(thread, NULL) != 0) {
        puts("no thread");
        exit(1);
    }
    pthread_attr_destroy(&attributes);
    size_t untouched = 0;
    while (untouched < len && stack[untouched] == UNTOUCHED) {
        ++untouched;
    }
    return len - untouched;
}

static void *nothing(void *unused)
{
    return unused;
}

static void *open_door(void *unused)
{
    int32_t code = doors[row].open(&visit, stage, out, sizeof out);
    CHECK_NUMBER(code, visit.said[row][stage].code, doors[row].name);
    return unused;
}

/* Twice as deep as this goes, to see that it would be found. */
static void *deep(void *unused)
{
    volatile char frame[2 * PROMISED];
    frame[0] = frame[sizeof frame - 1] = 1;
    return unused;
}

/* Opens one door at one stage on both stacks, and notes how deep it went if that is deeper than others. */
static void measure(size_t alone, size_t *most, const char **which)
{
    size_t used = run(open_door, large, LARGE);
    used -= used > alone ? alone : used;
    if (used > *most) {
        *most = used, *which = doors[row].name;
    }
    CHECK(used < (doors[row].diagnoses ? PROMISED_OF_DIAGNOSES : PROMISED), doors[row].name);
    run(open_door, small, SMALL);
}

static void all(const char *about, size_t count, uint32_t flags, size_t alone)
{
    size_t most[2] = {0, 0};
    const char *which[2] = {"", ""};
    make_visit(&visit, "a secret of some length", flags, count);
    listen(&visit);
    for (row = 0; row < DOORS; ++row) {
        for (stage = 1; stage <= doors[row].last_stage; ++stage) {
            measure(alone, &most[doors[row].diagnoses], &which[doors[row].diagnoses]);
        }
    }
    printf("%s: %zu bytes of stack (%s), to diagnose %zu (%s)\n", about, most[0], which[0], most[1], which[1]);
    forget(&visit);
}

/* Nothing leads to this signature, so all that may be tried is tried. */
static void search_to_the_end(size_t alone)
{
    size_t most = 0;
    const char *which = "";
    make_visit(&visit, "a secret of some length", 0, 2);
    visit.evidence.signature = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=", visit.evidence.signature_len = 44;
    visit.evidence.string_to_sign = "GET", visit.evidence.string_to_sign_len = 3;
    visit.evidence.now = VISIT_TIME, visit.evidence.body = "{\"a\":[[[[]]]]}", visit.evidence.body_len = 14;
    row = DOORS - 1, stage = ASR_ANSWER_REPORT;
    measure(alone, &most, &which);
    printf("a search to the end: %zu bytes of stack (%s)\n", most, which);
    asr_wipe(&visit.key, sizeof visit.key);
}

int main(void)
{
    large = make_stack(LARGE), small = make_stack(SMALL);
    size_t alone = run(nothing, large, LARGE);
    CHECK(alone > 0 && alone < PROMISED, "a thread uses its stack");
    CHECK(run(deep, large, LARGE) > alone + PROMISED, "a deep call is found");
    all("3 parameters", 3, 0, alone);
    all("3 parameters, HMAC-SHA1", 3, ASR_F_HMAC_SHA1, alone);
    all("200 parameters", 200, 0, alone);
    search_to_the_end(alone);
    return closing_line();
}
