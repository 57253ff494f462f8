/*
 * Every case of the vector files, every stage, through asr_v2_render (with the secret, and with a prepared key) and
 * through asr_v2_render_lists.
 *
 *     run_vectors FILE...
 *
 * It takes the jansson library to read JSON.
 */

#include <aws_signed_request.h>
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed;
static int failed;

/* A text with its length, since nothing here may depend on where a NUL is. */
struct text {
    char *at;
    size_t len;
};

static void *need(void *memory)
{
    if (memory == NULL) {
        fputs("run_vectors: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void append(struct text *text, const char *more, size_t len)
{
    text->at = need(realloc(text->at, text->len + len + 1));
    if (len > 0) {
        memcpy(text->at + text->len, more, len);
    }
    text->len += len;
    text->at[text->len] = '\0';
}

static void append_z(struct text *text, const char *more)
{
    append(text, more, strlen(more));
}

/* ---- a case ---- */

struct vector {
    const char *id;
    asr_v2_request request;
    struct text endpoint, names, values;
    asr_param *params;
    int nul_inside; /* a name or value has a NUL in it, which lists refuse */
    struct text expected[ASR_STAGE_ERROR + 1];
    int is_expected[ASR_STAGE_ERROR + 1];
};

static void free_vector(struct vector *vector)
{
    free(vector->endpoint.at);
    free(vector->names.at);
    free(vector->values.at);
    free(vector->params);
    for (int stage = 0; stage <= ASR_STAGE_ERROR; ++stage) {
        free(vector->expected[stage].at);
    }
}

/* The text under a name, or the empty text where there is null or nothing. */
static const char *text_of(const json_t *object, const char *name, size_t *len)
{
    const json_t *value = json_object_get(object, name);
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    if (len != NULL) {
        *len = json_is_string(value) ? json_string_length(value) : 0;
    }
    return text;
}

static int read_request(const json_t *object, struct vector *vector)
{
    static const char *const dialects[] = {"as_given", "aws_query", "nifcloud", "product_advertising", "htx"};
    asr_v2_request *request = &vector->request;
    request->struct_size = sizeof *request;
    request->method = text_of(object, "method", &request->method_len);
    request->access_key = text_of(object, "access_key", &request->access_key_len);
    request->secret = text_of(object, "secret_key", &request->secret_len);
    request->session_token = text_of(object, "session_token", &request->session_token_len);
    request->unix_time = json_integer_value(json_object_get(object, "unix_time"));
    append_z(&vector->endpoint, text_of(object, "scheme", NULL));
    append_z(&vector->endpoint, "://");
    append_z(&vector->endpoint, text_of(object, "host", NULL));
    append_z(&vector->endpoint, text_of(object, "path", NULL));
    request->endpoint = vector->endpoint.at;
    request->endpoint_len = vector->endpoint.len;

    const char *dialect = text_of(object, "dialect", NULL);
    request->dialect = -1;
    for (int32_t i = 0; i < 5; ++i) {
        if (strcmp(dialect, dialects[i]) == 0 || (dialect[0] == '\0' && i == 0)) {
            request->dialect = i;
        }
    }
    /* Some sources sign with what this library refuses unless it is told that it is meant. */
    if (request->secret_len > 0 && (isspace((unsigned char)request->secret[0]) ||
                                    isspace((unsigned char)request->secret[request->secret_len - 1]))) {
        request->flags |= ASR_F_ANY_CREDENTIAL;
    }
    if (text_of(object, "host", NULL)[0] == '\0') {
        request->flags |= ASR_F_EMPTY_HOST;
    }
    return request->dialect >= 0 && strcmp(text_of(object, "signature_method", NULL), "HmacSHA256") == 0;
}

static int read_params(const json_t *list, struct vector *vector)
{
    size_t count = json_array_size(list);
    vector->params = need(calloc(count + 1, sizeof *vector->params));
    append_z(&vector->names, "");
    append_z(&vector->values, "");
    for (size_t i = 0; i < count; ++i) {
        const json_t *name = json_array_get(json_array_get(list, i), 0);
        const json_t *value = json_array_get(json_array_get(list, i), 1);
        if (!json_is_string(name) || !json_is_string(value)) {
            return 0;
        }
        asr_param *param = &vector->params[i];
        param->name = json_string_value(name);
        param->name_len = json_string_length(name);
        param->value = json_string_value(value);
        param->value_len = json_string_length(value);
        append(&vector->names, "", i > 0);
        append(&vector->names, param->name, param->name_len);
        append(&vector->values, "", i > 0);
        append(&vector->values, param->value, param->value_len);
        vector->nul_inside |= strlen(param->name) != param->name_len || strlen(param->value) != param->value_len;
    }
    vector->request.params = vector->params;
    vector->request.params_count = count;
    return json_is_array(list);
}

static void expect(struct vector *vector, int32_t stage, struct text text)
{
    vector->expected[stage] = text;
    vector->is_expected[stage] = 1;
}

/* What each stage must be, built from the answer without any code of the library. */
static int read_answer(const json_t *object, struct vector *vector)
{
    struct text canonical = {NULL, 0}, to_sign = {NULL, 0}, signature = {NULL, 0}, query = {NULL, 0}, url = {NULL, 0};
    size_t len;
    const char *answer = text_of(object, "string_to_sign_proved", &len);
    if (len == 0) {
        answer = text_of(object, "string_to_sign", &len);
    }
    const char *host = strchr(answer, '\n');
    const char *path = host != NULL ? strchr(++host, '\n') : NULL;
    const char *rest = path != NULL ? strchr(++path, '\n') : NULL;
    if (rest == NULL) {
        return 0;
    }
    ++rest;
    append(&to_sign, answer, len);
    append(&canonical, rest, len - (size_t)(rest - answer));
    expect(vector, ASR_STAGE_CANONICAL, canonical);
    expect(vector, ASR_STAGE_STRING_TO_SIGN, to_sign);
    expect(vector, ASR_STAGE_ERROR, (struct text){NULL, 0});
    if (!json_is_string(json_object_get(object, "signature_base64"))) {
        return 1;
    }

    append_z(&signature, text_of(object, "signature_base64", NULL));
    append(&query, canonical.at, canonical.len);
    append_z(&query, canonical.len > 0 ? "&Signature=" : "Signature=");
    for (const char *at = signature.at; *at != '\0'; ++at) {
        static const char signs[] = "+/=";
        static const char *const escapes[] = {"%2B", "%2F", "%3D"};
        const char *sign = strchr(signs, *at);
        append(&query, sign != NULL ? escapes[sign - signs] : at, sign != NULL ? 3 : 1);
    }
    append_z(&url, text_of(object, "scheme", NULL));
    append_z(&url, "://");
    append(&url, host, (size_t)(path - 1 - host));
    append(&url, path, (size_t)(rest - 1 - path));
    if (strcmp(vector->request.method, "POST") != 0 || vector->request.dialect == ASR_DIALECT_HTX) {
        append_z(&url, "?");
        append(&url, query.at, query.len);
    }
    expect(vector, ASR_STAGE_SIGNATURE, signature);
    expect(vector, ASR_STAGE_QUERY, query);
    expect(vector, ASR_STAGE_URL, url);
    return 1;
}

/* ---- the doors ---- */

typedef int32_t door(const struct vector *vector, const asr_key *key, int32_t stage, char *out, size_t cap);

static int32_t by_secret(const struct vector *vector, const asr_key *key, int32_t stage, char *out, size_t cap)
{
    (void)key;
    return asr_v2_render(&vector->request, stage, out, cap);
}

static int32_t by_key(const struct vector *vector, const asr_key *key, int32_t stage, char *out, size_t cap)
{
    asr_v2_request request = vector->request;
    request.secret = NULL;
    request.secret_len = 0;
    request.key = key;
    return asr_v2_render(&request, stage, out, cap);
}

static int32_t by_lists(const struct vector *vector, const asr_key *key, int32_t stage, char *out, size_t cap)
{
    const asr_v2_request *r = &vector->request;
    (void)key;
    return asr_v2_render_lists(r->method, r->endpoint, vector->names.at, vector->names.len, vector->values.at,
                               vector->values.len, r->params_count, r->access_key, r->secret, r->session_token,
                               r->unix_time, r->dialect, r->flags, stage, out, cap);
}

static void compare(const struct vector *vector, const asr_key *key, int32_t stage, const char *name, door *door)
{
    const struct text *expected = &vector->expected[stage];
    int32_t len = door(vector, key, stage, NULL, 0);
    if (len < 0) {
        ++failed;
        printf("%s, stage %d, %s: refused: %s\n", vector->id, (int)stage, name, asr_status_message(len));
        return;
    }
    char *out = need(malloc((size_t)len + 1));
    int32_t written = door(vector, key, stage, out, (size_t)len + 1);
    if (written == len && (size_t)len == expected->len && out[len] == '\0' &&
        (len == 0 || memcmp(out, expected->at, expected->len) == 0)) {
        ++passed;
    } else {
        ++failed;
        printf("%s, stage %d, %s:\n  expected %s\n  got      %s\n", vector->id, (int)stage, name,
               expected->at != NULL ? expected->at : "", out);
    }
    free(out);
}

static void run(const json_t *object)
{
    struct vector vector;
    memset(&vector, 0, sizeof vector);
    vector.id = text_of(object, "id", NULL);
    asr_key key;
    if (!read_request(object, &vector) || !read_params(json_object_get(object, "params"), &vector) ||
        !read_answer(object, &vector)) {
        ++failed;
        printf("%s: not a case that this program knows how to read\n", vector.id);
    } else if (asr_key_init(&key, vector.request.secret, vector.request.secret_len, vector.request.flags) != ASR_OK) {
        ++failed;
        printf("%s: asr_key_init refuses the secret\n", vector.id);
    } else {
        for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_ERROR; ++stage) {
            if (vector.is_expected[stage]) {
                compare(&vector, &key, stage, "secret", by_secret);
                compare(&vector, &key, stage, "key", by_key);
                if (!vector.nul_inside) {
                    compare(&vector, &key, stage, "lists", by_lists);
                }
            }
        }
        asr_wipe(&key, sizeof key);
    }
    free_vector(&vector);
}

static void run_file(const char *path)
{
    json_error_t error;
    json_t *file = json_load_file(path, JSON_ALLOW_NUL, &error);
    /* A file is a list of cases, or an object that holds one. */
    const json_t *cases = json_is_array(file) ? file : json_object_get(file, "cases");
    if (json_array_size(cases) == 0) {
        ++failed;
        printf("%s: %s\n", path, file == NULL ? error.text : "no cases in it");
    }
    for (size_t i = 0; i < json_array_size(cases); ++i) {
        run(json_array_get(cases, i));
    }
    json_decref(file);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: run_vectors FILE...\n", stderr);
        return 2;
    }
    for (int i = 1; i < argc; ++i) {
        run_file(argv[i]);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
