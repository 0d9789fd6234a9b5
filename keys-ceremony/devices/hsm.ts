import { openToken, type TokenPlace } from "../../safes/signers/pkcs11/token";
import { readPin } from "../hsm/pin";
import { hsmRandom } from "../hsm/random";
import type { Hands } from "../steps/hands";

export interface HsmPlace extends TokenPlace {
  /** Without it the PIN is typed. */
  readonly pinFile?: string;
}

/** Random bytes of a token that is there on the day. */
export function hsmHands({ pinFile, ...place }: HsmPlace): Required<Pick<Hands, "hsmRandom">> {
  return {
    hsmRandom: async (bytes) => {
      const token = openToken(place, await readPin(place.token, pinFile));
      try {
        return hsmRandom(token, bytes);
      } finally {
        token.close();
      }
    },
  };
}
