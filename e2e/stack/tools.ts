import { output, succeeds } from './command.ts'
import { retried } from './images/retried.ts'

/** Programs that the images and their tests need, with the Debian package of each. */
const PACKAGES = {
  docker: 'docker.io',
  dockerd: 'docker.io',
  iptables: 'iptables',
  mmdebstrap: 'mmdebstrap',
  busybox: 'busybox-static',
  javac: 'openjdk-17-jdk-headless',
  mvn: 'maven',
  go: 'golang',
  'docker-registry': 'docker-registry',
} as const

export type Tool = keyof typeof PACKAGES

/** One at a time: apt has one lock. */
let installing: Promise<unknown> = Promise.resolve()

/** Installs missing programs with apt. Throws, in words, if that is impossible. */
export async function ensureTools(...tools: readonly Tool[]): Promise<void> {
  await inTurn(() => install(tools))
}

/** For packages without a program. Throws, in words, if one cannot be installed. */
export async function ensurePackage(name: string): Promise<void> {
  await inTurn(() => installPackages(name, [name]))
}

async function inTurn(install: () => Promise<void>): Promise<void> {
  const work = installing.then(install)
  installing = work.catch(() => undefined)
  await work
}

async function install(tools: readonly Tool[]): Promise<void> {
  const missing: Tool[] = []
  for (const tool of tools) if (!(await succeeds('sh', ['-c', `command -v ${tool}`]))) missing.push(tool)
  if (missing.length === 0) return
  await installPackages(missing.join(', '), [...new Set(missing.map((tool) => PACKAGES[tool]))])
}

async function installPackages(named: string, packages: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error(`${named} is missing, and only root can install it`)
  if (!(await succeeds('sh', ['-c', 'command -v apt-get'])))
    throw new Error(`${named} is missing, and there is no apt-get to install it`)
  console.log(`Installing ${packages.join(', ')}…`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const apt = ['-qy', '-o', 'DPkg::Lock::Timeout=300']
  await retried('apt-get', async () => {
    await output('apt-get', [...apt, 'update'], { env })
    await output('apt-get', [...apt, 'install', '--no-install-recommends', ...packages], { env })
  })
}
