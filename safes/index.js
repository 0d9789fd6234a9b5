// tsx looks into every file that is loaded after it, node_modules included: what is plain JavaScript goes before it. Of
// the SDK only what plugin/ needs: as a whole it takes half a second more, for npm and the TypeScript compiler.
for (const part of ["provider/server", "proto/provider_grpc_pb"]) require(`@pulumi/pulumi/${part}`);
require("ethers");
require("zod");
require("tsx/cjs");
require("./main.ts");
