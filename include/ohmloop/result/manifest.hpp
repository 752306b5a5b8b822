#pragma once

#include "ohmloop/result/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::result {

/// A figure of the recording input with its relative tolerance (rectangular half-width).
struct TolerancedFigure {
    double value = 0;
    double tolerance = 0;
};

/// The recording input as the analysis was told of it, all that a budget needs.
struct InputFigures {
    TolerancedFigure resistance_ohm;
    TolerancedFigure capacitance_pf;
    std::optional<TolerancedFigure> full_scale_v;
    std::optional<double> noise_v;  ///< rms, 20 Hz-20 kHz
    double noise_averaging_s = 0;
    std::optional<double> thd_db;  ///< of its own, at most; absent: not known
    std::optional<double> high_pass_hz;
    double repeatability_db = 0;             ///< standard, of gain between takes
    std::optional<double> channel_match_db;  ///< of its two channels, at most; absent: not known
    std::optional<double> crosstalk_db;      ///< from one to the other, at most
    std::optional<bool> polarity_inverted;
};

/// A load as it was declared; no resistance: open.
struct LoadFigures {
    std::string name;
    std::optional<double> resistance_ohm;
    double tolerance = 0;
    double contact_ohm = 0;
    std::optional<double> power_w;  ///< absent: no rating
    double scale_uncertainty = 0;   ///< of its load box
};

/// One kept recording and what was played while it was made.
struct KeptTake {
    std::string file;    ///< in the manifest's folder, no slash
    std::string sha256;  ///< of the file's bytes, 64 hex digits
    LoadFigures load;
    int order = 0;
    bool same_stream = false;
    int retakes = 0;
    std::string ceiling_by;  ///< what ended the levels, as max_level names it
    std::uint64_t frames_asked = 0;
    std::uint32_t overruns = 0;
    std::uint32_t underruns = 0;
    std::string layout;  ///< its text
};

/// A folder of takes: all that an analysis needs to give the same figures again, bit for bit.
struct TakesManifest {
    Result head;  ///< conditions, device under test and doubts of the session; no figures
    InputFigures input;
    double contact_uncertainty_ohm = 0;
    bool returned = false;   ///< the last take repeats the first load
    bool one_clock = false;  ///< played and recorded by one running stream of one clock
    std::vector<KeptTake> takes;
};

/// UTF-8 JSON, format "ohmloop-takes"; every number is written so that it reads back the same.
[[nodiscard]] std::string manifest_to_json(const TakesManifest& manifest);
/// Throws MalformedResult (see json.hpp), naming what is wrong; a file name that leaves the
/// folder and a number no input, load or contact can have are refused.
[[nodiscard]] TakesManifest manifest_from_json(std::string_view text);

}  // namespace ohmloop::result
