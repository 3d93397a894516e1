"""Draws from the posterior of a model in continuous time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from securebase.core import FitError

from ._files import need_folder, write_files
from ._fit_rows import Asked, continuous_model, finite, read_diary
from ._streams import emit_json, say, tell
from ._waiting import waiting

if TYPE_CHECKING:
    from securebase.fit.continuous import Sample


def fit_posterior(
    asked: Asked, how: str, seed: int, out: Path | None, *, as_json: bool
) -> None:
    """Draw, write and print what came out."""
    if asked.model != "ct":
        raise FitError(
            f"--posterior must go with --model ct. Got {asked.model} instead. Leave it "
            "out."
        )
    if out is not None:
        need_folder(out.parent)
    with waiting("Drawing"):
        found = continuous_model(asked).sample(read_diary(asked), seed=seed, method=how)
    if out is not None:
        write_files({out: found.summary().to_csv(index=False).encode()})
        tell(f"Written: {out}")
    if as_json:
        emit_json(_machine(how, found))
    else:
        say(_text(found))


def _text(found: Sample) -> str:
    table = found.summary()
    shown = table.astype(object).map(_shown)
    doubts = found.warnings or ["Nothing speaks against trusting these draws."]
    rows = shown.to_string(index=False)
    parts = [repr(found.mode), *doubts, "", rows, "", found.methods_text()]
    return "\n".join(parts)


def _shown(value: Any) -> str:
    """Three digits of a number, nothing for what is missing."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.3g}"
    return str(value)


def _machine(how: str, found: Sample) -> dict[str, Any]:
    return {
        "format": "securebase-posterior/1",
        "model": "ct",
        "method": how,
        "warnings": found.warnings,
        "estimates": [
            {name: finite(value) for name, value in row.items()}
            for row in found.summary().astype(object).to_dict("records")
        ],
        "methods": found.methods_text(),
    }
