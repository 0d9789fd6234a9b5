import type { PKCS11 } from "pkcs11js";
import { UserError } from "../../user-error";

export type Binding = typeof import("pkcs11js");

/** PKCS#11's errors carry their own name, as CKR_PIN_INCORRECT, in the message. */
export function errorName(error: unknown): string {
  return /CKR_\w+/.exec((error as Error).message)?.[0] ?? (error as Error).message;
}

/** The npm package is a native module, and the project installs packages without running their scripts. */
export function loadBinding(): Binding {
  try {
    return require("pkcs11js");
  } catch (error) {
    throw new UserError({
      what: "the binding for PKCS#11 is not built on this machine",
      where: "npm package pkcs11js",
      got: (error as Error).message.split("\n")[0] ?? "",
      fix: "npm run pkcs11 (builds it in seconds; needs make, a C++ compiler and Python)",
    });
  }
}

const opened = new Map<string, PKCS11>();

/**
 * A token's library, once for a process: it keeps state of its own, and a second initialisation of it fails.
 *
 * @param file absolute path; a library that is searched for by name could be somebody else's
 */
export function openLibrary(file: string): { readonly binding: Binding; readonly library: PKCS11 } {
  const binding = loadBinding();
  const library = opened.get(file) ?? initialise(new binding.PKCS11(), file, binding);
  opened.set(file, library);
  return { binding, library };
}

function initialise(library: PKCS11, file: string, { CKF_OS_LOCKING_OK }: Binding): PKCS11 {
  try {
    library.load(file);
  } catch (error) {
    throw new UserError({
      what: "the token's PKCS#11 library cannot be loaded",
      where: file,
      got: (error as Error).message.split("\n")[0] ?? "",
      fix: "install the token's driver and name its library, as /usr/lib/softhsm/libsofthsm2.so",
    });
  }
  try {
    library.C_Initialize({ flags: CKF_OS_LOCKING_OK });
  } catch (error) {
    if (errorName(error) === "CKR_CRYPTOKI_ALREADY_INITIALIZED") return library;
    throw new UserError({
      what: "the token's PKCS#11 library cannot be started",
      where: file,
      got: errorName(error),
      fix: "check its own configuration (SoftHSM: the file that SOFTHSM2_CONF names)",
    });
  }
  return library;
}
