"""The promises of speed that hold on any machine: ratios between measurements of one run. Source: the table in README.md."""

from collections.abc import Mapping
from itertools import pairwise

Found = Mapping[str, Mapping[str, float]]

# Processor time of a warm overview ÷ that of an empty page of a default Streamlit.
OVER_EMPTY = 1.0
# What ten times the records may cost: reruns nothing, a save next to nothing, a metric ten times with room for noise.
GROWTH: Mapping[str, float] = {"rerun, processor": 1.5, "change filter, processor": 1.5, "save": 3.0}
METRIC_GROWTH = 15.0
METRICS = ("progress", "leaves", "weekly", "clocks", "states", "compliance", "weekly compliance", "times", "heatmap", "csat", "follow")
# Below this a measurement is mostly the clock and the calls.
_TOO_SHORT = 0.5


def broken(found: Found) -> list[str]:
    """The ratios that do not hold, in words. found: measurements in ms by "empty" or number of tasks."""
    sizes = sorted((size for size in found if size != "empty"), key=int)
    problems = []
    if "empty" in found:
        for size in sizes:
            ratio = found[size]["rerun, processor"] / found["empty"]["rerun, processor"]
            if ratio > OVER_EMPTY:
                problems.append(f"overview at {size} tasks ÷ empty page: {ratio:.2f} > {OVER_EMPTY}")
    for small, large in pairwise(sizes):
        times = int(large) / int(small)
        allowed = {**GROWTH, **dict.fromkeys(METRICS, METRIC_GROWTH * times / 10)}
        for name, most in allowed.items():
            before, after = found[small].get(name), found[large].get(name)
            if before is not None and after is not None and after > most * max(before, _TOO_SHORT):
                problems.append(f"{name} at {large} ÷ {small} tasks: {after / before:.2f} > {most:g}")
    return problems
