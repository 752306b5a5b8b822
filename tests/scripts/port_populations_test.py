"""The mixture that scripts/port_populations draws is the one that its ports came from."""
import math
import random
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from ports.mixture import STRAY, STRAY_PLACE, fitted  # noqa: E402
from ports.published import Port, Reading, level_of  # noqa: E402

COLUMNS = ("maker device port label_class use_for_stats z_out_ohm z_out_qualifier "
           "v_max_unloaded_vrms v_16ohm_vrms v_32ohm_vrms v_150ohm_vrms v_300ohm_vrms "
           "v_600ohm_vrms").split()


def row(**figures):
    return {**dict.fromkeys(COLUMNS, ""), "label_class": "line", "use_for_stats": "y",
            **{key: str(value) for key, value in figures.items()}}


# (weight, lg ohm, decades, lg V, decades)
TRUTH = [(0.7, 2.0, 0.30, 0.3, 0.2), (0.3, 0.5, 0.25, 0.9, 0.15)]


def drawn(number, seed):
    dice = random.Random(seed)
    ports = []
    for i in range(number):
        if dice.random() < STRAY:
            (ohm, ohm_decades), (volts, volts_decades) = STRAY_PLACE
        else:
            _, ohm, ohm_decades, volts, volts_decades = dice.choices(
                TRUTH, [one[0] for one in TRUTH])[0]
        ports.append(Port(row(device=f"device {i}",
                              z_out_ohm=10 ** dice.gauss(ohm, ohm_decades),
                              v_max_unloaded_vrms=10 ** dice.gauss(volts, volts_decades)), i))
    return ports


class Fit(unittest.TestCase):
    def test_recovers_a_known_mixture(self):
        number = 2000
        # Two decades of a third off, so that it has to move.
        places = [("a", 10 ** 1.8, 0.5, 10 ** 0.1, 0.4, 1), ("b", 10 ** 0.8, 0.5, 10 ** 0.7, 0.4, 1)]
        for found, (weight, ohm, ohm_decades, volts, volts_decades) in zip(
                fitted(places, drawn(number, 1)), TRUTH):
            devices = number * 0.95 * weight
            # Five deviations of a mean and a spread of so many, and what readings of 4 and 2.5 %
            # and the four devices of the prior add.
            self.assertAlmostEqual(found.weight, weight, delta=0.05)
            self.assertAlmostEqual(found.mean[0], ohm, delta=5 * ohm_decades / devices ** .5 + .01)
            self.assertAlmostEqual(found.mean[1], volts,
                                   delta=5 * volts_decades / devices ** .5 + .01)
            self.assertAlmostEqual(found.decades[0], ohm_decades,
                                   delta=5 * ohm_decades / (2 * devices) ** .5 + .01)
            self.assertAlmostEqual(found.decades[1], volts_decades,
                                   delta=5 * volts_decades / (2 * devices) ** .5 + .01)

    def test_ports_of_one_device_and_second_hand_figures_weigh_less(self):
        far = dict(z_out_ohm=1000, v_max_unloaded_vrms=1)
        near = [Port(row(device=f"d{i}", z_out_ohm=100, v_max_unloaded_vrms=1), i)
                for i in range(20)]
        place = [("a", 100, 0.3, 1, 0.3, 1)]

        def median(ports):
            return fitted(place, near + ports)[0].mean[0]

        one = median([Port(row(device="x", **far), 90)])
        self.assertAlmostEqual(median([Port(row(device="x", **far), 90 + i) for i in range(5)]),
                               one, delta=1e-6)
        half = median([Port(row(device="x", use_for_stats="s", **far), 90)])
        self.assertLess(median([]), half)
        self.assertLess(half, one)


class Readings(unittest.TestCase):
    def test_a_level_into_a_light_load_is_about_the_emf_and_into_a_heavy_one_at_least(self):
        light = level_of(row(z_out_ohm=60, v_300ohm_vrms=5))
        self.assertAlmostEqual(light.x, math.log10(6))  # 5 V 360/300
        self.assertEqual(light.side, "exactly")
        heavy = level_of(row(z_out_ohm=8, v_32ohm_vrms=2))
        self.assertAlmostEqual(heavy.x, math.log10(2.5))  # 2 V 40/32
        self.assertEqual(heavy.side, "at_least")

    def test_moments_of_a_bound_are_those_of_a_cut_normal(self):
        # Below its median a normal has the mean -sqrt(2/pi) and the variance 1 - 2/pi.
        mean, variance = Reading(1, "at_most").moments(0, 1)
        self.assertAlmostEqual(mean, -math.sqrt(2 / math.pi))
        self.assertAlmostEqual(variance, 1 - 2 / math.pi)


if __name__ == "__main__":
    unittest.main()
