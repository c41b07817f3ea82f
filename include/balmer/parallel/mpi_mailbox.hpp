/// \file
/// Mailboxes over MPI.
#pragma once

#include "balmer/parallel/communicator.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <memory>

namespace balmer::parallel {

struct SessionState;

/// Each mailbox uses a private channel, so parcels of different mailboxes never mix.
///
/// A send owns its bytes. Those still in transit when the mailbox is destroyed are kept until MPI
/// ends, so the destructor neither waits nor throws; parcels that peers receive until then are
/// complete. A slow parcel delays only later parcels of the same sender.
class MpiMailbox final : public Mailbox {
public:
    /// Collective. Splits parcels longer than the communicator's chunk. The communicator must be
    /// made from a session, and the session must outlive the mailbox.
    explicit MpiMailbox(Communicator const& communicator);
    ~MpiMailbox() override;
    MpiMailbox(MpiMailbox const&) = delete;
    MpiMailbox& operator=(MpiMailbox const&) = delete;

    int rank() const override;
    int size() const override;
    void send(int receiver, Bytes content) override;
    std::optional<Parcel> receive() override;
    std::size_t unsent_count() override;

private:
    struct State;

    std::shared_ptr<SessionState> session_;
    std::shared_ptr<State> state_;
};

/// Collective. Makes an MpiMailbox, or a MemoryMailbox if the communicator is a single process
/// without MPI.
std::unique_ptr<Mailbox> make_mailbox(Communicator const& communicator);

}  // namespace balmer::parallel
