"""calibration/ports/populations.toml as text."""
from ports.circuits import CIRCUITS, DRIVERS, OTHER
from ports.mixture import STRENGTH

# So few rows are drawn wider than they lie, and odds are too timid. This power of them comes
# nearer: tests/classify/published prints what others would do, and what one chosen anew without
# each device does. Not the largest that scores well there, since the rest is to be trusted too.
SHARPNESS = 1.2

HEADER = """\
# How the ports of each class are spread: drawn by scripts/port_populations through the figures of
# published.csv and places that follow from circuits. Not edited by hand: edit those and run it.
# A row is a Gaussian in (lg ohm, lg V): medians as people read them, one standard deviation in
# decades; V is the largest EMF without a load, rms. A hybrid has no rows of its own: it is built as
# a headphone output is and shares its population; its definition tells the two apart.
# devices, ohm_devices, v_devices: how many stand behind its weight, its place and spread in ohm and
# in V, the circuit's prior counted as so many.
# Ports of {devices} devices:
{counts}

kind = "port-populations"
version = 1

# Odds of impedance and level count to this power: rows drawn through so few ports lie wider than
# the ports, and odds are too timid. It was chosen on these same ports; tests/classify/published
# prints what others would do, and what one chosen anew without each device does.
sharpness = {sharpness:g}

# What nobody published of either class (overdriven stages, capacitors, distortion under load, load
# sensing) is judged: to this factor, one standard deviation in decades.
judged_decades = {judged}
"""

JUDGED_DECADES = 0.3  # a factor of two


def figure(value):
    return f"{float(f'{value:.3g}'):.10g}"


def table(name, *rows):
    return f"\n[[{name}]]\n" + "".join(f"{key} = {value}\n" for key, value in rows)


def port_table(name, what, weight, ohm, ohm_decades, volts, volts_decades, devices):
    return table(name, ("what", f'"{what}"'), ("weight", figure(weight)),
                 ("median_ohm", figure(ohm)), ("ohm_decades", figure(ohm_decades)),
                 ("median_v", figure(volts)), ("v_decades", figure(volts_decades)),
                 *zip(("devices", "ohm_devices", "v_devices"), map(figure, devices)))


def told(ports, key):
    """Those of which it is published, each device as one: (what, share of a device)."""
    ports = [port for port in ports if port.row[key]]
    return [(port.row[key], 1 / sum(other.device == port.device for other in ports))
            for port in ports]


def quantile(values, part):
    values = sorted((float(value), share) for value, share in values)
    wanted = part * sum(share for _, share in values)
    for value, share in values:
        wanted -= share
        if wanted <= 0:
            break
    return value


def counts_table(name, ports):
    rows = []
    for key, word, known in (("volume", "fixed", "fixed_of"), ("balanced", "y", "balanced_of")):
        values = told(ports, key)
        hits = sum(share for what, share in values if what == word)
        rows += [(known[:-3], figure(hits)), (known, figure(sum(share for _, share in values)))]
    snr = told(ports, "snr_dr_db")
    return table(f"{name}_published", *rows, ("snr_of", figure(sum(share for _, share in snr))),
                 ("snr_low_db", figure(quantile(snr, 1 / 6))),
                 ("snr_high_db", figure(quantile(snr, 5 / 6))))


def pairs_table(ports):
    """Of devices of which exactly two outputs of known impedance are published."""
    devices = {}
    for port in ports:
        if port.usable and port.label and port.impedance:
            devices.setdefault(port.device, []).append(port.label)
    pairs = [sorted(labels) for labels in devices.values() if len(labels) == 2]
    return table("jack_pairs", ("one_of_each", pairs.count(["headphone", "line"])),
                 ("two_line", pairs.count(["line", "line"])),
                 ("two_headphone", pairs.count(["headphone", "headphone"])))


def written(fits, ports):
    counting = [port for port in ports if port.counts]
    counts = "\n".join(
        f"# {name}: {sum(bool(port.impedance) for port in of)} with an impedance, "
        f"{sum(bool(port.level) for port in of)} with a level."
        for name in CIRCUITS if (of := [port for port in counting if port.label == name]))
    text = HEADER.format(judged=figure(JUDGED_DECADES), counts=counts, sharpness=SHARPNESS,
                         devices=len({port.device for port in counting}))
    for name, components in fits.items():
        for one in components:
            text += port_table(name, one.what, one.weight, 10 ** one.mean[0], one.decades[0],
                               10 ** one.mean[1], one.decades[1],
                               (one.devices, *one.axis_devices))
    for weight, what, ohm, ohm_decades, volts, volts_decades in OTHER:
        text += port_table("other", what, weight, ohm, ohm_decades, volts, volts_decades,
                           [STRENGTH] * 3)
    text += "\n# The largest clean current, from circuit arithmetic alone.\n"
    for name, drivers in DRIVERS.items():
        for weight, what, median, decades, growth in drivers:
            text += table(f"{name}_driver", ("what", f'"{what}"'), ("weight", figure(weight)),
                          ("median_ma", figure(median)), ("ma_decades", figure(decades)),
                          ("growth", figure(growth)), ("devices", figure(STRENGTH)))
    text += "\n# What else is published of the classes, in devices.\n"
    for name in CIRCUITS:
        text += counts_table(name, [port for port in ports if port.usable and port.label == name])
    text += "\n# What devices with exactly two outputs of known impedance have.\n"
    return text + pairs_table(ports)
