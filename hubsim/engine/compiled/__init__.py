"""The compiled engine: the same rows as the reference engine, many times faster."""

from hubsim.engine.compiled.engine import CompiledEngine

__all__ = ["CompiledEngine"]
