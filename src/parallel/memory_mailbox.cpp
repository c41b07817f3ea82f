#include "balmer/parallel/memory_mailbox.hpp"

#include "balmer/base/error.hpp"

#include <deque>
#include <mutex>
#include <string>
#include <utility>

namespace balmer::parallel {
namespace {

struct Inbox {
    std::mutex mutex;
    std::deque<Parcel> parcels;
};

}  // namespace

struct MemoryPost::Inboxes {
    explicit Inboxes(std::size_t count) : of_rank(count) {}
    std::deque<Inbox> of_rank;
};

MemoryPost::MemoryPost(int size) {
    BALMER_VALIDATE(size >= 1,
                    "mailboxes for " + std::to_string(size) + " ranks (must be 1 or more)");
    inboxes_ = std::make_shared<Inboxes>(static_cast<std::size_t>(size));
}

int MemoryPost::size() const noexcept { return static_cast<int>(inboxes_->of_rank.size()); }

MemoryMailbox::MemoryMailbox(MemoryPost const& post, int rank)
    : inboxes_(post.inboxes_), rank_(rank) {
    BALMER_VALIDATE(0 <= rank && rank < post.size(),
                    "no rank " + std::to_string(rank) + " among mailboxes for " +
                        std::to_string(post.size()) + " ranks (the first is 0)");
}

int MemoryMailbox::size() const { return static_cast<int>(inboxes_->of_rank.size()); }

void MemoryMailbox::send(int receiver, Bytes content) {
    BALMER_EXPECT(0 <= receiver && receiver < size());
    Inbox& inbox = inboxes_->of_rank[static_cast<std::size_t>(receiver)];
    std::lock_guard const lock(inbox.mutex);
    inbox.parcels.push_back(Parcel{.sender = rank_, .content = std::move(content)});
}

std::optional<Parcel> MemoryMailbox::receive() {
    Inbox& inbox = inboxes_->of_rank[static_cast<std::size_t>(rank_)];
    std::lock_guard const lock(inbox.mutex);
    if (inbox.parcels.empty()) return {};
    Parcel parcel = std::move(inbox.parcels.front());
    inbox.parcels.pop_front();
    return parcel;
}

}  // namespace balmer::parallel
