import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import open from 'open'
import { print } from './terminal'

const PAGE = 'open-window.html'
/** A browser that has to start on a busy machine reads the page within this time. */
const READ_WITHIN_MS = 60_000

/**
 * Opens the window's address in the browser, by way of a page that only its owner can read: every user of the machine sees the command
 * lines of all programs, and the address holds the token. The page is removed after a minute, or on abort.
 */
export async function openBrowser(url: string, dataDir: string, signal: AbortSignal): Promise<void> {
  const page = join(dataDir, PAGE)
  await rm(page, { force: true })
  await writeFile(page, redirectTo(url), { mode: 0o600, flag: 'wx' })
  try {
    const child = await open(pathToFileURL(page).href)
    child.on('error', sayHow)
  } catch {
    sayHow()
  }
  await sleep(READ_WITHIN_MS, undefined, { signal }).catch(() => undefined)
  await rm(page, { force: true })
}

function sayHow(): void {
  print('Could not open a browser. Open the address above yourself.')
}

function redirectTo(url: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${url}"><title>Millrace</title><p><a href="${url}">Open Millrace</a></p>
`
}
