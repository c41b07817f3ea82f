/// \file
/// Errors by their cause: user input, data, the environment, or a bug.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace balmer {

/// Wrong input from the user: usage, job file, formula. The program exits with 2.
class InputError : public std::runtime_error {
public:
    explicit InputError(std::string const& problem);
    explicit InputError(std::vector<std::string> problems);

    /// The mistakes one by one, in the order found. Never empty.
    std::vector<std::string> const& problems() const noexcept { return problems_; }

private:
    std::vector<std::string> problems_;
};

/// Data that cannot be used: missing, damaged, NaN, of the wrong shape. The program exits with 3.
class DataError : public InputError {
public:
    using InputError::InputError;
};

/// A file could not be read or written. `what()` states path and reason.
class IoError : public std::runtime_error {
public:
    /// `error_number` is errno at the failure, 0 if there was none.
    IoError(std::string const& action, std::string const& path, int error_number);

    std::string const& path() const noexcept { return path_; }
    int error_number() const noexcept { return error_number_; }

private:
    std::string path_;
    int error_number_;
};

/// A bug: a broken pre- or postcondition. Thrown only if BALMER_DEBUG_CHECKS is defined.
class ContractError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Collects all mistakes of one check, so that they are reported together.
class ProblemList {
public:
    void add(std::string problem) { problems_.push_back(std::move(problem)); }
    bool empty() const noexcept { return problems_.empty(); }
    std::vector<std::string> const& problems() const noexcept { return problems_; }

    /// Throws `Error` (InputError or DataError) with everything collected, or returns.
    template <class Error = InputError>
    void throw_if_any() const {
        if (!problems_.empty()) throw Error(problems_);
    }

private:
    std::vector<std::string> problems_;
};

[[noreturn]] void throw_contract_error(char const* kind, char const* condition, char const* file,
                                       int line);

}  // namespace balmer

#ifdef BALMER_DEBUG_CHECKS
#define BALMER_EXPECT(condition) \
    ((condition) ? void(0)       \
                 : ::balmer::throw_contract_error("expected", #condition, __FILE__, __LINE__))
#define BALMER_ENSURE(condition) \
    ((condition) ? void(0)       \
                 : ::balmer::throw_contract_error("ensured", #condition, __FILE__, __LINE__))
#else
#define BALMER_EXPECT(condition) static_cast<void>(0)
#define BALMER_ENSURE(condition) static_cast<void>(0)
#endif

/// Checks user input in every build. `message` states the problem, the rule and a way out.
#define BALMER_VALIDATE(condition, message)                    \
    do {                                                       \
        if (!(condition)) throw ::balmer::InputError(message); \
    } while (false)
