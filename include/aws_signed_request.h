/*
 * aws_signed_request 0.1.0: signs AWS-style HTTP requests with Signature Version 2.
 *
 * This header is the manual. It is generated; the comments stand in the Rust sources.
 *
 * WHAT IT DOES
 *
 * A request in (method, endpoint, parameters, keys, time), a text out: the signed URL, or any text on the way there. No
 * I/O, no clock, no configuration, no global state, nothing to initialise, nothing to free.
 *
 *     #include <aws_signed_request.h>
 *     #include <stdio.h>
 *     #include <string.h>
 *     #include <time.h>
 *
 *     int main(void)
 *     {
 *         const char *id = "AKIAIOSFODNN7EXAMPLE", *secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
 *         asr_param params[] = { { "Action", 6, "ListDomains", 11 }, { "Version", 7, "2009-04-15", 10 } };
 *         asr_v2_request request;
 *         char url[1024];
 *         int32_t length;
 *
 *         memset(&request, 0, sizeof request);
 *         request.struct_size = sizeof request;
 *         request.endpoint = "https://sdb.amazonaws.com/";
 *         request.endpoint_len = strlen(request.endpoint);
 *         request.access_key = id;
 *         request.access_key_len = strlen(id);
 *         request.secret = secret;
 *         request.secret_len = strlen(secret);
 *         request.params = params;
 *         request.params_count = 2;
 *         request.unix_time = (int64_t)time(NULL);
 *         request.dialect = ASR_DIALECT_AWS_QUERY;
 *
 *         length = asr_v2_render(&request, ASR_STAGE_URL, url, sizeof url);
 *         if (length < 0) {
 *             asr_v2_render(&request, ASR_STAGE_ERROR, url, sizeof url);
 *             fprintf(stderr, "%s\n", url[0] ? url : asr_status_message(length));
 *             return 1;
 *         }
 *         if ((size_t)length >= sizeof url) {
 *             fprintf(stderr, "the URL needs room for %ld bytes\n", (long)length + 1);
 *             return 1;
 *         }
 *         puts(url);
 *         return 0;
 *     }
 *
 * Four functions lead to the same code: asr_v2_render takes a struct, asr_v2_render_lists takes flat arguments, which other
 * languages make more cheaply, asr_v2_render_with_lists takes something of both, for many calls, and asr_v2_render_url takes
 * an existing URL. aws_signed_request is the function of 2009.
 *
 * The other side, where signed requests arrive, has asr_v2_verify, asr_v2_verify_lists and asr_v2_verify_url for the
 * signature, and asr_v2_check_time, asr_v2_check_time_lists and asr_v2_check_time_url for the age. They return ASR_OK or
 * one of ASR_E_*, and write no text.
 *
 * Where a signature was refused, asr_v2_diagnose, asr_v2_diagnose_lists and asr_v2_diagnose_url name the mistake behind it, and
 * asr_v2_compare says where two strings to sign differ.
 *
 * FUNCTIONS THAT WRITE TEXT
 *
 * They all end in `char *out, size_t out_cap`, which asr_v2_render_with_lists has in a struct, and return an int32_t:
 *
 *     0 or more    the length of the text, without its NUL. If it is less than out_cap, the text and a NUL are in out.
 *                  If it is not, the text did not fit, out is the empty text, and the call is to be made again with
 *                  room for at least one byte more than was returned.
 *     less than 0  one of ASR_E_*, and out is the empty text (unless out_cap is impossible: see below).
 *
 * There is never a part of a text. With (NULL, 0) the length alone is asked for; that costs up to twice as much as the
 * text, and of a diagnosis it is the whole search. The texts are ASCII, but for the string to sign of another program. The
 * bytes of out after the NUL may have been overwritten with anything but a secret. out must have out_cap bytes, may not
 * overlap anything that is passed in, and is not written to if out_cap is more than any object can have (ASR_E_TOO_LARGE).
 *
 * TEXTS THAT ARE PASSED IN
 *
 * are UTF-8. A pointer with a length needs no NUL, and (NULL, 0) is the empty text; a text without a length ends in NUL. A
 * pointer that is not NULL must point to as many bytes as its length says. Nothing is kept after the call. No text may be
 * longer than 2147483647 bytes, nor all parameters together (with two bytes more for each), nor any stage of the request
 * but EXPLAIN, which is refused alone where it would be; other limits are stated with each argument.
 *
 * Nothing is trimmed, dropped, cut or repaired: what cannot be signed as it stands is refused by a status of its own. There
 * are three exceptions: a parameter called Signature is left out whatever its value is (in a URL it is UTF-8, as all is there), as it is an old one;
 * aws_signed_request replaces what it sets itself; and in the query of a URL empty pieces disappear and an empty Timestamp is
 * filled.
 *
 * WHY A REQUEST IS REFUSED
 *
 * The same call of a function that takes a stage, with ASR_STAGE_ERROR, says what is wrong and where, for example
 *
 *     parameter 3 "Keywords": the value is not valid UTF-8 (at byte 7)
 *
 * or writes the empty text if the request can be signed. Parameters are counted from 1, bytes from 0. The names of
 * parameters are shown, with what is not printable ASCII percent-encoded; values, secrets and tokens never are. The words
 * may change from release to release; the status is what programs go by. An unknown stage, a missing out and an impossible
 * out_cap have no words but those of asr_status_message.
 *
 * WHAT A SIGNATURE IS MADE OF
 *
 * ASR_STAGE_EXPLAIN shows the whole way to a signature in numbered steps, for people who look for the step at which another
 * program goes another way: the parameters as they were given, in that order, with what was added and left out; sorted;
 * encoded; the string to sign, each newline in it shown as \n; the signature in Base64 and encoded; the signed query; the
 * method and URL of the request, and its body where the parameters travel there. Decoded names and values stand between
 * quotes: a quote and a backslash have a backslash before them, and line ends, other control characters and whatever is
 * not ASCII are escapes (\n, \r, \t, \u{202E}, and \xFF for a byte of what is not UTF-8), letters too. So the text can go
 * into a log, and no two values look the same. It holds what the request holds, a session token too, and never the secret.
 *
 * THREADS, SIGNALS, FORK
 *
 * Every function may be called from any number of threads at the same time, also with the same request or key, as long
 * as none of them changes it. There is no lock and no state, so a fork at any time is harmless. With up to 64
 * parameters no memory is allocated, and any function but asr_v2_diagnose and its siblings may be called in a signal
 * handler; for more, one block of 96 bytes for each is allocated, and freed before the function returns, or
 * ASR_E_NO_MEMORY is returned: who takes requests from strangers bounds their size. A call needs less than 16 KB of
 * stack, beside what the caller's buffer and, on an alternate signal stack, the signal's frame need.
 *
 * asr_v2_diagnose and its siblings allocate memory whatever the request is: not to be called in a signal handler, nor in
 * the child of a fork where the C library's malloc may not be. They need less than 32 KB of stack, and some 300 KB of
 * memory and up to 450 bytes more for each byte of text (each parameter counts two bytes more), so not more than 115 MB, all
 * of it freed before they return.
 *
 * SECRETS
 *
 * A secret that is passed in is not kept, and the key that is derived from it is wiped before the function returns.
 * (Processor registers are not cleared, and without SHA instructions the hash may leave words of the key on the stack:
 * use an asr_key, and prepare it early, where that matters.) An asr_key is the caller's to wipe (asr_wipe). No text
 * that is returned holds the secret. A session token stands in the stages CANONICAL, STRING_TO_SIGN, QUERY, URL and
 * EXPLAIN, since it is sent. Signatures are verified in a time that does not depend on where two differ; the right one of that
 * one request may stay on the stack. A diagnosis prepares a key of each way in which the secret may have been spoilt, and
 * wipes them, and its copy of the secret, before it returns; its time depends on the secret and on what is found.
 *
 * VERSIONS
 *
 * The numbers of statuses, stages, dialects and flags are never reused. Structs only grow at their end, which is what
 * struct_size is for. The soname, libaws_signed_request.so.0, changes when a program that was linked with an older
 * release could no longer run. A program that was built with a newer header than the library it meets gets a status,
 * not a wrong answer. The names of functions and types begin with asr_ and those of constants with ASR_, except for
 * aws_signed_request, aws_signed_request_lists and aws_signed_request_render_lists. Enumerations only group constants;
 * functions take int32_t and uint32_t.
 *
 * SOURCES
 *
 * The rules of signing are those of the AWS General Reference, "Signature Version 2 signing process"; percent-encoding
 * is that of RFC 3986; the query of a URL is read as WHATWG URL reads "application/x-www-form-urlencoded", but for
 * what it would guess, which is refused; HMAC is RFC 2104, SHA-256 and SHA-1 FIPS 180-4, Base64 RFC 4648. Signatures
 * are HmacSHA256, or HmacSHA1 by a flag; a request that names another SignatureMethod or SignatureVersion is refused.
 */

