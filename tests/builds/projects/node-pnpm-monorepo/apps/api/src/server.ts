import Fastify from "fastify";
import { greeting } from "@mono/greeting";

const server = Fastify();
server.get("/healthz", async () => ({ status: "ok" }));
server.get("/", async () => ({ text: greeting("world") }));

const port = Number(process.env.PORT ?? 3000);
await server.listen({ port, host: "0.0.0.0" });

process.on("SIGTERM", async () => {
  console.log("stopping in order");
  await server.close();
  process.exit(0);
});
