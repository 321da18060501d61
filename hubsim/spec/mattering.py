"""Which packaged numbers can matter for a hub: those of ways and agreements that it has."""

from __future__ import annotations

from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import CLEAR, asker_of, information_of, lead_of, reached_by, sees
from hubsim.spec.working_together import URGENCIES


class Mattering:
    """What of the packaged numbers a run of a hub can come to use.

    Parameters
    ----------
    hub : Hub
        Checked.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        leads = (lead_of(hub, name) for name in hub.stages)
        self.used: dict[str, set[str]] = {
            "access": set(),
            "agreements": set(),
            "leads": {CLEAR[lead.how] if lead else "unclear" for lead in leads},
        }
        for name, stage in hub.stages.items():
            theirs = {hub.roles[role].agency for role in asker_of(hub, name)[:1]}
            for agency, request in (stage.ask or {}).items():
                self.used["access"].add(reached_by(hub, agency, request))
                if agency not in theirs:  # nobody needs an agreement with themselves
                    self.used["agreements"] |= self._agreements(agency)

    def _agreements(self, agency: str) -> set[str]:
        info = information_of(self.hub, agency)
        if info is None:
            return {"none"}
        lapses = info.agreement == "signed" and info.until is not None
        return {"signed", "lapsed"} if lapses else {info.agreement}

    def can(self, path: Path) -> bool:
        """Whether the packaged number at a path can matter.

        Parameters
        ----------
        path : path
        """
        if path[0] == "recognition":
            turns = path[-1] == "turns_on_one_fact"
            own = all(each.turns_on is not None for each in self.hub.what_they_know.values())
            seen = any(sees(self.hub, stage) for stage in self.hub.stages.values())
            return seen and not (turns and own)
        group, name = str(path[1]), str(path[-1])
        if group in self.used and path[2] not in self.used[group]:
            return False
        if group == "channels" and not self._channel(str(path[2])):
            return False
        by_name = name in self.hub.ratings
        return name not in URGENCIES or by_name or self._urgency(path[:-1], name)

    def _channel(self, name: str) -> bool:
        together = self.hub.working_together
        if together is None:  # pragma: no cover - nothing of it is packaged then
            return False
        needs_record = together.channels[name].needs == "one record"
        return not needs_record or len(together.one_record) > 1

    def _urgency(self, above: Path, word: str) -> bool:
        """Whether some rating is so urgent and has no number of its own here."""
        here: object = self.hub
        for step in above:
            here = here[step] if isinstance(here, dict) else getattr(here, str(step))
        named = set(here) if isinstance(here, dict) else set()
        return any(
            self.hub.urgency(rating) == word for rating in self.hub.ratings if rating not in named
        )


__all__ = ["Mattering"]
