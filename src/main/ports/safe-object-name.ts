/** Throws unless the name stays inside its folder, on every operating system and in every store. */
export function safeObjectName(name: string): string {
  if (name === '' || name.startsWith('.') || name.includes('..') || /[/\\:\0]/.test(name)) {
    throw new Error(`not a name for an object or bucket: ${JSON.stringify(name)}`)
  }
  return name
}
