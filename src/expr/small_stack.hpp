/// \file
/// A stack for traversals of postfix nodes that does not allocate for trees of usual size.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace balmer::expr {

/// Holds up to `capacity` values: up to 256 within the object, more in one allocation.
template <class Value>
class SmallStack {
public:
    explicit SmallStack(std::size_t capacity) {
        if (capacity > small_.size()) {
            large_.resize(capacity);
            values_ = large_;
        }
    }
    SmallStack(SmallStack const&) = delete;
    SmallStack& operator=(SmallStack const&) = delete;

    void push(Value const& value) { values_[size_++] = value; }
    Value pop() { return values_[--size_]; }
    Value& top() { return values_[size_ - 1]; }
    std::size_t size() const { return size_; }

private:
    std::array<Value, 256> small_;
    std::vector<Value> large_;
    std::span<Value> values_ = small_;
    std::size_t size_ = 0;
};

}  // namespace balmer::expr
