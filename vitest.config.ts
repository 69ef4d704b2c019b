import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@shared': at('src/shared'), '@main': at('src/main') } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/**/*.{real,stack}.test.ts'],
          testTimeout: 20_000,
          // One fresh module graph per file took three times as long. A test that leaks into the next file is a bug.
          isolate: false,
          maxWorkers: 4,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['src/**/*.real.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'stack',
          include: ['src/**/*.stack.test.ts', 'e2e/stack/**/*.stack.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'strangers',
          include: ['e2e/strangers/*.strangers.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'packaged',
          include: ['e2e/package/*.package.ts'],
          testTimeout: 240_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      { extends: true, test: { name: 'crash', include: ['e2e/crash/*.crash.ts'], fileParallelism: false } },
      {
        extends: true,
        test: {
          name: 'scale',
          include: ['e2e/scale/*.scale.ts'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      { extends: true, test: { name: 'bench', include: ['e2e/bench/*.bench.ts'], testTimeout: 600_000 } },
    ],
  },
})
