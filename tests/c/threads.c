/* Eight threads read one key and one request at the same time, and all get the same texts. */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <pthread.h>

enum { THREADS = 8, ROUNDS = 5000, STAGES = ASR_STAGE_URL, ROOM = 512 };

static const asr_param params[] = {
    {"AWSAccessKeyId", 14, "AKIAIOSFODNN7EXAMPLE", 20}, {"Action", 6, "DescribeJobFlows", 16},
    {"SignatureMethod", 15, "HmacSHA256", 10},          {"SignatureVersion", 16, "2", 1},
    {"Timestamp", 9, "2011-10-03T15:19:30", 19},        {"Version", 7, "2009-03-31", 10},
};

struct shared {
    asr_v2_request request;
    char expected[STAGES + 1][ROOM];
    pthread_barrier_t start;
};

struct thread {
    pthread_t id;
    struct shared *shared;
    int different;
};

static void *sign(void *argument)
{
    struct thread *self = argument;
    char out[ROOM];
    pthread_barrier_wait(&self->shared->start);
    for (int round = 0; round < ROUNDS; ++round) {
        int32_t stage = ASR_STAGE_CANONICAL + round % STAGES;
        const char *expected = self->shared->expected[stage];
        int32_t len = asr_v2_render(&self->shared->request, stage, out, sizeof out);
        self->different += len != (int32_t)strlen(expected) || strcmp(out, expected) != 0;
    }
    return NULL;
}

int main(void)
{
    static struct shared shared;
    asr_key key;
    static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    CHECK_NUMBER(asr_key_init(&key, secret, sizeof secret - 1, 0), ASR_OK, "asr_key_init");
    shared.request.struct_size = sizeof shared.request;
    shared.request.endpoint = "https://elasticmapreduce.amazonaws.com/";
    shared.request.endpoint_len = strlen(shared.request.endpoint);
    shared.request.key = &key;
    shared.request.params = params;
    shared.request.params_count = sizeof params / sizeof params[0];

    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= STAGES; ++stage) {
        CHECK(asr_v2_render(&shared.request, stage, shared.expected[stage], ROOM) > 0, "one thread alone");
    }
    /* What the AWS General Reference prints for this request. */
    CHECK(strcmp(shared.expected[ASR_STAGE_SIGNATURE], "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=") == 0,
          shared.expected[ASR_STAGE_SIGNATURE]);

    struct thread threads[THREADS];
    if (pthread_barrier_init(&shared.start, NULL, THREADS) != 0) {
        puts("pthread_barrier_init failed");
        return 1;
    }
    for (int i = 0; i < THREADS; ++i) {
        threads[i].shared = &shared;
        threads[i].different = 0;
        if (pthread_create(&threads[i].id, NULL, sign, &threads[i]) != 0) {
            /* The others wait at the barrier for it, so there is no way on. */
            puts("pthread_create failed");
            return 1;
        }
    }
    for (int i = 0; i < THREADS; ++i) {
        pthread_join(threads[i].id, NULL);
        CHECK_NUMBER(threads[i].different, 0, "texts that differ");
    }
    pthread_barrier_destroy(&shared.start);
    asr_wipe(&key, sizeof key);
    return closing_line();
}
