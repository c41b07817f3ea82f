/// \file
/// Sends bytes between ranks without blocking. Knows nothing of their meaning.
#pragma once

#include "balmer/parallel/bytes.hpp"

#include <cstddef>
#include <optional>

namespace balmer::parallel {

struct Parcel {
    /// Rank that sent it.
    int sender = 0;
    Bytes content;
};

/// The mailbox of one rank. Parcels between the same two ranks arrive in the order sent; none is
/// lost or duplicated. Used by one thread at a time.
class Mailbox {
public:
    virtual ~Mailbox() = default;

    virtual int rank() const = 0;
    virtual int size() const = 0;

    /// Hands over a parcel and returns at once. A rank may send to itself.
    virtual void send(int receiver, Bytes content) = 0;

    /// Returns the next parcel that has arrived, or nullopt. Also advances pending sends.
    virtual std::optional<Parcel> receive() = 0;

    /// Number of parcels handed over but not yet taken by the transport. A sender bounds its queue
    /// with it.
    virtual std::size_t unsent_count() = 0;
};

}  // namespace balmer::parallel
