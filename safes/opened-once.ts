/** Opens something when it is first asked for, once for everyone who asks; a failure is not kept. */
export class OpenedOnce<Value, Argument = void> {
  private opening: Promise<Value> | undefined;

  constructor(private readonly open: (argument: Argument) => Promise<Value>) {}

  get(argument: Argument): Promise<Value> {
    if (!this.opening) {
      this.opening = this.open(argument);
      this.opening.catch(() => {
        this.opening = undefined;
      });
    }
    return this.opening;
  }
}
