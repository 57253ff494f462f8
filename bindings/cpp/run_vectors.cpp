/*
 * Every case of the vector files, every stage, through every door: a signer that was given the secret, one that was
 * given a prepared key, aws_signed_request() where it can express the case, render_url(), verify() and verify_url().
 *
 *     run_vectors FOLDER
 *
 * FOLDER is that of the project's own vectors. If ASR_VECTORS names a folder of third-party cases, they are read, too.
 * The last line is the count. It takes the jansson library to read JSON.
 */

#include <aws_signed_request.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <jansson.h>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

int compared;
int different;

// ---- What is compared -----------------------------------------------------------------------------------------------

void report(const std::string &what, std::string_view expected, std::string_view answer)
{
    ++compared;
    if (answer != expected) {
        ++different;
        std::cout << "FAILED " << what << "\n  expected " << expected << "\n  answer   " << answer << '\n';
    }
}

void compare(const std::string &what, std::string_view expected, const asr::result<std::string> &answer)
{
    report(what, expected, answer.has_value() ? answer.value() : "refused: " + answer.error().message());
}

void compare(const std::string &what, asr::status expected, asr::status answer)
{
    report(what, asr::message(expected), asr::message(answer));
}

// ---- Queries, by no code of the library -----------------------------------------------------------------------------

// A query that has the same parameters as the canonical one in another way: a space is +, escapes are in lower case.
std::string query_of(const pairs &params)
{
    static const char digits[] = "0123456789abcdef";
    const auto append = [](std::string &query, const std::string &text) {
        for (const char sign : text) {
            const auto byte = static_cast<unsigned char>(sign);
            const bool plain =
                (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
            if (plain || byte == '-' || byte == '.') {
                query += sign;
            } else if (byte == ' ') {
                query += '+';
            } else {
                query += {'%', digits[byte >> 4], digits[byte & 15]};
            }
        }
    };
    std::string query;
    for (const auto &[name, value] : params) {
        query += query.empty() ? "" : "&";
        append(query, name);
        query += '=';
        append(query, value);
    }
    return query;
}

// The parameters of a canonical query, decoded.
pairs pairs_of(const std::string &canonical)
{
    const auto decoded = [](const std::string &text) {
        std::string plain;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '%') {
                plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
                i += 2;
            } else {
                plain += text[i];
            }
        }
        return plain;
    };
    pairs params;
    std::istringstream pieces(canonical);
    for (std::string piece; std::getline(pieces, piece, '&');) {
        const std::size_t equals = piece.find('=');
        params.emplace_back(decoded(piece.substr(0, equals)), decoded(piece.substr(equals + 1)));
    }
    return params;
}

// ---- A case ---------------------------------------------------------------------------------------------------------

// The text under a name, or none where there is null or nothing.
std::optional<std::string> text_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value)) {
        return std::nullopt;
    }
    return std::string(json_string_value(value), json_string_length(value));
}

std::string need(const json_t *object, const char *name)
{
    std::optional<std::string> text = text_of(object, name);
    return text.has_value() ? *text : throw std::runtime_error(std::string("there is no ") + name);
}

template <typename Number>
Number named(const std::map<std::string, Number> &numbers, const std::string &name)
{
    const auto found = numbers.find(name);
    return found != numbers.end() ? found->second : throw std::runtime_error("a case of another kind: " + name);
}

// What the cases of all files have.
struct request_case {
    std::string id, method, access_key, secret, scheme;
    asr::dialect dialect;
    asr::flag flags;
    std::int64_t unix_time;
    std::string string_to_sign, verb, host_line, path, canonical;
    std::optional<std::string> signature;

    explicit request_case(const json_t *object)
        : id(need(object, "id")), method(need(object, "method")),
          access_key(text_of(object, "access_key").value_or("")), secret(need(object, "secret_key")),
          dialect(named<asr::dialect>({{"as_given", asr::dialect::as_given},
                                       {"aws_query", asr::dialect::aws_query},
                                       {"nifcloud", asr::dialect::nifcloud},
                                       {"product_advertising", asr::dialect::product_advertising},
                                       {"htx", asr::dialect::htx}},
                                      text_of(object, "dialect").value_or("as_given"))),
          flags(named<asr::flag>({{"HmacSHA256", asr::flag::none}, {"HmacSHA1", asr::flag::hmac_sha1}},
                                 need(object, "signature_method"))),
          unix_time(json_integer_value(json_object_get(object, "unix_time"))),
          string_to_sign(text_of(object, "string_to_sign_proved").value_or("")),
          signature(text_of(object, "signature_base64"))
    {
        if (string_to_sign.empty()) {
            string_to_sign = need(object, "string_to_sign");
        }
        std::istringstream lines(string_to_sign);
        std::getline(lines, verb);
        std::getline(lines, host_line);
        std::getline(lines, path);
        if (!lines.good()) {
            throw std::runtime_error("the string to sign has not four lines");
        }
        std::getline(lines, canonical, '\0');
        // Some sources sign with what this library refuses unless it is told that it is meant.
        static const char white[] = " \t\r\n\v\f";
        if (secret.find_first_of(white) == 0 || secret.find_last_of(white) == secret.size() - 1) {
            flags |= asr::flag::any_credential;
        }
        if (host_line.empty()) {
            flags |= asr::flag::empty_host;
        }
    }

