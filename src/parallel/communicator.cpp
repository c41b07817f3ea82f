#include "balmer/parallel/communicator.hpp"

#include "balmer/base/error.hpp"
#include "balmer/parallel/packing.hpp"
#include "balmer/parallel/session.hpp"

#include "chunks.hpp"
#include "mpi_call.hpp"

#include <exception>
#include <string>
#include <utility>

namespace balmer::parallel {
namespace {

constexpr int gather_tag = 1;

/// The failure of one rank, in a form that can be sent.
struct Failure {
    std::exception_ptr error;
    Fault fault = Fault::other;
    std::string message;
};

/// The exception that is being handled.
Failure current_failure() {
    Failure failure;
    failure.error = std::current_exception();
    try {
        throw;
    } catch (std::exception const& error) {
        failure.fault = fault_of(error);
        failure.message = error.what();
    } catch (...) {
        failure.message = "unknown error";
    }
    return failure;
}

Failure run(std::function<void()> const& step) {
    try {
        step();
    } catch (...) {
        return current_failure();
    }
    return {};
}

[[noreturn]] void throw_remote(RemoteError const& remote, std::exception_ptr const& own) {
    if (!own) throw remote;
    try {
        std::rethrow_exception(own);
    } catch (...) {
        std::throw_with_nested(remote);
    }
}

void broadcast_bytes(void* bytes, int length, int root, MPI_Comm handle) {
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Ibcast(bytes, length, MPI_BYTE, root, handle, &request), "MPI_Ibcast");
    wait_asleep(request);
}

void send_bytes(void const* bytes, int length, int receiver, MPI_Comm handle) {
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Isend(bytes, length, MPI_BYTE, receiver, gather_tag, handle, &request), "MPI_Isend");
    wait_asleep(request);
}

void receive_bytes(void* bytes, int length, int sender, MPI_Comm handle) {
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Irecv(bytes, length, MPI_BYTE, sender, gather_tag, handle, &request), "MPI_Irecv");
    wait_asleep(request);
}

}  // namespace

Communicator::Communicator() = default;

Communicator::Communicator(Session const& session, std::size_t chunk_bytes)
    : state_(std::make_unique<CommunicatorState>()) {
    state_->chunk_bytes = checked_chunk(chunk_bytes);
    state_->session = session.state_;
    state_->rank = session.rank();
    state_->size = session.size();
    state_->handle = duplicate(MPI_COMM_WORLD);
}

Communicator::~Communicator() = default;
Communicator::Communicator(Communicator&&) noexcept = default;
Communicator& Communicator::operator=(Communicator&&) noexcept = default;

int Communicator::rank() const noexcept { return state_ ? state_->rank : 0; }
int Communicator::size() const noexcept { return state_ ? state_->size : 1; }

void Communicator::run_all_or_none(std::function<void()> const& step) const {
    Failure const own = run(step);
    // The lowest failing rank has the largest distance from `size()`; 0 if none failed.
    auto const distance = maximum(own.error ? size() - rank() : 0);
    if (distance == 0) return;
    int const failed_rank = size() - static_cast<int>(distance);
    bool const is_own = failed_rank == rank();
    auto const report =
        broadcast(is_own ? pack(std::pair(own.fault, own.message)) : Bytes(), failed_rank);
    if (is_own) std::rethrow_exception(own.error);
    auto const [fault, message] = unpack<std::pair<Fault, std::string>>(report);
    throw_remote({failed_rank, message, fault}, own.error);
}

Bytes Communicator::broadcast(Bytes content, int root) const {
    BALMER_EXPECT(0 <= root && root < size());
    if (!state_) return content;
    std::uint64_t size_bytes = content.size();
    broadcast_bytes(&size_bytes, sizeof size_bytes, root, state_->handle);
    content.resize(size_bytes);
    Chunks const chunks{content.size(), state_->chunk_bytes};
    for (std::size_t i = 0; i < chunks.count(); ++i) {
        broadcast_bytes(content.data() + chunks.offset(i), chunks.length(i), root, state_->handle);
    }
    return content;
}

std::vector<Bytes> Communicator::gather(Bytes const& content) const {
    if (!state_) return {content};
    if (rank() != 0) {
        std::uint64_t const size_bytes = content.size();
        send_bytes(&size_bytes, sizeof size_bytes, 0, state_->handle);
        Chunks const chunks{content.size(), state_->chunk_bytes};
        for (std::size_t i = 0; i < chunks.count(); ++i) {
            send_bytes(content.data() + chunks.offset(i), chunks.length(i), 0, state_->handle);
        }
        return {};
    }
    std::vector<Bytes> contents(static_cast<std::size_t>(size()));
    contents[0] = content;
    for (int sender = 1; sender < size(); ++sender) {
        std::uint64_t size_bytes = 0;
        receive_bytes(&size_bytes, sizeof size_bytes, sender, state_->handle);
        Bytes& received = contents[static_cast<std::size_t>(sender)];
        received.resize(size_bytes);
        Chunks const chunks{received.size(), state_->chunk_bytes};
        for (std::size_t i = 0; i < chunks.count(); ++i) {
            receive_bytes(received.data() + chunks.offset(i), chunks.length(i), sender,
                          state_->handle);
        }
    }
    return contents;
}

std::int64_t Communicator::maximum(std::int64_t value) const {
    if (!state_) return value;
    std::int64_t largest = 0;
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Iallreduce(&value, &largest, 1, MPI_INT64_T, MPI_MAX, state_->handle, &request),
          "MPI_Iallreduce");
    wait_asleep(request);
    return largest;
}

void Communicator::barrier() const {
    if (!state_) return;
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Ibarrier(state_->handle, &request), "MPI_Ibarrier");
    wait_asleep(request);
}

}  // namespace balmer::parallel
