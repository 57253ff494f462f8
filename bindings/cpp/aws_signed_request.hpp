/**
 * @file
 * Signs requests with AWS Signature Version 2 from C++17, by libaws_signed_request.
 *
 *     #include <aws_signed_request.hpp>
 *
 *     const asr::signer simpledb("https://sdb.amazonaws.com/", access_key, secret);
 *     const std::string url = simpledb.url({{"Action", "ListDomains"}, {"Version", "2009-04-15"}});
 *
 * This file is the whole binding. It needs aws_signed_request.h, which describes every stage, dialect, flag and status,
 * and the library. Everything is in the namespace `asr`: `aws_signed_request` is the name of a C function.
 *
 * Texts: a std::string_view is UTF-8, need not end in NUL, and is never kept after the call. A result is an ASCII
 * std::string of the caller's own. It is the only memory that a call allocates, with up to 64 parameters and texts of
 * usual length; what std::string throws when there is no memory passes through.
 *
 * Times are seconds since 1970-01-01T00:00:00Z. Where one is left out, it is now.
 *
 * Errors: a function throws asr::error; its twin `try_...` returns an asr::result instead. Compiled without exceptions
 * (-fno-exceptions) only the twins exist, and those functions that return an asr::status or cannot fail.
 *
 * Threads: every function may be called from any thread at any time. Objects are like those of the standard library:
 * const use may be shared.
 */

#ifndef AWS_SIGNED_REQUEST_HPP
#define AWS_SIGNED_REQUEST_HPP

#include <aws_signed_request.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace asr {

// ---- The numbers of aws_signed_request.h ----------------------------------------------------------------------------

/** Why a call failed. A library newer than this header may return a number that has no name here. */
enum class status : std::int32_t {
    ok = ASR_OK,
    null = ASR_E_NULL,
    struct_size = ASR_E_STRUCT_SIZE,
    stage = ASR_E_STAGE,
    dialect = ASR_E_DIALECT,
    flags = ASR_E_FLAGS,
    method = ASR_E_METHOD,
    endpoint = ASR_E_ENDPOINT,
    region = ASR_E_REGION,
    access_key = ASR_E_ACCESS_KEY,
    secret = ASR_E_SECRET,
    key = ASR_E_KEY,
    session_token = ASR_E_SESSION_TOKEN,
    list_count = ASR_E_LIST_COUNT,
    empty_name = ASR_E_EMPTY_NAME,
    reserved = ASR_E_RESERVED,
    utf8 = ASR_E_UTF8,
    time = ASR_E_TIME,
    too_large = ASR_E_TOO_LARGE,
    no_memory = ASR_E_NO_MEMORY,
    panic = ASR_E_PANIC,
    signature_method = ASR_E_SIGNATURE_METHOD,
    signature_version = ASR_E_SIGNATURE_VERSION,
    url = ASR_E_URL,
    escape = ASR_E_ESCAPE,
    unsigned_request = ASR_E_UNSIGNED,
    signature = ASR_E_SIGNATURE,
    mismatch = ASR_E_MISMATCH,
    stamp = ASR_E_STAMP,
    expired = ASR_E_EXPIRED,
    early = ASR_E_EARLY,
};

/** Which text of a request is asked for. Every stage checks the whole request. */
enum class stage : std::int32_t {
    canonical = ASR_STAGE_CANONICAL,
    string_to_sign = ASR_STAGE_STRING_TO_SIGN,
    signature = ASR_STAGE_SIGNATURE,
    query = ASR_STAGE_QUERY,
    url = ASR_STAGE_URL,
    error = ASR_STAGE_ERROR,
    explain = ASR_STAGE_EXPLAIN,
};

/** Which cloud's form of Signature Version 2 a request is signed in. */
enum class dialect : std::int32_t {
    as_given = ASR_DIALECT_AS_GIVEN,
    aws_query = ASR_DIALECT_AWS_QUERY,
    nifcloud = ASR_DIALECT_NIFCLOUD,
    product_advertising = ASR_DIALECT_PRODUCT_ADVERTISING,
    htx = ASR_DIALECT_HTX,
};

/** Switches, to be joined by `|`. */
enum class flag : std::uint32_t {
    none = 0,
    any_credential = ASR_F_ANY_CREDENTIAL,
    empty_host = ASR_F_EMPTY_HOST,
    hmac_sha1 = ASR_F_HMAC_SHA1,
};

constexpr flag operator|(flag a, flag b) noexcept
{
    return static_cast<flag>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}

constexpr flag operator&(flag a, flag b) noexcept
{
    return static_cast<flag>(static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b));
}

constexpr flag &operator|=(flag &a, flag b) noexcept
{
    return a = a | b;
}

/** What a status means, in one English sentence. A static text. */
[[nodiscard]] inline std::string_view message(status of) noexcept
{
    return ::asr_status_message(static_cast<std::int32_t>(of));
}

/** The release of the library that is loaded, such as "0.1.0". A static text. */
[[nodiscard]] inline std::string_view version() noexcept
{
    return ::asr_version();
}

/** The time by the system's clock. The library itself has none. */
[[nodiscard]] inline std::int64_t now() noexcept
{
    return static_cast<std::int64_t>(std::time(nullptr));
}

// ---- Errors and results ---------------------------------------------------------------------------------------------

/** Why something was refused: a status for programs, words for people, which never hold a secret, token or value. */
class failure {
public:
    failure(asr::status status, std::string words) : status_(status), words_(std::move(words)) {}

    /** With the words of the status alone. */
    explicit failure(asr::status status) : failure(status, std::string(asr::message(status))) {}

    [[nodiscard]] asr::status status() const noexcept { return status_; }

    /** For example `parameter 3 "Keywords": the value is not valid UTF-8 (at byte 7)`. */
    [[nodiscard]] const std::string &message() const noexcept { return words_; }

private:
    asr::status status_;
    std::string words_;
};

#ifdef __cpp_exceptions
/** What the functions without `try_` throw. what() is the message of the failure. */
class error : public std::runtime_error {
public:
    explicit error(const failure &why) : std::runtime_error(why.message()), status_(why.status()) {}

