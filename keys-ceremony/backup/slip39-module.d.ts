// The package brings no types; these are of version 0.1.9, as far as they are used.
declare module "slip39" {
  interface Slip39Options {
    passphrase?: string;
    threshold?: number;
    /** Threshold, shares, title. */
    groups?: readonly (readonly [number, number, string])[];
    iterationExponent?: number;
    extendableBackupFlag?: 0 | 1;
    title?: string;
  }
  export default class Slip39 {
    static fromArray(masterSecret: readonly number[], options: Slip39Options): Slip39;
    static recoverSecret(mnemonics: readonly string[], passphrase: string): number[];
    static validateMnemonic(mnemonic: string): boolean;
    /** `r/0` is the first group. */
    fromPath(path: string): { readonly mnemonics: string[] };
  }
}

declare module "slip39/src/slip39_helper.js" {
  export const WORD_LIST: readonly string[];
}
