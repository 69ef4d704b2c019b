import { output, succeeds } from './command.ts'

/** Programs that the images and their tests need, by the Debian package that brings each. */
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

/** Installs what is missing by apt. Throws, in words, where that cannot be done. */
export async function ensureTools(...tools: readonly Tool[]): Promise<void> {
  const work = installing.then(() => install(tools))
  installing = work.catch(() => undefined)
  await work
}

async function install(tools: readonly Tool[]): Promise<void> {
  const missing: Tool[] = []
  for (const tool of tools) if (!(await succeeds('sh', ['-c', `command -v ${tool}`]))) missing.push(tool)
  if (missing.length === 0) return
  const named = missing.join(', ')
  if (process.getuid?.() !== 0) throw new Error(`${named} is missing, and only root can install it`)
  if (!(await succeeds('sh', ['-c', 'command -v apt-get'])))
    throw new Error(`${named} is missing, and there is no apt-get to install it`)
  const packages = [...new Set(missing.map((tool) => PACKAGES[tool]))]
  console.log(`Installing ${packages.join(', ')}…`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const apt = ['-qy', '-o', 'DPkg::Lock::Timeout=300']
  await output('apt-get', [...apt, 'update'], { env })
  await output('apt-get', [...apt, 'install', '--no-install-recommends', ...packages], { env })
}
