#include "cli/calibration.hpp"

namespace ohmloop::cli {

std::optional<profiles::SoundCard> chosen_profile(
    const Options& options, const RecordingPlace& place,
    const std::function<std::optional<profiles::SoundCard>(const RecordingPlace&)>& otherwise) {
    const auto name = options.text("calibration");
    if (!name) return otherwise(place);
    if (*name == "none") return std::nullopt;
    const auto card = find_sound_card(*name);
    require_fit(card, place);
    return card;
}

result::CalibrationUse use_of(const profiles::SoundCard& card) {
    result::CalibrationUse use{card.name, card.date.empty() ? "undated" : "of " + card.date, {}};
    if (card.input_resistance_ohm) use.covers.push_back("input resistance");
    if (card.input_capacitance_pf) use.covers.push_back("input capacitance");
    if (card.full_scale_v) use.covers.push_back("full scale");
    if (card.noise_v) use.covers.push_back("noise");
    if (card.thd_db) use.covers.push_back("distortion");
    if (card.polarity_known) use.covers.push_back("polarity");
    if (!card.gain_note.empty()) use.covers.push_back("the gain setting \"" + card.gain_note + '"');
    return use;
}

}  // namespace ohmloop::cli
