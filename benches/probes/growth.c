/*
 * What one call costs for whatever parameters it is given.
 *
 *     growth ENDPOINT SECRET
 *     reads    the path of a file: names and values in turn, each ending in NUL
 *     prints   NANOSECONDS BYTES BLOCKS SIGNED SIGNATURE
 *
 * of a call with a prepared key that writes the URL: the median time, the most heap that it held, how many blocks it
 * asked for, the length of its string to sign, and its signature.
 */

#include "../contestants/workload.h"
#include "counted.h"

#include <aws_signed_request.h>

enum { BATCHES = 5 };
static const double BATCH = 2e6; /* nanoseconds */

/* The whole file, which the caller frees. */
static char *contents(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        give_up("this cannot be read", path);
    }
    *size = (size_t)ftell(file);
    rewind(file);
    char *text = room(*size + 1);
    if (fread(text, 1, *size, file) != *size) {
        give_up("this cannot be read", path);
    }
    fclose(file);
    return text;
}

/* Views of the names and values in the text; the caller frees them. */
static asr_param *parameters(const char *text, size_t size, size_t *count)
{
    size_t texts = 0;
    for (size_t i = 0; i < size; ++i) {
        texts += text[i] == '\0';
    }
    *count = texts / 2;
    asr_param *params = room(*count * sizeof *params);
    for (size_t i = 0; i < *count; ++i) {
        params[i].name = text, params[i].name_len = strlen(text);
        text += params[i].name_len + 1;
        params[i].value = text, params[i].value_len = strlen(text);
        text += params[i].value_len + 1;
    }
    return params;
}

static double batch(const asr_v2_request *request, char *out, size_t room, long calls)
{
    double start = nanoseconds();
    for (long i = 0; i < calls; ++i) {
        asr_v2_render(request, ASR_STAGE_URL, out, room);
    }
    return (nanoseconds() - start) / (double)calls;
}

static int ascending(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static double median_time(const asr_v2_request *request, char *out, size_t room)
{
    double times[BATCHES], once = batch(request, out, room, 1);
    for (int i = 0; i < BATCHES; ++i) {
        times[i] = batch(request, out, room, once < BATCH ? (long)(BATCH / once) + 1 : 1);
    }
    qsort(times, BATCHES, sizeof *times, ascending);
    return times[BATCHES / 2];
}

static void measure(asr_v2_request *request, const char *path)
{
    size_t size;
    char *text = contents(path, &size);
    asr_param *params = parameters(text, size, &request->params_count);
    request->params = params;
    int32_t len = asr_v2_render(request, ASR_STAGE_URL, NULL, 0);
    if (len < 0) {
        give_up(asr_status_message(len), path);
    }
    size_t cap = (size_t)len + 1;
    char *out = room(cap), signature[64];
    int32_t signed_len = asr_v2_render(request, ASR_STAGE_STRING_TO_SIGN, NULL, 0);
    asr_v2_render(request, ASR_STAGE_SIGNATURE, signature, sizeof signature);

    held = most_held = asked = 0;
    asr_v2_render(request, ASR_STAGE_URL, out, cap);
    long long most = most_held, blocks = asked;
    printf("%.0f %lld %lld %d %s\n", median_time(request, out, cap), most, blocks, (int)signed_len, signature);
    fflush(stdout);
    free(out), free(params), free(text);
}

int main(int argc, char **argv)
{
    asr_key key;
    asr_v2_request request;
    char path[LINE];
    if (argc != 3 || asr_key_init(&key, argv[2], strlen(argv[2]), 0) != ASR_OK) {
        give_up("usage", "growth ENDPOINT SECRET");
    }
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = argv[1], request.endpoint_len = strlen(argv[1]);
    request.key = &key;
    while (fgets(path, sizeof path, stdin) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        measure(&request, path);
    }
    return 0;
}
