// How the binding behaves: what it takes, what it refuses and in which words, how much memory it asks for, what becomes
// of secrets. Expected signatures are those that Amazon's guides and the RFCs print.

#include "check.hpp"

#include <array>
#include <climits>
#include <cstring>
#include <list>
#include <malloc.h>
#include <map>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <vector>

using namespace std::string_view_literals;

// test_other_unit.cpp
std::string encoded_elsewhere(std::string_view text);
const void *encode_elsewhere();

// ---- The heap, watched ----------------------------------------------------------------------------------------------

static thread_local int allocations;
static thread_local int allocations_until_none = INT_MAX;
static int secrets_freed;
static const char marker[] = "the-secret-that-must-not-be-left-in-memory";

static void *allocate(std::size_t size) noexcept
{
    ++allocations;
    return allocations > allocations_until_none ? nullptr : std::calloc(1, size > 0 ? size : 1);
}

static void release(void *block) noexcept
{
    if (block != nullptr && memmem(block, malloc_usable_size(block), marker, sizeof marker - 1) != nullptr) {
        ++secrets_freed;
    }
    std::free(block);
}

void *operator new(std::size_t size)
{
    void *block = allocate(size);
    return block != nullptr ? block : throw std::bad_alloc();
}
void *operator new[](std::size_t size)
{
    return operator new(size);
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    return allocate(size);
}
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept
{
    return allocate(size);
}
void operator delete(void *block) noexcept
{
    release(block);
}
void operator delete[](void *block) noexcept
{
    release(block);
}
void operator delete(void *block, std::size_t) noexcept
{
    release(block);
}
void operator delete[](void *block, std::size_t) noexcept
{
    release(block);
}

// How many blocks a call asks for.
template <typename Call>
static int blocks(const Call &call)
{
    const int before = allocations;
    call();
    return allocations - before;
}

// ---- The examples of the guides -------------------------------------------------------------------------------------

// AWS General Reference, Signature Version 2 Signing Process.
static const char endpoint[] = "https://elasticmapreduce.amazonaws.com/";
static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
static const char printed[] = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
static const char printed_query[] =
    "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows&SignatureMethod=HmacSHA256"
    "&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31";
static const char printed_url[] = "https://elasticmapreduce.amazonaws.com/?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
                                  "&Action=DescribeJobFlows&SignatureMethod=HmacSHA256&SignatureVersion=2"
                                  "&Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31"
                                  "&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";
static constexpr std::int64_t its_time = 1317655170; // 2011-10-03T15:19:30Z

using pairs = std::vector<std::pair<std::string, std::string>>;
static const pairs request = {
    {"AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"}, {"Action", "DescribeJobFlows"},
    {"SignatureMethod", "HmacSHA256"},          {"SignatureVersion", "2"},
    {"Timestamp", "2011-10-03T15:19:30"},       {"Version", "2009-03-31"},
};

// Product Advertising API Developer Guide (API version 2011-08-01), Example REST Requests.
static const char item_lookup_url[] =
    "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769"
    "&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService"
    "&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06"
    "&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D";
static const pairs item_lookup = {
    {"Operation", "ItemLookup"}, {"ItemId", "0679722769"}, {"ResponseGroup", "ItemAttributes,Offers,Images,Reviews"}};
static constexpr std::int64_t item_lookup_time = 1230811200; // 2009-01-01T12:00:00Z

static const asr::signer &as_given()
{
    static const asr::signer signer(endpoint, "", secret, asr::dialect::as_given);
    return signer;
}

static void stages()
{
    const asr::signer &signer = as_given();
    check_equal("canonical", signer.canonical(request), printed_query);
    check_equal("string to sign", signer.string_to_sign(request),
                std::string("GET\nelasticmapreduce.amazonaws.com\n/\n") + printed_query);
    check_equal("signature", signer.signature(request), printed);
    check_equal("query", signer.query(request), std::string(printed_url).substr(std::strlen(endpoint) + 1));
    check_equal("url", signer.url(request), printed_url);
    check_equal("explain", signer.explain(request), "");
    const std::string words = signer.render(asr::stage::explain, request);
    check("the stage explain", words.find(printed) != std::string::npos && words.find(secret) == std::string::npos);
    check_equal("render", signer.render(asr::stage::url, request), printed_url);
    check_equal("try_render", signer.try_render(asr::stage::signature, request).value(), printed);
    check_equal("URL of a POST", signer.url(request, "post"), endpoint);
    check_equal("a key", asr::signer(endpoint, "", asr::key(secret), asr::dialect::as_given).signature(request),
                printed);

    check_equal("aws_signed_request",
                asr::aws_signed_request("com", item_lookup, "00000000000000000000", "1234567890", std::nullopt,
                                        "2009-01-06", item_lookup_time),
                item_lookup_url);
    const std::string tagged =
        asr::aws_signed_request("com", item_lookup, "00000000000000000000", "1234567890", "tag-20");
    check("an associate tag", tagged.find("&AssociateTag=tag-20&") != std::string::npos);
    check("the version", tagged.find("&Version=2011-08-01&") != std::string::npos);
}

static void the_clock()
{
    const asr::signer simpledb("https://sdb.amazonaws.com/", "AKIAIOSFODNN7EXAMPLE", secret);
    const std::string url = simpledb.url({{"Action", "ListDomains"}});
    check_equal("a signer's time is now", asr::check_time_url(url, 60), asr::status::ok);
    check_equal("in an hour it is old", asr::check_time_url(url, 60, asr::now() + 3600), asr::status::expired);
    check_equal("a signed URL's time is now",
                asr::check_time_url(asr::sign_url("https://sdb.amazonaws.com/?a=b", "AKIA", secret), 60),
                asr::status::ok);
    check_equal("the function's time is now",
                asr::check_time_url(asr::aws_signed_request("com", {}, "AKIA", secret), 60), asr::status::ok);
    check_equal("a time of one's own", simpledb.canonical({}, "GET", its_time),
                "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&SignatureMethod=HmacSHA256&SignatureVersion=2"
                "&Timestamp=2011-10-03T15%3A19%3A30Z");
}

