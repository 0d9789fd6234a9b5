import type { Controls } from "../assessment/controls";
import { cisAwsControls } from "./listed-controls/cis-aws";
import { cisEksControls } from "./listed-controls/cis-eks";
import { fsbpControls } from "./listed-controls/fsbp";
import { podSecurityControls } from "./listed-controls/pod-security";
import type { Listed } from "./listed-controls/reasons";

/** Every control of the frameworks, so that reports tell what policies do not cover as well as what they do. */
export const listedControls: Readonly<Record<keyof Controls, Listed>> = {
  fsbp: fsbpControls,
  cisAws: cisAwsControls,
  cisEks: cisEksControls,
  pss: podSecurityControls,
};
