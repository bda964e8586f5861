"""Time, CPU and memory of a setup, compared with core's Overkiz integration and with the floor."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from statistics import median

from benchmarks import floor
from benchmarks.report import AT_MOST_REFERENCE, Goal, RelativeGoal, Row

from .box import simulated_box
from .integrations import GATEHOUSE, INTEGRATIONS, OVERKIZ
from .setup_process import SetupCost, measure_setup

KILOBYTE, MEGABYTE = 1_000, 1_000_000
FLOOR_GOAL = RelativeGoal(1.3)


async def measure(devices: int, repeat: int) -> list[Row]:
    """Measure the medians of several setups of a home with `devices` devices, compared with Overkiz."""
    costs: dict[tuple[str, str], list[SetupCost]] = defaultdict(list)
    traced: dict[str, SetupCost] = {}
    async with simulated_box(devices) as box:
        for _ in range(repeat):
            for domain in INTEGRATIONS:
                first = await measure_setup(domain, box.config)
                costs["with imports", domain].append(first)
                later = await measure_setup(domain, box.config, first.imported)
                costs["imported before", domain].append(later)
        for domain in INTEGRATIONS:
            modules = costs["with imports", domain][0].imported
            traced[domain] = await measure_setup(domain, box.config, modules, trace=True)

    def create_row(
        name: str,
        unit: str,
        imports: str,
        value_fn: Callable[[SetupCost], float],
        goal: Goal = AT_MOST_REFERENCE,
    ) -> Row:
        gatehouse, overkiz = (
            median(value_fn(cost) for cost in costs[imports, domain]) for domain in (GATEHOUSE, OVERKIZ)
        )
        return Row(f"{name}, {devices} devices, {imports}", unit, gatehouse, overkiz, goal)

    rows = []
    for imports in ("with imports", "imported before"):
        rows += [
            create_row("setup", "s", imports, lambda cost: cost.wall),
            create_row("setup, CPU", "s", imports, lambda cost: cost.cpu),
            create_row("setup, CPU per entity", "ms", imports, lambda cost: 1000 * cost.cpu / cost.entities),
            create_row("setup, longest stall", "ms", imports, lambda cost: 1000 * cost.stall),
            create_row(
                "setup, process memory",
                "MB",
                imports,
                lambda cost: cost.memory / MEGABYTE,
                # Without imports, the memory depends on the number of entities, which differs.
                AT_MOST_REFERENCE if imports == "with imports" else None,
            ),
            create_row(
                "setup, process memory per entity",
                "kB",
                imports,
                lambda cost: cost.memory / KILOBYTE / cost.entities,
            ),
        ]
    gatehouse, overkiz = traced[GATEHOUSE], traced[OVERKIZ]
    return [
        *rows,
        Row(
            f"setup, Python memory, {devices} devices",
            "MB",
            gatehouse.memory / MEGABYTE,
            overkiz.memory / MEGABYTE,
            None,
        ),
        Row(
            f"setup, Python memory per entity, {devices} devices",
            "kB",
            gatehouse.memory / KILOBYTE / gatehouse.entities,
            overkiz.memory / KILOBYTE / overkiz.entities,
        ),
        Row(f"enabled entities, {devices} devices", "", gatehouse.entities, overkiz.entities, None),
        Row(
            f"enabled and disabled entities, {devices} devices",
            "",
            gatehouse.counts.entities,
            overkiz.counts.entities,
            None,
        ),
    ]


async def measure_floor(devices: int, repeat: int) -> list[Row]:
    """Measure the medians of several setups of a home with `devices` devices, compared with the floor.

    All modules are imported before the measurement.
    """
    costs: dict[str, list[SetupCost]] = {GATEHOUSE: [], floor.DOMAIN: []}
    async with simulated_box(devices) as box:
        first = await measure_setup(GATEHOUSE, box.config)
        first_floor = await measure_setup(floor.DOMAIN, first.counts)
        runs = (
            (GATEHOUSE, box.config, first.imported),
            (floor.DOMAIN, first.counts, first_floor.imported),
        )
        for _ in range(repeat):
            for domain, config, modules in runs:
                costs[domain].append(await measure_setup(domain, config, modules))
        traced = {
            domain: [await measure_setup(domain, config, modules, trace=True)]
            for domain, config, modules in runs
        }
    for cost in (*costs[GATEHOUSE], *costs[floor.DOMAIN]):
        if cost.counts != first.counts:
            raise RuntimeError(f"Setups differ: {cost.counts} instead of {first.counts}")

    def create_row(
        name: str,
        unit: str,
        value_fn: Callable[[SetupCost], float],
        goal: Goal = None,
        costs: Mapping[str, list[SetupCost]] = costs,
    ) -> Row:
        gatehouse, bare = (
            median(value_fn(cost) for cost in costs[domain]) for domain in (GATEHOUSE, floor.DOMAIN)
        )
        return Row(f"floor: {name}, {devices} devices", unit, gatehouse, bare, goal)

    return [
        create_row("setup", "s", lambda cost: cost.wall, FLOOR_GOAL),
        create_row("setup, CPU", "s", lambda cost: cost.cpu, FLOOR_GOAL),
        create_row("setup, longest stall", "ms", lambda cost: 1000 * cost.stall),
        create_row("setup, process memory", "MB", lambda cost: cost.memory / MEGABYTE, FLOOR_GOAL),
        create_row("setup, Python memory", "MB", lambda cost: cost.memory / MEGABYTE, FLOOR_GOAL, traced),
        create_row("registered devices", "", lambda cost: cost.counts.devices),
        create_row("enabled entities", "", lambda cost: cost.entities),
        create_row("enabled and disabled entities", "", lambda cost: cost.counts.entities),
    ]