// ---- Parameters -----------------------------------------------------------------------------------------------------

// Makes its pairs on the fly, of views of texts that stay.
struct on_the_fly {
    const pairs *from;
    struct iterator {
        using iterator_category = std::input_iterator_tag;
        using value_type = std::pair<std::string_view, const char *>;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = value_type;
        pairs::const_iterator at;
        value_type operator*() const { return {at->first, at->second.c_str()}; }
        iterator &operator++()
        {
            ++at;
            return *this;
        }
        bool operator!=(const iterator &other) const { return at != other.at; }
    };
    iterator begin() const { return {from->begin()}; }
    iterator end() const { return {from->end()}; }
};

static void ranges_of_parameters()
{
    const asr::signer &signer = as_given();
    const auto check_range = [&](std::string_view what, const asr::params &given) {
        check_equal(what, signer.signature(given), printed);
    };
    const std::string stamp = "2011-10-03T15:19:30";
    check_range("a list", {{"AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"sv},
                           {std::string("Action"), "DescribeJobFlows"},
                           {"SignatureMethod", "HmacSHA256"},
                           {"SignatureVersion", std::to_string(2)},
                           {"Timestamp", stamp},
                           {"Version", "2009-03-31"}});
    check_range("map", std::map<std::string, std::string>(request.begin(), request.end()));
    check_range("multimap of views", std::multimap<std::string_view, std::string_view>(request.begin(), request.end()));
    check_range("unordered_map", std::unordered_map<std::string, std::string>(request.begin(), request.end()));
    check_range("list of tuples", std::list<std::tuple<std::string, std::string_view>>(request.begin(), request.end()));
    check_range("made on the fly", on_the_fly{&request});
    std::vector<asr::param> params;
    std::array<std::array<std::string, 2>, 6> arrays;
    std::pair<const char *, const char *> plain[6];
    for (std::size_t i = 0; i < request.size(); ++i) {
        params.emplace_back(request[i].first, request[i].second);
        arrays[i] = {request[i].first, request[i].second};
        plain[i] = {request[i].first.c_str(), request[i].second.c_str()};
    }
    check_range("vector of param", params);
    check_range("array of arrays", arrays);
    check_range("C array", plain);
    check_equal("one", signer.canonical({{"a", "b"}}), "a=b");
    check_equal("two", signer.canonical({{"c", "d"}, {"a", "b"}}), "a=b&c=d");
    check_equal("a brace too many", signer.canonical({{{"c", "d"}, {"a", "b"}}}), "a=b&c=d");
    check_equal("none", signer.canonical({}), "");
    check_equal("repeated names are kept, by their values",
                signer.canonical({{"b", "2"}, {"a", "3"}, {"b", "1"}, {"b", "2"}, {"a", ""}}), "a=&a=3&b=1&b=2&b=2");
    check_equal("a NUL is a value", signer.canonical({{"a\0b"sv, "\0"sv}}), "a%00b=%00");
    check_equal("an old Signature is left out", signer.canonical({{"Signature", "old"}, {"a", "b"}}), "a=b");

    static_assert(!std::is_convertible_v<std::string, asr::params>);
    static_assert(!std::is_convertible_v<const std::vector<std::string> &, asr::params>);
    static_assert(!std::is_convertible_v<const std::map<std::string, int> &, asr::params>);
    static_assert(!std::is_convertible_v<const std::vector<std::array<std::string, 3>> &, asr::params>);
}

// 64 parameters are the most that need no memory of their own.
static void many_parameters()
{
    for (const std::size_t count : {63u, 64u, 65u, 128u, 129u, 1000u}) {
        pairs given;
        std::string expected;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string name = std::to_string(10000 + i);
            given.insert(given.begin(), {name, "v" + name});
            expected += (i > 0 ? "&" : "") + name + "=v" + name;
        }
        check_equal(std::to_string(count) + " parameters", as_given().canonical(given), expected);
        if (count > 64) {
            allocations_until_none = allocations;
            const asr::params incomplete(given);
            allocations_until_none = INT_MAX;
            check_equal("no memory", incomplete.status(), asr::status::no_memory);
            check_equal("no memory to sign", as_given().try_render(asr::stage::url, incomplete).error().status(),
                        asr::status::no_memory);
            check_equal("no memory to verify", asr::verify(endpoint, incomplete, secret, "GET", printed),
                        asr::status::no_memory);
            check_equal("no memory to check", asr::check_time(incomplete, 900), asr::status::no_memory);
            check_equal("no memory for the function",
                        asr::try_aws_signed_request("com", incomplete, "AKIA", secret).error().status(),
                        asr::status::no_memory);
        }
    }
}

// ---- Results of every length ----------------------------------------------------------------------------------------

static void lengths()
{
    const std::size_t room = asr::detail::room_size;
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, room - 2, room - 1, room, room + 1, 3 * room}) {
        const std::string text(length, 'x');
        const std::string what = "a text of " + std::to_string(length);
        check_equal(what, asr::percent_encode(text), text);
        check_equal(what + ", not encoded", asr::percent_encode(std::string(length, '\xFF')).size(), 3 * length);
        const std::string before_value = "GET\nelasticmapreduce.amazonaws.com\n/\na=";
        if (length >= before_value.size()) {
            const std::string value(length - before_value.size(), 'x');
            check_equal(what + ", of a request", as_given().string_to_sign({{"a", value}}), before_value + value);
        }
        // A text of up to 15 bytes is in the string itself.
        check_equal(what + ", blocks", blocks([&] { (void)asr::percent_encode(text); }), length > 15 ? 1 : 0);
    }
}

