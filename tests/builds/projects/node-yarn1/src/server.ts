import Koa from "koa";

const app = new Koa();
app.use((context) => {
  if (context.path === "/healthz") {
    context.body = { status: "ok" };
  }
});

const server = app.listen(Number(process.env.PORT ?? 3000), "0.0.0.0");

process.on("SIGTERM", () => {
  console.log("stopping in order");
  server.close(() => process.exit(0));
});
