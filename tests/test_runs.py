"""The run store: named by what went in, whatever the scenario shown first."""

import stargate as sg
from stargate.runs import keep


def test_more_futures_are_another_run(tmp_path, written):
    """Also where the scenario shown first draws nothing and so has one future, whatever was asked for."""
    (written.folder / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
    programme = sg.read(written.folder, scenario="word")

    def kept(n):
        runs = [sg.simulate(sg.announced(p), n=n) for p in (programme, programme.under("base"))]
        return keep(tmp_path / "runs", runs)

    few, many = kept(20), kept(30)
    assert few.id != many.id
    assert [run.summary["scenarios"]["base"]["futures"] for run in (few, many)] == [20, 30]
