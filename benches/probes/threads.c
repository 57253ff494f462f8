/*
 * Signatures per second of threads that share one key.
 *
 *     reads    the workloads, as a contestant does, of which the first is signed; then lines THREADS MILLISECONDS
 *     prints   ready; then for each line the signatures per second of all threads together
 */

#include "../contestants/workload.h"

#include <aws_signed_request.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 64, BETWEEN_LOOKS = 64 };

static asr_key key;
static asr_v2_request shared;
static atomic_int stopped;
static pthread_barrier_t start;

/* On a line of the cache of its own, so that no thread waits for another's. */
struct thread {
    _Alignas(128) pthread_t id;
    double signatures;
};

static void *work(void *argument)
{
    struct thread *self = argument;
    char out[ROOM];
    double signatures = 0;
    pthread_barrier_wait(&start);
    while (!atomic_load_explicit(&stopped, memory_order_relaxed)) {
        for (int i = 0; i < BETWEEN_LOOKS; ++i) {
            if (asr_v2_render(&shared, ASR_STAGE_URL, out, sizeof out) < 0) {
                give_up("this cannot be signed", shared.endpoint);
            }
        }
        signatures += BETWEEN_LOOKS;
    }
    self->signatures = signatures;
    return NULL;
}

static double per_second(unsigned count, unsigned milliseconds)
{
    static struct thread threads[MOST_THREADS];
    double signatures = 0;
    atomic_store(&stopped, 0);
    pthread_barrier_init(&start, NULL, count + 1);
    for (unsigned i = 0; i < count; ++i) {
        if (pthread_create(&threads[i].id, NULL, work, &threads[i]) != 0) {
            give_up("a thread cannot be started", "");
        }
    }
    pthread_barrier_wait(&start);
    double from = nanoseconds();
    usleep(milliseconds * 1000);
    atomic_store(&stopped, 1);
    double took = nanoseconds() - from;
    for (unsigned i = 0; i < count; ++i) {
        pthread_join(threads[i].id, NULL);
        signatures += threads[i].signatures;
    }
    pthread_barrier_destroy(&start);
    return signatures * 1e9 / took;
}

int main(void)
{
    static struct workload workloads[MOST_WORKLOADS];
    static asr_param params[MOST_PARAMS];
    if (read_workloads(workloads) == 0) {
        give_up("there is no workload", "");
    }
    if (asr_key_init(&key, workloads[0].secret, strlen(workloads[0].secret), 0) != ASR_OK) {
        give_up("this is no secret", workloads[0].name);
    }
    for (size_t i = 0; i < workloads[0].count; ++i) {
        const struct pair *pair = &workloads[0].params[i];
        params[i] = (asr_param){pair->name, strlen(pair->name), pair->value, strlen(pair->value)};
    }
    shared.struct_size = sizeof shared;
    shared.endpoint = workloads[0].endpoint, shared.endpoint_len = strlen(shared.endpoint);
    shared.key = &key;
    shared.params = params, shared.params_count = workloads[0].count;
    puts("ready");
    fflush(stdout);

    unsigned threads, milliseconds;
    while (scanf("%u %u", &threads, &milliseconds) == 2 && threads <= MOST_THREADS) {
        printf("%.0f\n", per_second(threads, milliseconds));
        fflush(stdout);
    }
    return 0;
}
