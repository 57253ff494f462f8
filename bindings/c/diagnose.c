/*
 * Says why the signature in a URL is refused.
 *
 *     cc diagnose.c -laws_signed_request -o diagnose
 *     ./diagnose [METHOD] <url-and-secret
 */

#include <aws_signed_request.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: diagnose [METHOD [URL [SECRET]]]\n"
    "       diagnose --help\n"
    "\n"
    "Names the mistake behind a signature that was refused: where it is, what was done,\n"
    "and what to do instead. What is not given is read from the standard input, the URL\n"
    "and the secret each from a line: a secret in the arguments can be seen by everybody\n"
    "on the same machine.\n"
    "\n"
    "  METHOD  GET if it is left out or empty\n"
    "  URL     as it was sent, with the Signature in it. For the form body of a POST, the\n"
    "          URL, a ? (a & if it has a query), and the body.\n"
    "  SECRET  that of the access key id in the URL\n"
    "\n"
    "Prints the explanations, the likelier first, divided by an empty line: one of them is\n"
    "what happened. Ends with 0 if there are any, with 1 if none was found, and with 2 if\n"
    "the question cannot be answered.\n";

/* One line of the standard input without its end, to be freed, or NULL. */
static char *read_line(const char *prompt)
{
    size_t cap = 65536, length = 0;
    char *line = malloc(cap);
    int byte;
    fprintf(stderr, "%s: ", prompt);
    if (line == NULL) {
        return NULL;
    }
    while ((byte = getchar()) != EOF && byte != '\n') {
        if (length + 1 == cap) {
            asr_wipe(line, cap);
            free(line);
            return NULL;
        }
        line[length++] = (char)byte;
    }
    if (byte == EOF && length == 0) {
        free(line);
        return NULL;
    }
    line[length] = '\0';
    return line;
}

/* Prints the report, or why there is none. Returns the exit code. */
static int diagnose(const char *method, const char *url, const char *secret)
{
    /* As much as is always enough for the numbers of the mistakes, and for the report. */
    static char text[16384];
    int32_t mistakes[80], status;
    asr_v2_request request;

    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = method;
    request.method_len = strlen(method);
    request.secret = secret;
    request.secret_len = strlen(secret);
    status = asr_v2_diagnose_url(&request, url, strlen(url), NULL, mistakes, 80, ASR_ANSWER_REPORT, text, sizeof text);
    if (status < 0) {
        asr_v2_diagnose_url(&request, url, strlen(url), NULL, NULL, 0, ASR_ANSWER_ERROR, text, sizeof text);
        fprintf(stderr, "diagnose: %s\n", text[0] != '\0' ? text : asr_status_message(status));
        return 2;
    }
    if (mistakes[0] == 0) {
        asr_v2_diagnose_url(&request, url, strlen(url), NULL, NULL, 0, ASR_ANSWER_ERROR, text, sizeof text);
        puts(text[0] != '\0' ? text : "Nothing is known that leads to this signature. Is the secret the right one?");
        return 1;
    }
    puts(text);
    return 0;
}

int main(int argc, char **argv)
{
    char *url_line = NULL, *secret_line = NULL;
    const char *url, *secret;
    int code = 2;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc > 4 || (argc > 1 && argv[1][0] == '-')) {
        fputs(usage, stderr);
        return 2;
    }
    /* So that the secret is not left in a buffer of the standard input. */
    setvbuf(stdin, NULL, _IONBF, 0);
    url = argc > 2 ? argv[2] : (url_line = read_line("URL"));
    secret = argc > 3 ? argv[3] : (secret_line = read_line("Secret"));
    if (url == NULL || secret == NULL) {
        fputs("diagnose: the URL or the secret is missing, or longer than 65535 bytes\n", stderr);
    } else {
        code = diagnose(argc > 1 ? argv[1] : "GET", url, secret);
    }
    if (secret_line != NULL) {
        asr_wipe(secret_line, strlen(secret_line));
    }
    free(secret_line);
    free(url_line);
    return code;
}
