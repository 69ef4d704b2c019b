import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const SOURCE = fileURLToPath(new URL('../../../..', import.meta.url))

/** Builds a program that runs in another process or thread, without the test's module loading. */
export async function bundle(dir: string, program: string): Promise<string> {
  const entry = join(dir, 'program.ts')
  writeFileSync(entry, program)
  await build({
    configFile: false,
    root: dir,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(SOURCE, 'shared'), '@main': join(SOURCE, 'main'), zod: resolved('zod') } },
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: dir,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  })
  return join(dir, 'program.mjs')
}

function resolved(name: string): string {
  return fileURLToPath(import.meta.resolve(name))
}
