/** What the codes mean with which a Safe reverts (Safe.sol and base/*.sol of 1.3.0 to 1.5.0). */
const meanings: Readonly<Record<string, string>> = {
  GS000: "the delegate call of the setup failed",
  GS001: "the Safe has no threshold, so it was never set up",
  GS002: "the setup delegates to an address without code",
  GS010: "too little gas for safeTxGas",
  GS011: "the refund in the chain's coin could not be paid",
  GS012: "the refund in a token could not be paid",
  GS013: "the inner call failed, and without safeTxGas that ends the whole transaction",
  GS020: "there are fewer signatures than the threshold",
  GS021: "a contract signature points into the other signatures",
  GS022: "a contract signature points behind the end of the signatures",
  GS023: "a contract signature is longer than the signatures",
  GS024: "a contract that is an owner did not accept its signature",
  GS025: "an owner whose approval was given has not approved the hash on chain",
  GS026: "a signature is not of an owner, or is of another hash, or the signatures are not in the owners' order",
  GS027: "the signed data has another hash",
  GS030: "only an owner can approve a hash",
  GS031: "only the Safe itself can call this",
  GS100: "the modules were set up already",
  GS101: "neither the zero address nor 0x1 can be a module",
  GS102: "the module is enabled already",
  GS103: "the module before it in the list is another one",
  GS104: "only an enabled module can call this",
  GS105: "the list of modules cannot start there",
  GS106: "a page of modules needs room for one",
  GS200: "the owners were set up already",
  GS201: "the threshold would be above the number of owners",
  GS202: "the threshold would be zero",
  GS203: "neither the zero address, nor 0x1, nor the Safe itself can be an owner",
  GS204: "the address is an owner already",
  GS205: "the owner before it in the list is another one",
  GS300: "the guard does not say that it is a guard (EIP-165)",
  GS301: "the module guard does not say that it is a module guard (EIP-165)",
  GS400: "the Safe cannot be its own fallback handler",
};

/** The code with its meaning: `GS026: a signature is not ...`; any other reason as it is. */
export function explainRevert(reason: string): string {
  const meaning = meanings[reason];
  return meaning ? `${reason}: ${meaning}` : reason;
}
