"""What moves the outcome, as its reader sees it."""

from stargate.futures.moves import Move


def test_a_move_is_said_in_words():
    move = Move("sites.north.activities.shell.duration", -12.345678901, 8.1, 0.4321, event=False)
    assert str([move]) == "[sites.north.activities.shell.duration: -12 to +8 IT MW (+-0)]"


def test_labels_say_whose_megawatts(small_futures):
    assert "IT MW" in small_futures.energised.percentile([50]).attrs["long_name"]
