import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const alias = { '@shared': at('src/shared'), '@main': at('src/main') }
/** This package reads its WebAssembly from a file beside its module. A bundle has no such file, so it gets the entry that contains it. */
const wasmInside = { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' }

export default defineConfig({
  main: {
    resolve: { alias: { ...alias, ...wasmInside } },
    build: {
      sourcemap: true,
      // One file loads faster than a thousand. Outside stay the `dependencies` of package.json, which an installed app contains as they are:
      // packages that are native, name their own folder, or (parquetjs-lite) need sloppy mode.
      rollupOptions: {
        // @platformatic/kafka has one entry for hundreds of modules, of which a dozen are used.
        treeshake: { moduleSideEffects: (id: string) => !id.includes('/node_modules/@platformatic/') },
        // Each of these runs as a process or a thread of its own, so each is a file of its own.
        input: {
          index: at('src/main/index.ts'),
          cli: at('src/main/cli.ts'),
          'stage-worker': at('src/main/threads/stage-worker.ts'),
          'score-worker': at('src/main/threads/score-worker.ts'),
          'analyse-worker': at('src/main/adapters/hyparquet/analyse-worker.ts'),
          'chdb-server': at('src/main/adapters/chdb/store-process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload script cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    resolve: { alias },
    plugins: [react()],
    build: {
      rollupOptions: { input: at('src/renderer/index.html') },
      assetsInlineLimit: 0,
      minify: true,
      // One small style sheet for all screens: a chunk never waits for another file, or fails without it.
      cssCodeSplit: false,
    },
  },
})