    std::string endpoint() const { return scheme + "://" + host_line + path; }

    // What each stage must be if this dialect sends the request, built from the answer. Stages that need a signature
    // are left out where the source has none.
    std::map<asr::stage, std::string> expected(asr::dialect sends) const
    {
        std::map<asr::stage, std::string> stages = {
            {asr::stage::canonical, canonical}, {asr::stage::string_to_sign, string_to_sign}, {asr::stage::error, ""}};
        if (signature.has_value()) {
            std::string query = canonical + (canonical.empty() ? "Signature=" : "&Signature=");
            for (const char sign : *signature) {
                query += sign == '+' ? "%2B" : sign == '/' ? "%2F" : sign == '=' ? "%3D" : std::string(1, sign);
            }
            const bool in_body = verb == "POST" && sends != asr::dialect::htx;
            stages[asr::stage::signature] = *signature;
            stages[asr::stage::query] = query;
            stages[asr::stage::url] = endpoint() + (in_body ? "" : "?" + query);
        }
        return stages;
    }

    void compare_url(const std::string &what, const std::string &url, const std::string &key_id,
                     asr::dialect sends) const
    {
        for (const auto &[stage, text] : expected(sends)) {
            compare(id + ", " + what + ", stage " + std::to_string(static_cast<int>(stage)), text,
                    asr::try_render_url(stage, url, key_id, secret, sends, method, unix_time, flags));
        }
    }

    // The signature is right in every place that it may come from, and one with another first letter is wrong. (In the
    // last letter before the `=` there are bits that say nothing.)
    void compare_verified(const asr::key &key) const
    {
        if (!signature.has_value()) {
            return;
        }
        std::string wrong = *signature;
        wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
        const pairs signed_params = pairs_of(canonical);
        for (const std::string &given : {*signature, wrong}) {
            const asr::status outcome = given == *signature ? asr::status::ok : asr::status::mismatch;
            pairs sent = signed_params;
            sent.emplace_back("Signature", given);
            compare(id + ", verify()", outcome, asr::verify(endpoint(), signed_params, secret, method, given, flags));
            compare(id + ", verify() by its key", outcome,
                    asr::verify(endpoint(), signed_params, key, method, given, flags));
            compare(id + ", verify() of a parameter", outcome,
                    asr::verify(endpoint(), sent, secret, method, "", flags));
            compare(id + ", verify_url()", outcome,
                    asr::verify_url(endpoint() + "?" + query_of(sent), secret, method, flags));
        }
    }
};

// ---- A request taken apart: published.json, sigv2.json, sigv2-differential.json -------------------------------------

// What aws_signed_request() gives for a case that it can express: what it sets by itself must be what the case has.
std::optional<asr::result<std::string>> by_the_function(const request_case &one, const std::string &host,
                                                        const std::string &path, const pairs &params)
{
    const std::string server = "webservices.amazon.";
    if (one.method != "GET" || one.scheme != "http" || path != "/onca/xml" ||
        host.compare(0, server.size(), server) != 0 || one.flags != asr::flag::none || !one.signature.has_value()) {
        return std::nullopt;
    }
    std::map<std::string, std::string> given(params.begin(), params.end());
    std::string access_key = one.access_key;
    std::int64_t unix_time = one.unix_time;
    if (one.dialect == asr::dialect::as_given && given["Service"] == "AWSECommerceService" &&
        given.count("Version") > 0) {
        std::tm stamp{};
        std::istringstream timestamp(given["Timestamp"]);
        timestamp >> std::get_time(&stamp, "%Y-%m-%dT%H:%M:%SZ");
        if (!timestamp || timestamp.peek() != std::istringstream::traits_type::eof()) {
            return std::nullopt;
        }
        access_key = given["AWSAccessKeyId"];
        unix_time = timegm(&stamp);
    } else if (one.dialect != asr::dialect::product_advertising) {
        return std::nullopt;
    }
    pairs rest;
    for (const auto &[name, value] : params) {
        if (name != "Service" && name != "AWSAccessKeyId" && name != "Timestamp" && name != "Version") {
            rest.emplace_back(name, value);
        }
    }
    const auto version = given.find("Version");
    return asr::try_aws_signed_request(host.substr(server.size()), rest, access_key, one.secret, std::nullopt,
                                       version != given.end() ? version->second : "2011-08-01", unix_time);
}

