/*
 * Work that grows no faster than what is given, whatever somebody hostile gives: four times as much of it may take little more
 * than four times as long, where what is quadratic would take sixteen times as long. And a diagnosis ends in a few seconds
 * whatever it is asked, as long as it takes the question at all.
 */

#define _GNU_SOURCE

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <time.h>

enum { SMALL = 64 * 1024, LARGE = 4 * SMALL, TRIES = 2, DIAGNOSED = 260 * 1000, PATIENCE_SECONDS = 10 };

/* What four times as much may take: three times as long as it should, for caches and for sorting. */
#define MOST_GROWTH 12.0

static char text[LARGE + 64], other[LARGE + 64], out[64];

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Fills a text with so many bytes of a piece, again and again; of each `#` in it, every one is another letter. */
static void fill(char *to, const char *start, const char *piece, size_t len)
{
    size_t at = strlen(start), turn = 0;
    memcpy(to, start, at);
    while (piece[0] != '\0' && at + strlen(piece) <= len) {
        for (const char *from = piece; *from != '\0'; ++from) {
            to[at++] = *from == '#' ? "zyxwvutsrqponmlkjihgfedcba"[(turn / (from[1] == '#' ? 26 : 1)) % 26] : *from;
        }
        ++turn;
    }
    to[at] = '\0';
}

static int32_t render(void)
{
    return asr_v2_render_url(NULL, text, strlen(text), "AKID", "secret", 0, ASR_DIALECT_AWS_QUERY, 0, ASR_STAGE_URL, NULL, 0);
}

static int32_t explain(void)
{
    return asr_v2_render_url(NULL, text, strlen(text), "AKID", "secret", 0, ASR_DIALECT_AWS_QUERY, 0, ASR_STAGE_EXPLAIN, NULL,
                             0);
}

static int32_t refuse(void)
{
    return asr_v2_render_url(NULL, text, strlen(text), "AKID", "secret", 0, ASR_DIALECT_AWS_QUERY, 0, ASR_STAGE_ERROR, out,
                             sizeof out);
}

static int32_t verify(void)
{
    return asr_v2_verify_url(NULL, text, strlen(text), "secret", 0);
}

static int32_t check_time(void)
{
    return asr_v2_check_time_url(text, strlen(text), 0, 300);
}

static int32_t compare(void)
{
    return asr_v2_compare(text, strlen(text), other, strlen(other), out, sizeof out);
}

static double fastest(int32_t (*call)(void))
{
    double best = 1e9;
    for (int i = 0; i < TRIES; ++i) {
        double before = seconds();
        (void)call();
        double took = seconds() - before;
        best = took < best ? took : best;
    }
    return best;
}

static void grows_with_its_input(void)
{
    static int32_t (*const calls[])(void) = {render, explain, refuse, verify, check_time, compare};
    static const char *const names[] = {"render", "explain", "refuse", "verify", "check_time", "compare"};
    static const char *const pieces[] = {
        "&",        "=",       "&=",          "&a",      "&a=1",      "&##=1",    "&%61%61%#1=1", "+",
        "%41",      "%",       "&a=%2B&a=+",  ";",       "&amp;",     "\xC3\xA9", "\xFF",         "&Signature=x",
        "&Signat%75re", "&Timestamp=", "&Timestamp=1", "&Expires=1", "&AWSAccessKeyId=AKID", "\"", "\\", "#",
    };
    double worst = 0;
    char about[100];
    for (size_t piece = 0; piece < sizeof pieces / sizeof pieces[0]; ++piece) {
        for (size_t i = 0; i < sizeof calls / sizeof calls[0]; ++i) {
            fill(text, "https://h/?a=1", pieces[piece], SMALL), fill(other, "GET\nh\n/\nb=1", pieces[piece], SMALL);
            double small = fastest(calls[i]);
            fill(text, "https://h/?a=1", pieces[piece], LARGE), fill(other, "GET\nh\n/\nb=1", pieces[piece], LARGE);
            double large = fastest(calls[i]);
            /* Of what takes no time the clock says nothing. */
            double growth = large / (small > 50e-6 ? small : 50e-6);
            worst = growth > worst ? growth : worst;
            snprintf(about, sizeof about, "%s of \"%s\": %.0f us, then %.0f us", names[i], pieces[piece], small * 1e6,
                     large * 1e6);
            CHECK(growth < MOST_GROWTH, about);
        }
    }
    printf("four times as much takes up to %.1f times as long\n", worst);
}

