"""Time, CPU and memory of a setup."""

from collections import defaultdict
from collections.abc import Callable
from statistics import median

from benchmarks.report import AT_MOST_REFERENCE, Goal, Row

from .box import simulated_box
from .integrations import GATEHOUSE, INTEGRATIONS, OVERKIZ
from .setup_process import SetupCost, measure_setup

KILOBYTE, MEGABYTE = 1_000, 1_000_000


async def measure(devices: int, repeat: int) -> list[Row]:
    """Measure the medians of several setups of a home with `devices` devices."""
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
            gatehouse.registered,
            overkiz.registered,
            None,
        ),
    ]
