/*
 * Signs one request.
 *
 *     sign STAGE METHOD ENDPOINT DIALECT FLAGS UNIX_TIME [NAME VALUE]...
 *
 * STAGE, DIALECT and FLAGS are numbers of the header. The credentials stand in the environment, as ACCESS_KEY, SECRET_KEY
 * and SESSION_TOKEN. Writes the text with nothing after it; or, with exit status 1, the library's status and why to
 * standard error.
 */

#include <aws_signed_request.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value != NULL ? value : "";
}

/* One stage as a text to be freed; NULL with the status in `*status`. */
static char *render(const asr_v2_request *request, int32_t stage, int32_t *status)
{
    *status = asr_v2_render(request, stage, NULL, 0);
    if (*status < 0) {
        return NULL;
    }
    size_t cap = (size_t)*status + 1;
    char *text = malloc(cap);
    if (text == NULL) {
        *status = ASR_E_NO_MEMORY;
        return NULL;
    }
    *status = asr_v2_render(request, stage, text, cap);
    return text;
}

int main(int argc, char **argv)
{
    if (argc < 7 || argc % 2 == 0) {
        fputs("usage: sign STAGE METHOD ENDPOINT DIALECT FLAGS UNIX_TIME [NAME VALUE]...\n", stderr);
        return 2;
    }
    size_t count = (size_t)(argc - 7) / 2;
    asr_param *params = calloc(count + 1, sizeof *params);
    if (params == NULL) {
        fputs("sign: out of memory\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < count; ++i) {
        params[i].name = argv[7 + 2 * i];
        params[i].name_len = strlen(params[i].name);
        params[i].value = argv[8 + 2 * i];
        params[i].value_len = strlen(params[i].value);
    }

    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.method = argv[2];
    request.method_len = strlen(request.method);
    request.endpoint = argv[3];
    request.endpoint_len = strlen(request.endpoint);
    request.access_key = environment("ACCESS_KEY");
    request.access_key_len = strlen(request.access_key);
    request.secret = environment("SECRET_KEY");
    request.secret_len = strlen(request.secret);
    request.session_token = environment("SESSION_TOKEN");
    request.session_token_len = strlen(request.session_token);
    request.params = params;
    request.params_count = count;
    request.unix_time = strtoimax(argv[6], NULL, 10);
    request.dialect = (int32_t)strtol(argv[4], NULL, 10);
    request.flags = (uint32_t)strtoul(argv[5], NULL, 10);

    int32_t status, ignored;
    char *text = render(&request, (int32_t)strtol(argv[1], NULL, 10), &status);
    int signed_it = text != NULL;
    if (signed_it) {
        fputs(text, stdout);
    } else {
        char *why = render(&request, ASR_STAGE_ERROR, &ignored);
        fprintf(stderr, "%" PRId32 " %s\n", status, why != NULL && why[0] != '\0' ? why : asr_status_message(status));
        free(why);
    }
    free(text);
    free(params);
    return signed_it ? 0 : 1;
}
