/*
 * Memory with edges, and the rules of writing text held to them: inputs of exactly their length and outputs of every
 * capacity, between pages that must not be touched. A read or write beyond an edge ends the program.
 *
 *     PROGRAM          pages that must not be touched
 *     PROGRAM heap     blocks from malloc, for a memory checker, which sees every byte behind a block
 */

#ifndef EDGES_H
#define EDGES_H

#include "check.h"

#include <aws_signed_request.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int on_heap;
static size_t page;

/* ---- memory with edges ---- */

enum edge { AT_FRONT, AT_END };

struct room {
    char *at;      /* `len` bytes for the caller */
    size_t len;
    char *pages;   /* what was mapped, or the block of malloc */
    size_t mapped; /* 0: malloc */
};

static inline struct room make_room(size_t len, enum edge edge)
{
    struct room room = {NULL, len, NULL, 0};
    if (on_heap) {
        room.pages = room.at = malloc(len > 0 ? len : 1);
        if (len == 0 && room.at != NULL) {
            ++room.at; /* No byte behind it belongs to anybody. */
        }
    } else {
        size_t inner = (len / page + 1) * page;
        room.mapped = inner + 2 * page;
        void *pages = mmap(NULL, room.mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED || mprotect((char *)pages + page, inner, PROT_READ | PROT_WRITE) != 0) {
            perror("mmap");
            exit(1);
        }
        room.pages = pages;
        room.at = room.pages + page + (edge == AT_END ? inner - len : 0);
    }
    if (room.at == NULL) {
        perror("malloc");
        exit(1);
    }
    return room;
}

static inline void leave_room(struct room room)
{
    if (room.mapped == 0) {
        free(room.pages);
    } else {
        munmap(room.pages, room.mapped);
    }
}

/* Inputs live as long as the program; they are listed so that a leak report stays empty. */
static struct room inputs[2048];
static size_t inputs_count;

/* A copy of `len` bytes that ends exactly where the forbidden page begins, so no NUL can be read behind it. */
static inline const void *at_edge(const void *data, size_t len)
{
    if (inputs_count == sizeof inputs / sizeof inputs[0]) {
        puts("too many inputs");
        exit(1);
    }
    struct room room = make_room(len, AT_END);
    if (len > 0) {
        memcpy(room.at, data, len);
    }
    inputs[inputs_count++] = room;
    return room.at;
}

/* A NUL-terminated text whose NUL is the last byte before the forbidden page. */
static inline const char *text_at_edge(const char *text)
{
    return at_edge(text, strlen(text) + 1);
}

static inline asr_param param_at_edge(const char *name, const char *value)
{
    asr_param param = {NULL, strlen(name), NULL, strlen(value)};
    param.name = at_edge(name, param.name_len);
    param.value = at_edge(value, param.value_len);
    return param;
}

/* ---- the rules of writing text ---- */

/* One call of a text function with all its inputs; the outputs are what varies. */
struct call {
    const char *about;
    int32_t (*of)(const struct call *call, char *out, size_t cap);
    int32_t stage;
    const asr_v2_request *request;
    const struct lists *lists;
    const struct url *url;
    const char *text; /* or the region of aws_signed_request */
    size_t text_len;
    const char *version;
    uint32_t flags;
};

struct lists {
    const char *method, *endpoint, *names, *values, *access_key, *secret, *session_token;
    size_t names_len, values_len, count;
    int64_t unix_time;
    int32_t dialect;
    uint32_t flags;
};

struct url {
    const char *method, *url, *access_key, *secret;
    size_t url_len;
    int64_t unix_time;
    int32_t dialect;
    uint32_t flags;
};

#define UNTOUCHED 0x5A

static inline int is_untouched(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; ++i) {
        if (bytes[i] != UNTOUCHED) {
            return 0;
        }
    }
    return 1;
}

static inline void expect_text_with(const struct call *call, const char *expected, size_t len, size_t cap,
                                    enum edge edge)
{
    char about[200];
    snprintf(about, sizeof about, "%s, stage %d, capacity %zu of %zu, %s", call->about, (int)call->stage, cap,
             len + 1, edge == AT_END ? "before a forbidden page" : "behind a forbidden page");

    struct room room = make_room(cap, edge);
    /* On pages there is room beside the output that the function could reach and must leave alone. */
    char *beside = edge == AT_END ? room.pages + page : room.at + cap;
    char *behind = edge == AT_END ? room.at : room.pages + room.mapped - page;
    size_t beside_len = room.mapped != 0 ? (size_t)(behind - beside) : 0;
    if (room.mapped != 0) {
        memset(beside, UNTOUCHED, beside_len);
        memset(room.at, UNTOUCHED, cap);
    }

