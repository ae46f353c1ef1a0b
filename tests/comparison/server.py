"""The product's tools as a server of the Python SDK: server.py CATALOGUE [--http].

CATALOGUE is JSON: `tools`, as the product lists them, and `documents`, the answers of `explain` by topic. The SDK's low-level
server is used, which does the least work for each call; both are held in memory. Over HTTP it answers with JSON and without
sessions, as the product does, and says on standard error where it listens.
"""

import json
import sys

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server

with open(sys.argv[1], encoding="utf-8") as file:
    catalogue = json.load(file)
tools = [types.Tool.model_validate(tool) for tool in catalogue["tools"]]
documents = {topic: (json.dumps(answer), answer) for topic, answer in catalogue["documents"].items()}


async def list_tools(context, params):
    return types.ListToolsResult(tools=tools)


async def call_tool(context, params):
    topic = (params.arguments or {}).get("topic")
    if params.name != "explain" or topic not in documents:
        text = types.TextContent(type="text", text=f"there is nothing about {topic!r}")
        return types.CallToolResult(content=[text], is_error=True)
    text, answer = documents[topic]
    content = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, structured_content=answer)


server = Server("python", version="1", on_list_tools=list_tools, on_call_tool=call_tool)


async def over_stdio():
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


def over_http():
    import socket

    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(f"listening address=127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
    app = server.streamable_http_app(json_response=True, stateless_http=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if "--http" in sys.argv[2:]:
    over_http()
else:
    anyio.run(over_stdio)
