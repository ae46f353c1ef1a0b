import bcrypt from "bcrypt";
import Fastify from "fastify";

const server = Fastify();
server.get("/healthz", async () => {
  const hash = await bcrypt.hash("a word", 4);
  return { status: (await bcrypt.compare("a word", hash)) ? "ok" : "broken" };
});

await server.listen({ port: Number(process.env.PORT || 3000), host: "0.0.0.0" });

process.on("SIGTERM", async () => {
  console.log("stopping in order");
  await server.close();
  process.exit(0);
});
