/* The protocol that ../contestant.py describes, for the contestants in C: they have cases(), and call contest(). */

#ifndef CONTESTANT_H
#define CONTESTANT_H

#include "workload.h"

enum { MOST_CASES = 128 };

/* Signs once, with what `state` points to, and returns the answer. */
typedef const char *one_call(void *state);

/* Makes the cases of a workload, by add_case(). */
static void cases(const struct workload *workload);

static struct {
    const char *workload, *kind, *name;
    one_call *call;
    void *state;
} all_cases[MOST_CASES];
static size_t cases_count;

static void add_case(const struct workload *workload, const char *kind, const char *name, one_call *call, void *state)
{
    if (cases_count == MOST_CASES) {
        give_up("there are too many cases", name);
    }
    all_cases[cases_count].workload = workload->name;
    all_cases[cases_count].kind = kind;
    all_cases[cases_count].name = name;
    all_cases[cases_count].call = call;
    all_cases[cases_count].state = state;
    ++cases_count;
}

static double batch(one_call *call, void *state, long calls)
{
    double start = nanoseconds();
    for (long i = 0; i < calls; ++i) {
        call(state);
    }
    return nanoseconds() - start;
}

/* Prints the nanoseconds of one call, from batches of which each takes at least as long as is asked for. */
static void print_times(one_call *call, void *state, double microseconds, long samples)
{
    long calls = 1;
    while (batch(call, state, calls) < microseconds * 1000) {
        calls *= 2;
    }
    for (long i = 0; i < samples; ++i) {
        printf("%s%.2f", i > 0 ? " " : "", batch(call, state, calls) / (double)calls);
    }
    putchar('\n');
}

static int contest(void)
{
    static struct workload workloads[MOST_WORKLOADS];
    size_t count = read_workloads(workloads);
    for (size_t i = 0; i < count; ++i) {
        cases(&workloads[i]);
    }
    for (size_t i = 0; i < cases_count; ++i) {
        printf("case\t%s\t%s\t%s\t%s\n", all_cases[i].workload, all_cases[i].kind, all_cases[i].name,
               all_cases[i].call(all_cases[i].state));
    }
    puts("ready");
    fflush(stdout);
    size_t index;
    double microseconds;
    long samples;
    while (scanf(" time %zu %lf %ld", &index, &microseconds, &samples) == 3 && index < cases_count) {
        print_times(all_cases[index].call, all_cases[index].state, microseconds, samples);
        fflush(stdout);
    }
    return 0;
}

#endif
