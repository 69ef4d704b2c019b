import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * What Node runs without Electron, beside the unpacked packages: the command line, and the app's own threads and processes. A setting for
 * such files (`extraResources`) would take them out of the archive.
 */
async function addHeadless({ packager, appOutDir }) {
  const headless = join(packager.getResourcesDir(appOutDir), 'app.asar.unpacked', 'headless')
  const needless = join(root, 'out', 'main', 'index.js')
  const filter = (path) => path !== needless && !path.endsWith('.map')
  for (const from of [
    'out/main',
    'out/renderer',
    'resources/datasets',
    'resources/scenarios',
    'resources/samples',
    'resources/spark',
    'resources/airflow',
    'compose',
    'package.json',
  ]) {
    await cp(join(root, from), join(headless, from), { recursive: true, filter })
  }
}

const { MILLRACE_RELEASE, MILLRACE_UPDATE_URL, MILLRACE_HOMEPAGE, MILLRACE_MAINTAINER, MILLRACE_ELECTRON_DIST } =
  process.env

// Playwright cannot drive a build whose inspect arguments are off, so only a release has these fuses.
const releaseFuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  enableCookieEncryption: true,
}

/** electron-builder's configuration: what an installed Millrace consists of. `npm run package` uses it; docs/releasing.md names the variables. */
export default {
  appId: 'io.github.millrace',
  productName: 'Millrace',
  copyright: 'Copyright © 2026 the Millrace authors',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  files: [
    'package.json',
    'out/**',
    '!out/main/{cli,chdb-server,*-worker}.js',
    // Speeds up ssh2 where a compiler is there to build it.
    '!node_modules/{cpu-features,buildcheck,nan}/**',
    '!**/*.{map,md,d.ts,d.mts}',
    '!**/{test,tests,__tests__,docs,example,examples}/**',
  ],
  afterPack: addHeadless,
  asar: true,
  // Native code, and Node without Electron, read plain files only.
  asarUnpack: ['node_modules/**'],
  npmRebuild: false,
  electronLanguages: ['en-US'],
  electronDist: MILLRACE_ELECTRON_DIST ?? null,
  electronFuses: MILLRACE_RELEASE === '1' ? releaseFuses : null,
  extraMetadata: { homepage: MILLRACE_HOMEPAGE },
  protocols: [{ name: 'Millrace link', schemes: ['millrace'] }],
  fileAssociations: [
    {
      ext: 'millrace-scenario.json',
      name: 'Millrace scenario',
      mimeType: 'application/x-millrace-scenario',
      role: 'Editor',
    },
    { ext: 'log', name: 'Access log', mimeType: 'text/x-log', role: 'Viewer', rank: 'Alternate' },
  ],
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Development',
    synopsis: 'A streaming pipeline you can see, start, break and trust',
    executableName: 'millrace',
    maintainer: MILLRACE_MAINTAINER ?? 'The Millrace authors <noreply@example.invalid>',
    desktop: {
      entry: {
        Categories: 'Development;Monitor;',
        Keywords: 'kafka;clickhouse;streaming;events;',
        StartupWMClass: 'Millrace',
      },
    },
  },
  mac: {
    // Each architecture is built on its own machine, because npm installs the store's engine for that machine only.
    target: ['dmg', 'zip'],
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
  },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  // The installed app looks for updates only when the build says where.
  publish: MILLRACE_UPDATE_URL ? [{ provider: 'generic', url: MILLRACE_UPDATE_URL }] : null,
}
