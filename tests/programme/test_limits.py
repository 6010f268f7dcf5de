"""What no programme can mean is refused when it is read, before it takes for ever or leaves the calendar."""

import pytest

import stargate as sg
from stargate.errors import ProgrammeError


def only(folder, **how):
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder, **how)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "wrong", "instead"),
    [
        ("programme.yaml", "horizon: 2032-12-31", "horizon: 9999-12-31", "programme.yaml:7", "too far away", "1900 to 2200"),
        ("programme.yaml", "horizon: 2032-12-31", "horizon: 2032-02-31", "programme.yaml:7", "not a date", "calendar"),
        ("programme.yaml", "start: 2024-01-01", "start: 0001-01-01", "programme.yaml:5", "too far away", "1900 to 2200"),
        ("programme.yaml", "as_of: 2026-06-30", "as_of: 2040-01-01", "programme.yaml:6", "not before the horizon", "a date before it"),
        ("programme.yaml", "as_of: 2026-06-30", "as_of: 2019-01-01", "programme.yaml:6", "starts on 2024-01-01", "a date after it"),
        ("sites/south.yaml", "announced: 2028-12-31", "announced: 9999-12-31", "sites/south.yaml:49", "not plausible", "1990 to 2200"),
        ("sites/south.yaml", "announced: 2028-12-31", "announced: 1600-12-31", "sites/south.yaml:49", "not plausible", "1990 to 2200"),
        ("sites/south.yaml", "24 to 48 months", "1 to 1000000000000000 months", "sites/south.yaml:19", "not plausible", "100 years"),
        ("sites/south.yaml", "buildings: 3", "buildings: 300000000", "sites/south.yaml:42", "not plausible", "10_000 buildings"),
        ("sites/south.yaml", "buildings: 3", "buildings: 9999", "sites/south.yaml:46", "9999 buildings take up to 3333 years", "100 years"),
        ("sites/south.yaml", "latitude: 41.2", "latitude: 141.2", "sites/south.yaml:5", "141.2 deg is not plausible", "-90 to 90"),
        ("sites/south.yaml", "longitude: -80.9", "longitude: -180.9", "sites/south.yaml:6", "not plausible", "-180 to 180"),
        ("sites/south.yaml", "200 to 260 MW", "200 to 2_600_000 MW", "sites/south.yaml:43", "not plausible", "1 TW"),
        ("sites/south.yaml", "200 to 260 MW", f"1 to {'9' * 400} MW", "sites/south.yaml:43", "400 digits", "larger unit"),
        ("programme.yaml", "9 to 13 USD bn/GW", "9 to 13 USD9999 bn/GW", "programme.yaml:11", "prices of 9999", "or no year"),
        ("drivers.yaml", "0.8 to 1.4", "0.8 to 1_000_000", "drivers.yaml:3", "not plausible", "at most 1000"),
        ("sources.yaml", "date: 2025-01-20", "date: 9999-01-01", "sources.yaml:4", "too far away", "1900 to 2200"),
        ("sources.yaml", "date: 2025-01-20", "date: 2026-02-30", "sources.yaml:4", "not a date", "calendar"),
    ],
)  # fmt: skip
def test_what_nobody_means(written, file, old, new, where, wrong, instead):
    problem = only(written(file, old, new))
    assert problem.where == where
    assert wrong in problem.wrong
    assert instead in problem.instead


def test_dates_that_are_asked_for(small_folder):
    assert "too far away" in only(small_folder, as_of="9999-12-31").wrong
    problem = only(small_folder, as_of="2040-01-01")
    assert (problem.where, problem.address) == ("--as-of", "")


def test_what_lies_on_a_limit_is_read(written):
    folder = written("sites/south.yaml", "24 to 48 months", "24 to 1200 months")
    written("sites/south.yaml", "41.2 deg", "90 deg")
    assert sg.read(folder)["sites.south.latitude"].p50 == 90


def test_the_end_of_the_calendar_may_be_asked_for(small_futures):
    with pytest.raises(sg.StargateError, match="is not a date"):
        small_futures.chance(by="9999-12-31")
