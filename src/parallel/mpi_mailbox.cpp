#include "balmer/parallel/mpi_mailbox.hpp"

#include "balmer/base/error.hpp"
#include "balmer/parallel/memory_mailbox.hpp"

#include "chunks.hpp"
#include "mpi_call.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>

namespace balmer::parallel {
namespace {

/// A parcel is any number of parts followed by an end.
enum Tag : int { part = 1, end = 2 };

/// A parcel being sent. The requests read `content` until they are complete.
struct Outgoing {
    Bytes content;
    std::vector<MPI_Request> requests;
};

/// A message being received. The request writes `content` until it is complete.
struct Incoming {
    int sender;
    bool is_end;
    Bytes content;
    MPI_Request request;
};

void append(Bytes& content, Bytes&& next) {
    if (content.empty()) {
        content = std::move(next);
    } else {
        // Not insert(): g++ 14 warns of an overflow in it that cannot happen.
        auto const size = content.size();
        content.resize(size + next.size());
        std::ranges::copy(next, content.begin() + static_cast<std::ptrdiff_t>(size));
    }
}

bool is_sent(Outgoing& outgoing) {
    int complete = 0;
    check(MPI_Testall(static_cast<int>(outgoing.requests.size()), outgoing.requests.data(),
                      &complete, MPI_STATUSES_IGNORE),
          "MPI_Testall");
    return complete != 0;
}

}  // namespace

struct MpiMailbox::State {
    MPI_Comm handle = MPI_COMM_NULL;
    int rank = 0;
    int size = 1;
    std::size_t chunk_bytes = 0;

    std::vector<Outgoing> outgoing;
    /// In the order matched, which for messages of one sender is the order sent.
    std::deque<Incoming> incoming;
    /// By sender: the parts of its parcel that is not yet complete.
    std::vector<Bytes> unfinished;
    /// By sender: the last pass that found its earliest message incomplete.
    std::vector<std::size_t> waiting_pass;
    std::size_t pass = 0;

    void drop_sent() {
        for (std::size_t i = 0; i < outgoing.size();) {
            if (is_sent(outgoing[i])) {
                std::swap(outgoing[i], outgoing.back());
                outgoing.pop_back();
            } else {
                ++i;
            }
        }
    }

    /// Starts to receive the next message. Returns false if there is none.
    bool start_next() {
        int found = 0;
        MPI_Message message = MPI_MESSAGE_NULL;
        MPI_Status status;
        check(MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, handle, &found, &message, &status),
              "MPI_Improbe");
        if (found == 0) return false;
        int length = 0;
        check(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
        auto& started =
            incoming.emplace_back(Incoming{.sender = status.MPI_SOURCE,
                                           .is_end = status.MPI_TAG == Tag::end,
                                           .content = Bytes(static_cast<std::size_t>(length)),
                                           .request = MPI_REQUEST_NULL});
        check(MPI_Imrecv(started.content.data(), length, MPI_BYTE, &message, &started.request),
              "MPI_Imrecv");
        return true;
    }

    /// Returns the next complete parcel; those of one sender in the order sent.
    std::optional<Parcel> take_complete() {
        ++pass;
        for (auto next = incoming.begin(); next != incoming.end();) {
            auto const sender = static_cast<std::size_t>(next->sender);
            if (waiting_pass[sender] == pass || !is_complete(next->request)) {
                waiting_pass[sender] = pass;
                ++next;
                continue;
            }
            Incoming arrived = std::move(*next);
            next = incoming.erase(next);
            append(unfinished[sender], std::move(arrived.content));
            if (arrived.is_end) {
                return Parcel{.sender = arrived.sender,
                              .content = std::exchange(unfinished[sender], {})};
            }
        }
        return {};
    }
};

MpiMailbox::MpiMailbox(Communicator const& communicator) : state_(std::make_shared<State>()) {
    BALMER_EXPECT(communicator.state_ != nullptr);
    auto const& group = *communicator.state_;
    session_ = group.session;
    state_->handle = duplicate(group.handle);
    state_->rank = group.rank;
    state_->size = group.size;
    state_->chunk_bytes = group.chunk_bytes;
    state_->unfinished.resize(static_cast<std::size_t>(group.size));
    state_->waiting_pass.resize(static_cast<std::size_t>(group.size));
    session_->parked.push_back(state_);
}

MpiMailbox::~MpiMailbox() {
    if (session_->is_finalised) return;
    try {
        state_->drop_sent();
        if (state_->outgoing.empty() && state_->incoming.empty()) {
            std::erase(session_->parked, state_);
        }
    } catch (...) {  // the state stays parked
    }
}

int MpiMailbox::rank() const { return state_->rank; }
int MpiMailbox::size() const { return state_->size; }

void MpiMailbox::send(int receiver, Bytes content) {
    BALMER_EXPECT(0 <= receiver && receiver < size());
    Chunks const chunks{content.size(), state_->chunk_bytes};
    auto& parcel = state_->outgoing.emplace_back();
    parcel.content = std::move(content);
    parcel.requests.reserve(chunks.count());
    for (std::size_t i = 0; i < chunks.count(); ++i) {
        bool const is_end = i + 1 == chunks.count();
        auto& request = parcel.requests.emplace_back(MPI_REQUEST_NULL);
        check(MPI_Isend(parcel.content.data() + chunks.offset(i), chunks.length(i), MPI_BYTE,
                        receiver, is_end ? Tag::end : Tag::part, state_->handle, &request),
              "MPI_Isend");
    }
    if (is_sent(parcel)) state_->outgoing.pop_back();
}

std::optional<Parcel> MpiMailbox::receive() {
    do {
        if (auto parcel = state_->take_complete()) return parcel;
    } while (state_->start_next());
    state_->drop_sent();
    return {};
}

std::size_t MpiMailbox::unsent_count() {
    state_->drop_sent();
    return state_->outgoing.size();
}

std::unique_ptr<Mailbox> make_mailbox(Communicator const& communicator) {
    if (!communicator.state_) return std::make_unique<MemoryMailbox>();
    return std::make_unique<MpiMailbox>(communicator);
}

}  // namespace balmer::parallel
