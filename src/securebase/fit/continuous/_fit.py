from __future__ import annotations
from dataclasses import dataclass
from typing import Any
@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    model: Any
    diary: Any
    panel: Any
    bases: Any
    found: Any
    outcome: Any
    @property
    def minus_two_log_likelihood(self):
        import numpy as np
        logs = 0.0
        many=self.panel.y.shape[1]//2
        for k,v in enumerate(self.model.effects.variables):
            logs += np.log(self.panel.spreads[v])*self.panel.there[:,k::many].sum()
        return self.found.value + 2*logs
