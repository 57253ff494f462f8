/* The contestant that all others are held against: this library through its C ABI, as a program links it. */

#include "contestant.h"

#include <aws_signed_request.h>

struct state {
    const char *endpoint, *secret;
    asr_param params[MOST_PARAMS];
    asr_key key;
    asr_v2_request with_key, with_secret;
    char names[ROOM], values[ROOM];
    size_t names_len, values_len;
    char url[ROOM], signed_url[ROOM], signature[64];
    size_t url_len, signed_url_len;
    char out[ROOM];
};

static const char *text(int32_t length, const char *out)
{
    if (length < 0 || length >= ROOM) {
        give_up("this cannot be signed", out);
    }
    return out;
}

static const char *pairs_key(void *at)
{
    struct state *s = at;
    return text(asr_v2_render(&s->with_key, ASR_STAGE_URL, s->out, sizeof s->out), s->out);
}

static const char *pairs_secret(void *at)
{
    struct state *s = at;
    return text(asr_v2_render(&s->with_secret, ASR_STAGE_URL, s->out, sizeof s->out), s->out);
}

static const char *lists_secret(void *at)
{
    struct state *s = at;
    int32_t length = asr_v2_render_lists(NULL, s->endpoint, s->names, s->names_len, s->values, s->values_len,
                                         s->with_key.params_count, NULL, s->secret, NULL, 0, ASR_DIALECT_AS_GIVEN, 0,
                                         ASR_STAGE_URL, s->out, sizeof s->out);
    return text(length, s->out);
}

static const char *lists_key(void *at)
{
    struct state *s = at;
    asr_v2_call call = {&s->with_key, s->names_len, s->values_len, s->with_key.params_count, 0, s->out, sizeof s->out,
                        ASR_STAGE_URL};
    return text(asr_v2_render_with_lists(&call, s->names, s->values), s->out);
}

static const char *url_unsigned(void *at)
{
    struct state *s = at;
    int32_t length = asr_v2_render_url(NULL, s->url, s->url_len, NULL, s->secret, 0, ASR_DIALECT_AS_GIVEN, 0,
                                       ASR_STAGE_URL, s->out, sizeof s->out);
    return text(length, s->out);
}

static const char *url_signed(void *at)
{
    struct state *s = at;
    int32_t length = asr_v2_render_url(NULL, s->signed_url, s->signed_url_len, NULL, s->secret, 0, ASR_DIALECT_AS_GIVEN,
                                       0, ASR_STAGE_URL, s->out, sizeof s->out);
    return text(length, s->out);
}

static const char *signature_key(void *at)
{
    struct state *s = at;
    return text(asr_v2_render(&s->with_key, ASR_STAGE_SIGNATURE, s->out, sizeof s->out), s->out);
}

static const char *verdict(int32_t status)
{
    return status == ASR_OK ? "right" : status == ASR_E_MISMATCH ? "wrong" : "refused";
}

static const char *verify_pairs_key(void *at)
{
    struct state *s = at;
    return verdict(asr_v2_verify(&s->with_key, s->signature, strlen(s->signature)));
}

static const char *verify_url_secret(void *at)
{
    struct state *s = at;
    return verdict(asr_v2_verify_url(NULL, s->signed_url, s->signed_url_len, s->secret, 0));
}

static char *write_escaped(char *out, const char *text)
{
    for (; *text != '\0'; ++text) {
        if ((*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z')) {
            *out++ = *text;
        } else if (*text == ' ') {
            *out++ = '+';
        } else {
            out += sprintf(out, "%%%02X", (unsigned char)*text);
        }
    }
    return out;
}

/* The workload as a URL as programs write it that know no signatures: in the order given, a space as a plus. */
static size_t write_url(char *out, const struct workload *workload)
{
    char *at = out + sprintf(out, "%s", workload->endpoint);
    for (size_t i = 0; i < workload->count; ++i) {
        *at++ = i > 0 ? '&' : '?';
        at = write_escaped(at, workload->params[i].name);
        *at++ = '=';
        at = write_escaped(at, workload->params[i].value);
    }
    return (size_t)(at - out);
}

static size_t append(char *list, size_t len, const char *item)
{
    memcpy(list + len, item, strlen(item) + 1);
    return len + strlen(item) + 1;
}

/* A verifying function that took everything would be fast, too. */
static void check_that_it_says_no(struct state *s)
{
    char *byte = &s->signed_url[strlen(s->endpoint) + 1];
    --s->params[0].value_len, ++*byte;
    const char *of_pairs = verify_pairs_key(s), *of_url = verify_url_secret(s);
    ++s->params[0].value_len, --*byte;
    if (strcmp(of_pairs, "wrong") != 0 || strcmp(of_url, "wrong") != 0) {
        give_up("a wrong signature is taken", s->endpoint);
    }
}

static void cases(const struct workload *workload)
{
    struct state *s = room(sizeof *s);
    s->endpoint = workload->endpoint, s->secret = workload->secret;
    for (size_t i = 0; i < workload->count; ++i) {
        const char *name = workload->params[i].name, *value = workload->params[i].value;
        s->params[i] = (asr_param){name, strlen(name), value, strlen(value)};
        s->names_len = append(s->names, s->names_len, name);
        s->values_len = append(s->values, s->values_len, value);
    }
    --s->names_len, --s->values_len;
    if (asr_key_init(&s->key, s->secret, strlen(s->secret), 0) != ASR_OK) {
        give_up("this is no secret", workload->name);
    }
    s->with_key.struct_size = sizeof s->with_key;
    s->with_key.endpoint = s->endpoint, s->with_key.endpoint_len = strlen(s->endpoint);
    s->with_key.params = s->params, s->with_key.params_count = workload->count;
    s->with_secret = s->with_key;
    s->with_key.key = &s->key;
    s->with_secret.secret = s->secret, s->with_secret.secret_len = strlen(s->secret);
    s->url_len = write_url(s->url, workload);
    s->signed_url_len = strlen(strcpy(s->signed_url, pairs_key(s)));
    strcpy(s->signature, signature_key(s));
    check_that_it_says_no(s);

    add_case(workload, "url", "pairs, prepared key", pairs_key, s);
    add_case(workload, "url", "pairs, secret", pairs_secret, s);
    add_case(workload, "url", "two lists, secret", lists_secret, s);
    add_case(workload, "url", "two lists, prepared key", lists_key, s);
    add_case(workload, "url", "a URL, secret", url_unsigned, s);
    add_case(workload, "url", "a signed URL, secret", url_signed, s);
    add_case(workload, "signature", "the signature alone, prepared key", signature_key, s);
    add_case(workload, "verdict", "verify pairs, prepared key", verify_pairs_key, s);
    add_case(workload, "verdict", "verify a URL, secret", verify_url_secret, s);
}

int main(void)
{
    printf("version\tlibaws_signed_request %s\n", asr_version());
    return contest();
}
