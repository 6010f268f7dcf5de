"""Models, and clusters whose efficiency does not depend on size, shared by the tests of training steps."""

from stargate.compute.cluster import Cluster, Link, Steps, cluster
from stargate.compute.efficiency import Efficiency
from stargate.compute.language_model import LanguageModel
from stargate.compute.transformer import Transformer, transformer
from stargate.programme.catalogue import catalogue, entry

FREE = Link(1e30, 0.0, 1.0, 1.0, 0.0)


def flat(matrix=1e15, vector=1e30, memory=1e30, capacity=1e30, domain=8, link=FREE):
    """A cluster of one rate each; what is not given takes no time."""
    one = lambda rate: Steps(((0.0, rate),))  # noqa: E731
    return Cluster("flat", matrix, one(matrix), one(vector), one(memory), capacity, domain, link, link)


def real(chip) -> Cluster:
    return cluster(catalogue().chips[chip], entry("efficiency", "calculon_a100", Efficiency))


def model(name) -> Transformer:
    return transformer(entry("models", name, LanguageModel))
