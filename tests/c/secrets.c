/*
 * No text that the library writes has the secret in it: with a secret that can be recognised, all functions are called at all
 * stages and answers, for a good request and for many bad ones, with room and without; and everything that they wrote is
 * looked through, behind the end of the text as well, for pieces of the secret and of what is made of it.
 */

#define _GNU_SOURCE

#include "doors.h"

#include <stdint.h>

/* It can be percent-encoded, and is neither a word nor a part of any other text. */
#define SECRET "q7Zx/Vw+Kp0=Jf9#Ht4&Lm2 Rb8~Ny6"

enum { PIECE = 6, MOST_FORMS = 24 };

static struct visit visit;
static char out[MOST_SAID];

/* ---- what is looked for ---- */

static struct {
    char bytes[160];
    size_t len;
} forms[MOST_FORMS];
static size_t forms_count;

static void look_for(const void *bytes, size_t len)
{
    if (forms_count == MOST_FORMS || len > sizeof forms[0].bytes) {
        puts("too many forms");
        exit(1);
    }
    forms[forms_count].len = len;
    memcpy(forms[forms_count++].bytes, bytes, len);
}

static void hex_of(const unsigned char *bytes, size_t len, const char *format, char *text)
{
    for (size_t i = 0; i < len; ++i) {
        text += sprintf(text, format, bytes[i]);
    }
}

/* What a Base64 of the secret begins with at each of the three places at which a group can begin. */
static void base64_of(const char *bytes, size_t len, char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i + 2 < len; i += 3) {
        unsigned bits = (unsigned)(unsigned char)bytes[i] << 16 | (unsigned)(unsigned char)bytes[i + 1] << 8 |
                        (unsigned)(unsigned char)bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) {
            *text++ = alphabet[bits >> shift & 63];
        }
    }
    *text = '\0';
}

static void find_forms(const char *secret)
{
    char text[160], reversed[64];
    size_t len = strlen(secret);
    forms_count = 0;
    look_for(secret, len);
    CHECK(asr_percent_encode(secret, len, text, sizeof text) > 0, "asr_percent_encode");
    look_for(text, strlen(text));
    hex_of((const unsigned char *)secret, len, "%02x", text), look_for(text, strlen(text));
    hex_of((const unsigned char *)secret, len, "%02X", text), look_for(text, strlen(text));
    for (size_t from = 0; from < 3; ++from) {
        base64_of(secret + from, len - from, text), look_for(text, strlen(text));
    }
    for (size_t i = 0; i < len; ++i) {
        reversed[i] = secret[len - 1 - i];
    }
    look_for(reversed, len);
    for (size_t i = 0; i < len; ++i) {
        text[i] = secret[i] >= 'a' && secret[i] <= 'z' ? (char)(secret[i] - 32) : secret[i];
    }
    look_for(text, len);
    for (size_t i = 0; i < len; ++i) {
        text[i] = secret[i] >= 'A' && secret[i] <= 'Z' ? (char)(secret[i] + 32) : secret[i];
    }
    look_for(text, len);
    look_for(&visit.key, 64);
    hex_of((const unsigned char *)&visit.key, 64, "%02x", text), look_for(text, 128);
}

static size_t looks;

/* Whether a piece of any form stands in what was written. */
static int reveals(const char *text, size_t len)
{
    ++looks;
    for (size_t form = 0; form < forms_count; ++form) {
        for (size_t from = 0; from + PIECE <= forms[form].len; ++from) {
            if (memmem(text, len, forms[form].bytes + from, PIECE) != NULL) {
                return 1;
            }
        }
    }
    return 0;
}

/* ---- what is called ---- */

/* Calls everything, with room for all of the text, for a part of it, and for hardly any. */
static void all(const char *about)
{
    static const size_t caps[] = {4096, 300, 40, 1, 0};
    char what[120];
    for (int row = 0; row < DOORS; ++row) {
        for (int32_t stage = 0; stage <= doors[row].last_stage + 1; ++stage) {
            for (size_t i = 0; i < sizeof caps / sizeof caps[0]; ++i) {
                memset(out, '.', caps[0]);
                (void)doors[row].open(&visit, stage, out, caps[i]);
                snprintf(what, sizeof what, "%s, %s, stage %d", about, doors[row].name, (int)stage);
                CHECK(!reveals(out, caps[0]), what);
            }
        }
    }
}

