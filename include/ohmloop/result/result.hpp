#pragma once

#include "ohmloop/result/figure.hpp"
#include "ohmloop/result/verdict.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::result {

struct DeviceSetup {
    std::string host_api;
    std::string name;
    double rate_asked_hz = 0;
    double rate_obtained_hz = 0;
    int frames = 0;
};

struct LoadSetup {
    std::string name;                       ///< "open" or as the user wrote it
    std::optional<double> resistance_ohm;   ///< absent for open
    std::optional<double> uncertainty_ohm;  ///< expanded, 95 %
};

struct InputSetup {
    std::optional<double> resistance_ohm;
    std::optional<double> capacitance_pf;
    std::optional<double> full_scale_v;  ///< rms volts of a sine that just reaches full scale
    std::string source;                  ///< "profile NAME", "command line", "assumed"
};

struct CalibrationUse {
    std::string name;
    std::string age;
    std::vector<std::string> covers;
};

/// The conditions of the whole run.
struct Setup {
    std::optional<DeviceSetup> output_device;  ///< absent for recordings
    std::optional<DeviceSetup> input_device;
    std::string plan;
    std::string volume = "unknown";
    std::string wiring = "stereo";
    std::string source = "digital";
    std::vector<LoadSetup> loads;
    std::optional<CalibrationUse> calibration;
    InputSetup input;
    std::optional<std::string> simulated_port;  ///< what was simulated
    std::optional<std::uint64_t> seed;
};

struct TakeRecord {
    std::string load;
    int order = 0;
    std::string file;  ///< empty when not kept
    std::string sha256;
    std::uint64_t frames_asked = 0;
    std::uint64_t frames_obtained = 0;
    std::optional<double> clock_offset_ppm;
    std::optional<double> latency_s;
    int xruns = 0;
    int retakes = 0;
};

struct DutNote {
    std::string name;
    std::string port;
    std::string serial;
    std::string note;
};

struct Result {
    std::string id;       ///< uuid
    std::string program;  ///< version
    int conformance = 1;
    bool simulated = false;
    std::string started;  ///< ISO 8601, UTC
    DutNote dut;
    Setup setup;
    std::vector<TakeRecord> takes;
    std::vector<Figure> figures;
    std::vector<Curve> curves;
    std::vector<Doubt> doubts;
    std::optional<Verdict> verdict;
    std::map<std::string, Verdict> channel_verdicts;
};

/// Figures of `quantity` in order; a filter on channel and load where given.
[[nodiscard]] std::vector<const Figure*> find(const Result& result, const std::string& quantity,
                                              const std::optional<std::string>& channel = {},
                                              const std::optional<std::string>& load = {});

/// The first figure whose key an earlier one already has, which no result may hold; else nullptr.
[[nodiscard]] const Figure* find_repeated(const Result& result);

}  // namespace ohmloop::result
