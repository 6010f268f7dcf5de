"""What must be said of a programme before anything else: that it is confidential, or looked at from too late."""

from stargate.programme.programme import Programme
from stargate.reports.words import day, plural


def confidence(programme: Programme) -> list[str]:
    """That a confidential overlay is laid over the programme, in a sentence; nothing where there is none."""
    if programme.origin.overlay is None:
        return []
    count = plural(len(programme.confidential), "figure")
    return [f"Confidential: this rests on {count} of an overlay that is not public."]


def ahead(programme: Programme) -> list[str]:
    """That a programme is looked at from beyond its own date, in a sentence; nothing where it is not."""
    own = str(programme.origin.tree["as_of"])
    if programme.as_of <= own:
        return []
    return [
        f"Looked at from {day(programme.as_of)}, but what is known ends on {day(own)}: whatever is not reported counts "
        "as not having happened by then."
    ]
