import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { readSecrets, secretSource, secretsFromStdin } from './read-secrets'

it('takes names of variables and files, and reads the secrets from there', async () => {
  const sources = ['kafka.password=env:PW', 's3.secretKey=env:KEY'].map(secretSource)
  expect(await readSecrets(sources, { PW: 'one', KEY: 'two' })).toEqual({
    'kafka.password': 'one',
    's3.secretKey': 'two',
  })
  await expect(readSecrets(sources, {})).rejects.toMatchObject({
    fault: { code: 'secret-unreadable', source: 'the variable PW' },
  })
  await expect(readSecrets([secretSource('kafka.key=file:/no/such')], {})).rejects.toMatchObject({
    fault: { code: 'secret-unreadable', source: 'the file /no/such', reason: 'ENOENT' },
  })
})

it.each(['kafka.password=hunter2', 'kafka.password', 'hunter2=env:X', 'kafka.password=env:'])(
  'refuses a secret on the command line, without repeating it',
  (given) => {
    expect(() => secretSource(given)).toThrow('secret-given')
    expect(() => secretSource(given)).not.toThrow('hunter2')
  },
)

it('takes all of them as one object from standard input', async () => {
  const from = (text: string) => secretsFromStdin(Readable.from([text]))
  expect(await from('{"kafka.password":"one","s3.key":null}')).toEqual({ 'kafka.password': 'one', 's3.key': null })
  for (const text of ['hunter2', '{"password":"hunter2"}', '[]']) {
    const refused = await from(text).catch((thrown) => thrown)
    expect(refused).toMatchObject({ fault: { code: 'secret-unreadable', source: 'standard input' } })
    expect(JSON.stringify(refused.fault)).not.toContain('hunter2')
  }
})
