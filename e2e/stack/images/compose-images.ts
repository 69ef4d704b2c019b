import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

const COMPOSE = new URL('../../../compose/compose.yaml', import.meta.url)

/** The image of each service, as the compose file names it without variables. */
export async function composeImages(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(COMPOSE, 'utf8')
  const { services } = parse(text, { merge: true }) as { services: Record<string, { image: string }> }
  return new Map(Object.entries(services).map(([service, { image }]) => [service, defaultOf(image)]))
}

function defaultOf(text: string): string {
  return text.replace(/\$\{\w+:-([^}]*)\}/g, '$1')
}
