#include "balmer/formats/hdf5_handle.hpp"

namespace balmer::formats {
namespace {

herr_t take_innermost(unsigned depth, H5E_error2_t const* error, void* reason) {
    if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(reason) = error->desc;
    return 0;
}

std::string innermost_reason() {
    std::string reason;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_innermost, &reason);
    H5Eclear2(H5E_DEFAULT);
    return reason.empty() ? "no reason given" : reason;
}

}  // namespace

Hdf5Error::Hdf5Error(std::string_view action, std::string_view subject)
    : std::runtime_error("cannot " + std::string(action) + " '" + std::string(subject) +
                         "' (HDF5: " + innermost_reason() + ")") {}

QuietHdf5::QuietHdf5() {
    H5Eget_auto2(H5E_DEFAULT, &print_, &print_data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietHdf5::~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, print_, print_data_); }

}  // namespace balmer::formats
