/// \file
/// Conversion of values to bytes and back, for ranks on machines with the same representation.
#pragma once

#include "balmer/parallel/bytes.hpp"
#include "balmer/parallel/error.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace balmer::parallel {

/// A message is too short, too long, or contains a value that its type does not have.
class UnpackError : public MpiError {
public:
    explicit UnpackError(std::string const& text) : MpiError("reading a message", 0, text) {}
};

/// An enumeration for which every value of its underlying type is valid.
template <class Value>
concept FixedEnum = std::is_enum_v<Value> && requires {
    Value{std::underlying_type_t<Value>{}};
};

/// A value that is copied byte by byte. Every pattern of bytes is a valid value.
template <class Value>
concept Plain = (std::is_arithmetic_v<Value> && !std::same_as<Value, bool>) || FixedEnum<Value>;

/// A struct that names its fields: `archive & a & b` in a member template serialize(). Boost
/// archives use the same function.
template <class Value, class Archive>
concept NamesItsFields = requires(Value& value, Archive& archive) {
    value.serialize(archive, 0U);
};

/// Writes numbers, bools, enums, strings, vectors, pairs, tuples, optionals and structs that name
/// their fields.
class Packer {
public:
    template <Plain Value>
    Packer& operator&(Value value) {
        append(&value, sizeof value);
        return *this;
    }

    template <std::same_as<bool> Value>
    Packer& operator&(Value value) {
        return *this & static_cast<std::uint8_t>(value);
    }

    Packer& operator&(std::string const& text) {
        *this& std::uint64_t{text.size()};
        append(text.data(), text.size());
        return *this;
    }

    template <class Value>
    Packer& operator&(std::vector<Value> const& values) {
        *this& std::uint64_t{values.size()};
        if constexpr (Plain<Value>) {
            append(values.data(), values.size() * sizeof(Value));
        } else {
            for (Value const& value : values) *this& value;
        }
        return *this;
    }

    template <class Value>
    Packer& operator&(std::optional<Value> const& value) {
        *this& value.has_value();
        if (value) *this&* value;
        return *this;
    }

    template <class First, class Second>
    Packer& operator&(std::pair<First, Second> const& pair) {
        return *this & pair.first & pair.second;
    }

    template <class... Values>
    Packer& operator&(std::tuple<Values...> const& tuple) {
        std::apply([this](auto const&... values) { (*this & ... & values); }, tuple);
        return *this;
    }

    template <class Value>
    requires NamesItsFields<Value, Packer> Packer& operator&(Value const& value) {
        // serialize() reads for a Packer and writes for an Unpacker, so it is not const.
        const_cast<Value&>(value).serialize(*this, 0U);
        return *this;
    }

    Bytes take() { return std::move(bytes_); }

private:
    void append(void const* data, std::size_t size) {
        auto const* const first = static_cast<std::byte const*>(data);
        bytes_.insert(bytes_.end(), first, first + size);
    }

    Bytes bytes_;
};

/// Reads what a Packer wrote. Throws UnpackError if the bytes end early or are not valid.
class Unpacker {
public:
    explicit Unpacker(Bytes const& bytes) : bytes_(&bytes) {}

    template <Plain Value>
    Unpacker& operator&(Value& value) {
        extract(&value, sizeof value);
        return *this;
    }

    template <std::same_as<bool> Value>
    Unpacker& operator&(Value& value) {
        std::uint8_t byte = 0;
        *this& byte;
        if (byte > 1) throw UnpackError("a bool is neither 0 nor 1");
        value = byte == 1;
        return *this;
    }

    Unpacker& operator&(std::string& text) {
        text.resize(read_count(1));
        extract(text.data(), text.size());
        return *this;
    }

    template <class Value>
    Unpacker& operator&(std::vector<Value>& values) {
        values.clear();
        if constexpr (Plain<Value>) {
            values.resize(read_count(sizeof(Value)));
            extract(values.data(), values.size() * sizeof(Value));
        } else {
            // An element takes at least one byte; a struct without fields is not worth sending.
            auto const count = read_count(1);
            for (std::size_t i = 0; i < count; ++i) {
                Value value{};
                *this& value;
                values.push_back(std::move(value));
            }
        }
        return *this;
    }

    template <class Value>
    Unpacker& operator&(std::optional<Value>& value) {
        bool has_value = false;
        *this& has_value;
        value.reset();
        if (has_value) *this& value.emplace();
        return *this;
    }

    template <class First, class Second>
    Unpacker& operator&(std::pair<First, Second>& pair) {
        return *this & pair.first & pair.second;
    }

    template <class... Values>
    Unpacker& operator&(std::tuple<Values...>& tuple) {
        std::apply([this](auto&... values) { (*this & ... & values); }, tuple);
        return *this;
    }

    template <class Value>
    requires NamesItsFields<Value, Unpacker> Unpacker& operator&(Value& value) {
        value.serialize(*this, 0U);
        return *this;
    }

    /// Throws UnpackError unless all bytes were read.
    void expect_end() const {
        if (remaining() != 0) throw UnpackError("it is longer than its content");
    }

private:
    std::size_t remaining() const { return bytes_->size() - position_; }

    /// Reads the number of elements, which take at least `element_size` bytes each.
    std::size_t read_count(std::size_t element_size) {
        std::uint64_t count = 0;
        *this& count;
        if (count > remaining() / element_size) throw UnpackError("it ends before its content");
        return static_cast<std::size_t>(count);
    }

    void extract(void* data, std::size_t size) {
        if (size > remaining()) throw UnpackError("it ends before its content");
        if (size == 0) return;
        std::memcpy(data, bytes_->data() + position_, size);
        position_ += size;
    }

    Bytes const* bytes_;
    std::size_t position_ = 0;
};

template <class Value>
Bytes pack(Value const& value) {
    Packer packer;
    packer& value;
    return packer.take();
}

/// Throws UnpackError if `bytes` are not those of a `Value`.
template <class Value>
Value unpack(Bytes const& bytes) {
    Unpacker unpacker(bytes);
    Value value{};
    unpacker& value;
    unpacker.expect_end();
    return value;
}

}  // namespace balmer::parallel
