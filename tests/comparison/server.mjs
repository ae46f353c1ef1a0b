// The product's tools as a server of the TypeScript SDK: server.mjs CATALOGUE [--http].
//
// CATALOGUE is JSON: `tools`, as the product lists them, and `documents`, the answers of `explain` by topic. The SDK's low-level
// server is used, which does the least work for each call; both are held in memory. Over HTTP it answers with JSON and without
// sessions, as the product does, and says on standard error where it listens.
import { readFileSync } from 'node:fs';
import { Server } from '@modelcontextprotocol/server';

const catalogue = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const documents = new Map(
  Object.entries(catalogue.documents).map(([topic, answer]) => [topic, { text: JSON.stringify(answer), answer }]),
);

function make() {
  const server = new Server({ name: 'typescript', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', async () => ({ tools: catalogue.tools }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const topic = params.arguments?.topic;
    const document = params.name === 'explain' ? documents.get(topic) : undefined;
    if (document === undefined) {
      return { content: [{ type: 'text', text: `there is nothing about ${topic}` }], isError: true };
    }
    return { content: [{ type: 'text', text: document.text }], structuredContent: document.answer };
  });
  return server;
}

if (process.argv.includes('--http')) {
  const { createServer } = await import('node:http');
  const { NodeStreamableHTTPServerTransport, localhostHostValidation, localhostOriginValidation } = await import(
    '@modelcontextprotocol/node'
  );
  const host = localhostHostValidation();
  const origin = localhostOriginValidation();
  const listener = createServer(async (request, response) => {
    if (!host(request, response) || !origin(request, response)) return;
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    await make().connect(transport);
    await transport.handleRequest(request, response);
  });
  listener.listen(0, '127.0.0.1', () => process.stderr.write(`listening address=127.0.0.1:${listener.address().port}\n`));
} else {
  const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
  await make().connect(new StdioServerTransport());
}
