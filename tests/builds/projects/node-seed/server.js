const express = require("express");

const app = express();
app.get("/healthz", (_request, response) => response.json({ status: "ok" }));

const server = app.listen(process.env.PORT || 3000, "0.0.0.0");

process.on("SIGTERM", () => {
  console.log("stopping in order");
  server.close(() => process.exit(0));
});
