import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { forSdk } from "./assessment/runner";
import { deserializeOnce, readStructsAtOnce, showStackOnce, watchAnalyses } from "./assessment/sdk";
import { levelsFor } from "./levels";
import { policies, waivers } from "./registry";

// The language host hands the stack's configuration to the pack's process; `pulumi policy analyze` does not.
const declared = new Config("jeju").get("environment");

readStructsAtOnce();
deserializeOnce();
showStackOnce();
watchAnalyses();
new PolicyPack("jeju", { policies: forSdk(policies, waivers) }, levelsFor(declared));
