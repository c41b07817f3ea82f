/// \file
/// Processes that make a sample together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace balmer::physics {

/// Called from time to time with the done fraction, in [0, 1]; only where the sample is collected.
using Progress = std::function<void(double fraction)>;

/// Who makes the blocks of a sample: one process, unless derived from. Block b is a function of
/// settings, seed and b alone, so a sample does not depend on its team.
///
/// The functions below `rank()` are collective: every member calls them, in the same order.
class BlockTeam {
public:
    using Bytes = std::vector<std::byte>;

    virtual ~BlockTeam() = default;
    virtual std::uint32_t size() const { return 1; }
    virtual std::uint32_t rank() const { return 0; }

    /// Runs `step` on every member; throws on every member unless it succeeds on all of them.
    virtual void all_or_none(std::function<void()> const& step) const { step(); }
    /// On rank 0 every member's bytes, by rank; elsewhere nothing.
    virtual std::vector<Bytes> gather(Bytes own) const;
    /// Rank 0's value, on every member.
    virtual int broadcast(int value) const { return value; }
};

}  // namespace balmer::physics
