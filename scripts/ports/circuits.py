"""Where circuit arithmetic puts ports of which little or nothing is published."""

# Where a circuit puts a port: (what it is, ohm, decades, V rms, decades, share). The decades are
# one standard deviation, wide on purpose: 0.3 is a factor of two. The share is what its prior adds
# to the devices published, in devices: one (Laplace's rule), but four where nearly every device of
# a common kind has such a jack and reviewers do not measure it, and less for what is seldom met.
CIRCUITS = {
    "line": [
        ("operational amplifier behind 47 to 220 ohm, for consumer level", 100, 0.3, 2, 0.25, 1),
        # Who leaves the resistor out drives what he likes: 2 V of a player, 8 V of a studio.
        ("operational amplifier with no or a small resistor behind it", 5, 0.6, 4, 0.4, 1),
        ("balanced or studio level", 150, 0.3, 6, 0.25, 1),
        # +18 to +28 dBu; its resistor is the line's, 95 % of them to 20 %.
        ("studio level for lines of 600 ohm: transformers, valves, pads", 600, 0.04, 10, 0.25, 1),
        ("behind a divider, a filter or a valve: players and decks of old", 1000, 0.35, 1, 0.3, 1),
    ],
    "headphone": [
        ("codec of a phone, player or dongle on a small supply", 1, 0.5, 1, 0.2, 4),
        # EN 50332 lets players sold in the EU since 2013 give 150 mV of programme at most.
        ("player limited to 150 mV by EN 50332", 3, 0.5, 0.15, 0.1, 1),
        ("headphone amplifier's or player's output stage", 1, 0.5, 4, 0.3, 1),
        # Rails of 20 to 30 V, or two such stages bridged.
        ("headphone amplifier for much swing", 0.5, 0.5, 12, 0.15, 1),
        ("driver behind a resistor against noise and short circuits", 15, 0.35, 2, 0.4, 1),
        ("codec's line driver behind 47 to 100 ohm", 75, 0.2, 1.2, 0.25, 1),
        # 20 to 100 W into 8 ohm are 13 to 28 V; some divide it.
        ("power amplifier behind 220 to 680 ohm: receivers", 390, 0.25, 12, 0.25, 4),
        ("behind the 120 ohm of IEC 61938, which asks for 5 V; or valves", 120, 0.15, 6, 0.3, 1),
    ],
}

# Neither line nor headphone: next to nothing is published in this form, and the circuits are far
# from both. A pickup or pedal shows 5 to 20 kohm, a passive divider or a piezo anything above; an
# input plugged by mistake 1 to 50 kohm (a microphone's supply comes through 2.2) and no more than
# leaks into it, -60 to -100 dB. Loudspeaker stages of 10 to 400 W into 8 ohm give 9 to 57 V; of
# transistors behind 10 to 300 mohm, coil and wires included, of valves (damping 20 to 3) behind 0.4
# to 3 ohm.
OTHER = [
    (0.38, "instrument, pickup, pedal", 13000, 0.32, 0.5, 0.60),
    (0.04, "divider, piezo", 100000, 0.70, 0.5, 0.60),
    (0.11, "an input by mistake", 5000, 0.5, 0.0001, 1),
    (0.40, "loudspeaker power stage", 0.05, 0.42, 22, 0.20),
    (0.07, "loudspeaker power stage of valves", 1.2, 0.35, 15, 0.20),
]

# The largest clean current, mA rms, is published for too few to fit. It follows from the driver:
# what is built to feed inputs of kilohms gives 2 to 20 mA (a 5532 limits near 38 mA peak, a codec's
# line buffer near 5 mA, and behind 100 ohm 2 V cannot drive more than 15 mA into 32 ohm); what is
# built for headphones 20 mA to 1 A (a dongle 30 mW into 32 ohm: 31 mA; a desktop amplifier 1 W:
# 180 mA); a loudspeaker stage amperes; a pickup less than one. Stages of more swing are built with
# more current: above 1.5 V a headphone stage's median goes with (V / 1.5)^growth, a square root
# being half-way between the same current and the same load.
DRIVERS = {
    "line": [(1.0, "operational amplifier or codec buffer", 8, 0.35, 0)],
    "headphone": [(0.7, "portable and built-in stages", 45, 0.25, 0.5),
                  (0.3, "amplifiers made for headphones", 200, 0.40, 0.5)],
    "other": [(0.65, "pickups and pedals", 1, 0.8, 0),
              (0.35, "loudspeaker power stage", 2000, 0.40, 0)],
}
