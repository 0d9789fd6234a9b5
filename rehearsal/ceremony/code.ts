/**
 * What only a rehearsal with a ceremony needs: seconds to load, so it is loaded when it is called. An import() would
 * reach Node's own loader, past tsx.
 */
export const ceremonyCode = {
  ceremonies: () => require(".") as typeof import("."),
  comparison: () => require("./comparison") as typeof import("./comparison"),
  rotation: () => require("./rotation") as typeof import("./rotation"),
  unsealing: () => require("./unsealing") as typeof import("./unsealing"),
};
