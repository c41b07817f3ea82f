/// \file
/// Conversion of values to bytes and back with Boost.Serialization.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <streambuf>
#include <vector>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/is_bitwise_serializable.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

// Otherwise each byte of a vector of bytes would take four.
BOOST_IS_BITWISE_SERIALIZABLE(std::byte)

namespace balmer::checkpoint {

using Bytes = std::vector<std::byte>;

/// The bytes are not an archive of such a value. Boost does not detect a wrong length, so check a
/// hash before reading bytes from outside.
class ArchiveError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

namespace detail {

inline constexpr unsigned archive_flags =
    boost::archive::no_header | boost::archive::no_tracking | boost::archive::no_codecvt;

class AppendingBuffer final : public std::streambuf {
public:
    explicit AppendingBuffer(Bytes& bytes) : bytes_(bytes) {}

protected:
    std::streamsize xsputn(char const* data, std::streamsize count) override {
        auto const* const begin = reinterpret_cast<std::byte const*>(data);
        bytes_.insert(bytes_.end(), begin, begin + count);
        return count;
    }
    int_type overflow(int_type symbol) override {
        bytes_.push_back(static_cast<std::byte>(symbol));
        return symbol;
    }

private:
    Bytes& bytes_;
};

class ReadingBuffer final : public std::streambuf {
public:
    explicit ReadingBuffer(std::span<std::byte const> bytes) {
        // streambuf requires char*, but never writes to a get area.
        auto* const begin = const_cast<char*>(reinterpret_cast<char const*>(bytes.data()));
        setg(begin, begin, begin + bytes.size());
    }
    bool at_end() const { return gptr() == egptr(); }
};

}  // namespace detail

/// Appends `value` as a binary archive, which only little-endian 64-bit machines can read.
template <class Value>
void append_archive(Bytes& bytes, Value const& value) {
    detail::AppendingBuffer buffer(bytes);
    boost::archive::binary_oarchive archive(buffer, detail::archive_flags);
    archive << value;
}

template <class Value>
Bytes write_archive(Value const& value) {
    Bytes bytes;
    append_archive(bytes, value);
    return bytes;
}

/// Throws ArchiveError unless the bytes are exactly one Value.
template <class Value>
Value read_archive(std::span<std::byte const> bytes) {
    try {
        Value value;
        detail::ReadingBuffer buffer(bytes);
        boost::archive::binary_iarchive archive(buffer, detail::archive_flags);
        archive >> value;
        if (!buffer.at_end()) throw ArchiveError("bytes left over");
        return value;
    } catch (boost::archive::archive_exception const& error) {
        throw ArchiveError(error.what());
    }
}

}  // namespace balmer::checkpoint
