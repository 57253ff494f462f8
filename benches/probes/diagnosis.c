/*
 * How long it takes to name a mistake, or to find none.
 *
 *     diagnosis
 *     reads    the workloads, as ../contestant.py tells them; then lines of
 *              WORKLOAD MOST SIGNATURE
 *     prints   NANOSECONDS EXPLANATIONS NAME
 *
 * of one call for a request with this signature, in which at most MOST mistakes are looked for: how many explanations
 * there are, and the name of the first mistake of the first, or a dash.
 */

#include "../contestants/workload.h"

#include <aws_signed_request.h>

static asr_v2_request request_of(const struct workload *workload, asr_param *params)
{
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = workload->endpoint, request.endpoint_len = strlen(workload->endpoint);
    request.secret = workload->secret, request.secret_len = strlen(workload->secret);
    for (size_t i = 0; i < workload->count; ++i) {
        const char *name = workload->params[i].name, *value = workload->params[i].value;
        params[i] = (asr_param){name, strlen(name), value, strlen(value)};
    }
    request.params = params, request.params_count = workload->count;
    return request;
}

static void diagnose(const struct workload *workload, int most, const char *signature)
{
    static char report[16384];
    asr_param params[MOST_PARAMS];
    asr_v2_request request = request_of(workload, params);
    asr_v2_evidence evidence;
    int32_t mistakes[80];
    memset(&evidence, 0, sizeof evidence);
    evidence.struct_size = sizeof evidence;
    evidence.signature = signature, evidence.signature_len = strlen(signature);
    evidence.most_mistakes = most;

    double start = nanoseconds();
    int32_t length = asr_v2_diagnose(&request, &evidence, mistakes, 80, ASR_ANSWER_REPORT, report, sizeof report);
    double time = nanoseconds() - start;
    if (length < 0) {
        give_up(asr_status_message(length), workload->name);
    }
    int explanations = 0;
    for (int i = 0; i < 80 && mistakes[i] != 0; ++i) {
        while (mistakes[i] != 0) {
            ++i;
        }
        ++explanations;
    }
    printf("%.0f %d %s\n", time, explanations, explanations > 0 ? asr_mistake_name(mistakes[0]) : "-");
    fflush(stdout);
}

int main(void)
{
    static struct workload workloads[MOST_WORKLOADS];
    size_t count = read_workloads(workloads);
    char name[64], signature[128];
    int most;
    while (scanf(" %63s %d %127s", name, &most, signature) == 3) {
        size_t at = 0;
        while (at < count && strcmp(workloads[at].name, name) != 0) {
            ++at;
        }
        if (at == count) {
            give_up("there is no workload of this name", name);
        }
        diagnose(&workloads[at], most, signature);
    }
    return 0;
}
