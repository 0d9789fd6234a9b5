import { because, type Listed, open, person } from "./reasons";

const node = "it is about files and the kubelet in the node's image, which AWS builds; a scan of the nodes tells";

/** CIS Amazon EKS 1.7.0, numbering as in the benchmark's table of contents. Chapter 1 is AWS's own and has no controls. */
export const cisEksControls: Listed = {
  ...open("2.1.1", "2.1.2"),
  ...because(node, "3.1.1", "3.1.2", "3.1.3", "3.1.4"),
  ...because(node, "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.2.5", "3.2.6", "3.2.7", "3.2.8", "3.2.9"),
  ...open("4.1.1", "4.1.2", "4.1.3", "4.1.4", "4.1.5", "4.1.6", "4.1.7", "4.1.8"),
  ...open("4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "4.3.1", "4.3.2", "4.4.1", "4.4.2"),
  ...because(
    "how work is divided among namespaces is a decision, not a setting; infra/namespaces.ts makes it",
    "4.5.1",
  ),
  ...open("4.5.2", "5.1.1"),
  ...because(person, "5.1.2"),
  ...open("5.1.3", "5.1.4", "5.2.1", "5.3.1", "5.4.1", "5.4.2", "5.4.3", "5.4.4", "5.4.5"),
  ...because("access entries of EKS take the place of the authenticator's map; eks-auth-api judges them", "5.5.1"),
};
