const Module = require("node:module");

// tsx looks into every file that is loaded after it, also in node_modules, which is plain JavaScript: 1.3 s of every
// preview (`npm run bench`). What index.ts needs at once is loaded before it; the SDKs of the clouds come later, when
// the engine is starting L1's provider already, and go past it.
require("@pulumi/pulumi");
for (const part of ["abi", "address", "crypto", "hash", "utils"]) require(`ethers/${part}`);
require("zod");
const plain = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
require("tsx/cjs");
const source = { load: Module._extensions[".js"], resolve: Module._resolveFilename };
const loaderFor = (filename = "") => (/[\\/]node_modules[\\/]/.test(filename) ? plain : source);
Module._extensions[".js"] = (module, filename) => loaderFor(filename).load(module, filename);
Module._resolveFilename = (request, parent, ...rest) => loaderFor(parent?.filename).resolve(request, parent, ...rest);

require("./stack-traces").installStackTraces();
require("./quiet-sdk").quietSdk();

module.exports = require("./index.ts").program;
