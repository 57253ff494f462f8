/*
 * The requests that are signed, as the programs in C are told them, and what else these have in common. (The functions
 * are inline because not every program has a use for each.)
 */

#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_WORKLOADS = 8, MOST_PARAMS = 128, ROOM = 16384, LINE = 4096 };

struct pair {
    const char *name, *value;
};

struct workload {
    const char *name, *endpoint, *secret;
    struct pair params[MOST_PARAMS];
    size_t count;
};

static inline void give_up(const char *why, const char *what)
{
    fprintf(stderr, "%s: %s\n", why, what);
    exit(1);
}

static inline void *room(size_t size)
{
    void *block = calloc(1, size);
    if (block == NULL) {
        give_up("there is no memory for", "the cases");
    }
    return block;
}

static inline char *copied(const char *text)
{
    return strcpy(room(strlen(text) + 1), text);
}

/* Reads the workloads up to the line `end`. */
static inline size_t read_workloads(struct workload *workloads)
{
    size_t count = 0;
    char line[LINE];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "end") == 0) {
            return count;
        }
        char *tab = strchr(line, '\t');
        if (tab == NULL || (strncmp(line, "workload\t", 9) == 0 && count == MOST_WORKLOADS)) {
            break;
        }
        *tab = '\0';
        struct workload *workload = count > 0 ? &workloads[count - 1] : NULL;
        if (strcmp(line, "workload") == 0) {
            workloads[count++].name = copied(tab + 1);
        } else if (workload != NULL && strcmp(line, "endpoint") == 0) {
            workload->endpoint = copied(tab + 1);
        } else if (workload != NULL && strcmp(line, "secret") == 0) {
            workload->secret = copied(tab + 1);
        } else if (workload != NULL && strcmp(line, "param") == 0 && workload->count < MOST_PARAMS) {
            char *name = copied(tab + 1), *value = strchr(name, '\t');
            if (value == NULL) {
                break;
            }
            *value = '\0';
            workload->params[workload->count].name = name;
            workload->params[workload->count++].value = value + 1;
        } else {
            break;
        }
    }
    give_up("this is no workload", line);
    return 0;
}

static inline double nanoseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

#endif
