// The pack runs from source. tsx takes over from the ts-node that Pulumi's runner registers, which would type-check on
// every preview; type-checking is CI's.
require("tsx/cjs");
require("./pack");
