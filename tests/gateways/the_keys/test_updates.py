"""New firmwares, which only the cloud tells of, and which gateway and lock install themselves."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.gateways.the_keys.api import firmware_update
from simulators.the_keys import Lock, LockerReply, Overlap, TheKeysCloud, TheKeysGateway
from tests.conftest import Until

from .conftest import DOOR, DeviceOf, StateOf, entry_of

GATEWAY = "the_keys-gateway"
OF_GATEWAY = ("update", "gateway_firmware", GATEWAY)
OF_LOCK = ("update", "lock_firmware", f"the_keys-{DOOR}")
PATHS = {OF_GATEWAY: "/update", OF_LOCK: "/locker/update"}
NEW_OF_GATEWAY, NEW_OF_LOCK = 70, 90
NO_VERSION = {
    OF_GATEWAY: ("/status", '{"version": null, "current_status": "Scanning"}'),
    OF_LOCK: ("/locker_status", f'{{"status": "Door closed", "code": 49, "id": {DOOR}}}'),
}
NEW = {OF_GATEWAY: str(NEW_OF_GATEWAY), OF_LOCK: str(NEW_OF_LOCK)}

type Of = tuple[str, str, str]
type Install = Callable[[Of], Coroutine[Any, Any, None]]


@pytest.fixture
def keys_entry(gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> MockConfigEntry:
    """The entry with the account, when there are new firmwares."""
    gateway.accessory.available_version = NEW_OF_GATEWAY
    gateway.locks[DOOR].available_firmware = NEW_OF_LOCK
    return entry_of(gateway, keys_cloud)


@pytest.fixture
async def offered(known: MockConfigEntry, state_of: StateOf, until: Until) -> MockConfigEntry:
    """The entry, when the new firmwares are offered."""
    await until(lambda: state_of(*OF_GATEWAY).state == state_of(*OF_LOCK).state == "on")
    return known


@pytest.fixture
def install(hass: HomeAssistant, state_of: StateOf) -> Install:
    async def install(of: Of) -> None:
        target = {ATTR_ENTITY_ID: state_of(*of).entity_id}
        await hass.services.async_call("update", "install", target, blocking=True)

    return install


@pytest.fixture
def said(hass: HomeAssistant) -> list[str]:
    """What is said of the lock from now on."""
    said: list[str] = []

    @callback
    def heard(event: Event[Any]) -> None:
        if event.data["entity_id"] == "lock.front_door" and event.data["new_state"] is not None:
            said.append(event.data["new_state"].state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, heard)
    return said


def updates(hass: HomeAssistant) -> set[str]:
    """Return the keys of the update entities that there are."""
    return {
        entity.unique_id.rpartition("-")[2]
        for entity in er.async_get(hass).entities.values()
        if entity.domain == "update"
    }


def sent(gateway: TheKeysGateway, path: str) -> int:
    return sum(request.path == path for request in gateway.requests)


async def use(hass: HomeAssistant, action: str) -> None:
    await hass.services.async_call("lock", action, {ATTR_ENTITY_ID: "lock.front_door"}, blocking=True)


class TestOffer:
    async def test_told(self, offered: MockConfigEntry, state_of: StateOf) -> None:
        for of, versions in ((OF_GATEWAY, ("65", "70")), (OF_LOCK, ("81", "90"))):
            told = state_of(*of).attributes
            assert (told["installed_version"], told["latest_version"]) == versions

    async def test_up_to_date(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        door: Lock,
        keys_entry: MockConfigEntry,
        known: MockConfigEntry,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """What is told now counts; the entities stay for what comes."""
        gateway.accessory.available_version, door.available_firmware = gateway.version, door.firmware
        await hass.config_entries.async_reload(keys_entry.entry_id)
        await until(lambda: state_of(*OF_GATEWAY).state == state_of(*OF_LOCK).state == "off")

    async def test_no_account(
        self, hass: HomeAssistant, gateway: TheKeysGateway, clock_of_the_home: None, until: Until
    ) -> None:
        entry = entry_of(gateway)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await asyncio.sleep(30)
        assert updates(hass) == set()
        await hass.config_entries.async_unload(entry.entry_id)

    @pytest.mark.parametrize(
        ("field", "left"), [("version_cible", {"gateway_firmware"}), ("type_version", {"lock_firmware"})]
    )
    async def test_not_told(
        self,
        field: str,
        left: set[str],
        hass: HomeAssistant,
        keys_cloud: TheKeysCloud,
        known: MockConfigEntry,
        until: Until,
    ) -> None:
        """Many fields are missing on some accounts."""
        keys_cloud.quirks.omitted.append(field)
        await hass.config_entries.async_reload(known.entry_id)
        await until(lambda: any(path.startswith("/fr/api/v2/serrure") for _, path, _ in keys_cloud.requests))
        await asyncio.sleep(5)
        registry = er.async_get(hass)
        shown = {
            entity.unique_id.rpartition("-")[2]
            for entity in registry.entities.values()
            if entity.domain == "update"
            and (state := hass.states.get(entity.entity_id)) is not None
            and state.state != STATE_UNAVAILABLE
        }
        assert shown == left

    async def test_cloud_comes_up_later(
        self,
        hass: HomeAssistant,
        keys_cloud: TheKeysCloud,
        keys_entry: MockConfigEntry,
        clock_of_the_home: None,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """Without the cloud all the rest works."""
        keys_cloud.go_down()
        keys_entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(keys_entry.entry_id)
        await until(lambda: state_of("lock", "lock").state == "locked")
        assert updates(hass) == set()
        await keys_cloud.come_up()
        await asyncio.sleep(300)
        await until(lambda: updates(hass) == {"gateway_firmware", "lock_firmware"})
        assert state_of(*OF_LOCK).state == "on"
        await hass.config_entries.async_unload(keys_entry.entry_id)

    async def test_gateway_is_not_told_of(
        self,
        hass: HomeAssistant,
        keys_cloud: TheKeysCloud,
        keys_entry: MockConfigEntry,
        clock_of_the_home: None,
        until: Until,
    ) -> None:
        """What the cloud tells of the lock counts although it does not tell of the gateway."""
        keys_cloud.faults.html("*/accessoire/get/*", times=None)
        keys_entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(keys_entry.entry_id)
        await until(lambda: updates(hass) == {"lock_firmware"})
        await hass.config_entries.async_unload(keys_entry.entry_id)


class TestGateway:
    async def test_install(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        said: list[str],
        state_of: StateOf,
        device_of: DeviceOf,
    ) -> None:
        """It starts anew and is away for some seconds; nobody who looks at a lock notices."""
        await install(OF_GATEWAY)
        assert gateway.version == NEW_OF_GATEWAY
        assert state_of(*OF_GATEWAY).state == "off"
        assert state_of(*OF_GATEWAY).attributes["installed_version"] == "70"
        assert device_of(GATEWAY).sw_version == "70"
        await asyncio.sleep(60)
        assert said == []
        assert sent(gateway, "/update") == 1
        assert gateway.overlaps == 0
        await use(hass, "unlock")
        assert said == ["unlocking", "unlocked"]

    async def test_refused(
        self, gateway: TheKeysGateway, offered: MockConfigEntry, install: Install, state_of: StateOf
    ) -> None:
        """Without the cloud it has nothing to install."""
        gateway.home.cloud_is_up = False
        with pytest.raises(HomeAssistantError) as raised:
            await install(OF_GATEWAY)
        assert raised.value.translation_key == "the_keys_no_firmware"
        assert state_of(*OF_GATEWAY).state == "on"

    async def test_busy(self, gateway: TheKeysGateway, offered: MockConfigEntry, install: Install) -> None:
        gateway.start_synchronization()
        with pytest.raises(HomeAssistantError) as raised:
            await install(OF_GATEWAY)
        assert raised.value.translation_key == "the_keys_busy"
        assert sent(gateway, "/update") == 1

    async def test_away(
        self, hass: HomeAssistant, gateway: TheKeysGateway, offered: MockConfigEntry, install: Install
    ) -> None:
        task = hass.async_create_task(gateway.unplug(20))
        with pytest.raises(HomeAssistantError) as raised:
            await install(OF_GATEWAY)
        assert raised.value.translation_key == "the_keys_cannot_connect"
        assert sent(gateway, "/update") == 0
        await task


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up sooner than after ten minutes."""
    monkeypatch.setattr(firmware_update, "TIMEOUT", 150.0)


