/// \file
/// Carries bytes between ranks, without ever blocking. Knows no islands.
#pragma once

#include "balmer/parallel/bytes.hpp"

#include <cstddef>
#include <optional>

namespace balmer::parallel {

struct Parcel {
    /// Rank it came from.
    int sender = 0;
    Bytes content;
};

/// One rank's end of the post. Parcels between the same two ranks arrive in the order sent; none is
/// lost or doubled. Used by one thread at a time.
class Mailbox {
public:
    virtual ~Mailbox() = default;

    virtual int rank() const = 0;
    virtual int size() const = 0;

    /// Hands a parcel over and returns at once. A rank may send to itself.
    virtual void send(int receiver, Bytes content) = 0;

    /// The next parcel that has arrived, or nothing. Also drives sends that are under way.
    virtual std::optional<Parcel> receive() = 0;

    /// Parcels handed over and not yet taken by the transport: what a sender bounds its queue with.
    virtual std::size_t unsent_count() = 0;
};

}  // namespace balmer::parallel
