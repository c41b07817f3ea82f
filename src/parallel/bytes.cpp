#include "balmer/parallel/bytes.hpp"

#include <cstring>

namespace balmer::parallel {

Bytes to_bytes(std::string_view text) {
    auto const bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

Bytes to_bytes(std::span<double const> numbers) {
    auto const bytes = std::as_bytes(numbers);
    return {bytes.begin(), bytes.end()};
}

std::string to_text(Bytes const& bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

std::vector<double> to_numbers(Bytes const& bytes) {
    std::vector<double> numbers(bytes.size() / sizeof(double));
    if (!numbers.empty()) {
        std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(double));
    }
    return numbers;
}

}  // namespace balmer::parallel
