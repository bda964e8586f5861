"""What a kind knows to be private, beyond what is so everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a diagnostics download must not hold.

    `names` is a regular expression of what a private value is called, `values` one of what it looks like;
    `secrets` are the keys of the entry's data, and of its subentries', whose values must stand nowhere.
    """

    names: str
    values: str
    secrets: tuple[str, ...]
