import { UserError } from "../user-error";

/** What was asked for is understood and must not happen, or not yet: exit code 2, where every other failure is 1. */
export class Refused extends UserError {}
