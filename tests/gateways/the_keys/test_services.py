"""The actions of The Keys."""

import asyncio
from datetime import timedelta
import json
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_TOKEN, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from simulators.the_keys import (
    AccessoryType,
    Action,
    Expired,
    Lock,
    Origin,
    Share,
    TheKeysCloud,
    TheKeysGateway,
)
from tests.conftest import Until

from .conftest import CODE, CODES, DOOR, GARDEN, GARDEN_CODE, DeviceOf, StateOf, entry_of, share_of

GATEWAY = "the_keys-gateway"
ABOUT_A_SHARE = ("enable_share", "disable_share", "delete_share")
ABOUT_SHARES = ("list_shares", "create_share", *ABOUT_A_SHARE)


@pytest.fixture
def locks() -> list[Lock]:
    return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Garden gate", GARDEN_CODE)]


@pytest.fixture
def keys_entry(gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> MockConfigEntry:
    """The entry with the account."""
    return entry_of(gateway, keys_cloud)


@pytest.fixture
def cleaner(gateway: TheKeysGateway) -> Share:
    """A share with the keypad at the front door."""
    return gateway.home.new_share(DOOR, gateway.home.add_keypad(DOOR), "Cleaner", "471108")


def filled_in(action: str, share: int) -> dict[str, Any]:
    """Return what an action needs besides the device."""
    return {"share_id": share} if action in ABOUT_A_SHARE else {"name": "New"} if "create" in action else {}


async def call(hass: HomeAssistant, action: str, device_id: str, **data: Any) -> Any:
    return await hass.services.async_call(
        DOMAIN,
        action,
        {"device_id": device_id, **data},
        blocking=True,
        return_response=action != "synchronize",
    )


async def refused(hass: HomeAssistant, action: str, device_id: str, **data: Any) -> str | None:
    """Call an action that fails; return the key of the reason."""
    with pytest.raises(HomeAssistantError) as raised:
        await call(hass, action, device_id, **data)
    return raised.value.translation_key


class TestSynchronize:
    @pytest.mark.parametrize("identifier", [GATEWAY, f"the_keys-{DOOR}"])
    async def test_new_share_becomes_known(
        self,
        identifier: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        device_of: DeviceOf,
        until: Until,
    ) -> None:
        """The gateway or the lock gets a new share."""
        share = gateway.home.new_share(DOOR, gateway.accessory, "New")
        await call(hass, "synchronize", device_of(identifier).id)
        await until(lambda: not gateway.radio.is_synchronizing)
        assert (share.code in gateway.signatures.codes[DOOR]) is (identifier == GATEWAY)
        assert (share.code in gateway.locks[DOOR].accepted_codes) is (identifier != GATEWAY)

    async def test_without_account(
        self, hass: HomeAssistant, gateway: TheKeysGateway, clock_of_the_home: None
    ) -> None:
        entry = entry_of(gateway)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, GATEWAY), entry.entry_id)
        assert device is not None
        await call(hass, "synchronize", device.id)
        assert any(request.path == "/synchronize" for request in gateway.requests)
        await hass.config_entries.async_unload(entry.entry_id)

    async def test_refused(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        device_of: DeviceOf,
    ) -> None:
        gateway.locks[DOOR].reachable = False
        assert await refused(hass, "synchronize", device_of().id) == "the_keys_out_of_range"
        gateway.faults.busy("/synchronize", times=None)
        assert await refused(hass, "synchronize", device_of(GATEWAY).id) == "the_keys_busy"


