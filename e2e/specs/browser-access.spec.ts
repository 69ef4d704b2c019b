import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BrowserContext, expect, type Page, test } from 'playwright/test'
import { type Served, serve, temporaryDir } from '../support/millrace'

let served: Served
let dir: string
let remove: () => Promise<void>
test.beforeEach(async () => {
  ;({ dir, remove } = await temporaryDir())
  served = await serve({ dataDir: dir })
})
test.afterEach(async () => {
  await served.stop()
  await remove()
})

const works = (page: Page) => expect(page.getByLabel('Flow')).toContainText(/Flowing|Starting|Behind/)
const link = (page: Page, name: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name })
const refused = (page: Page, title: string) => expect(page.getByRole('heading', { name: title })).toBeVisible()

async function opened(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(address)
  return page
}

test('after the first address, a tab, a link opened with Ctrl, a reload and a bookmark work without the token', async ({
  context,
}) => {
  const page = await opened(context, served.url)
  await works(page)
  expect(page.url()).toBe(`${served.origin}/`)
  await page.reload()
  await works(page)

  const opening = context.waitForEvent('page')
  await link(page, 'Reports').click({ modifiers: ['ControlOrMeta'] })
  const tab = await opening
  await works(tab)
  expect(tab.url()).toBe(`${served.origin}/#/reports`)

  await works(await opened(context, `${served.origin}/#/events`))
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('a bookmark and an open page work after Millrace was started again, at the same address', async ({ context }) => {
  const page = await opened(context, served.url)
  await works(page)
  const { origin, url } = served
  await served.stop()
  await expect(page.getByText(/reconnect/i).first()).toBeVisible()
  served = await serve({ dataDir: dir })
  expect(served.url).toBe(url)
  await expect(page.getByText(/reconnect/i)).toHaveCount(0)
  await works(await opened(context, `${origin}/#/incidents`))
})

test('another data directory gets a port of its own, and keeps it', async () => {
  const other = await temporaryDir()
  const second = await serve({ dataDir: other.dir })
  expect(second.origin).not.toBe(served.origin)
  expect(second.printed()).toMatch(/Port \d+ is taken, so the window uses \d+ this time\./)
  await second.stop()
  const again = await serve({ dataDir: other.dir })
  expect(again.origin).toBe(second.origin)
  await again.stop()
  await other.remove()
})

test('logging out ends the access of this browser in all its tabs', async ({ context }) => {
  const page = await opened(context, served.url)
  await works(page)
  const tab = await opened(context, served.origin)
  await works(tab)
  await link(page, 'Settings').click()
  await page.getByRole('button', { name: 'Log out' }).click()
  for (const each of [page, tab]) await refused(each, 'This browser has no access yet')
  await refused(await opened(context, served.origin), 'This browser has no access yet')
  await works(await opened(context, served.url))
})

test('renewing the token ends every other access, and this page goes on', async ({ browser, context }) => {
  const elsewhere = await browser.newContext()
  const other = await opened(elsewhere, served.url)
  await works(other)
  const page = await opened(context, served.url)
  await works(page)
  await link(page, 'Settings').click()
  await page.getByRole('button', { name: 'Renew…' }).press('Enter')
  await page.getByRole('button', { name: 'Renew now' }).press('Enter')
  await expect(page.getByText('Renewed. The new address is in the terminal of Millrace.')).toBeVisible()

  await refused(other, 'The access of this browser has ended')
  await refused(await opened(elsewhere, served.url), 'The access token in this address is not valid')
  expect(
    (await fetch(`${served.origin}/health`, { headers: { authorization: `Bearer ${served.token}` } })).status,
  ).toBe(401)
  await page.reload()
  await works(page)
  const [, address = ''] = /The address is now (\S+)/.exec(served.printed()) ?? []
  await works(await opened(elsewhere, address))
  await elsewhere.close()
})

test('a browser without cookies shows what to allow', async ({ browser }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  // The first answer seems to open a session, but sets no cookie.
  await page.route('**/session', (route) => route.fulfill({ json: { key: 'k'.repeat(43) } }), { times: 1 })
  await page.goto(served.url)
  await refused(page, 'This browser keeps no cookies for Millrace')
  await context.close()
})

test.describe('a foreign page in the same browser', () => {
  let server: Server
  let port: number
  test.beforeEach(async () => {
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Foreign</title>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  test.afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())))

  // The first has the same host, so browsers send it the cookie and send the cookie for it: only the origin tells them apart.
  for (const [who, host] of [
    ['on another port of this host', '127.0.0.1'],
    ['of another site', 'evil.localhost'],
  ] as const) {
    test(`${who} reaches nothing with a form, a request or a socket`, async ({ context }) => {
      const page = await opened(context, served.url)
      await works(page)
      const key = await page.evaluate(() => window.localStorage.getItem('millrace-key'))
      const foreign = await opened(context, `http://${host}:${port}/`)

      const answers = await foreign.evaluate(
        async ({ origin, stolen }) => {
          const outcome = (path: string, init: RequestInit) =>
            fetch(`${origin}${path}`, { credentials: 'include', ...init }).then(
              ({ status, type }) => (type === 'opaque' ? 'opaque' : status),
              () => 'refused',
            )
          const json = { 'content-type': 'application/json' }
          const body = JSON.stringify({ key: stolen })
          const opens = (protocols: string[]) =>
            new Promise((resolve) => {
              const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, protocols)
              socket.onopen = () => resolve('open')
              socket.onclose = () => resolve('refused')
            })
          return {
            read: await outcome('/health', {}),
            renew: await outcome('/session/renew', { method: 'POST', headers: json, body }),
            plain: await outcome('/session/renew', { method: 'POST', mode: 'no-cors', body }),
            logOut: await outcome('/session', { method: 'DELETE' }),
            socket: await opens(['millrace', stolen ?? '']),
            bareSocket: await opens(['millrace']),
          }
        },
        { origin: served.origin, stolen: key },
      )
      expect(answers).toEqual({
        read: 'refused',
        renew: 'refused',
        plain: 'refused',
        logOut: 'refused',
        socket: 'refused',
        bareSocket: 'refused',
      })

      // Each form replaces a whole page of its own. In one frame, Chromium dropped a form that was sent before the answer to the last was shown.
      for (const action of ['/session/renew', '/session', '/report']) {
        const url = `${served.origin}${action}`
        const sender = await opened(context, foreign.url())
        const answered = sender.waitForResponse(url)
        await sender.evaluate(
          ({ url, stolen }) => {
            const form = document.createElement('form')
            form.method = 'post'
            form.action = url
            form.enctype = 'text/plain'
            const field = document.createElement('input')
            field.name = `{"key":"${stolen}","pad":"`
            field.value = '"}'
            form.append(field)
            document.body.append(form)
            form.submit()
          },
          { url, stolen: key },
        )
        expect((await answered).status()).toBe(403)
        await sender.close()
      }

      await page.reload()
      await works(page)
      expect(served.printed()).not.toContain('renewed')
    })
  }
})
