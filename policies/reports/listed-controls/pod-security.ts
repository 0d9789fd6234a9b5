import { type Listed, open } from "./reasons";

/** The Pod Security Standards, baseline and restricted, by the names of their table. */
export const podSecurityControls: Listed = {
  ...open("HostProcess", "Host Namespaces", "Privileged Containers", "Capabilities", "HostPath Volumes", "Host Ports"),
  ...open("Host Probes / Lifecycle Hooks", "AppArmor", "SELinux", "/proc Mount Type", "Seccomp", "Sysctls"),
  ...open("Volume Types", "Privilege Escalation", "Running as Non-root", "Running as Non-root user"),
};
