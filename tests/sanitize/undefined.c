/* What the sanitizer of undefined behaviour has to find in C: with an argument, a number grows beyond what an int can be. */

#include <limits.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    (void)argv;
    printf("%d\n", INT_MAX - 1 + argc);
    return 0;
}
