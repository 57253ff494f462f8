/* What every test program needs: compare, count, and close with one line and an exit code. */

#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Half of all there is to address, and in any case more than an int32_t counts, which on a 32-bit machine is one more. */
#define HALF_OF_ALL (SIZE_MAX / 2 > INT32_MAX ? SIZE_MAX / 2 : SIZE_MAX / 2 + 1)

static int passed;
static int failed;

/* Counts one comparison. Only what failed is printed, with the line it stands on and what it was about. */
#define CHECK(holds, about) \
    ((holds) ? (void)++passed : (void)(++failed, printf("%s:%d: %s\n", __FILE__, __LINE__, (about))))

/* The same for two numbers, which are printed too, since "not equal" alone helps nobody. */
#define CHECK_NUMBER(got, expected, about) \
    check_number(__FILE__, __LINE__, (int64_t)(got), (int64_t)(expected), (about))

static inline void check_number(const char *file, int line, int64_t got, int64_t expected, const char *about)
{
    if (got == expected) {
        ++passed;
        return;
    }
    ++failed;
    printf("%s:%d: %s: got %" PRId64 ", expected %" PRId64 "\n", file, line, about, got, expected);
}

/* The exit code of main. A run that compared nothing is a failure, too. */
static inline int closing_line(void)
{
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}

#endif
