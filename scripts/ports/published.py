"""The rows of calibration/ports/published.csv, as a mixture is drawn through them."""
import csv
import math
import re

LABELS = {"line": "line", "balanced line": "line", "headphone": "headphone",
          "hybrid": "headphone"}


def deviation(factor):
    """One standard deviation in decades of what is 95 % sure to a factor."""
    return math.log10(factor) / 1.96


# As the program reads a data sheet.
STATED_OHM, STATED_V, ABOUT = deviation(1.2), deviation(1.12), deviation(1.5)
ZERO_OHM = 0.5  # "0 ohm" is at most that


class Reading:
    """lg of a value: exact with a deviation, or a bound."""

    def __init__(self, value, side="exactly", deviation=0.0):
        self.x, self.side, self.deviation = math.log10(value), side, deviation

    def likelihood(self, mean, decades):
        if self.side == "exactly":
            spread = math.hypot(decades, self.deviation)
            z = (self.x - mean) / spread
            return math.exp(-z * z / 2) / (spread * math.sqrt(2 * math.pi))
        z = (self.x - mean) / decades
        return math.erfc((-z if self.side == "at_most" else z) / math.sqrt(2)) / 2

    def moments(self, mean, decades):
        """Mean and mean square deviation from it of what the reading leaves possible."""
        if self.side == "exactly":
            keep = decades ** 2 / (decades ** 2 + self.deviation ** 2)
            return mean + keep * (self.x - mean), keep * self.deviation ** 2
        sign = 1 if self.side == "at_most" else -1
        a = sign * (self.x - mean) / decades
        share = max(math.erfc(-a / math.sqrt(2)) / 2, 1e-300)
        tail = math.exp(-a * a / 2) / math.sqrt(2 * math.pi) / share
        return mean - sign * decades * tail, decades ** 2 * max(1 - a * tail - tail ** 2, 1e-3)


# Figures read at their source count; those at second hand half, since a list copies mistakes too.
TRUST = {"y": 1.0, "s": 0.5, "n": 0.0}


class Port:
    def __init__(self, row, number):
        self.number, self.row = number, row
        self.sold_as = row["label_class"]
        self.label = LABELS.get(self.sold_as)
        self.device = device_of(row)
        self.trust = TRUST[row["use_for_stats"]]
        self.usable = self.trust > 0
        self.impedance, self.level = impedance_of(row), level_of(row)
        self.weight = 0.0

    @property
    def counts(self):
        return self.label and self.usable and (self.impedance or self.level)


def device_of(row):
    """Variants of a device (gains, revisions, in brackets or after a comma) are one device."""
    return re.sub(r"\s*\(.*?\)|,.*", "", f"{row['maker']} {row['device']}").strip().lower()


def impedance_of(row):
    if not row["z_out_ohm"]:
        return None
    value = float(row["z_out_ohm"])
    if value == 0:
        return Reading(ZERO_OHM, "at_most")
    if row["z_out_qualifier"] == "<":
        return Reading(value, "at_most")
    return Reading(value, deviation=ABOUT if row["z_out_qualifier"] == "~" else STATED_OHM)


def level_of(row):
    """Without a load. 150 ohm and more pull hardly any stage into its current limit, so that only
    the divider is taken out; a level into less is a lower bound."""
    if row["v_max_unloaded_vrms"]:
        return Reading(float(row["v_max_unloaded_vrms"]), deviation=STATED_V)
    source = float(row["z_out_ohm"] or 0) if row["z_out_qualifier"] != "<" else 0
    emfs = {load: float(row[column]) * (1 + source / load) for column in row
            if (column.startswith("v_") and row[column])
            and (load := int(re.search(r"\d+", column).group()))}
    if not emfs:
        return None
    lightest = max(emfs)
    if lightest >= 150:
        return Reading(emfs[lightest], deviation=ABOUT)
    return Reading(max(emfs.values()), "at_least")


def read_ports(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [Port(row, number) for number, row in enumerate(csv.DictReader(file))]
