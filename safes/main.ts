import { serveProvider } from "./plugin/server";
import { safesProvider } from "./provider";

// The engine reads the port from the first line, and ends the process when it is done with it.
serveProvider(safesProvider()).then(
  ({ port }) => console.log(`${port}`),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
