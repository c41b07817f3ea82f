#include "balmer/base/error.hpp"

#include <cstring>

namespace balmer {
namespace {

std::string joined(std::vector<std::string> const& problems) {
    std::string text;
    for (auto const& problem : problems) {
        if (!text.empty()) text += '\n';
        text += problem;
    }
    return text;
}

std::string io_message(std::string const& action, std::string const& path, int error_number) {
    std::string text = "cannot " + action + " '" + path + "'";
    if (error_number != 0) text += std::string(": ") + std::strerror(error_number);
    return text;
}

}  // namespace

InputError::InputError(std::string const& problem)
    : std::runtime_error(problem), problems_{problem} {}

InputError::InputError(std::vector<std::string> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

IoError::IoError(std::string const& action, std::string const& path, int error_number)
    : std::runtime_error(io_message(action, path, error_number)),
      path_(path),
      error_number_(error_number) {}

void throw_contract_error(char const* kind, char const* condition, char const* file, int line) {
    throw ContractError(std::string(file) + ":" + std::to_string(line) + ": " + kind + " " +
                        condition);
}

}  // namespace balmer
