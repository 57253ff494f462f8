/*
 * Threads sign, verify, explain and diagnose, and another one forks in the middle of it, again and again. Each child goes
 * through all functions as well, and ends; the threads go on. Nothing hangs, and everybody gets the same texts and answers.
 */

#define _GNU_SOURCE

#include "doors.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 3, FORKS = 60, PATIENCE_SECONDS = 60 };

/* With more parameters than are held without memory, memory is being allocated as well when a fork comes. */
static struct visit few, many;
static int is_over;

struct worker {
    pthread_t id;
    int different, rounds;
    char out[MOST_SAID];
};

static int all_differences(char *out, size_t cap)
{
    return differences(&few, 1, out, cap) + differences(&many, 0, out, cap);
}

static void *work(void *argument)
{
    struct worker *self = argument;
    while (!__atomic_load_n(&is_over, __ATOMIC_RELAXED)) {
        self->different += all_differences(self->out, sizeof self->out);
        ++self->rounds;
    }
    return NULL;
}

int main(void)
{
    static struct worker workers[THREADS];
    static char out[MOST_SAID];
    make_visit(&few, "a secret of some length", 0, 3), listen(&few);
    make_visit(&many, "a secret of some length", 0, 70), listen(&many);
    for (int i = 0; i < THREADS; ++i) {
        if (pthread_create(&workers[i].id, NULL, work, &workers[i]) != 0) {
            puts("pthread_create failed");
            return 1;
        }
    }
    for (int i = 0; i < FORKS; ++i) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            alarm(PATIENCE_SECONDS);
            _exit(all_differences(out, sizeof out) != 0);
        }
        int result = 0;
        CHECK(child > 0 && waitpid(child, &result, 0) == child, "a child");
        CHECK(WIFEXITED(result), "a child that did not hang");
        CHECK_NUMBER(WIFEXITED(result) ? WEXITSTATUS(result) : -1, 0, "texts and answers in a child");
        CHECK_NUMBER(all_differences(out, sizeof out), 0, "texts and answers of the one who forks");
    }
    __atomic_store_n(&is_over, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < THREADS; ++i) {
        pthread_join(workers[i].id, NULL);
        CHECK_NUMBER(workers[i].different, 0, "texts and answers that differ");
        CHECK(workers[i].rounds > 0, "a thread that worked");
    }
    forget(&few), forget(&many);
    return closing_line();
}
