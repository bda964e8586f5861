"""Which shares Gatehouse created, and the offers to delete those that are no longer used."""

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


@dataclass(frozen=True, slots=True)
class LockName:
    """The identifier and the name of the lock of a share."""

    identifier: str
    name: str


@dataclass(slots=True)
class _State:
    """The shares created since Home Assistant started, and those that each open flow is about to use.

    `lock` is held while shares are created, used or deleted. `known_locks` are the subentries that each
    entry had at its last setup.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    created: set[int] = field(default_factory=set)
    reserved: dict[object, set[int]] = field(default_factory=dict)
    known_locks: dict[str, dict[str, ConfigSubentry]] = field(default_factory=dict)


_STATE: HassKey[_State] = HassKey(f"{DOMAIN}_the_keys_shares")


def share_lock(hass: HomeAssistant) -> asyncio.Lock:
    """Return the lock to hold while shares are created, used or deleted."""
    return _state(hass).lock


@callback
def async_offer_removed_locks(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Offer the shares of locks that were removed or got another share since the last call."""
    # Copied, because Home Assistant updates subentries in place.
    locks = {lock.subentry_id: copy(lock) for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)}
    known = _state(hass).known_locks
    former, known[entry.entry_id] = known.get(entry.entry_id, {}), locks
    shares = {lock.data.get(CONF_SHARE) for lock in locks.values()}
    _offer_shares_of(
        hass,
        entry,
        [
            lock
            for subentry_id, lock in former.items()
            if subentry_id not in locks or lock.data.get(CONF_SHARE) not in {None, *shares}
        ],
    )


@callback
def async_offer_all_locks(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Offer the shares of all locks of a removed entry."""
    former = _state(hass).known_locks.pop(entry.entry_id, {})
    locks = {lock.subentry_id: lock for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)}
    _offer_shares_of(hass, entry, (former | locks).values())


def _offer_shares_of(hass: HomeAssistant, entry: ConfigEntry[Any], locks: Collection[ConfigSubentry]) -> None:
    """Delete the issues of removed locks, and offer to delete the shares that Gatehouse created for them."""
    for lock in locks:
        issues.async_delete_lock_issues(hass, lock.data[CONF_IDENTIFIER])
    created = {
        lock.data[CONF_SHARE]: LockName(lock.data[CONF_IDENTIFIER], lock.title)
        for lock in locks
        if lock.data.get(CONF_MADE)
    }
    async_offer_unused(hass, entry.title, created)


@callback
def async_offer_unused(hass: HomeAssistant, name: str, created: Mapping[int, LockName]) -> None:
    """Offer to delete the shares, by number, that are neither used nor offered already.

    `name` is what the shares were created for, the title of an entry.
    """
    shares = {number: created[number] for number in unused(hass, created) if not _is_offered(hass, number)}
    if not shares:
        return
    async_offer_to_delete(
        hass,
        f"{UNUSED_SHARES_ISSUE}_{'_'.join(map(str, shares))}",
        UNUSED_SHARES_ISSUE,
        _issue_data({number: lock.identifier for number, lock in shares.items()}),
        {"name": name, "locks": ", ".join(lock.name for lock in shares.values())},
    )


@callback
def async_update_offer(hass: HomeAssistant, issue_id: str, shares: Mapping[int, str]) -> None:
    """Replace the shares of an offer, each with the identifier of its lock."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is not None:
        async_offer_to_delete(
            hass, issue_id, UNUSED_SHARES_ISSUE, _issue_data(shares), issue.translation_placeholders or {}
        )


@callback
def async_delete_obsolete_offers(hass: HomeAssistant) -> None:
    """Delete the offers whose shares are all used again."""
    for offer in _offers(hass):
        if not unused(hass, offered_shares(offer.data)):
            ir.async_delete_issue(hass, DOMAIN, offer.issue_id)


@callback
def async_mark_created(hass: HomeAssistant, number: int) -> None:
    """Remember that Gatehouse created a share."""
    _state(hass).created.add(number)


def is_created_by_gatehouse(hass: HomeAssistant, number: int) -> bool:
    """Return whether Gatehouse is known to have created a share."""
    return number in _state(hass).created or _is_offered(hass, number)


@callback
def async_reserve(hass: HomeAssistant, owner: object, number: int) -> None:
    """Count a share as used by an open flow."""
    _state(hass).reserved.setdefault(owner, set()).add(number)


@callback
def async_cancel_reservations(hass: HomeAssistant, owner: object) -> None:
    """Cancel the reservations of a flow."""
    _state(hass).reserved.pop(owner, None)


def unused(hass: HomeAssistant, numbers: Iterable[int]) -> list[int]:
    """Return those of the shares that no lock uses and no flow has reserved."""
    used: set[int | None] = set().union(*_state(hass).reserved.values())
    used |= {
        lock.data.get(CONF_SHARE)
        for entry in hass.config_entries.async_entries(DOMAIN)
        for lock in entry.get_subentries_of_type(SUBENTRY_LOCK)
    }
    return [number for number in numbers if number not in used]


def offered_shares(data: Mapping[str, Any] | None) -> dict[int, str]:
    """Return the shares in the data of an offer, each with the identifier of its lock."""
    if not data:
        return {}
    return dict(zip(map(int, data[ATTR_SHARES].split(",")), data[ATTR_LOCKS].split(","), strict=True))


def _issue_data(shares: Mapping[int, str]) -> dict[str, str]:
    return {ATTR_SHARES: ",".join(map(str, shares)), ATTR_LOCKS: ",".join(shares.values())}


def _state(hass: HomeAssistant) -> _State:
    return hass.data.setdefault(_STATE, _State())


def _is_offered(hass: HomeAssistant, number: int) -> bool:
    return any(number in offered_shares(offer.data) for offer in _offers(hass))


def _offers(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.issue_id.startswith(UNUSED_SHARES_ISSUE)
    ]
