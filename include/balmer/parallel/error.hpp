/// \file
/// Errors between processes.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace balmer::parallel {

/// The cause of an error, as far as the exit code distinguishes causes (see base/error.hpp).
enum class Fault : unsigned char { input, data, other };

/// InputError → input, DataError → data, RemoteError → its own, anything else → other.
Fault fault_of(std::exception const& error);

/// An MPI call failed. `what()` contains the call and MPI's own explanation.
class MpiError : public std::runtime_error {
public:
    MpiError(std::string const& call, int code, std::string const& text);

    /// MPI's error code, as the call returned it.
    int code() const noexcept { return code_; }
    /// MPI's explanation of the code.
    std::string const& text() const noexcept { return text_; }

private:
    int code_;
    std::string text_;
};

/// Another rank failed in a step that all ranks take together.
class RemoteError : public std::runtime_error {
public:
    RemoteError(int rank, std::string const& message, Fault fault);

    /// The rank that failed; the lowest one if several failed.
    int rank() const noexcept { return rank_; }
    /// The message without the rank. `what()` has both.
    std::string const& message() const noexcept { return message_; }
    Fault fault() const noexcept { return fault_; }

private:
    int rank_;
    std::string message_;
    Fault fault_;
};

}  // namespace balmer::parallel
