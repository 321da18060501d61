"""What a run leaves behind, so that somebody else can judge it and make it again."""

from hubsim.bundle.verify import Verdict, verify
from hubsim.bundle.write import write_bundle

__all__ = ["Verdict", "verify", "write_bundle"]
