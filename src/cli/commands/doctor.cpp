#include "cli/commands/table.hpp"
#include "cli/mixer_controls.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/audio_io/host_report.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/cli/version.hpp"
#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/store/finder.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <thread>

namespace ohmloop::cli {

namespace {

/// What a person can mend, said last.
using Remarks = std::vector<std::string>;

constexpr int most_cards = 8;

std::string system_line() {
    utsname system{};
    if (::uname(&system) != 0) return "unknown system";
    return fmt::format("{} {} {}, {} processors", system.sysname, system.release, system.machine,
                       std::thread::hardware_concurrency());
}

/// Whether threads of this user may run in real time: without it a busy machine loses samples.
std::string priority_line() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_RTPRIO, &limit) != 0) return "unknown";
    if (limit.rlim_cur == RLIM_INFINITY) return "any";
    return limit.rlim_cur == 0 ? "none" : fmt::format("up to {}", limit.rlim_cur);
}

std::string rates_text(const std::vector<Hertz>& rates) {
    std::string text;
    for (const auto rate : rates)
        text += fmt::format("{}{:g}", text.empty() ? "" : ", ", rate.value() / 1000);
    return text.empty() ? "none of the usual" : text + " kHz";
}

void tell_hosts(const audio_io::HostReport& report, std::ostream& out) {
    out << "\nHost APIs (JACK is listed only while its server runs)\n";
    for (const auto& api : report.host_apis) {
        out << fmt::format("  {:<26} {} device{}", api.name, api.devices,
                           api.devices == 1 ? "" : "s");
        if (!api.default_output.empty()) out << fmt::format("; plays on '{}'", api.default_output);
        if (!api.default_input.empty())
            out << fmt::format("; records from '{}'", api.default_input);
        out << '\n';
    }
}

void tell_devices(const audio_io::HostReport& report, std::ostream& out, Remarks& remarks) {
    out << "\nDevices (rates as the host says; one that resamples says so of all)\n";
    for (const auto& [listed, rates] : report.devices) {
        const auto& info = listed.info;
        out << fmt::format("  {:>2}  {}: {}\n      {} out, {} in, {:g} kHz by default; takes {}\n",
                           listed.index, info.host_api, info.name, info.output_channels,
                           info.input_channels, info.default_rate.value() / 1000,
                           rates_text(rates));
    }
    if (!report.devices.empty()) return;
    out << "  none\n";
    remarks.emplace_back(
        "no sound device: plug one in, start the JACK server, or join the group 'audio'");
}

void tell_profile(const std::string& name, const profiles::SoundCard& card, std::ostream& out,
                  Remarks& remarks) {
    out << fmt::format("  {}: for {}", name,
                       card.device.empty() ? "any device" : "'" + card.device + "'");
    if (card.rate_hz) out << fmt::format(" at {:g} kHz", *card.rate_hz / 1000);
    const auto age = age_days(card);
    if (!age) {
        out << ", undated\n";
        return;
    }
    out << fmt::format(", of {}: {} of {} days old\n", card.date, *age, card.valid_days);
    if (*age > card.valid_days)
        remarks.push_back(fmt::format("the profile '{}' has expired: measure the card anew", name));
}

void tell_profiles(std::ostream& out, Remarks& remarks) {
    out << "\nSound card profiles\n";
    bool any = false;
    for (const auto& name : store::Finder().names("soundcards")) {
        try {
            if (is_simulated_card_named(name)) continue;
            tell_profile(name, find_sound_card(name), out, remarks);
        } catch (const profiles::SettingsError& error) {
            out << "  " << name << ": cannot be read\n";
            remarks.emplace_back(error.what());
        }
        any = true;
    }
    if (!any) out << "  none\n";
}

/// What `amixer` prints of a card; nothing where there is no such card or no amixer.
std::optional<std::string> mixer_listing(int card) {
    struct Close {
        void operator()(std::FILE* pipe) const { ::pclose(pipe); }
    };
    const auto command = fmt::format("timeout 2 amixer -c {} scontents 2>/dev/null", card);
    const std::unique_ptr<std::FILE, Close> pipe(::popen(command.c_str(), "re"));
    if (!pipe) return std::nullopt;
    std::string text;
    char buffer[4096];
    while (const auto count = std::fread(buffer, 1, sizeof buffer, pipe.get()))
        text.append(buffer, count);
    return text.empty() ? std::nullopt : std::optional(text);
}

void tell_mixers(std::ostream& out, Remarks& remarks) {
    out << "\nMixer controls that can spoil a measurement\n";
    bool any_card = false;
    for (int card = 0; card < most_cards; ++card) {
        const auto listing = mixer_listing(card);
        if (!listing) continue;
        any_card = true;
        for (const auto& control : spoiling_controls(*listing)) {
            out << fmt::format("  card {}: {} [{}]\n", card, control.name, control.state);
            remarks.push_back(fmt::format("switch '{}' of card {} off (alsamixer -c {})",
                                          control.name, card, card));
        }
    }
    if (any_card) return;
    out << "  not looked at: no ALSA card, or no amixer (package alsa-utils)\n";
}

int doctor(const Options& options, Console& console) {
    const auto echo = options.has("verbose") ? audio_io::HostMessageEcho::shown
                                             : audio_io::HostMessageEcho::hidden;
    const auto report = audio_io::examine_hosts(echo);
    Remarks remarks;
    auto& out = console.out;
    out << fmt::format("ohmloop {}\n{}\n{}\nreal-time priority: {}\n", version(), report.library,
                       system_line(), priority_line());
    tell_hosts(report, out);
    tell_devices(report, out, remarks);
    tell_profiles(out, remarks);
    tell_mixers(out, remarks);
    out << "\nTo mend\n";
    if (remarks.empty()) out << "  nothing\n";
    for (const auto& remark : remarks) out << "  - " << remark << '\n';
    return exit_code::done;
}

}  // namespace

Command doctor_command() {
    return {"doctor",
            "",
            "host APIs, devices, rates, profiles, mixers: what to paste into a bug report",
            {{"verbose", "", "show what the audio system prints", 'v'}, help_option()},
            0,
            0,
            doctor};
}

}  // namespace ohmloop::cli
