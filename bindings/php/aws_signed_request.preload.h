#define FFI_SCOPE "AWS_SIGNED_REQUEST"
#define FFI_LIB "libaws_signed_request.so.0"
/* Generated from the same source as aws_signed_request.h, which is the manual. The declarations alone, for PHP FFI,
   LuaJIT and cffi, whose parsers have no preprocessor. */

typedef enum asr_e {
  ASR_E_NULL = -1,
  ASR_E_STRUCT_SIZE = -2,
  ASR_E_STAGE = -3,
  ASR_E_DIALECT = -4,
  ASR_E_FLAGS = -5,
  ASR_E_METHOD = -6,
  ASR_E_ENDPOINT = -7,
  ASR_E_REGION = -8,
  ASR_E_ACCESS_KEY = -9,
  ASR_E_SECRET = -10,
  ASR_E_KEY = -11,
  ASR_E_SESSION_TOKEN = -12,
  ASR_E_LIST_COUNT = -13,
  ASR_E_EMPTY_NAME = -14,
  ASR_E_RESERVED = -15,
  ASR_E_UTF8 = -16,
  ASR_E_TIME = -17,
  ASR_E_TOO_LARGE = -18,
  ASR_E_NO_MEMORY = -19,
  ASR_E_PANIC = -20,
  ASR_E_SIGNATURE_METHOD = -21,
  ASR_E_SIGNATURE_VERSION = -22,
  ASR_E_URL = -23,
  ASR_E_ESCAPE = -24,
  ASR_E_UNSIGNED = -25,
  ASR_E_SIGNATURE = -26,
  ASR_E_MISMATCH = -27,
  ASR_E_STAMP = -28,
  ASR_E_EXPIRED = -29,
  ASR_E_EARLY = -30,
} asr_e;

typedef enum asr_success {
  ASR_OK = 0,
} asr_success;

typedef enum asr_stage {
  ASR_STAGE_CANONICAL = 1,
  ASR_STAGE_STRING_TO_SIGN = 2,
  ASR_STAGE_SIGNATURE = 3,
  ASR_STAGE_QUERY = 4,
  ASR_STAGE_URL = 5,
  ASR_STAGE_ERROR = 6,
  ASR_STAGE_EXPLAIN = 7,
} asr_stage;

typedef enum asr_dialect {
  ASR_DIALECT_AS_GIVEN = 0,
  ASR_DIALECT_AWS_QUERY = 1,
  ASR_DIALECT_NIFCLOUD = 2,
  ASR_DIALECT_PRODUCT_ADVERTISING = 3,
  ASR_DIALECT_HTX = 4,
} asr_dialect;

typedef enum asr_f {
  ASR_F_ANY_CREDENTIAL = 1,
  ASR_F_EMPTY_HOST = 2,
  ASR_F_HMAC_SHA1 = 4,
} asr_f;

