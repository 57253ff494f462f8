/*
 * No memory is a status. Where there is none for a long parameter list the library says so, whether the list is right
 * or wrong, signed or verified, and never ends the program.
 */

#define _DEFAULT_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COUNT = 200 * 1000 };

#define SIGNATURE "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="

static size_t address_space(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;
    if (file == NULL || fscanf(file, "%lu", &pages) != 1) {
        perror("/proc/self/statm");
        exit(1);
    }
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void *memory(size_t len)
{
    void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return at;
}

/* ---- what is called ---- */

/* The same parameters in each form. */
static asr_v2_request request, bare;
static asr_param *params;
static char *names, *values, *url;
static size_t names_len, values_len, url_len;

static int32_t render(void)
{
    return asr_v2_render(&request, ASR_STAGE_URL, NULL, 0);
}

static int32_t render_lists(void)
{
    return asr_v2_render_lists(NULL, "https://h/", names, names_len, values, values_len, COUNT, NULL, "secret", NULL, 0,
                               ASR_DIALECT_AS_GIVEN, 0, ASR_STAGE_URL, NULL, 0);
}

static int32_t render_with_lists(void)
{
    asr_v2_call call = {&bare, names_len, values_len, COUNT, 0, NULL, 0, ASR_STAGE_URL};
    return asr_v2_render_with_lists(&call, names, values);
}

static int32_t render_url(void)
{
    return asr_v2_render_url(NULL, url, url_len, NULL, "secret", 0, ASR_DIALECT_AS_GIVEN, 0, ASR_STAGE_URL, NULL, 0);
}

static int32_t verify(void)
{
    return asr_v2_verify(&request, SIGNATURE, sizeof SIGNATURE - 1);
}

static int32_t verify_lists(void)
{
    return asr_v2_verify_lists(NULL, "https://h/", names, names_len, values, values_len, COUNT, SIGNATURE, "secret", 0);
}

static int32_t verify_url(void)
{
    return asr_v2_verify_url(NULL, url, url_len, "secret", 0);
}

static int32_t check_time_lists(void)
{
    return asr_v2_check_time_lists(names, names_len, values, values_len, COUNT, 0, 0);
}

static int32_t check_time_url(void)
{
    return asr_v2_check_time_url(url, url_len, 0, 0);
}

enum fault { NONE, EMPTY_NAME, NOT_UTF8, FAULTS };

/* What each says of a list with each fault when there is memory for it. Of a list that is right the first four make a
   text, whose length is not looked at here. */
static const struct {
    const char *name;
    int32_t (*call)(void);
    int32_t status[FAULTS];
} calls[] = {
    {"asr_v2_render", render, {ASR_OK, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_render_lists", render_lists, {ASR_OK, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_render_with_lists", render_with_lists, {ASR_OK, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_render_url", render_url, {ASR_OK, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_verify", verify, {ASR_E_MISMATCH, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_verify_lists", verify_lists, {ASR_E_MISMATCH, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_verify_url", verify_url, {ASR_E_UNSIGNED, ASR_E_EMPTY_NAME, ASR_E_UTF8}},
    {"asr_v2_check_time_lists", check_time_lists, {ASR_E_STAMP, ASR_E_STAMP, ASR_E_STAMP}},
    {"asr_v2_check_time_url", check_time_url, {ASR_E_STAMP, ASR_E_STAMP, ASR_E_UTF8}},
};

/* Every parameter is `n=v`, and the last one has the fault, so that there has to be memory for all before it is found. In
   the lists each item but the last has its NUL behind it. */
static void fill(enum fault fault)
{
    char *next_name = names, *next_value = values;
    url_len = (size_t)sprintf(url, "https://h/?");
    for (int n = 0; n < COUNT; ++n) {
        int is_last = n == COUNT - 1;
        const char *name = is_last && fault == EMPTY_NAME ? "" : "n";
        const char *value = is_last && fault == NOT_UTF8 ? "\xFF" : "v";
        params[n] = (asr_param){name, strlen(name), value, 1};
        next_name += sprintf(next_name, "%s", name) + 1;
        next_value += sprintf(next_value, "%s", value) + 1;
        url_len += (size_t)sprintf(url + url_len, "&%s=%s", name, value[0] == 'v' ? value : "%FF");
    }
    names_len = (size_t)(next_name - names) - 1;
    values_len = (size_t)(next_value - values) - 1;
}

/* ---- with little memory ---- */

/* Runs one call in a process of its own, with `left` bytes of address space left, and checks that it ends with one of
   two statuses: its own, or that of missing memory. */
static void expect_status(const char *name, int32_t (*call)(void), size_t left, int32_t own, int *out_of_memory)
{
    char about[100];
    snprintf(about, sizeof about, "%s, %zu KB left, status %d", name, left / 1024, (int)own);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit no_core = {0, 0}, limit = {address_space() + left, RLIM_INFINITY};
        setrlimit(RLIMIT_CORE, &no_core);
        setrlimit(RLIMIT_AS, &limit);
        int32_t status = call();
        _exit(status >= 0 ? 0 : -status);
    }
    int result = 0;
    waitpid(child, &result, 0);
    CHECK(WIFEXITED(result), about);
    if (WIFEXITED(result)) {
        int32_t status = -WEXITSTATUS(result);
        *out_of_memory += status == ASR_E_NO_MEMORY;
        CHECK(status == ASR_E_NO_MEMORY || status == own, about);
    } else {
        printf("    ended by signal %d\n", WTERMSIG(result));
    }
}

int main(void)
{
    params = memory(COUNT * sizeof *params);
    names = memory(2 * COUNT), values = memory(2 * COUNT), url = memory(8 * COUNT);
    request.struct_size = sizeof request;
    request.endpoint = "https://h/";
    request.endpoint_len = 10;
    request.secret = "secret";
    request.secret_len = 6;
    bare = request;
    request.params = params;
    request.params_count = COUNT;

    for (enum fault fault = NONE; fault < FAULTS; ++fault) {
        fill(fault);
        for (size_t i = 0; i < sizeof calls / sizeof calls[0]; ++i) {
            int out_of_memory = 0, tried = 0;
            for (size_t megabytes = 1; megabytes <= 24; megabytes += 2, ++tried) {
                expect_status(calls[i].name, calls[i].call, megabytes << 20, calls[i].status[fault], &out_of_memory);
            }
            /* Else the limits were too high and nothing was tested, or so low that there never was enough. */
            CHECK(out_of_memory > 0, "ASR_E_NO_MEMORY was met");
            CHECK(out_of_memory < tried, "there was memory in the end");
        }
    }
    return closing_line();
}