@pytest.mark.parametrize("of", [OF_GATEWAY, OF_LOCK])
class TestBoth:
    @pytest.mark.parametrize("trouble", ["drop", "reset", "empty", "html", "garbage"])
    async def test_lost_answer(
        self,
        trouble: str,
        of: Of,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        state_of: StateOf,
    ) -> None:
        """It is the version that tells whether it was installed."""
        getattr(gateway.faults, trouble)(PATHS[of], executed=True)
        await install(of)
        assert state_of(*of).attributes["installed_version"] == NEW[of]
        assert state_of(*of).state == "off"
        assert sent(gateway, PATHS[of]) == 1

    @pytest.mark.parametrize("lost", [True, False])
    async def test_not_installed(
        self,
        lost: bool,
        of: Of,
        gateway: TheKeysGateway,
        door: Lock,
        offered: MockConfigEntry,
        install: Install,
        state_of: StateOf,
        short: None,
        until: Until,
    ) -> None:
        """The order was lost, or obeyed to no avail: it is not given twice, and the user is told."""
        if lost:
            gateway.faults.drop(PATHS[of])
        else:
            gateway.accessory.available_version, door.available_firmware = gateway.version, door.firmware
        with pytest.raises(HomeAssistantError) as raised:
            await install(of)
        assert raised.value.translation_key == "the_keys_not_updated"
        assert sent(gateway, PATHS[of]) == 1
        assert state_of(*of).state == "on"
        if lost:
            await until(lambda: state_of("lock", "lock").state == "locked")

    @pytest.mark.parametrize("is_new", [True, False])
    @pytest.mark.parametrize("silent", [1, 2, 3])
    async def test_former_version_is_not_told(
        self,
        silent: int,
        is_new: bool,
        of: Of,
        gateway: TheKeysGateway,
        door: Lock,
        offered: MockConfigEntry,
        install: Install,
        state_of: StateOf,
        short: None,
    ) -> None:
        """It is asked for again; where it stays unknown, what is told first later is no new one."""
        path, body = NO_VERSION[of]
        gateway.faults.respond(body, path=path, times=silent)
        if not is_new:
            gateway.accessory.available_version, door.available_firmware = gateway.version, door.firmware
        if is_new and silent < 3:
            await install(of)
            assert state_of(*of).state == "off"
        else:
            with pytest.raises(HomeAssistantError) as raised:
                await install(of)
            assert raised.value.translation_key == "the_keys_not_updated"
        assert sent(gateway, PATHS[of]) == 1

    async def test_cancelled(
        self,
        of: Of,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """It goes on, and is not begun again meanwhile; nothing is left of it in the end."""
        task = hass.async_create_task(install(of))
        await asyncio.sleep(5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(HomeAssistantError) as raised:
            await install(of)
        assert raised.value.translation_key == "the_keys_busy"
        if of == OF_LOCK:
            await asyncio.sleep(60)
        await until(lambda: state_of(*of).attributes["installed_version"] == NEW[of])
        assert sent(gateway, PATHS[of]) == 1
        await use(hass, "unlock")
        assert state_of("lock", "lock").state == "unlocked"

    async def test_cancelled_and_failed(
        self,
        of: Of,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        short: None,
        until: Until,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """Nobody is there any more to be told; nor is anybody to complain of that."""
        gateway.faults.drop(PATHS[of])
        task = hass.async_create_task(install(of))
        await until(lambda: sent(gateway, PATHS[of]))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(200)
        assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
        assert sent(gateway, PATHS[of]) == 1

    @pytest.mark.parametrize("again", [False, True])
    async def test_unloaded(
        self,
        again: bool,
        of: Of,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        until: Until,
    ) -> None:
        """It is not waited for, and who began it is told that it may go on."""
        loop = asyncio.get_running_loop()
        task = hass.async_create_task(install(of))
        await until(lambda: sent(gateway, PATHS[of]))
        await asyncio.sleep(2)
        begun = loop.time()
        if again:
            await hass.config_entries.async_reload(offered.entry_id)
        else:
            await hass.config_entries.async_unload(offered.entry_id)
            assert offered.state is ConfigEntryState.NOT_LOADED
        assert loop.time() - begun < 12 + 10 * again
        with pytest.raises(HomeAssistantError) as raised:
            await task
        assert raised.value.translation_key == "the_keys_not_confirmed"
        asked = gateway.request_count
        await asyncio.sleep(90)
        assert again or gateway.request_count == asked
        assert sent(gateway, PATHS[of]) == 1


class TestLock:
    @pytest.mark.parametrize("reply", LockerReply)
    async def test_install(
        self,
        reply: LockerReply,
        gateway: TheKeysGateway,
        door: Lock,
        offered: MockConfigEntry,
        install: Install,
        said: list[str],
        state_of: StateOf,
        device_of: DeviceOf,
    ) -> None:
        """It takes a minute, and longer than the answer is waited for; then the lock does not know itself."""
        gateway.quirks.locker_reply = reply
        await install(OF_LOCK)
        assert door.firmware == NEW_OF_LOCK
        assert state_of(*OF_LOCK).state == "off"
        assert state_of(*OF_LOCK).attributes["installed_version"] == "90"
        assert device_of().sw_version == "90"
        assert set(said) == {STATE_UNKNOWN}
        assert sent(gateway, "/locker/update") == 1

    @pytest.mark.parametrize("overlap", Overlap)
    async def test_gateway_is_not_lost(
        self,
        overlap: Overlap,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        said: list[str],
        until: Until,
        state_of: StateOf,
    ) -> None:
        """Whatever it does meanwhile with those who ask it something."""
        gateway.quirks.overlap = overlap
        gateway.quirks.reset_after_synchronizing = True
        await install(OF_LOCK)
        assert state_of(*OF_LOCK).attributes["installed_version"] == "90"
        assert STATE_UNAVAILABLE not in said

    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            (1, "the_keys_out_of_range"),
            (2, "the_keys_not_compatible"),
            (3, "the_keys_refused"),
            (500, "the_keys_busy"),
        ],
    )
    async def test_refused(
        self,
        number: int,
        reason: str,
        gateway: TheKeysGateway,
        offered: MockConfigEntry,
        install: Install,
        said: list[str],
    ) -> None:
        """Nothing was done, so that what is known of the lock still holds."""
        gateway.faults.code(number, "/locker/update")
        with pytest.raises(HomeAssistantError) as raised:
            await install(OF_LOCK)
        assert raised.value.translation_key == reason
        assert said == []

    async def test_connection_cut(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        door: Lock,
        offered: MockConfigEntry,
        install: Install,
        said: list[str],
        state_of: StateOf,
    ) -> None:
        """The gateway lost the lock when it had begun already: 37 says nothing about what it does."""
        gateway.faults.code(37, "/locker/update")
        installing = hass.async_create_task(install(OF_LOCK))
        await asyncio.sleep(60)
        door.firmware = NEW_OF_LOCK
        door.restart()
        await installing
        assert state_of(*OF_LOCK).attributes["installed_version"] == "90"
        assert said[-1] == STATE_UNKNOWN

    @pytest.mark.parametrize("action", ["lock", "unlock"])
    async def test_operated_meanwhile(
        self,
        action: str,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        door: Lock,
        offered: MockConfigEntry,
        install: Install,
    ) -> None:
        """Nobody waits for minutes before a door that then opens when he has gone."""
        loop = asyncio.get_running_loop()
        task = hass.async_create_task(install(OF_LOCK))
        await asyncio.sleep(10)
        begun = loop.time()
        with pytest.raises(HomeAssistantError) as raised:
            await use(hass, action)
        assert raised.value.translation_key == "the_keys_busy"
        assert loop.time() - begun < 30
        await task
        assert door.movements == []
        await use(hass, action)
        assert len(door.movements) == 1


@pytest.mark.parametrize("after", [1.0, 4.5])
async def test_loaded_again_while_operated(
    after: float,
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    door: Lock,
    known: MockConfigEntry,
    state_of: StateOf,
    until: Until,
) -> None:
    """What was begun is not repeated, and the gateway is not asked two things at once for it."""
    task = hass.async_create_task(use(hass, "unlock"))
    await asyncio.sleep(after)
    await hass.config_entries.async_reload(known.entry_id)
    with suppress(HomeAssistantError):
        await task
    await until(lambda: state_of("lock", "lock").state == "unlocked")
    await asyncio.sleep(30)
    assert len(door.movements) == 1
    assert gateway.overlaps == 0
