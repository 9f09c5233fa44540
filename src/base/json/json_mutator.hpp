#pragma once

#include <cstring>
#include <random>

#include "base/json/json.hpp"

/// For fuzz targets only: half of the mutations keep the input a JSON text, so that the readers
/// behind the parser are reached. A target includes this once.
namespace kakehashi::json {

/// Changes one random place of a value: leaves it out, doubles it, or puts another value there.
class Mutator {
  public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    Value mutate(const Value& root) {
        count(root);
        target_ = pick(nodes_.size());
        donor_ = nodes_[pick(nodes_.size())];
        kind_ = pick(4);
        next_ = 0;
        return rebuild(root);
    }

  private:
    std::size_t pick(std::size_t below) { return random_() % below; }

    void count(const Value& value) {
        nodes_.push_back(&value);
        for (const auto& element : value.array()) count(element);
        for (const auto& member : value.members()) count(member.value);
    }

    Value replacement() {
        switch (kind_) {
            case 0:
                return *donor_;
            case 1:
                return Value();
            case 2:
                return Value(std::string(pick(40), 'a') + "、2026-02-30");
            default:
                return Value(Array{*donor_, *donor_});
        }
    }

    Value rebuild(const Value& value) {
        if (next_++ == target_) {
            next_ += 1'000'000'000;  // only once
            return replacement();
        }
        if (value.is_array()) {
            Array elements;
            for (const auto& element : value.array()) {
                const bool here = next_ == target_;
                if (here && kind_ == 1) {
                    next_ += 1'000'000'000;
                    continue;
                }
                elements.push_back(rebuild(element));
                if (here && kind_ == 3) elements.push_back(element);
            }
            return elements;
        }
        if (!value.is_object()) return value;
        Object members;
        for (const auto& [key, member] : value.members()) {
            if (next_ == target_ && kind_ == 1) {
                next_ += 1'000'000'000;
                continue;
            }
            members.push_back({key, rebuild(member)});
        }
        return members;
    }

    std::minstd_rand random_;
    std::vector<const Value*> nodes_;
    const Value* donor_ = nullptr;
    std::size_t target_ = 0;
    std::size_t kind_ = 0;
    std::size_t next_ = 0;
};

}  // namespace kakehashi::json

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned seed) {
    using namespace kakehashi;
    if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, size_max);
    const auto value = json::parse({reinterpret_cast<const char*>(data), size});
    if (!value) return LLVMFuzzerMutate(data, size, size_max);
    const auto text = json::write(json::Mutator(seed).mutate(*value));
    if (text.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
    std::memcpy(data, text.data(), text.size());
    return text.size();
}