    [[nodiscard]] asr::status status() const noexcept { return status_; }

private:
    asr::status status_;
};
#endif

/** A value, or the failure to make it. */
template <typename T>
class [[nodiscard]] result {
public:
    result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    result(failure why) : state_(std::in_place_index<1>, std::move(why)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /** The value. If there is none, throws asr::error, or ends the program if exceptions are switched off. */
    [[nodiscard]] const T &value() const &
    {
        need_value();
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] T &&value() &&
    {
        need_value();
        return std::move(*std::get_if<0>(&state_));
    }

    /** The failure. If there is none, ends the program. */
    [[nodiscard]] const failure &error() const noexcept
    {
        if (has_value()) {
            std::abort();
        }
        return *std::get_if<1>(&state_);
    }

private:
    void need_value() const
    {
        if (!has_value()) {
#ifdef __cpp_exceptions
            throw asr::error(error());
#else
            std::abort();
#endif
        }
    }

    std::variant<T, failure> state_;
};

#ifdef __cpp_exceptions
/** Throws asr::error unless the status is `ok`: for verify() and check_time(), which return one. */
inline void require(status outcome)
{
    if (outcome != status::ok) {
        throw error(failure(outcome));
    }
}
#endif

// ---- What is passed in ----------------------------------------------------------------------------------------------

/** One parameter, decoded, as views of texts that must live as long as it is used. They may hold NUL bytes. */
struct param {
    std::string_view name;
    std::string_view value;

    // Templates, because to a std::string_view a brace too many, {{"a", "b"}, {"c", "d"}}, would be two iterators.
    template <typename Name, typename Value,
              typename = std::enable_if_t<std::is_convertible_v<const Name &, std::string_view> &&
                                          std::is_convertible_v<const Value &, std::string_view>>>
    param(const Name &of, const Value &is) noexcept : name(of), value(is)
    {
    }
};

namespace detail {

template <typename Element, typename = void>
struct is_pair : std::false_type {};

template <>
struct is_pair<param> : std::true_type {};

template <typename Element>
struct is_pair<Element, std::enable_if_t<std::tuple_size<Element>::value == 2>>
    : std::bool_constant<std::is_convertible_v<decltype(std::get<0>(std::declval<Element &>())), std::string_view> &&
                         std::is_convertible_v<decltype(std::get<1>(std::declval<Element &>())), std::string_view>> {};

template <typename Range>
using iterator_of = decltype(std::begin(std::declval<Range &>()));

template <typename Range>
using reference_of = decltype(*std::declval<iterator_of<Range> &>());

template <typename Range>
using element_of = std::remove_cv_t<std::remove_reference_t<reference_of<Range>>>;

template <typename Range, typename = void>
struct is_range_of_pairs : std::false_type {};

template <typename Range>
struct is_range_of_pairs<Range, std::void_t<reference_of<Range>>> : is_pair<element_of<Range>> {};

template <typename Text>
constexpr bool is_view =
    std::is_reference_v<Text> || std::is_pointer_v<Text> || std::is_same_v<std::remove_cv_t<Text>, std::string_view>;

/** Whether the texts of a range are still there when the iterator has moved on. */
template <typename Range>
constexpr bool texts_stay()
{
    using element = element_of<Range>;
    if constexpr (std::is_lvalue_reference_v<reference_of<Range>>) {
        // The reference of a mere input iterator may be to something inside the iterator.
        using category = typename std::iterator_traits<std::decay_t<iterator_of<Range>>>::iterator_category;
        return std::is_base_of_v<std::forward_iterator_tag, category>;
    } else if constexpr (std::is_same_v<element, param>) {
        return true;
    } else {
        return is_view<std::tuple_element_t<0, element>> && is_view<std::tuple_element_t<1, element>>;
    }
}

} // namespace detail

/**
 * The parameters of a request, decoded, in any order; a name may be repeated. It is made where a function takes it,
 * from a list in braces, `{{"Action", "ListDomains"}, {"Version", "2009-04-15"}}`, or from any range of pairs of texts,
 * such as std::map<std::string, std::string>, std::multimap, std::vector<std::pair<...>> or std::vector<asr::param>.
 *
 * It refers to the texts and does not copy them, so do not keep one.
 */
class params {
public:
    params() noexcept = default;

    params(std::initializer_list<param> list) noexcept
    {
        for (const param &one : list) {
            append(one.name, one.value);
        }
    }

    template <typename Range, typename = std::enable_if_t<detail::is_range_of_pairs<Range>::value>>
    params(Range &&range)
    {
        static_assert(detail::texts_stay<Range>(), "this range makes its texts on the fly, and they would be gone "
                                                   "before they are signed: collect them in a std::vector first");
        for (auto &&element : range) {
            if constexpr (std::is_same_v<detail::element_of<Range>, param>) {
                append(element.name, element.value);
            } else {
                append(std::get<0>(element), std::get<1>(element));
            }
        }
    }

    params(const params &) = delete;
    params &operator=(const params &) = delete;

    /** `ok`, or `no_memory` if there was none for more than 64 parameters: then not all are in here. */
    [[nodiscard]] asr::status status() const noexcept { return status_; }

