import { KMSClient, KMSServiceException } from "@aws-sdk/client-kms";
import { UserError } from "../user-error";

export interface KmsPatience {
  /** For one request. Default 10 s. */
  readonly requestMs?: number;
  /** For an answer in all, tries and pauses between them included. Default 60 s. */
  readonly totalMs?: number;
  /** Tries of a request that is throttled, fails at KMS or gets no answer; pauses between them grow. Default 5. */
  readonly attempts?: number;
}

/** AWS KMS of one region, with the credentials of the process. Nothing that is asked waits for ever. */
export class Kms {
  private readonly attempts: number;
  private readonly totalMs: number;
  private readonly requestMs: number;
  private opened: KMSClient | undefined;

  constructor(
    private readonly region: string,
    { requestMs = 10_000, totalMs = 60_000, attempts = 5 }: KmsPatience = {},
  ) {
    this.attempts = attempts;
    this.totalMs = totalMs;
    this.requestMs = requestMs;
  }

  /** Made when something is asked: the SDK looks at its surroundings then, and may have something to say about them. */
  get client(): KMSClient {
    const { region, attempts, requestMs } = this;
    this.opened ??= new KMSClient({
      region,
      maxAttempts: attempts,
      // The SDK's own defaults wait for ever. The last one is for an answer that begins and does not end.
      requestHandler: {
        connectionTimeout: requestMs,
        requestTimeout: requestMs,
        throwOnRequestTimeout: true,
        socketTimeout: requestMs,
      },
    });
    return this.opened;
  }

  /**
   * @param where what is asked for: a key's id, ARN or alias
   * @param ask sends one command, with the signal that it is given
   * @param actions what IAM has to allow, for the message
   * @throws UserError in KMS's own words, or that there was no answer
   */
  async ask<Answer>(
    where: string,
    actions: string,
    ask: (client: KMSClient, options: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
  ): Promise<Answer> {
    const abortSignal = AbortSignal.timeout(this.totalMs);
    try {
      return await ask(this.client, { abortSignal });
    } catch (error) {
      const hasAnswered = error instanceof KMSServiceException;
      throw new UserError({
        what: hasAnswered ? "AWS KMS refused" : "AWS KMS cannot be asked",
        where,
        got: hasAnswered
          ? `${error.name}: ${error.message}`
          : this.describeSilence(error as Error, abortSignal.aborted),
        fix: hasAnswered
          ? `check that the key exists in this account and region, and that the credentials may ${actions}`
          : "check the region, the network and the credentials of this process: aws sts get-caller-identity",
      });
    }
  }

  private describeSilence({ name, message }: Error, isOver: boolean): string {
    if (isOver) return `no answer within ${this.totalMs / 1000} s`;
    if (name === "TimeoutError") return `no answer in time, ${this.attempts} times`;
    // An answer that cannot be read: the SDK's own text speaks to programmers.
    if (message.includes("$response")) return "an answer that is not KMS's, or half of one";
    return message.replace(/^AWS SDK error wrapper for (Error: )?/, "") || name;
  }
}