typedef enum asr_mistake {
  ASR_MISTAKE_RIGHT = 1,
  ASR_MISTAKE_STAMP_LOCAL_TIME = 2,
  ASR_MISTAKE_STAMP_OUTSIDE_WINDOW = 3,
  ASR_MISTAKE_STAMP_FORM = 4,
  ASR_MISTAKE_FORM_CHARSET = 5,
  ASR_MISTAKE_UNSORTED = 10,
  ASR_MISTAKE_SORTED_IGNORING_CASE = 11,
  ASR_MISTAKE_SORTED_JOINED = 12,
  ASR_MISTAKE_SORTED_ENCODED = 13,
  ASR_MISTAKE_SORTED_UTF16 = 14,
  ASR_MISTAKE_SORTED_NATURALLY = 15,
  ASR_MISTAKE_REPEATED_IN_GIVEN_ORDER = 16,
  ASR_MISTAKE_SORTED_TOO_EARLY = 17,
  ASR_MISTAKE_SORTED_BACKWARDS = 18,
  ASR_MISTAKE_EMPTY_DROPPED = 20,
  ASR_MISTAKE_EMPTY_WITHOUT_EQUALS = 21,
  ASR_MISTAKE_ZERO_DROPPED = 22,
  ASR_MISTAKE_REPEATED_FIRST_KEPT = 23,
  ASR_MISTAKE_REPEATED_LAST_KEPT = 24,
  ASR_MISTAKE_REPEATED_JOINED = 25,
  ASR_MISTAKE_SIGNATURE_SIGNED = 26,
  ASR_MISTAKE_PARAMETER_NOT_SIGNED = 27,
  ASR_MISTAKE_PARAMETER_NOT_SENT = 28,
  ASR_MISTAKE_OTHER_ACCESS_KEY = 29,
  ASR_MISTAKE_OTHER_STAMP = 30,
  ASR_MISTAKE_BODY_SIGNED = 31,
  ASR_MISTAKE_BODY_NOT_SIGNED = 32,
  ASR_MISTAKE_LATIN1 = 40,
  ASR_MISTAKE_UTF8_TWICE = 41,
  ASR_MISTAKE_PLUS_DECODED = 42,
  ASR_MISTAKE_DECODED_TWICE = 43,
  ASR_MISTAKE_DECODED_BEFORE_SPLIT = 44,
  ASR_MISTAKE_TRIMMED = 45,
  ASR_MISTAKE_HTML_ESCAPED_VALUES = 46,
  ASR_MISTAKE_SEMICOLON_AS_COLON = 47,
  ASR_MISTAKE_NOT_ENCODED = 50,
  ASR_MISTAKE_NAMES_NOT_ENCODED = 51,
  ASR_MISTAKE_SPACE_AS_PLUS = 52,
  ASR_MISTAKE_SPACE_BARE = 53,
  ASR_MISTAKE_TILDE_ENCODED = 54,
  ASR_MISTAKE_MARKS_BARE = 55,
  ASR_MISTAKE_COMMA_BARE = 56,
  ASR_MISTAKE_COLON_BARE = 57,
  ASR_MISTAKE_SLASH_BARE = 58,
  ASR_MISTAKE_OTHER_BARE = 59,
  ASR_MISTAKE_UNRESERVED_ENCODED = 60,
  ASR_MISTAKE_LOWER_HEX = 61,
  ASR_MISTAKE_ENCODED_TWICE = 62,
  ASR_MISTAKE_JS_ENCODE_URI_COMPONENT = 70,
  ASR_MISTAKE_JS_ENCODE_URI = 71,
  ASR_MISTAKE_JS_ESCAPE = 72,
  ASR_MISTAKE_JS_URL_SEARCH_PARAMS = 73,
  ASR_MISTAKE_PYTHON_QUOTE = 74,
  ASR_MISTAKE_PYTHON_QUOTE_PLUS = 75,
  ASR_MISTAKE_PHP_URLENCODE = 76,
  ASR_MISTAKE_JAVA_URL_ENCODER = 77,
  ASR_MISTAKE_NET_URL_ENCODE = 78,
  ASR_MISTAKE_NET_WEB_UTILITY = 79,
  ASR_MISTAKE_GO_QUERY_ESCAPE = 80,
  ASR_MISTAKE_RFC2396 = 81,
  ASR_MISTAKE_RUBY_CGI_ESCAPE = 82,
  ASR_MISTAKE_ACTION_SCRIPT_ESCAPE = 83,
  ASR_MISTAKE_CLASSIC_ASP = 84,
  ASR_MISTAKE_OBJC_PERCENT_ESCAPES = 85,
  ASR_MISTAKE_AMP_HTML = 90,
  ASR_MISTAKE_AMP_TWICE = 91,
  ASR_MISTAKE_SEMICOLON_SEPARATOR = 92,
  ASR_MISTAKE_QUESTION_MARK = 93,
  ASR_MISTAKE_SIGNED_AS_SENT = 94,
  ASR_MISTAKE_OTHER_METHOD = 100,
  ASR_MISTAKE_METHOD_LOWER_CASE = 101,
  ASR_MISTAKE_DEFAULT_PORT_WRITTEN = 102,
  ASR_MISTAKE_PORT_DROPPED = 103,
  ASR_MISTAKE_HOST_CAPITALS = 104,
  ASR_MISTAKE_OTHER_HOST = 105,
  ASR_MISTAKE_HOST_EMPTY = 106,
  ASR_MISTAKE_HOST_WITH_SCHEME = 107,
  ASR_MISTAKE_PATH_EMPTY = 108,
  ASR_MISTAKE_PATH_MISSING = 109,
  ASR_MISTAKE_TRAILING_SLASH = 110,
  ASR_MISTAKE_PATH_DECODED = 111,
  ASR_MISTAKE_PATH_ENCODED = 112,
  ASR_MISTAKE_DOUBLE_SLASH = 113,
  ASR_MISTAKE_OTHER_PATH = 114,
  ASR_MISTAKE_HEAD_MISSING = 115,
  ASR_MISTAKE_WHOLE_URL = 116,
  ASR_MISTAKE_CRLF = 120,
  ASR_MISTAKE_LITERAL_BACKSLASH_N = 121,
  ASR_MISTAKE_LITERAL_N = 122,
  ASR_MISTAKE_NEWLINES_MISSING = 123,
  ASR_MISTAKE_TRAILING_NEWLINE = 124,
  ASR_MISTAKE_STRING_PERCENT_ENCODED = 125,
  ASR_MISTAKE_STRING_AS_UTF16 = 126,
  ASR_MISTAKE_OTHER_HASH = 130,
  ASR_MISTAKE_PLAIN_HASH = 131,
  ASR_MISTAKE_KEY_AND_TEXT_SWAPPED = 132,
  ASR_MISTAKE_SECRET_WHITE_SPACE = 133,
  ASR_MISTAKE_SECRET_ENCODED = 134,
  ASR_MISTAKE_SECRET_DECODED = 135,
  ASR_MISTAKE_ACCESS_KEY_AS_SECRET = 136,
  ASR_MISTAKE_SECRET_QUOTED = 137,
  ASR_MISTAKE_SECRET_WITH_AMPERSAND = 138,
  ASR_MISTAKE_SECRET_EMPTY = 139,
  ASR_MISTAKE_SECRET_CUT = 140,
  ASR_MISTAKE_SECRET_CASE = 141,
  ASR_MISTAKE_SECRET_BASE64 = 142,
  ASR_MISTAKE_HEX = 150,
  ASR_MISTAKE_BASE64_OF_HEX = 151,
  ASR_MISTAKE_URL_SAFE_BASE64 = 152,
  ASR_MISTAKE_PADDING_LOST = 153,
  ASR_MISTAKE_LINE_BREAK_IN_SIGNATURE = 154,
  ASR_MISTAKE_OPENSSL_LABEL = 155,
  ASR_MISTAKE_SIGNATURE_NOT_ENCODED = 156,
  ASR_MISTAKE_SIGNATURE_ENCODED_TWICE = 157,
  ASR_MISTAKE_SIGNATURE_QUOTED = 158,
  ASR_MISTAKE_VERSION0 = 160,
  ASR_MISTAKE_VERSION1 = 161,
} asr_mistake;

