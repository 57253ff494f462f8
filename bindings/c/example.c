/*
 * Signs requests in C, and verifies one.
 *
 *     cc example.c -laws_signed_request -o example
 *     ./example [NAME=VALUE ...]
 *     ./example --published
 */

#include <aws_signed_request.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] =
    "usage: example [NAME=VALUE ...]\n"
    "       example --published\n"
    "       example --help\n"
    "\n"
    "Prints a signed URL for Amazon's Product Advertising API with the parameters given\n"
    "(by default those of the guide's ItemLookup), then a request to Amazon SimpleDB,\n"
    "stage by stage, an existing URL signed and verified, and the signature of a SOAP\n"
    "request. Nothing is sent.\n"
    "\n"
    "  --published  sign the examples that Amazon's guides print, and compare\n"
    "\n"
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment replace the guide's\n"
    "example keys.\n";

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A parameter from two NUL-terminated texts, which must live as long as the parameter is used. */
static asr_param param(const char *name, const char *value)
{
    asr_param p;
    p.name = name;
    p.name_len = strlen(name);
    p.value = value;
    p.value_len = strlen(value);
    return p;
}

/*
 * One stage of a request as a text to be freed, or NULL with the status in `*status`.
 *
 * Most requests fit into the first buffer. If one does not, the call has said how long the text is; it takes one byte
 * more, for the NUL.
 */
static char *render(const asr_v2_request *request, int32_t stage, int32_t *status)
{
    size_t cap = 1024;
    for (;;) {
        char *text = malloc(cap);
        if (text == NULL) {
            *status = ASR_E_NO_MEMORY;
            return NULL;
        }
        *status = asr_v2_render(request, stage, text, cap);
        if (*status >= 0 && (size_t)*status < cap) {
            return text;
        }
        free(text);
        if (*status < 0) {
            return NULL;
        }
        cap = (size_t)*status + 1;
    }
}

/* Says why a request cannot be signed: the status is for programs, the stage of that name is for people. */
static void print_error(const asr_v2_request *request, int32_t status)
{
    int32_t ignored;
    char *why = render(request, ASR_STAGE_ERROR, &ignored);
    fprintf(stderr, "example: %s\n", why != NULL && why[0] != '\0' ? why : asr_status_message(status));
    free(why);
}

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

/* The function that the library is named after. Here the size is asked for first, which is the other way to do it. */
static int print_item_lookup(const asr_param *params, size_t count, const char *public_key, const char *private_key,
                             int64_t now)
{
    int32_t len = aws_signed_request("com", params, count, public_key, private_key, NULL, NULL, now, NULL, 0);
    if (len < 0) {
        /* This function has no stages, so its status is all it says. */
        fprintf(stderr, "example: %s\n", asr_status_message(len));
        return 0;
    }
    size_t cap = (size_t)len + 1;
    char *url = malloc(cap);
    if (url == NULL) {
        fprintf(stderr, "example: out of memory\n");
        return 0;
    }
    aws_signed_request("com", params, count, public_key, private_key, NULL, NULL, now, url, cap);
    puts(url);
    free(url);
    return 1;
}

/* A request to a service that is alive, and what it looks like on each stage of its way. */
static int print_list_domains(const char *access_key, const char *secret, int64_t now)
{
    static const struct {
        int32_t stage;
        const char *title;
    } stages[] = {
        {ASR_STAGE_CANONICAL, "canonical query"}, {ASR_STAGE_STRING_TO_SIGN, "string to sign"},
        {ASR_STAGE_SIGNATURE, "signature"},       {ASR_STAGE_QUERY, "signed query"},
        {ASR_STAGE_URL, "URL"},
    };
    asr_param params[2];
    params[0] = param("Action", "ListDomains");
    params[1] = param("Version", "2009-04-15");

    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = "https://sdb.amazonaws.com/";
    request.endpoint_len = strlen(request.endpoint);
    request.access_key = access_key;
    request.access_key_len = strlen(access_key);
    request.secret = secret;
    request.secret_len = strlen(secret);
    request.params = params;
    request.params_count = COUNT_OF(params);
    request.unix_time = now;
    request.dialect = ASR_DIALECT_AWS_QUERY;

    for (size_t i = 0; i < COUNT_OF(stages); ++i) {
        int32_t status;
        char *text = render(&request, stages[i].stage, &status);
        if (text == NULL) {
            print_error(&request, status);
            return 0;
        }
        printf("\n%s:\n%s\n", stages[i].title, text);
        free(text);
    }
    return 1;
}

