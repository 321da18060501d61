"""hubsim: a wind tunnel for multi-agency safeguarding hubs.

An operating model in YAML becomes a Hub, a Hub becomes a Program, the same cases meet every
design, and a run is a function from data to data::

    Hub → Program, Caseload + Variates → engine → RunLog → measures → results
"""

__version__ = "0.1.0"
SEMANTICS = 3
"""Version of the rules in docs/semantics.md; it grows when a rule changes results."""
