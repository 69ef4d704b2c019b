import { join } from 'node:path'
import { build } from 'vite'
import { root } from './millrace'

const outDir = join(root, 'test-results', 'support')

/** The path of a module of this folder, bundled with the app's sources as the app is, so that plain Node and Playwright can load it. */
export async function bundleSupport(name: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@main': join(root, 'src/main'), '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true, external: ['@platformatic/kafka', 'chdb', 'dockerode', 'parquetjs-lite', 'vite'] },
    build: { ssr: join(root, 'e2e/support', `${name}.ts`), outDir, emptyOutDir: false },
  })
  return join(outDir, `${name}.js`)
}
