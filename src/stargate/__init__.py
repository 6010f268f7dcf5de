"""Planning engine and digital twin for programmes of gigawatt-scale AI data-centre campuses.

>>> import stargate as sg
>>> programme = sg.read("programmes/small")
>>> futures = sg.simulate(sg.announced(programme), n=1_000, seed=1)
>>> futures.chance(buildings=3, by="2027-12-31") > 0.5
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stargate.computing.cost import ComputeCost, cost_of_compute
    from stargate.computing.fleet import Fleet, fleet
    from stargate.computing.train import Training, train
    from stargate.errors import ProgrammeError, StargateError
    from stargate.exports.export import export
    from stargate.exports.read_back import ReadBack, read_back
    from stargate.financing.finance import finance
    from stargate.financing.result import Financing
    from stargate.footprint.account import account
    from stargate.footprint.result import Footprint
    from stargate.futures.result import Futures
    from stargate.futures.simulate import simulate
    from stargate.history.backtest import BackTest, backtest
    from stargate.history.calibrate import Calibrated, calibrate
    from stargate.operations.energised import built_out
    from stargate.operations.operate import operate
    from stargate.operations.result import Operation
    from stargate.planning.aim import Objective
    from stargate.planning.plan import plan
    from stargate.planning.result import Chosen
    from stargate.programme.plan import Plan, announced
    from stargate.programme.programme import Programme
    from stargate.programme.read import read
    from stargate.reports.bridge import bridges
    from stargate.reports.citation import citation
    from stargate.reports.compare import compare
    from stargate.reports.hindsight import hindsight
    from stargate.reports.report import report
    from stargate.reports.trace import trace

_HOME = {
    "BackTest": "stargate.history.backtest",
    "Calibrated": "stargate.history.calibrate",
    "Chosen": "stargate.planning.result",
    "ComputeCost": "stargate.computing.cost",
    "Financing": "stargate.financing.result",
    "Fleet": "stargate.computing.fleet",
    "Footprint": "stargate.footprint.result",
    "Futures": "stargate.futures.result",
    "Objective": "stargate.planning.aim",
    "Operation": "stargate.operations.result",
    "Plan": "stargate.programme.plan",
    "Programme": "stargate.programme.programme",
    "ProgrammeError": "stargate.errors",
    "ReadBack": "stargate.exports.read_back",
    "StargateError": "stargate.errors",
    "Training": "stargate.computing.train",
    "account": "stargate.footprint.account",
    "announced": "stargate.programme.plan",
    "backtest": "stargate.history.backtest",
    "bridges": "stargate.reports.bridge",
    "built_out": "stargate.operations.energised",
    "calibrate": "stargate.history.calibrate",
    "citation": "stargate.reports.citation",
    "compare": "stargate.reports.compare",
    "cost_of_compute": "stargate.computing.cost",
    "export": "stargate.exports.export",
    "finance": "stargate.financing.finance",
    "fleet": "stargate.computing.fleet",
    "hindsight": "stargate.reports.hindsight",
    "operate": "stargate.operations.operate",
    "plan": "stargate.planning.plan",
    "read": "stargate.programme.read",
    "read_back": "stargate.exports.read_back",
    "report": "stargate.reports.report",
    "simulate": "stargate.futures.simulate",
    "trace": "stargate.reports.trace",
    "train": "stargate.computing.train",
}
__all__ = [
    "BackTest",
    "Calibrated",
    "Chosen",
    "ComputeCost",
    "Financing",
    "Fleet",
    "Footprint",
    "Futures",
    "Objective",
    "Operation",
    "Plan",
    "Programme",
    "ProgrammeError",
    "ReadBack",
    "StargateError",
    "Training",
    "account",
    "announced",
    "backtest",
    "bridges",
    "built_out",
    "calibrate",
    "citation",
    "compare",
    "cost_of_compute",
    "export",
    "finance",
    "fleet",
    "hindsight",
    "operate",
    "plan",
    "read",
    "read_back",
    "report",
    "simulate",
    "trace",
    "train",
]


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that `stargate --help` is instant."""
    if name not in _HOME:
        raise AttributeError(f"module 'stargate' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
