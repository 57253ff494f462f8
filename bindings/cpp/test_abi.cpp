// A library whose structs are others than those of the header is refused by every function that hands it one, before it
// can write or read at the wrong place. This program stands in for such a library: its own asr_sizeof comes first.

#include "check.hpp"

extern "C" std::size_t asr_sizeof(std::int32_t which)
{
    return which == ASR_STRUCT_KEY ? sizeof(asr_key) + 8 : sizeof(asr_param);
}

int main()
{
    const asr::params given{{"Timestamp", "2011-10-03T15:19:30Z"}};
    const asr::status refused = asr::status::struct_size;
    check_equal("key", asr::key::make("secret").error().status(), refused);
    check_equal("key, words", asr::key::make("secret").error().message(),
                "the library that is loaded has other structs than aws_signed_request.h");
    check_equal("function", asr::try_aws_signed_request("com", given, "id", "secret").error().status(), refused);
    check_equal("verify", asr::verify("https://host/", given, "secret"), refused);
    check_equal("check_time", asr::check_time(given, 900), refused);
    check_equal("diagnose", asr::try_diagnose_url("https://host/?a=b", "secret").error().status(), refused);
    check_equal("percent_encode", asr::try_percent_encode("a").error().status(), refused);
    return closing_line();
}
