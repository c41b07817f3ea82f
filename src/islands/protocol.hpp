/// \file
/// The messages between coordinator and workers, and their encoding as bytes.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/eval/sums.hpp"
#include "balmer/evolve/island_state.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/parallel/error.hpp"
#include "balmer/parallel/mailbox.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace balmer::islands {

/// Worker → coordinator: what an island offers at the end of an iteration. It may send the next
/// after the exchange that answers this message.
struct Champions {
    std::uint32_t island = 0;
    /// Iterations completed.
    std::uint32_t iteration = 0;
    std::vector<evolve::Member> champions;
    std::vector<expr::Tree> migrants;

    bool operator==(Champions const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& island& iteration& champions& migrants;
    }
};

/// Coordinator → worker: members for an island to mix in.
struct Exchange {
    std::uint32_t island = 0;
    /// Iteration of the champions that it answers.
    std::uint32_t iteration = 0;
    evolve::Immigrants immigrants;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& island& iteration& immigrants;
    }
};

/// Coordinator → all workers with shards: requests sums of this expression over their shards.
struct ScoreRequest {
    std::uint64_t id = 0;
    scoring::SumKind kind = scoring::SumKind::loss;
    expr::Tree tree;

    bool operator==(ScoreRequest const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& id& kind& tree;
    }
};

/// Worker → coordinator: one sum for each shard, so that the order of addition does not depend on
/// the distribution of shards over ranks.
struct ScoreAnswer {
    std::uint64_t id = 0;
    std::vector<scoring::ShardSums> shards;

    bool operator==(ScoreAnswer const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& id& shards;
    }
};

/// Worker → coordinator, every `status_seconds`.
struct Report {
    WorkerStatus status;

    bool operator==(Report const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& status;
    }
};

/// Worker → coordinator: this rank is requested to stop the run.
struct StopWanted {
    bool operator==(StopWanted const&) const = default;
    template <class Archive>
    void serialize(Archive&, unsigned) {}
};

/// Coordinator → worker: stop evolving, but continue to score.
struct StopEvolution {
    bool operator==(StopEvolution const&) const = default;
    template <class Archive>
    void serialize(Archive&, unsigned) {}
};

/// Worker → coordinator: evolution has stopped; no champions follow.
struct Halted {
    WorkerStatus status;

    bool operator==(Halted const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& status;
    }
};

/// Coordinator → worker: leave the run. Unanswered requests are void.
struct Quit {
    EndReason reason = EndReason::iterations_done;

    bool operator==(Quit const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& reason;
    }
};

/// Worker → coordinator: the last message.
struct Goodbye {
    WorkerStatus status;

    bool operator==(Goodbye const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& status;
    }
};

/// Either direction, instead of all further messages: the sender has failed, and the run ends.
struct Failed {
    parallel::Fault fault = parallel::Fault::other;
    std::string message;

    bool operator==(Failed const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& fault& message;
    }
};

/// Coordinator → worker, the first message: begin.
struct Start {
    /// The islands that resume from a checkpoint; the others are created.
    std::vector<checkpoint::IslandArchive> islands;
    /// Whether checkpoints are written. Only then snapshots are sent without request.
    bool keeps_checkpoints = false;
    /// Whether the islands wait for BeginEvolution.
    bool surveys_first = false;

    bool operator==(Start const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& islands& keeps_checkpoints& surveys_first;
    }
};

/// Coordinator → worker: requests snapshots of all its islands.
struct SnapshotRequest {
    bool operator==(SnapshotRequest const&) const = default;
    template <class Archive>
    void serialize(Archive&, unsigned) {}
};

/// Worker → coordinator: an island between two cycles. Sent on request, before Halted, and in
/// deterministic mode before the champions of each iteration.
struct Snapshot {
    checkpoint::IslandArchive archive;

    bool operator==(Snapshot const&) const = default;
    template <class Archive>
    void serialize(Archive& bytes, unsigned) {
        bytes& archive;
    }
};

/// Coordinator → worker, every `status_seconds`: the coordinator is alive.
struct Pulse {
    bool operator==(Pulse const&) const = default;
    template <class Archive>
    void serialize(Archive&, unsigned) {}
};

/// Coordinator → worker: requests the best structures of a part of a complexity.
struct SurveyRequest {
    std::uint32_t complexity = 0;
    /// Part `part` of `part_count` equal ones; surveyed on the sample of island part mod islands.
    std::uint32_t part = 0;
    std::uint32_t part_count = 1;
    /// A formula whose loss on the same sample is wanted; without nodes: none.
    expr::Tree reference;

    bool operator==(SurveyRequest const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& complexity& part& part_count& reference;
    }
};

/// Worker → coordinator: the best structures of a part, with their losses on the shard.
struct SurveyAnswer {
    std::uint32_t complexity = 0;
    std::uint32_t part = 0;
    std::uint64_t structure_count = 0;
    /// Of the worker [s].
    double seconds = 0;
    /// Loss of the reference; 1 if there is none.
    double reference_loss = 1;
    std::vector<evolve::Member> best;

    bool operator==(SurveyAnswer const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& complexity& part& structure_count& seconds& reference_loss& best;
    }
};

/// Coordinator → worker: the survey is over, the islands evolve. New ones begin with these.
struct BeginEvolution {
    std::vector<expr::Tree> front;

    bool operator==(BeginEvolution const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& front;
    }
};

/// The place in this list is the kind's number on the wire: append, and raise `protocol_version`.
using Message = std::variant<Champions, Exchange, ScoreRequest, ScoreAnswer, Report, StopWanted,
                             StopEvolution, Halted, Quit, Goodbye, Failed, Start, SnapshotRequest,
                             Snapshot, Pulse, SurveyRequest, SurveyAnswer, BeginEvolution>;

inline constexpr std::uint8_t protocol_version = 3;

/// "champions", "score request", ….
std::string_view kind_name(Message const& message);

/// A parcel that no rank of this build can have sent, or a message that is not expected.
class ProtocolError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Protocol version, kind, XXH3 of kind and content, then the message as a Boost binary archive.
parallel::Bytes encode(Message const& message);

/// Throws ProtocolError, which names sender and kind, for bytes that encode() did not make.
Message decode(parallel::Parcel const& parcel);

}  // namespace balmer::islands
