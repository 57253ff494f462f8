/*
 * Every case of the vector files, every stage, through every door: asr_v2_render with the secret and with a prepared
 * key, asr_v2_render_with_lists with either, asr_v2_render_lists, asr_v2_render_url, aws_signed_request where it can
 * express the case, and the three that verify.
 *
 *     run_vectors FOLDER
 *
 * FOLDER is that of the project's own vectors. If ASR_VECTORS names a folder of third-party cases, they are read,
 * too. The last line is the count. It takes the jansson library to read JSON.
 */

#include <aws_signed_request.h>
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int cases;
static int comparisons;
static int differences;

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

/* ---- parameters in the forms that the doors take, made by no code of the library ---- */

struct params {
    asr_param *at;
    size_t count;
    struct text names, values, query;
    int nul_inside; /* a name or value has a NUL in it, which lists refuse */
};

/* As a query may be written, and as the canonical query is not: a space is +, escapes are in lower case. */
static void append_escaped(struct text *text, const char *plain, size_t len)
{
    for (size_t i = 0; i < len; ++i) {
        unsigned char byte = (unsigned char)plain[i];
        char escape[4];
        if ((byte < 0x80 && isalnum(byte)) || byte == '-' || byte == '.') {
            append(text, &plain[i], 1);
        } else {
            snprintf(escape, sizeof escape, "%%%02x", (unsigned)byte);
            append_z(text, byte == ' ' ? "+" : escape);
        }
    }
}

/* The texts have to live as long as the parameters. */
static void add_param(struct params *params, const char *name, size_t name_len, const char *value, size_t value_len)
{
    params->at = need(realloc(params->at, (params->count + 1) * sizeof *params->at));
    params->at[params->count] = (asr_param){name, name_len, value, value_len};
    append(&params->names, "", params->count > 0);
    append(&params->names, name, name_len);
    append(&params->values, "", params->count > 0);
    append(&params->values, value, value_len);
    append_z(&params->query, params->count > 0 ? "&" : "");
    append_escaped(&params->query, name, name_len);
    append_z(&params->query, "=");
    append_escaped(&params->query, value, value_len);
    params->nul_inside |= memchr(name, '\0', name_len) != NULL || memchr(value, '\0', value_len) != NULL;
    ++params->count;
}

static void free_params(struct params *params)
{
    free(params->at);
    free(params->names.at);
    free(params->values.at);
    free(params->query.at);
}

/* ---- a case ---- */

/* The stages, once more for the URL if a POST's parameters travel in the body, as they do in all dialects but HTX. */
enum { URL_OF_BODY = ASR_STAGE_ERROR + 1, TEXTS };

struct vector {
    const char *id;
    asr_v2_request request;
    asr_key key;
    struct text endpoint, url;     /* as given */
    struct params params;          /* as given */
    struct text sent_to, decoded;  /* the endpoint in its last form; what `sent` points into */
    struct params sent;            /* what was signed, without Signature */
    struct text expected[TEXTS];
    int is_signed; /* there is a signature */
};

