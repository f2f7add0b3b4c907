"""The ways in for other programs: HTTP, OpenAI's chat form, MCP, exports; they all go through `service.py`."""