static void memory()
{
    const asr::signer &signer = as_given();
    const asr::key key(secret);
    const pairs sent = [] {
        pairs all = request;
        all.emplace_back("Signature", printed);
        return all;
    }();
    const std::string long_value(5000, ' ');
    check_equal("url", blocks([&] { (void)signer.url(request); }), 1);
    check_equal("url of a list", blocks([&] { (void)signer.url({{"a", "1"}, {"b", "2"}}); }), 1);
    check_equal("signature", blocks([&] { (void)signer.signature(request); }), 1);
    check_equal("try_render", blocks([&] { (void)signer.try_render(asr::stage::url, request); }), 1);
    check_equal("a long url", blocks([&] { (void)signer.url({{"a", long_value}}); }), 1);
    check_equal("sign_url", blocks([&] { (void)asr::sign_url(printed_url, "", secret); }), 1);
    check_equal("aws_signed_request",
                blocks([&] { (void)asr::aws_signed_request("com", item_lookup, "AKIA", secret, "tag-20"); }), 1);
    check_equal("hmac_base64", blocks([&] { (void)asr::hmac_base64(secret, long_value); }), 1);
    check_equal("explain, if nothing is wrong", blocks([&] { (void)signer.explain(request); }), 0);
    check_equal("verify", blocks([&] { (void)asr::verify(endpoint, sent, secret); }), 0);
    check_equal("verify with a key", blocks([&] { (void)asr::verify(endpoint, sent, key); }), 0);
    check_equal("verify_url", blocks([&] { (void)asr::verify_url(printed_url, secret); }), 0);
    check_equal("check_time", blocks([&] { (void)asr::check_time(request, 900); }), 0);
    check_equal("check_time_url", blocks([&] { (void)asr::check_time_url(printed_url, 900); }), 0);
    check_equal("a key", blocks([&] { const asr::key one(secret); }), 0);
}

// ---- Refusals -------------------------------------------------------------------------------------------------------

// What is thrown, and what the twin returns, is the same failure.
template <typename Throwing, typename Returning>
static void check_refused(std::string_view what, asr::status status, std::string_view words, const Throwing &throwing,
                          const Returning &returning)
{
    try {
        throwing();
        check(std::string(what) + ": nothing is thrown", false);
    } catch (const asr::error &error) {
        check_equal(what, error.status(), status);
        check_equal(what, std::string_view(error.what()), words);
    }
    const auto result = returning();
    check(what, !result.has_value());
    check_equal(what, result.error().status(), status);
    check_equal(what, std::string_view(result.error().message()), words);
}

static void refusals_of_a_signer()
{
    const asr::signer simpledb("https://sdb.amazonaws.com/", "AKIAIOSFODNN7EXAMPLE", secret);
    const auto refused = [&](std::string_view what, asr::status status, std::string_view words,
                             const asr::signer &signer, const asr::params &given, std::string_view method = "GET",
                             std::int64_t time = its_time) {
        check_refused(
            what, status, words, [&] { (void)signer.url(given, method, time); },
            [&] { return signer.try_render(asr::stage::signature, given, method, time); });
        check_equal(what, signer.explain(given, method, time), words);
        check_equal(what, signer.render(asr::stage::error, given, method, time), words);
    };
    // This one is printed in the manual.
    refused("not UTF-8", asr::status::utf8, R"(parameter 3 "Keywords": the value is not valid UTF-8 (at byte 7))",
            simpledb, {{"a", "b"}, {"c", "d"}, {"Keywords", "1234567\xFF"}});
    refused("reserved", asr::status::reserved, R"(parameter 2 "Timestamp": the dialect adds this parameter itself)",
            simpledb, {{"a", "b"}, {"Timestamp", "x"}});
    refused("no name", asr::status::empty_name, simpledb.explain({{"", "x"}}), simpledb, {{"", "x"}});
    refused("method", asr::status::method, simpledb.explain({}, "G T"), simpledb, {}, "G T");
    refused("NUL in the method", asr::status::method, simpledb.explain({}, "GET\0"sv), simpledb, {}, "GET\0"sv);
    refused("time", asr::status::time, simpledb.explain({}, "GET", -1), simpledb, {}, "GET", -1);
    // The words begin with the name of the argument.
    const auto refused_signer = [&](std::string_view argument, asr::status status, const asr::signer &signer) {
        const std::string words = signer.explain({});
        check_equal("words begin with", words.substr(0, argument.size() + 2), std::string(argument) + ": ");
        refused(argument, status, words, signer, {});
    };
    refused_signer("endpoint", asr::status::endpoint, {"https://a b/", "AKIA", secret});
    refused_signer("endpoint", asr::status::endpoint, {"https://a\0b/"sv, "AKIA", secret});
    refused_signer("access_key", asr::status::access_key, {"https://a/", "", secret});
    refused_signer("access_key", asr::status::access_key, {"https://a/", "AK\0IA"sv, secret});
    refused_signer("session_token", asr::status::session_token,
                   {"https://a/", "AKIA", secret, asr::dialect::aws_query, "a\0b"sv});
    refused_signer("session_token", asr::status::session_token,
                   {"https://a/", "AKIA", secret, asr::dialect::htx, "token"});
    refused_signer("dialect", asr::status::dialect, {"https://a/", "AKIA", secret, static_cast<asr::dialect>(99)});
    refused_signer("key", asr::status::key,
                   {"https://a/", "AKIA", asr::key(secret), asr::dialect::aws_query, "", asr::flag::hmac_sha1});
    refused_signer(
        "flags", asr::status::flags,
        {"https://a/", "AKIA", asr::key(secret), asr::dialect::aws_query, "", static_cast<asr::flag>(1u << 31)});
    check_equal("stage", simpledb.try_render(static_cast<asr::stage>(99), {}).error().status(), asr::status::stage);
    check("words of the status", !simpledb.try_render(static_cast<asr::stage>(99), {}).error().message().empty());

    const auto refused_secret = [&](std::string_view what, asr::status status, std::string_view words,
                                    std::string_view bad, asr::flag flags = asr::flag::none) {
        check_refused(
            what, status, words, [&] { (void)asr::key(bad, flags); }, [&] { return asr::key::make(bad, flags); });
        try {
            const asr::signer signer("https://a/", "AKIA", bad, asr::dialect::aws_query, "", flags);
            check(what, false);
        } catch (const asr::error &error) {
            check_equal(what, error.status(), status);
        }
    };
    refused_secret("secret with a newline", asr::status::secret, "secret: it ends with white space", "secret\n");
    refused_secret("empty secret", asr::status::secret, asr::key::make("").error().message(), "");
    refused_secret("NUL in the secret", asr::status::secret, asr::key::make("a\0b"sv).error().message(), "a\0b"sv);
    refused_secret("flags of a key", asr::status::flags,
                   asr::key::make("a", static_cast<asr::flag>(1u << 31)).error().message(), "a",
                   static_cast<asr::flag>(1u << 31));
    check("any secret that is meant", asr::key::make("secret\n\0\xFF"sv, asr::flag::any_credential).has_value());
}

