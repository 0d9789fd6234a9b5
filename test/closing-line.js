/** A jest reporter: its last line is the count that CI reads. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = results;
    // A suite that cannot even be loaded has no test that could fail.
    const failed = Math.max(numFailedTests, numFailedTestSuites);
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
    process.stdout.write(`\n${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
};
