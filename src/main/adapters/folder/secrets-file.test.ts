import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultCode } from '@main/ports/contracts/fault-code'
import type { Seal } from '@main/ports/secrets'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secretsFile } from './secrets-file'

let dir: string
const file = () => join(dir, 'secrets.json')
const VALUES = { CLICKHOUSE_PASSWORD: 'Wq8pT2', REDIS_PASSWORD: 'x9' }

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'millrace-secrets-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Inverts every byte: the result differs, and the same function reverses it. */
const seal: Seal = {
  seal: async (text) => Buffer.from(text).map((byte) => byte ^ 0xff),
  async open(sealed) {
    const text = Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString()
    if (!text.startsWith('{')) throw new Error('not ours')
    return text
  },
}

describe('secrets in the data directory', () => {
  it('are empty at first', async () => {
    expect(await secretsFile(dir, null).read()).toEqual({})
  })

  it('are read back complete, and only their owner can read the file', async () => {
    await secretsFile(dir, null).write({ A: 'old' })
    await secretsFile(dir, null).write(VALUES)
    expect(await secretsFile(dir, null).read()).toEqual(VALUES)
    expect(readdirSync(dir)).toEqual(['secrets.json'])
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it.skipIf(process.platform === 'win32')(
    'are closed to other users again after something opened the file',
    async () => {
      await secretsFile(dir, null).write(VALUES)
      chmodSync(file(), 0o644)
      await secretsFile(dir, null).read()
      expect(statSync(file()).mode & 0o777).toBe(0o600)
    },
  )

  it('are sealed when there is a secret store', async () => {
    await secretsFile(dir, seal).write(VALUES)
    expect(readFileSync(file(), 'utf8')).not.toContain('Wq8pT2')
    expect(await secretsFile(dir, seal).read()).toEqual(VALUES)
    await secretsFile(dir, seal).write({ ...VALUES, NEW: 'n' })
    expect(readFileSync(file(), 'utf8')).toContain('"sealed"')
  })

  it('stay in plain text for the window when the command line created them', async () => {
    await secretsFile(dir, null).write(VALUES)
    await secretsFile(dir, seal).write({ ...VALUES, NEW: 'n' })
    expect(await secretsFile(dir, null).read()).toEqual({ ...VALUES, NEW: 'n' })
  })

  it('cannot be opened or overwritten without the store that sealed them', async () => {
    await secretsFile(dir, seal).write(VALUES)
    expect(await faultCode(secretsFile(dir, null).read())).toBe('secrets-closed')
    expect(await faultCode(secretsFile(dir, null).write({}))).toBe('secrets-closed')
    writeFileSync(file(), JSON.stringify({ sealed: Buffer.from('another’s').toString('base64') }))
    expect(await faultCode(secretsFile(dir, seal).read())).toBe('secrets-closed')
  })

  it('never appear in a message', async () => {
    writeFileSync(file(), '{"values": {"A": "Wq8pT2"')
    const thrown = await secretsFile(dir, null)
      .read()
      .catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(FaultError)
    const { fault } = thrown as FaultError
    expect(faultMessage(fault)).toContain('damaged')
    expect(JSON.stringify([fault, String((thrown as FaultError).cause)])).not.toContain('Wq8pT2')
  })
})