// These arguments end in NUL in C: one inside would cut them off.
static void nul_in_terminated_arguments()
{
    const std::string_view nul = "com\0.evil"sv;
    const auto by_function = [&](std::string_view argument, asr::status status, auto... arguments) {
        check_refused(
            argument, status, std::string(argument) + ": there is a NUL in it",
            [&] { (void)asr::aws_signed_request(arguments...); },
            [&] { return asr::try_aws_signed_request(arguments...); });
    };
    const std::map<std::string, std::string> given{{"a", "b"}};
    by_function("region", asr::status::region, nul, given, "AKIA", secret);
    by_function("public_key", asr::status::access_key, "com", given, nul, secret);
    by_function("private_key", asr::status::secret, "com", given, "AKIA", nul);
    by_function("associate_tag", asr::status::list_count, "com", given, "AKIA", secret, nul);
    by_function("version", asr::status::list_count, "com", given, "AKIA", secret, std::nullopt, nul);

    const auto by_url = [&](std::string_view argument, asr::status status, std::string_view key_id,
                            std::string_view key, std::string_view method) {
        const std::string words = std::string(argument) + ": there is a NUL in it";
        check_refused(
            argument, status, words,
            [&] { (void)asr::sign_url("https://a/", key_id, key, asr::dialect::aws_query, method); },
            [&] {
                return asr::try_render_url(asr::stage::url, "https://a/", key_id, key, asr::dialect::aws_query, method);
            });
        check_equal(argument,
                    asr::render_url(asr::stage::error, "https://a/", key_id, key, asr::dialect::aws_query, method),
                    words);
    };
    by_url("access_key", asr::status::access_key, "AK\0IA"sv, secret, "GET");
    by_url("secret", asr::status::secret, "AKIA", "a\0b"sv, "GET");
    by_url("method", asr::status::method, "AKIA", secret, "GET\0"sv);
    check_equal("verify_url, secret", asr::verify_url(printed_url, std::string_view(secret, sizeof secret)),
                asr::status::secret);
    check_equal("verify_url, method", asr::verify_url(printed_url, secret, "GET\0"sv), asr::status::method);
    check_equal("NUL in a URL", asr::verify_url("https://a/?a=b\0"sv, secret), asr::status::url);

    // More than C can count; it is refused before it is read.
    const std::string_view huge("a", std::size_t{INT32_MAX} + 1);
    check_equal("a huge secret", asr::verify_url(printed_url, huge), asr::status::too_large);
    check_equal("a huge method",
                asr::try_render_url(asr::stage::url, "https://a/", "AKIA", secret, asr::dialect::aws_query, huge)
                    .error()
                    .status(),
                asr::status::too_large);
    check_equal("a huge text", asr::try_percent_encode(huge).error().status(), asr::status::too_large);
}

static void refusals_of_the_function()
{
    check_refused(
        "not UTF-8", asr::status::utf8, R"(parameter 2 "Keywords": the value is not valid UTF-8 (at byte 7))",
        [] {
            (void)asr::aws_signed_request("com", {{"a", "b"}, {"Keywords", "1234567\xFF"}}, "AKIA", secret);
        },
        [] {
            return asr::try_aws_signed_request("com", {{"a", "b"}, {"Keywords", "1234567\xFF"}}, "AKIA", secret);
        });
    check_refused(
        "private_key", asr::status::secret, "private_key: it ends with white space",
        [] { (void)asr::aws_signed_request("com", {}, "AKIA", "secret "); },
        [] { return asr::try_aws_signed_request("com", {}, "AKIA", "secret "); });
    check("a NUL in a value",
          asr::aws_signed_request("com", {{"a", "x\0y"sv}}, "AKIA", secret).find("&a=x%00y&") != std::string::npos);
    // Then there are no words but those of the status, since lists cannot hold such a value.
    check_refused(
        "a NUL beside a fault", asr::status::empty_name, asr::message(asr::status::empty_name),
        [] {
            (void)asr::aws_signed_request("com", {{"a", "x\0y"sv}, {"", "b"}}, "AKIA", secret);
        },
        [] {
            return asr::try_aws_signed_request("com", {{"a", "x\0y"sv}, {"", "b"}}, "AKIA", secret);
        });
}

