// tsx looks into every file that is loaded after it, node_modules included: the SDK behind it takes 2.0 s of processor
// time, before it 0.9 s.
require("@pulumi/policy");
// The pack runs from source. tsx takes over from the ts-node that Pulumi's runner registers, which would type-check on
// every preview; type-checking is CI's.
require("tsx/cjs");
require("./pack");
