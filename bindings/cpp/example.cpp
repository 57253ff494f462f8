/*
 * Signs requests in C++.
 *
 *     c++ -std=c++17 example.cpp -laws_signed_request -o example
 *     ./example [NAME=VALUE ...]
 *     ./example --published
 */

#include <aws_signed_request.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::string_view usage =
    "usage: example [NAME=VALUE ...]\n"
    "       example --published\n"
    "       example --help\n"
    "\n"
    "Prints a signed URL for Amazon's Product Advertising API with the parameters given\n"
    "(by default those of the guide's ItemLookup), then a request to Amazon SimpleDB,\n"
    "stage by stage. Nothing is sent.\n"
    "\n"
    "  --published  sign the examples that Amazon's guides print, and compare\n"
    "\n"
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment replace the guide's\n"
    "example keys.\n";

using pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::string_view environment(const char *name, std::string_view otherwise)
{
    const char *value = std::getenv(name);
    return value != nullptr && value[0] != '\0' ? value : otherwise;
}

// A request to a service that is alive, and what it looks like on each stage of its way.
void print_list_domains(std::string_view access_key, std::string_view secret, std::int64_t now)
{
    static const struct {
        asr::stage stage;
        const char *title;
    } stages[] = {
        {asr::stage::canonical, "canonical query"},
        {asr::stage::string_to_sign, "string to sign"},
        {asr::stage::signature, "signature"},
        {asr::stage::query, "signed query"},
        {asr::stage::url, "URL"},
    };
    const asr::signer simpledb("https://sdb.amazonaws.com/", access_key, secret);
    for (const auto &[stage, title] : stages) {
        // One time for all stages, so that they are those of one request.
        const std::string text =
            simpledb.render(stage, {{"Action", "ListDomains"}, {"Version", "2009-04-15"}}, "GET", now);
        std::cout << '\n' << title << ":\n" << text << '\n';
    }
}

// Signs what a guide shows, and prints what it prints beside what came out.
bool compare(std::string_view title, std::string_view endpoint, std::string_view secret, const pairs &params,
             std::string_view printed)
{
    const asr::signer signer(endpoint, "", secret, asr::dialect::as_given);
    const std::string signature = signer.signature(params);
    const bool same = signature == printed;
    std::cout << title << "\n  the guide prints " << printed << "\n  signed here      " << signature << "\n  "
              << (same ? "the same" : "DIFFERENT") << '\n';
    return same;
}

bool published()
{
    const bool item_lookup = compare("Product Advertising API Developer Guide, ItemLookup",
                                     "http://webservices.amazon.com/onca/xml", "1234567890",
                                     {{"Service", "AWSECommerceService"},
                                      {"AWSAccessKeyId", "00000000000000000000"},
                                      {"Operation", "ItemLookup"},
                                      {"ItemId", "0679722769"},
                                      {"ResponseGroup", "ItemAttributes,Offers,Images,Reviews"},
                                      {"Version", "2009-01-06"},
                                      {"Timestamp", "2009-01-01T12:00:00Z"}},
                                     "Nace+U3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg=");
    const bool describe_job_flows =
        compare("AWS General Reference, DescribeJobFlows", "https://elasticmapreduce.amazonaws.com/",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                {{"AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"},
                 {"Action", "DescribeJobFlows"},
                 {"SignatureMethod", "HmacSHA256"},
                 {"SignatureVersion", "2"},
                 {"Timestamp", "2011-10-03T15:19:30"},
                 {"Version", "2009-03-31"}},
                "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
    return item_lookup && describe_job_flows;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    if (arguments.size() == 1 && arguments[0] == "--help") {
        std::cout << usage;
        return 0;
    }
    try {
        if (arguments.size() == 1 && arguments[0] == "--published") {
            return published() ? 0 : 1;
        }
        pairs params;
        for (const std::string_view argument : arguments) {
            const std::size_t equals = argument.find('=');
            if (equals == std::string_view::npos || equals == 0 || argument[0] == '-') {
                std::cerr << "example: \"" << argument << "\" is not NAME=VALUE\n\n" << usage;
                return 2;
            }
            params.emplace_back(argument.substr(0, equals), argument.substr(equals + 1));
        }
        if (params.empty()) {
            params = {{"Operation", "ItemLookup"},
                      {"ItemId", "0679722769"},
                      {"ResponseGroup", "ItemAttributes,Offers,Images,Reviews"}};
        }
        const std::string_view access_key = environment("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
        const std::string_view secret = environment("AWS_SECRET_ACCESS_KEY", "1234567890");

        std::cout << asr::aws_signed_request("com", params, access_key, secret) << '\n';
        print_list_domains(access_key, secret, asr::now());
    } catch (const asr::error &error) {
        std::cerr << "example: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