#ifndef AWS_SIGNED_REQUEST_H
#define AWS_SIGNED_REQUEST_H

#include <stddef.h>
#include <stdint.h>

/**
 * Why a call failed. Every function that returns `int32_t` returns one of these numbers, or `ASR_OK`, or a length.
 * Numbers are never reused. `asr_status_message` gives each its sentence.
 */
typedef enum asr_e {
  /**
   * A pointer is NULL (or not aligned) where something must be pointed to: a text with a length other than 0, a
   * NUL-terminated text that may not be NULL, the request, the parameters, the key, or `out` with a capacity other
   * than 0. (A missing access key id is `ASR_E_ACCESS_KEY`, and an empty secret `ASR_E_SECRET`; but `public_key` and
   * `private_key` of `aws_signed_request` may not be NULL.)
   */
  ASR_E_NULL = -1,
  /**
   * `struct_size` is smaller than the first release's struct, or larger with something other than zeros behind the
   * part that this release knows, or larger than 4096; or a field that is reserved is not 0.
   */
  ASR_E_STRUCT_SIZE = -2,
  /** `stage` is none of `ASR_STAGE_*`, or `answer` none of `ASR_ANSWER_*`. */
  ASR_E_STAGE = -3,
  /** `dialect` is none of `ASR_DIALECT_*`. */
  ASR_E_DIALECT = -4,
  /** `flags` has a bit that is none of `ASR_F_*`, or none that the function has a use for. */
  ASR_E_FLAGS = -5,
  /**
   * The method is not an HTTP token (RFC 9110 section 5.6.2) of at most 32 bytes, or the dialect does not allow it:
   * `ASR_DIALECT_PRODUCT_ADVERTISING` allows only GET.
   */
  ASR_E_METHOD = -6,
  /** The endpoint is not `scheme://host[:port][/path]`: see the field of that name. */
  ASR_E_ENDPOINT = -7,
  /**
   * The region of `aws_signed_request` is not the end of a host name, such as `com` or `co.uk`: letters, digits and
   * hyphens, in parts divided by dots, at most 63 bytes.
   */
  ASR_E_REGION = -8,
  /** The access key id is missing, or has white space at an end, a control character in it, or is not UTF-8. */
  ASR_E_ACCESS_KEY = -9,
  /** The secret is missing, or has white space at an end, a control character in it, or is not UTF-8. */
  ASR_E_SECRET = -10,
  /** The `asr_key` was not made by `asr_key_init`, or made for the other of HMAC-SHA256 and HMAC-SHA1. */
  ASR_E_KEY = -11,
  /** The session token is not clean text, or the dialect has no place for one. */
  ASR_E_SESSION_TOKEN = -12,
  /** A NUL-separated list does not hold exactly `count` items. */
  ASR_E_LIST_COUNT = -13,
  /** A parameter's name is empty. */
  ASR_E_EMPTY_NAME = -14,
  /**
   * The caller gave a parameter that the dialect adds itself, or Timestamp together with Expires where the dialect has
   * either; or a URL has what is added twice, or with another value.
   */
  ASR_E_RESERVED = -15,
  /** A parameter's name or value, an associate tag or a version is not valid UTF-8. */
  ASR_E_UTF8 = -16,
  /** The time is before 1970-01-01T00:00:00Z or after 9999-12-31T23:59:59Z; or the window of a check is negative. */
  ASR_E_TIME = -17,
  /** An input, or the result, is larger than an `int32_t` can count; or what a diagnosis is asked is more than it does. */
  ASR_E_TOO_LARGE = -18,
  /** There was no memory for more than 64 parameters. */
  ASR_E_NO_MEMORY = -19,
  /** A defect of this library was met and caught. Please report it. */
  ASR_E_PANIC = -20,
  /**
   * A parameter SignatureMethod is not what the request is signed with: HmacSHA256, or HmacSHA1 with the flag
   * `ASR_F_HMAC_SHA1`. (Where the dialect adds that parameter to a list, any is `ASR_E_RESERVED`.)
   */
  ASR_E_SIGNATURE_METHOD = -21,
  /**
   * A parameter SignatureVersion is not 2, which is what this library signs with. (Where the dialect adds that
   * parameter to a list, any is `ASR_E_RESERVED`.)
   */
  ASR_E_SIGNATURE_VERSION = -22,
  /**
   * The URL is not `scheme://host[:port][/path][?query]`, or has in its query a space, a control character, a fragment or
   * an `&amp;`.
   */
  ASR_E_URL = -23,
  /** In a query there is a `%` that is not followed by two hexadecimal digits. */
  ASR_E_ESCAPE = -24,
  /** There is no Signature to verify, or an empty one. */
  ASR_E_UNSIGNED = -25,
  /** The Signature to verify is not the Base64 of a hash of the right length, or there are two. */
  ASR_E_SIGNATURE = -26,
  /** The Signature is not that of this request under this secret. */
  ASR_E_MISMATCH = -27,
  /** There is no Timestamp and no Expires, or there are both, or one of them twice, or it is no time. */
  ASR_E_STAMP = -28,
  /** The Timestamp is older than the window, or Expires has passed. */
  ASR_E_EXPIRED = -29,
  /** The Timestamp is further in the future than the window. */
  ASR_E_EARLY = -30,
} asr_e;

/** What functions return that return a status and no length. */
typedef enum asr_success {
  /** The function did what it is for. */
  ASR_OK = 0,
} asr_success;