/* Each of them made a little wrong. */
static void bad_requests(void)
{
    static const char *const endpoints[] = {"", "nonsense", "https://user:password@h/", "https://h/?a=b", "https://h/\x01"};
    static const char *const secrets[] = {"", " " SECRET, SECRET "\n", "\x01" SECRET, SECRET "\xFF", "x"};
    const struct visit good = visit;
    for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; ++i) {
        visit.request.endpoint = visit.by_key.endpoint = visit.bare.endpoint = endpoints[i];
        visit.request.endpoint_len = visit.by_key.endpoint_len = visit.bare.endpoint_len = strlen(endpoints[i]);
        all("a bad endpoint");
    }
    visit = good;
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; ++i) {
        visit.secret = visit.request.secret = visit.bare.secret = secrets[i];
        visit.request.secret_len = visit.bare.secret_len = strlen(secrets[i]);
        all("a bad secret");
    }
    visit = good;
    visit.params[0].name = "", visit.params[0].name_len = 0, visit.names[0] = '\0', strcat(visit.url, "&=1");
    all("an empty name");
    visit = good;
    visit.values[0] = '\xFF', strcat(visit.url, "&a=%FF"), strcat(visit.signed_url, "&a=%FF");
    all("what is not UTF-8");
    visit = good;
    strcat(visit.url, "&a=%"), strcat(visit.signed_url, "&a=%zz");
    all("a bad escape");
    visit = good;
    visit.count = 4, visit.request.params_count = 0, visit.names_len = visit.values_len = 0;
    all("a bad count");
    visit = good;
    visit.request.unix_time = visit.by_key.unix_time = -1, visit.request.dialect = 99, visit.bare.flags = ~UINT32_C(0);
    all("bad numbers");
    visit = good;
    visit.request.access_key = visit.by_key.access_key = visit.bare.access_key = "\n";
    visit.request.access_key_len = visit.by_key.access_key_len = visit.bare.access_key_len = 1;
    visit.request.session_token = visit.by_key.session_token = "\n";
    visit.request.session_token_len = visit.by_key.session_token_len = 1;
    all("bad credentials");
    visit = good;
    memset(&visit.key, 0, sizeof visit.key), visit.request.struct_size = 3, visit.evidence.struct_size = 3;
    all("an empty key");
    visit = good;
    visit.evidence.signature_len = 0, visit.evidence.string_to_sign = "", visit.evidence.most_mistakes = 4;
    all("bad evidence");
    visit = good;
}

/* A signature that was made of the secret in a wrong way, which is found out: the answer says which way, and shows nothing. */
static void found_out(const char *about, const char *key, size_t key_len, const char *text, int32_t mistake)
{
    char signature[45];
    int32_t mistakes[80];
    CHECK_NUMBER(asr_hmac_base64(key, key_len, text, strlen(text), 0, signature, sizeof signature), 44, about);
    visit.evidence.signature = signature, visit.evidence.signature_len = 44;
    for (int32_t answer = ASR_ANSWER_REPORT; answer <= ASR_ANSWER_ERROR; ++answer) {
        memset(out, '.', 4096);
        CHECK(asr_v2_diagnose(&visit.request, &visit.evidence, mistakes, 80, answer, out, 4096) >= 0, about);
        CHECK_NUMBER(mistakes[0], mistake, about);
        CHECK(!reveals(out, 4096), about);
    }
}

static void mistakes_about_the_secret(void)
{
    char encoded[128], capitals[] = SECRET;
    asr_percent_encode(SECRET, sizeof SECRET - 1, encoded, sizeof encoded);
    for (char *at = capitals; *at != '\0'; ++at) {
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
    }
    visit.request.secret = SECRET, visit.request.secret_len = sizeof SECRET - 1;
    found_out("a newline", SECRET "\n", sizeof SECRET, visit.to_sign, ASR_MISTAKE_SECRET_WHITE_SPACE);
    found_out("an encoded secret", encoded, strlen(encoded), visit.to_sign, ASR_MISTAKE_SECRET_ENCODED);
    found_out("an ampersand", SECRET "&", sizeof SECRET, visit.to_sign, ASR_MISTAKE_SECRET_WITH_AMPERSAND);
    found_out("quotes", "\"" SECRET "\"", sizeof SECRET + 1, visit.to_sign, ASR_MISTAKE_SECRET_QUOTED);
    found_out("a secret that is cut", SECRET, sizeof SECRET - 2, visit.to_sign, ASR_MISTAKE_SECRET_CUT);
    found_out("capitals", capitals, sizeof SECRET - 1, visit.to_sign, ASR_MISTAKE_SECRET_CASE);
    found_out("another key", "AKID", 4, visit.to_sign, ASR_MISTAKE_ACCESS_KEY_AS_SECRET);
    found_out("no secret", "", 0, visit.to_sign, ASR_MISTAKE_SECRET_EMPTY);
    found_out("the text as the key", visit.to_sign, strlen(visit.to_sign), SECRET, ASR_MISTAKE_KEY_AND_TEXT_SWAPPED);
}

int main(void)
{
    make_visit(&visit, SECRET, 0, 3);
    visit.evidence.most_mistakes = 1;
    find_forms(SECRET);
    /* The search finds what there is. */
    memset(out, '.', 4096), memcpy(out + 1000, SECRET + 3, PIECE);
    CHECK(reveals(out, 4096), "a piece of the secret is found");
    memset(out, '.', 4096), memcpy(out + 4096 - 32, (const char *)visit.key.opaque + 32, 32);
    CHECK(reveals(out, 4096), "a state of the key is found");
    memset(out, '.', 4096);
    CHECK(!reveals(out, 4096), "nothing is found where nothing is");
    all("a good request");
    bad_requests();
    mistakes_about_the_secret();
    printf("%zu texts were looked through\n", looks);
    asr_wipe(&visit.key, sizeof visit.key);
    return closing_line();
}
