import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What `make proofs` writes beside the name of a law.
    for item in items:
        for law in item.iter_markers("law"):
            item.user_properties.append(("examples", law.kwargs["examples"]))