    /** For the C functions. NULL if there are none. */
    [[nodiscard]] const ::asr_param *data() const noexcept { return size_ > 0 ? at_ : nullptr; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    void append(std::string_view name, std::string_view value) noexcept
    {
        if (size_ == capacity_ && !grow()) {
            status_ = asr::status::no_memory;
            return;
        }
        at_[size_++] = {name.data(), name.size(), value.data(), value.size()};
    }

    bool grow() noexcept
    {
        std::unique_ptr<::asr_param[]> more(new (std::nothrow)::asr_param[2 * capacity_]);
        if (more == nullptr) {
            return false;
        }
        for (std::size_t i = 0; i < size_; ++i) {
            more[i] = at_[i];
        }
        many_ = std::move(more);
        at_ = many_.get();
        capacity_ *= 2;
        return true;
    }

    // As many as the library takes without allocating.
    ::asr_param few_[64];
    std::unique_ptr<::asr_param[]> many_;
    ::asr_param *at_ = few_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 64;
    asr::status status_ = asr::status::ok;
};

// ---- The protocol of the C functions --------------------------------------------------------------------------------

namespace detail {

/**
 * Whether the library that is loaded has the structs of this header, asked once. Those of a request and of evidence
 * need not be of the same size, because they carry their size with them.
 */
inline bool same_structs() noexcept
{
    static const bool same = ::asr_sizeof(ASR_STRUCT_PARAM) == sizeof(::asr_param) &&
                             ::asr_sizeof(ASR_STRUCT_KEY) == sizeof(::asr_key);
    return same;
}

inline failure other_structs()
{
    return failure(status::struct_size, "the library that is loaded has other structs than aws_signed_request.h");
}

/** Where texts are written at first. Nearly all URLs fit. */
constexpr std::size_t room_size = 2048;

/**
 * The text that `write(out, cap)` writes; once more with enough room if there was too little. `explain(status)` is the
 * failure, if it is one.
 */
template <typename Write, typename Explain>
result<std::string> text(const Write &write, const Explain &explain)
{
    if (!same_structs()) {
        return other_structs();
    }
    char room[room_size];
    std::int32_t length = write(room, sizeof room);
    if (length >= 0 && static_cast<std::size_t>(length) < sizeof room) {
        return std::string(room, static_cast<std::size_t>(length));
    }
    while (length >= 0) {
        // The NUL that the library writes goes where the string has its own.
        std::string whole(static_cast<std::size_t>(length), '\0');
        length = write(whole.data(), whole.size() + 1);
        if (length >= 0 && static_cast<std::size_t>(length) <= whole.size()) {
            whole.resize(static_cast<std::size_t>(length));
            return whole;
        }
    }
    return explain(static_cast<status>(length));
}

/** The failure of a function with stages or answers, `render(stage, out, cap)`, in the words of the one for errors. */
template <typename Render>
failure explained(status why, const Render &render, std::int32_t for_errors = ASR_STAGE_ERROR)
{
    char room[room_size];
    const std::int32_t length = render(for_errors, room, sizeof room);
    // An unknown stage has no words but those of its status.
    if (length <= 0 || static_cast<std::size_t>(length) >= sizeof room) {
        return failure(why);
    }
    return failure(why, std::string(room, static_cast<std::size_t>(length)));
}

template <typename Render>
result<std::string> rendered(stage wanted, const Render &render)
{
    return text(
        [&](char *out, std::size_t cap) { return render(static_cast<std::int32_t>(wanted), out, cap); },
        [&](status why) { return explained(why, render); });
}

/** A text for an argument that ends in NUL in C. It may be a secret, so the copy is wiped. */
class terminated {
public:
    /** A NUL inside would cut the text off unseen: that is a fault, of this status. */
    terminated(const char *argument, std::optional<std::string_view> text, status of_argument) noexcept
        : argument_(argument)
    {
        if (!text.has_value()) {
            return;
        }
        if (text->size() > INT32_MAX) {
            fault_ = status::too_large;
            return;
        }
        if (text->find('\0') != std::string_view::npos) {
            fault_ = of_argument;
            has_nul_ = true;
            return;
        }
        const bool fits = text->size() < sizeof room_;
        if (!fits) {
            more_.reset(new (std::nothrow) char[text->size() + 1]);
        }
        at_ = fits ? room_ : more_.get();
        if (at_ == nullptr) {
            fault_ = status::no_memory;
            return;
        }
        size_ = text->copy(at_, text->size());
        at_[size_] = '\0';
    }

    ~terminated() { ::asr_wipe(at_, size_); }

    terminated(const terminated &) = delete;
    terminated &operator=(const terminated &) = delete;

    /** NULL if there is no text. */
    [[nodiscard]] const char *get() const noexcept { return at_; }

    [[nodiscard]] status fault() const noexcept { return fault_; }

    [[nodiscard]] failure why() const
    {
        return has_nul_ ? failure(fault_, std::string(argument_) + ": there is a NUL in it") : failure(fault_);
    }

private:
    const char *argument_;
    char room_[256];
    std::unique_ptr<char[]> more_;
    char *at_ = nullptr;
    std::size_t size_ = 0;
    status fault_ = status::ok;
    bool has_nul_ = false;
};

/** The first that is at fault, or NULL. */
inline const terminated *first_fault(std::initializer_list<const terminated *> texts) noexcept
{
    for (const terminated *text : texts) {
        if (text->fault() != status::ok) {
            return text;
        }
    }
    return nullptr;
}

/** A request with nothing in it. */
inline ::asr_v2_request empty_request() noexcept
{
    ::asr_v2_request request{};
    request.struct_size = sizeof request;
    return request;
}

} // namespace detail

// ---- Keys and signers -----------------------------------------------------------------------------------------------

/**
 * A secret made ready for any number of signatures. The secret itself is not kept. A key signs as well as its secret;
 * it is wiped when it goes and where it is moved away from, and cannot be copied. What was moved from signs nothing
 * (status::key).
 */
class key {
public:
#ifdef __cpp_exceptions
    /** `secret` is UTF-8; with flag::any_credential it is any bytes. `flags` are those of the requests. Throws. */
    explicit key(std::string_view secret, flag flags = flag::none) : key(make(secret, flags).value()) {}
#endif

    /** The same without exceptions. */
    static result<key> make(std::string_view secret, flag flags = flag::none);

    key(key &&other) noexcept : key_(other.key_) { other.wipe(); }

    key &operator=(key &&other) noexcept
    {
        if (this != &other) {
            key_ = other.key_;
            other.wipe();
        }
        return *this;
    }

    key(const key &) = delete;
    key &operator=(const key &) = delete;

    ~key() { wipe(); }

    /** Makes the key useless before it goes. */
    void wipe() noexcept { ::asr_wipe(&key_, sizeof key_); }

    /** For the C functions. It lives as long as this object. */
    [[nodiscard]] const ::asr_key *get() const noexcept { return &key_; }

private:
    key() noexcept : key_() {}

