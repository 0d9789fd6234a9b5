/**
 * A folder as Pulumi's backend. Without `metadata=skip` the backend keeps a second file beside each checkpoint, which it
 * does not write in one go as it does the checkpoint (`setAttrs` of gocloud.dev/blob/fileblob): an engine killed between
 * its creation and its content leaves a stack that no command can read, "failed to load checkpoint: EOF".
 */
export function fileBackendUrl(directory: string): string {
  return `file://${directory}?metadata=skip`;
}
