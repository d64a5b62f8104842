"""The API for programs: REST and the Model Context Protocol, with the product's JSON contract.

Belongs here: the endpoints (`rest`), the tools (`mcp`), the requests and replies as pydantic models
(`models`), what both do (`service`), errors (`problems`). Does not belong here: hosts, passwords, limits
(`rag.web.guard`), the page (`rag.web.page`).
"""

from rag.web.api.mcp import MCP_PATH, build_tools
from rag.web.api.problems import problem
from rag.web.api.rest import PREFIX, build_rest
from rag.web.api.service import Service

__all__ = ["MCP_PATH", "PREFIX", "Service", "build_rest", "build_tools", "problem"]