static void free_vector(struct vector *vector)
{
    asr_wipe(&vector->key, sizeof vector->key);
    free(vector->endpoint.at);
    free(vector->url.at);
    free_params(&vector->params);
    free(vector->sent_to.at);
    free(vector->decoded.at);
    free_params(&vector->sent);
    for (int stage = 0; stage < TEXTS; ++stage) {
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

/* What the cases of all files have. */
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
    const char *method = text_of(object, "signature_method", NULL);
    if (strcmp(method, "HmacSHA1") == 0) {
        request->flags |= ASR_F_HMAC_SHA1;
    } else if (strcmp(method, "HmacSHA256") != 0) {
        return 0;
    }
    return request->dialect >= 0;
}

/* What a request that is taken apart has: its endpoint and its parameters. */
static int read_parts(const json_t *object, struct vector *vector)
{
    const json_t *list = json_object_get(object, "params");
    append_z(&vector->endpoint, text_of(object, "scheme", NULL));
    append_z(&vector->endpoint, "://");
    append_z(&vector->endpoint, text_of(object, "host", NULL));
    append_z(&vector->endpoint, text_of(object, "path", NULL));
    for (size_t i = 0; i < json_array_size(list); ++i) {
        const json_t *name = json_array_get(json_array_get(list, i), 0);
        const json_t *value = json_array_get(json_array_get(list, i), 1);
        if (!json_is_string(name) || !json_is_string(value)) {
            return 0;
        }
        add_param(&vector->params, json_string_value(name), json_string_length(name), json_string_value(value),
                  json_string_length(value));
    }
    vector->request.endpoint = vector->endpoint.at;
    vector->request.endpoint_len = vector->endpoint.len;
    vector->request.params = vector->params.at;
    vector->request.params_count = vector->params.count;
    /* The same as one URL. There a session token is a parameter like any other. */
    append(&vector->url, vector->endpoint.at, vector->endpoint.len);
    append_z(&vector->url, "?");
    append(&vector->url, vector->params.query.at, vector->params.query.len);
    if (vector->request.session_token_len > 0) {
        append_z(&vector->url, "&SecurityToken=");
        append_escaped(&vector->url, vector->request.session_token, vector->request.session_token_len);
    }
    return json_is_array(list);
}

/* Decodes an item of the canonical query in place, and returns its length. */
static size_t decode(char *text, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; ++i) {
        if (text[i] == '%' && i + 2 < len) {
            const char digits[] = {text[i + 1], text[i + 2], '\0'};
            text[out++] = (char)strtol(digits, NULL, 16);
            i += 2;
        } else {
            text[out++] = text[i];
        }
    }
    return out;
}

static void read_sent(struct vector *vector, const char *canonical, size_t len)
{
    append(&vector->decoded, canonical, len);
    char *at = vector->decoded.at, *end = at + len;
    while (at < end) {
        char *behind = memchr(at, '&', (size_t)(end - at));
        behind = behind != NULL ? behind : end;
        char *equals = memchr(at, '=', (size_t)(behind - at));
        equals = equals != NULL ? equals : behind;
        char *value = equals < behind ? equals + 1 : behind;
        size_t value_len = decode(value, (size_t)(behind - value));
        add_param(&vector->sent, at, decode(at, (size_t)(equals - at)), value, value_len);
        at = behind + 1;
    }
}

/* What each stage must be, built from the answer without any code of the library. */
static int read_answer(const json_t *object, struct vector *vector)
{
    struct text *expected = vector->expected;
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
    size_t rest_len = len - (size_t)(rest - answer);
    append(&expected[ASR_STAGE_STRING_TO_SIGN], answer, len);
    append(&expected[ASR_STAGE_CANONICAL], rest, rest_len);
    append_z(&expected[ASR_STAGE_ERROR], "");
    for (const char *at = vector->url.at; *at != '\0' && *at != ':'; ++at) {
        char letter = (char)tolower((unsigned char)*at);
        append(&vector->sent_to, &letter, 1);
    }
    append_z(&vector->sent_to, "://");
    append(&vector->sent_to, host, (size_t)(path - 1 - host));
    append(&vector->sent_to, path, (size_t)(rest - 1 - path));
    if (path - 1 == host) {
        vector->request.flags |= ASR_F_EMPTY_HOST;
    }
    read_sent(vector, rest, rest_len);

    vector->is_signed = json_is_string(json_object_get(object, "signature_base64"));
    if (vector->is_signed) {
        const char *signature = text_of(object, "signature_base64", NULL);
        struct text *query = &expected[ASR_STAGE_QUERY];
        append_z(&expected[ASR_STAGE_SIGNATURE], signature);
        append(query, rest, rest_len);
        append_z(query, rest_len > 0 ? "&Signature=" : "Signature=");
        for (const char *at = signature; *at != '\0'; ++at) {
            static const char signs[] = "+/=";
            static const char *const escapes[] = {"%2B", "%2F", "%3D"};
            const char *sign = strchr(signs, *at);
            append(query, sign != NULL ? escapes[sign - signs] : at, sign != NULL ? 3 : 1);
        }
        append(&expected[ASR_STAGE_URL], vector->sent_to.at, vector->sent_to.len);
        append_z(&expected[ASR_STAGE_URL], "?");
        append(&expected[ASR_STAGE_URL], query->at, query->len);
        append(&expected[URL_OF_BODY], vector->sent_to.at, vector->sent_to.len);
    }
    return 1;
}

