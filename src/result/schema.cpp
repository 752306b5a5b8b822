#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/result/json.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

namespace ohmloop::result {
namespace {

// The marks @quantities@ and @units@ are filled from the catalogue. Objects are closed, so that a
// key nobody described cannot slip into a file of this version.
constexpr std::string_view frame = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "ohmloop-result",
  "description": "What Ohmloop measured at one audio jack. Values are in the units their keys or 'unit' name; intervals are the shortest 95 % ones.",
  "type": "object",
  "required": ["format", "version", "id", "program", "simulated", "started", "dut", "setup", "takes", "figures", "curves", "doubts"],
  "additionalProperties": false,
  "properties": {
    "format": {"const": "ohmloop-result"},
    "version": {"const": 1},
    "id": {"type": "string"},
    "program": {
      "type": "object",
      "required": ["version", "conformance"],
      "additionalProperties": false,
      "properties": {
        "version": {"type": "string"},
        "conformance": {"type": "integer", "description": "Rises when the same recordings give other numbers."}
      }
    },
    "simulated": {"type": "boolean"},
    "started": {"type": "string", "description": "ISO 8601, UTC."},
    "dut": {
      "type": "object",
      "required": ["name"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string"},
        "port": {"type": "string"},
        "serial": {"type": "string"},
        "note": {"type": "string"}
      }
    },
    "setup": {"$ref": "#/$defs/setup"},
    "takes": {"type": "array", "items": {"$ref": "#/$defs/take"}},
    "figures": {"type": "array", "items": {"$ref": "#/$defs/figure"}},
    "curves": {"type": "array", "items": {"$ref": "#/$defs/curve"}},
    "doubts": {"type": "array", "items": {"$ref": "#/$defs/doubt"}},
    "verdict": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "port": {"$ref": "#/$defs/verdict"},
        "channels": {"type": "object", "additionalProperties": {"$ref": "#/$defs/verdict"}}
      }
    }
  },
  "$defs": {
    "texts": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "number"}},
    "count": {"type": "integer", "minimum": 0},
    "not_negative": {"type": "number", "minimum": 0},
    "device": {
      "type": "object",
      "required": ["host_api", "name", "rate_asked_hz", "rate_obtained_hz", "frames"],
      "additionalProperties": false,
      "properties": {
        "host_api": {"type": "string"},
        "name": {"type": "string"},
        "rate_asked_hz": {"$ref": "#/$defs/not_negative"},
        "rate_obtained_hz": {"$ref": "#/$defs/not_negative"},
        "frames": {"$ref": "#/$defs/count", "description": "A buffer's; 0: the host's choice."}
      }
    },
    "setup": {
      "type": "object",
      "required": ["plan", "volume", "wiring", "source", "loads", "calibration", "input"],
      "additionalProperties": false,
      "properties": {
        "output_device": {"$ref": "#/$defs/device"},
        "input_device": {"$ref": "#/$defs/device"},
        "plan": {"type": "string"},
        "volume": {"type": "string"},
        "wiring": {"type": "string"},
        "source": {"type": "string"},
        "loads": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": false,
            "properties": {
              "name": {"type": "string"},
              "resistance_ohm": {"type": "number", "exclusiveMinimum": 0, "description": "Absent when open."},
              "uncertainty_ohm": {"$ref": "#/$defs/not_negative", "description": "Expanded, 95 %."}
            }
          }
        },
        "calibration": {
          "type": ["object", "null"],
          "required": ["name", "covers"],
          "additionalProperties": false,
          "properties": {
            "name": {"type": "string"},
            "age": {"type": "string"},
            "covers": {"$ref": "#/$defs/texts"}
          }
        },
        "input": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "resistance_ohm": {"$ref": "#/$defs/not_negative"},
            "capacitance_pf": {"$ref": "#/$defs/not_negative"},
            "full_scale_v": {"$ref": "#/$defs/not_negative", "description": "Rms volts of a sine that just reaches full scale."},
            "source": {"type": "string"}
          }
        },
        "simulated_port": {"type": "string"},
        "seed": {"$ref": "#/$defs/count"}
      }
    },
    "take": {
      "type": "object",
      "required": ["load", "order", "frames_asked", "frames_obtained", "xruns", "retakes"],
      "additionalProperties": false,
      "properties": {
        "load": {"type": "string"},
        "order": {"$ref": "#/$defs/count"},
        "file": {"type": "string"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "frames_asked": {"$ref": "#/$defs/count"},
        "frames_obtained": {"$ref": "#/$defs/count"},
        "clock_offset_ppm": {"type": "number", "description": "Positive when the recorder runs fast."},
        "latency_s": {"type": "number", "description": "Measured, never the host's own figure."},
        "xruns": {"$ref": "#/$defs/count"},
        "retakes": {"$ref": "#/$defs/count"}
      }
    },
    "quantity": {
      "oneOf": [
@quantities@
      ]
    },
    "figure": {
      "description": "Identified by quantity, channel, load, drive, at_hz, level_dbfs, order, weighting and band; absent: does not apply.",
      "type": "object",
      "required": ["quantity", "kind", "value", "unit"],
      "additionalProperties": false,
      "properties": {
        "quantity": {"$ref": "#/$defs/quantity"},
        "channel": {"type": "string", "description": "left, right, or a pair left>right."},
        "load": {"type": "string"},
        "drive": {"enum": ["both", "left", "right", "opposite"]},
        "at_hz": {"type": "number", "exclusiveMinimum": 0},
        "level_dbfs": {"type": "number"},
        "order": {"type": "integer", "minimum": 1},
        "weighting": {"enum": ["none", "a", "ccir_rms", "itu_468"]},
        "band": {"type": "string"},
        "kind": {"enum": ["measured", "upper_bound", "lower_bound", "not_measured"]},
        "value": {"type": ["number", "null"]},
        "real_ohm": {"type": "number"},
        "imag_ohm": {"type": "number", "description": "e^(+jwt), inductive positive."},
        "real_uncertainty_ohm": {"$ref": "#/$defs/not_negative"},
        "imag_uncertainty_ohm": {"$ref": "#/$defs/not_negative"},
        "phase_deg": {"type": "number", "description": "Of a harmonic: phi_n - n phi_1, sine reference."},
        "phase_uncertainty_deg": {"$ref": "#/$defs/not_negative"},
        "low": {"type": "number"},
        "high": {"type": "number"},
        "uncertainty": {"$ref": "#/$defs/not_negative", "description": "Half-width, only where the interval is symmetric."},
        "unit": {"type": "string"},
        "limited_by": {"enum": ["distortion", "compression", "digital_full_scale", "input_full_scale", "load_rating", "ceiling", "protection"]},
        "reason": {"type": "string", "description": "Why a bound, or why not measured."},
        "dominant": {"type": "string", "description": "The source of the largest term."},
        "terms": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["source", "cu", "shape"],
            "additionalProperties": false,
            "properties": {
              "source": {"type": "string"},
              "cu": {"type": "number", "description": "Sensitivity times standard uncertainty, signed, in the figure's unit."},
              "shape": {"enum": ["normal", "rectangular"]},
              "degrees_of_freedom": {"type": "number", "exclusiveMinimum": 0, "description": "Absent: infinite."}
            }
          }
        },
        "conditions": {"type": "object", "additionalProperties": {"type": "string"}}
      },
      "allOf": [
        {
          "if": {"properties": {"kind": {"const": "not_measured"}}},
          "then": {"required": ["reason"], "properties": {"value": {"type": "null"}}},
          "else": {"properties": {"value": {"type": "number"}}}
        },
        {
          "if": {"properties": {"kind": {"const": "measured"}}},
          "then": {"required": ["low", "high"]}
        },
@units@
      ]
    },
    "curve": {
      "description": "Lists of equal length against frequency.",
      "type": "object",
      "required": ["quantity", "unit", "frequency_hz"],
      "additionalProperties": false,
      "properties": {
        "quantity": {"$ref": "#/$defs/quantity"},
        "channel": {"type": "string"},
        "load": {"type": "string"},
        "unit": {"type": "string"},
        "frequency_hz": {"$ref": "#/$defs/numbers"},
        "value": {"$ref": "#/$defs/numbers"},
        "real_ohm": {"$ref": "#/$defs/numbers"},
        "imag_ohm": {"$ref": "#/$defs/numbers"},
        "uncertainty": {"$ref": "#/$defs/numbers"},
        "uncertainty_ohm": {"$ref": "#/$defs/numbers"}
      }
    },
    "doubt": {
      "type": "object",
      "required": ["code", "severity", "text", "remedy"],
      "additionalProperties": false,
      "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "severity": {"enum": ["note", "weakens", "spoils"]},
        "channel": {"type": "string"},
        "load": {"type": "string"},
        "text": {"type": "string"},
        "remedy": {"type": "string"}
      }
    },
    "fitness": {
      "type": "object",
      "required": ["answer", "reasons"],
      "additionalProperties": false,
      "properties": {
        "answer": {"enum": ["yes", "with_reservations", "no", "unknown"]},
        "reasons": {"$ref": "#/$defs/texts"},
        "figures": {"type": "array", "description": "Every number the reasons say.", "items": {"$ref": "#/$defs/quoted_figure"}}
      }
    },
    "class_shares": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "line": {"$ref": "#/$defs/probability"},
        "headphone": {"$ref": "#/$defs/probability"},
        "hybrid": {"$ref": "#/$defs/probability"},
        "other": {"$ref": "#/$defs/probability"}
      }
    },
    "verdict": {
      "type": "object",
      "required": ["class", "probabilities", "summary", "serves_as_line", "serves_as_headphone", "criteria", "advice"],
      "additionalProperties": false,
      "properties": {
        "class": {"enum": ["line", "headphone", "hybrid", "other", "undecided"]},
        "probabilities": {"$ref": "#/$defs/class_shares"},
        "priors": {"$ref": "#/$defs/class_shares", "description": "The same before anything was measured."},
        "summary": {"type": "string"},
        "serves_as_line": {"$ref": "#/$defs/fitness"},
        "serves_as_headphone": {"$ref": "#/$defs/fitness"},
        "criteria": {
          "type": "array",
          "minItems": 9,
          "maxItems": 9,
          "items": {
            "type": "object",
            "required": ["name", "measured", "text", "points_to", "strength"],
            "additionalProperties": false,
            "properties": {
              "name": {"enum": ["signal_level", "amplification", "impedance", "use_case", "volume_control", "load_handling", "noise_level", "power_output", "device_compatibility"]},
              "measured": {"type": "boolean"},
              "text": {"type": "string"},
              "points_to": {"enum": ["line", "headphone", "hybrid", "other", ""]},
              "strength": {"$ref": "#/$defs/not_negative", "description": "Of the criterion alone, in nats: log-likelihood of the likeliest class over that of the next."},
              "log_likelihood_ratio": {"type": "number", "description": "In nats, positive for line: what the criterion adds to ln(P(line) / P(headphone or hybrid)). ln of that ratio of the priors and the nine of these give that of the probabilities."},
              "uncertainty": {"$ref": "#/$defs/not_negative", "description": "Of log_likelihood_ratio: half-width of its 95 % interval, in nats."},
              "uncertainty_terms": {
                "type": "object",
                "description": "Half-widths whose root sum of squares is the uncertainty: by the intervals of the figures, and by how few devices the populations are drawn through.",
                "additionalProperties": false,
                "properties": {"figures": {"$ref": "#/$defs/not_negative"}, "populations": {"$ref": "#/$defs/not_negative"}}
              },
              "log_likelihood": {
                "type": "object",
                "description": "In nats: what the criterion adds to ln P of each class, from ln of the priors to ln of the probabilities.",
                "additionalProperties": false,
                "properties": {"line": {"type": "number"}, "headphone": {"type": "number"}, "hybrid": {"type": "number"}, "other": {"type": "number"}}
              },
              "counted_in": {"$ref": "#/$defs/texts", "description": "Criteria that have counted this fact, so that it adds nothing."},
              "this_port": {"$ref": "#/$defs/table_entry"},
              "typical_line": {"$ref": "#/$defs/table_entry"},
              "typical_headphone": {"$ref": "#/$defs/table_entry"}
            }
          }
        },
        "load_groups": {"type": "array", "description": "Of a port that senses its load, lightest first.", "items": {"$ref": "#/$defs/load_group"}},
        "advice": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/advice"}, {"type": "string", "description": "Of results stored before advice had figures."}]}}
      }
    },
    "table_entry": {
      "type": "object",
      "description": "A cell of the comparison: this port's value, or between which two the middle two thirds of a class lie.",
      "required": ["text"],
      "additionalProperties": false,
      "properties": {
        "text": {"type": "string"},
        "value": {"type": "number"},
        "low": {"type": "number"},
        "high": {"type": "number"},
        "unit": {"enum": ["V", "A", "ohm", "dB", "W", "share"]}
      }
    },
    "load_group": {
      "type": "object",
      "description": "What the port is to the loads that get one and the same source.",
      "required": ["name", "loads", "class", "probabilities", "served", "text"],
      "additionalProperties": false,
      "properties": {
        "name": {"enum": ["light loads", "loads between", "heavy loads"]},
        "loads": {"$ref": "#/$defs/texts"},
        "class": {"enum": ["line", "headphone", "hybrid", "other", "undecided"]},
        "probabilities": {"$ref": "#/$defs/class_shares"},
        "served": {"type": "boolean", "description": "Whether these loads get what they need."},
        "text": {"type": "string"}
      }
    },
    "advice": {
      "type": "object",
      "required": ["topic", "text"],
      "additionalProperties": false,
      "properties": {
        "topic": {"enum": ["volts", "load_sensing", "headphone", "headphones", "strong", "line_inputs", "volume", "line_quality", "hum", "mono", "balanced", "bass", "phase", "polarity", "damping", "studio"]},
        "text": {"type": "string"},
        "figures": {"type": "array", "description": "Every number the sentence says.", "items": {"$ref": "#/$defs/quoted_figure"}},
        "headphones": {"type": "array", "description": "What the sentence says of headphones, as figures.", "items": {"$ref": "#/$defs/headphone_fit"}}
      }
    },
    "quoted_figure": {
      "type": "object",
      "description": "A number of a sentence, with where it comes from.",
      "required": ["name", "kind", "value", "unit", "origin"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "kind": {"enum": ["measured", "upper_bound", "lower_bound"]},
        "value": {"type": "number"},
        "low": {"type": "number", "description": "95 %, as far as it is known."},
        "high": {"type": "number"},
        "unit": {"enum": ["V", "A", "W", "ohm", "F", "Hz", "dB", "dBV", "dBu", "dBFS", "dB SPL", "dB/mW", "1"]},
        "load_ohm": {"type": "number", "exclusiveMinimum": 0, "description": "What was or would be plugged in."},
        "origin": {"enum": ["figure", "computed", "given"], "description": "A figure of the result as it stands, computed from those in from, or a condition that was set."},
        "from": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["quantity"],
            "additionalProperties": false,
            "properties": {
              "quantity": {"$ref": "#/$defs/quantity"},
              "channel": {"type": "string"},
              "load": {"type": "string"}
            }
          }
        }
      }
    },
    "headphone_fit": {
      "type": "object",
      "description": "What a headphone gets from the port; a figure that is not known is left out.",
      "required": ["name", "nominal_ohm", "impedance"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string"},
        "nominal_ohm": {"type": "number", "exclusiveMinimum": 0},
        "impedance": {"enum": ["curve", "modelled", "flat", "nominal"], "description": "How its impedance over frequency is known: measured, a resonance of its nominal, least and peak value, flat by construction, nominal value only."},
        "sensitivity": {"enum": ["measured", "published", "typical"]},
        "rating": {"enum": ["quiet", "enough", "loud", "unsafe"], "description": "Of music at full level, 15 dB below the clean peak or, where full level overdrives the port, louder by that; no test to EN 50332."},
        "clean_peak_spl_db": {"type": "number", "description": "Of the largest clean sine at 1 kHz."},
        "spl_uncertainty_db": {"$ref": "#/$defs/not_negative", "description": "Half-width."},
        "power_mw": {"$ref": "#/$defs/not_negative"},
        "headroom_over_85_db": {"type": "number", "description": "Of music's average at full level, over 85 dB SPL."},
        "headroom_over_100_db": {"type": "number"},
        "damping": {"$ref": "#/$defs/not_negative", "description": "Nominal impedance over that of the port at 1 kHz."},
        "least_damping": {"$ref": "#/$defs/not_negative", "description": "Where the headphone's impedance is least."},
        "response_change_db": {"$ref": "#/$defs/not_negative", "description": "By the voltage divider, 20 Hz to 20 kHz, greatest less smallest."},
        "response_change_hz": {"type": "number", "exclusiveMinimum": 0, "description": "Where the response is farthest from that at 1 kHz."},
        "bass_corner_hz": {"$ref": "#/$defs/not_negative"},
        "current_margin": {"$ref": "#/$defs/not_negative", "description": "The current limit over what full level draws."},
        "lower_bounds": {"$ref": "#/$defs/texts", "description": "Names of the figures above that may be larger."},
        "upper_bounds": {"$ref": "#/$defs/texts", "description": "Names of the figures above that may be smaller."}
      }
    },
    "probability": {"type": "number", "minimum": 0, "maximum": 1}
  }
})json";

