import { defaultProblem } from './avro-default'
import { aliasesOf, contentOf, fullName, isName, isObject, type Json, keyOf, nameOf, shown } from './avro-names'
import {
  AVRO_PRIMITIVES,
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroPrimitive,
  type AvroRecord,
  type AvroSchema,
  type AvroType,
} from './avro-schema'
import { logicalOf } from './logical-type'

export interface ReadSchema {
  /** Null when there are problems. */
  readonly schema: AvroSchema | null
  /** All of them, each with the field's name and what to change. */
  readonly problems: readonly string[]
}

/** A table of more columns and parts of columns than this would be of no use. */
const MOST_TYPES = 5_000

/**
 * Reads a schema's JSON by the rules of the Avro specification: names are resolved, unknown and unfit logical types ignored, further
 * attributes left out. `strict` refuses a second definition of a name, as Avro does; without it an equal one is the same type, so that a
 * schema read before can be read again.
 */
export function readAvroSchema(json: unknown, { strict = false } = {}): ReadSchema {
  const reader = new SchemaReader(strict)
  const schema = reader.top(json)
  return reader.problems.length === 0 && schema ? { schema, problems: [] } : { schema: null, problems: reader.problems }
}

class SchemaReader {
  readonly problems: string[] = []
  readonly #strict: boolean
  /** By full name; null while the definition is being read. */
  readonly #named = new Map<string, AvroType | null>()
  #rootNamespace = ''
  #types = 0
  #isReported = false
  /** How many types are in a named one, itself included: a name that is used again has them again. */
  readonly #sizes = new Map<AvroType, number>()

  constructor(strict: boolean) {
    this.#strict = strict
  }

  top(json: unknown): AvroSchema | null {
    const root = this.#mainRecord(json)
    if (!isObject(root) || (root.type !== 'record' && root.type !== 'error')) {
      this.problems.push(
        'the schema is not a record; describe one event as {"type": "record", "name": …, "fields": […]}',
      )
      return null
    }
    const { namespace } = nameOf(root, '')
    this.#rootNamespace = namespace
    for (const before of Array.isArray(json) ? json.filter((one) => one !== root) : []) this.#type(before, '', '')
    const record = this.#record(root, '', '')
    if (record === null) return null
    if (record.fields.length === 0 && this.problems.length === 0)
      this.problems.push('the record has no fields; add some')
    const doc = typeof root.doc === 'string' ? { doc: root.doc } : {}
    const { name, fields, aliases } = record
    return {
      type: 'record',
      name,
      ...(namespace === '' ? {} : { namespace }),
      ...doc,
      ...(aliases && { aliases }),
      fields,
    }
  }

