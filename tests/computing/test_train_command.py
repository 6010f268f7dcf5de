"""`stargate train` says what `sg.train` finds."""

import json

from stargate.cli import app

ARGUMENTS = ["train", "llama_3_405b", "--tensor", "8", "--pipeline", "16", "--interleaving", "8"]


def run(arguments, capsys):
    app(args=arguments, standalone_mode=False)
    return capsys.readouterr().out


def test_a_table_and_sentences(capsys):
    said = run([*ARGUMENTS, "--price", "2 USD/hour", "--pue", "1.2", "--sites", "2", "--link", "4 Tbit/s"], capsys)
    assert "Llama 3.1 405B on 16,384 H100, 16 bits: 15.6 tn tokens, 37.9 YFLOP" in said
    for row in ("time", "goodput", "IT energy", "facility energy", "cost", "USD m"):
        assert row in said
    assert "A failure stops it every 3.09 h" in said
    assert "Tbit/s each would keep it within 5%" in said


def test_json(capsys):
    told = json.loads(run([*ARGUMENTS, "--json"], capsys))
    assert told["hours"]["p10"] < told["hours"]["p50"] < told["hours"]["p90"]
    assert told["layout"]["recompute"] == "none"
    assert told["step"]["seconds"] > 0
    assert told["cost"] is None
