/// \file
/// The ranks of a job as a group, and the collective operations on bytes.
#pragma once

#include "balmer/parallel/error.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace balmer::parallel {

class Session;
struct CommunicatorState;

/// Largest number of bytes in one MPI message; longer contents are sent as several. MPI counts in
/// int.
inline constexpr std::size_t default_chunk_bytes = std::size_t{1} << 30;

/// All ranks of the job, on a private channel (a duplicate of MPI_COMM_WORLD).
///
/// The functions below `size()` are collective: every rank calls them, in the same order. A rank
/// that waits in one sleeps, so that its core is free for other ranks. The channel exists until MPI
/// ends, because freeing it is collective and a destructor must not wait. collectives.hpp has
/// broadcast and gather for values of other types.
class Communicator {
public:
    /// This process alone, rank 0 of 1, without MPI.
    Communicator();
    /// Collective. Throws InputError unless 1 <= chunk_bytes <= INT_MAX.
    explicit Communicator(Session const& session, std::size_t chunk_bytes = default_chunk_bytes);
    ~Communicator();
    Communicator(Communicator&&) noexcept;
    Communicator& operator=(Communicator&&) noexcept;

    int rank() const noexcept;
    int size() const noexcept;

    /// Runs `step` on every rank and returns its value.
    ///
    /// If it throws on any rank, this function throws on every rank. The lowest rank that failed
    /// rethrows its own exception; every other rank throws RemoteError with that rank, message and
    /// fault, so that all choose the same exit code. If such a rank failed as well, its own
    /// exception is nested in the RemoteError.
    template <class Step>
    auto all_or_none(Step&& step) const -> std::invoke_result_t<Step&>;

    /// Returns the root's content on every rank; the content of other ranks is ignored.
    Bytes broadcast(Bytes content, int root = 0) const;

    /// Returns the contents of all ranks, by rank, on rank 0; an empty vector elsewhere.
    std::vector<Bytes> gather(Bytes const& content) const;

    /// Returns the largest value of all ranks on every rank.
    std::int64_t maximum(std::int64_t value) const;

    /// Returns when every rank has called it.
    void barrier() const;

private:
    friend class MpiMailbox;
    friend std::unique_ptr<Mailbox> make_mailbox(Communicator const&);

    void run_all_or_none(std::function<void()> const& step) const;

    std::unique_ptr<CommunicatorState> state_;
};

template <class Step>
auto Communicator::all_or_none(Step&& step) const -> std::invoke_result_t<Step&> {
    using Result = std::invoke_result_t<Step&>;
    if constexpr (std::is_void_v<Result>) {
        run_all_or_none([&] { step(); });
    } else {
        std::optional<Result> result;
        run_all_or_none([&] { result.emplace(step()); });
        return *std::move(result);
    }
}

}  // namespace balmer::parallel