/** Which text of a request is asked for. Every stage checks the whole request. */
typedef enum asr_stage {
  /**
   * The canonical query: every parameter that is signed, as `name=value`, encoded, in the order of the bytes of the
   * decoded names, then of the values, joined by `&`; without Signature.
   */
  ASR_STAGE_CANONICAL = 1,
  /** The string to sign: method, host line, path and canonical query, joined by newlines. */
  ASR_STAGE_STRING_TO_SIGN = 2,
  /** The signature: HMAC-SHA256 of the string to sign, in Base64 (44 characters; HMAC-SHA1: 28), not percent-encoded. */
  ASR_STAGE_SIGNATURE = 3,
  /**
   * The signed query: the canonical query and, last, `Signature` with the percent-encoded signature. It is what follows
   * the `?` of the URL, or the form body of a POST whose parameters travel there
   * (`Content-Type: application/x-www-form-urlencoded; charset=utf-8`).
   */
  ASR_STAGE_QUERY = 4,
  /** The URL to send: the endpoint and, unless the parameters travel in the body of a POST, `?` and the signed query. */
  ASR_STAGE_URL = 5,
  /** In words, why the request cannot be signed; the empty text if it can. */
  ASR_STAGE_ERROR = 6,
  /**
   * The whole way for people, several lines: the parameters as they were given, with what was added and left out, sorted,
   * and encoded; the string to sign, line by line; the signature; the signed query; and the request to send. In names
   * and values, which are shown between quotes, whatever is not printable ASCII is escaped, so nothing in a request can
   * make a line of its own. The secret is not shown; a session token is, since it is sent. The words may change from
   * release to release. A request of which any other stage can be had may be too large for this one
   * (`ASR_E_TOO_LARGE`), since it holds each parameter several times.
   */
  ASR_STAGE_EXPLAIN = 7,
} asr_stage;

/** Which cloud's form of Signature Version 2 a request is signed in. */
typedef enum asr_dialect {
  /**
   * Nothing is added but Signature: the caller's parameters are the whole request. `access_key` and `unix_time` are
   * not used; a session token is refused, because it would not be sent. A POST's parameters travel in the body, those
   * of every other method in the URL, as in all dialects that do not say otherwise.
   */
  ASR_DIALECT_AS_GIVEN = 0,
  /**
   * Amazon SimpleDB's query API, OpenStack's EC2 API and EC2-compatible clouds. Adds AWSAccessKeyId, SignatureMethod
   * (HmacSHA256, or HmacSHA1 with `ASR_F_HMAC_SHA1`), SignatureVersion=2, Timestamp (`2011-10-03T15:19:30Z`) unless the
   * caller gives Expires, and SecurityToken if a session token is given.
   */
  ASR_DIALECT_AWS_QUERY = 1,
  /** NIFCLOUD: as AWS_QUERY, with AccessKeyId in place of AWSAccessKeyId. */
  ASR_DIALECT_NIFCLOUD = 2,
  /**
   * Amazon's Product Advertising API until 2020. Adds Service=AWSECommerceService, AWSAccessKeyId, Timestamp
   * (`2011-10-03T15:19:30Z`), and Version=2011-08-01 unless the caller gives a Version; an endpoint without a path gets
   * `/onca/xml`. Only GET; no session token.
   */
  ASR_DIALECT_PRODUCT_ADVERTISING = 3,
  /**
   * The HTX (formerly Huobi) exchange. Adds AccessKeyId, SignatureMethod (as AWS_QUERY), SignatureVersion=2 and Timestamp
   * (`2017-05-11T15:19:30`, without a zone). All parameters travel in the URL, also those of a POST, whose JSON body is
   * not signed and not given here. No session token.
   */
  ASR_DIALECT_HTX = 4,
} asr_dialect;

/** Switches of a request, to be or-ed together. */
typedef enum asr_f {
  /**
   * Secret, access key id and session token may have white space at their ends and control characters in them, and a
   * secret need not be UTF-8. Without this flag such text is refused: it is nearly always a copying mistake.
   */
  ASR_F_ANY_CREDENTIAL = 1,
  /**
   * The host of the endpoint may be empty (`https:///path`): the host line that is signed is then empty. Some
   * clients' own tests sign such requests; no server receives one.
   */
  ASR_F_EMPTY_HOST = 2,
  /**
   * Signs and verifies with HMAC-SHA1 (`SignatureMethod=HmacSHA1`) in place of HMAC-SHA256, for old clouds that take
   * nothing better. A key must be prepared with this flag to be used with it.
   */
  ASR_F_HMAC_SHA1 = 4,
} asr_f;

/**
 * A way in which a signature comes out wrong, or in which a right one is refused. Numbers are never reused.
 * `asr_mistake_name` gives each a short name, and `asr_mistake_message` a sentence: what was done, and what to do instead.
 */
