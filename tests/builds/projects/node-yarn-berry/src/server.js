const Koa = require("koa");

const app = new Koa();
app.use((context) => {
  if (context.path === "/healthz") {
    context.body = { status: "ok" };
  }
});

const server = app.listen(process.env.PORT || 3000);

process.once("SIGTERM", () => {
  console.log("stopping in order");
  server.close(() => process.exit(0));
});
