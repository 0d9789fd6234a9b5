/** Key and value by which the checkpoint marks a secret (`resource/sig.go` of the Pulumi SDK for Go). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export function isSecret(value: Readonly<Record<string, unknown>>): boolean {
  return value[signatureKey] === secretSignature;
}
