"""Which shares set-ups made and which of them are in use; the others, which still open, may be deleted."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util.hass_dict import HassKey

from ...cleanup import async_offer_to_delete
from ...const import DOMAIN
from . import issues
from .const import CONF_IDENTIFIER, CONF_MADE, CONF_SHARE, SUBENTRY_LOCK

UNUSED_SHARES_ISSUE: Final = "the_keys_unused_shares"
ATTR_LOCKS: Final = "locks"
ATTR_SHARES: Final = "shares"


@dataclass
class _SetUps:
    """The shares that set-ups made since Home Assistant started, and those that each is about to use."""

    made: set[int] = field(default_factory=set)
    held: dict[object, set[int]] = field(default_factory=dict)


_ONE_AT_A_TIME: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_the_keys_shares_lock")
_SET_UPS: HassKey[_SetUps] = HassKey(f"{DOMAIN}_the_keys_set_ups")

# The locks that each entry had when it was set up last, or when that was tried.
_LOCKS: HassKey[dict[str, dict[str, ConfigSubentry]]] = HassKey(f"{DOMAIN}_the_keys_locks")


def one_at_a_time(hass: HomeAssistant) -> asyncio.Lock:
    """Return what is held while shares are made, taken or deleted, so that each knows what the others did."""
    return hass.data.setdefault(_ONE_AT_A_TIME, asyncio.Lock())


@callback
def async_leave_removed(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Leave the locks behind that were removed or got another share since this was called last."""
    # Copied, for Home Assistant changes them in their place.
    locks = {lock.subentry_id: copy(lock) for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)}
    known = hass.data.setdefault(_LOCKS, {})
    former, known[entry.entry_id] = known.get(entry.entry_id, {}), locks
    shares = {lock.data.get(CONF_SHARE) for lock in locks.values()}
    _leave(
        hass,
        entry,
        [
            lock
            for subentry_id, lock in former.items()
            if subentry_id not in locks or lock.data.get(CONF_SHARE) not in {None, *shares}
        ],
    )


@callback
def async_leave_all(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Leave the locks of a removed entry behind."""
    former = hass.data.get(_LOCKS, {}).pop(entry.entry_id, {})
    locks = {lock.subentry_id: lock for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)}
    _leave(hass, entry, (former | locks).values())


def _leave(hass: HomeAssistant, entry: ConfigEntry[Any], locks: Collection[ConfigSubentry]) -> None:
    """Leave nothing of removed locks behind, and offer to delete the shares that the set-up made."""
    for lock in locks:
        issues.async_withdraw(hass, lock.data[CONF_IDENTIFIER])
    made = {
        lock.data[CONF_SHARE]: (lock.data[CONF_IDENTIFIER], lock.title)
        for lock in locks
        if lock.data.get(CONF_MADE)
    }
    async_offer(hass, entry.title, made)


@callback
def async_offer(hass: HomeAssistant, name: str, made: Mapping[int, tuple[str, str]]) -> None:
    """Offer to delete shares that were made, but for those that are used.

    They are told by their numbers, each with its lock's number and name; `name` is what they were made for.
    """
    left = [number for number in made if number not in _used(hass) and not _is_offered(hass, number)]
    if not left:
        return
    async_offer_to_delete(
        hass,
        f"{UNUSED_SHARES_ISSUE}_{'_'.join(map(str, left))}",
        UNUSED_SHARES_ISSUE,
        _facts({number: made[number][0] for number in left}),
        {"name": name, "locks": ", ".join(made[number][1] for number in left)},
    )


@callback
def async_reduce(hass: HomeAssistant, issue_id: str, shares: Mapping[int, str]) -> None:
    """Leave only these of the shares that an issue is about, each with its lock's number."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is not None:
        async_offer_to_delete(
            hass, issue_id, UNUSED_SHARES_ISSUE, _facts(shares), issue.translation_placeholders or {}
        )


@callback
def async_note_made(hass: HomeAssistant, number: int) -> None:
    """Note that a set-up made a share."""
    _set_ups(hass).made.add(number)


@callback
def async_hold(hass: HomeAssistant, set_up: object, number: int) -> None:
    """Keep a share for a set-up, which is about to use it."""
    _set_ups(hass).held.setdefault(set_up, set()).add(number)


@callback
def async_release(hass: HomeAssistant, set_up: object) -> None:
    """Keep nothing more for a set-up."""
    _set_ups(hass).held.pop(set_up, None)


def is_made(hass: HomeAssistant, number: int) -> bool:
    """Tell whether a share is known to have been made by a set-up."""
    return number in _set_ups(hass).made or _is_offered(hass, number)


@callback
def async_withdraw_needed(hass: HomeAssistant) -> None:
    """Take back the offers to delete shares all of which are used again: a set-up takes what is there."""
    for offer in _offers(hass):
        if not unused(hass, shares_of(offer.data)):
            ir.async_delete_issue(hass, DOMAIN, offer.issue_id)


def unused(hass: HomeAssistant, numbers: Iterable[int]) -> list[int]:
    """Return the numbers of shares, but for those that are used again."""
    return [number for number in numbers if number not in _used(hass)]


def shares_of(data: Mapping[str, Any] | None) -> dict[int, str]:
    """Return the shares that an issue is about, each with its lock's number."""
    if not data:
        return {}
    return dict(zip(map(int, data[ATTR_SHARES].split(",")), data[ATTR_LOCKS].split(","), strict=True))


def _facts(shares: Mapping[int, str]) -> dict[str, str]:
    return {ATTR_SHARES: ",".join(map(str, shares)), ATTR_LOCKS: ",".join(shares.values())}


def _set_ups(hass: HomeAssistant) -> _SetUps:
    return hass.data.setdefault(_SET_UPS, _SetUps())


def _is_offered(hass: HomeAssistant, number: int) -> bool:
    return any(number in shares_of(offer.data) for offer in _offers(hass))


def _offers(hass: HomeAssistant) -> list[ir.IssueEntry]:
    every = ir.async_get(hass).issues.values()
    return [
        issue for issue in every if issue.domain == DOMAIN and issue.issue_id.startswith(UNUSED_SHARES_ISSUE)
    ]


def _used(hass: HomeAssistant) -> set[int | None]:
    held = _set_ups(hass).held.values()
    return {number for numbers in held for number in numbers} | {
        lock.data.get(CONF_SHARE)
        for entry in hass.config_entries.async_entries(DOMAIN)
        for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)
    }
