"""How Sphinx builds the documentation, without a network: `make docs`."""

import os
import sys
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"  # kernels are documented as the functions they are written as
sys.path.insert(0, str(Path(__file__).parent))

project, author, copyright = "stargate", "The stargate maintainers", "The stargate maintainers"  # noqa: A001
extensions = ["myst_parser", "sphinx.ext.autodoc", "docstrings"]
exclude_patterns = ["_build", "format_intro.md", "scenarios_intro.md", "scenarios_coming.md"]
nitpicky = True
nitpick_ignore = [
    ("py:class", f"stargate.{inside}")
    for inside in (
        "climate.air.Air",
        "climate.general.General",
        "climate.normals.Climate",
        "climate.sun.Sun",
        "climate.weather.Weather",
        "compute.chip.Chip",
        "compute.cluster.Cluster",
        "compute.cluster.Link",
        "compute.efficiency.Efficiency",
        "compute.inference.Accelerator",
        "compute.inference.Efforts",
        "compute.inference.ServedModel",
        "compute.inference.Spread",
        "compute.language_model.LanguageModel",
        "compute.layout.Layout",
        "compute.search.Asked",
        "compute.serving_practice.ServingPractice",
        "compute.step.Step",
        "compute.training_practice.TrainingPractice",
        "compute.transformer.Layer",
        "compute.transformer.Transformer",
        "compute.workload.Workload",
        "computing.delivered.Delivered",
        "computing.demand.Trends",
        "computing.equipment.Equipment",
        "computing.fleet.Fleet",
        "computing.given.Across",
        "cooling.element.CoolingSystem",
        "financing.lines.Line",
        "financing.margins.Margins",
        "financing.margins.Sold",
        "financing.model.Model",
        "financing.own.OwnCost",
        "financing.products.Case",
        "footprint.carbon.Hourly",
        "footprint.carbon.Matched",
        "footprint.county.County",
        "footprint.embodied.Made",
        "futures.drawn.Drawn",
        "futures.drawn.Range",
        "futures.gates.Shared",
        "futures.shares.VarianceShare",
        "futures.sobol.Outcomes",
        "futures.targets.Target",
        "market.calendar.Calendar",
        "market.fuel.Fuel",
        "market.region.Region",
        "market.region.RegionalMarket",
        "market.shape.CarbonShape",
        "market.shape.PriceShape",
        "market.year.Market",
        "planning.alternatives.Alternative",
        "planning.arrays.Days",
        "planning.arrays.Memory",
        "planning.arrays.Room",
        "planning.arrays.Site",
        "planning.arrays.Sums",
        "planning.check.Recomputed",
        "planning.choice.Choice",
        "planning.given.Given",
        "planning.problem.PlanningProblem",
        "planning.served.Served",
        "planning.solve.Solution",
        "planning.uncertain.Hedged",
        "power.cycle.Cycle",
        "power.element.Dispatch",
        "power.element.PeakCharge",
        "power.element.Problem",
        "power.element.Source",
        "power.element.Store",
        "power.technology.Technology",
        "programme.compiled.Model",
        "programme.model.Basis",
        "programme.timed.Block",
        "quantity.noun.Branch",
    )
]
nitpick_ignore_regex = [
    (r"py:.*", r"(?!stargate\.).*"),  # names of other libraries, which live on other sites
    (r"py:class", r"stargate\.quantity\.measures\..*"),  # described by their units
]

myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "exclude-members": "__init__, __new__"}
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "stargate"
html_static_path = ["_static"]
html_css_files = ["stargate.css"]
html_copy_source = False
html_show_sphinx = False
highlight_language = "none"
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "a11y-high-contrast-dark"
