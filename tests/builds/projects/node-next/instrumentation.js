export function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    process.once("SIGTERM", () => console.log("stopping in order"));
  }
}
