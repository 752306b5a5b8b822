#include "ohmloop/cli/settings_files.hpp"

#include "ohmloop/cli/errors.hpp"
#include "ohmloop/profiles/library.hpp"
#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/store/finder.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <sstream>
#include <vector>

namespace ohmloop::cli {

namespace {

profiles::NamedText found(const char* kind, const std::string& name) {
    return store::Finder().find(kind, name);
}

/// One that is named and missing is a calibration's trouble, not a setting's.
profiles::NamedText found_calibration(const std::string& name) {
    try {
        return found("soundcards", name);
    } catch (const profiles::SettingsError& error) {
        throw CalibrationError(error.what());
    }
}

/// Why the profile cannot be used here; empty when it can.
std::string misfit(const profiles::SoundCard& card, const RecordingPlace& place) {
    if (!card.device.empty() && place.device && card.device != *place.device) {
        return fmt::format("is for the device '{}', not '{}'", card.device, *place.device);
    }
    if (!card.host_api.empty() && place.host_api && card.host_api != *place.host_api) {
        return fmt::format("is for the host API {}, not {}", card.host_api, *place.host_api);
    }
    if (card.rate_hz && *card.rate_hz != place.rate.value()) {
        return fmt::format("is for {}, not {}", print_rate(Hertz(*card.rate_hz)),
                           print_rate(place.rate));
    }
    if (const auto age = age_days(card); age && *age > card.valid_days) {
        return fmt::format("is {} days old and was valid for {}", *age, card.valid_days);
    }
    return "";
}

}  // namespace

profiles::VirtualPort find_port(const std::string& name) {
    const auto file = found("virtual-ports", name);
    return profiles::parse_virtual_port(file.text, file.path);
}

profiles::Plan find_plan(const std::string& name) {
    const auto file = found("plans", name);
    return profiles::parse_plan(file.text, file.path);
}

classify::Settings find_verdict_settings() {
    const auto file = found("ports", "populations");
    classify::Settings settings;
    settings.populations = profiles::parse_populations(file.text, file.path);
    return settings;
}

profiles::LoadBox find_load_box(const std::string& name) {
    const auto file = found("loads", name);
    return profiles::parse_load_box(file.text, file.path);
}

profiles::SimulatedCard find_simulated_card(const std::string& name) {
    const auto file = found("soundcards", name);
    return profiles::parse_simulated_card(file.text, file.path);
}

profiles::SoundCard find_sound_card(const std::string& name) {
    const auto file = found_calibration(name);
    return profiles::parse_sound_card(file.text, file.path);
}

bool is_simulated_card_named(const std::string& name) {
    return profiles::is_simulated_card(found("soundcards", name).text);
}

std::optional<int> age_days(const profiles::SoundCard& card) {
    using namespace std::chrono;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char dash = 0;
    std::istringstream text(card.date);
    if (!(text >> year >> dash >> month >> dash >> day)) return std::nullopt;
    const sys_days made =
        std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
    return static_cast<int>((floor<days>(system_clock::now()) - made).count());
}

void require_fit(const profiles::SoundCard& card, const RecordingPlace& place) {
    const std::string why = misfit(card, place);
    if (!why.empty()) throw CalibrationError(fmt::format("the profile '{}' {}", card.name, why));
}

std::optional<profiles::SoundCard> fitting_sound_card(const RecordingPlace& place) {
    std::vector<profiles::SoundCard> fitting;
    for (const auto& name : store::Finder().names("soundcards")) {
        if (is_simulated_card_named(name)) continue;
        const auto card = find_sound_card(name);
        if (!card.device.empty() && misfit(card, place).empty()) fitting.push_back(card);
    }
    if (fitting.size() != 1) return std::nullopt;
    return fitting.front();
}

std::string folder_of_kind(const std::string& kind) {
    static const std::map<std::string, std::string> folders{
        {"ports", "virtual-ports"},   {"virtual-ports", "virtual-ports"},
        {"loads", "loads"},           {"plans", "plans"},
        {"soundcards", "soundcards"}, {"headphones", "headphones"},
        {"limits", "limits"}};
    const auto folder = folders.find(kind);
    if (folder != folders.end()) return folder->second;
    std::vector<std::string> known;
    for (const auto& [word, unused] : folders) known.push_back(word);
    throw UsageError(fmt::format("unknown kind '{}'{}", kind, suggestion(kind, known)));
}

}  // namespace ohmloop::cli
