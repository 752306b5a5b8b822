#include "cli/guide/level_question.hpp"

#include "ohmloop/device/audio_device.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

namespace ohmloop::cli {

std::string level_advice(const session::InputLevel& level) {
    constexpr double hardly_dbfs = -50;
    if (!level.loudest_dbfs || *level.loudest_dbfs < hardly_dbfs)
        return fmt::format(
            "{} is heard: check the cable, the input that is chosen, and turn the "
            "device's volume up",
            level.loudest_dbfs ? "hardly anything" : "nothing");
    // Without the sign of a zero.
    const auto seen =
        fmt::format("the loudest comes in at {:.0f} dBFS", std::round(*level.loudest_dbfs) + 0.0);
    if (level.is_good()) return seen + ": good";
    if (level.missing_channel)
        return fmt::format(
            "{}, but hardly anything on the {}: check that both plugs are all the "
            "way in, and the inputs that are chosen",
            seen, *level.missing_channel == 0 ? "left" : "right");
    const double turn = level.turn().value();
    if (level.too_strong)
        return fmt::format("{}: turn the input gain down about {:.0f} dB, or use a pad",
                           level.loudest_dbfs > 0 ? "the input clips" : seen, std::abs(turn));
    return fmt::format("{}: turn the input gain up about {:.0f} dB, or the device's volume", seen,
                       turn);
}

void ask_level(device::RunningStream& stream, signal::Wiring wiring, DbFs ceiling,
               const Keyboard& keyboard, std::ostream& screen) {
    while (true) {
        screen << "Level check, rising tones: " << std::flush;
        const auto level = session::check_input_level(stream, wiring, ceiling);
        screen << level_advice(level) << ".\n";
        if (level.is_good()) return;
        keyboard.forget();
        const std::string answer = keyboard.answer(
            screen, "Press Enter to check again (c and Enter to go on as it is, q to give up): ");
        if (answer == "c") return;
    }
}

}  // namespace ohmloop::cli