/* How long one diagnosis takes, of a URL and a body, when nothing leads to the signature. */
static double diagnosed(const char *piece, size_t len, int in_body)
{
    static const char wrong[] = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
    asr_v2_request request;
    asr_v2_evidence evidence;
    fill(text, "https://h/a?a=1", in_body ? "" : piece, len), fill(other, "b=1", in_body ? piece : "", len);
    memset(&request, 0, sizeof request), memset(&evidence, 0, sizeof evidence);
    request.struct_size = sizeof request, evidence.struct_size = sizeof evidence;
    request.secret = "secret", request.secret_len = 6;
    evidence.signature = wrong, evidence.signature_len = sizeof wrong - 1;
    evidence.body = other, evidence.body_len = strlen(other), evidence.now = 1317655170, evidence.window = 3600;
    double before = seconds();
    int32_t status = asr_v2_diagnose_url(&request, text, strlen(text), &evidence, NULL, 0, ASR_ANSWER_REPORT, NULL, 0);
    CHECK(status >= 0 || status != ASR_E_PANIC, piece);
    return seconds() - before;
}

/* The longest texts that are taken, and the most parameters. */
static void a_diagnosis_ends(void)
{
    static const char *const pieces[] = {
        "&##=##", "&a=1", "&", "+", "%", ";", "&amp;", "\xFF", "&Signature=x", "&a=0&b=false", "%2526", "%26a=1",
    };
    enum { MOST_TAKEN = 1990 };
    double worst = 0;
    const char *which = "";
    for (size_t piece = 0; piece < sizeof pieces / sizeof pieces[0]; ++piece) {
        /* In the URL and in the body, for some of them. */
        for (int way = 0; way < (piece < 2 ? 4 : 1); ++way) {
            size_t len = way < 2 ? DIAGNOSED : 15 + MOST_TAKEN * strlen(pieces[piece]);
            double took = diagnosed(pieces[piece], len, way % 2);
            if (took > worst) {
                worst = took, which = pieces[piece];
            }
            CHECK(took < PATIENCE_SECONDS, pieces[piece]);
        }
    }
    printf("a diagnosis took up to %.2f s (\"%s\")\n", worst, which);
}

/* A name that would break a line, forge one, leave the quotes, or turn the direction of writing. */
static void nothing_breaks_a_report(void)
{
    static const char hostile[] = "a\r\n\"\x1b[31m\xE2\x80\xAEparameter 1 \"b\": all is well";
    static const asr_param params[] = {{hostile, sizeof hostile - 1, "a b", 3}, {"b", 1, "2", 1}};
    static const char secret[] = "secret";
    char to_sign[512], signature[45], report[16384];
    asr_v2_request request;
    asr_v2_evidence evidence;
    memset(&request, 0, sizeof request), memset(&evidence, 0, sizeof evidence);
    request.struct_size = sizeof request, evidence.struct_size = sizeof evidence;
    request.endpoint = "https://h/", request.endpoint_len = 10;
    request.secret = secret, request.secret_len = sizeof secret - 1;
    request.params = params, request.params_count = 2;
    CHECK(asr_v2_render(&request, ASR_STAGE_STRING_TO_SIGN, to_sign, sizeof to_sign) > 0, "a string to sign");
    /* Only the value is signed with a plus. */
    char *space = strstr(to_sign, "=a%20b");
    CHECK(space != NULL, to_sign);
    if (space != NULL) {
        space[2] = '+', memmove(space + 3, space + 5, strlen(space + 5) + 1);
    }
    for (char *name = strstr(to_sign, "%20"); name != NULL; name = strstr(to_sign, "%20")) {
        name[0] = '+', memmove(name + 1, name + 3, strlen(name + 3) + 1);
    }
    CHECK_NUMBER(asr_hmac_base64(secret, sizeof secret - 1, to_sign, strlen(to_sign), 0, signature, sizeof signature), 44,
                 "a signature");
    evidence.signature = signature, evidence.signature_len = 44;
    CHECK(asr_v2_diagnose(&request, &evidence, NULL, 0, ASR_ANSWER_REPORT, report, sizeof report) > 0, "a report");
    CHECK(strstr(report, "parameter 1 \"a%0D%0A%22%1B[31m%E2%80%AE") != NULL, report);
    size_t lines = 0, forged = 0;
    for (const char *line = report; *line != '\0'; line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : "") {
        ++lines;
        forged += strncmp(line, "parameter 1 \"b\"", 15) == 0;
    }
    for (const char *at = report; *at != '\0'; ++at) {
        CHECK(*at == '\n' || (*at >= ' ' && *at <= '~'), "a report is printable ASCII");
    }
    CHECK(lines > 0 && forged == 0, report);
}

int main(void)
{
    nothing_breaks_a_report();
    grows_with_its_input();
    a_diagnosis_ends();
    return closing_line();
}
