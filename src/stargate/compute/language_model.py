"""A transformer that is trained or served: a record of the catalogue or of a programme."""

from stargate.quantity.measures import Count, Operations, Parameters, Share, Tokens
from stargate.quantity.noun import Noun


class LanguageModel(Noun):
    """A transformer, dense or a mixture of experts, with what its time and memory follow from."""

    name: str
    """What it is called."""
    maker: str = ""
    """Who trained it."""
    parameters: Parameters
    """All of them."""
    active: Parameters | None = None
    """Those that a token passes through in a mixture of experts; all where empty."""
    experts: Count | None = None
    """Experts of a layer in a mixture of experts, of which a token is sent to some; those that see all are left out."""
    chosen: Count | None = None
    """How many of them a token is sent to."""
    layers: Count
    """Transformer layers."""
    hidden: Count
    """Width of a layer."""
    heads: Count
    """Attention heads."""
    key_value_heads: Count | None = None
    """Heads of keys and values where several queries share them; as many as heads where empty."""
    head_size: Count | None = None
    """Width of a head; the layer's width over its heads where empty."""
    cache_width: Count | None = None
    """Numbers kept by token and layer while serving, where keys and values are compressed; else 2 x heads x size."""
    feed_forward: Count | None = None
    """Width of its feed-forward part; four times the layer's where empty."""
    feed_forward_matrices: Count | None = None
    """Matrices of that part: three where it is gated (SwiGLU); two where empty."""
    dropout: Share | None = None
    """Part of its numbers that training drops at random; none where empty."""
    vocabulary: Count
    """Different tokens."""
    context: Count
    """Tokens of a sequence in training."""
    tokens: Tokens | None = None
    """What it was trained on."""
    operations: Operations | None = None
    """What its training took, as stated."""
    note: str = ""
    """A remark for readers."""
