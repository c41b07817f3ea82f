/// \file
/// Waiting until all parcels are handed to the transport.
#pragma once

#include "balmer/parallel/mailbox.hpp"

namespace balmer::parallel {

/// Waits, mostly asleep, until the transport has taken every parcel sent, for at most `timeout_s`.
/// Returns false on timeout. Does not receive: if the peer flushes as well instead of receiving,
/// both may wait until the timeout.
bool flush(Mailbox& mailbox, double timeout_s);

}  // namespace balmer::parallel