typedef enum asr_mistake {
  /** The signature is right: what was refused, was refused for another reason. */
  ASR_MISTAKE_RIGHT = 1,
  /** The signature is right, but the Timestamp is off by a time zone. */
  ASR_MISTAKE_STAMP_LOCAL_TIME = 2,
  /** The signature is right, but the Timestamp is outside of the window, or Expires has passed. */
  ASR_MISTAKE_STAMP_OUTSIDE_WINDOW = 3,
  /** The signature is right, but the Timestamp is no time that a service reads: another calendar, other digits. */
  ASR_MISTAKE_STAMP_FORM = 4,
  /** The signature is right, but the Content-Type of the form does not say that it is UTF-8. */
  ASR_MISTAKE_FORM_CHARSET = 5,
  /** The parameters were signed in the order given. */
  ASR_MISTAKE_UNSORTED = 10,
  /** Names were sorted ignoring case. */
  ASR_MISTAKE_SORTED_IGNORING_CASE = 11,
  /** The joined name=value texts were sorted. */
  ASR_MISTAKE_SORTED_JOINED = 12,
  /** The encoded names were sorted. */
  ASR_MISTAKE_SORTED_ENCODED = 13,
  /** Names were sorted by UTF-16 units. */
  ASR_MISTAKE_SORTED_UTF16 = 14,
  /** Numbers in names were sorted as numbers. */
  ASR_MISTAKE_SORTED_NATURALLY = 15,
  /** The values of a repeated name stayed in the order given. */
  ASR_MISTAKE_REPEATED_IN_GIVEN_ORDER = 16,
  /** A parameter was added after sorting. */
  ASR_MISTAKE_SORTED_TOO_EARLY = 17,
  /** The names were sorted from the last to the first. */
  ASR_MISTAKE_SORTED_BACKWARDS = 18,
  /** Parameters with an empty value were not signed. */
  ASR_MISTAKE_EMPTY_DROPPED = 20,
  /** A parameter with an empty value was signed without =. */
  ASR_MISTAKE_EMPTY_WITHOUT_EQUALS = 21,
  /** Parameters with the value 0 or false were not signed. */
  ASR_MISTAKE_ZERO_DROPPED = 22,
  /** Of a repeated name only the first value was signed. */
  ASR_MISTAKE_REPEATED_FIRST_KEPT = 23,
  /** Of a repeated name only the last value was signed. */
  ASR_MISTAKE_REPEATED_LAST_KEPT = 24,
  /** The values of a repeated name were joined by commas. */
  ASR_MISTAKE_REPEATED_JOINED = 25,
  /** A Signature, old or empty, was signed along. */
  ASR_MISTAKE_SIGNATURE_SIGNED = 26,
  /** A parameter travels but was not signed. */
  ASR_MISTAKE_PARAMETER_NOT_SIGNED = 27,
  /** A parameter was signed but does not travel. */
  ASR_MISTAKE_PARAMETER_NOT_SENT = 28,
  /** Another access key id was signed than the one that travels. */
  ASR_MISTAKE_OTHER_ACCESS_KEY = 29,
  /** Another Timestamp was signed than the one that travels. */
  ASR_MISTAKE_OTHER_STAMP = 30,
  /** The body was signed, which is not part of the query. */
  ASR_MISTAKE_BODY_SIGNED = 31,
  /** The parameters in the form body were not signed. */
  ASR_MISTAKE_BODY_NOT_SIGNED = 32,
  /** Text was encoded as latin-1. */
  ASR_MISTAKE_LATIN1 = 40,
  /** UTF-8 was taken for latin-1 and encoded again. */
  ASR_MISTAKE_UTF8_TWICE = 41,
  /** A real + was turned into a space. */
  ASR_MISTAKE_PLUS_DECODED = 42,
  /** Text was percent-decoded once too often. */
  ASR_MISTAKE_DECODED_TWICE = 43,
  /** The query was decoded as a whole and then split. */
  ASR_MISTAKE_DECODED_BEFORE_SPLIT = 44,
  /** White space around values was cut off. */
  ASR_MISTAKE_TRIMMED = 45,
  /** Values were escaped for HTML. */
  ASR_MISTAKE_HTML_ESCAPED_VALUES = 46,
  /** A semicolon was signed as a colon. */
  ASR_MISTAKE_SEMICOLON_AS_COLON = 47,
  /** Names and values, or values, were not percent-encoded. */
  ASR_MISTAKE_NOT_ENCODED = 50,
  /** Names were not percent-encoded. */
  ASR_MISTAKE_NAMES_NOT_ENCODED = 51,
  /** A space was signed as +. */
  ASR_MISTAKE_SPACE_AS_PLUS = 52,
  /** A space was signed as it is. */
  ASR_MISTAKE_SPACE_BARE = 53,
  /** A ~ was signed as %7E. */
  ASR_MISTAKE_TILDE_ENCODED = 54,
  /** Some of ! ' ( ) * were not encoded. */
  ASR_MISTAKE_MARKS_BARE = 55,
  /** A comma was not encoded. */
  ASR_MISTAKE_COMMA_BARE = 56,
  /** A colon was not encoded. */
  ASR_MISTAKE_COLON_BARE = 57,
  /** A slash was not encoded. */
  ASR_MISTAKE_SLASH_BARE = 58,
  /** Another reserved character was not encoded. */
  ASR_MISTAKE_OTHER_BARE = 59,
  /** One of - _ . or others that stay were encoded. */
  ASR_MISTAKE_UNRESERVED_ENCODED = 60,
  /** Escapes were written with lower-case hexadecimal digits. */
  ASR_MISTAKE_LOWER_HEX = 61,
  /** Names and values were percent-encoded twice. */
  ASR_MISTAKE_ENCODED_TWICE = 62,
  /** The signer escapes like JavaScript's encodeURIComponent. */
  ASR_MISTAKE_JS_ENCODE_URI_COMPONENT = 70,
  /** The signer escapes like JavaScript's encodeURI. */
  ASR_MISTAKE_JS_ENCODE_URI = 71,
  /** The signer escapes like JavaScript's escape. */
  ASR_MISTAKE_JS_ESCAPE = 72,
  /** The signer escapes like URLSearchParams. */
  ASR_MISTAKE_JS_URL_SEARCH_PARAMS = 73,
  /** The signer escapes like Python's quote. */
  ASR_MISTAKE_PYTHON_QUOTE = 74,
  /** The signer escapes like Python's quote_plus or urlencode. */
  ASR_MISTAKE_PYTHON_QUOTE_PLUS = 75,
  /** The signer escapes like PHP's urlencode or http_build_query. */
  ASR_MISTAKE_PHP_URLENCODE = 76,
  /** The signer escapes like Java's URLEncoder. */
  ASR_MISTAKE_JAVA_URL_ENCODER = 77,
  /** The signer escapes like .NET's HttpUtility.UrlEncode. */
  ASR_MISTAKE_NET_URL_ENCODE = 78,
  /** The signer escapes like .NET's WebUtility.UrlEncode. */
  ASR_MISTAKE_NET_WEB_UTILITY = 79,
  /** The signer escapes like Go's url.QueryEscape or url.Values. */
  ASR_MISTAKE_GO_QUERY_ESCAPE = 80,
  /** The signer escapes by RFC 2396, as old URI libraries do. */
  ASR_MISTAKE_RFC2396 = 81,
  /** The signer escapes like Ruby's CGI.escape. */
  ASR_MISTAKE_RUBY_CGI_ESCAPE = 82,
  /** The signer escapes like ActionScript's escape. */
  ASR_MISTAKE_ACTION_SCRIPT_ESCAPE = 83,
  /** The signer escapes like Server.URLEncode of ASP. */
  ASR_MISTAKE_CLASSIC_ASP = 84,
  /** The signer escapes like Objective-C's stringByAddingPercentEscapesUsingEncoding. */
  ASR_MISTAKE_OBJC_PERCENT_ESCAPES = 85,
  /** The parameters were joined by &amp;. */
  ASR_MISTAKE_AMP_HTML = 90,
  /** There is an & too many. */
  ASR_MISTAKE_AMP_TWICE = 91,
  /** The parameters were joined by a semicolon. */
  ASR_MISTAKE_SEMICOLON_SEPARATOR = 92,
  /** The query was signed with the ? in front of it. */
  ASR_MISTAKE_QUESTION_MARK = 93,
  /** The query was signed as it stands in the URL. */
  ASR_MISTAKE_SIGNED_AS_SENT = 94,
  /** Another method was signed. */
  ASR_MISTAKE_OTHER_METHOD = 100,
  /** The method was not signed in capital letters. */
  ASR_MISTAKE_METHOD_LOWER_CASE = 101,
  /** The host was signed with the scheme's default port. */
  ASR_MISTAKE_DEFAULT_PORT_WRITTEN = 102,
  /** The host was signed without the port. */
  ASR_MISTAKE_PORT_DROPPED = 103,
  /** The host was signed with capital letters. */
  ASR_MISTAKE_HOST_CAPITALS = 104,
  /** Another host was signed. */
  ASR_MISTAKE_OTHER_HOST = 105,
  /** The host line was empty or missing. */
  ASR_MISTAKE_HOST_EMPTY = 106,
  /** The host was signed with more than the host: the scheme, a slash, the path. */
  ASR_MISTAKE_HOST_WITH_SCHEME = 107,
  /** The path line was empty. */
  ASR_MISTAKE_PATH_EMPTY = 108,
  /** The path line was missing. */
  ASR_MISTAKE_PATH_MISSING = 109,
  /** The path was signed with a slash at its end too many or too few. */
  ASR_MISTAKE_TRAILING_SLASH = 110,
  /** The path was decoded before it was signed. */
  ASR_MISTAKE_PATH_DECODED = 111,
  /** The path was percent-encoded (once more) before it was signed. */
  ASR_MISTAKE_PATH_ENCODED = 112,
  /** The path was signed with two slashes in front. */
  ASR_MISTAKE_DOUBLE_SLASH = 113,
  /** Another path was signed. */
  ASR_MISTAKE_OTHER_PATH = 114,
  /** The query alone was signed, without method, host and path. */
  ASR_MISTAKE_HEAD_MISSING = 115,
  /** The URL was signed in place of the string to sign. */
  ASR_MISTAKE_WHOLE_URL = 116,
  /** Lines were ended by CR LF. */
  ASR_MISTAKE_CRLF = 120,
  /** A backslash and an n were signed in place of each newline. */
  ASR_MISTAKE_LITERAL_BACKSLASH_N = 121,
  /** The letter n was signed in place of each newline. */
  ASR_MISTAKE_LITERAL_N = 122,
  /** Something else, or nothing, was signed in place of each newline. */
  ASR_MISTAKE_NEWLINES_MISSING = 123,
  /** There was a newline at the end of the string to sign. */
  ASR_MISTAKE_TRAILING_NEWLINE = 124,
  /** The string to sign was percent-encoded as a whole. */
  ASR_MISTAKE_STRING_PERCENT_ENCODED = 125,
  /** The string to sign was hashed as UTF-16. */
  ASR_MISTAKE_STRING_AS_UTF16 = 126,
  /** HMAC-SHA1 was used for HMAC-SHA256, or the reverse. */
  ASR_MISTAKE_OTHER_HASH = 130,
  /** A plain hash was used in place of HMAC. */
  ASR_MISTAKE_PLAIN_HASH = 131,
  /** The secret was hashed with the text as the key. */
  ASR_MISTAKE_KEY_AND_TEXT_SWAPPED = 132,
  /** The secret had white space or a newline around it, or lost it. */
  ASR_MISTAKE_SECRET_WHITE_SPACE = 133,
  /** The secret was percent-encoded. */
  ASR_MISTAKE_SECRET_ENCODED = 134,
  /** The secret was percent-decoded, or a + in it became a space. */
  ASR_MISTAKE_SECRET_DECODED = 135,
  /** The access key id was used as the secret. */
  ASR_MISTAKE_ACCESS_KEY_AS_SECRET = 136,
  /** There were quotes around the secret. */
  ASR_MISTAKE_SECRET_QUOTED = 137,
  /** There was an & behind the secret, as in OAuth. */
  ASR_MISTAKE_SECRET_WITH_AMPERSAND = 138,
  /** The secret was empty. */
  ASR_MISTAKE_SECRET_EMPTY = 139,
  /** The first or last character of the secret was lost. */
  ASR_MISTAKE_SECRET_CUT = 140,
  /** The secret was put into capital or small letters. */
  ASR_MISTAKE_SECRET_CASE = 141,
  /** The secret was decoded from Base64, or encoded to it. */
  ASR_MISTAKE_SECRET_BASE64 = 142,
  /** The signature is in hexadecimal digits. */
  ASR_MISTAKE_HEX = 150,
  /** The signature is the Base64 of hexadecimal digits. */
  ASR_MISTAKE_BASE64_OF_HEX = 151,
  /** The signature is in the URL-safe Base64. */
  ASR_MISTAKE_URL_SAFE_BASE64 = 152,
  /** The = at the end of the Base64 was lost. */
  ASR_MISTAKE_PADDING_LOST = 153,
  /** There is white space in or around the Base64. */
  ASR_MISTAKE_LINE_BREAK_IN_SIGNATURE = 154,
  /** What openssl prints, label and all, was taken for the hash. */
  ASR_MISTAKE_OPENSSL_LABEL = 155,
  /** The signature was not percent-encoded, so a + arrived as a space. */
  ASR_MISTAKE_SIGNATURE_NOT_ENCODED = 156,
  /** The signature was percent-encoded twice. */
  ASR_MISTAKE_SIGNATURE_ENCODED_TWICE = 157,
  /** There are quotes around the signature. */
  ASR_MISTAKE_SIGNATURE_QUOTED = 158,
  /** The request was signed by Signature Version 0. */
  ASR_MISTAKE_VERSION0 = 160,
  /** The request was signed by Signature Version 1. */
  ASR_MISTAKE_VERSION1 = 161,
} asr_mistake;