/* ---- the doors that write text ---- */

typedef int32_t door(const struct vector *vector, int32_t stage, char *out, size_t cap);

static int32_t by_secret(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    return asr_v2_render(&vector->request, stage, out, cap);
}

static asr_v2_request request_with_key(const struct vector *vector)
{
    asr_v2_request request = vector->request;
    request.secret = NULL;
    request.secret_len = 0;
    request.key = &vector->key;
    return request;
}

static int32_t by_key(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    asr_v2_request request = request_with_key(vector);
    return asr_v2_render(&request, stage, out, cap);
}

static int32_t by_lists(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    const asr_v2_request *r = &vector->request;
    const struct params *p = &vector->params;
    return asr_v2_render_lists(r->method, r->endpoint, p->names.at, p->names.len, p->values.at, p->values.len, p->count,
                               r->access_key, r->secret, r->session_token, r->unix_time, r->dialect, r->flags, stage,
                               out, cap);
}

/* The parameters and the time come beside the struct, and what the struct says of them is not looked at. */
static int32_t with_lists(const struct vector *vector, asr_v2_request request, int32_t stage, char *out, size_t cap)
{
    const struct params *p = &vector->params;
    request.params = NULL;
    request.params_count = SIZE_MAX;
    request.unix_time = -1;
    asr_v2_call call = {&request, p->names.len, p->values.len, p->count, vector->request.unix_time, out, cap, stage};
    return asr_v2_render_with_lists(&call, p->names.at, p->values.at);
}

static int32_t by_secret_with_lists(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    return with_lists(vector, vector->request, stage, out, cap);
}

static int32_t by_key_with_lists(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    return with_lists(vector, request_with_key(vector), stage, out, cap);
}

/* The URL as it is given, to which its dialect adds the rest. */
static int32_t by_url(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    const asr_v2_request *r = &vector->request;
    return asr_v2_render_url(r->method, vector->url.at, vector->url.len, r->access_key, r->secret, r->unix_time,
                             r->dialect, r->flags, stage, out, cap);
}

/* A URL that has all that is signed, to which nothing is added. */
static int32_t by_whole_url(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    const asr_v2_request *r = &vector->request;
    struct text url = {NULL, 0};
    append(&url, vector->sent_to.at, vector->sent_to.len);
    append_z(&url, "?");
    append(&url, vector->sent.query.at, vector->sent.query.len);
    int32_t code = asr_v2_render_url(r->method, url.at, url.len, NULL, r->secret, 0, ASR_DIALECT_AS_GIVEN, r->flags,
                                     stage, out, cap);
    free(url.at);
    return code;
}

/* What was signed before, at another time: the time stamp that is there stays. */
static int32_t by_signed_url(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    const asr_v2_request *r = &vector->request;
    const struct text *url = &vector->expected[ASR_STAGE_URL];
    return asr_v2_render_url(r->method, url->at, url->len, NULL, r->secret, 1000000000, r->dialect, r->flags, stage,
                             out, cap);
}

/* The function of 2009 has but one stage. What it sets by itself is what this dialect adds. */
static int can_be_looked_up(const struct vector *vector)
{
    static const char server[] = "http://webservices.amazon.", path[] = "/onca/xml";
    const asr_v2_request *r = &vector->request;
    if (r->dialect != ASR_DIALECT_PRODUCT_ADVERTISING || r->flags != 0 || r->endpoint == NULL) {
        return 0;
    }
    const char *at = strstr(r->endpoint, path);
    return at != NULL && at[sizeof path - 1] == '\0' && strncmp(r->endpoint, server, sizeof server - 1) == 0;
}

static int32_t by_lookup(const struct vector *vector, int32_t stage, char *out, size_t cap)
{
    const asr_v2_request *r = &vector->request;
    const char *host = strstr(r->endpoint, "amazon.") + strlen("amazon."), *version = NULL;
    struct text region = {NULL, 0};
    append(&region, host, strcspn(host, "/"));
    for (size_t i = 0; i < r->params_count; ++i) {
        version = strcmp(r->params[i].name, "Version") == 0 ? r->params[i].value : version;
    }
    (void)stage;
    int32_t code = aws_signed_request(region.at, r->params, r->params_count, r->access_key, r->secret, NULL, version,
                                      r->unix_time, out, cap);
    free(region.at);
    return code;
}

