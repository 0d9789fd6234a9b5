import { z } from "zod";
import { count, text } from "./fields";

export const edge = z
  .strictObject({
    cloudflareAccountId: text(
      "Cloudflare account.",
      "0123456789abcdef0123456789abcdef",
      /^[0-9a-f]{32}$/,
      "32 hex digits",
    ),
    requestsPerSecondPerIp: count("Requests/s that one client address may send.", 100, 1, 10_000),
    requestsPerSecondTotal: count("Requests/s of all clients together.", 1000, 1, 1_000_000),
  })
  .meta({ description: "Cloudflare in front of the public endpoints." });

const image = (repository: string) =>
  z
    .strictObject({
      repository: text(
        "Repository of the image.",
        repository,
        /^[a-z0-9][a-z0-9._/:-]*[a-z0-9]$/,
        "a repository without tag or digest",
      ),
      tag: text("Tag, for people; the digest decides.", "v1.9.4", /^\w[\w.-]{0,127}$/, "an image tag").refine(
        (value) => value !== "latest",
        "the tag of a release",
      ),
      digest: text(
        "Digest of the image.",
        `sha256:${"0".repeat(64)}`,
        /^sha256:[0-9a-f]{64}$/,
        "sha256: and 64 hex digits",
      ),
    })
    .meta({ description: "Container image, pinned." });

export const workloads = z
  .strictObject({
    rpcReplicas: count("Nodes that answer public RPC requests.", 3, 1, 50),
    images: z
      .strictObject({
        execution: image("ghcr.io/paradigmxyz/op-reth"),
        consensus: image("us-docker.pkg.dev/oplabs-tools-artifacts/images/op-node"),
      })
      .meta({ description: "Images of the execution and the consensus client." }),
    storageSizeGb: count("Volume of each execution client in GiB.", 500, 10, 16_384),
  })
  .meta({ description: "What runs in the cluster." });
