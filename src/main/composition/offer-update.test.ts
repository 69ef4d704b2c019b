import type { Updater } from '@main/ports/updater'
import { beforeEach, expect, it } from 'vitest'
import { offerUpdate } from './offer-update'

let done: string[]
let version: string | null
let answers: boolean[]

const updater: Updater = {
  check: async () => version,
  download: async () => void done.push('download'),
  installOnQuit: async () => void done.push('install on quit'),
}
const surface = {
  ask: async (message: string) => {
    done.push(message)
    return answers.shift() ?? false
  },
  tell: ({ title, detail }: { title: string; detail: string }) => done.push(`${title} ${detail}`.trim()),
  quit: () => done.push('quit'),
}
beforeEach(() => {
  done = []
  version = '1.2.3'
  answers = []
})

it('says that there is no newer version', async () => {
  version = null
  await offerUpdate(updater, surface)
  expect(done).toEqual(['This is the newest version'])
})

it('downloads nothing that the user did not ask for', async () => {
  await offerUpdate(updater, surface)
  expect(done).toEqual(['Download Millrace 1.2.3?'])
})

it('installs on quit, and quits only when the user says so', async () => {
  answers = [true, false]
  await offerUpdate(updater, surface)
  expect(done).toEqual(['Download Millrace 1.2.3?', 'download', 'install on quit', 'Millrace 1.2.3 is ready'])
  answers = [true, true]
  await offerUpdate(updater, surface)
  expect(done.at(-1)).toBe('quit')
})

it('says why an update cannot be loaded', async () => {
  const broken = { ...updater, check: () => Promise.reject(new Error('no route to host')) }
  await offerUpdate(broken, surface)
  expect(done).toEqual(['The update could not be loaded no route to host. Try again later.'])
})
