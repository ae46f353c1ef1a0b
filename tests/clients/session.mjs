// A session of a TypeScript client: session.mjs PACKAGE BINARY URL ROOT. Both eras where the package speaks both, over
// standard input and over HTTP.
const [kind, binary, url, root] = process.argv.slice(2);

const v2 = kind === "@modelcontextprotocol/client";
const { Client } = await import(v2 ? kind : `${kind}/client/index.js`);
const http = v2 ? await import(kind) : await import(`${kind}/client/streamableHttp.js`);
const stdio = await import(v2 ? `${kind}/stdio` : `${kind}/client/stdio.js`);

let failed = 0;

async function session(name, transport, versionNegotiation) {
  const era = versionNegotiation ? JSON.stringify(versionNegotiation.mode) : "legacy";
  const check = (what, holds) => {
    failed += holds ? 0 : 1;
    console.log(`  ${holds ? "ok  " : "FAIL"}  ${kind}, ${name}, ${era}: ${what}`);
  };
  const client = new Client({ name: "session", version: "1" }, versionNegotiation ? { versionNegotiation } : {});
  await client.connect(transport);
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name);
  check("the tools are listed", names.includes("lint_sql_schema") && names.includes("check_escalation"));
  // The client itself holds structured content against the output schema.
  const answer = await client.callTool({ name: "validate_openapi", arguments: { path: "openapi.yaml" } });
  check("a call is answered", !answer.isError && typeof answer.structuredContent?.summary === "string");
  const refused = await client.callTool({ name: "validate_openapi", arguments: { path: "no/such.yaml" } });
  check("what a caller can mend is told in the result", refused.isError === true);
  const { prompts } = await client.listPrompts();
  const prompt = await client.getPrompt({ name: prompts[0].name, arguments: {} });
  check("a prompt is given", prompt.messages.length > 0);
  const { resources } = await client.listResources();
  const read = await client.readResource({ uri: resources[0].uri });
  check("a resource is read", read.contents.length > 0);
  await client.close();
}

const eras = v2 ? [undefined, { mode: "auto" }, { mode: { pin: "2026-07-28" } }] : [undefined];
for (const era of eras) {
  const command = { command: binary, args: ["serve", "--root", root] };
  await session("stdio", new stdio.StdioClientTransport(command), era);
  await session("http", new http.StreamableHTTPClientTransport(new URL(url)), era);
}
process.exit(failed === 0 ? 0 : 1);
