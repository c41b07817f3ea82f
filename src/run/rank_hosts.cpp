#include "balmer/run/rank_hosts.hpp"

#include "balmer/base/host_name.hpp"
#include "balmer/base/text.hpp"
#include "balmer/parallel/collectives.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::run {
namespace {

/// "0-1, 4"; `ranks` are ascending.
std::string ranges_of(std::vector<std::size_t> const& ranks) {
    std::vector<std::string> ranges;
    for (std::size_t i = 0; i < ranks.size();) {
        auto last = i;
        while (last + 1 < ranks.size() && ranks[last + 1] == ranks[last] + 1) ++last;
        ranges.push_back(last == i ? fmt::format("{}", ranks[i])
                                   : fmt::format("{}-{}", ranks[i], ranks[last]));
        i = last + 1;
    }
    return fmt::format("{}", fmt::join(ranges, ", "));
}

}  // namespace

std::vector<std::string> gather_hosts(parallel::Communicator const& communicator) {
    return parallel::gather(communicator, host_name());
}

std::string describe_hosts(std::vector<std::string> const& hosts) {
    // Hosts in the order of their first rank.
    std::vector<std::pair<std::string, std::vector<std::size_t>>> groups;
    for (std::size_t rank = 0; rank < hosts.size(); ++rank) {
        auto group =
            std::ranges::find(groups, hosts[rank], [](auto const& entry) { return entry.first; });
        if (group == groups.end()) group = groups.insert(group, {hosts[rank], {}});
        group->second.push_back(rank);
    }
    std::vector<std::string> words;
    for (auto const& [host, ranks] : groups) {
        words.push_back(
            fmt::format("{} (rank{} {})", host, ranks.size() == 1 ? "" : "s", ranges_of(ranks)));
    }
    return fmt::format("{} on {}: {}", counted(hosts.size(), "rank"),
                       counted(groups.size(), "host"), fmt::join(words, ", "));
}

}  // namespace balmer::run
