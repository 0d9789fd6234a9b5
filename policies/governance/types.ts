export const safeType = "safes:index:Safe";
export const timelockType = "safes:index:Timelock";
export const contractType = "safes:index:Contract";
export const callType = "safes:index:Call";
export const ownershipType = "safes:index:Ownership";
export const signerAddressType = "safes:index:SignerAddress";
export const verificationType = "safes:index:Verification";
export const chainProviderType = "pulumi:providers:safes";

/** What has code on the chain, so that nobody holds it by a key alone. */
export const contractTypes = [safeType, timelockType, contractType] as const;
