import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { output } from '../command.ts'
import { ensureTools } from '../tools.ts'
import { recipeHash } from './recipe-hash.ts'
import { retried } from './retried.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Documentation is not needed in an image. */
const WITHOUT = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*']
/** Some packages link manual pages into these folders during installation. */
const MAN_DIRS = 'mkdir -p "$1/usr/share/man/man1" "$1/usr/share/man/man7"'

/** The smallest complete root is twice this size. */
const LEAST_BYTES = 20_000_000

const made = new Map<string, Promise<string>>()

/** A minimal Debian image with some packages, the base of the other images. Images with the same packages share one. */
export function debianRoot(packages: readonly string[]): Promise<string> {
  const key = [...packages].sort().join(',')
  const root = made.get(key) ?? make(key)
  made.set(key, root)
  return root
}

async function make(packages: string): Promise<string> {
  const suite = await debianSuite()
  const hash = await recipeHash([], await readFile(fileURLToPath(import.meta.url), 'utf8'), suite, packages)
  const image = `millrace-stand-in/debian:${hash}`
  if (await isWhole(image)) return image
  await ensureTools('mmdebstrap')
  await retried(image, () => importAs(image, suite, packages))
  return image
}

/** An interrupted import leaves an empty image, so the image is imported under another tag, and renamed once it is complete. */
async function importAs(image: string, suite: string, packages: string): Promise<void> {
  const unfinished = `${image}-unfinished-${process.pid}`
  const changes = [`ENV PATH=${PATH}`, 'ENV LANG=C.UTF-8', 'CMD ["bash"]']
  try {
    await output('docker', ['import', ...changes.flatMap((change) => ['--change', change]), '-', unfinished], {
      from: [
        'mmdebstrap',
        '--variant=essential',
        `--include=${packages}`,
        ...WITHOUT.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
        `--essential-hook=${MAN_DIRS}`,
        suite,
        '-',
      ],
    })
    if (!(await isWhole(unfinished))) throw new Error('the root file system that mmdebstrap made is not whole')
    await output('docker', ['tag', unfinished, image])
  } finally {
    await output('docker', ['image', 'rm', unfinished]).catch(() => '')
  }
}

async function isWhole(image: string): Promise<boolean> {
  const size = await output('docker', ['image', 'inspect', '--format', '{{.Size}}', image]).catch(() => '0')
  return Number(size) >= LEAST_BYTES
}

/** The machine's own mirror, which it can certainly reach. */
async function debianSuite(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const suite = /^ID=debian$/m.test(release) ? /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] : undefined
  if (suite === undefined) throw new Error('the images are built from Debian’s packages, and this machine is no Debian')
  return suite
}
