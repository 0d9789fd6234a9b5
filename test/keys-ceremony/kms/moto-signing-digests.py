"""moto's server, with the one thing mended that an Ethereum key needs.

moto hashes what it is given even with MessageType=DIGEST ("not yet implemented" in its kms/models.py), and so signs
something else than KMS would. Here 32 bytes are signed as they are. Everything else is moto's.
"""

import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.kms import utils
from moto.server import main

hashing = utils.ECDSAPrivateKey.sign


def sign(self, message, signing_algorithm):
    if len(message) != 32:
        return hashing(self, message, signing_algorithm)
    return self.private_key.sign(message, ec.ECDSA(Prehashed(hashes.SHA256())))


utils.ECDSAPrivateKey.sign = sign
main(sys.argv[1:])
