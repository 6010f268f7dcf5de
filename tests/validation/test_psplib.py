"""PSPLIB (Kolisch and Sprecher 1997): the longest path of every instance is the MPM-Time its header states."""

import re
import tarfile

import numpy as np
import pytest

from stargate.schedule.network import forward, plain


@pytest.mark.parametrize("set_name", ["j30", "j60"])
def test_longest_path_of_every_instance(reference_data, set_name):
    checked = 0
    with tarfile.open(reference_data / "psplib" / f"{set_name}.tar.gz") as archive:
        for member in archive.getmembers():
            if member.name.endswith(".sm"):
                waits, duration, stated = instance(archive.extractfile(member).read().decode())
                assert longest_path(waits, duration) == stated, member.name
                checked += 1
    assert checked == 480


def instance(text):
    """Predecessors, durations and the stated MPM-Time of one instance."""
    stated = int(re.search(r"MPM-Time\s*\n-*\n?.*?\n?\s*(?:\d+\s+){5}(\d+)", text).group(1))
    precedence = re.search(r"PRECEDENCE RELATIONS:\n.*\n((?:\s*\d.*\n)+)", text).group(1)
    waits = {}
    for line in precedence.splitlines():
        number, _, _, *after = line.split()
        waits.setdefault(number, [])
        for other in after:
            waits.setdefault(other, []).append(number)
    requests = re.search(r"REQUESTS/DURATIONS:\n.*\n-*\n((?:\s*\d.*\n)+)", text).group(1)
    return waits, {line.split()[0]: int(line.split()[2]) for line in requests.splitlines()}, stated


def longest_path(waits, duration):
    order, network = plain(waits, {"end": list(waits)})
    months = np.array([[float(duration[name]) for name in order]])
    start, finish, ready = np.empty_like(months), np.empty_like(months), np.empty((1, 1))
    forward(network, months, np.zeros((1, 0)), np.zeros((1, 0), dtype=np.int64), start, finish, ready)
    return ready[0, 0]
