/*
 * What the address sanitizer has to find in the library: with `wrong`, a text is said to be longer than the block in which it
 * lies, and the library reads behind it.
 */

#include <aws_signed_request.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    char out[64];
    size_t len = 8, said = len + (argc > 1 && strcmp(argv[1], "wrong") == 0);
    char *text = malloc(len);
    if (text == NULL) {
        return 1;
    }
    memset(text, 'a', len);
    int32_t written = asr_percent_encode(text, said, out, sizeof out);
    free(text);
    printf("%d\n", (int)written);
    return written != 8;
}