// ---- URLs -----------------------------------------------------------------------------------------------------------

static void urls()
{
    // The same request in another order and with other escapes, and with an old signature.
    const std::string loose =
        "https://ElasticMapReduce.amazonaws.com:443?Version=2009%2d03-31&&Timestamp=2011-10-03T15:19:30"
        "&SignatureVersion=2&Signature=old&SignatureMethod=HmacSHA256&Action=Describe%4AobFlows"
        "&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE";
    check_equal("sign_url", asr::sign_url(loose, "", secret), printed_url);
    check_equal("with the access key", asr::sign_url(loose, "AKIAIOSFODNN7EXAMPLE", secret), printed_url);
    check_equal("as given", asr::sign_url(loose, "", secret, asr::dialect::as_given), printed_url);
    check_equal("again", asr::sign_url(printed_url, "", secret), printed_url);
    check_equal("a stage", asr::render_url(asr::stage::signature, loose, "", secret), printed);
    check_equal("a stage without exceptions", asr::try_render_url(asr::stage::canonical, loose, "", secret).value(),
                printed_query);
    check_equal("nothing is wrong", asr::render_url(asr::stage::error, loose, "", secret), "");
    check_equal("what the dialect adds",
                asr::render_url(asr::stage::canonical, "https://sdb.amazonaws.com/?a=+&a=%2B&b", "AKIA", secret,
                                asr::dialect::aws_query, "GET", its_time, asr::flag::hmac_sha1),
                "AWSAccessKeyId=AKIA&SignatureMethod=HmacSHA1&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30Z"
                "&a=%20&a=%2B&b=");

    const auto refused = [](std::string_view what, asr::status status, std::string_view url, std::string_view key_id) {
        const std::string words = asr::render_url(asr::stage::error, url, key_id, secret);
        check(what, !words.empty());
        check_refused(
            what, status, words, [&] { (void)asr::sign_url(url, key_id, secret); },
            [&] { return asr::try_render_url(asr::stage::url, url, key_id, secret); });
    };
    refused("no URL", asr::status::url, "", "AKIA");
    refused("a fragment", asr::status::url, "https://a/?b=c#d", "AKIA");
    refused("a bad escape", asr::status::escape, "https://a/?b=%zz", "AKIA");
    refused("another access key", asr::status::reserved, loose, "AKIA");
    refused("no access key", asr::status::access_key, "https://a/?b=c", "");
}

// ---- Verifying ------------------------------------------------------------------------------------------------------

static void verifying()
{
    const asr::key key(secret), wrong_key("another secret");
    const auto with = [](std::string name, std::string value) {
        pairs all = request;
        all.emplace_back(std::move(name), std::move(value));
        return all;
    };
    const pairs sent = with("Signature", printed);
    const auto check_verified = [&](std::string_view what, asr::status expected, const pairs &given,
                                    std::string_view signature, std::string_view method = "GET",
                                    asr::flag flags = asr::flag::none) {
        check_equal(what, asr::verify(endpoint, given, secret, method, signature, flags), expected);
        if (flags == asr::flag::none) {
            check_equal(what, asr::verify(endpoint, given, key, method, signature, flags), expected);
        }
    };
    check_verified("the signature", asr::status::ok, request, printed);
    check_verified("the parameter", asr::status::ok, sent, "");
    check_verified("the method in small letters", asr::status::ok, sent, "", "get");
    check_verified("another method", asr::status::mismatch, sent, "", "POST");
    check_verified("another parameter", asr::status::mismatch, with("a", "b"), printed);
    check_verified("no signature", asr::status::unsigned_request, request, "");
    check_verified(
        "two signatures", asr::status::signature,
        [&] {
            pairs all = sent;
            all.emplace_back("Signature", printed);
            return all;
        }(),
        "");
    check_verified("no Base64", asr::status::signature, request, "?");
    check_verified("another hash", asr::status::signature_method, sent, "", "GET", asr::flag::hmac_sha1);
    check_equal("another endpoint", asr::verify("https://example.com/", sent, secret), asr::status::mismatch);
    check_equal("no endpoint", asr::verify("", sent, secret), asr::status::endpoint);
    check_equal("another secret", asr::verify(endpoint, sent, "another secret"), asr::status::mismatch);
    check_equal("another key", asr::verify(endpoint, sent, wrong_key), asr::status::mismatch);

    const std::string url = printed_url;
    check_equal("verify_url", asr::verify_url(url, secret), asr::status::ok);
    check_equal("verify_url, another letter",
                asr::verify_url(url.substr(0, url.size() - 5) + "x" + url.substr(url.size() - 4), secret),
                asr::status::mismatch);
    check_equal("verify_url, POST", asr::verify_url(url, secret, "POST"), asr::status::mismatch);
    check_equal("verify_url, no signature", asr::verify_url(url.substr(0, url.find("&Signature=")), secret),
                asr::status::unsigned_request);
    check_equal("verify_url, no URL", asr::verify_url("elasticmapreduce", secret), asr::status::url);
    check_equal("verify_url, another hash", asr::verify_url(url, secret, "GET", asr::flag::hmac_sha1),
                asr::status::signature_method);

    asr::require(asr::status::ok);
    try {
        asr::require(asr::status::mismatch);
        check("require", false);
    } catch (const asr::error &error) {
        check_equal("require", error.status(), asr::status::mismatch);
        check_equal("require", std::string_view(error.what()), asr::message(asr::status::mismatch));
    }
}