class TestShares:
    async def test_list(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        cleaner: Share,
        device_of: DeviceOf,
    ) -> None:
        """The response has the shares of this lock without their codes."""
        cleaner.start_date, cleaner.end_date = "2026-01-01", "2026-12-31"
        cleaner.active = False
        answer = await call(hass, "list_shares", device_of().id)
        ours = share_of(gateway, DOOR)
        assert answer["shares"] == [
            {
                "id": ours.number,
                "name": "Home",
                "accessory": gateway.accessory.identifier,
                "active": True,
                "permanent": True,
                "start_date": None,
                "end_date": None,
                "used_here": True,
            },
            {
                "id": cleaner.number,
                "name": "Cleaner",
                "accessory": cleaner.accessory.identifier,
                "active": False,
                "permanent": False,
                "start_date": "2026-01-01",
                "end_date": "2026-12-31",
                "used_here": False,
            },
        ]
        told = json.dumps(answer)
        assert [share.code for share in gateway.home.shares.values() if share.code in told] == []

    async def test_create(
        self, hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, device_of: DeviceOf
    ) -> None:
        """The default accessory is the gateway; the response has the code."""
        remote = gateway.home.new_accessory(AccessoryType.REMOTE, "Remote")
        remote.locks.add(DOOR)
        for accessory, data in (
            (gateway.accessory, {}),
            (remote, {"accessory": remote.identifier}),
        ):
            answer = await call(hass, "create_share", device_of().id, name="New", **data)
            share = gateway.home.shares[answer["id"]]
            assert (share.lock, share.name, share.accessory) == (DOOR, "New", accessory)
            assert share.active
            assert (answer["code"], answer["accessory"]) == (share.code, accessory.identifier)

    async def test_create_for_the_gateway_by_name(
        self, hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, device_of: DeviceOf
    ) -> None:
        """The gateway is accepted even if the account does not list it for the lock."""
        gateway.accessory.locks.clear()
        for data in ({}, {"accessory": gateway.accessory.identifier}):
            answer = await call(hass, "create_share", device_of().id, name="New", **data)
            assert gateway.home.shares[answer["id"]].accessory is gateway.accessory

    async def test_create_with_code_and_days(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        cleaner: Share,
        device_of: DeviceOf,
    ) -> None:
        days = {"start_date": "2026-01-01", "end_date": "2999-12-31"}
        data = {"name": "Guest", "accessory": cleaner.accessory.identifier, "code": "4711", **days}
        answer = await call(hass, "create_share", device_of().id, **data)
        share = gateway.home.shares[answer["id"]]
        assert (share.start_date, share.end_date, share.code) == (*days.values(), "4711")
        assert {name: answer[name] for name in data} == data
        shares = (await call(hass, "list_shares", device_of().id))["shares"]
        (listed,) = [each for each in shares if each["id"] == share.number]
        assert {name: listed[name] for name in days} == days

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
    async def test_create_until_today(
        self,
        zone: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        device_of: DeviceOf,
    ) -> None:
        """The end date is inclusive, in the time zone of Home Assistant."""
        await hass.config.async_set_time_zone(zone)
        before = set(gateway.home.shares)
        today = dt_util.now().date()
        yesterday = str(today - timedelta(days=1))
        reason = await refused(hass, "create_share", device_of().id, name="New", end_date=yesterday)
        assert reason == "the_keys_end_in_past"
        assert set(gateway.home.shares) == before
        answer = await call(
            hass, "create_share", device_of().id, name="New", start_date=yesterday, end_date=str(today)
        )
        assert (answer["start_date"], answer["end_date"]) == (yesterday, str(today))

    async def test_disable_enable_delete(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        cleaner: Share,
        device_of: DeviceOf,
    ) -> None:
        others = {number: share.active for number, share in gateway.home.shares.items()}
        del others[cleaner.number]
        door = device_of().id
        for action, active in (("disable_share", False), ("enable_share", True)):
            answer = await call(hass, action, door, share_id=cleaner.number)
            assert (answer["id"], answer["active"]) == (cleaner.number, active)
            assert cleaner.active is active
            assert (cleaner.name, cleaner.code) == ("Cleaner", "471108")
        answer = await call(hass, "delete_share", door, share_id=cleaner.number)
        assert (answer["id"], answer["name"]) == (cleaner.number, "Cleaner")
        assert {number: share.active for number, share in gateway.home.shares.items()} == others

    async def test_no_answer_wanted(
        self, hass: HomeAssistant, known: MockConfigEntry, cleaner: Share, device_of: DeviceOf
    ) -> None:
        data = {"device_id": device_of().id, "share_id": cleaner.number}
        assert await hass.services.async_call(DOMAIN, "disable_share", data, blocking=True) is None
        assert not cleaner.active