typedef enum asr_answer {
  ASR_ANSWER_REPORT = 1,
  ASR_ANSWER_STRING_TO_SIGN = 2,
  ASR_ANSWER_ERROR = 3,
} asr_answer;

typedef enum asr_struct {
  ASR_STRUCT_PARAM = 1,
  ASR_STRUCT_V2_REQUEST = 2,
  ASR_STRUCT_KEY = 3,
  ASR_STRUCT_V2_CALL = 4,
  ASR_STRUCT_V2_EVIDENCE = 5,
} asr_struct;

typedef struct asr_key {
  uint64_t opaque[16];
} asr_key;

typedef struct asr_param {
  const char *name;
  size_t name_len;
  const char *value;
  size_t value_len;
} asr_param;

typedef struct asr_v2_request {
  size_t struct_size;
  const char *method;
  size_t method_len;
  const char *endpoint;
  size_t endpoint_len;
  const char *access_key;
  size_t access_key_len;
  const char *secret;
  size_t secret_len;
  const struct asr_key *key;
  const char *session_token;
  size_t session_token_len;
  const struct asr_param *params;
  size_t params_count;
  int64_t unix_time;
  int32_t dialect;
  uint32_t flags;
} asr_v2_request;

typedef struct asr_v2_call {
  const struct asr_v2_request *request;
  size_t names_len;
  size_t values_len;
  size_t count;
  int64_t unix_time;
  char *out;
  size_t out_cap;
  int32_t stage;
} asr_v2_call;