    ::asr_key key_;
};

inline result<key> key::make(std::string_view secret, flag flags)
{
    if (!detail::same_structs()) {
        return detail::other_structs();
    }
    key made;
    const auto bits = static_cast<std::uint32_t>(flags);
    const auto outcome = static_cast<status>(::asr_key_init(&made.key_, secret.data(), secret.size(), bits));
    if (outcome == status::ok) {
        return made;
    }
    // A request with this secret, and with nothing else in it that could be wrong, is refused in words.
    return detail::explained(outcome, [&](std::int32_t stage, char *out, std::size_t cap) {
        ::asr_v2_request request = detail::empty_request();
        constexpr std::string_view endpoint = "https://localhost/";
        request.endpoint = endpoint.data();
        request.endpoint_len = endpoint.size();
        request.secret = secret.data();
        request.secret_len = secret.size();
        request.flags = bits;
        return ::asr_v2_render(&request, stage, out, cap);
    });
}

/**
 * Signs requests for one endpoint with one pair of keys. It keeps copies of what it is made of, except for the secret,
 * of which it keeps the prepared key. It can be moved, not copied. Endpoint, access key and token are checked when a
 * request is signed.
 */
class signer {
public:
    /**
     * @param endpoint       `https://host[:port][/path]`, also http, ws, wss; without query and fragment.
     * @param access_key     the access key id; may be empty for dialect::as_given
     * @param secret         a key, prepared with the same flags
     * @param form           what is added to the parameters, and how
     * @param session_token  that of temporary credentials; empty: none
     * @param flags          some of asr::flag
     */
    signer(std::string_view endpoint, std::string_view access_key, key &&secret, dialect form = dialect::aws_query,
           std::string_view session_token = {}, flag flags = flag::none)
        : endpoint_(endpoint), access_key_(access_key), session_token_(session_token), key_(std::move(secret)),
          dialect_(form), flags_(flags)
    {
    }

#ifdef __cpp_exceptions
    /** The same with the secret. Throws asr::error if it is none. */
    signer(std::string_view endpoint, std::string_view access_key, std::string_view secret,
           dialect form = dialect::aws_query, std::string_view session_token = {}, flag flags = flag::none)
        : signer(endpoint, access_key, key(secret, flags), form, session_token, flags)
    {
    }
#endif

    /**
     * One stage of the signed request.
     *
     * @param wanted     the stage; stage::error is the empty text if the request can be signed, else says why not
     * @param given      the parameters, without those that the dialect adds; a Signature among them is left out
     * @param method     the HTTP method, in any case
     * @param unix_time  the time of the request. To see several stages of one request, give the same time to each.
     */
    [[nodiscard]] result<std::string> try_render(stage wanted, const params &given, std::string_view method = "GET",
                                                 std::int64_t unix_time = now()) const
    {
        if (given.status() != status::ok) {
            return failure(given.status());
        }
        ::asr_v2_request request = detail::empty_request();
        request.method = method.data();
        request.method_len = method.size();
        request.endpoint = endpoint_.data();
        request.endpoint_len = endpoint_.size();
        request.access_key = access_key_.data();
        request.access_key_len = access_key_.size();
        request.key = key_.get();
        request.session_token = session_token_.data();
        request.session_token_len = session_token_.size();
        request.params = given.data();
        request.params_count = given.size();
        request.unix_time = unix_time;
        request.dialect = static_cast<std::int32_t>(dialect_);
        request.flags = static_cast<std::uint32_t>(flags_);
        return detail::rendered(wanted, [&](std::int32_t number, char *out, std::size_t cap) {
            return ::asr_v2_render(&request, number, out, cap);
        });
    }

    /** Why this request cannot be signed, in words; the empty text if it can. */
    [[nodiscard]] std::string explain(const params &given, std::string_view method = "GET",
                                      std::int64_t unix_time = now()) const
    {
        result<std::string> words = try_render(stage::error, given, method, unix_time);
        return words.has_value() ? std::move(words).value() : words.error().message();
    }

#ifdef __cpp_exceptions
    /** What try_render() returns, or an asr::error; so are those below. */
    [[nodiscard]] std::string render(stage wanted, const params &given, std::string_view method = "GET",
                                     std::int64_t unix_time = now()) const
    {
        return try_render(wanted, given, method, unix_time).value();
    }

    /** The URL to send. That of a POST is without its parameters, unless the dialect sends them there. */
    [[nodiscard]] std::string url(const params &given, std::string_view method = "GET",
                                  std::int64_t unix_time = now()) const
    {
        return render(stage::url, given, method, unix_time);
    }

    /** The signed query: what follows the `?`, or the form body of a POST. */
    [[nodiscard]] std::string query(const params &given, std::string_view method = "GET",
                                    std::int64_t unix_time = now()) const
    {
        return render(stage::query, given, method, unix_time);
    }

    /** The signature in Base64, not percent-encoded. */
    [[nodiscard]] std::string signature(const params &given, std::string_view method = "GET",
                                        std::int64_t unix_time = now()) const
    {
        return render(stage::signature, given, method, unix_time);
    }

    /** Method, host, path and canonical query, in lines. */
    [[nodiscard]] std::string string_to_sign(const params &given, std::string_view method = "GET",
                                             std::int64_t unix_time = now()) const
    {
        return render(stage::string_to_sign, given, method, unix_time);
    }

