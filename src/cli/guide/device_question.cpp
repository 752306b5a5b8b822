#include "cli/guide/device_question.hpp"

#include "ohmloop/device/audio_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ostream>
#include <string_view>

namespace ohmloop::cli {

namespace {

using audio_io::ListedDevice;

/// What stands for other devices, and may resample, mix or change gain on the way.
bool is_stand_in(const ListedDevice& entry) {
    constexpr std::array<std::string_view, 8> names{"default", "sysdefault", "pulse",  "pipewire",
                                                    "jack",    "dmix",       "dsnoop", "front"};
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return entry.info.name.rfind(name, 0) == 0; });
}

}  // namespace

std::vector<ListedDevice> likely_devices(std::vector<ListedDevice> devices) {
    std::erase_if(devices, [](const ListedDevice& entry) {
        return entry.info.output_channels < 1 || entry.info.input_channels < 1;
    });
    std::stable_sort(devices.begin(), devices.end(), [](const auto& a, const auto& b) {
        if (is_stand_in(a) != is_stand_in(b)) return is_stand_in(b);
        return std::min(a.info.input_channels, 2) > std::min(b.info.input_channels, 2);
    });
    return devices;
}

std::string device_menu(const std::vector<ListedDevice>& likely) {
    std::string text = "Devices that play and record:\n";
    for (std::size_t n = 0; n < likely.size(); ++n)
        text +=
            fmt::format("  {}  {} ({}){}\n", n + 1, likely[n].info.name, likely[n].info.host_api,
                        is_stand_in(likely[n]) ? ", stands for others: it may resample" : "");
    return text;
}

std::optional<std::size_t> chosen_entry(const std::string& answer, std::size_t entries) {
    if (answer.empty()) return 0;
    std::size_t number = 0;
    const auto* end = answer.data() + answer.size();
    const auto read = std::from_chars(answer.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < 1 || number > entries)
        return std::nullopt;
    return number - 1;
}

std::string ask_device(const std::vector<ListedDevice>& devices, const Keyboard& keyboard,
                       std::ostream& screen) {
    const auto likely = likely_devices(devices);
    if (likely.empty())
        throw device::DeviceError(
            "no sound device plays and records: name two with --output-device and --input-device, "
            "or try --simulate PORT");
    screen << device_menu(likely)
           << "Where one device plays and another records, give up and name both with "
              "--output-device and --input-device.\n";
    while (true) {
        keyboard.forget();
        const std::string answer =
            keyboard.answer(screen, "Which one? [1] (q and Enter to give up): ");
        if (const auto entry = chosen_entry(answer, likely.size()))
            return fmt::to_string(likely[*entry].index);
        screen << fmt::format("'{}' is no number from 1 to {}.\n", answer, likely.size());
    }
}

}  // namespace ohmloop::cli