/// Catalogue texts are written by us: a quote or backslash in one is a mistake, not an input.
std::string quoted(std::string_view text) {
    expects(text.find_first_of("\"\\\n") == std::string_view::npos,
            "a catalogue text needs no escape in JSON");
    return fmt::format("\"{}\"", text);
}

std::string quantity_entry(const QuantityInfo& info) {
    return fmt::format(R"(        {{"const": {}, "title": {}, "description": {}}})",
                       quoted(info.name), quoted(info.title), quoted(info.definition));
}

std::string unit_entry(const QuantityInfo& info) {
    std::string units = quoted(info.unit);
    if (!info.unit_without_volts.empty()) units += ", " + quoted(info.unit_without_volts);
    return fmt::format(
        R"(        {{"if": {{"properties": {{"quantity": {{"const": {}}}}}}}, "then": {{"properties": {{"unit": {{"enum": [{}]}}}}}}}})",
        quoted(info.name), units);
}

std::string for_each_quantity(std::string (*entry)(const QuantityInfo&)) {
    std::string lines;
    for (const QuantityInfo& info : catalogue()) {
        if (!lines.empty()) lines += ",\n";
        lines += entry(info);
    }
    return lines;
}

void fill(std::string& text, std::string_view mark, const std::string& content) {
    text.replace(text.find(mark), mark.size(), content);
}

}  // namespace

std::string json_schema() {
    std::string text(frame);
    text += '\n';
    fill(text, "@quantities@", for_each_quantity(quantity_entry));
    fill(text, "@units@", for_each_quantity(unit_entry));
    return text;
}

}  // namespace ohmloop::result
