import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { output, succeeds } from '../command.ts'
import { ensureTools } from '../tools.ts'
import { recipeHash } from './recipe-hash.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** No image is read by people. */
const WITHOUT = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*']
/** Some packages link manual pages into these when they are installed. */
const MAN_DIRS = 'mkdir -p "$1/usr/share/man/man1" "$1/usr/share/man/man7"'

const made = new Map<string, Promise<string>>()

/** An image of a small Debian with some packages: what the others are built on. Images with the same packages share one. */
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
  if (await succeeds('docker', ['image', 'inspect', image])) return image
  await ensureTools('mmdebstrap')
  const changes = [`ENV PATH=${PATH}`, 'ENV LANG=C.UTF-8', 'CMD ["bash"]']
  await output('docker', ['import', ...changes.flatMap((change) => ['--change', change]), '-', image], {
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
  return image
}

/** The machine's own, whose packages it is sure to reach. */
async function debianSuite(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const suite = /^ID=debian$/m.test(release) ? /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] : undefined
  if (suite === undefined) throw new Error('the images are built from Debian’s packages, and this machine is no Debian')
  return suite
}
