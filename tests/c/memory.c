/*
 * No memory is a status. Where there is none for a long parameter list the library says so, whether the list is right
 * or wrong, and never ends the program.
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

/* Runs one call in a process of its own, with `left` bytes of address space left, and checks that it ends with one of
   two statuses: that of the fault, or that of missing memory. */
static void expect_status(const asr_v2_request *request, size_t left, int32_t fault, int *out_of_memory)
{
    char about[100];
    snprintf(about, sizeof about, "%zu KB left, fault %d", left / 1024, (int)fault);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit no_core = {0, 0}, limit = {address_space() + left, RLIM_INFINITY};
        setrlimit(RLIMIT_CORE, &no_core);
        setrlimit(RLIMIT_AS, &limit);
        int32_t status = asr_v2_render(request, ASR_STAGE_URL, NULL, 0);
        _exit(status >= 0 ? 0 : -status);
    }
    int result = 0;
    waitpid(child, &result, 0);
    CHECK(WIFEXITED(result), about);
    if (WIFEXITED(result)) {
        int32_t status = -WEXITSTATUS(result);
        *out_of_memory += status == ASR_E_NO_MEMORY;
        CHECK(status == ASR_E_NO_MEMORY || status == fault || (fault == ASR_OK && status == 0), about);
    } else {
        printf("    ended by signal %d\n", WTERMSIG(result));
    }
}

int main(void)
{
    asr_param *params = mmap(NULL, COUNT * sizeof *params, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (params == MAP_FAILED) {
        perror("mmap");
        return 1;
    }
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = "https://h/";
    request.endpoint_len = 10;
    request.secret = "secret";
    request.secret_len = 6;
    request.params = params;
    request.params_count = COUNT;

    static const int32_t faults[] = {ASR_OK, ASR_E_EMPTY_NAME, ASR_E_UTF8};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; ++i) {
        for (int n = 0; n < COUNT; ++n) {
            params[n] = (asr_param){"n", 1, faults[i] == ASR_E_UTF8 ? "\xFF" : "v", 1};
            if (faults[i] == ASR_E_EMPTY_NAME) {
                params[n].name_len = 0;
            }
        }
        int out_of_memory = 0;
        for (size_t megabytes = 1; megabytes <= 24; ++megabytes) {
            expect_status(&request, megabytes << 20, faults[i], &out_of_memory);
        }
        /* Else the limits were too high and nothing was tested. */
        CHECK(out_of_memory > 0, "ASR_E_NO_MEMORY was met");
    }
    munmap(params, COUNT * sizeof *params);
    return closing_line();
}