/** Which text a diagnosis gives. */
typedef enum asr_answer {
  /**
   * The explanations, divided by an empty line, each a line per mistake: where, what was done, and what to do instead,
   * for example `parameter 3 "Keywords": a space was signed as +; write it as %20`. The empty text if none was found.
   */
  ASR_ANSWER_REPORT = 1,
  /** What the signer of the first explanation signed. The empty text if none was found. */
  ASR_ANSWER_STRING_TO_SIGN = 2,
  /**
   * In words, why the question cannot be answered, or that nothing was found, but not everything was tried, because the
   * request is too large for that; the empty text otherwise.
   */
  ASR_ANSWER_ERROR = 3,
} asr_answer;

/** The structs whose size `asr_sizeof` tells. */
typedef enum asr_struct {
  /** `asr_param` */
  ASR_STRUCT_PARAM = 1,
  /** `asr_v2_request` */
  ASR_STRUCT_V2_REQUEST = 2,
  /** `asr_key` */
  ASR_STRUCT_KEY = 3,
  /** `asr_v2_call` */
  ASR_STRUCT_V2_CALL = 4,
  /** `asr_v2_evidence` */
  ASR_STRUCT_V2_EVIDENCE = 5,
} asr_struct;

/**
 * A secret made ready by `asr_key_init`, so that signing need not do it at every call. The caller owns it and may copy
 * it; it signs as well as the secret, so it is as secret as the secret: `asr_wipe` it when done. It holds no pointer and
 * nothing to free. Any number of threads may read one key at the same time.
 */
typedef struct asr_key {
  /** For the library alone. */
  uint64_t opaque[16];
} asr_key;

/** One parameter, decoded, as UTF-8. A text may be (NULL, 0), which is the empty text, and may hold NUL bytes. */
typedef struct asr_param {
  /** The name, at least one byte. */
  const char *name;
  /** Bytes in `name`. */
  size_t name_len;
  /** The value. */
  const char *value;
  /** Bytes in `value`. */
  size_t value_len;
} asr_param;

/**
 * A request to sign. Set all of it to zero, `struct_size` to `sizeof(asr_v2_request)`, then what you need. Every text is
 * UTF-8 with its length in bytes, need not end in NUL, and may be (NULL, 0), which is the empty text.
 */
typedef struct asr_v2_request {
  /**
   * `sizeof(asr_v2_request)`. Later releases only append fields, whose zero means what this release does; a larger
   * struct (of at most 4096 bytes) is therefore taken if what this release does not know is zero.
   */
  size_t struct_size;
  /** The HTTP method in any case, at most 32 bytes; empty: GET. */
  const char *method;
  /** Bytes in `method`. */
  size_t method_len;
  /**
   * `https://host[:port][/path]`, also http, ws, wss; no query, no fragment, no user name. The host is at most 255 bytes
   * of ASCII letters, digits and `- . _ ~`, or an IPv6 address in brackets; it is signed and sent in lower case. The
   * port is 1 to 65535, and is left out of both if it is the scheme's default. The path is taken as it goes on the
   * wire: it is ASCII, with whole percent escapes, and is neither decoded nor normalised nor encoded; none is `/`.
   */
  const char *endpoint;
  /** Bytes in `endpoint`. */
  size_t endpoint_len;
  /** The access key id. What it is does not matter to `ASR_DIALECT_AS_GIVEN`. */
  const char *access_key;
  /** Bytes in `access_key`. */
  size_t access_key_len;
  /** The secret; not used if `key` is set. */
  const char *secret;
  /** Bytes in `secret`. */
  size_t secret_len;
  /** A secret prepared by `asr_key_init`; NULL: `secret` is used. */
  const struct asr_key *key;
  /** The session token of temporary credentials; empty: none. */
  const char *session_token;
  /** Bytes in `session_token`. */
  size_t session_token_len;
  /**
   * The parameters, in any order, without those that the dialect adds. A `Signature` among them is left out. NULL if there
   * is none.
   */
  const struct asr_param *params;
  /** How many there are; at most as many as fill 2147483647 bytes. */
  size_t params_count;
  /**
   * Seconds since 1970-01-01T00:00:00Z, up to the end of the year 9999. What it is does not matter to
   * `ASR_DIALECT_AS_GIVEN`.
   */
  int64_t unix_time;
  /** One of `ASR_DIALECT_*`; zero is `ASR_DIALECT_AS_GIVEN`. */
  int32_t dialect;
  /** Some of `ASR_F_*`, or-ed together. */
  uint32_t flags;
} asr_v2_request;