static void checking_time()
{
    const auto check_both = [](std::string_view what, asr::status expected, std::string_view name,
                               std::string_view value, std::int64_t window, std::int64_t time) {
        check_equal(what, asr::check_time({{"a", "b"}, {name, value}}, window, time), expected);
        const std::string url = "https://a/?a=b&" + std::string(name) + "=" + std::string(value);
        check_equal(what, asr::check_time_url(url, window, time), expected);
    };
    const std::string_view stamp = "2011-10-03T15:19:30Z";
    check_both("now", asr::status::ok, "Timestamp", stamp, 0, its_time);
    check_both("15 minutes ago", asr::status::ok, "Timestamp", stamp, 900, its_time + 900);
    check_both("a second more", asr::status::expired, "Timestamp", stamp, 900, its_time + 901);
    check_both("in 15 minutes", asr::status::ok, "Timestamp", stamp, 900, its_time - 900);
    check_both("in a second more", asr::status::early, "Timestamp", stamp, 900, its_time - 901);
    check_both("Expires", asr::status::ok, "Expires", stamp, 0, its_time);
    check_both("Expires has passed", asr::status::expired, "Expires", stamp, 900, its_time + 1);
    check_both("no time", asr::status::stamp, "Timestamp", "yesterday", 900, its_time);
    check_both("neither", asr::status::stamp, "Time", stamp, 900, its_time);
    check_both("a negative window", asr::status::time, "Timestamp", stamp, -1, its_time);
    check_equal("both", asr::check_time({{"Timestamp", stamp}, {"Expires", stamp}}, 900, its_time), asr::status::stamp);
    check_equal("an offset", asr::check_time({{"Timestamp", "2011-10-04T00:19:30+09:00"}}, 0, its_time),
                asr::status::ok);
}

// ---- Keys and secrets -----------------------------------------------------------------------------------------------

// The bytes of an object that may be gone. They are read one by one, since the compiler may forget what it thinks is
// dead.
template <typename Object>
struct storage {
    alignas(Object) unsigned char bytes[sizeof(Object)];

    template <typename... Arguments>
    Object &make(Arguments &&...arguments)
    {
        std::memset(bytes, 0xA5, sizeof bytes);
        return *new (bytes) Object(std::forward<Arguments>(arguments)...);
    }

    bool is_zero() const
    {
        int set = 0;
        for (const volatile unsigned char &byte : bytes) {
            set |= byte;
        }
        return set == 0;
    }

    // Whether 8 bytes of the marker stand together somewhere.
    bool shows_marker() const
    {
        std::string copy;
        for (const volatile unsigned char &byte : bytes) {
            copy += static_cast<char>(byte);
        }
        for (std::size_t i = 0; i + 8 < sizeof marker; ++i) {
            if (copy.find(std::string(marker + i, 8)) != std::string::npos) {
                return true;
            }
        }
        return false;
    }
};

static void keys()
{
    static_assert(sizeof(asr::key) == sizeof(::asr_key));
    static_assert(!std::is_copy_constructible_v<asr::key> && !std::is_copy_assignable_v<asr::key>);
    static_assert(!std::is_copy_constructible_v<asr::signer> && !std::is_copy_assignable_v<asr::signer>);
    static_assert(std::is_nothrow_move_constructible_v<asr::key> && std::is_nothrow_move_assignable_v<asr::key>);
    static_assert(std::is_nothrow_move_constructible_v<asr::signer>);

    storage<asr::key> one, two;
    asr::key &first = one.make(secret);
    check("a key is not zero", !one.is_zero());
    asr::key &second = two.make(std::move(first));
    check("moved from, it is wiped", one.is_zero());
    check("moved to, it is not zero", !two.is_zero());
    check_equal("moved to, it signs", asr::verify(endpoint, request, second, "GET", printed), asr::status::ok);
    check_equal("moved from, it does not", asr::verify(endpoint, request, first, "GET", printed), asr::status::key);
    first = std::move(second);
    check("assigned from, it is wiped", two.is_zero());
    check_equal("assigned to, it signs", asr::verify(endpoint, request, first, "GET", printed), asr::status::ok);
    asr::key &same = first;
    first = std::move(same);
    check_equal("assigned to itself, it signs", asr::verify(endpoint, request, first, "GET", printed), asr::status::ok);
    first.~key();
    check("gone, it is wiped", one.is_zero());
    second.~key();
    asr::key &third = one.make(secret);
    third.wipe();
    check("wiped, it is zero", one.is_zero());
    third.~key();

    asr::signer signer(endpoint, "", secret, asr::dialect::as_given);
    const asr::signer taken = std::move(signer);
    check_equal("a signer that was moved", taken.signature(request), printed);
    check_equal("a signer that was moved from", signer.try_render(asr::stage::url, request).error().status(),
                asr::status::key);
}

