// Compiles each of the compiler's inputs that come as a JSON list on stdin, and prints a list of what comes out. In a process
// of its own, because solc of that age ends its process when a promise anywhere in it is rejected.
const { readFileSync } = require("node:fs");
const solc = require("solc");

const inputs = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(inputs.map((input) => JSON.parse(solc.compile(JSON.stringify(input))))));
