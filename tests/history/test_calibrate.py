"""From records to an entry that a programme can use."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.history.calibrate import Fit, _months
from stargate.quantity.notation import date_text, months_of_date, parse
from stargate.quantity.units import DURATION, FACTOR

HEAD = "id,class,started,promised,finished,cancelled,as_of,size_mw"


def rows(kind, n, seed=1):
    """Projects that come some 6 months after they were to, as reported at their start and at two later days."""
    rng = np.random.default_rng(seed)
    for i in range(n):
        start, lead = months_of_date("2010-01-01") + i * 96 / n, rng.uniform(12, 40)
        end = start + max(1.0, lead + rng.gumbel(6, 3))
        day, promised = date_text(start), date_text(start + lead)
        yield f"{kind}{i},{kind},{day},{promised},,,{day},{50 + i}"
        for as_of in ("2016-12-31", "2020-12-31"):
            now = months_of_date(as_of)
            if start < now:
                yield f"{kind}{i},{kind},{day},{promised},{date_text(end) if end <= now else ''},,{as_of},{50 + i}"


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    path = tmp_path_factory.mktemp("records") / "records.csv"
    path.write_text("\n".join([HEAD, *rows("gas plant", 60), *rows("few", 12, 2), *rows("none", 3, 3)]) + "\n")
    return path


@pytest.fixture(scope="module")
def classes(records):
    """All that a file holds."""
    return sg.calibrate(records)


@pytest.fixture(scope="module")
def gas(records):
    """One of them."""
    return sg.calibrate(records, "gas plant")


def test_classes_of_a_file(classes):
    found = classes
    assert [fit.kind for fit in found.fits] == ["few", "gas plant"]
    few, many = found.fits
    assert many.name == "gas_plant"
    assert many.outcome.quantile(0.5) == pytest.approx(36.7, rel=0.05), "of the sixty the median is 36.7"
    assert many.slip.months
    assert many.slip.quantile(0.5) == pytest.approx(7.1, abs=1)
    assert "only 12 finished" in " ".join(few.remarks)
    assert "only" not in " ".join(many.remarks)
    assert "of class 'none' 3 of 3" in str(found)
    assert "late by" in str(many)


def test_a_slip_that_is_a_factor_says_of_what(gas):
    fit = gas.fits[0]
    assert fit.slip is not None
    said = dict(replace(fit, slip=replace(fit.slip, months=False, values=fit.slip.values / 10 + 1)).rows())["late by"]
    assert said.startswith("taking ")
    assert " times as long as promised, median " in said
    assert "times" not in dict(fit.rows())["late by"]


def test_one_class_too_few_or_absent(records):
    with pytest.raises(sg.StargateError, match="too few to fit"):
        sg.calibrate(records, "none")
    with pytest.raises(sg.StargateError, match="write: gas plant"):
        sg.calibrate(records, "gas plants")
    with pytest.raises(sg.StargateError, match="too few to fit"):
        sg.calibrate(records, as_of="2011-12-31")
    with pytest.raises(sg.StargateError, match="nothing was known"):
        sg.calibrate(records, as_of="2001-12-31")


def test_an_earlier_day_knows_less(records, gas):
    then, now = (found.fits[0] for found in (sg.calibrate(records, "gas plant", "2016-12-31"), gas))
    assert then.finished < now.finished
    assert len(then.spells.exit) < len(now.spells.exit)


def test_an_entry_is_used_in_a_programme(gas, tmp_path, small_folder):
    folder = tmp_path / "mine"
    shutil.copytree(small_folder, folder)
    written = gas.write(folder, ["invented-press"])
    assert written == [folder / "classes" / "gas_plant.yaml"]
    assert "gas plant0" not in written[0].read_text(), "no record is in it"
    address = "sites.north.activities.interconnection.duration"
    programme = sg.read(folder, changes={address: "like gas_plant [invented-press]"})
    entry = programme["classes.gas_plant.duration"]
    assert programme[address].p50 == entry.p50
    assert programme[address].sources == ("invented-press",)
    blended = sg.read(folder, changes={address: "24 months [invented-visit] + like gas_plant [invented-press]"})[
        address
    ]
    slip = programme["classes.gas_plant.slip"]
    assert blended.p50 == pytest.approx(24 + slip.p50)
    assert blended.p90 == pytest.approx(24 + slip.p90)
    risk = "risks." + next(iter(programme.contents.risks))
    assert sg.read(folder, changes={f"{risk}.chance": "like gas_plant [invented-press]"})[f"{risk}.chance"].p50 < 0.5
    blend = sg.read(folder, changes={address: "24 months [invented-visit] + like gas_plant [invented-press]"})
    assert sg.simulate(sg.announced(blend), n=50).n == 50


@pytest.mark.parametrize(
    ("text", "wrong", "instead"),
    [
        ("like gas_plants [invented-press]", "no 'gas_plants'", "like gas_plant"),
        ("like gas-plant [invented-press]", "no 'gas-plant'", "like gas_plant"),
        (
            "24 months [invented-visit] x like gas_plant [invented-press]",
            "says nothing of how many times",
            "+ like gas_plant",
        ),
        ("24 months [invented-visit] + like gas_plants [invented-press]", "no 'gas_plants'", "+ like gas_plant"),
        ("24 months [invented-visit] + like gas_plant", "names no source", "+ like gas_plant"),
    ],
)
def test_a_class_that_is_absent_or_says_something_else(gas, tmp_path, small_folder, text, wrong, instead):
    folder = tmp_path / "mine"
    shutil.copytree(small_folder, folder)
    gas.write(folder, ["invented-press"])
    with pytest.raises(sg.ProgrammeError) as caught:
        sg.read(folder, changes={"sites.north.activities.interconnection.duration": text})
    assert wrong in str(caught.value)
    assert instead in str(caught.value)


def test_a_class_published_later_is_hindsight(gas, tmp_path, small_folder):
    folder = tmp_path / "mine"
    shutil.copytree(small_folder, folder)
    gas.write(folder, ["invented-visit"])
    address = "sites.north.activities.interconnection.duration"
    text = "24 months [invented-press] + like gas_plant [invented-visit]"
    days = {key: source.date for key, source in sg.read(folder).contents.sources.items()}
    assert days["invented-press"] < days["invented-visit"]
    early = sg.read(folder, changes={address: text}, as_of=days["invented-press"])
    assert address not in early or not early[address].known
    assert sg.read(folder, changes={address: text}, as_of=days["invented-visit"])[address].known


@pytest.mark.parametrize(
    ("quantiles", "text"),
    [
        ((11.24, 20.0, 61.66), "11.2 to 61.7 months, median 20"),
        ((0.034, 0.1, 0.912), "0.034 to 0.91 months, median 0.1"),
        ((12.01, 12.02, 12.04), "12 months"),
    ],
)
def test_a_range_is_written_so_that_it_can_be_read(quantiles, text):
    assert _months(*quantiles) == text
    assert parse(f"{text} [x]", DURATION)


@pytest.mark.parametrize(
    ("months", "p10", "p50", "early", "text"),
    [
        (True, 2.0, 8.0, 0.02, "2 to 20 months, median 8"),
        (True, -3.0, 8.0, 0.25, "0 to 20 months, median 8, zero 25%"),
        (True, 0.01, 8.0, 0.099, "0 to 20 months, median 8, zero 10%"),
        (True, -8.0, 0.06, 0.4996, "0 to 20 months, median 0.06, zero 49.9%"),
        (True, -8.0, -1.0, 0.6, ""),
        (False, 1.1, 1.5, 0.05, "1.1 to 20, median 1.5"),
    ],
)
def test_a_slip_is_written_so_that_it_can_be_read(months, p10, p50, early, text):
    class Known:
        def __init__(self):
            self.months = months

        def quantile(self, p):
            return {0.1: p10, 0.5: p50, 0.9: 20.0}[p]

        def early(self):
            return early

    assert Fit("x", None, (0, 1), None, Known()).late == text
    assert not text or parse(f"{text} [x]", DURATION if months else FACTOR)


def test_what_cannot_be_written_is_refused(classes, tmp_path):
    found = classes
    with pytest.raises(sg.StargateError, match="a file holds one"):
        found.write(tmp_path / "all.yaml")
    with pytest.raises(sg.StargateError, match="not a source key"):
        found.write(tmp_path, ["A b"])
    assert not list(tmp_path.glob("*.yaml"))
    assert [path.name for path in found.write(tmp_path / "out")] == ["few.yaml", "gas_plant.yaml"]
    assert "[assumed]" in (tmp_path / "out" / "few.yaml").read_text()
