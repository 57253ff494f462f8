// The header without exceptions (-fno-exceptions): what is there, and what becomes of a value that is none.

#include "check.hpp"

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __cpp_exceptions
#error "this is to be compiled with -fno-exceptions"
#endif

// Whether a call ends the program.
template <typename Call>
static bool aborts(const Call &call)
{
    const pid_t child = fork();
    if (child == 0) {
        const rlimit no_core{0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        call();
        _exit(0);
    }
    int outcome = 0;
    return child > 0 && waitpid(child, &outcome, 0) == child && WIFSIGNALED(outcome) && WTERMSIG(outcome) == SIGABRT;
}

int main()
{
    // AWS General Reference, Signature Version 2 Signing Process.
    const std::string_view endpoint = "https://elasticmapreduce.amazonaws.com/";
    const std::string_view secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const std::string_view printed = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
    const asr::params request{{"AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"}, {"Action", "DescribeJobFlows"},
                              {"SignatureMethod", "HmacSHA256"},          {"SignatureVersion", "2"},
                              {"Timestamp", "2011-10-03T15:19:30"},       {"Version", "2009-03-31"}};

    asr::result<asr::key> key = asr::key::make(secret);
    check("a key", key.has_value() && static_cast<bool>(key));
    const asr::signer signer(endpoint, "", std::move(key).value(), asr::dialect::as_given);
    check_equal("a signature", signer.try_render(asr::stage::signature, request).value(), printed);
    check_equal("nothing to explain", signer.explain(request), "");
    check_equal("verify", asr::verify(endpoint, request, secret, "GET", printed), asr::status::ok);
    check_equal("check_time", asr::check_time(request, 0, 1317655170), asr::status::ok);

    const asr::result<std::string> refused = signer.try_render(asr::stage::url, {{"a", "1"}, {"", "2"}});
    check("no value", !refused.has_value() && !refused);
    check_equal("a status", refused.error().status(), asr::status::empty_name);
    check_equal("words", refused.error().message(), signer.explain({{"a", "1"}, {"", "2"}}));
    check_equal("no difference", asr::try_compare("a", "a").value(), "");
    const asr::result<asr::diagnosis> nothing = asr::try_diagnose_url("no URL", secret);
    check("no diagnosis", !nothing.has_value());

    check("a value that is none ends the program", aborts([&] { (void)refused.value(); }));
    check("a failure that is none ends the program", aborts([] { (void)asr::try_percent_encode("a").error(); }));
    check("a value that is one does not", !aborts([] { (void)asr::try_percent_encode("a").value(); }));
    return closing_line();
}
