#include "island_record.hpp"

#include "balmer/base/error.hpp"
#include "balmer/checkpoint/archive.hpp"

#include <string>

namespace balmer::islands {

checkpoint::IslandArchive pack(IslandRecord const& record) {
    checkpoint::IslandArchive archive{
        .island = record.state.island, .iteration = record.state.iteration, .bytes = {}};
    // Work of a survey counts, although the island may not be made yet.
    bool const has_content = !record.state.population.empty() || record.work.evaluation_count > 0;
    if (has_content) archive.bytes = checkpoint::write_archive(record);
    return archive;
}

IslandRecord unpack(checkpoint::IslandArchive const& archive) {
    auto const refuse = [&](std::string const& why) {
        return DataError("island " + std::to_string(archive.island) +
                         " of the checkpoint cannot be read (" + why +
                         "). Was it written by another version of balmer?");
    };
    try {
        auto record = checkpoint::read_archive<IslandRecord>(archive.bytes);
        if (record.state.island != archive.island) {
            throw refuse("it is that of island " + std::to_string(record.state.island));
        }
        return record;
    } catch (checkpoint::ArchiveError const& error) {
        throw refuse(error.what());
    }
}

}  // namespace balmer::islands
