"""The gate: what may enter the graph. SHACL shapes and rules in code, at a cost that follows the change."""

from imvograph.gate.change import Change, Context
from imvograph.gate.check import Gate
from imvograph.gate.report import Report, Result
from imvograph.gate.whole import check_all, graphs_to_check

__all__ = ["Change", "Context", "Gate", "Report", "Result", "check_all", "graphs_to_check"]
