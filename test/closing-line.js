const { writeSync } = require("node:fs");

/** A jest reporter whose line is the very last one of the run: the count that CI reads. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = results;
    // A suite that cannot even be loaded has no test that could fail.
    const failed = Math.max(numFailedTests, numFailedTestSuites);
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
    // jest prints its own summary after the reporters are done.
    process.on("exit", () => writeSync(1, `\n${numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
};
