#include "protocol.hpp"

#include "balmer/checkpoint/archive.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

#include <xxhash.h>

namespace balmer::islands {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<Message>> kind_names = {
    "champions",      "exchange",       "score request",    "score answer", "report",
    "stop wanted",    "stop evolution", "halted",           "quit",         "goodbye",
    "failed",         "start",          "snapshot request", "snapshot",     "pulse",
    "survey request", "survey answer",  "begin evolution"};

constexpr std::size_t header_bytes = 2 + sizeof(XXH64_hash_t);

/// Seeded with the kind, so that a message is not read as one of another kind.
XXH64_hash_t checksum(std::span<std::byte const> payload, std::size_t kind) {
    return XXH3_64bits_withSeed(payload.data(), payload.size(), kind);
}

template <class Kind>
Message read_as(std::span<std::byte const> payload) {
    return checkpoint::read_archive<Kind>(payload);
}

Message read(std::size_t kind, std::span<std::byte const> payload) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        constexpr std::array<Message (*)(std::span<std::byte const>), sizeof...(I)> readers = {
            &read_as<std::variant_alternative_t<I, Message>>...};
        return readers[kind](payload);
    }
    (std::make_index_sequence<std::variant_size_v<Message>>());
}

}  // namespace

std::string_view kind_name(Message const& message) { return kind_names[message.index()]; }

parallel::Bytes encode(Message const& message) {
    parallel::Bytes bytes(header_bytes);
    std::visit([&](auto const& kind) { checkpoint::append_archive(bytes, kind); }, message);
    bytes[0] = std::byte{protocol_version};
    bytes[1] = static_cast<std::byte>(message.index());
    auto const hash = checksum(std::span(bytes).subspan(header_bytes), message.index());
    std::memcpy(bytes.data() + 2, &hash, sizeof hash);
    return bytes;
}

Message decode(parallel::Parcel const& parcel) {
    auto const& bytes = parcel.content;
    std::string what = "damaged parcel";
    auto const refuse = [&](std::string const& why) {
        throw ProtocolError(what + " from rank " + std::to_string(parcel.sender) + " (" + why +
                            ")");
    };
    if (bytes.size() < header_bytes) {
        refuse(std::to_string(bytes.size()) + " bytes, shorter than its header");
    }
    auto const version = std::to_integer<unsigned>(bytes[0]);
    if (version != protocol_version) {
        refuse("protocol version " + std::to_string(version) + ", this build has " +
               std::to_string(protocol_version) + ". Do all ranks run the same build?");
    }
    auto const kind = std::to_integer<std::size_t>(bytes[1]);
    if (kind >= kind_names.size()) refuse("unknown kind " + std::to_string(kind));
    what = "damaged '" + std::string(kind_names[kind]) + "' message";
    auto const payload = std::span(bytes).subspan(header_bytes);
    XXH64_hash_t hash = 0;
    std::memcpy(&hash, bytes.data() + 2, sizeof hash);
    // Checked before reading, because Boost does not detect a wrong length.
    if (hash != checksum(payload, kind)) refuse("checksum does not match");
    try {
        return read(kind, payload);
    } catch (checkpoint::ArchiveError const& error) {
        refuse(error.what());
        throw;  // refuse() does not return
    }
}

}  // namespace balmer::islands
