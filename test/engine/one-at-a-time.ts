import { join } from "node:path";
import { TestEnvironment } from "jest-environment-node";
import { withLock } from "../../rehearsal/toolchain/lock";

/** Suites that share one rehearsal: a stack takes one operation at a time. Suites of other projects run beside them. */
export default class OneAtATime extends TestEnvironment {
  private release = () => {};
  private held: Promise<void> = Promise.resolve();

  override async setup(): Promise<void> {
    await super.setup();
    const file = join(process.env.JEJU_REHEARSALS ?? "", "suite.lock");
    await new Promise<void>((acquired, failed) => {
      const untilReleased = () =>
        new Promise<void>((resolve) => {
          this.release = resolve;
          acquired();
        });
      this.held = withLock(file, untilReleased);
      this.held.catch(failed);
    });
  }

  override async teardown(): Promise<void> {
    this.release();
    await this.held;
    await super.teardown();
  }
}
