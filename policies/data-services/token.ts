/** `aws:msk/cluster:Cluster` of `msk/cluster`. */
export function tokenOf(shortType: string): string {
  const name = shortType.slice(shortType.indexOf("/") + 1);
  return `aws:${shortType}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
