"""The reference engine, in SimPy: one generator per case and one per question to an agency.

The rules are in ``docs/semantics.md``; this package is meant to be read beside it: `flow` follows
cases through nodes, `people` decides who works on what, `meetings` hears cases in slots, `joins`
waits for replies, `moments` keeps the written order inside an instant.
"""

from hubsim.engine.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
