#include "balmer/parallel/error.hpp"

#include "balmer/base/error.hpp"

namespace balmer::parallel {

Fault fault_of(std::exception const& error) {
    if (auto const* remote = dynamic_cast<RemoteError const*>(&error)) return remote->fault();
    if (dynamic_cast<DataError const*>(&error) != nullptr) return Fault::data;
    if (dynamic_cast<InputError const*>(&error) != nullptr) return Fault::input;
    return Fault::other;
}

MpiError::MpiError(std::string const& call, int code, std::string const& text)
    : std::runtime_error(call + " failed: " + text), code_(code), text_(text) {}

RemoteError::RemoteError(int rank, std::string const& message, Fault fault)
    : std::runtime_error("rank " + std::to_string(rank) + ": " + message),
      rank_(rank),
      message_(message),
      fault_(fault) {}

}  // namespace balmer::parallel