class TestMistakes:
    @pytest.mark.parametrize("code", ["4711\n", "٤٧١١", "47 11", "", "12a4"])
    async def test_code_that_is_none(
        self, code: str, hass: HomeAssistant, known: MockConfigEntry, device_of: DeviceOf
    ) -> None:
        """A code has the digits from 0 to 9."""
        with pytest.raises(vol.Invalid):
            await call(hass, "create_share", device_of().id, name="New", code=code)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ({"start_date": "2999-01-02", "end_date": "2999-01-01"}, "the_keys_end_before_start"),
            ({"end_date": "2020-01-01"}, "the_keys_end_in_past"),
            ({"code": "4711"}, "the_keys_code_not_supported"),
            ({"code": "4711", "accessory": "the gateway"}, "the_keys_code_not_supported"),
            ({"accessory": "nobody"}, "the_keys_not_paired"),
            ({"accessory": "the neighbour's"}, "the_keys_not_paired"),
            ({"accessory": "the keypad"}, "the_keys_code_required"),
            ({"code": "0815", "accessory": "the keypad"}, "the_keys_code_in_use"),
        ],
    )
    async def test_create(
        self,
        data: dict[str, str],
        reason: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        device_of: DeviceOf,
    ) -> None:
        """A share that could not be used is not created."""
        accessories = {
            "the gateway": gateway.accessory.identifier,
            "the neighbour's": gateway.home.add_keypad(GARDEN).identifier,
            "the keypad": (keypad := gateway.home.add_keypad(DOOR)).identifier,
        }
        gateway.home.new_share(DOOR, keypad, "Cleaner", "0815")
        if "accessory" in data:
            data = {**data, "accessory": accessories.get(data["accessory"], data["accessory"])}
        before = set(gateway.home.shares)
        with pytest.raises(ServiceValidationError) as raised:
            await call(hass, "create_share", device_of().id, name="New", **data)
        assert raised.value.translation_key == reason
        assert set(gateway.home.shares) == before
        if reason == "the_keys_not_paired":
            assert raised.value.translation_placeholders == {
                "accessory": data["accessory"],
                "name": "Front door",
            }

    @pytest.mark.parametrize("action", ["disable_share", "delete_share"])
    async def test_share_of_home_assistant(
        self,
        action: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        device_of: DeviceOf,
    ) -> None:
        """A share in use cannot be disabled or deleted, only enabled."""
        ours, door = share_of(gateway, DOOR), device_of().id
        assert await refused(hass, action, door, share_id=ours.number) == "the_keys_share_in_use"
        assert ours.active
        assert gateway.home.shares[ours.number] is ours
        await call(hass, "enable_share", door, share_id=ours.number)

    @pytest.mark.parametrize("action", ABOUT_A_SHARE)
    async def test_share_of_another_lock(
        self,
        action: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        cleaner: Share,
        device_of: DeviceOf,
    ) -> None:
        """The shares of another lock do not change."""
        cleaner.active = action != "enable_share"
        garden = device_of(f"the_keys-{GARDEN}").id
        for number in (cleaner.number, 4711):
            assert await refused(hass, action, garden, share_id=number) == "the_keys_unknown_share"
        assert gateway.home.shares[cleaner.number].active is (action != "enable_share")

    @pytest.mark.parametrize("action", ABOUT_SHARES)
    async def test_gateway_is_no_lock(
        self, action: str, hass: HomeAssistant, known: MockConfigEntry, device_of: DeviceOf
    ) -> None:
        gateway = device_of(GATEWAY).id
        assert await refused(hass, action, gateway, **filled_in(action, 1)) == "the_keys_unknown_lock"

    @pytest.mark.parametrize("action", ["synchronize", *ABOUT_SHARES])
    async def test_wrong_device(
        self,
        action: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        device_of: DeviceOf,
    ) -> None:
        """An unknown device, one of another integration or kind, and one of an entry that is not loaded."""
        shares = set(gateway.home.shares)
        registry = dr.async_get(hass)
        tahoma = MockConfigEntry(
            domain=DOMAIN, data={CONF_KIND: "tahoma", CONF_HOST: "127.0.0.1", CONF_TOKEN: "token"}
        )
        other = MockConfigEntry(domain="other", state=ConfigEntryState.LOADED)
        devices = []
        for entry in (tahoma, other):
            entry.add_to_hass(hass)
            devices.append(
                registry.async_get_or_create(
                    config_entry_id=entry.entry_id, identifiers={(entry.domain, "device")}
                ).id
            )
        data = filled_in(action, next(iter(shares)))
        assert await refused(hass, action, "nobody", **data) == "unknown_device"
        assert await refused(hass, action, devices[0], **data) == "not_loaded"
        assert await refused(hass, action, devices[1], **data) == "unknown_device"
        door = device_of().id
        await hass.config_entries.async_unload(known.entry_id)
        assert await refused(hass, action, door, **data) == "not_loaded"
        assert set(gateway.home.shares) == shares

    @pytest.mark.parametrize("action", ABOUT_SHARES)
    async def test_no_account(
        self, action: str, hass: HomeAssistant, gateway: TheKeysGateway, clock_of_the_home: None
    ) -> None:
        entry = entry_of(gateway)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        device = dr.async_get(hass).async_get_device_by_identifier(
            (DOMAIN, f"the_keys-{DOOR}"), entry.entry_id
        )
        assert device is not None
        assert await refused(hass, action, device.id, **filled_in(action, 1)) == "the_keys_no_account"
        await hass.config_entries.async_unload(entry.entry_id)

    async def test_lock_of_another_account(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        keys_cloud: TheKeysCloud,
        device_of: DeviceOf,
    ) -> None:
        """A lock that was added with a code may belong to another account."""
        empty = '{"status": 200, "data": {"serrures": []}}'
        keys_cloud.faults.respond(empty, path="*/utilisateur/*", times=None)
        assert await refused(hass, "list_shares", device_of().id) == "the_keys_unknown_lock"