/**
 * One call of `asr_v2_render_with_lists`, but for the texts of its two lists. It is as large in every release: what later
 * ones have to be told stands in the request.
 */
typedef struct asr_v2_call {
  /** What is signed, without `params`, `params_count` and `unix_time`, which are not looked at. */
  const struct asr_v2_request *request;
  /** Bytes in the list of names. */
  size_t names_len;
  /** Bytes in the list of values. */
  size_t values_len;
  /** How many items each list has. */
  size_t count;
  /** The time of this call, as in the request. */
  int64_t unix_time;
  /** Where the text goes. */
  char *out;
  /** Bytes in `out`. */
  size_t out_cap;
  /** One of `ASR_STAGE_*`. */
  int32_t stage;
} asr_v2_call;

/**
 * What is known of a request that was refused, for `asr_v2_diagnose`. Set all of it to zero, `struct_size` to
 * `sizeof(asr_v2_evidence)`, then what you have; `signature` or `string_to_sign` must be there, unless a URL or the
 * parameters have the signature. Texts are as in `asr_v2_request`; every one of them may be missing, and each that is there
 * is used.
 */
typedef struct asr_v2_evidence {
  /** `sizeof(asr_v2_evidence)`; a larger struct is taken as a larger `asr_v2_request` is. */
  size_t struct_size;
  /**
   * The signature that was refused, as the server read it from the query or the form, decoded once; in whatever form it
   * is.
   */
  const char *signature;
  /** Bytes in `signature`. */
  size_t signature_len;
  /** The string to sign as the server or the other signer printed it. */
  const char *string_to_sign;
  /** Bytes in `string_to_sign`. */
  size_t string_to_sign_len;
  /** Host lines that may have been signed (`host[:port]`), divided by newlines; the first 64 count. */
  const char *hosts;
  /** Bytes in `hosts`. */
  size_t hosts_len;
  /** The body that was sent along: a form or a JSON object. */
  const char *body;
  /** Bytes in `body`. */
  size_t body_len;
  /** The Content-Type of the body. */
  const char *content_type;
  /** Bytes in `content_type`. */
  size_t content_type_len;
  /** What the parameter Signature was before the request was signed (once more). */
  const char *old_signature;
  /** Bytes in `old_signature`. */
  size_t old_signature_len;
  /**
   * The time in UTC when the request was made or refused, in seconds since 1970-01-01T00:00:00Z; 0: not known. With it
   * the stamp of a right signature is judged, and other stamps within the window are tried.
   */
  int64_t now;
  /** How many seconds before and after `now` a stamp may be; 0: 900; less: `ASR_E_TIME`. */
  int64_t window;
  /** How many mistakes may come together, 1 to 3; 0: 3; another number: `ASR_E_TOO_LARGE`. */
  int32_t most_mistakes;
  /** 0. (For later releases.) */
  int32_t reserved;
} asr_v2_evidence;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Signs a request given as a struct and writes one stage of it.
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`. All inputs are checked
 * whatever the stage, so that a request is right or wrong as a whole. The same call with `ASR_STAGE_ERROR` tells in
 * words what is wrong.
 */
int32_t asr_v2_render(const struct asr_v2_request *request,
                      int32_t stage,
                      char *out,
                      size_t out_cap);

/**
 * Signs a request given as flat arguments and writes one stage of it: the same as `asr_v2_render`, for languages that
 * build strings more cheaply than structs.
 *
 * `names` and `values` hold exactly `count` items each, separated by NUL (with none after the last); any other number of
 * items is `ASR_E_LIST_COUNT`, so that a NUL inside a value can never bring in a parameter. With `count` 0 both are
 * empty. Their lengths are in bytes, and they may be NULL if the length is 0.
 *
 * The other texts end in NUL. `method` may be NULL or empty (GET), `session_token` may be NULL or empty (none), and
 * `access_key` may be NULL, which is the same as empty: fine for `ASR_DIALECT_AS_GIVEN` alone.
 */
int32_t asr_v2_render_lists(const char *method,
                            const char *endpoint,
                            const char *names,
                            size_t names_len,
                            const char *values,
                            size_t values_len,
                            size_t count,
                            const char *access_key,
                            const char *secret,
                            const char *session_token,
                            int64_t unix_time,
                            int32_t dialect,
                            uint32_t flags,
                            int32_t stage,
                            char *out,
                            size_t out_cap);

/**
 * Signs many lists of parameters with one request, for languages to which every argument of a call is dear: as
 * `asr_v2_render`, but with the parameters of two lists, as `asr_v2_render_lists` takes them, and with all numbers, the
 * time of this call and the place for the text in a struct. Set the request once, with a prepared `key`, and keep it as
 * long as you like; the struct may be kept too, or made anew for every call.
 *
 * `names` is `names_len` bytes of the call and `values` is `values_len`; either may be NULL if that is 0. The text is
 * written to `out` of the call, which has `out_cap` bytes, and which no list, request or call may overlap.
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`. If `call` itself is NULL,
 * nothing is written.
 */
int32_t asr_v2_render_with_lists(const struct asr_v2_call *call,
                                 const char *names,
                                 const char *values);

/**
 * Signs an existing URL and writes one stage of the result: a URL that another program made, with whatever query it
 * carries, escaped or not, signed before or not.
 *
 * `url` is `url_len` bytes: an endpoint as in `asr_v2_request`, and perhaps `?` and a query. The query is split at `&`, each
 * piece at its first `=`, and only then are names and values decoded, so that a `%26` in a value stays in the value: `+` and
 * `%20` are a space, `%2B` is a plus, escapes may be in either case. Empty pieces (`&&`) disappear, and a name without `=`
 * becomes `name=`. Repeated names stay. `;` divides nothing. A character that should be escaped and is not stands for
 * itself, also one that is not ASCII. A fragment, a space, a control character, an `&amp;` (`ASR_E_URL`), a bad escape
 * (`ASR_E_ESCAPE`) and what is not UTF-8 once it is decoded (`ASR_E_UTF8`) are refused, and `ASR_STAGE_ERROR` names the byte.
 *
 * A name may not be empty (`ASR_E_EMPTY_NAME`). Parameters are counted without the empty pieces.
 *
 * An old Signature is left out, whatever it is once it is decoded, if that is UTF-8. What the dialect adds may be in the query already:
 *
 * - the access key id: `access_key` is NULL or empty then, or the same.
 * - Timestamp: it stays. A missing one is added, and an empty one filled, from `unix_time`, unless there is an Expires and
 *   the dialect has it. To renew a stamp, empty it.
 * - SignatureMethod, SignatureVersion and Service: they must be what would be added.
 *
 * Each of these may be there once, and what does not fit is `ASR_E_RESERVED`, `ASR_E_SIGNATURE_METHOD` or
 * `ASR_E_SIGNATURE_VERSION`. A Version and a SecurityToken in the query are parameters like any other. With
 * `ASR_DIALECT_AS_GIVEN` nothing is added but Signature, not even a Timestamp. Signing a signed URL once more with the same
 * secret gives the same bytes. `unix_time` is checked whether it is needed or not, but for `ASR_DIALECT_AS_GIVEN`.
 *
 * For a POST whose parameters travel in the body, `ASR_STAGE_QUERY` is the body, and `ASR_STAGE_URL` the URL without a
 * query. `method`, `access_key` and `secret` end in NUL; `method` may be NULL or empty (GET).
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`.
 */
