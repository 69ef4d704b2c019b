/** For the default branch of an exhaustive switch: the code does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`)
}