async def test_other_kind(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """A TaHoma box does not support these actions."""
    registered = dr.async_entries_for_config_entry(dr.async_get(hass), loaded.entry_id)
    for action in ("synchronize", *ABOUT_SHARES):
        data = filled_in(action, 1)
        assert await refused(hass, action, registered[0].id, **data) == "unknown_device"


@pytest.mark.parametrize("action", ABOUT_SHARES)
class TestTrouble:
    @pytest.mark.parametrize(
        ("trouble", "reason"),
        [
            ("down", "the_keys_cannot_reach_cloud"),
            ("hanging", "the_keys_cannot_reach_cloud"),
            ("refusing", "the_keys_cloud_refused"),
            ("forgetful", "the_keys_not_in_cloud"),
            ("odd", "the_keys_invalid_cloud_response"),
            ("other password", "the_keys_invalid_account"),
        ],
    )
    async def test_cloud(
        self,
        trouble: str,
        reason: str,
        action: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        cleaner: Share,
        device_of: DeviceOf,
    ) -> None:
        match trouble:
            case "down":
                keys_cloud.go_down()
            case "hanging":
                keys_cloud.faults.hang("*/partage/*", times=None)
            case "refusing":
                message = json.dumps({"message": {"global": ["Pas possible"]}})
                keys_cloud.faults.respond(message, 422, path="*/partage/*", times=None)
            case "forgetful":
                keys_cloud.faults.respond("", 404, path="*/partage/*", times=None)
                if action == "delete_share":
                    keys_cloud.faults.clear()
                    keys_cloud.faults.respond("", 404, path="*/partage/all/*", times=None)
            case "odd":
                keys_cloud.faults.html("*/partage/*", times=None)
            case _:
                keys_cloud.account.password = "another"
                keys_cloud.expire_tokens()
        if (trouble, action) == ("hanging", "create_share"):
            # The others look first whether there is such a share.
            reason = "the_keys_cloud_unconfirmed"
        data = filled_in(action, cleaner.number)
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, action, device_of().id, **data)
        assert raised.value.translation_key == reason
        assert not isinstance(raised.value, ServiceValidationError)
        told = f"{raised.value} {raised.value.translation_placeholders} {raised.value.__cause__}"
        secrets = (keys_cloud.account.username, keys_cloud.account.password, cleaner.code, CODE)
        assert [secret for secret in secrets if secret in told] == []
        if reason == "the_keys_cloud_refused":
            assert raised.value.translation_placeholders == {"name": "The Keys", "message": "Pas possible"}

    @pytest.mark.parametrize("expired", Expired)
    async def test_token_expires(
        self,
        expired: Expired,
        action: str,
        hass: HomeAssistant,
        known: MockConfigEntry,
        keys_cloud: TheKeysCloud,
        cleaner: Share,
        device_of: DeviceOf,
    ) -> None:
        """The client signs in again."""
        keys_cloud.quirks.expired = expired
        door = device_of().id
        await call(hass, "list_shares", door)
        keys_cloud.expire_tokens()
        await call(hass, action, door, **filled_in(action, cleaner.number))


async def test_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    cleaner: Share,
    device_of: DeviceOf,
    state_of: StateOf,
    until: Until,
) -> None:
    """The diagnostics contain neither the account nor its data."""
    await until(lambda: state_of("update", "gateway_firmware", GATEWAY))
    await call(hass, "list_shares", device_of().id)
    assert await async_setup_component(hass, "diagnostics", {})
    told: Any = [await get_diagnostics_for_config_entry(hass, hass_client, known)]
    told.append(await get_diagnostics_for_device(hass, hass_client, known, device_of()))
    text = json.dumps(told, ensure_ascii=False)
    secrets = [*CODES.values(), cleaner.code, keys_cloud.account.username, keys_cloud.account.password]
    secrets += [DOOR, GARDEN, gateway.accessory.identifier, "Front door", "Camille"]
    assert [secret for secret in secrets if secret in text] == []
    assert known.data[CONF_PASSWORD] in secrets
    (device,) = told[1]["devices"]
    assert device["newest_version"] == gateway.locks[DOOR].available_firmware


