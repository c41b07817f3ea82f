/// \file
/// Job values of each type, from TOML and back.
#pragma once

#include "balmer/evolve/settings.hpp"
#include "balmer/expr/opcode.hpp"
#include "balmer/job/document.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace balmer::job {

/// Stores the value, or returns what is wrong with it.
using Complaints = std::vector<std::string>;

Complaints read_value(Value const& value, bool& result);
Complaints read_value(Value const& value, double& result);
Complaints read_value(Value const& value, int& result);
Complaints read_value(Value const& value, std::uint32_t& result);
Complaints read_value(Value const& value, std::uint64_t& result);
Complaints read_value(Value const& value, std::string& result);
Complaints read_value(Value const& value, std::filesystem::path& result);
Complaints read_value(Value const& value, std::vector<std::string>& result);
Complaints read_value(Value const& value, evolve::AcceptanceRule& result);
Complaints read_value(Value const& value, evolve::Sampling& result);
Complaints read_value(Value const& value, std::vector<expr::Opcode>& result);

std::string write_value(bool value);
std::string write_value(double value);
std::string write_value(int value);
std::string write_value(std::uint32_t value);
std::string write_value(std::uint64_t value);
std::string write_value(std::string const& value);
std::string write_value(std::filesystem::path const& value);
std::string write_value(std::vector<std::string> const& value);
std::string write_value(evolve::AcceptanceRule value);
std::string write_value(evolve::Sampling value);
std::string write_value(std::vector<expr::Opcode> const& value);

/// "is a string (needs a number)".
std::string wrong_type(Value const& value, std::string_view needed);

/// The names of all operators, for suggestions.
std::vector<std::string> operator_names();
/// "unknown operator 'sine' (known: …). Did you mean 'sin'?"
std::string unknown_operator(std::string const& name);

}  // namespace balmer::job
