import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { output } from '../command.ts'
import { debianRoot } from './debian-root.ts'
import { recipeHash } from './recipe-hash.ts'

/** A recipe for an image from the contents of package registries, as a replacement for an image that is pulled from elsewhere. */
export interface StandIn {
  /** The service of the compose file whose image it builds, and the folder of its recipe. */
  readonly service: string
  /** What really runs in it, and how it differs from the image it replaces. */
  readonly runs: string
  /** Debian's packages to build on; null for an image from scratch. */
  readonly on: readonly string[] | null
  /** It takes minutes and a gigabyte: built only for the tests that name it. */
  readonly onlyIfNamed?: boolean
  /** Files and folders outside the recipe's own that affect the build. */
  readonly madeFrom?: readonly string[]
  /** Copies the files that the Dockerfile needs, and that are not in the recipe's folder, into `context`. */
  prepare?(context: string, image: string): Promise<void>
}

export type Built = 'built' | 'unchanged' | 'the real image'

const RECIPE = 'millrace.stand-in.recipe'

/** Builds the image, unless it was built from exactly this recipe before, or is the real image. */
export async function buildStandIn(recipe: StandIn, image: string): Promise<Built> {
  const base = recipe.on && (await debianRoot(recipe.on))
  const dir = fileURLToPath(new URL(recipe.service, import.meta.url))
  const hash = await recipeHash([dir, ...(recipe.madeFrom ?? [])], recipe.runs, image, base ?? 'scratch')
  const found = await labelOf(image)
  if (found === 'no label') return 'the real image'
  if (found === hash) return 'unchanged'
  const context = await mkdtemp(join(tmpdir(), 'millrace-image-'))
  try {
    await cp(dir, context, { recursive: true })
    await recipe.prepare?.(context, image)
    const labels = {
      'org.opencontainers.image.title': `Stand-in for ${image}`,
      'org.opencontainers.image.description': recipe.runs,
      [RECIPE]: hash,
    }
    await output(
      'docker',
      [
        ...['build', '--quiet', '--force-rm', '--network', 'none', '--tag', image],
        ...(base ? ['--build-arg', `BASE=${base}`] : []),
        ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
        context,
      ],
      // The engine's own builder: BuildKit is a plugin that may be missing.
      { env: { DOCKER_BUILDKIT: '0' } },
    )
    return 'built'
  } finally {
    await rm(context, { recursive: true, force: true })
  }
}

/** The recipe that an image was built from; `null` when there is no such image. */
async function labelOf(image: string): Promise<string | null> {
  const labels = await output('docker', ['image', 'inspect', '--format', '{{json .Config.Labels}}', image]).catch(
    () => 'absent',
  )
  if (labels === 'absent') return null
  return (JSON.parse(labels) as Record<string, string> | null)?.[RECIPE] ?? 'no label'
}

/** The version in an image's tag. */
export function tagOf(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1)
}