static void compare(const struct vector *vector, int32_t stage, const struct text *expected, const char *name,
                    door *door)
{
    int32_t len = door(vector, stage, NULL, 0);
    ++comparisons;
    if (len < 0) {
        ++differences;
        printf("%s, stage %d, %s: refused: %s\n", vector->id, (int)stage, name, asr_status_message(len));
        return;
    }
    char *out = need(malloc((size_t)len + 1));
    int32_t written = door(vector, stage, out, (size_t)len + 1);
    if (written != len || (size_t)len != expected->len || out[len] != '\0' ||
        memcmp(out, expected->at, expected->len) != 0) {
        ++differences;
        printf("%s, stage %d, %s:\n  expected %s\n  got      %s\n", vector->id, (int)stage, name, expected->at, out);
    }
    free(out);
}

/* Every stage, as a request of this dialect has them. */
static void compare_stages(const struct vector *vector, int32_t dialect, const char *name, door *door)
{
    int in_body = strcmp(vector->request.method, "POST") == 0 && dialect != ASR_DIALECT_HTX;
    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_ERROR; ++stage) {
        const struct text *expected = &vector->expected[stage == ASR_STAGE_URL && in_body ? URL_OF_BODY : stage];
        if (expected->at != NULL) {
            compare(vector, stage, expected, name, door);
        }
    }
}

/* ---- the doors that verify ---- */

static void answer(const struct vector *vector, const char *name, int32_t expected, int32_t status)
{
    ++comparisons;
    if (status != expected) {
        ++differences;
        printf("%s, %s:\n  expected %s\n  got      %s\n", vector->id, name, asr_status_message(expected),
               asr_status_message(status));
    }
}

/* A signature in every place that it may come from. */
static void verify(const struct vector *vector, const char *signature, int32_t expected)
{
    const asr_v2_request *r = &vector->request;
    const char *endpoint = vector->sent_to.at;
    size_t len = strlen(signature);
    asr_v2_request received = *r;
    received.dialect = ASR_DIALECT_AS_GIVEN;
    received.session_token_len = 0;
    received.endpoint = endpoint;
    received.endpoint_len = vector->sent_to.len;
    received.params = vector->sent.at;
    received.params_count = vector->sent.count;
    asr_v2_request with_key = received;
    with_key.secret = NULL;
    with_key.secret_len = 0;
    with_key.key = &vector->key;
    answer(vector, "verify", expected, asr_v2_verify(&received, signature, len));
    answer(vector, "verify with a key", expected, asr_v2_verify(&with_key, signature, len));
    if (r->endpoint != NULL) {
        answer(vector, "verify as it is signed", expected, asr_v2_verify(r, signature, len));
    }

    struct params sent = {NULL, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0};
    for (size_t i = 0; i < vector->sent.count; ++i) {
        const asr_param *param = &vector->sent.at[i];
        add_param(&sent, param->name, param->name_len, param->value, param->value_len);
    }
    const struct params *p = &vector->sent;
    if (!p->nul_inside) {
        answer(vector, "verify_lists", expected,
               asr_v2_verify_lists(r->method, endpoint, p->names.at, p->names.len, p->values.at, p->values.len,
                                   p->count, signature, r->secret, r->flags));
    }
    add_param(&sent, "Signature", 9, signature, len);
    received.params = sent.at;
    received.params_count = sent.count;
    answer(vector, "verify the parameter", expected, asr_v2_verify(&received, NULL, 0));
    if (!p->nul_inside) {
        answer(vector, "verify_lists of the parameter", expected,
               asr_v2_verify_lists(r->method, endpoint, sent.names.at, sent.names.len, sent.values.at, sent.values.len,
                                   sent.count, NULL, r->secret, r->flags));
    }
    struct text url = {NULL, 0};
    append_z(&url, endpoint);
    append_z(&url, "?");
    append(&url, sent.query.at, sent.query.len);
    answer(vector, "verify_url", expected, asr_v2_verify_url(r->method, url.at, url.len, r->secret, r->flags));
    free(url.at);
    free_params(&sent);
}

