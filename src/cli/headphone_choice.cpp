#include "ohmloop/cli/headphone_choice.hpp"

#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/store/file.hpp"
#include "ohmloop/store/finder.hpp"
#include "ohmloop/store/store_error.hpp"

#include <algorithm>
#include <filesystem>

namespace ohmloop::cli {

namespace {

std::vector<profiles::ImpedancePoint> read_zma(const std::string& path) {
    try {
        return profiles::parse_zma(store::read_text_file(path, store::settings_limit), path);
    } catch (const store::StoreError& error) {
        throw profiles::SettingsError(error.what());
    }
}

profiles::Headphone find_profile(const std::string& name) {
    const auto file = store::Finder().find("headphones", name);
    return profiles::parse_headphone(file.text, file.path);
}

profiles::Headphone only_a_curve(const std::string& path) {
    profiles::Headphone headphone;
    headphone.name = std::filesystem::path(path).stem().string();
    headphone.title = headphone.name;
    return profiles::with_curve(std::move(headphone), read_zma(path));
}

bool is_zma(const std::string& path) { return path.ends_with(".zma") || path.ends_with(".ZMA"); }

std::vector<std::string> between_commas(const std::string& text) {
    std::vector<std::string> parts;
    std::string::size_type from = 0;
    while (true) {
        // A file's name may hold commas: behind NAME= or a slash all that follows is one.
        const bool is_file = text.find_first_of("=/", from) < text.find(',', from);
        const auto comma = is_file ? std::string::npos : text.find(',', from);
        auto part = text.substr(from, comma == std::string::npos ? comma : comma - from);
        part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
        part.erase(part.find_last_not_of(' ') + 1);
        if (part.empty())
            throw UsageError("--headphone: '" + text +
                             "' has an empty place: write it like 'HD 600,dt-990-pro-250'");
        parts.push_back(std::move(part));
        if (comma == std::string::npos) return parts;
        from = comma + 1;
    }
}

}  // namespace

profiles::Headphone find_headphone(const std::string& text) {
    const auto equals = text.rfind('=');
    if (equals != std::string::npos && is_zma(text))
        return profiles::with_curve(find_profile(text.substr(0, equals)),
                                    read_zma(text.substr(equals + 1)));
    return is_zma(text) ? only_a_curve(text) : find_profile(text);
}

std::vector<profiles::Headphone> read_headphones(const Options& options) {
    std::vector<profiles::Headphone> headphones;
    for (const auto& text : options.all("headphone"))
        for (const auto& name : between_commas(text)) {
            auto one = find_headphone(name);
            const bool known = std::ranges::any_of(headphones, [&](const auto& other) {
                return other.name == one.name && other.curve.size() == one.curve.size();
            });
            if (!known) headphones.push_back(std::move(one));
        }
    return headphones;
}

}  // namespace ohmloop::cli
