import { PolicyPack } from "@pulumi/policy";
import { forSdk } from "./assessment/runner";
import { policies } from "./registry";

new PolicyPack("jeju", { policies: forSdk(policies) });
