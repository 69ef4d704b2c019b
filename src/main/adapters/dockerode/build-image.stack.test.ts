import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RealProject, realProject, TINY_IMAGE } from './testing/real-engine'

const never = new AbortController().signal

describe('an image built on the real engine', () => {
  let folder: string
  let image: string
  let project: RealProject
  let steps: string[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-build-'))
    image = `millrace-test/${basename(folder).toLowerCase()}:1`
    project = realProject([image])
    steps = []
  })
  afterEach(async () => {
    await project.cleanup()
    await project.docker
      .getImage(image)
      .remove({ force: true })
      .catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  })

  const build = (dockerfile: string, signal = never, seen: (line: string) => void = () => undefined) =>
    writeFile(join(folder, 'Dockerfile'), `FROM ${TINY_IMAGE}\n${dockerfile}\n`).then(() =>
      project.containers.build(
        image,
        { folder, dockerfile: 'Dockerfile' },
        (line) => {
          steps.push(line)
          seen(line)
        },
        signal,
      ),
    )

  /** The containers of its build steps. */
  const left = async () => {
    const containers = await project.docker.listContainers({ all: true })
    return containers.filter(({ Command }) => Command.includes(image))
  }

  it('includes the files next to its Dockerfile, and reports its steps', async () => {
    await writeFile(join(folder, 'words'), 'from the folder\n')
    await build('COPY words /words\nCMD ["cat", "/words"]')
    expect(steps).toContain('Step 2/3 : COPY words /words')
    expect(await project.containers.hasImage(image)).toBe(true)
    const spec = project.spec('one', 'runs', { image, command: null })
    const id = await project.containers.create(spec)
    await project.containers.start(id, spec)
    const printed = async () => (await project.containers.lastPrinted(id, 1)).map(({ text }) => text)
    await expect.poll(printed, { timeout: 20_000 }).toEqual(['from the folder'])
  })

  it('throws a fault with the reason when a step fails', async () => {
    await expect(build(`RUN echo no such mirror && exit 7 # ${image}`)).rejects.toMatchObject({
      fault: { code: 'build-failed', image, reason: expect.stringContaining('returned a non-zero code: 7') },
    })
    expect(steps).toContain('no such mirror')
    await expect.poll(left, { timeout: 20_000 }).toEqual([])
    expect(await project.containers.hasImage(image)).toBe(false)
  })

  it('stops on abort', async () => {
    const wanted = new AbortController()
    const building = build(
      'RUN echo it runs && sleep 60',
      wanted.signal,
      (line) => line === 'it runs' && wanted.abort(),
    )
    await expect(building).rejects.toThrow('aborted')
    await expect.poll(left, { timeout: 20_000 }).toEqual([])
    expect(await project.containers.hasImage(image)).toBe(false)
  })

  it('is refused when the compose file does not name it', async () => {
    const other = project.containers.build(
      'another/image:1',
      { folder, dockerfile: 'Dockerfile' },
      () => undefined,
      never,
    )
    await expect(other).rejects.toMatchObject({ fault: { code: 'image-refused' } })
  })
})
