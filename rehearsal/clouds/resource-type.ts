import type { Properties } from "../../safes/plugin/provider";

/** A resource that exists in a stand-in cloud. */
export interface CloudResource {
  /** Pulumi type token. */
  readonly type: string;
  readonly id: string;
  readonly urn: string;
  /** Region in which it lives; empty for a global one. */
  readonly region: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The Kubernetes API server that stands behind every EKS cluster of the rehearsal. */
export interface KubernetesSite {
  /** `https://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** PEM, base64, as EKS gives it. */
  readonly certificateAuthority: string;
  /** File with the administrator's bearer token; kubeconfigs name the file, so that no token reaches a checkpoint. */
  readonly tokenFile: string;
  /** Makes the nodes labelled as the owner's exactly these; an empty list removes them all. */
  reconcileNodes(owner: string, nodes: readonly NodeShape[]): Promise<void>;
}

export interface NodeShape {
  readonly name: string;
  readonly zone: string;
  readonly region: string;
  readonly instanceType: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** What exists in the cloud at this moment, for rules and for computed outputs. */
export interface World {
  readonly accountId: string;
  readonly partition: string;
  readonly kubernetes: KubernetesSite;
  /** ARNs of principals that the account holds before any program runs; undefined: nobody has told, so any may exist. */
  readonly givenPrincipals?: readonly string[];
  all(type: string): readonly CloudResource[];
  get(type: string, id: string): CloudResource | undefined;
  /** The first resource of the type with this output (or input) value. */
  findBy(type: string, property: string, value: unknown): CloudResource | undefined;
  /** What was deleted, oldest first: some clouds keep a name or a key for days after (Secrets Manager, KMS). */
  deleted(type: string): readonly CloudResource[];
}

export interface Request {
  readonly world: World;
  readonly region: string;
  /** Name in the program; clouds derive auto-names from it. */
  readonly name: string;
  readonly urn: string;
  readonly inputs: Properties;
  /** The resource before the change; undefined when it is created. */
  readonly before?: CloudResource;
  /**
   * Hex digits that are a function of the URN, the number of times it was created and the purpose: stable ids, no
   * clock. A shorter answer is the start of a longer one, so name a purpose for a second, different id.
   */
  hex(length: number, purpose?: string): string;
}

/** A refusal in the cloud's own words. */
export interface Refusal {
  /** The API's error code, e.g. `InvalidSubnet.Range`. */
  readonly code: string;
  /** HTTP status. Default 400. */
  readonly status?: number;
  readonly message: string;
  /** Input property at fault; a refusal at preview is shown beside it. */
  readonly property?: string;
}

/** A rule of the cloud, tested on its own: answers with a refusal, or with undefined when the request is fine. */
export interface Rule {
  /** Kebab-case name; the tests enumerate them. */
  readonly name: string;
  /** API operation that the real cloud would have named in the error, e.g. `CreateSubnet`. */
  readonly operation: string;
  readonly on: readonly ("create" | "update" | "delete")[];
  /**
   * Whether the real provider already knows at preview (plan-time validation). Default false: at apply only. At preview
   * the inputs may hold `UNKNOWN`; a rule that meets it cannot know and answers undefined.
   */
  readonly atPreview?: boolean;
  refuse(request: Request): Refusal | undefined;
}

/** A property that names another resource: the cloud refuses to create a dangling one. */
export interface Reference {
  /** Path in the inputs, `[]` for every element: `subnetIds[]`, `vpcConfig.subnetIds[]`. */
  readonly property: string;
  /** Types, any of which may be the target. */
  readonly to: readonly string[];
  /** Property of the target that is compared. Default `id`. */
  readonly by?: string;
  /** Refusal code for a missing target, e.g. `InvalidVpcID.NotFound`. */
  readonly missing: string;
  /** Refusal code when the target is deleted while this resource refers to it; undefined: the cloud allows that. */
  readonly blocksDeletion?: string;
  /** Values that name something outside the stand-in's world and always resolve, e.g. AWS-managed policies. */
  readonly external?: RegExp;
}

/** A resource type of a stand-in cloud: the facts that its SDK's type declarations do not tell. */
export interface ResourceType {
  /** Pulumi type token, e.g. `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** The service's name in errors, e.g. `EC2`. */
  readonly service: string;
  /** What the resource is called in errors, e.g. `EC2 VPC`. */
  readonly label: string;
  /** API operations as errors name them. Default: `Create`, `Update`, `Delete` and the token's last part. */
  readonly operations?: { readonly create?: string; readonly update?: string; readonly delete?: string };
  /** Lives in no region (IAM, Route53, CloudFront). Default false. */
  readonly global?: boolean;
  /** Input properties whose change replaces the resource (Terraform's ForceNew). */
  readonly replaceOn: readonly string[];
  /** The property that Pulumi fills with name plus random hex when the program leaves it out, with its limit. */
  readonly autoName?: { readonly property: string; readonly maxLength: number };
  /** Defaults that the real provider plans, known at preview. */
  readonly defaults?: Properties;
  /** Id and computed outputs in the cloud's formats. Every output that the SDK declares as always present is due. */
  create(request: Request): { readonly id: string; readonly outputs: Properties };
  /** Computed outputs that follow from changed inputs, a pure function. Default: the old ones stay. */
  update?(request: Request): Properties;
  /** What the real cloud starts in the wake of a change, such as the nodes of a node group. Never at preview. */
  after?(event: "create" | "update" | "delete", request: Request, outputs: Properties): Promise<void>;
  readonly references?: readonly Reference[];
  readonly rules?: readonly Rule[];
  /** Whether the cloud holds both of a replacement at once. Default false (create first). */
  readonly deleteBeforeReplace?: boolean;
}
