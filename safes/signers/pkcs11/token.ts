import type { Handle, PKCS11 } from "pkcs11js";
import { UserError } from "../../user-error";
import { type Binding, errorName, openLibrary } from "./binding";

export interface TokenPlace {
  /** The token's PKCS#11 library, an absolute path. */
  readonly module: string;
  /** Its label; two tokens of one label are refused. */
  readonly token: string;
}

/** A session with a token, logged in as its user. */
export interface Token {
  readonly binding: Binding;
  readonly library: PKCS11;
  readonly session: Handle;
  /** For messages. */
  readonly where: string;
  /** With the last session the token logs out. */
  close(): void;
}

/**
 * @param pin is tried once: tokens count wrong ones and lock
 * @param access what the session may change; `write` to make keys
 * @throws UserError
 */
export function openToken({ module, token }: TokenPlace, pin: string, access: "read" | "write" = "read"): Token {
  const { binding, library } = openLibrary(module);
  const where = `PKCS#11 token ${token}`;
  return call(where, () => {
    const slot = findSlot(library, token, module);
    refusePinState(library.C_GetTokenInfo(slot).flags, binding, where);
    const flags = binding.CKF_SERIAL_SESSION | (access === "write" ? binding.CKF_RW_SESSION : 0);
    const session = library.C_OpenSession(slot, flags);
    try {
      library.C_Login(session, binding.CKU_USER, pin);
    } catch (error) {
      if (errorName(error) !== "CKR_USER_ALREADY_LOGGED_IN") {
        library.C_CloseSession(session);
        throw error;
      }
    }
    return { binding, library, session, where, close: () => library.C_CloseSession(session) };
  });
}

/** Runs calls of PKCS#11; its errors come out in words. */
export function call<Result>(where: string, calls: () => Result): Result {
  try {
    return calls();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const name = errorName(error);
    throw new UserError({ what: "the token refused", where, got: name, ...(fixes[name] && { fix: fixes[name] }) });
  }
}

const unlock = "the security officer sets a new PIN (C_InitPIN; SoftHSM: softhsm2-util --init-pin)";
const fixes: Readonly<Record<string, string>> = {
  CKR_PIN_INCORRECT: "check the PIN before you try again: the token counts wrong ones and locks",
  CKR_PIN_LEN_RANGE: "check the PIN before you try again: the token counts wrong ones and locks",
  CKR_PIN_LOCKED: unlock,
  CKR_SESSION_HANDLE_INVALID: "the token was pulled out or reset: run the command again",
  CKR_DEVICE_REMOVED: "put the token back in and run the command again",
  CKR_TOKEN_NOT_PRESENT: "put the token back in and run the command again",
  CKR_MECHANISM_INVALID: "this token lacks ECDSA over secp256k1 (CKM_ECDSA, CKM_EC_KEY_PAIR_GEN): use another one",
  CKR_CURVE_NOT_SUPPORTED: "this token has no secp256k1: use another one",
  CKR_DOMAIN_PARAMS_INVALID: "this token has no secp256k1: use another one",
};

function findSlot(library: PKCS11, token: string, module: string): Handle {
  const slots = library.C_GetSlotList(true);
  const labels = slots.map((slot) => library.C_GetTokenInfo(slot).label.replaceAll("\0", "").trim());
  const found = slots.filter((_slot, index) => labels[index] === token);
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new UserError({
    what: found.length === 0 ? "no token has this label" : "several tokens have this label",
    where: `PKCS#11 token ${token}`,
    got:
      labels
        .filter((label) => label !== "")
        .sort()
        .join(", ") || "no token with a label",
    fix: `plug in one token of that label; it is looked for by ${module}`,
  });
}

/** Nothing here uses up a token's last try: a person decides that. */
function refusePinState(flags: number, { CKF_USER_PIN_LOCKED, CKF_USER_PIN_FINAL_TRY }: Binding, where: string): void {
  if ((flags & (CKF_USER_PIN_LOCKED | CKF_USER_PIN_FINAL_TRY)) === 0) return;
  const isLocked = (flags & CKF_USER_PIN_LOCKED) !== 0;
  throw new UserError({
    what: isLocked ? "the token is locked" : "the token has one try of the PIN left",
    where,
    fix: isLocked ? unlock : "log in by hand with the token's own tool; a right PIN resets the count",
  });
}