int32_t asr_v2_render_url(const char *method,
                          const char *url,
                          size_t url_len,
                          const char *access_key,
                          const char *secret,
                          int64_t unix_time,
                          int32_t dialect,
                          uint32_t flags,
                          int32_t stage,
                          char *out,
                          size_t out_cap);

/**
 * The function this library is named after: writes the signed URL of a GET request for Amazon's Product Advertising API,
 * `http://webservices.amazon.<region>/onca/xml?...&Signature=...`, byte for byte the URL of the PHP function of 2009 for
 * every request that it signed rightly.
 *
 * (Amazon switched that API off in 2020. The function is here for what was built on it; `asr_v2_render` signs for
 * services that are alive.)
 *
 * `region` is the end of the host name: `com`, `co.uk`, `de`, `co.jp`, ... `associate_tag` may be NULL (none is added).
 * `version` may be NULL (`2011-08-01`). The texts end in NUL. `unix_time` is the time of the request in seconds since
 * 1970-01-01T00:00:00Z. Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if it is given as an argument,
 * replace what `params` hold under these names. The keys must be clean text: there are no flags here.
 *
 * Returns the length of the URL, as every function that writes text does, or one of `ASR_E_*`. For the stages of its
 * request, and for an error in words, there is `aws_signed_request_render_lists`.
 */
int32_t aws_signed_request(const char *region,
                           const struct asr_param *params,
                           size_t params_count,
                           const char *public_key,
                           const char *private_key,
                           const char *associate_tag,
                           const char *version,
                           int64_t unix_time,
                           char *out,
                           size_t out_cap);

/** `aws_signed_request` with the parameters as two NUL-separated lists, as `asr_v2_render_lists` takes them. */
int32_t aws_signed_request_lists(const char *region,
                                 const char *names,
                                 size_t names_len,
                                 const char *values,
                                 size_t values_len,
                                 size_t count,
                                 const char *public_key,
                                 const char *private_key,
                                 const char *associate_tag,
                                 const char *version,
                                 int64_t unix_time,
                                 char *out,
                                 size_t out_cap);

/**
 * `aws_signed_request_lists` for any stage of its request: `ASR_STAGE_URL` is the URL that it writes, `ASR_STAGE_ERROR` says
 * in words why it writes none.
 */
int32_t aws_signed_request_render_lists(const char *region,
                                        const char *names,
                                        size_t names_len,
                                        const char *values,
                                        size_t values_len,
                                        size_t count,
                                        const char *public_key,
                                        const char *private_key,
                                        const char *associate_tag,
                                        const char *version,
                                        int64_t unix_time,
                                        int32_t stage,
                                        char *out,
                                        size_t out_cap);

/**
 * Whether a signature is that of a request that was received: for GET, for the form body of a POST, for any method.
 *
 * The request is taken as `asr_v2_render` would sign it. So `dialect` is `ASR_DIALECT_AS_GIVEN` (zero) and `params` are all
 * the parameters that were received, decoded; `endpoint` is the scheme, the Host header and the path as they were
 * received; `method` is that of the request. `signature` is Base64, decoded from its percent-encoding; if it is
 * (NULL, 0), the parameter Signature is taken, and if it is given, that parameter is not looked at.
 *
 * Returns `ASR_OK` if the signature is right; `ASR_E_MISMATCH` if it is wrong; `ASR_E_UNSIGNED` if there is none;
 * `ASR_E_SIGNATURE` if it is no signature, or there are two parameters of that name; `ASR_E_SIGNATURE_METHOD` and
 * `ASR_E_SIGNATURE_VERSION` if the request says that it was signed otherwise (see `ASR_F_HMAC_SHA1`); or what else is wrong
 * with the request, which `asr_v2_render` says in words. Two Signatures are found first, then what is wrong with the
 * request or the secret, then what is wrong with the signature. The signatures are compared in a time that does not depend
 * on where they differ.
 *
 * A right signature says that the holder of the secret made this request, not that it is new: for its age there is
 * `asr_v2_check_time`, and whether it was seen before only the caller can know. It does not cover the order in which a
 * repeated name has its values, nor does it tell `a` from `a=`: so read the parameters as they are read here.
 */
int32_t asr_v2_verify(const struct asr_v2_request *request,
                      const char *signature,
                      size_t signature_len);

/**
 * The same as `asr_v2_verify` for a request given as flat arguments, all the parameters that were received as two
 * NUL-separated lists, as `asr_v2_render_lists` takes them. The other texts end in NUL. `method` may be NULL or empty
 * (GET); `signature` may be NULL or empty: the parameter Signature is taken.
 */
int32_t asr_v2_verify_lists(const char *method,
                            const char *endpoint,
                            const char *names,
                            size_t names_len,
                            const char *values,
                            size_t values_len,
                            size_t count,
                            const char *signature,
                            const char *secret,
                            uint32_t flags);

/**
 * The same as `asr_v2_verify` for a URL with the signature in it, `url_len` bytes, as it was received: the scheme, the Host
 * header, the path and the query. The query is read as `asr_v2_render_url` reads it. For the form body of a POST give the
 * URL, `?` (or `&` if it has a query), and the body. `method` may be NULL or empty (GET) and ends in NUL, as `secret` does.
 *
 * Returns what `asr_v2_verify` returns, and `ASR_E_URL` or `ASR_E_ESCAPE` for what is wrong with the URL, which
 * `asr_v2_render_url` with `ASR_DIALECT_AS_GIVEN` says in words.
 */
int32_t asr_v2_verify_url(const char *method,
                          const char *url,
                          size_t url_len,
                          const char *secret,
                          uint32_t flags);

/**
 * Whether a request that was received is fresh: its parameter Timestamp is at most `window` seconds before or after
 * `unix_time` of the request, which is the caller's clock here; or its parameter Expires, which stands in place of
 * Timestamp, is not before `unix_time` (the window does not move it). Of the request only `params` and `unix_time` are
 * looked at.
 *
 * A time is `2011-10-03T15:19:30`, then perhaps a fraction of a second, which is cut off, then `Z`, an offset of less than a
 * day (`+02:00`, `+0200`, `+02`; in a URL the plus is `%2B`), or nothing, which is UTC. The second may be 60, which is the
 * one after 59. Anything else is no time, also a number of seconds.
 *
 * Returns `ASR_OK`, `ASR_E_EXPIRED`, `ASR_E_EARLY`, or `ASR_E_STAMP` if there is not one of the two parameters that is a
 * time; `ASR_E_TIME` if `window` is negative; or what is wrong with the arguments.
 */
int32_t asr_v2_check_time(const struct asr_v2_request *request,
                          int64_t window);

/** The same as `asr_v2_check_time` for parameters as two NUL-separated lists, as `asr_v2_render_lists` takes them. */
int32_t asr_v2_check_time_lists(const char *names,
                                size_t names_len,
                                const char *values,
                                size_t values_len,
                                size_t count,
                                int64_t unix_time,
                                int64_t window);

/**
 * The same as `asr_v2_check_time` for the query of a URL, read as `asr_v2_render_url` reads it. What stands before the `?` is
 * not looked at. For the form body of a POST give `?` and the body.
 */
int32_t asr_v2_check_time_url(const char *url,
                              size_t url_len,
                              int64_t unix_time,
                              int64_t window);

