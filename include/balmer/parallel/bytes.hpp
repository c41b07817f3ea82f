/// \file
/// What travels between ranks, and texts and numbers as such.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::parallel {

using Bytes = std::vector<std::byte>;

Bytes to_bytes(std::string_view text);
/// As they lie in memory: for ranks of one kind of machine.
Bytes to_bytes(std::span<double const> numbers);

std::string to_text(Bytes const& bytes);
/// As many as there are whole ones.
std::vector<double> to_numbers(Bytes const& bytes);

}  // namespace balmer::parallel
