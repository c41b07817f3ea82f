/// \file
/// The post over MPI.
#pragma once

#include "balmer/parallel/communicator.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <memory>

namespace balmer::parallel {

struct SessionState;

/// One rank's end of the post, on a channel of its own: parcels of another mailbox never meet it.
///
/// A send owns its bytes. Those still under way when the mailbox goes are kept until MPI ends, so
/// the destructor neither waits nor throws; what the peers take in the meantime is delivered whole.
/// A parcel that comes slowly holds up the later ones of its own sender only.
class MpiMailbox final : public Mailbox {
public:
    /// Collective. Splits parcels longer than the communicator's chunk. Needs a communicator made
    /// from a session, and the session to outlive the mailbox.
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

/// Collective. An MpiMailbox, or one in memory where the communicator is this process alone.
std::unique_ptr<Mailbox> make_mailbox(Communicator const& communicator);

}  // namespace balmer::parallel
