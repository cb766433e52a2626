"""Published games, as their sources print them, and how a test makes its own."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from concordat.domain.cost_sharing.game import CostGame, every_group

# H. P. Young, N. Okada and T. Hashimoto, “Cost allocation in water resources development: a case study of Sweden”, IIASA
# working paper WP-79-77 (1979), and Water Resources Research 18 (1982). Million Swedish crowns; six municipalities of
# Skåne. Here in ten thousands of crowns, to be whole.
SKANE_COSTS = {
    "A": 2195, "H": 1708, "K": 1091, "L": 1588, "M": 2081, "T": 2198,
    "AH": 3469, "AK": 3286, "AL": 3783, "AM": 4276, "AT": 4393, "HK": 2296, "HL": 2500, "HM": 3789, "HT": 3906,
    "KL": 2679, "KM": 3145, "KT": 3289, "LM": 3110, "LT": 3786, "MT": 3941,
    "AHK": 4074, "AHL": 4322, "AHM": 5550, "AHT": 5667, "AKL": 4874, "AKM": 5340, "AKT": 5484, "ALM": 5305, "ALT": 5981,
    "AMT": 6136, "HKL": 2726, "HKM": 4255, "HKT": 4494, "HLM": 4581, "HLT": 4698, "HMT": 5649, "KLM": 4201, "KLT": 4877,
    "KMT": 5032, "LMT": 5146,
    "AHKL": 4895, "AHKM": 6025, "AHKT": 6272, "AHLM": 6403, "AHLT": 6520, "AHMT": 7410, "AKLM": 6396, "AKLT": 7072,
    "AKMT": 7227, "ALMT": 7341, "HKLM": 4807, "HKLT": 4924, "HKMT": 5935, "HLMT": 6441, "KLMT": 5661,
    "AHKLM": 6976, "AHKLT": 7093, "AHKMT": 7742, "AHLMT": 8300, "AKLMT": 7397, "HKLMT": 6646,
    "AHKLMT": 8382,
}  # fmt: skip

# P. D. Straffin and J. P. Heaney, “Game theory and the Tennessee Valley Authority”, International Journal of Game Theory
# 10 (1981), after J. S. Ransmeier, 1942. Thousand US dollars; navigation, flood control, power.
TVA_COSTS = {"N": 163520, "F": 140826, "P": 250096, "NF": 301607, "NP": 378821, "FP": 367370, "NFP": 412584}

THREE_COUNCILS = {"A": 400, "B": 300, "C": 120, "AB": 560, "AC": 470, "BC": 390, "ABC": 640}
NO_STABLE_SPLIT = {"A": 100, "B": 100, "C": 100, "AB": 120, "AC": 120, "BC": 120, "ABC": 200}


def game_of(costs: Mapping[str, int], partners: str = "", *, times: int = 1) -> CostGame:
    names = partners or max(costs, key=len)
    return CostGame.from_costs({tuple(group): cost * times for group, cost in costs.items()}, partners=tuple(names))


def gains(*values: int) -> CostGame:
    """A game of gains as textbooks write it, small groups first, as costs below nought."""
    size = (len(values) + 1).bit_length() - 1
    partners = "ABCDEFGH"[:size]
    return CostGame.from_costs(
        {group: -value for group, value in zip(every_group(partners), values, strict=True)}, partners=partners
    )


def estate(amount: int, claims: Sequence[int]) -> CostGame:
    """What a group of creditors can be sure of: the estate less everybody else's claims."""
    partners = "ABCDEFGH"[: len(claims)]
    return CostGame.from_costs(
        {
            group: -max(
                0, amount - sum(claim for name, claim in zip(partners, claims, strict=True) if name not in group)
            )
            for group in every_group(partners)
        },
        partners=partners,
    )


@st.composite
def any_game(draw: st.DrawFn, *, least: int = 2, most: int = 5) -> CostGame:
    size = draw(st.integers(least, most))
    partners = "ABCDEFGH"[:size]
    costs = draw(st.lists(st.integers(0, 10_000), min_size=2**size - 1, max_size=2**size - 1))
    return CostGame.from_costs(dict(zip(every_group(partners), costs, strict=True)), partners=partners)


@st.composite
def sharing_game(draw: st.DrawFn, *, least: int = 2, most: int = 5) -> CostGame:
    """A game in which two groups never pay more together than apart, and each member adds something."""
    size = draw(st.integers(least, most))
    partners = "ABCDEFGH"[:size]
    needs = draw(st.lists(st.integers(1, 1_000), min_size=size, max_size=size))
    fixed = draw(st.integers(0, 5_000))
    steps = draw(st.integers(1, 50))
    costs = {
        group: fixed + sum(steps * needs[partners.index(name)] for name in group) for group in every_group(partners)
    }
    return CostGame.from_costs(costs, partners=partners)