typedef struct asr_v2_evidence {
  size_t struct_size;
  const char *signature;
  size_t signature_len;
  const char *string_to_sign;
  size_t string_to_sign_len;
  const char *hosts;
  size_t hosts_len;
  const char *body;
  size_t body_len;
  const char *content_type;
  size_t content_type_len;
  const char *old_signature;
  size_t old_signature_len;
  int64_t now;
  int64_t window;
  int32_t most_mistakes;
  int32_t reserved;
} asr_v2_evidence;

int32_t asr_v2_render(const struct asr_v2_request *request,
                      int32_t stage,
                      char *out,
                      size_t out_cap);

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

int32_t asr_v2_render_with_lists(const struct asr_v2_call *call,
                                 const char *names,
                                 const char *values);

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

int32_t asr_v2_verify(const struct asr_v2_request *request,
                      const char *signature,
                      size_t signature_len);

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

int32_t asr_v2_verify_url(const char *method,
                          const char *url,
                          size_t url_len,
                          const char *secret,
                          uint32_t flags);

int32_t asr_v2_check_time(const struct asr_v2_request *request, int64_t window);

int32_t asr_v2_check_time_lists(const char *names,
                                size_t names_len,
                                const char *values,
                                size_t values_len,
                                size_t count,
                                int64_t unix_time,
                                int64_t window);

int32_t asr_v2_check_time_url(const char *url, size_t url_len, int64_t unix_time, int64_t window);

int32_t asr_v2_diagnose(const struct asr_v2_request *request,
                        const struct asr_v2_evidence *evidence,
                        int32_t *mistakes,
                        size_t mistakes_cap,
                        int32_t answer,
                        char *out,
                        size_t out_cap);

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

int32_t asr_v2_diagnose_url(const struct asr_v2_request *request,
                            const char *url,
                            size_t url_len,
                            const struct asr_v2_evidence *evidence,
                            int32_t *mistakes,
                            size_t mistakes_cap,
                            int32_t answer,
                            char *out,
                            size_t out_cap);

int32_t asr_v2_compare(const char *ours,
                       size_t ours_len,
                       const char *theirs,
                       size_t theirs_len,
                       char *out,
                       size_t out_cap);

const char *asr_mistake_message(int32_t mistake);

const char *asr_mistake_name(int32_t mistake);

int32_t asr_key_init(struct asr_key *key, const char *secret, size_t secret_len, uint32_t flags);

int32_t asr_hmac_base64(const char *secret,
                        size_t secret_len,
                        const char *text,
                        size_t text_len,
                        uint32_t flags,
                        char *out,
                        size_t out_cap);

int32_t asr_percent_encode(const char *text, size_t text_len, char *out, size_t out_cap);

void asr_wipe(void *secret, size_t len);

const char *asr_status_message(int32_t status);

const char *asr_version(void);

size_t asr_sizeof(int32_t which);
