#include "result/verdict_schema.hpp"

namespace ohmloop::result {
namespace {

constexpr std::string_view definitions = R"json(    "fitness": {
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
        "or_class": {"enum": ["headphone", "hybrid"], "description": "The other of these two where neither is likely enough by itself: the port is named by both."},
        "probabilities": {"$ref": "#/$defs/class_shares"},
        "priors": {"$ref": "#/$defs/class_shares", "description": "The same before anything was measured."},
        "hybrid_likelihood": {"type": "string", "description": "What the odds of hybrid to headphone stand on."},
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
        "capability": {"$ref": "#/$defs/capability"},
        "advice": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/advice"}, {"type": "string", "description": "Of results stored before advice had figures."}]}}
      }
    },
    "capability": {
      "type": "object",
      "description": "Which line inputs the port can feed and which headphones it can drive; what the figures do not tell is left out.",
      "required": ["line_inputs", "headphones"],
      "additionalProperties": false,
      "properties": {
        "open": {"type": "string", "description": "Why levels are left out."},
        "line_inputs": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["input_ohm", "nominals"],
            "additionalProperties": false,
            "properties": {
              "input_ohm": {"type": "number", "exclusiveMinimum": 0},
              "level": {"$ref": "#/$defs/quoted_figure", "description": "At the input, at full level and clean."},
              "loading_loss": {"$ref": "#/$defs/quoted_figure"},
              "snr": {"$ref": "#/$defs/quoted_figure", "description": "Of that level."},
              "nominals": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["nominal", "nominal_v", "reached"],
                  "additionalProperties": false,
                  "properties": {
                    "nominal": {"enum": ["-10 dBV", "2 V", "+4 dBu"]},
                    "nominal_v": {"type": "number", "exclusiveMinimum": 0},
                    "reached": {"enum": ["yes", "with_reservations", "no", "unknown"], "description": "With reservations where the level's interval holds the nominal one."},
                    "margin": {"$ref": "#/$defs/quoted_figure", "description": "The level at the input re the nominal one."},
                    "snr": {"$ref": "#/$defs/quoted_figure", "description": "Of the nominal level, or the highest where that is lower, the noise being left alone."}
                  }
                }
              }
            }
          }
        },
        "headphones": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["load_ohm"],
            "additionalProperties": false,
            "properties": {
              "load_ohm": {"type": "number", "exclusiveMinimum": 0},
              "level": {"$ref": "#/$defs/quoted_figure", "description": "The largest clean one."},
              "power": {"$ref": "#/$defs/quoted_figure"},
              "current": {"$ref": "#/$defs/quoted_figure"},
              "thd_n": {"$ref": "#/$defs/quoted_figure", "description": "At the loudest steady tone, with nearly that load."},
              "limited_by": {"type": "string", "description": "current, or what ended the level."}
            }
          }
        }
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
        "topic": {"enum": ["volts", "load_sensing", "headphone", "headphones", "strong", "line_inputs", "volume", "line_quality", "hum", "mono", "crosstalk", "balanced", "bass", "phase", "polarity", "damping", "studio"]},
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
        "jack": {"type": "string", "description": "Whose, of two jacks."},
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
    },)json";

}  // namespace

std::string_view verdict_definitions() { return definitions; }

}  // namespace ohmloop::result
