"""A session of the Python SDK's client: session.py BINARY URL ROOT. Both eras, over standard input and over HTTP."""

import sys

import anyio
from mcp import StdioServerParameters
from mcp.client import Client

BINARY, URL, ROOT = sys.argv[1:4]


async def session(name: str, server, mode: str) -> int:
    failed = 0

    def check(what: str, holds: bool) -> None:
        nonlocal failed
        failed += not holds
        print(f"  {'ok  ' if holds else 'FAIL'}  python, {name}, {mode}: {what}")

    async with Client(server, mode=mode) as client:
        tools = (await client.list_tools()).tools
        names = [tool.name for tool in tools]
        check("the tools are listed", "lint_sql_schema" in names and "check_escalation" in names)
        check("each has schemas", all(tool.input_schema and tool.output_schema for tool in tools))
        answer = await client.call_tool("validate_openapi", {"path": "openapi.yaml"})
        structured = answer.structured_content or {}
        check("a call is answered", not answer.is_error and "summary" in structured)
        refused = await client.call_tool("validate_openapi", {"path": "no/such.yaml"})
        check("what a caller can mend is told in the result", bool(refused.is_error))
        prompts = (await client.list_prompts()).prompts
        prompt = await client.get_prompt(prompts[0].name, {})
        check("a prompt is given", len(prompt.messages) > 0)
        resources = (await client.list_resources()).resources
        contents = (await client.read_resource(resources[0].uri)).contents
        check("a resource is read", len(contents) > 0)
    return failed


async def main() -> int:
    failed = 0
    for mode in ("legacy", "2026-07-28", "auto"):
        stdio = StdioServerParameters(command=BINARY, args=["serve", "--root", ROOT])
        failed += await session("stdio", stdio, mode)
        failed += await session("http", URL, mode)
    return failed


sys.exit(1 if anyio.run(main) else 0)
