/**
 * The rooms: who may import whom. Each rule names a room and everything it may reach; anything else is a violation.
 */
const npm = (...names) => names.map((n) => `node_modules/${n}(/|$)`)
/** Tests, and the rigs beside them, may use the test runner and whatever they put together. */
const TESTS = '(\\.(test|contract)\\.tsx?$)|(/testing/)'
const room = (name, from, may, extra = {}) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: TESTS, ...extra.from },
  to: { pathNot: [from, ...may], ...extra.to },
})

/** The renderer's floors, from the shell down: app → features → widgets → ui and state. No arrow runs back up. */
const floor = (name, from, may) => ({
  name,
  severity: 'error',
  from: { path: `^src/renderer/${from}/` },
  to: { path: '^src/renderer/', pathNot: [`^src/renderer/(${may.join('|')})/`, '^src/renderer/[^/]+$'] },
})

/** Where each technology's package may be imported: its adapter, and nowhere else. */
const SDKS = {
  '@aws-sdk/credential-provider-node': 'adapters/minio',
  '@platformatic/kafka': 'adapters/platformatic-kafka',
  '@clickhouse/client': 'adapters/(clickhouse|chdb)',
  asn1js: 'adapters/pkijs',
  avsc: 'adapters/(avro|sqlite/registry)',
  chdb: 'adapters/chdb',
  croner: 'adapters/croner',
  dockerode: 'adapters/dockerode',
  'electron-updater': 'adapters/electron-updater',
  fflate: 'adapters/zip',
  hyparquet: 'adapters/hyparquet',
  hysnappy: 'adapters/(avro|platformatic-kafka)',
  kafkajs: 'adapters/kafkajs',
  minio: 'adapters/minio',
  open: 'commands',
  'parquetjs-lite': 'adapters/parquetjs',
  pkijs: 'adapters/pkijs',
  undici: 'adapters/undici',
  ws: 'hosts',
  yaml: 'services',
}
const onlyIn = (sdk, folders) => ({
  name: `${sdk.replace('@', '').replace('/', '-')}-in-its-adapter`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/main/${folders}/`, '\\.test\\.tsx?$'] },
  to: { path: npm(sdk) },
})

const MODEL = '^src/shared/model/'
const LIB = '^src/shared/lib/'
const SHARED = '^src/shared/'
const PORTS = '^src/main/ports/'
const SIGNALS = '^src/main/signals/'
const PIPELINE = '^src/main/pipeline/'
const API = '^src/main/api/'
const SERVICES = '^src/main/services/'
const ADAPTERS = '^src/main/adapters/'
const BACKENDS = '^src/main/backends/'
const SHELL = '^src/main/shell/'
const NODE = { dependencyTypesNot: ['core'] }

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rigs-are-for-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: '^src/.*/testing/' },
    },
    room('lib-knows-nothing', LIB, []),
    room('model-knows-only-zod', MODEL, [LIB, ...npm('zod')]),
    room('contract-knows-model', '^src/shared/contract/', [
      MODEL,
      LIB,
      ...npm('zod', '@orpc/contract', '@orpc/client'),
    ]),
    room('ports-know-shared', PORTS, [SHARED]),
    room('signals-know-lib', SIGNALS, [LIB]),
    room('shell-decides-alone', SHELL, [SHARED, SIGNALS, ...npm('zod')], { to: NODE }),
    room('pipeline-knows-ports', PIPELINE, [SHARED, PORTS, SIGNALS, ...npm('zod', 'pure-rand', '@stdlib/[^/]+')], {
      to: NODE,
    }),
    room('services-know-ports', SERVICES, [SHARED, PORTS, SIGNALS, ...npm('zod', 'yaml')], { to: NODE }),
    room('backends-fill-ports', BACKENDS, [SHARED, PORTS, SIGNALS, ADAPTERS, SERVICES, ...npm('zod')], { to: NODE }),
    room('api-knows-pipeline', API, [SHARED, PORTS, SIGNALS, PIPELINE, SERVICES, ...npm('@orpc/server', 'zod')], {
      to: NODE,
    }),
    room(
      'hosts-know-api',
      '^src/main/hosts/',
      [SHARED, SIGNALS, API, SHELL, ...npm('@orpc/server', 'ws', 'electron', 'zod')],
      {
        to: NODE,
      },
    ),
    {
      name: 'adapters-know-ports',
      severity: 'error',
      from: { path: '^src/main/adapters/([^/]+)/', pathNot: [TESTS, '^src/main/adapters/desktop/'] },
      to: {
        path: '^src/',
        // A file of lines may be an Avro container.
        pathNot: [SHARED, PORTS, '^src/main/adapters/$1/', '^src/main/adapters/avro/container-lines\\.ts$'],
      },
    },
    {
      name: 'desktop-applies-the-shell',
      severity: 'error',
      from: { path: '^src/main/adapters/desktop/' },
      to: { path: '^src/', pathNot: [SHARED, PORTS, SHELL, '^src/main/adapters/desktop/'] },
    },
    {
      name: 'main-never-imports-renderer',
      severity: 'error',
      from: { path: '^src/(main|preload|shared)/' },
      to: { path: '^src/renderer/' },
    },
    {
      name: 'renderer-knows-shared',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/(renderer|shared)/', pathNot: '\\.(test|contract)\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-stand-alone',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
    },
    floor('renderer-app', 'app', ['app', 'features', 'widgets', 'ui', 'state']),
    floor('renderer-features', 'features', ['features', 'widgets', 'ui', 'state']),
    floor('renderer-widgets', 'widgets', ['widgets', 'ui', 'state']),
    floor('renderer-ui', 'ui', ['ui']),
    floor('renderer-state', 'state', ['state']),
    {
      name: 'electron-stays-in-the-shell',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(main/index|main/hosts/electron|main/adapters/desktop/.*|preload/.*)\\.ts$',
      },
      to: { path: 'node_modules/electron(/|$)' },
    },
    ...Object.entries(SDKS).map(([sdk, folders]) => onlyIn(sdk, folders)),
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(test|contract)\\.tsx?$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