    /** All parameters that are signed, encoded and in order. */
    [[nodiscard]] std::string canonical(const params &given, std::string_view method = "GET",
                                        std::int64_t unix_time = now()) const
    {
        return render(stage::canonical, given, method, unix_time);
    }
#endif

private:
    std::string endpoint_;
    std::string access_key_;
    std::string session_token_;
    key key_;
    dialect dialect_;
    flag flags_;
};

// ---- Signing a URL --------------------------------------------------------------------------------------------------

/**
 * One stage of an existing URL, with whatever query it carries, signed. Signing it again with the same secret gives the
 * same bytes.
 *
 * @param wanted      the stage; stage::error is the empty text if the URL can be signed, else says why not
 * @param url         scheme, host, path and query, percent-encoded; an old Signature is replaced. For a POST whose
 *                    parameters travel in the body, these follow the `?`, and the stages url and query take them apart.
 * @param access_key  the access key id; may be empty if the URL has it
 * @param secret      the secret
 * @param form        what is added, unless the URL has it
 * @param method      the HTTP method, in any case
 * @param unix_time   the time for a Timestamp that is missing or empty; one that is there stays
 * @param flags       some of asr::flag
 */
[[nodiscard]] inline result<std::string> try_render_url(stage wanted, std::string_view url, std::string_view access_key,
                                                        std::string_view secret, dialect form = dialect::aws_query,
                                                        std::string_view method = "GET", std::int64_t unix_time = now(),
                                                        flag flags = flag::none)
{
    const detail::terminated c_method("method", method, status::method);
    const detail::terminated c_access_key("access_key", access_key, status::access_key);
    const detail::terminated c_secret("secret", secret, status::secret);
    if (const detail::terminated *faulty = detail::first_fault({&c_method, &c_access_key, &c_secret})) {
        if (wanted == stage::error) {
            return faulty->why().message();
        }
        return faulty->why();
    }
    return detail::rendered(wanted, [&](std::int32_t number, char *out, std::size_t cap) {
        return ::asr_v2_render_url(c_method.get(), url.data(), url.size(), c_access_key.get(), c_secret.get(),
                                   unix_time, static_cast<std::int32_t>(form), static_cast<std::uint32_t>(flags),
                                   number, out, cap);
    });
}

#ifdef __cpp_exceptions
/** What try_render_url() returns, or an asr::error. */
[[nodiscard]] inline std::string render_url(stage wanted, std::string_view url, std::string_view access_key,
                                            std::string_view secret, dialect form = dialect::aws_query,
                                            std::string_view method = "GET", std::int64_t unix_time = now(),
                                            flag flags = flag::none)
{
    return try_render_url(wanted, url, access_key, secret, form, method, unix_time, flags).value();
}

/** The signed URL, or an asr::error. */
[[nodiscard]] inline std::string sign_url(std::string_view url, std::string_view access_key, std::string_view secret,
                                          dialect form = dialect::aws_query, std::string_view method = "GET",
                                          std::int64_t unix_time = now(), flag flags = flag::none)
{
    return render_url(stage::url, url, access_key, secret, form, method, unix_time, flags);
}
#endif

// ---- Verifying ------------------------------------------------------------------------------------------------------

namespace detail {

inline status verified(::asr_v2_request &request, std::string_view endpoint, const params &given,
                       std::string_view method, std::string_view signature, flag flags) noexcept
{
    if (!same_structs()) {
        return status::struct_size;
    }
    if (given.status() != status::ok) {
        return given.status();
    }
    request.method = method.data();
    request.method_len = method.size();
    request.endpoint = endpoint.data();
    request.endpoint_len = endpoint.size();
    request.params = given.data();
    request.params_count = given.size();
    request.dialect = ASR_DIALECT_AS_GIVEN;
    request.flags = static_cast<std::uint32_t>(flags);
    return static_cast<status>(::asr_v2_verify(&request, signature.data(), signature.size()));
}

} // namespace detail

/**
 * Whether a request that was received is signed with this secret, compared in constant time. Its time is not looked at:
 * see check_time(). Whether it was seen before, only the caller can know.
 *
 * @param endpoint   where it was sent to, as the sender saw it: `https://host[:port][/path]`
 * @param given      all its parameters, decoded
 * @param secret     the sender's secret
 * @param method     the HTTP method, in any case
 * @param signature  the signature in Base64, not percent-encoded; empty: the parameter Signature
 * @param flags      some of asr::flag
 *
 * @return `ok`; `mismatch`; `unsigned_request` or `signature` if there is no single signature of the right shape; or
 *         what is wrong with the request, which a signer of dialect::as_given explains in words.
 */
[[nodiscard]] inline status verify(std::string_view endpoint, const params &given, std::string_view secret,
                                   std::string_view method = "GET", std::string_view signature = {},
                                   flag flags = flag::none) noexcept
{
    ::asr_v2_request request = detail::empty_request();
    request.secret = secret.data();
    request.secret_len = secret.size();
    return detail::verified(request, endpoint, given, method, signature, flags);
}

/** The same with a prepared key. */
[[nodiscard]] inline status verify(std::string_view endpoint, const params &given, const key &secret,
                                   std::string_view method = "GET", std::string_view signature = {},
                                   flag flags = flag::none) noexcept
{
    ::asr_v2_request request = detail::empty_request();
    request.key = secret.get();
    return detail::verified(request, endpoint, given, method, signature, flags);
}

/**
 * The same for a URL that was received, with its query. Of a POST with a form body it is the URL, `?` (`&` if it has a
 * query), and the body. What is wrong with it, the stage `error` of try_render_url() in dialect::as_given says in words.
 */
[[nodiscard]] inline status verify_url(std::string_view url, std::string_view secret, std::string_view method = "GET",
                                       flag flags = flag::none) noexcept
{
    const detail::terminated c_method("method", method, status::method);
    const detail::terminated c_secret("secret", secret, status::secret);
    if (const detail::terminated *faulty = detail::first_fault({&c_method, &c_secret})) {
        return faulty->fault();
    }
    return static_cast<status>(::asr_v2_verify_url(c_method.get(), url.data(), url.size(), c_secret.get(),
                                                   static_cast<std::uint32_t>(flags)));
}

/**
 * Whether a request that was received is of this time.
 *
 * @param given      its parameters, decoded
 * @param window     how many seconds its Timestamp may be off, both ways; AWS takes 900
 * @param unix_time  the time to compare with
 *
 * @return `ok`; `expired` if the Timestamp is older, or Expires has passed; `early` if the Timestamp is in the future;
 *         `stamp` if there is not one of the two, readable; or what else is wrong.
 */
[[nodiscard]] inline status check_time(const params &given, std::int64_t window,
                                       std::int64_t unix_time = now()) noexcept
{
    if (!detail::same_structs()) {
        return status::struct_size;
    }
    if (given.status() != status::ok) {
        return given.status();
    }
    ::asr_v2_request request = detail::empty_request();
    request.params = given.data();
    request.params_count = given.size();
    request.unix_time = unix_time;
    return static_cast<status>(::asr_v2_check_time(&request, window));
}

/** The same for a URL with its query. */
[[nodiscard]] inline status check_time_url(std::string_view url, std::int64_t window,
                                           std::int64_t unix_time = now()) noexcept
{
    return static_cast<status>(::asr_v2_check_time_url(url.data(), url.size(), unix_time, window));
}

// ---- Why a signature was refused ------------------------------------------------------------------------------------

/** One thing that a signer did wrong, or one reason for which a right signature is refused. */
struct mistake {
    /** One of ASR_MISTAKE_*. */
    std::int32_t number;
    /** The same as a short name, such as "space-as-plus"; "unknown" for one of a later release. A static text. */
    std::string_view name;
    /** The same for people: where, what was done, and what to do instead. */
    std::string text;
};

/** One mistake, or a few that were made together. */
using explanation = std::vector<mistake>;

/** What is known of a request that was refused. All may be left as it is, and whatever is there is used. */
struct evidence {
    /** The signature that was refused, not percent-encoded, in whatever form it is; empty: the parameter Signature. */
    std::string_view signature = {};
    /** The string to sign, as the server or the other signer printed it. Any bytes. */
    std::string_view string_to_sign = {};
    /** Host lines that may have been signed: `host` or `host:port`. */
    std::vector<std::string_view> hosts = {};
    /** The body that was sent along: a form or a JSON object. */
    std::string_view body = {};
    /** The Content-Type of the body. */
    std::string_view content_type = {};
    /** What the parameter Signature was before the request was signed once more. */
    std::string_view old_signature = {};
    /** When the request was made or refused; 0: not known. */
    std::int64_t now = 0;
    /** How many seconds before and after that a Timestamp may be; 0: 900. */
    std::int64_t window = 900;
    /** How many mistakes may come together, 1 to 3; 0: 3. */
    std::int32_t most_mistakes = 3;
    /** Whether to look for diagnosis::string_to_sign, too, which takes as long once more. */
    bool with_string_to_sign = false;
};

/** The explanations of a signature, the likelier first. It is a range of them. */
struct diagnosis {
    std::vector<explanation> explanations;
    /**
     * What the signer of the first explanation signed, if it was asked for; the empty text if none was found. Not all
     * signers sign ASCII, so it is any bytes.
     */
    std::optional<std::string> string_to_sign;

