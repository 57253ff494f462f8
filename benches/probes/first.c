/*
 * What a program waits for before it has its first signature, and what it waits for later ones.
 *
 *     first /path/to/libaws_signed_request.so
 *
 * prints the nanoseconds of dlopen(), of the first signature, and of a later one.
 */

#include "../contestants/workload.h"

#include <aws_signed_request.h>
#include <dlfcn.h>

enum { LATER = 1000 };

int main(int argc, char **argv)
{
    static const asr_param params[] = {{"Action", 6, "ListDomains", 11}, {"Version", 7, "2009-04-15", 10}};
    asr_v2_request request;
    char url[1024];
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = "https://sdb.amazonaws.com/", request.endpoint_len = strlen(request.endpoint);
    request.secret = "secret", request.secret_len = strlen(request.secret);
    request.params = params, request.params_count = 2;

    nanoseconds();
    double before = nanoseconds();
    void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
    double opened = nanoseconds();
    if (library == NULL) {
        give_up("first", argc == 2 ? dlerror() : "one argument is needed, the path of the library");
    }
    /* POSIX has it so that what dlsym() returns may be called. */
    __typeof__(asr_v2_render) *render;
    *(void **)&render = dlsym(library, "asr_v2_render");
    if (render == NULL || render(&request, ASR_STAGE_URL, url, sizeof url) < 0) {
        give_up("this does not sign", argv[1]);
    }
    double signed_once = nanoseconds();
    for (int i = 0; i < LATER; ++i) {
        render(&request, ASR_STAGE_URL, url, sizeof url);
    }
    printf("%.0f %.0f %.0f\n", opened - before, signed_once - opened, (nanoseconds() - signed_once) / LATER);
    return 0;
}
