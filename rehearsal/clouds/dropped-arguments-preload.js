// Plain JavaScript, and tsx for one module only: it slows down everything that is loaded while it is registered.
// The engine hands the option to every Node process below it; only the program creates resources.
if (/cmd[\\/]run[\\/]/.test(process.argv[1] ?? "")) {
  const tsx = require("tsx/cjs/api").register({ namespace: "dropped-arguments" });

  tsx.require("./dropped-arguments.ts", __filename).watchArguments();
  tsx.unregister();
}
