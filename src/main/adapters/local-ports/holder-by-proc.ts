import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'

const LISTENS = '0A'

/** "java (pid 812)" for the process that listens on the port; null when there is none, or access to it is denied. */
export async function holderByProc(port: number): Promise<string | null> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')))
  const sockets = new Set(tables.flatMap((table) => listeningSockets(table, port)))
  if (sockets.size === 0) return null
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (!(await holds(pid, sockets))) continue
    return `${await programOf(pid)} (pid ${pid})`
  }
  return null
}

/** Parses a table of `/proc/net`: `sl local_address rem_address st … inode`, addresses like `0100007F:2384` in hexadecimal. */
export function listeningSockets(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTENS)
    .flatMap((fields) => (fields[9] ? [`socket:[${fields[9]}]`] : []))
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const file of files) {
    const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')
    if (sockets.has(target)) return true
  }
  return false
}

/** The name of its executable: the process name is that of its first thread, which programs change; Node sets "MainThread". */
async function programOf(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => null)
  if (file === null) return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim()
  return basename(file.replace(/ \(deleted\)$/, ''))
}
