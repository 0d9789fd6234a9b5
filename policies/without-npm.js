// The SDK loads npm, for functions that become the code of a Lambda: a fifth of the start of a pack, which has none.
const npm = require.resolve("@npmcli/arborist", { paths: [require.resolve("@pulumi/pulumi")] });
require.cache[npm] = {
  exports: {
    __esModule: true,
    /** The one that codePaths.js of the SDK asks for, when it comes to that. */
    get Arborist() {
      delete require.cache[npm];
      return require(npm).Arborist;
    },
  },
};