void run_request(const json_t *object)
{
    request_case one(object);
    one.scheme = need(object, "scheme");
    const std::string host = need(object, "host"), path = need(object, "path");
    if (host.empty()) {
        one.flags |= asr::flag::empty_host;
    }
    const std::string endpoint = one.scheme + "://" + host + path;
    const std::string token = text_of(object, "session_token").value_or("");
    const json_t *list = json_object_get(object, "params");
    if (!json_is_array(list)) {
        throw std::runtime_error("there are no params");
    }
    pairs params;
    for (std::size_t i = 0; i < json_array_size(list); ++i) {
        const json_t *name = json_array_get(json_array_get(list, i), 0);
        const json_t *value = json_array_get(json_array_get(list, i), 1);
        if (!json_is_string(name) || !json_is_string(value)) {
            throw std::runtime_error("a parameter is not two texts");
        }
        params.emplace_back(std::string(json_string_value(name), json_string_length(name)),
                            std::string(json_string_value(value), json_string_length(value)));
    }

    const asr::key key(one.secret, one.flags);
    const asr::signer by_secret(endpoint, one.access_key, one.secret, one.dialect, token, one.flags);
    const asr::signer by_key(endpoint, one.access_key, asr::key(one.secret, one.flags), one.dialect, token, one.flags);
    for (const auto &[stage, text] : one.expected(one.dialect)) {
        const std::string number = ", stage " + std::to_string(static_cast<int>(stage));
        compare(one.id + number, text, by_secret.try_render(stage, params, one.method, one.unix_time));
        compare(one.id + ", by a key" + number, text, by_key.try_render(stage, params, one.method, one.unix_time));
    }
    if (const auto url = by_the_function(one, host, path, params)) {
        compare(one.id + ", aws_signed_request()", one.expected(one.dialect)[asr::stage::url], *url);
    }

    // As it was signed, backwards, with nothing to add; and as its dialect gets it.
    pairs as_signed = pairs_of(one.canonical);
    std::reverse(as_signed.begin(), as_signed.end());
    one.compare_url("render_url() as given", endpoint + (as_signed.empty() ? "" : "?" + query_of(as_signed)), "",
                    asr::dialect::as_given);
    if (one.dialect != asr::dialect::as_given) {
        pairs given = params;
        if (!token.empty()) {
            given.emplace_back("SecurityToken", token);
        }
        one.compare_url("render_url() in its dialect", endpoint + (given.empty() ? "" : "?" + query_of(given)),
                        one.access_key, one.dialect);
    }
    one.compare_verified(key);
}

// ---- A URL as it stands: urls.json ----------------------------------------------------------------------------------

void run_url(const json_t *object)
{
    request_case one(object);
    const std::string url = need(object, "url");
    one.scheme = url.substr(0, url.find("://"));
    one.compare_url("render_url()", url, one.access_key, one.dialect);
    if (one.signature.has_value()) {
        const auto expected = one.expected(one.dialect);
        const std::string signed_url = one.endpoint() + "?" + expected.at(asr::stage::query);
        // An hour later: the Timestamp that is there stays.
        for (const asr::stage stage : {asr::stage::query, asr::stage::url}) {
            compare(one.id + ", signed again", expected.at(stage),
                    asr::try_render_url(stage, signed_url, "", one.secret, one.dialect, one.method,
                                        one.unix_time + 3600, one.flags));
        }
        compare(one.id + ", verify_url() of what is signed", asr::status::ok,
                asr::verify_url(signed_url, one.secret, one.method, one.flags));
    }
    one.compare_verified(asr::key(one.secret, one.flags));
}

// ---- Files ----------------------------------------------------------------------------------------------------------

// Returns how many cases there are.
std::size_t run_file(const std::string &path, void (*run)(const json_t *))
{
    struct closer {
        void operator()(json_t *file) const { json_decref(file); }
    };
    json_error_t error{};
    const std::unique_ptr<json_t, closer> file(json_load_file(path.c_str(), JSON_ALLOW_NUL, &error));
    // A file is a list of cases, or an object that holds one.
    const json_t *cases = json_is_array(file.get()) ? file.get() : json_object_get(file.get(), "cases");
    const std::size_t count = json_array_size(cases);
    const int before = compared;
    if (count == 0) {
        ++different;
        std::cout << "FAILED " << path << ": " << (file == nullptr ? error.text : "there is no case in it") << '\n';
    }
    for (std::size_t i = 0; i < count; ++i) {
        const json_t *object = json_array_get(cases, i);
        try {
            run(object);
        } catch (const std::exception &fault) {
            ++different;
            std::cout << "FAILED " << text_of(object, "id").value_or("a case") << ": " << fault.what() << '\n';
        }
    }
    std::cout << path << ": " << count << " cases, " << compared - before << " comparisons\n";
    return count;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::cerr << "usage: run_vectors FOLDER\n";
        return 2;
    }
    const std::string own = argv[1];
    std::size_t cases = run_file(own + "/published.json", run_request);
    cases += run_file(own + "/sigv2.json", run_request);
    cases += run_file(own + "/urls.json", run_url);
    const char *folder = std::getenv("ASR_VECTORS");
    if (folder != nullptr && folder[0] != '\0') {
        cases += run_file(std::string(folder) + "/sigv2.json", run_request);
        cases += run_file(std::string(folder) + "/sigv2-differential.json", run_request);
    } else {
        std::cout << "ASR_VECTORS is not set: there are no third-party cases to read\n";
    }
    std::cout << "cpp: " << cases << " cases, " << compared << " comparisons, " << different << " differences\n";
    return different != 0 || compared == 0 ? 1 : 0;
}
