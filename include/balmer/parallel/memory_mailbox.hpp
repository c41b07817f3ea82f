/// \file
/// The post inside one process: for a run without MPI, and for tests with threads as ranks.
#pragma once

#include "balmer/parallel/mailbox.hpp"

#include <memory>

namespace balmer::parallel {

/// Where the mailboxes of one process meet. Copies share the same post.
class MemoryPost {
public:
    /// `size` ranks. Throws InputError unless size >= 1.
    explicit MemoryPost(int size);

    int size() const noexcept;

private:
    friend class MemoryMailbox;
    struct Inboxes;

    std::shared_ptr<Inboxes> inboxes_;
};

/// One rank's end. Mailboxes of different ranks may be used from different threads at once. A
/// parcel is in its receiver's inbox when `send` returns, so nothing is ever unsent.
class MemoryMailbox final : public Mailbox {
public:
    /// Throws InputError unless 0 <= rank < post.size().
    MemoryMailbox(MemoryPost const& post, int rank);
    /// The only rank of a post of its own.
    MemoryMailbox() : MemoryMailbox(MemoryPost(1), 0) {}

    int rank() const override { return rank_; }
    int size() const override;
    void send(int receiver, Bytes content) override;
    std::optional<Parcel> receive() override;
    std::size_t unsent_count() override { return 0; }

private:
    std::shared_ptr<MemoryPost::Inboxes> inboxes_;
    int rank_;
};

}  // namespace balmer::parallel