static void secrets_are_wiped()
{
    const std::string_view clean(marker, sizeof marker - 1);
    storage<asr::detail::terminated> room;
    asr::detail::terminated &copy = room.make("secret", clean, asr::status::secret);
    check("a copy of the secret", room.shows_marker());
    copy.~terminated();
    check("is wiped", !room.shows_marker());

    storage<asr::signer> signer;
    asr::signer &made = signer.make("https://a/", "AKIA", clean);
    check("a signer does not keep the secret", !signer.shows_marker());
    made.~signer();

    // A secret that is too long for the room has its copy on the heap.
    std::string longest(clean);
    longest.append(1000, 'x');
    const int before = secrets_freed;
    const int copies = blocks([&] {
        (void)asr::try_render_url(asr::stage::url, "https://a/", "AKIA", longest);
        (void)asr::verify_url(printed_url, longest);
        (void)asr::try_aws_signed_request("com", {}, "AKIA", longest);
    });
    check_equal("copies of a long secret, and two results", copies, 5);
    check_equal("freed with the secret in them", secrets_freed - before, 0);
    for (const std::size_t length : {1u, 254u, 255u, 256u, 257u, 1000u}) {
        const std::string_view part = std::string_view(longest).substr(0, length);
        check_equal("a copy of a secret of " + std::to_string(length) + " signs as the secret does",
                    asr::render_url(asr::stage::signature, "https://a/?a=b", "", part, asr::dialect::as_given),
                    asr::hmac_base64(part, "GET\na\n/\na=b"));
    }
    allocations_until_none = allocations;
    const asr::status outcome = asr::verify_url(printed_url, longest);
    allocations_until_none = INT_MAX;
    check_equal("no memory for it", outcome, asr::status::no_memory);
    {
        std::string left(clean);
    }
    check_equal("this test would have seen it", secrets_freed - before, 1);
}

// ---- Why a signature was refused ------------------------------------------------------------------------------------

static const char shop[] = "http://webservices.amazon.com/onca/xml";
static const pairs search = {{"Service", "AWSECommerceService"}, {"AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"},
                             {"Operation", "ItemSearch"},        {"Keywords", "harry potter"},
                             {"Timestamp", "2011-10-03T15:19:30Z"}, {"Version", "2011-08-01"}};
static const std::string search_query = "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Keywords=harry%20potter"
                                        "&Operation=ItemSearch&Service=AWSECommerceService"
                                        "&Timestamp=2011-10-03T15%3A19%3A30Z&Version=2011-08-01";
static const std::string right_text = "GET\nwebservices.amazon.com\n/onca/xml\n" + search_query;

static std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

static std::string url_signed_as(std::string_view text)
{
    return shop + ("?" + search_query) + "&Signature=" + asr::percent_encode(asr::hmac_base64(secret, text));
}

// The names of each explanation, sorted, in lines.
static std::string names_of(const asr::diagnosis &found)
{
    std::string lines;
    for (const asr::explanation &one : found) {
        std::map<std::string_view, int> names;
        for (const asr::mistake &mistake : one) {
            names[mistake.name] = mistake.number;
        }
        for (const auto &name : names) {
            lines.append(name.first).append(1, ' ');
        }
        lines += '\n';
    }
    return lines;
}

static void check_explained(std::string_view what, const asr::diagnosis &found, const std::string &names)
{
    const std::string lines = "\n" + names_of(found);
    const bool among = lines.find("\n" + names + " \n") != std::string::npos;
    check_equal(what, among ? std::string_view(names) : std::string_view(lines), std::string_view(names));
}

static void diagnoses()
{
    const std::string plus = replaced(right_text, "%20", "+");
    const std::string signature = asr::hmac_base64(secret, plus);
    const std::string refused = url_signed_as(plus);
    asr::evidence known;
    known.signature = signature;
    known.with_string_to_sign = true;
    const asr::diagnosis found = asr::diagnose(shop, search, secret, known);
    check_explained("a space as plus", found, "space-as-plus");
    for (const asr::explanation &one : found) {
        if (one.size() == 1 && one[0].name == "space-as-plus") {
            check_equal("its number", one[0].number, static_cast<std::int32_t>(ASR_MISTAKE_SPACE_AS_PLUS));
            check("its text", one[0].text.find("Keywords") != std::string::npos);
        }
    }
    check_equal("what was signed", found.string_to_sign.value_or("none"), plus);
    check_explained("a key", asr::diagnose(shop, search, asr::key(secret), known), "space-as-plus");
    check_explained("a URL", asr::diagnose_url(refused, std::string(secret)), "space-as-plus");
    check("no more than is asked for", !asr::diagnose_url(refused, secret).string_to_sign.has_value());
    asr::evidence printed_one;
    printed_one.string_to_sign = plus;
    check_explained("a string to sign", asr::diagnose(shop, search, secret, printed_one, "get"), "space-as-plus");
    const asr::diagnosis nothing = asr::diagnose(shop, search, "another secret", known);
    check("nothing", nothing.empty() && nothing.size() == 0 && nothing.begin() == nothing.end());
    check_equal("and what was signed", nothing.string_to_sign.value_or("none"), "");

    const std::string good = url_signed_as(right_text);
    check_equal("a right one", names_of(asr::diagnose_url(good, secret)), "right \n");
    pairs with_signature = search;
    with_signature.emplace_back("Signature", asr::hmac_base64(secret, right_text));
    check_equal("one among parameters", names_of(asr::diagnose(shop, with_signature, secret, {})), "right \n");
    asr::evidence late;
    late.now = its_time + 1000;
    check_equal("one that is late", names_of(asr::diagnose_url(good, secret, late)), "stamp-outside-window \n");
    late.window = 1001;
    check_equal("one that is not", names_of(asr::diagnose_url(good, secret, late)), "right \n");

    const std::string both = url_signed_as(plus + "\n");
    check_explained("two mistakes", asr::diagnose_url(both, secret), "space-as-plus trailing-newline");
    asr::evidence one_alone;
    one_alone.most_mistakes = 1;
    check("of which one is no explanation", asr::diagnose_url(both, secret, one_alone).empty());
    asr::evidence elsewhere;
    elsewhere.hosts = {"a", "ecs.example.com"};
    check_explained("another host",
                    asr::diagnose_url(url_signed_as(replaced(right_text, "webservices.amazon.com", "ecs.example.com")),
                                      secret, elsewhere),
                    "other-host");

    const pairs select = {{"Action", "Select"}, {"SelectExpression", "select a from b"}};
    const asr::signer simpledb("https://sdb.amazonaws.com/", "AKIAIOSFODNN7EXAMPLE", secret);
    const std::string selected =
        asr::hmac_base64(secret, replaced(simpledb.string_to_sign(select, "GET", its_time), "%20", "+"));
    known.signature = selected;
    check_explained("a request of a dialect",
                    asr::diagnose("https://sdb.amazonaws.com/", select, secret, known, "GET", "AKIAIOSFODNN7EXAMPLE",
                                  asr::dialect::aws_query, its_time),
                    "space-as-plus");

    const std::string_view any = "\xFF\0\n"sv;
    asr::evidence bytes;
    bytes.signature = bytes.string_to_sign = bytes.body = bytes.content_type = bytes.old_signature = any;
    check("any bytes", asr::diagnose(shop, search, any, bytes).empty());

    known.hosts = {"a\nb"};
    const asr::result<asr::diagnosis> two_hosts = asr::try_diagnose_url(refused, secret, known);
    check("a newline in a host", !two_hosts && two_hosts.error().status() == asr::status::endpoint);
    const asr::result<asr::diagnosis> no_endpoint = asr::try_diagnose("ftp://h/", search, secret, bytes);
    check("no endpoint", !no_endpoint && no_endpoint.error().status() == asr::status::endpoint &&
                             no_endpoint.error().message().find("endpoint: ") == 0);
    check("nothing to explain", !asr::try_diagnose(shop, search, secret, {}).has_value());
    check("no URL", !asr::try_diagnose_url("no URL", secret, bytes).has_value());
    try {
        (void)asr::diagnose("ftp://h/", search, secret, bytes);
        check("no endpoint is thrown", false);
    } catch (const asr::error &error) {
        check_equal("no endpoint is thrown", error.status(), asr::status::endpoint);
    }

    check_equal("the same", asr::compare(right_text, right_text), "");
    const std::string said = asr::compare(plus, right_text);
    check("what differs", said.find("Keywords") != std::string::npos && said.find("%20") != std::string::npos &&
                              said.find('\n') == std::string::npos);
    check("other bytes", !asr::compare(any, "\xFE").empty());
}

