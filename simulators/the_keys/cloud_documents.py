"""The JSON documents of the cloud: the field names are the vendor's, many values are guesses."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from .home import TIME_ZONE, AccessoryType, Home
from .lock import Origin, State

if TYPE_CHECKING:
    from .home import Accessory, Share
    from .lock import Lock, LogEntry

CREATED = 1_577_836_800  # Unix time
STATES = {State.UNKNOWN: None, State.CLOSED: "close", State.OPEN: "open"}  # only "open" was observed
SUCCESS = 1  # `status` of a log entry


class CloudDocuments:
    """Creates the documents of a home."""

    def __init__(self, home: Home, username: str) -> None:
        """Initialize the documents with the home and the account's phone number."""
        self._home = home
        self._username = username

    def user(self) -> dict[str, Any]:
        """Return the user document, which lists all locks."""
        return {
            "id": "1",
            "type": "user_utilisateur",
            "roles": ["ROLE_UTILISATEUR"],
            "firstname": "Camille",
            "lastname": "Exemple",
            "locale": "fr",
            "username": self._username,
            "email": "owner@example.com",
            "tel": self._username,
            "created_at": self._date(CREATED),
            "updated_at": self._date(CREATED),
            "notification_token": "",
            "notification_enabled": True,
            "serrures": [self.lock(lock) for lock in self._home.locks.values()],
        }

    def lock(self, lock: Lock) -> dict[str, Any]:
        """Return a lock as in the user document."""
        record = self._home.cloud_records[lock.identifier]
        return {
            "id": record.number,
            "id_serrure": lock.identifier,
            "code": f"{record.number:08}",
            "code_serrure": f"{record.number:012}",
            "etat": STATES[record.state],
            "nom": lock.name,
            "couleur": None,
            "qrcode": f"{record.number:010}",
            "serrure_droite": True,
            "main_libre": True,
            "longitude": 0,
            "latitude": 0,
            "radius": 100,
            "timezone": str(TIME_ZONE),
            "maxSpeed": 80,
            "latchDelay": 1000,
            "assistedActions": False,
            "unlockOnly": False,
            "description": None,
            "logSequence": len(record.log),
            "public_key": "",
            "message": "",
            "utilisateur": {"username": self._username, "firstname": "Camille", "lastname": "Exemple"},
            "version": lock.firmware,
            "version_cible": lock.available_firmware,
            "beta": 0,
            "battery": record.battery,
            "battery_date": self._date(record.updated_at),
            "produit": {"id": 1, "nom": "TK 1.5.1", "version": lock.firmware, "versionBeta": lock.firmware},
            "accessoires": [
                {"id": index, "accessoire": self._summary(accessory), "info": self._info(accessory)}
                for index, accessory in enumerate(self._home.accessories, 1)
                if lock.identifier in accessory.locks
            ],
        }

    def lock_with_log(self, lock: Lock) -> dict[str, Any]:
        """Return the lock document, with its log."""
        record = self._home.cloud_records[lock.identifier]
        return {
            **self.lock(lock),
            "logs": [self._log_entry(lock, entry) for entry in record.log],
            "door": 0,
            "compte": {"username": self._username},
            "created_at": self._date(CREATED),
            "updated_at": self._date(record.updated_at),
        }

    def accessory(self, accessory: Accessory) -> dict[str, Any]:
        """Return the accessory document."""
        return {
            **self._summary(accessory),
            "description": None,
            "version": accessory.version,
            "type_version": accessory.available_version,
            "created_at": self._date(CREATED),
            "updated_at": self._date(CREATED),
            "public_key": "",
            "info": self._info(accessory),
            "cfg": None,
        }

    def shares(self, lock: Lock) -> dict[str, Any]:
        """Return the shares of a lock."""
        return {
            "partages_utilisateur": [
                {
                    "id": self._home.cloud_records[lock.identifier].number,
                    "nom": "",
                    "actif": True,
                    "role": {"id": 1, "description": "owner"},
                    **dict.fromkeys(("date_debut", "date_fin", "heure_debut", "heure_fin", "description")),
                    "horaires": [],
                    "notification_enabled": True,
                    "utilisateur": self._owner(),
                    "remoteKeySharingId": 1,
                }
            ],
            "partages_accessoire": [
                self.share(share) for share in self._home.shares.values() if share.lock == lock.identifier
            ],
            "partages_demande": [],
        }

    def share(self, share: Share) -> dict[str, Any]:
        """Return the share of an accessory."""
        accessory = share.accessory
        versions = {"version": accessory.version, "type_version": accessory.available_version}
        return {
            "id": share.number,
            "iddesc": share.icon,
            "nom": share.name,
            "actif": share.active,
            "date_debut": share.start_date,
            "date_fin": share.end_date,
            "heure_debut": share.start_time,
            "heure_fin": share.end_time,
            "horaires": [],
            "description": share.description,
            "notification_enabled": share.notifies,
            "accessoire": {**self._summary(accessory), **versions},
            "code": share.code,
        }

    def _summary(self, accessory: Accessory) -> dict[str, Any]:
        return {
            "id": accessory.number,
            "id_accessoire": accessory.identifier,
            "nom": accessory.name,
            "type": int(accessory.type),
            "configuration": [],
        }

    def _info(self, accessory: Accessory) -> dict[str, Any] | None:
        """Return when and where a gateway was last seen, in local time; None for other accessories."""
        if accessory.type is not AccessoryType.GATEWAY or accessory.last_seen is None:
            return None
        return {
            "last_seen": f"{self._home.local_time(accessory.last_seen):%Y-%m-%dT%H:%M:%S}",
            "ip": accessory.ip,
        }

    def _owner(self) -> dict[str, Any]:
        return {
            "username": self._username,
            "prenom": "Camille",
            "nom": "Exemple",
            "email": "owner@example.com",
            "telephone": self._username,
        }

    def _log_entry(self, lock: Lock, entry: LogEntry) -> dict[str, Any]:
        share = next(
            (
                share
                for share in self._home.shares.values()
                if share.lock == lock.identifier and share.code == entry.code
            ),
            None,
        )
        user = self._owner() if entry.origin is Origin.APP else None
        return {
            "id": entry.number,
            "action_at": self._date(entry.time),
            "created_at": self._date(entry.time),
            "action": entry.action,
            "data": {"ts": int(entry.time)},
            "status": SUCCESS,
            "share_id": None,
            "accessory_share_id": share.number if share else None,
            "utilisateur": user,
            "utilisateur_id": 1 if user else None,
            "accessoire_id": share.accessory.number if share else None,
        }

    def _date(self, unix_time: float) -> dict[str, Any]:
        return {
            "date": f"{self._home.local_time(unix_time):%Y-%m-%d %H:%M:%S}.000000",
            "timezone_type": 3,
            "timezone": str(TIME_ZONE),
        }


def remove_fields(data: Any, omitted: Collection[str], nulls: Collection[str]) -> Any:
    """Return a document without the omitted fields and with some fields null, at any level."""
    match data:
        case dict():
            return {
                key: None if key in nulls else remove_fields(value, omitted, nulls)
                for key, value in data.items()
                if key not in omitted
            }
        case list():
            return [remove_fields(value, omitted, nulls) for value in data]
        case _:
            return data
