"""What is held against third parties' ranges."""

import stargate as sg
from stargate.reports.calibration import calibration

CALIBRATED = "energised:\n      calibrated_to: 2027-01-01 to 2028-01-01 [invented-visit]"


def test_a_candidate_that_never_comes_is_held_against_nothing(invented):
    never = {"status": "candidate", "more": "acceptance:\n  chance: 0% [assumed]", "dates": CALIBRATED}
    futures = sg.simulate(sg.announced(invented(never, {"dates": CALIBRATED})), n=20)
    assert [found.address for found in calibration(futures)] == ["sites.campus1.phases.one.energised.calibrated_to"]
