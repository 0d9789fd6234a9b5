import { because, type Listed, open, person, rootUser, users } from "./reasons";

/** CIS AWS Foundations 5.0.0, numbering as in the benchmark's table of contents. */
export const cisAwsControls: Listed = {
  ...because(person, "1.1", "1.2"),
  ...because(rootUser, "1.3", "1.4", "1.5", "1.6"),
  ...open("1.7", "1.8"),
  ...because(users, "1.9", "1.10", "1.11", "1.12", "1.13"),
  ...open("1.14", "1.15", "1.16", "1.17"),
  ...because("it is about certificates that were uploaded by hand; the program orders its own from ACM", "1.18"),
  ...open("1.19"),
  ...because("it is about the organisation's identity provider, outside this stack", "1.20"),
  ...open("1.21", "2.1.1"),
  ...because("MFA delete can be set only by the root user on the command line", "2.1.2"),
  ...open("2.1.3", "2.1.4", "2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.3.1"),
  ...open("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9"),
  ...open("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12", "4.13"),
  ...open("4.14", "4.15", "4.16", "5.1.1"),
  ...because("it is about CIFS on Windows hosts, of which there are none", "5.1.2"),
  ...open("5.2", "5.3", "5.4", "5.5", "5.6", "5.7"),
};
