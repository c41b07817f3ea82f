#include "seal.hpp"

#include "balmer/base/error.hpp"

#include <charconv>
#include <cstdio>
#include <string_view>

#include <xxhash.h>

namespace balmer::checkpoint {
namespace {

constexpr std::string_view magic = "balmer checkpoint ";
constexpr std::string_view length_key = " length=";

/// Version and length in the seal, as far as they are readable.
struct Claim {
    std::uint32_t version = 0;
    std::uint64_t length = 0;
    bool is_readable = false;
};

Claim read_claim(std::string_view text) {
    Claim claim;
    if (!text.starts_with(magic)) return claim;
    text.remove_prefix(magic.size());
    auto const [after, error] =
        std::from_chars(text.data(), text.data() + text.size(), claim.version);
    if (error != std::errc()) return claim;
    text.remove_prefix(static_cast<std::size_t>(after - text.data()));
    if (!text.starts_with(length_key)) return claim;
    text.remove_prefix(length_key.size());
    auto const length = std::from_chars(text.data(), text.data() + text.size(), claim.length);
    claim.is_readable = length.ec == std::errc();
    return claim;
}

std::string damage(std::string const& file, std::string const& what) {
    return "checkpoint '" + file + "' is damaged: " + what;
}

}  // namespace

std::string make_seal(std::span<std::byte const> content, std::uint32_t version) {
    auto const hash = XXH3_64bits_withSeed(content.data(), content.size(), version);
    char hexadecimal[17];
    std::snprintf(hexadecimal, sizeof hexadecimal, "%016llx",
                  static_cast<unsigned long long>(hash));
    std::string seal(magic);
    seal += std::to_string(version);
    seal += length_key;
    seal += std::to_string(content.size());
    seal += std::string(" xxh3=") + hexadecimal + "\n";
    seal.resize(seal_bytes - 1, ' ');
    return seal + "\n";
}

std::uint32_t check_seal(std::span<std::byte const> bytes, std::string const& file) {
    auto const size = std::to_string(bytes.size());
    if (bytes.size() < seal_bytes) {
        throw DataError(damage(file, "it has " + size + " bytes (its seal alone has " +
                                         std::to_string(seal_bytes) + ")"));
    }
    std::string_view const seal(reinterpret_cast<char const*>(bytes.data()), seal_bytes);
    auto const content = bytes.subspan(seal_bytes);
    auto const claim = read_claim(seal);
    if (!claim.is_readable) {
        throw DataError("'" + file +
                        "' is not a checkpoint, or its first bytes are damaged (they should be "
                        "'balmer checkpoint', a version and a length)");
    }
    if (claim.length != content.size()) {
        throw DataError(damage(file, "it has " + size + " bytes, its seal says " +
                                         std::to_string(seal_bytes) + " + " +
                                         std::to_string(claim.length)));
    }
    if (seal != make_seal(content, claim.version)) {
        throw DataError(damage(file,
                               "its content has changed since it was written (it does not "
                               "match the seal)"));
    }
    return claim.version;
}

}  // namespace balmer::checkpoint
