// tsx looks into every file that is loaded after it, also in node_modules. The SDKs are plain JavaScript: loaded before
// it they cost 1.3 s less of every preview (`npm run bench`).
require("@pulumi/pulumi");
require("@pulumi/aws");
require("@pulumi/cloudflare");
require("@pulumi/eks");
require("@pulumi/kubernetes");
for (const part of ["abi", "address", "crypto", "hash", "utils"]) require(`ethers/${part}`);
require("zod");
require("tsx/cjs");
require("./stack-traces").installStackTraces();
require("./quiet-sdk").quietSdk();

module.exports = require("./index.ts").program;
