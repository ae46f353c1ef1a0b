import { Hono } from "hono";

const app = new Hono();
app.get("/healthz", (context) => context.json({ status: "ok" }));

const server = Bun.serve({ port: process.env.PORT || 3000, hostname: "0.0.0.0", fetch: app.fetch });

process.on("SIGTERM", async () => {
  console.log("stopping in order");
  await server.stop();
  process.exit(0);
});
