#pragma once

#include "ohmloop/result/quoted_figure.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::result {

enum class PortClass { line, headphone, hybrid, other, undecided };
enum class Answer { yes, with_reservations, no, unknown };

struct Fitness {
    Answer answer = Answer::unknown;
    std::vector<std::string> reasons;
    std::vector<QuotedFigure> figures = {};  ///< every number the reasons say
};

/// A cell of the table people compare ports by; without a number only its words.
struct TableEntry {
    std::string text = {};  ///< "1.00 V", "0.9-6.1 V"
    std::optional<double> value = {};
    std::optional<double> low = {};  ///< of a class: its middle two thirds
    std::optional<double> high = {};
    std::string unit = {};  ///< of the numbers: V, A, ohm, dB, W, or "share" of the ports

    [[nodiscard]] bool empty() const { return text.empty(); }
};

/// One of the nine criteria: what was measured, which way it points and how strongly.
struct Criterion {
    std::string name;  ///< signal_level ... device_compatibility
    bool measured = false;
    std::string text;       ///< what was measured, or "not measured: why"
    std::string points_to;  ///< "line", "headphone", "hybrid", "other", "" (neither)
    double strength = 0;    ///< of the criterion alone, nats: likeliest class over the next

    /// What it adds to ln(P(line) / P(headphone or hybrid)), nats, positive for line. Beginning
    /// with the priors and adding the criteria's in their order gives the stated probabilities.
    /// Absent, as all that follows, in results stored before there was one.
    std::optional<double> log_likelihood_ratio = {};
    /// Half-width of its 95 % interval, nats, and the two it is made of in quadrature: "figures",
    /// whose own intervals it was followed through, and "populations", so few devices being known.
    std::optional<double> uncertainty = {};
    std::map<std::string, double> uncertainty_terms = {};
    /// What it adds to ln P of line, headphone, hybrid and other, nats.
    std::map<std::string, double> log_likelihood = {};
    /// Where its ratio is 0 because others have counted the fact: their names.
    std::vector<std::string> counted_in = {};

    TableEntry this_port = {};
    TableEntry typical_line = {};
    TableEntry typical_headphone = {};
};

/// What a port that senses its load is to the loads that get one and the same source.
struct LoadGroup {
    std::string name;                ///< "light loads", "heavy loads", "loads between"
    std::vector<std::string> loads;  ///< as the setup calls them
    PortClass port_class = PortClass::undecided;
    std::map<std::string, double> probabilities;  ///< as those of a verdict
    bool served = false;                          ///< do these loads get what they need?
    std::string text;                             ///< the figures it stands on
};

/// What one headphone gets from a port; absent what the figures do not tell.
struct HeadphoneFit {
    std::string name;  ///< "Sennheiser HD 600"
    double nominal_ohm = 0;
    std::string impedance;    ///< "curve", "modelled", "flat", "nominal": how its |Z|(f) is known
    std::string sensitivity;  ///< "measured", "published", "typical"; empty where it is not known
    std::optional<double> clean_peak_spl_db;  ///< of the largest clean sine at 1 kHz
    std::optional<double> spl_uncertainty_db;
    std::optional<double> power_mw;
    std::optional<double> headroom_over_85_db;  ///< of music's average at full level
    std::optional<double> headroom_over_100_db;
    std::optional<double> damping;             ///< nominal |Z| over |Zo|
    std::optional<double> least_damping;       ///< where |Z| is least
    std::optional<double> response_change_db;  ///< 20 Hz to 20 kHz, greatest less smallest
    std::optional<double> response_change_hz;  ///< where it is farthest from 1 kHz
    std::optional<double> bass_corner_hz;
    std::optional<double> current_margin;  ///< ratio: limit over what full level draws
    std::string rating;  ///< of music at full level: quiet, enough, loud, unsafe; empty: not known
    std::vector<std::string> lower_bounds;  ///< names of those above that may be larger
    std::vector<std::string> upper_bounds;
};

/// A sentence for whoever plugs something in, with the figures it stands on.
struct Advice {
    /// volts, load_sensing, headphone (one that was asked for), headphones (typical ones), strong,
    /// line_inputs, volume, line_quality, hum, mono, crosstalk, balanced, bass, phase, polarity,
    /// damping, studio
    std::string topic;
    std::string text;
    std::vector<HeadphoneFit> headphones = {};
    std::vector<QuotedFigure> figures = {};  ///< every number the sentence says
};

/// Whether the level at a line input reaches what such inputs are made for.
struct NominalReach {
    std::string nominal;  ///< "-10 dBV", "2 V", "+4 dBu"
    double nominal_v = 0;
    /// yes or no where the level's whole interval says so; with reservations where it does not.
    Answer reached = Answer::unknown;
    std::optional<QuotedFigure> margin = {};  ///< the level there re nominal, dB
    std::optional<QuotedFigure> snr = {};     ///< of that level or nominal, the lower, dB
};

/// What a line input gets at full level, clean; absent what the figures do not tell.
struct LineInputReach {
    double input_ohm = 0;
    std::optional<QuotedFigure> level = {};         ///< V at the input
    std::optional<QuotedFigure> loading_loss = {};  ///< dB
    std::optional<QuotedFigure> snr = {};           ///< dB
    std::vector<NominalReach> nominals = {};
};

/// What a resistive headphone gets at most, clean.
struct HeadphoneReach {
    double load_ohm = 0;
    std::optional<QuotedFigure> level = {};    ///< V
    std::optional<QuotedFigure> power = {};    ///< W
    std::optional<QuotedFigure> current = {};  ///< A
    std::optional<QuotedFigure> thd_n = {};    ///< dB, measured with nearly that load
    /// "current", or what ended the level: as `limited_by` of figures; empty: not known.
    std::string limited_by = {};
};

/// Which line inputs a port can feed and which headphones it can drive.
struct CapabilityGrid {
    std::vector<LineInputReach> line_inputs;  ///< 10 kohm, 47 kohm, 600 ohm
    std::vector<HeadphoneReach> headphones;   ///< 16 to 600 ohm
    std::string open;                         ///< why levels are left out; empty: they are not
};

struct Verdict {
    PortClass port_class = PortClass::undecided;
    /// Of headphone and hybrid, neither likely enough by itself: the other. Both are named then.
    std::optional<PortClass> or_class = {};
    std::map<std::string, double> probabilities;  ///< line, headphone, hybrid, other; sums to 1
    std::map<std::string, double> priors;         ///< the same before anything was measured
    std::string hybrid_likelihood;  ///< what hybrid's stands on, of which nothing is published
    Fitness serves_as_line;
    Fitness serves_as_headphone;
    std::vector<Criterion> criteria;     ///< always nine, in the interface's order
    std::vector<LoadGroup> load_groups;  ///< lightest first; empty unless the port senses its load
    std::optional<CapabilityGrid> capability;  ///< absent without figures that agree
    std::vector<Advice> advice;
    std::string summary;  ///< one sentence: the class, why, and what would help when undecided
};

/// Two jacks of one device, judged beside each other.
struct PairVerdict {
    std::vector<std::string> jacks;  ///< their two names
    std::string line_jack;           ///< one of them; empty: undecided, or both are of a kind
    /// Of what the two are: "line, headphone", "headphone, line", "line, line", "headphone,
    /// headphone", "other", in the order of `jacks`; headphone includes hybrid. Sums to 1.
    std::map<std::string, double> probabilities;
    Answer one_stage = Answer::unknown;
    std::vector<std::string> sentences;      ///< which, whether one stage, what the second costs
    std::vector<QuotedFigure> figures = {};  ///< every number they say
};

}  // namespace ohmloop::result
