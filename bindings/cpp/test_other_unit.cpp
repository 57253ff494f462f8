// The second translation unit of test.cpp, which includes the same header.

#include <aws_signed_request.hpp>

std::string encoded_elsewhere(std::string_view text);
const void *encode_elsewhere();

std::string encoded_elsewhere(std::string_view text)
{
    return asr::percent_encode(text);
}

const void *encode_elsewhere()
{
    return reinterpret_cast<const void *>(&asr::try_percent_encode);
}
