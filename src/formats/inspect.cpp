#include "balmer/formats/inspect.hpp"

#include "balmer/formats/format.hpp"

namespace balmer::formats {

FileSummary inspect(std::filesystem::path const& path) { return find_format(path).inspect(path); }

}  // namespace balmer::formats
