#include "memory_file.hpp"

#include <atomic>
#include <string>

namespace balmer::checkpoint {
namespace {

using formats::check_hdf5;
using formats::FileHandle;
using formats::PropertyHandle;

constexpr auto subject = "checkpoint in memory";
constexpr std::size_t growth_bytes = 1 << 20;

/// A unique name: HDF5 treats two open files in memory with the same name as one file.
std::string fresh_name() {
    static std::atomic<unsigned long> count{0};
    return "checkpoint in memory " + std::to_string(++count);
}

PropertyHandle memory_access() {
    PropertyHandle access(H5Pcreate(H5P_FILE_ACCESS), "prepare", subject);
    check_hdf5(H5Pset_fapl_core(access.id(), growth_bytes, false), "prepare", subject);
    return access;
}

}  // namespace

FileHandle create_in_memory(std::size_t user_block_bytes) {
    auto const access = memory_access();
    PropertyHandle const creation(H5Pcreate(H5P_FILE_CREATE), "create", subject);
    check_hdf5(H5Pset_userblock(creation.id(), user_block_bytes), "create", subject);
    constexpr unsigned keep_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    check_hdf5(H5Pset_link_creation_order(creation.id(), keep_order), "create", subject);
    return {H5Fcreate(fresh_name().c_str(), H5F_ACC_EXCL, creation.id(), access.id()), "create",
            subject};
}

Bytes image_of(FileHandle const& file, std::size_t user_block_bytes) {
    check_hdf5(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "finish", subject);
    // HDF5 returns the image without the user block.
    auto const size = check_hdf5(H5Fget_file_image(file.id(), nullptr, 0), "measure", subject);
    Bytes image(user_block_bytes + static_cast<std::size_t>(size));
    check_hdf5(H5Fget_file_image(file.id(), image.data() + user_block_bytes,
                                 static_cast<std::size_t>(size)),
               "copy", subject);
    return image;
}

FileHandle open_in_memory(std::span<std::byte const> image) {
    auto const access = memory_access();
    // HDF5 requires void*, but only reads from it.
    auto* const bytes = const_cast<std::byte*>(image.data());
    check_hdf5(H5Pset_file_image(access.id(), bytes, image.size()), "open", subject);
    return {H5Fopen(fresh_name().c_str(), H5F_ACC_RDONLY, access.id()), "open", subject};
}

}  // namespace balmer::checkpoint
