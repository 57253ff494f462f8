/*
 * Eight threads read one key, one request and one URL at the same time, and all get the same texts and answers; then they go
 * through all functions.
 *
 *     threads race    two threads make one key at the same time, which is not allowed: a checker that sees races says so
 */

#define _DEFAULT_SOURCE

#include "doors.h"

#include <pthread.h>

enum { THREADS = 8, ROUNDS = 5000, ROUNDS_OF_ALL = 6, TEXTS = ASR_STAGE_URL, ROOM = 512 };

static const asr_param params[] = {
    {"AWSAccessKeyId", 14, "AKIAIOSFODNN7EXAMPLE", 20}, {"Action", 6, "DescribeJobFlows", 16},
    {"SignatureMethod", 15, "HmacSHA256", 10},          {"SignatureVersion", 16, "2", 1},
    {"Timestamp", 9, "2011-10-03T15:19:30", 19},        {"Version", 7, "2009-03-31", 10},
};

/* The same in two lists. */
static const char names[] = "AWSAccessKeyId\0Action\0SignatureMethod\0SignatureVersion\0Timestamp\0Version";
static const char values[] =
    "AKIAIOSFODNN7EXAMPLE\0DescribeJobFlows\0HmacSHA256\0002\0002011-10-03T15:19:30\0002009-03-31";

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

/* What the AWS General Reference prints for this request; and the request as a URL, with an old signature in it. */
#define SIGNATURE "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="
static const char url[] =
    "https://elasticmapreduce.amazonaws.com?Action=DescribeJob%46lows&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=old"
    "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15:19:30&Version=2009-03-31";

#define NOW 1317655170 /* date -u -d 2011-10-03T15:19:30Z +%s */

struct shared {
    asr_v2_request request;
    asr_key raced;
    char expected[TEXTS + 1][ROOM];
    pthread_barrier_t start;
};

struct thread {
    pthread_t id;
    struct shared *shared;
    int different;
    char out[MOST_SAID];
};

/* What all functions read. With more parameters than are held without memory, memory is allocated as well. */
static struct visit few, many;

static void *work(void *argument)
{
    struct thread *self = argument;
    char out[ROOM];
    pthread_barrier_wait(&self->shared->start);
    for (int round = 0; round < ROUNDS; ++round) {
        int32_t stage = ASR_STAGE_CANONICAL + round % TEXTS;
        const asr_v2_request *request = &self->shared->request;
        const char *expected = self->shared->expected[stage], *signed_url = self->shared->expected[ASR_STAGE_URL];
        int32_t len = asr_v2_render(request, stage, out, sizeof out);
        self->different += len != (int32_t)strlen(expected) || strcmp(out, expected) != 0;
        asr_v2_call call = {request, sizeof names - 1, sizeof values - 1, sizeof params / sizeof params[0], NOW,
                            out, sizeof out, stage};
        len = asr_v2_render_with_lists(&call, names, values);
        self->different += len != (int32_t)strlen(expected) || strcmp(out, expected) != 0;
        len = asr_v2_render_url("GET", url, sizeof url - 1, NULL, SECRET, 0, ASR_DIALECT_AS_GIVEN, 0, stage, out,
                                sizeof out);
        self->different += len != (int32_t)strlen(expected) || strcmp(out, expected) != 0;

        /* Every other answer is no. */
        const char *signature = round % 2 == 0 ? SIGNATURE : "j91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
        int32_t answer = round % 2 == 0 ? ASR_OK : ASR_E_MISMATCH;
        self->different += asr_v2_verify(request, signature, 44) != answer;
        self->different +=
            asr_v2_verify_url(NULL, signed_url, strlen(signed_url), round % 2 == 0 ? SECRET : "another", 0) != answer;
        answer = round % 2 == 0 ? ASR_OK : ASR_E_EXPIRED;
        self->different += asr_v2_check_time_url(url, sizeof url - 1, NOW + 300 + round % 2, 300) != answer;
    }
    return NULL;
}

static void *work_through_all(void *argument)
{
    struct thread *self = argument;
    pthread_barrier_wait(&self->shared->start);
    for (int round = 0; round < ROUNDS_OF_ALL; ++round) {
        self->different += differences(&few, 1, self->out, sizeof self->out);
        self->different += differences(&many, 0, self->out, sizeof self->out);
    }
    return NULL;
}

static void *make_the_same_key(void *argument)
{
    struct thread *self = argument;
    pthread_barrier_wait(&self->shared->start);
    for (int round = 0; round < ROUNDS; ++round) {
        (void)asr_key_init(&self->shared->raced, SECRET, sizeof SECRET - 1, 0);
    }
    return NULL;
}

/* Lets the threads do this at the same time. */
static void together(void *(*task)(void *), struct shared *shared)
{
    static struct thread threads[THREADS];
    if (pthread_barrier_init(&shared->start, NULL, THREADS) != 0) {
        puts("pthread_barrier_init failed");
        exit(1);
    }
    for (int i = 0; i < THREADS; ++i) {
        threads[i].shared = shared;
        threads[i].different = 0;
        if (pthread_create(&threads[i].id, NULL, task, &threads[i]) != 0) {
            /* The others wait at the barrier for it, so there is no way on. */
            puts("pthread_create failed");
            exit(1);
        }
    }
    for (int i = 0; i < THREADS; ++i) {
        pthread_join(threads[i].id, NULL);
        CHECK_NUMBER(threads[i].different, 0, "texts and answers that differ");
    }
    pthread_barrier_destroy(&shared->start);
}

int main(int argc, char **argv)
{
    static struct shared shared;
    asr_key key;
    CHECK_NUMBER(asr_key_init(&key, SECRET, sizeof SECRET - 1, 0), ASR_OK, "asr_key_init");
    shared.request.struct_size = sizeof shared.request;
    shared.request.endpoint = "https://elasticmapreduce.amazonaws.com/";
    shared.request.endpoint_len = strlen(shared.request.endpoint);
    shared.request.key = &key;
    shared.request.params = params;
    shared.request.params_count = sizeof params / sizeof params[0];

    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= TEXTS; ++stage) {
        CHECK(asr_v2_render(&shared.request, stage, shared.expected[stage], ROOM) > 0, "one thread alone");
    }
    CHECK(strcmp(shared.expected[ASR_STAGE_SIGNATURE], SIGNATURE) == 0, shared.expected[ASR_STAGE_SIGNATURE]);

    together(work, &shared);
    make_visit(&few, SECRET, 0, 3), listen(&few);
    make_visit(&many, SECRET, ASR_F_HMAC_SHA1, 70), listen(&many);
    together(work_through_all, &shared);
    if (argc > 1 && strcmp(argv[1], "race") == 0) {
        together(make_the_same_key, &shared);
    }
    asr_wipe(&key, sizeof key);
    forget(&few), forget(&many);
    return closing_line();
}
