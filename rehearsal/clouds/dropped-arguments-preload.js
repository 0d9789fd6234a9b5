// Plain JavaScript, and tsx for one module only: it slows down everything that is loaded while it is registered.
const tsx = require("tsx/cjs/api").register({ namespace: "dropped-arguments" });

tsx.require("./dropped-arguments.ts", __filename).watchArguments();
tsx.unregister();
