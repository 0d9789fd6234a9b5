// tsx looks into every file that is loaded after it, node_modules included: what is plain JavaScript goes before it.
require("@pulumi/pulumi");
require("ethers");
require("zod");
require("tsx/cjs");
require("./main.ts");
