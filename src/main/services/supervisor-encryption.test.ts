import { pkijsCertificateMaker } from '@main/adapters/pkijs/certificate-maker'
import { memorySecrets } from '@main/ports/fakes/memory-secrets'
import { DAY_MS } from '@shared/lib/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEncryption } from './encryption/encryption'
import { ALL, createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(() => {
  rig = createRig()
})
afterEach(() => rig.stop())

const renewed = (before: string | undefined) =>
  rig.until(() => rig.engine.container('log')?.id !== before && rig.state('log').state === 'healthy')
const created = () => rig.engine.journal.filter((line) => line.startsWith('create'))

describe('encryption', () => {
  it('is switched by giving its service another container, and nothing else', async () => {
    rig.run().services.start(null)
    await rig.healthy(...ALL)
    const plain = rig.engine.container('log')?.id
    expect(rig.services.connection('log')).toEqual({ address: '127.0.0.1:9092', login: null })
    await rig.encrypt(true)
    await renewed(plain)
    await rig.healthy(...ALL)
    expect(created().sort()).toEqual(['create connect', 'create log', 'create log', 'create registry', 'create store'])
    expect(rig.engine.journal.filter((line) => line.startsWith('stop'))).toEqual(['stop log'])
    expect(rig.services.feed.value.services[0]?.service.encryption).toEqual({ port: 9092, on: true })
    expect(rig.services.connection('log')).toEqual({
      address: '127.0.0.1:9092',
      login: {
        username: 'millrace',
        password: rig.encryption.values().LOG_PASSWORD,
        authority: rig.encryption.authority(),
        endsAt: expect.any(Number),
      },
    })
    const encrypted = rig.engine.container('log')?.id
    await rig.encrypt(false)
    await renewed(encrypted)
    expect(rig.services.connection('log')).toEqual({ address: '127.0.0.1:9092', login: null })
  })

  it('replaces a container that was found running', async () => {
    rig.run().services.start(['log'])
    await rig.healthy('log')
    const found = rig.engine.container('log')?.id
    await rig.stop()
    rig = createRig({ engine: rig.engine, clock: rig.clock }).run()
    await rig.healthy('log')
    await rig.encrypt(true)
    await renewed(found)
    expect(rig.services.connection('log')?.login).not.toBeNull()
  })

  it('renews a certificate that ends soon, and gives it to a container that was found running', async () => {
    const secrets = memorySecrets()
    const { encryptedPorts: ports } = rig.services.compose
    const maker = pkijsCertificateMaker()
    const lastYear = rig.clock.now() - 360 * DAY_MS
    await createEncryption({ ports, secrets, maker, now: () => lastYear }).prepare()
    const kept = { ...secrets.kept }
    const encrypted = { secrets, choices: { encrypt: true } }
    rig = createRig(encrypted)
    await rig.encryption.read()
    rig.run().services.start(['log'])
    await rig.healthy('log')
    const before = rig.engine.container('log')?.id
    await rig.stop()
    rig = createRig({ ...encrypted, engine: rig.engine, clock: rig.clock })
    await rig.encryption.read()
    rig.run()
    await renewed(before)
    const login = rig.services.connection('log')?.login
    expect((login?.endsAt ?? 0) - rig.clock.now()).toBeGreaterThan(390 * DAY_MS)
    expect(login).toMatchObject({ authority: kept.CA_CERTIFICATE, password: kept.LOG_PASSWORD })
  })

  it('is of no concern for a service without such a port', () => {
    expect(rig.services.connection('store')).toBeNull()
    expect(rig.services.connection('no-service')).toBeNull()
  })
})