/* ---- files ---- */

static void run_doors(const struct vector *vector)
{
    const asr_v2_request *r = &vector->request;
    if (r->endpoint != NULL) {
        compare_stages(vector, r->dialect, "secret", by_secret);
        compare_stages(vector, r->dialect, "key", by_key);
        if (!vector->params.nul_inside) {
            compare_stages(vector, r->dialect, "lists", by_lists);
            compare_stages(vector, r->dialect, "secret, with lists", by_secret_with_lists);
            compare_stages(vector, r->dialect, "key, with lists", by_key_with_lists);
        }
    }
    compare_stages(vector, r->dialect, "URL", by_url);
    compare_stages(vector, ASR_DIALECT_AS_GIVEN, "URL with all that is signed", by_whole_url);
    if (!vector->is_signed) {
        return;
    }
    compare_stages(vector, r->dialect, "URL that is signed", by_signed_url);
    if (can_be_looked_up(vector)) {
        compare(vector, ASR_STAGE_URL, &vector->expected[ASR_STAGE_URL], "aws_signed_request", by_lookup);
    }
    /* One with another first letter is wrong. (In the last one before the `=` there are bits that say nothing.) */
    struct text wrong = {NULL, 0};
    append_z(&wrong, vector->expected[ASR_STAGE_SIGNATURE].at);
    wrong.at[0] = wrong.at[0] == 'A' ? 'B' : 'A';
    verify(vector, vector->expected[ASR_STAGE_SIGNATURE].at, ASR_OK);
    verify(vector, wrong.at, ASR_E_MISMATCH);
    const struct text *url = &vector->expected[ASR_STAGE_URL];
    answer(vector, "verify_url of the signed URL", ASR_OK,
           asr_v2_verify_url(r->method, url->at, url->len, r->secret, r->flags));
    free(wrong.at);
}

static void run(const json_t *object)
{
    struct vector vector;
    memset(&vector, 0, sizeof vector);
    const asr_v2_request *r = &vector.request;
    vector.id = text_of(object, "id", NULL);
    ++cases;
    size_t url_len;
    const char *url = text_of(object, "url", &url_len);
    append(&vector.url, url, url_len);
    int is_read = read_request(object, &vector) && (url_len > 0 || read_parts(object, &vector));
    if (!is_read || !read_answer(object, &vector)) {
        ++differences;
        printf("%s: a case of another kind\n", vector.id);
    } else if (asr_key_init(&vector.key, r->secret, r->secret_len, r->flags) != ASR_OK) {
        ++differences;
        printf("%s: asr_key_init refuses the secret\n", vector.id);
    } else {
        run_doors(&vector);
    }
    free_vector(&vector);
}

static void run_file(const char *folder, const char *name)
{
    struct text path = {NULL, 0};
    append_z(&path, folder);
    append_z(&path, "/");
    append_z(&path, name);
    json_error_t error;
    json_t *file = json_load_file(path.at, JSON_ALLOW_NUL, &error);
    /* A file is a list of cases, or an object that holds one. */
    const json_t *list = json_is_array(file) ? file : json_object_get(file, "cases");
    int before = comparisons;
    if (json_array_size(list) == 0) {
        ++differences;
        printf("%s: %s\n", path.at, file == NULL ? error.text : "no cases in it");
    }
    for (size_t i = 0; i < json_array_size(list); ++i) {
        run(json_array_get(list, i));
    }
    printf("%s: %zu cases, %d comparisons\n", path.at, json_array_size(list), comparisons - before);
    json_decref(file);
    free(path.at);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: run_vectors FOLDER\n", stderr);
        return 2;
    }
    run_file(argv[1], "published.json");
    run_file(argv[1], "sigv2.json");
    run_file(argv[1], "urls.json");
    const char *external = getenv("ASR_VECTORS");
    if (external != NULL && external[0] != '\0') {
        run_file(external, "sigv2.json");
        run_file(external, "sigv2-differential.json");
    } else {
        puts("ASR_VECTORS is not set: there are no third-party cases to read");
    }
    printf("c: %d cases, %d comparisons, %d differences\n", cases, comparisons, differences);
    return differences != 0 || comparisons == 0;
}
