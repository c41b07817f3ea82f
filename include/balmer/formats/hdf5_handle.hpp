/// \file
/// RAII owners of HDF5 identifiers, and checked calls.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

namespace balmer::formats {

/// A failed HDF5 call: action, subject, and the innermost reason of the library. Callers turn it
/// into a DataError (reading) or an IoError (writing).
class Hdf5Error : public std::runtime_error {
public:
    /// Takes the reason from the HDF5 error stack of this thread and clears the stack.
    Hdf5Error(std::string_view action, std::string_view subject);
};

/// Prevents HDF5 from printing its error stack to stderr during its lifetime. Can be nested;
/// affects only this thread.
class QuietHdf5 {
public:
    QuietHdf5();
    ~QuietHdf5();
    QuietHdf5(QuietHdf5 const&) = delete;
    QuietHdf5& operator=(QuietHdf5 const&) = delete;

private:
    H5E_auto2_t print_ = nullptr;
    void* print_data_ = nullptr;
};

/// Returns `value` (an id, a status or a count). Throws Hdf5Error if it is negative.
template <class Value>
Value check_hdf5(Value value, std::string_view action, std::string_view subject) {
    if (value < 0) throw Hdf5Error(action, subject);
    return value;
}

/// Owner of one identifier: Hdf5Handle<&H5Dclose>.
template <auto Close>
class Hdf5Handle {
public:
    Hdf5Handle() = default;
    /// Throws Hdf5Error if `id` is the result of a failed call.
    Hdf5Handle(hid_t id, std::string_view action, std::string_view subject)
        : id_(check_hdf5(id, action, subject)) {}
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    Hdf5Handle(Hdf5Handle const&) = delete;
    Hdf5Handle& operator=(Hdf5Handle const&) = delete;
    ~Hdf5Handle() {
        if (id_ >= 0) Close(id_);
    }

    /// Closes now. A destructor could not report a failure, such as a full disk.
    void close(std::string_view action, std::string_view subject) {
        check_hdf5(Close(std::exchange(id_, H5I_INVALID_HID)), action, subject);
    }

    hid_t id() const noexcept { return id_; }

private:
    hid_t id_ = H5I_INVALID_HID;
};

using FileHandle = Hdf5Handle<&H5Fclose>;
using GroupHandle = Hdf5Handle<&H5Gclose>;
using DatasetHandle = Hdf5Handle<&H5Dclose>;
using ObjectHandle = Hdf5Handle<&H5Oclose>;
using AttributeHandle = Hdf5Handle<&H5Aclose>;
using DataspaceHandle = Hdf5Handle<&H5Sclose>;
using DatatypeHandle = Hdf5Handle<&H5Tclose>;
using PropertyHandle = Hdf5Handle<&H5Pclose>;

}  // namespace balmer::formats
