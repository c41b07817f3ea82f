/// \file
/// Waiting until what was sent is on its way.
#pragma once

#include "balmer/parallel/mailbox.hpp"

namespace balmer::parallel {

/// Waits, mostly asleep, until the transport has taken every parcel sent, for at most `timeout_s`.
/// Returns whether it has. Takes no parcels: a peer that flushes as well, instead of receiving, may
/// keep both waiting until the timeout.
bool flush(Mailbox& mailbox, double timeout_s);

}  // namespace balmer::parallel
