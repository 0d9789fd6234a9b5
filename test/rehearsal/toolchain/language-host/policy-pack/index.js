const { Config, getStack } = require("@pulumi/pulumi");
const { PolicyPack } = require("@pulumi/policy");

if (new Config("jeju").get("pack") === "broken") throw new Error("the pack is broken");
console.log("a line before the port");
const stack = getStack();
const compiler = ".ts" in require.extensions ? "ts-node" : "no compiler";

new PolicyPack("tests", {
  policies: [
    {
      name: "names-the-stack",
      description: "Reports on which stack it runs",
      enforcementLevel: "mandatory",
      validateResource: (_args, report) => report(`on ${stack} with ${new Config("jeju").get("phase")}, ${compiler}`),
    },
    {
      name: "encrypts",
      description: "Sets what was left out",
      enforcementLevel: new Config("jeju").get("remediations") ?? "mandatory",
      validateResource: () => {},
      remediateResource: ({ props }) => ({ ...props, encrypted: true }),
    },
  ],
});
