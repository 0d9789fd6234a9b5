// The SDK loads npm and the TypeScript compiler, for functions that become the code of a Lambda: a quarter of the start
// of a pack, which has none. They are loaded once such a function is there.
const functions = {
  codePaths: ["computeCodePaths", "findWorkspaceRoot", "packageArchivePath"],
  parseFunction: ["parseFunction", "isNativeFunction"],
};

for (const [part, names] of Object.entries(functions)) {
  const file = require.resolve(`@pulumi/pulumi/runtime/closure/${part}`);
  const standIn = { exports: Object.defineProperty({}, "__esModule", { value: true }), loaded: true };
  for (const name of names) {
    standIn.exports[name] = (...args) => {
      if (require.cache[file] === standIn) delete require.cache[file];
      return require(file)[name](...args);
    };
  }
  require.cache[file] = standIn;
}
