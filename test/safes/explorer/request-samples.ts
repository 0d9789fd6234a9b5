import { id } from "ethers";
import { type VerificationRequest, writeRequest } from "../../../safes/explorer/request";

const source = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.15;\ncontract Sample {}\n";

/** A request of which an explorer can be convinced; each number is another contract. */
export function sampleRequest(chainId: number, number: number): VerificationRequest {
  return {
    chainid: `${chainId}`,
    module: "contract",
    action: "verifysourcecode",
    codeformat: "solidity-standard-json-input",
    contractaddress: `0x${number}${id(`sample ${number}`).slice(3, 42)}`,
    contractname: `src/Sample.sol:Sample${number}`,
    compilerversion: "v0.8.15+commit.e14f2714",
    constructorArguements: `${number}`.padStart(64, "0"),
    sourceCode: { language: "Solidity", sources: { "src/Sample.sol": { content: source } }, settings: {} },
  };
}

export function writeSample(folder: string, request: VerificationRequest): string {
  return writeRequest(folder, { chainId: Number(request.chainid), address: request.contractaddress }, request);
}
