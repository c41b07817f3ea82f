/// \file
/// Mailboxes within one process: for a run without MPI, and for tests with threads as ranks.
#pragma once

#include "balmer/parallel/mailbox.hpp"

#include <memory>

namespace balmer::parallel {

/// Connects the mailboxes of one process. Copies share the same connection.
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

/// Mailboxes of different ranks may be used by different threads at the same time. A parcel is in
/// its receiver's inbox when `send` returns, so nothing is ever unsent.
class MemoryMailbox final : public Mailbox {
public:
    /// Throws InputError unless 0 <= rank < post.size().
    MemoryMailbox(MemoryPost const& post, int rank);
    /// The mailbox of a single rank, which can only send to itself.
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