class TestAccountRefused:
    async def test_asked_for_anew(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        state_of: StateOf,
        device_of: DeviceOf,
        until: Until,
    ) -> None:
        """Reauthentication starts after refusals over more than a minute; the locks remain available."""
        account = keys_cloud.account
        await until(lambda: state_of("update", "gateway_firmware", GATEWAY))
        account.password = "changed & longer"
        keys_cloud.expire_tokens()
        await hass.config_entries.async_reload(known.entry_id)
        await asyncio.sleep(200)
        assert reauth(hass) == []
        for _ in range(3):
            await asyncio.sleep(150)
        (flow,) = await until(lambda: reauth(hass))
        assert state_of("lock", "lock").state == "locked"
        flow_id = flow["flow_id"]
        manager = hass.config_entries.flow
        result: Any = await manager.async_configure(flow_id)
        assert result["step_id"] == "the_keys_account_refused"
        typed = {CONF_USERNAME: account.username, CONF_PASSWORD: "wrong"}
        result = await manager.async_configure(flow_id, typed)
        assert result["type"] is FlowResultType.FORM
        assert result["errors"] == {CONF_PASSWORD: "the_keys_invalid_account"}
        former = known.runtime_data
        typed[CONF_PASSWORD] = account.password
        locks = dict(gateway.home.locks)
        gateway.home.locks.clear()
        result = await manager.async_configure(flow_id, typed)
        assert result["errors"] == {CONF_USERNAME: "the_keys_wrong_account"}
        gateway.home.locks.update(locks)
        result = await manager.async_configure(flow_id, typed)
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")
        assert known.data[CONF_PASSWORD] == account.password
        await until(lambda: known.state is ConfigEntryState.LOADED and known.runtime_data is not former)
        assert reauth(hass) == []
        assert len((await call(hass, "list_shares", device_of().id))["shares"]) == 1

    async def test_dialog_outlives_a_refused_code(
        self,
        hass: HomeAssistant,
        known: MockConfigEntry,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        state_of: StateOf,
    ) -> None:
        """A rejected share code does not abort the reauthentication of the account."""
        keys_cloud.account.password = "changed & longer"
        keys_cloud.expire_tokens()
        await hass.config_entries.async_reload(known.entry_id)
        for _ in range(5):
            await asyncio.sleep(150)
        (flow,) = reauth(hass)
        gateway.faults.code(33, "/locker_status", times=2)
        target = {"entity_id": state_of("button", "refresh").entity_id}
        with pytest.raises(HomeAssistantError):
            await hass.services.async_call("button", "press", target, blocking=True)
        await asyncio.sleep(30)
        await hass.services.async_call("button", "press", target, blocking=True)
        assert [each["flow_id"] for each in reauth(hass)] == [flow["flow_id"]]

    async def test_dialog_goes_when_the_account_works(
        self, hass: HomeAssistant, known: MockConfigEntry, keys_cloud: TheKeysCloud
    ) -> None:
        """The flow is aborted when the cloud accepts the account again."""
        password, keys_cloud.account.password = keys_cloud.account.password, "another"
        keys_cloud.expire_tokens()
        await hass.config_entries.async_reload(known.entry_id)
        for _ in range(5):
            await asyncio.sleep(150)
        assert [each["step_id"] for each in reauth(hass)] == ["the_keys_account_refused"]
        keys_cloud.account.password = password
        for _ in range(3):
            await asyncio.sleep(150)
        assert reauth(hass) == []

    async def test_code_is_asked_for_first(
        self, hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """The reauthentication of a share code replaces that of the account."""
        keys_cloud.account.password = "another"
        keys_cloud.expire_tokens()
        await hass.config_entries.async_reload(known.entry_id)
        for _ in range(5):
            await asyncio.sleep(150)
        gateway.faults.code(33, "/locker_status", times=None)
        gateway.locks[DOOR].operate(Action.OPEN, Origin.HAND)
        for _ in range(3):
            await asyncio.sleep(150)
        assert [each["step_id"] for each in reauth(hass)] == ["the_keys_new_code"]

    async def test_one_refusal_is_none(
        self, hass: HomeAssistant, known: MockConfigEntry, keys_cloud: TheKeysCloud, until: Until
    ) -> None:
        """A single refusal does not start a reauthentication."""
        keys_cloud.expire_tokens()
        keys_cloud.faults.respond(b"", 401, path="/api/login_check")
        await hass.config_entries.async_reload(known.entry_id)
        for _ in range(4):
            await asyncio.sleep(200)
        assert reauth(hass) == []


def reauth(hass: HomeAssistant) -> list[Any]:
    """Return the reauthentication flows."""
    return list(
        hass.config_entries.flow.async_progress_by_handler(DOMAIN, match_context={"source": SOURCE_REAUTH})
    )
