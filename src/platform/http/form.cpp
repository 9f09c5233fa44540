#include "platform/http/form.hpp"

namespace kakehashi::http {

std::string_view Form::text(std::string_view name) const {
    for (const auto& [field, value] : fields_)
        if (field == name) return value;
    return {};
}

std::vector<std::string_view> Form::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [field, value] : fields_)
        if (field == name) values.push_back(value);
    return values;
}

bool Form::has(std::string_view name) const {
    for (const auto& [field, value] : fields_)
        if (field == name) return true;
    return false;
}

const Upload* Form::file(std::string_view name) const {
    for (const auto& upload : uploads_)
        if (upload.field == name) return &upload;
    return nullptr;
}

std::vector<const Upload*> Form::files(std::string_view name) const {
    std::vector<const Upload*> found;
    for (const auto& upload : uploads_)
        if (upload.field == name) found.push_back(&upload);
    return found;
}

void Form::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void Form::add(Upload upload) {
    uploads_.push_back(std::move(upload));
}

}  // namespace kakehashi::http
