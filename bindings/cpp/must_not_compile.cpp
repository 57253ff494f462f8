// Each case is a mistake that the compiler is to find. Case 0 is none.

#include <aws_signed_request.hpp>

#include <iterator>
#include <map>
#include <string>
#include <utility>

// Gives strings that are gone when it moves on.
struct temporaries {
    struct iterator {
        using iterator_category = std::input_iterator_tag;
        using value_type = std::pair<std::string, std::string>;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = value_type;
        value_type operator*() const { return {"a", "b"}; }
        iterator &operator++() { return *this; }
        bool operator!=(const iterator &) const { return false; }
    };
    iterator begin() const { return {}; }
    iterator end() const { return {}; }
};

int main()
{
    asr::key key("secret");
    const asr::signer signer("https://host/", "", std::move(key));
#if CASE == 0
    return asr::verify("https://host/", {{"a", "b"}, {"c", "d"}}, "secret") == asr::status::ok;
#elif CASE == 1
    return static_cast<int>(signer.url(temporaries()).size());
#elif CASE == 2
    asr::key copy(key);
#elif CASE == 3
    const asr::signer copy(signer);
#elif CASE == 4
    return static_cast<int>(signer.url(std::map<std::string, int>()).size());
#elif CASE == 5
    if (asr::verify("https://host/", {}, "secret")) {
        return 1;
    }
#elif CASE == 6
    asr::verify("https://host/", {}, "secret");
#elif CASE == 7
    signer.try_render(asr::stage::url, {});
#elif CASE == 8
    const asr::params one{{"a", "b"}};
    const asr::params copy = one;
#endif
}