  /** A file may list the types that its last record uses before it. */
  #mainRecord(json: unknown): unknown {
    return Array.isArray(json) ? json.findLast((one) => isObject(one) && one.type === 'record') : json
  }

  /** Null after a problem. */
  #type(json: unknown, namespace: string, path: string): AvroType | null {
    this.#types++
    if (this.#isTooLarge(path)) return null
    if (typeof json === 'string') return this.#reference(json, namespace, path)
    if (Array.isArray(json)) return this.#union(json, namespace, path)
    if (!isObject(json)) return this.#problem(path, 'has no type; add one')
    switch (json.type) {
      case 'record':
      case 'error':
        return this.#record(json, namespace, path)
      case 'enum':
        return this.#enum(json, namespace, path)
      case 'fixed':
        return this.#fixed(json, namespace, path)
      case 'array': {
        const items = this.#type(json.items, namespace, `${path}[]`)
        return items === null ? null : { type: 'array', items }
      }
      case 'map': {
        const values = this.#type(json.values, namespace, `${path}{}`)
        return values === null ? null : { type: 'map', values }
      }
      default: {
        const inner = this.#type(json.type, namespace, path)
        return typeof inner === 'string' ? logicalOf(inner, json) : inner
      }
    }
  }

  #isTooLarge(path: string): boolean {
    if (this.#types <= MOST_TYPES) return false
    if (!this.#isReported) this.#problem(path, `the schema has more than ${MOST_TYPES} types; leave some out`)
    this.#isReported = true
    return true
  }

  #reference(name: string, namespace: string, path: string): AvroType | null {
    if (AVRO_PRIMITIVES.includes(name as AvroPrimitive)) return name as AvroPrimitive
    const full = name.includes('.') ? name : fullName(namespace, name)
    const found = this.#named.get(full) ?? this.#named.get(name)
    if (found) {
      this.#types += this.#sizes.get(found) ?? 0
      return this.#isTooLarge(path) ? null : this.#placed(found, namespace)
    }
    if (this.#named.has(full)) {
      return this.#problem(
        path,
        `the record "${name}" contains itself; such a type has no end in a table, leave the field out`,
      )
    }
    const isComplex = ['record', 'enum', 'fixed', 'array', 'map'].includes(name)
    return this.#problem(
      path,
      isComplex
        ? `write the type as an object: {"type": {"type": "${name}", …}}`
        : `there is no type "${name}"; define it before it is used`,
    )
  }

  /** Where another namespace applies, a type of the whole schema's says so. */
  #placed(type: AvroType, namespace: string): AvroType {
    if (typeof type !== 'object' || !('name' in type)) return type
    const { namespace: given, ...bare } = type
    const own = given ?? this.#rootNamespace
    const isOther = own !== this.#rootNamespace || namespace !== this.#rootNamespace
    return isOther ? { ...bare, namespace: own } : bare
  }

  #union(json: readonly unknown[], namespace: string, path: string): AvroType | null {
    if (json.length === 0) return this.#problem(path, 'the union has no types; add one')
    const branches = json.map((one) =>
      Array.isArray(one)
        ? this.#problem(path, 'a union must not contain a union; write one list')
        : this.#type(one, namespace, path),
    )
    const keys = branches.map((branch) => (branch === null ? '' : keyOf(branch)))
    const twice = keys.find((key, i) => key !== '' && keys.indexOf(key) !== i)
    if (twice) return this.#problem(path, `the union has the type ${twice} twice; remove one`)
    return branches.includes(null) ? null : (branches as AvroType[])
  }

  #record(json: Json, namespace: string, path: string): AvroRecord | null {
    return this.#define(json, namespace, path, (named, own) => {
      const given = Array.isArray(json.fields) ? json.fields : null
      if (given === null) return this.#problem(path, `the record "${named.name}" has no list of fields`)
      const fields = given.map((field) => this.#field(field, own, path))
      const names = fields.map((field) => field?.name)
      for (const name of new Set(names.filter((one, i) => one !== undefined && names.indexOf(one) !== i))) {
        const where = path === '' ? 'schema.avsc' : `the record "${named.name}"`
        this.#problem(path, `${where} has two fields named "${name}"; rename one`)
      }
      return fields.includes(null) ? null : { type: 'record', ...named, fields: fields as AvroField[] }
    }) as AvroRecord | null
  }

  #field(json: unknown, namespace: string, path: string): AvroField | null {
    if (!isObject(json)) return this.#problem(path, 'a field is not an object with name and type')
    if (!isName(json.name)) {
      return this.#problem(path, `the field name ${shown(json.name)} is none in Avro; use letters, digits and _`)
    }
    const at = path === '' ? json.name : `${path}.${json.name}`
    const type = this.#type(json.type, namespace, at)
    if (type === null) return null
    const problem = json.default === undefined ? null : defaultProblem(type, json.default)
    if (problem !== null) return this.#problem(at, problem)
    return {
      name: json.name,
      type,
      ...(typeof json.doc === 'string' && { doc: json.doc }),
      ...(json.default !== undefined && { default: json.default }),
      ...aliasesOf(json),
    }
  }

  #enum(json: Json, namespace: string, path: string): AvroEnum | null {
    return this.#define(json, namespace, path, (named) => {
      const symbols = Array.isArray(json.symbols) ? json.symbols : []
      const wrong = symbols.find((symbol) => !isName(symbol))
      if (wrong !== undefined)
        return this.#problem(path, `the symbol ${shown(wrong)} is none in Avro; use letters, digits and _`)
      const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) !== i)
      if (twice !== undefined) return this.#problem(path, `the enum has the symbol "${twice}" twice; remove one`)
      if (symbols.length === 0) return this.#problem(path, 'the enum has no symbols; add some')
      const fallback = json.default
      if (fallback !== undefined && !symbols.includes(fallback)) {
        return this.#problem(path, `the default ${shown(fallback)} of the enum is none of ${symbols.join(', ')}`)
      }
      return { type: 'enum', ...named, symbols, ...(typeof fallback === 'string' && { default: fallback }) }
    }) as AvroEnum | null
  }

  #fixed(json: Json, namespace: string, path: string): AvroFixed | null {
    return this.#define(json, namespace, path, (named) => {
      const { size } = json
      if (!Number.isInteger(size) || Number(size) < 1)
        return this.#problem(path, 'the size of a fixed is a number of bytes, at least 1')
      return logicalOf({ type: 'fixed', ...named, size: Number(size) }, json)
    }) as AvroFixed | null
  }

  /** Names the type while `read` reads the rest of it, so that it is found when it contains itself. */
  #define<T extends AvroType>(
    json: Json,
    enclosing: string,
    path: string,
    read: (named: { name: string; namespace?: string }, namespace: string) => T | null,
  ): AvroType | null {
    const { name, namespace } = nameOf(json, enclosing)
    if (!isName(name))
      return this.#problem(path, `the type name ${shown(json.name)} is none in Avro; use letters, digits and _`)
    const full = fullName(namespace, name)
    const before = this.#named.get(full)
    if (before === null) return this.#reference(full, '', path)
    if (before === undefined) this.#named.set(full, null)
    const isOther = namespace !== this.#rootNamespace || enclosing !== this.#rootNamespace
    const own = { name, ...(isOther && path !== '' && { namespace }), ...aliasesOf(json) }
    const outside = this.#types
    const type = read(own, namespace)
    if (type !== null) this.#sizes.set(type, this.#types - outside + 1)
    if (before !== undefined && (this.#strict || contentOf(before) !== contentOf(type))) {
      return this.#problem(path, `schema.avsc uses the name "${name}" for two types; rename one (field names may stay)`)
    }
    // After a problem the name is known all the same, so that the problem is reported once.
    if (before === undefined) this.#named.set(full, type ?? 'null')
    return type
  }

  #problem(path: string, text: string): null {
    this.problems.push(path === '' ? text : `field "${path}": ${text}`)
    return null
  }
}
