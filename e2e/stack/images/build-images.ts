import { airflow } from './airflow-api-server/recipe.ts'
import { clickhouse } from './clickhouse/recipe.ts'
import { composeImages } from './compose-images.ts'
import { kafka } from './kafka/recipe.ts'
import { kafkaConnect } from './kafka-connect/recipe.ts'
import { minio } from './minio/recipe.ts'
import { postgres } from './postgres/recipe.ts'
import { redis } from './redis/recipe.ts'
import { schemaRegistry } from './schema-registry/recipe.ts'
import { type Built, buildStandIn, type StandIn } from './stand-in.ts'
import { tiny } from './tiny/recipe.ts'

const RECIPES: readonly StandIn[] = [
  ...[kafka, schemaRegistry, clickhouse, kafkaConnect, minio, postgres, redis],
  ...[airflow, tiny],
]
/** An image for the tests only, which no service uses. */
export const TINY_IMAGE = 'millrace-test/tiny:1'

export interface BuiltImage {
  readonly image: string
  readonly runs: string
  readonly built: Built
  readonly seconds: number
}

/** An image that is unavailable, with the reason: only the tests that need it are skipped, by name. */
export interface MissingImage {
  readonly image: string
  readonly why: string
}

/** Makes sure that the engine has the images of the compose file (or of some services), and the tests' own. */
export async function buildImages(
  only: readonly string[] = [],
): Promise<{ readonly built: readonly BuiltImage[]; readonly missing: readonly MissingImage[] }> {
  const names = new Map([...(await composeImages()), [tiny.service, TINY_IMAGE]])
  const services = only.length > 0 ? only : RECIPES.filter((one) => !one.onlyIfNamed).map(({ service }) => service)
  const built: BuiltImage[] = []
  const missing: MissingImage[] = []
  await Promise.all(
    services.map(async (service) => {
      try {
        built.push(await build(service, names.get(service)))
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown)
        missing.push({ image: names.get(service) ?? service, why })
      }
    }),
  )
  return { built, missing }
}

async function build(service: string, image: string | undefined): Promise<BuiltImage> {
  const recipe = RECIPES.find((one) => one.service === service)
  if (!recipe || !image) throw new Error(`no recipe in e2e/stack/images makes the image of ${service}`)
  const start = performance.now()
  const built = await buildStandIn(recipe, image)
  const seconds = (performance.now() - start) / 1_000
  if (built === 'built') console.log(`${image} was built in ${seconds.toFixed(0)} s`)
  return { image, runs: recipe.runs, built, seconds }
}

/** The replacements for real images, as lines of a table. */
export function standInTable(images: readonly BuiltImage[]): string {
  const width = Math.max(0, ...images.map(({ image }) => image.length))
  return images
    .map(({ image, runs, built }) => `${image.padEnd(width)}  ${built === 'the real image' ? built : runs}`)
    .join('\n')
}
