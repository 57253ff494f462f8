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

typedef enum asr_struct {
  ASR_STRUCT_PARAM = 1,
  ASR_STRUCT_V2_REQUEST = 2,
  ASR_STRUCT_KEY = 3,
  ASR_STRUCT_V2_CALL = 4,
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
