type Json = Record<string, unknown>

/** One event of a schema file, as JSON: small values, and null wherever it is allowed. */
export function sampleEvent(schema: unknown, at: number): Json {
  const named = new Map<string, unknown>()
  const sampleOf = (type: unknown): unknown => {
    if (Array.isArray(type)) return type.includes('null') ? null : sampleOf(type[0])
    if (typeof type === 'string') return named.has(type) ? sampleOf(named.get(type)) : SIMPLE[type]
    const { type: base, name, symbols, size, items, values, fields, logicalType } = type as Json
    if (typeof name === 'string') named.set(name, type)
    if (base === 'enum') return (symbols as string[])[0]
    if (base === 'fixed') return Buffer.alloc(Number(size), 7).toString('base64')
    if (base === 'array') return [sampleOf(items)]
    if (base === 'map') return { key: sampleOf(values) }
    if (base === 'record') return recordOf(fields as Json[])
    if (logicalType === 'decimal') return '1.50'
    if (logicalType === 'date') return '2025-05-17'
    return String(logicalType).includes('timestamp') ? at : sampleOf(base)
  }
  const recordOf = (fields: readonly Json[]): Json =>
    Object.fromEntries(fields.map(({ name, type }) => [name, sampleOf(type)]))
  const root = (Array.isArray(schema) ? schema.at(-1) : schema) as { fields: Json[] }
  return { ...recordOf(root.fields), at }
}

const SIMPLE: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  int: 1,
  long: 2,
  float: 0.5,
  double: 0.25,
  string: 'text',
  bytes: 'AAE=',
}