    [[nodiscard]] bool empty() const noexcept { return explanations.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return explanations.size(); }
    [[nodiscard]] auto begin() const noexcept { return explanations.begin(); }
    [[nodiscard]] auto end() const noexcept { return explanations.end(); }
    [[nodiscard]] const explanation &operator[](std::size_t at) const { return explanations[at]; }
};

/** A secret, or a key that was prepared of one; with a key no mistake about the secret can be found. Not to be kept. */
class secret_or_key {
public:
    template <typename Text, typename = std::enable_if_t<std::is_convertible_v<const Text &, std::string_view>>>
    secret_or_key(const Text &of) noexcept : secret_(of)
    {
    }
    secret_or_key(const key &prepared) noexcept : key_(&prepared) {}

    /** Puts it into a request of C. */
    void into(::asr_v2_request &request) const noexcept
    {
        request.secret = secret_.data();
        request.secret_len = secret_.size();
        request.key = key_ != nullptr ? key_->get() : nullptr;
    }

private:
    std::string_view secret_;
    const key *key_ = nullptr;
};

namespace detail {

/** As much of a report, and as many numbers, as are always enough. */
constexpr std::size_t report_size = 16384;
constexpr std::size_t most_numbers = 80;

/** The explanations: `numbers` has their mistakes, each of them ended by a 0, and `report` a line for each mistake. */
inline std::vector<explanation> explanations(const std::int32_t (&numbers)[most_numbers], std::string_view report)
{
    std::vector<std::string_view> lines;
    while (!report.empty()) {
        const std::string_view line = report.substr(0, report.find('\n'));
        report.remove_prefix(line.size() < report.size() ? line.size() + 1 : line.size());
        if (!line.empty()) {
            lines.push_back(line);
        }
    }
    std::size_t count = 0;
    for (const std::int32_t number : numbers) {
        count += number != 0 ? 1 : 0;
    }
    // If they are not as many, the report is not of a release that is known; what mistakes are called is known.
    const bool known = lines.size() == count;
    std::vector<explanation> all;
    explanation one;
    count = 0;
    for (const std::int32_t number : numbers) {
        if (number != 0) {
            const std::string_view words = known ? lines[count] : std::string_view(::asr_mistake_message(number));
            one.push_back({number, ::asr_mistake_name(number), std::string(words)});
            ++count;
        } else if (!one.empty()) {
            all.push_back(std::move(one));
            one.clear();
        }
    }
    return all;
}

/** Asks `ask(evidence, numbers, count, answer, out, cap)`. */
template <typename Ask>
result<diagnosis> diagnosed(const evidence &known, const Ask &ask)
{
    if (!same_structs()) {
        return other_structs();
    }
    std::string hosts;
    for (std::size_t i = 0; i < known.hosts.size(); ++i) {
        if (known.hosts[i].find('\n') != std::string_view::npos) {
            return failure(status::endpoint, "hosts: there is a newline in one of them");
        }
        hosts.append(i > 0 ? 1 : 0, '\n').append(known.hosts[i]);
    }
    ::asr_v2_evidence given{};
    given.struct_size = sizeof given;
    given.signature = known.signature.data();
    given.signature_len = known.signature.size();
    given.string_to_sign = known.string_to_sign.data();
    given.string_to_sign_len = known.string_to_sign.size();
    given.hosts = hosts.data();
    given.hosts_len = hosts.size();
    given.body = known.body.data();
    given.body_len = known.body.size();
    given.content_type = known.content_type.data();
    given.content_type_len = known.content_type.size();
    given.old_signature = known.old_signature.data();
    given.old_signature_len = known.old_signature.size();
    given.now = known.now;
    given.window = known.window;
    given.most_mistakes = known.most_mistakes;

    std::int32_t numbers[most_numbers];
    const auto answer = [&](std::int32_t wanted, char *out, std::size_t cap) {
        return ask(&given, numbers, most_numbers, wanted, out, cap);
    };
    std::string room(report_size - 1, '\0');
    // The length of an answer, which is in the room, or a status. The NUL goes where the string has its own.
    const auto answered = [&](std::int32_t wanted) {
        std::int32_t length = answer(wanted, room.data(), room.size() + 1);
        while (length >= 0 && static_cast<std::size_t>(length) > room.size()) {
            room.assign(static_cast<std::size_t>(length), '\0');
            length = answer(wanted, room.data(), room.size() + 1);
        }
        return length;
    };
    std::int32_t length = answered(ASR_ANSWER_REPORT);
    if (length < 0) {
        return explained(static_cast<status>(length), answer, ASR_ANSWER_ERROR);
    }
    diagnosis found;
    found.explanations = explanations(numbers, std::string_view(room.data(), static_cast<std::size_t>(length)));
    if (known.with_string_to_sign) {
        // Where nothing was found, nothing is to be looked for again.
        length = found.empty() ? 0 : answered(ASR_ANSWER_STRING_TO_SIGN);
        if (length < 0) {
            return explained(static_cast<status>(length), answer, ASR_ANSWER_ERROR);
        }
        found.string_to_sign.emplace(room, 0, static_cast<std::size_t>(length));
    }
    return found;
}

inline ::asr_v2_request sent(const secret_or_key &secret, std::string_view method, std::string_view access_key,
                             std::string_view session_token, flag flags) noexcept
{
    ::asr_v2_request request = empty_request();
    secret.into(request);
    request.method = method.data();
    request.method_len = method.size();
    request.access_key = access_key.data();
    request.access_key_len = access_key.size();
    request.session_token = session_token.data();
    request.session_token_len = session_token.size();
    request.flags = static_cast<std::uint32_t>(flags);
    return request;
}

} // namespace detail

/**
 * Names the mistake behind a signature that was refused. The diagnosis is empty if none was found.
 *
 * An explanation is one mistake, or up to three together, with which a signer that is right in everything else arrives
 * at exactly this signature. It is a search: one mistake is found in an instant, three take up to a few seconds. It tells
 * what is wrong with a signature, so answer nobody with it who does not know the secret.
 *
 * @param endpoint       where it was sent to, `https://host[:port][/path]`; no text need be as clean as for signing
 * @param given          all its parameters, decoded, in the order in which they were given to the signer, if that is
 *                       known; with another dialect than as_given, those without what it adds
 * @param secret         the secret that it should have been signed with
 * @param known          the signature or the string to sign that was refused, and what else is known
 * @param method         the HTTP method, in any case
 * @param access_key     the access key id, if it is not among the parameters
 * @param form           what is added to the parameters
 * @param unix_time      the time of the request, where the dialect adds it
 * @param session_token  that of temporary credentials, where the dialect adds it
 * @param flags          some of asr::flag
 */
[[nodiscard]] inline result<diagnosis> try_diagnose(std::string_view endpoint, const params &given,
                                                    const secret_or_key &secret, const evidence &known,
                                                    std::string_view method = "GET", std::string_view access_key = {},
                                                    dialect form = dialect::as_given, std::int64_t unix_time = 0,
                                                    std::string_view session_token = {}, flag flags = flag::none)
{
    if (given.status() != status::ok) {
        return failure(given.status());
    }
    ::asr_v2_request request = detail::sent(secret, method, access_key, session_token, flags);
    request.endpoint = endpoint.data();
    request.endpoint_len = endpoint.size();
    request.params = given.data();
    request.params_count = given.size();
    request.unix_time = unix_time;
    request.dialect = static_cast<std::int32_t>(form);
    return detail::diagnosed(known, [&](const ::asr_v2_evidence *evidence, std::int32_t *numbers, std::size_t count,
                                        std::int32_t answer, char *out, std::size_t cap) {
        return ::asr_v2_diagnose(&request, evidence, numbers, count, answer, out, cap);
    });
}

/**
 * The same for a signed URL as it was sent, or as it stands in a log. Of a POST with a form body it is the URL, `?`
 * (`&` if it has a query), and the body. The signature is that in the URL, unless `known` has one.
 */
[[nodiscard]] inline result<diagnosis> try_diagnose_url(std::string_view url, const secret_or_key &secret,
                                                        const evidence &known = {}, std::string_view method = "GET",
                                                        std::string_view access_key = {},
                                                        std::string_view session_token = {}, flag flags = flag::none)
{
    const ::asr_v2_request request = detail::sent(secret, method, access_key, session_token, flags);
    return detail::diagnosed(known, [&](const ::asr_v2_evidence *evidence, std::int32_t *numbers, std::size_t count,
                                        std::int32_t answer, char *out, std::size_t cap) {
        return ::asr_v2_diagnose_url(&request, url.data(), url.size(), evidence, numbers, count, answer, out, cap);
    });
}

/**
 * Says in words where two strings to sign first differ, such as `the value of "Keywords": theirs has %20, ours has +`;
 * the empty text if they are the same. Both are any bytes.
 */
[[nodiscard]] inline result<std::string> try_compare(std::string_view ours, std::string_view theirs)
{
    return detail::text(
        [&](char *out, std::size_t cap) {
            return ::asr_v2_compare(ours.data(), ours.size(), theirs.data(), theirs.size(), out, cap);
        },
        [](status why) { return failure(why); });
}

#ifdef __cpp_exceptions
/** What try_diagnose() returns, or an asr::error. */
[[nodiscard]] inline diagnosis diagnose(std::string_view endpoint, const params &given, const secret_or_key &secret,
                                        const evidence &known, std::string_view method = "GET",
                                        std::string_view access_key = {}, dialect form = dialect::as_given,
                                        std::int64_t unix_time = 0, std::string_view session_token = {},
                                        flag flags = flag::none)
{
    return try_diagnose(endpoint, given, secret, known, method, access_key, form, unix_time, session_token, flags)
        .value();
}

/** What try_diagnose_url() returns, or an asr::error. */
[[nodiscard]] inline diagnosis diagnose_url(std::string_view url, const secret_or_key &secret,
                                            const evidence &known = {}, std::string_view method = "GET",
                                            std::string_view access_key = {}, std::string_view session_token = {},
                                            flag flags = flag::none)
{
    return try_diagnose_url(url, secret, known, method, access_key, session_token, flags).value();
}

/** What try_compare() returns, or an asr::error. */
[[nodiscard]] inline std::string compare(std::string_view ours, std::string_view theirs)
{
    return try_compare(ours, theirs).value();
}
#endif

// ---- The function of 2009 -------------------------------------------------------------------------------------------

namespace detail {

/** Names and values, each with a NUL between two of them, as the C functions take lists. */
inline std::pair<std::string, std::string> lists(const params &given)
{
    std::pair<std::string, std::string> both;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const ::asr_param &one = given.data()[i];
        both.first.append(i > 0 ? 1 : 0, '\0').append(std::string_view(one.name, one.name_len));
        both.second.append(i > 0 ? 1 : 0, '\0').append(std::string_view(one.value, one.value_len));
    }
    return both;
}

} // namespace detail

/**
 * The signed URL of a GET request for Amazon's Product Advertising API, byte for byte that of the PHP function of 2009
 * for every request that it signed rightly. (Amazon switched that API off in 2020.)
 *
 * @param region         the end of the host name: "com", "co.uk", "de", ...
 * @param given          the parameters. Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if there is
 *                       such an argument, replace what it holds under these names.
 * @param public_key     the access key id
 * @param private_key    the secret
 * @param associate_tag  the AssociateTag to send, if any
 * @param api_version    the version of the API
 * @param unix_time      the time of the request
 */
[[nodiscard]] inline result<std::string>
try_aws_signed_request(std::string_view region, const params &given, std::string_view public_key,
                       std::string_view private_key, std::optional<std::string_view> associate_tag = std::nullopt,
                       std::string_view api_version = "2011-08-01", std::int64_t unix_time = now())
{
    const detail::terminated c_region("region", region, status::region);
    const detail::terminated c_public("public_key", public_key, status::access_key);
    const detail::terminated c_private("private_key", private_key, status::secret);
    const detail::terminated c_tag("associate_tag", associate_tag, status::list_count);
    const detail::terminated c_version("version", api_version, status::list_count);
    if (const detail::terminated *faulty =
            detail::first_fault({&c_region, &c_public, &c_private, &c_tag, &c_version})) {
        return faulty->why();
    }
    if (given.status() != status::ok) {
        return failure(given.status());
    }
    return detail::text(
        [&](char *out, std::size_t cap) {
            return ::aws_signed_request(c_region.get(), given.data(), given.size(), c_public.get(), c_private.get(),
                                        c_tag.get(), c_version.get(), unix_time, out, cap);
        },
        [&](status why) {
            // Only the function that takes lists has words.
            const std::pair<std::string, std::string> lists = detail::lists(given);
            const auto render = [&](std::int32_t number, char *out, std::size_t cap) {
                return ::aws_signed_request_render_lists(c_region.get(), lists.first.data(), lists.first.size(),
                                                         lists.second.data(), lists.second.size(), given.size(),
                                                         c_public.get(), c_private.get(), c_tag.get(),
                                                         c_version.get(), unix_time, number, out, cap);
            };
            // A NUL in a parameter is none to it, so that its words would be about something else.
            const bool same = render(ASR_STAGE_URL, nullptr, 0) == static_cast<std::int32_t>(why);
            return same ? detail::explained(why, render) : failure(why);
        });
}

#ifdef __cpp_exceptions
/** What try_aws_signed_request() returns, or an asr::error. */
[[nodiscard]] inline std::string
aws_signed_request(std::string_view region, const params &given, std::string_view public_key,
                   std::string_view private_key, std::optional<std::string_view> associate_tag = std::nullopt,
                   std::string_view api_version = "2011-08-01", std::int64_t unix_time = now())
{
    return try_aws_signed_request(region, given, public_key, private_key, associate_tag, api_version, unix_time)
        .value();
}
#endif

// ---- Primitives -----------------------------------------------------------------------------------------------------

/** HMAC-SHA256 of `text` in Base64, 44 characters; with flag::hmac_sha1 HMAC-SHA1, 28. Both are any bytes, or none. */
[[nodiscard]] inline result<std::string> try_hmac_base64(std::string_view secret, std::string_view text,
                                                         flag flags = flag::none)
{
    return detail::text(
        [&](char *out, std::size_t cap) {
            return ::asr_hmac_base64(secret.data(), secret.size(), text.data(), text.size(),
                                     static_cast<std::uint32_t>(flags), out, cap);
        },
        [](status why) { return failure(why); });
}

/** Any bytes as they stand in a signed query: `A-Z a-z 0-9 - _ . ~` stay, every other byte is %XX. */
[[nodiscard]] inline result<std::string> try_percent_encode(std::string_view text)
{
    return detail::text(
        [&](char *out, std::size_t cap) { return ::asr_percent_encode(text.data(), text.size(), out, cap); },
        [](status why) { return failure(why); });
}

#ifdef __cpp_exceptions
/** What try_hmac_base64() returns, or an asr::error. */
[[nodiscard]] inline std::string hmac_base64(std::string_view secret, std::string_view text, flag flags = flag::none)
{
    return try_hmac_base64(secret, text, flags).value();
}

/** What try_percent_encode() returns, or an asr::error. */
[[nodiscard]] inline std::string percent_encode(std::string_view text)
{
    return try_percent_encode(text).value();
}
#endif

} // namespace asr

#endif
