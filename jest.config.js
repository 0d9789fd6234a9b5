// Packages that ship only ES modules; jest runs CommonJS, so swc turns these into it.
const esModulePackages = [
  "@kubernetes/client-node",
  "@noble",
  "@scure",
  "age-encryption",
  "@jsep-plugin",
  "@sec-ant",
  "@sindresorhus",
  "execa",
  "figures",
  "get-stream",
  "human-signals",
  "is-plain-obj",
  "is-stream",
  "is-unicode-supported",
  "jose",
  "jsep",
  "jsonpath-plus",
  "npm-run-path",
  "oauth4webapi",
  "openid-client",
  "parse-ms",
  "path-key",
  "pretty-ms",
  "rfc4648",
  "strip-final-newline",
  "yoctocolors",
  "agent-base",
  "socks-proxy-agent",
];

/** @type {import("jest").Config} */
const project = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: { "\\.[cm]?[jt]s$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }] },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esModulePackages.join("|")})/)`],
};

/** @type {import("jest").Config} */
module.exports = {
  // Half of the time a suite waits for a chain, a cluster or an engine.
  maxWorkers: "100%",
  // Real chains, clusters and engines on a machine that others load too. A test that checks a time says so itself.
  testTimeout: 120_000,
  reporters: ["default", "summary", "<rootDir>/test/closing-line.js"],
  projects: [
    { ...project, displayName: "unit", roots: ["<rootDir>/test"], testPathIgnorePatterns: ["<rootDir>/test/engine/"] },
    {
      ...project,
      displayName: "engine",
      roots: ["<rootDir>/test/engine"],
      testEnvironment: "<rootDir>/test/engine/one-at-a-time.ts",
      globalSetup: "<rootDir>/test/engine/rehearsal-setup.js",
      globalTeardown: "<rootDir>/test/engine/rehearsal-teardown.js",
    },
  ],
};
