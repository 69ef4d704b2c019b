import { clickhouse } from './clickhouse/recipe.ts'
import { composeImages } from './compose-images.ts'
import { debianRoot } from './debian-root.ts'
import { kafka } from './kafka/recipe.ts'
import { minio } from './minio/recipe.ts'
import { schemaRegistry } from './schema-registry/recipe.ts'
import { type Built, buildStandIn, type StandIn } from './stand-in.ts'
import { tiny } from './tiny/recipe.ts'

const RECIPES: readonly StandIn[] = [kafka, schemaRegistry, clickhouse, minio, tiny]
/** An image of the tests alone, which no service has. */
export const TINY_IMAGE = 'millrace-test/tiny:1'

export interface BuiltImage {
  readonly image: string
  readonly runs: string
  readonly built: Built
  readonly seconds: number
}

/** Makes sure that every image of the compose file, and the tests' own, is on the engine. */
export async function buildImages(only: readonly string[] = []): Promise<readonly BuiltImage[]> {
  const names = new Map([...(await composeImages()), [tiny.service, TINY_IMAGE]])
  const wanted = only.length > 0 ? only : RECIPES.map(({ service }) => service)
  const building = new Map<string, Promise<BuiltImage>>()
  const build = (service: string): Promise<BuiltImage> => {
    const known = building.get(service)
    if (known) return known
    const recipe = RECIPES.find((one) => one.service === service)
    const image = names.get(service)
    if (!recipe || !image) throw new Error(`no recipe in e2e/stack/images makes the image of ${service}`)
    const work = buildOne(recipe, image, async () => await baseOf(recipe))
    building.set(service, work)
    return work
  }
  const baseOf = async ({ on }: StandIn): Promise<string | null> => {
    if (on === null) return null
    return typeof on === 'string' ? (await build(on)).image : await debianRoot(on)
  }
  return await Promise.all(wanted.map(build))
}

async function buildOne(recipe: StandIn, image: string, base: () => Promise<string | null>): Promise<BuiltImage> {
  const start = performance.now()
  const built = await buildStandIn(recipe, image, await base())
  const seconds = (performance.now() - start) / 1_000
  if (built === 'built') console.log(`${image} was built in ${seconds.toFixed(0)} s`)
  return { image, runs: recipe.runs, built, seconds }
}

/** What stands in for what, as lines of a table. */
export function standInTable(images: readonly BuiltImage[]): string {
  const width = Math.max(...images.map(({ image }) => image.length))
  return images
    .map(({ image, runs, built }) => `${image.padEnd(width)}  ${built === 'the real image' ? built : runs}`)
    .join('\n')
}