// ---- The rest -------------------------------------------------------------------------------------------------------

static void primitives()
{
    // RFC 4231 and RFC 2202, test case 2, in Base64.
    check_equal("HMAC-SHA256", asr::hmac_base64("Jefe", "what do ya want for nothing?"),
                "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    check_equal("HMAC-SHA1", asr::hmac_base64("Jefe", "what do ya want for nothing?", asr::flag::hmac_sha1),
                "7/zfauXrL6LSdBbV8YTfnCWafHk=");
    check_refused(
        "flags", asr::status::flags, asr::message(asr::status::flags),
        [] { (void)asr::hmac_base64("a", "b", static_cast<asr::flag>(1u << 31)); },
        [] { return asr::try_hmac_base64("a", "b", static_cast<asr::flag>(1u << 31)); });
    // RFC 3986 section 2.3.
    const std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (int byte = 0; byte < 256; ++byte) {
        const char text = static_cast<char>(byte);
        char escape[4];
        std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned>(byte));
        const bool stays = unreserved.find(text) != std::string_view::npos;
        check_equal("percent_encode", asr::percent_encode(std::string_view(&text, 1)),
                    stays ? std::string(1, text) : std::string(escape));
    }
    check_equal("version", asr::version(), std::string_view(RELEASE));
    check_equal("an unknown status", asr::message(static_cast<asr::status>(-9999)), "unknown status");
    constexpr asr::flag both = asr::flag::empty_host | asr::flag::hmac_sha1;
    static_assert((both & asr::flag::hmac_sha1) == asr::flag::hmac_sha1);
    static_assert((both & asr::flag::any_credential) == asr::flag::none);
}

static void results()
{
    asr::result<std::string> good = asr::try_percent_encode("a b");
    check("has_value", good.has_value() && static_cast<bool>(good));
    const std::string taken = std::move(good).value();
    check_equal("value", taken, "a%20b");
    const asr::result<std::string> bad = as_given().try_render(asr::stage::url, {{"", ""}});
    check("no value", !bad.has_value() && !bad);
    try {
        (void)bad.value();
        check("no value is thrown", false);
    } catch (const std::runtime_error &error) {
        check_equal("a runtime_error", std::string_view(error.what()), bad.error().message());
    }
}

static void other_units()
{
    check_equal("another translation unit", encoded_elsewhere("a b"), "a%20b");
    check("has the same functions", encode_elsewhere() == reinterpret_cast<const void *>(&asr::try_percent_encode));
}

static void threads()
{
    std::array<int, 8> right{};
    std::vector<std::thread> running;
    for (int &count : right) {
        running.emplace_back([&count] {
            for (int i = 0; i < 1000; ++i) {
                count += as_given().url(request) == printed_url;
            }
        });
    }
    for (std::thread &thread : running) {
        thread.join();
    }
    for (const int count : right) {
        check_equal("a shared signer", count, 1000);
    }
}

int main()
{
    stages();
    the_clock();
    ranges_of_parameters();
    many_parameters();
    lengths();
    memory();
    refusals_of_a_signer();
    nul_in_terminated_arguments();
    refusals_of_the_function();
    urls();
    verifying();
    checking_time();
    keys();
    secrets_are_wiped();
    diagnoses();
    primitives();
    results();
    other_units();
    threads();
    return closing_line();
}
