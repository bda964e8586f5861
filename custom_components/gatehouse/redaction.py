"""What a diagnostics download of one kind must not contain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RedactionRules:
    """The private values of one kind, in addition to those that are private everywhere.

    `names` is a regular expression of the names of private values, `values` one of the values themselves;
    `secrets` are the keys of the entry's and its subentries' data whose values are removed everywhere.
    """

    names: str
    values: str
    secrets: tuple[str, ...]
