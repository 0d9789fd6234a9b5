// Required into every Node process of a measured run (NODE_OPTIONS): notes the peak memory of each as it ends.
const { appendFileSync } = require("node:fs");

process.on("exit", () => {
  const line = JSON.stringify({ script: process.argv[1] ?? "", peakKib: process.resourceUsage().maxRSS });
  appendFileSync(process.env.JEJU_MEMORY_LOG, `${line}\n`);
});

// A policy pack is ended by a signal, which by itself would skip the note.
process.once("SIGTERM", () => process.exit(143));