/**
 * Names the mistake behind a signature that was refused.
 *
 * `request` is the request as it was sent (`asr_v2_verify` says how it is taken: with `ASR_DIALECT_AS_GIVEN` `params` are all
 * the parameters that were sent, and with another dialect those that it adds are added), and the secret; `params` stand in
 * the order in which they were given to the signer, if that is known. Its texts need not be as clean as for signing. With a
 * `key` in place of `secret` no mistake about the secret can be found. `evidence` is what was refused, and what else is known;
 * a parameter `Signature` is the signature if `evidence` has none, and `ASR_E_UNSIGNED` is returned if there is neither.
 *
 * A mistake, or up to three of them together, is named only if a signer that makes them, and is right in everything else,
 * arrives at exactly this signature (or at exactly the `string_to_sign` that is given). Of the explanations those with
 * the fewest mistakes are given, at most 16, the likelier first.
 *
 * `mistakes` has room for `mistakes_cap` numbers, `ASR_MISTAKE_*`: the explanations one after the other, each ended by a 0;
 * the rest is filled with 0. 80 are always enough; an explanation that does not fit is left out. It may be NULL with a
 * capacity of 0.
 *
 * `answer` is one of `ASR_ANSWER_*`, and says which text is written to `out`. 16384 bytes are always enough for
 * `ASR_ANSWER_REPORT`. The string to sign of another program is any bytes, NULs included.
 *
 * It is a search: one mistake is found in an instant, three take up to a second or so of one processor, three seconds for the
 * largest requests, and whoever asks for the length first searches twice. Together the texts may have 262144 bytes, where
 * each parameter counts two more (`ASR_E_TOO_LARGE`). The work is bounded: a search that was broken off, as it may be for a request of
 * more than some thousand bytes, and has found nothing, says so as `ASR_ANSWER_ERROR`. Of more than 64 parameters those after
 * the 64th are not suspected one by one. Memory is allocated, and freed before it returns.
 *
 * It tells what is wrong with a signature, in words and by the time it takes, so answer nobody with it who does not know the
 * secret.
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`, and then `mistakes` are all 0.
 */
int32_t asr_v2_diagnose(const struct asr_v2_request *request,
                        const struct asr_v2_evidence *evidence,
                        int32_t *mistakes,
                        size_t mistakes_cap,
                        int32_t answer,
                        char *out,
                        size_t out_cap);

/**
 * The same as `asr_v2_diagnose` for parameters as two NUL-separated lists, as `asr_v2_render_lists` takes them. `params` and
 * `params_count` of the request are not looked at.
 */
int32_t asr_v2_diagnose_lists(const struct asr_v2_request *request,
                              const char *names,
                              size_t names_len,
                              const char *values,
                              size_t values_len,
                              size_t count,
                              const struct asr_v2_evidence *evidence,
                              int32_t *mistakes,
                              size_t mistakes_cap,
                              int32_t answer,
                              char *out,
                              size_t out_cap);

/**
 * The same as `asr_v2_diagnose` for a signed URL as it was sent, `url_len` bytes, the signature in it (or in `evidence`, which
 * may be NULL here). For the form body of a POST give the URL, `?` (or `&` if it has a query), and the body. Of the
 * request the method, the access key id, the secret or key, the session token and the flags are looked at.
 *
 * The query is not read as strictly as elsewhere, because what is wrong with it may be the reason: an `&amp;` is taken
 * for a mistake, and what is not UTF-8 for latin-1.
 */
int32_t asr_v2_diagnose_url(const struct asr_v2_request *request,
                            const char *url,
                            size_t url_len,
                            const struct asr_v2_evidence *evidence,
                            int32_t *mistakes,
                            size_t mistakes_cap,
                            int32_t answer,
                            char *out,
                            size_t out_cap);

/**
 * Says in words where two strings to sign first differ, `ours` and `theirs`: the line, and in the query the parameter, for
 * example `the value of "Keywords": theirs has %20, ours has + (at byte 18)`. Bytes are counted from 0, in either text. Both
 * are any bytes. The text is one line of printable ASCII: of what is not, a byte is `\x0A`, a backslash `\\`, and in names,
 * which are shown decoded, between quotes, it is an escape of a URL. It is empty if they are the same.
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`. 1024 bytes are always
 * enough.
 */
int32_t asr_v2_compare(const char *ours,
                       size_t ours_len,
                       const char *theirs,
                       size_t theirs_len,
                       char *out,
                       size_t out_cap);

/**
 * What was done, and what to do instead, for one of `ASR_MISTAKE_*`: a static text, never NULL, not to be freed. A number
 * that no release knows is `unknown mistake`.
 */
const char *asr_mistake_message(int32_t mistake);

/**
 * A short name for one of `ASR_MISTAKE_*`, for example `space-as-plus`: a static text, never NULL, not to be freed. A number
 * that no release knows is `unknown`.
 */
const char *asr_mistake_name(int32_t mistake);

/**
 * Prepares a secret for many signatures. `secret` is UTF-8, checked as that of a request. `flags` are those of the
 * requests: with `ASR_F_ANY_CREDENTIAL` any non-empty bytes are a secret; a key made with `ASR_F_HMAC_SHA1` is for requests
 * with that flag, and no others; the rest change nothing here. `key` may not overlap `secret`.
 *
 * Returns `ASR_OK`, or one of `ASR_E_*`, and then `key` is all zeros, with which nothing can be signed. The secret is
 * not kept.
 */
int32_t asr_key_init(struct asr_key *key,
                     const char *secret,
                     size_t secret_len,
                     uint32_t flags);

/**
 * The bare primitive: HMAC-SHA256 of `text` in standard Base64 (44 characters), or with `ASR_F_HMAC_SHA1` HMAC-SHA1 (28
 * characters). `secret` and `text` are any bytes, also none. Any other flag is `ASR_E_FLAGS`.
 *
 * SOAP requests without WS-Security are signed with it: `text` is the request's Action and its Timestamp, one right after
 * the other, under HMAC-SHA1 for Amazon SimpleDB and SQS, under HMAC-SHA256 for Product Advertising; Amazon S3 and
 * Mechanical Turk have the name of the service in front, under HMAC-SHA1 (the developer guides of each, "SOAP without
 * WS-Security").
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`.
 */
int32_t asr_hmac_base64(const char *secret,
                        size_t secret_len,
                        const char *text,
                        size_t text_len,
                        uint32_t flags,
                        char *out,
                        size_t out_cap);

/**
 * Percent-encodes `text_len` bytes as all signatures here do: `A-Z a-z 0-9 - _ . ~` stay (RFC 3986 section 2.3), every
 * other byte becomes `%XX` with upper-case hexadecimal digits. `text` is any bytes, also none.
 *
 * Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`.
 */
int32_t asr_percent_encode(const char *text,
                           size_t text_len,
                           char *out,
                           size_t out_cap);

/**
 * Overwrites `len` bytes with zeros in a way that the compiler does not leave out. For secrets and keys. NULL is
 * nothing to do.
 */
void asr_wipe(void *secret,
              size_t len);

/**
 * What a status means, in one English sentence: a static text, never NULL, not to be freed. `ASR_OK` and lengths are
 * `success`; a number that no release knows is `unknown status`.
 */
const char *asr_status_message(int32_t status);

/** The release of the library that is loaded, for example `0.1.0`: a static text, never NULL, not to be freed. */
const char *asr_version(void);

/**
 * The size in bytes of a struct (one of `ASR_STRUCT_*`) as the library that is loaded has it, so that a binding can
 * compare it with its own; 0 for any other number.
 */
size_t asr_sizeof(int32_t which);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* AWS_SIGNED_REQUEST_H */
