// What the test programs need: compare, count, and close with one line and an exit code.

#ifndef CHECK_HPP
#define CHECK_HPP

#include <aws_signed_request.hpp>

#include <iostream>
#include <string>
#include <string_view>

inline int passed;
inline int failed;

inline std::string shown(std::string_view text)
{
    return std::string(text);
}

inline std::string shown(asr::status status)
{
    return std::to_string(static_cast<int>(status)) + " (" + std::string(asr::message(status)) + ")";
}

inline std::string shown(std::size_t number)
{
    return std::to_string(number);
}

inline std::string shown(int number)
{
    return std::to_string(number);
}

// Counts one comparison of two texts, statuses or numbers. Only what failed is printed.
template <typename Got, typename Expected>
void check_equal(std::string_view what, const Got &got, const Expected &expected)
{
    if (got == expected) {
        ++passed;
        return;
    }
    ++failed;
    std::cout << "FAILED " << what << "\n  expected " << shown(expected) << "\n  got      " << shown(got) << '\n';
}

inline void check(std::string_view what, bool holds)
{
    check_equal(what, std::string_view(holds ? "yes" : "no"), std::string_view("yes"));
}

// The exit code of main. A run that compared nothing is a failure, too.
inline int closing_line()
{
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed != 0 || passed == 0 ? 1 : 0;
}

#endif