    int32_t code = call->of(call, room.at, cap);
    CHECK_NUMBER(code, len, about);
    if (cap > len) {
        CHECK(memcmp(room.at, expected, len) == 0, about);
        CHECK(room.at[len] == '\0', about);
    } else if (cap > 0) {
        CHECK(room.at[0] == '\0', about);
    }
    if (room.mapped != 0) {
        CHECK(is_untouched(beside, beside_len), about);
    }
    leave_room(room);
}

static inline void expect_text(const struct call *call, const char *expected, size_t len)
{
    CHECK_NUMBER(call->of(call, NULL, 0), len, call->about);
    for (size_t cap = 0; cap <= len + 2; ++cap) {
        expect_text_with(call, expected, len, cap, AT_END);
        if (!on_heap) {
            expect_text_with(call, expected, len, cap, AT_FRONT);
        }
    }
}

/* A refusal is a status and the empty text, at every capacity; `most` says how far to try. */
static inline void expect_refusal(const struct call *call, int32_t status, size_t most)
{
    for (size_t cap = 0; cap <= most; ++cap) {
        struct room room = make_room(cap, AT_END);
        memset(room.at, UNTOUCHED, cap);
        CHECK_NUMBER(call->of(call, cap == 0 ? NULL : room.at, cap), status, call->about);
        CHECK(cap == 0 || room.at[0] == '\0', call->about);
        leave_room(room);
    }
}

/* ---- what is signed ---- */

/* The rule of RFC 3986, said here again, so that no expected text comes from the library. */
static inline size_t encode(const char *text, size_t len, char *out)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    size_t written = 0;
    for (size_t i = 0; i < len; ++i) {
        if (text[i] != '\0' && strchr(unreserved, text[i]) != NULL) {
            out[written++] = text[i];
        } else {
            written += (size_t)sprintf(out + written, "%%%02X", (unsigned)(unsigned char)text[i]);
        }
    }
    out[written] = '\0';
    return written;
}

/*
 * The explanation has every other stage in it; its words are no promise. It is much longer than they are, so of a long one
 * the capacities around its ends are tried, and some between.
 */
static inline void expect_explanation(struct call *call, const char *const expected[7])
{
    enum { AROUND = 40, BETWEEN = 997 };
    call->stage = ASR_STAGE_EXPLAIN;
    int32_t size = call->of(call, NULL, 0);
    CHECK(size > 0, call->about);
    size_t len = size > 0 ? (size_t)size : 0;
    char *text = malloc(len + 1);
    if (text == NULL) {
        perror("malloc");
        exit(1);
    }
    CHECK_NUMBER(call->of(call, text, len + 1), size, call->about);
    CHECK(strlen(text) == len, call->about);
    for (size_t i = 0; i < len; ++i) {
        if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~')) {
            CHECK(text[i] == '\n', "an explanation is printable ASCII");
        }
    }
    for (int32_t stage = ASR_STAGE_CANONICAL; stage <= ASR_STAGE_URL; ++stage) {
        /* Of the string to sign the last line, since the others have a mark at their ends. */
        const char *part = stage == ASR_STAGE_STRING_TO_SIGN ? strrchr(expected[stage], '\n') + 1 : expected[stage];
        CHECK(strstr(text, part) != NULL, call->about);
    }
    for (size_t cap = 0; cap <= len + 2; cap += cap < AROUND || cap + AROUND > len ? 1 : len < 4 * BETWEEN ? 7 : BETWEEN) {
        expect_text_with(call, text, len, cap, AT_END);
        if (!on_heap) {
            expect_text_with(call, text, len, cap, AT_FRONT);
        }
    }
    free(text);
}

static inline void expect_stages(struct call *call, const char *const expected[7])
{
    for (call->stage = ASR_STAGE_CANONICAL; call->stage <= ASR_STAGE_ERROR; ++call->stage) {
        expect_text(call, expected[call->stage], strlen(expected[call->stage]));
    }
    expect_explanation(call, expected);
}

/* ---- the program ---- */

static inline void begin(int argc, char **argv)
{
    on_heap = argc > 1 && strcmp(argv[1], "heap") == 0;
    page = (size_t)sysconf(_SC_PAGESIZE);
}

static inline int end(void)
{
    while (inputs_count > 0) {
        leave_room(inputs[--inputs_count]);
    }
    return closing_line();
}

#endif