/* A URL that another program made, and what a server would say to it. */
static int print_existing_url(const char *access_key, const char *secret, int64_t now)
{
    static const char url[] = "https://sdb.amazonaws.com/?Action=ListDomains&Version=2009-04-15";
    char signed_url[1024];
    int32_t len = asr_v2_render_url("GET", url, strlen(url), access_key, secret, now, ASR_DIALECT_AWS_QUERY, 0,
                                    ASR_STAGE_URL, signed_url, sizeof signed_url);
    if (len < 0 || (size_t)len >= sizeof signed_url) {
        fprintf(stderr, "example: %s\n", len < 0 ? asr_status_message(len) : "the URL is longer than its buffer");
        return 0;
    }
    printf("\nan existing URL, signed:\n%s\n", signed_url);

    /* Who signed it, and when, are two questions. */
    int32_t signature = asr_v2_verify_url("GET", signed_url, (size_t)len, secret, 0);
    int32_t other = asr_v2_verify_url("GET", signed_url, (size_t)len, "another secret", 0);
    int32_t age = asr_v2_check_time_url(signed_url, (size_t)len, now, 15 * 60);
    printf("\nverified:\nsignature: %s\nwith another secret: %s\nage: %s\n", asr_status_message(signature),
           asr_status_message(other), asr_status_message(age));
    return signature == ASR_OK && other == ASR_E_MISMATCH && age == ASR_OK;
}

/* A SOAP request is not canonical: what is signed is the operation's name and the time, one right after the other. */
static int print_soap_signature(const char *secret, int64_t now)
{
    char text[64] = "ItemLookup", signature[45];
    time_t seconds = (time_t)now;
    size_t len = strlen(text);
    len += strftime(text + len, sizeof text - len, "%Y-%m-%dT%H:%M:%SZ", gmtime(&seconds));
    if (asr_hmac_base64(secret, strlen(secret), text, len, 0, signature, sizeof signature) != 44) {
        return 0;
    }
    printf("\nSOAP, Action and Timestamp:\n%s\nSOAP, Signature:\n%s\n", text, signature);
    return 1;
}

/* Signs what a guide shows, and prints what it prints beside what came out. */
static int compare(const char *title, const char *endpoint, const char *secret, const asr_param *params, size_t count,
                   const char *printed)
{
    asr_v2_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.endpoint = endpoint;
    request.endpoint_len = strlen(endpoint);
    request.secret = secret;
    request.secret_len = strlen(secret);
    request.params = params;
    request.params_count = count;
    request.dialect = ASR_DIALECT_AS_GIVEN;

    int32_t status;
    char *signature = render(&request, ASR_STAGE_SIGNATURE, &status);
    if (signature == NULL) {
        print_error(&request, status);
        return 0;
    }
    int same = strcmp(signature, printed) == 0;
    printf("%s\n  the guide prints %s\n  signed here      %s\n  %s\n", title, printed, signature,
           same ? "the same" : "DIFFERENT");
    free(signature);
    return same;
}

static int published(void)
{
    asr_param lookup[7], flows[6];
    lookup[0] = param("Service", "AWSECommerceService");
    lookup[1] = param("AWSAccessKeyId", "00000000000000000000");
    lookup[2] = param("Operation", "ItemLookup");
    lookup[3] = param("ItemId", "0679722769");
    lookup[4] = param("ResponseGroup", "ItemAttributes,Offers,Images,Reviews");
    lookup[5] = param("Version", "2009-01-06");
    lookup[6] = param("Timestamp", "2009-01-01T12:00:00Z");
    flows[0] = param("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE");
    flows[1] = param("Action", "DescribeJobFlows");
    flows[2] = param("SignatureMethod", "HmacSHA256");
    flows[3] = param("SignatureVersion", "2");
    flows[4] = param("Timestamp", "2011-10-03T15:19:30");
    flows[5] = param("Version", "2009-03-31");

    int same = compare("Product Advertising API Developer Guide, ItemLookup", "http://webservices.amazon.com/onca/xml",
                       "1234567890", lookup, COUNT_OF(lookup), "Nace+U3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg=");
    same &= compare("AWS General Reference, DescribeJobFlows", "https://elasticmapreduce.amazonaws.com/",
                    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", flows, COUNT_OF(flows),
                    "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
    return same;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--published") == 0) {
        return published() ? 0 : 1;
    }

    asr_param defaults[3];
    defaults[0] = param("Operation", "ItemLookup");
    defaults[1] = param("ItemId", "0679722769");
    defaults[2] = param("ResponseGroup", "ItemAttributes,Offers,Images,Reviews");
    asr_param *given = calloc((size_t)argc, sizeof *given);
    if (given == NULL) {
        fprintf(stderr, "example: out of memory\n");
        return 1;
    }
    size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        const char *equals = strchr(argv[i], '=');
        if (equals == NULL || equals == argv[i] || argv[i][0] == '-') {
            fprintf(stderr, "example: \"%s\" is not NAME=VALUE\n\n%s", argv[i], usage);
            free(given);
            return 2;
        }
        given[count] = param(argv[i], equals + 1);
        given[count++].name_len = (size_t)(equals - argv[i]);
    }

    const char *access_key = environment("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    const char *secret = environment("AWS_SECRET_ACCESS_KEY", "1234567890");
    /* The library has no clock: the time of a request is what it is told. */
    int64_t now = (int64_t)time(NULL);

    int looked_up = print_item_lookup(count > 0 ? given : defaults, count > 0 ? count : COUNT_OF(defaults), access_key,
                                      secret, now);
    int listed = print_list_domains(access_key, secret, now);
    int verified = print_existing_url(access_key, secret, now);
    int in_soap = print_soap_signature(secret, now);
    free(given);
    return looked_up && listed && verified && in_soap ? 0 : 1;
}
