#include "base/failure_text.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <typeinfo>

namespace kakehashi {
namespace {

constexpr std::size_t kBytesMax = 400;

std::string type_name(const std::exception& failure) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> readable{
        abi::__cxa_demangle(typeid(failure).name(), nullptr, nullptr, &status), std::free};
    return status == 0 ? readable.get() : typeid(failure).name();
}

}  // namespace

std::string failure_text(const std::exception& failure) {
    const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&failure);
    std::string line = type_name(failure) + ": " + (file ? file->code().message() : failure.what());
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return line.substr(0, kBytesMax);
}

}  // namespace kakehashi
