// Starts an unpacked bundle as a client does: bundle.mjs FOLDER ROOT ROOT. The manifest's own library says what to start.
import { readFileSync } from "node:fs";
import { getMcpConfigForManifest } from "@anthropic-ai/mcpb/node";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [folder, ...roots] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8"));
const settings = { manifest, extensionPath: folder, systemDirs: {}, pathSeparator: "/" };

const without = await getMcpConfigForManifest({ ...settings, userConfig: {} });
if (without !== undefined) throw new Error("it starts although no folder was chosen");

const config = await getMcpConfigForManifest({ ...settings, userConfig: { roots } });
const client = new Client({ name: "bundle", version: "1" });
await client.connect(new StdioClientTransport({ command: config.command, args: config.args }));
const { name, version } = client.getServerVersion();
if (name !== manifest.name || version !== manifest.version) throw new Error(`it is ${name} ${version}`);

const { tools } = await client.listTools();
const listed = tools.map((tool) => tool.name).join();
const promised = manifest.tools.map((tool) => tool.name).join();
if (listed !== promised) throw new Error(`it has the tools ${listed}, and the manifest says ${promised}`);

const answers = await Promise.all(
  roots.map((root) => client.callTool({ name: "review_project", arguments: { path: root } })),
);
if (answers.some((answer) => answer.isError)) throw new Error(`a chosen folder is not read: ${JSON.stringify(answers)}`);
await client.close();
console.log(`${name} ${version}: ${tools.length} tools, ${roots.length} folders`);
