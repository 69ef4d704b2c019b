/** The object key of a superseded revision. */
export function revisionKey(window: string, revision: number): string {
  return `${window}.r${revision}.json`
}
