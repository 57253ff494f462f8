/*
 * asr_v2_compare: texts of exactly their length and outputs of every capacity, between pages that must not be touched, and
 * what is NULL or too long.
 */

#define _GNU_SOURCE

#include "edges.h"

#include <stdint.h>

/* What is compared with the text of the call. */
static const char *theirs;
static size_t theirs_len;

static int32_t by_compare(const struct call *call, char *out, size_t cap)
{
    return asr_v2_compare(call->text, call->text_len, theirs, theirs_len, out, cap);
}

static void expect_words(const char *about, const char *ours, size_t ours_len, const char *other, size_t other_len,
                         const char *words)
{
    struct call call = {.about = about, .of = by_compare};
    call.text = at_edge(ours, call.text_len = ours_len);
    theirs = at_edge(other, theirs_len = other_len);
    expect_text(&call, words, strlen(words));
}

#define TEXT(text) text, sizeof text - 1

static void causes(void)
{
    expect_words("the same", TEXT("GET\nh\n/\na=1"), TEXT("GET\nh\n/\na=1"), "");
    expect_words("a method", TEXT("GET\nh\n/\na=1"), TEXT("POST\nh\n/\na=1"), "the method: theirs is POST, ours is GET");
    expect_words("a host", TEXT("GET\nwebservices.amazon.com\n/\na=1"), TEXT("GET\necs.amazonaws.com\n/\na=1"),
                 "the host: theirs is ecs.amazonaws.com, ours is webservices.amazon.com");
    expect_words("a path", TEXT("GET\nh\n/\na=1"), TEXT("GET\nh\n/b\na=1"), "the path: theirs is /b, ours is /");
    expect_words("line ends", TEXT("GET\nh\n/\na=1"), TEXT("GET\r\nh\r\n/\r\na=1"),
                 "theirs ends its lines with CR LF, ours with LF");
    expect_words("a newline at the end", TEXT("GET\nh\n/\na=1"), TEXT("GET\nh\n/\na=1\n"),
                 "theirs has a newline at the end that ours does not have");
    expect_words("a value", TEXT("GET\nh\n/\nKeywords=a+b"), TEXT("GET\nh\n/\nKeywords=a%20b"),
                 "the value of \"Keywords\": theirs has %20, ours has + (at byte 18)");
    expect_words("a parameter", TEXT("GET\nh\n/\na=1"), TEXT("GET\nh\n/\na=1&Timestamp=0"),
                 "only theirs has \"Timestamp\" (at byte 12)");
    expect_words("an order", TEXT("GET\nh\n/\na=1&b=2"), TEXT("GET\nh\n/\nb=2&a=1"),
                 "theirs has \"b\" before \"a\", ours has \"a\" before \"b\" (at byte 8)");
    expect_words("NULs, and what is not UTF-8", TEXT("GET\nh\n/\na=\0"), TEXT("GET\nh\n/\na=\xFF"),
                 "the value of \"a\": theirs has \\xFF, ours has \\x00 (at byte 10)");
    expect_words("an escape that is cut off", TEXT("\n\n\na=%"), TEXT("\n\n\na=%2"),
                 "the value of \"a\": theirs has 2, ours has nothing (at byte 6)");
}

static void nothing(void)
{
    struct call call = {.about = "(NULL, 0) and (NULL, 0)", .of = by_compare};
    theirs = NULL, theirs_len = 0;
    expect_text(&call, "", 0);
    call.about = "(NULL, 0) and a text";
    theirs = at_edge("a", theirs_len = 1);
    expect_text(&call, "ours is empty, theirs is not", 28);
    call.about = "NULL with a length", call.text_len = 1;
    expect_refusal(&call, ASR_E_NULL, 100);
    call.about = "NULL with a length for theirs", call.text = at_edge("a", 1), theirs = NULL;
    expect_refusal(&call, ASR_E_NULL, 100);

    char out[] = "untouched";
    CHECK_NUMBER(asr_v2_compare("a", 1, "b", 1, NULL, 1), ASR_E_NULL, "no output with a capacity");
    CHECK_NUMBER(asr_v2_compare("a", 1, "b", 1, out, SIZE_MAX), ASR_E_TOO_LARGE, "capacity SIZE_MAX");
    CHECK(strcmp(out, "untouched") == 0, out);
    CHECK_NUMBER(asr_v2_compare("a", SIZE_MAX, "b", 1, out, sizeof out), ASR_E_TOO_LARGE, "a length of SIZE_MAX");
    CHECK_NUMBER(asr_v2_compare("a", 1, "b", (size_t)INT32_MAX + 1, out, sizeof out), ASR_E_TOO_LARGE, "a length of 2 GB");
}

/* The longest sentence fits into what the header says; and a pair made to be slow is as fast as any. */
static void limits(void)
{
    enum { NAME = 500 * 1000, FIRST = 3, SECOND = FIRST + NAME + 1, LEN = SECOND + NAME };
    static char one[LEN], other[LEN], out[1025];
    memset(one, '"', LEN), memset(other, '"', LEN);
    memcpy(one, "\n\n\n", FIRST), memcpy(other, "\n\n\n", FIRST);
    one[SECOND - 1] = other[SECOND - 1] = '&';
    one[SECOND - 2] = other[LEN - 1] = '1', one[LEN - 1] = other[SECOND - 2] = '2';
    int32_t len = asr_v2_compare(one, LEN, other, LEN, out, sizeof out);
    CHECK(len > 600 && len <= 1024 && strlen(out) == (size_t)len, "the longest sentence");
    for (size_t i = 3; i < LEN; ++i) {
        one[i] = i % 2 == 0 ? '&' : 'a', other[i] = i % 2 == 0 ? 'a' : '&';
    }
    CHECK(asr_v2_compare(one, LEN, other, LEN, out, sizeof out) > 0, "a million bytes");
}

int main(int argc, char **argv)
{
    begin(argc, argv);
    causes();
    nothing();
    limits();
    return end();
}
