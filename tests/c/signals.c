/*
 * A timer interrupts a program again and again while it signs, verifies, explains and diagnoses, and the handler does the
 * same with a buffer of its own, but for diagnosing, which allocates memory: on the program's stack, and on an alternate
 * one that is no larger than the header says. Both get the same texts and answers all the time.
 */

#define _GNU_SOURCE

#include "doors.h"

#include <errno.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

enum { SIGNALS = 300, EVERY_MICROSECONDS = 700 };

/* What a call may need, as the header says, and the handler itself. */
enum { CALL = 16 * 1024, HANDLER = 1024 };

static struct visit visit;
static char out[MOST_SAID], out_of_handler[MOST_SAID];
static volatile sig_atomic_t handled, different, is_inside;

static void handle(int signal_number)
{
    int error = errno;
    (void)signal_number;
    if (is_inside) {
        different += differences(&visit, 0, out_of_handler, sizeof out_of_handler);
        ++handled;
    }
    errno = error;
}

static void interrupt_on(int flags, const char *about)
{
    struct sigaction action;
    struct itimerval often = {{0, EVERY_MICROSECONDS}, {0, EVERY_MICROSECONDS}}, never = {{0, 0}, {0, 0}};
    memset(&action, 0, sizeof action);
    action.sa_handler = handle, action.sa_flags = SA_RESTART | flags;
    sigemptyset(&action.sa_mask);
    handled = different = 0;
    int different_outside = 0;
    if (sigaction(SIGALRM, &action, NULL) != 0 || setitimer(ITIMER_REAL, &often, NULL) != 0) {
        perror("a timer");
        exit(1);
    }
    while (handled < SIGNALS) {
        is_inside = 1;
        different_outside += differences(&visit, 1, out, sizeof out);
        is_inside = 0;
    }
    setitimer(ITIMER_REAL, &never, NULL);
    CHECK_NUMBER(different, 0, about);
    CHECK_NUMBER(different_outside, 0, about);
    printf("%d signals were handled: %s\n", (int)handled, about);
}

/* What the kernel saves when a signal comes. */
static size_t frame(void)
{
#ifdef AT_MINSIGSTKSZ
    size_t size = (size_t)getauxval(AT_MINSIGSTKSZ);
    return size > 0 ? size : (size_t)8 * 1024;
#else
    return 8 * 1024;
#endif
}

int main(void)
{
    make_visit(&visit, "a secret of some length", 0, 5);
    listen(&visit);
    CHECK_NUMBER(differences(&visit, 1, out, sizeof out), 0, "without signals");
    interrupt_on(0, "on the stack of the program");
#ifndef NO_SMALL_STACK
    size_t page = (size_t)sysconf(_SC_PAGESIZE), len = (frame() + CALL + HANDLER + page - 1) / page * page;
    char *pages = mmap(NULL, page + len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = pages + page, .ss_size = len};
    if (pages == MAP_FAILED || mprotect(pages, page, PROT_NONE) != 0 || sigaltstack(&stack, NULL) != 0) {
        perror("a stack");
        return 1;
    }
    interrupt_on(SA_ONSTACK, "on an alternate stack");
#endif
    forget(&visit);
    return closing_line();
}
