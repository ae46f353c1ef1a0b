import express from "express";
import { requireAdmin } from "./auth.js";
import { forgetProducts, products } from "./catalog.js";

const app = express();
app.disable("x-powered-by");
app.use(express.json({ limit: "64kb" }));

app.get("/health", (_req, res) => {
  res.json({ status: "ok" });
});

app.get("/", async (_req, res) => {
  try {
    const lines = (await products()).map((p) => `${p.sku}\t${p.name}\t${p.price} ${p.currency}`);
    res.type("text/plain").send(lines.join("\n") + "\n");
  } catch (error) {
    console.error("catalogue unavailable:", error);
    res.status(503).json({ title: "The catalogue is unavailable", status: 503 });
  }
});

// Operators call this after a price change; anyone else could use it to hammer the catalogue.
app.post("/admin/catalogue/refresh", requireAdmin, (_req, res) => {
  forgetProducts();
  res.status(204).end();
});

const port = Number(process.env.PORT ?? 3000);
const server = app.listen(port, "0.0.0.0", () => {
  console.log(`storefront listens on ${port}`);
});

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
});
