import { z } from 'zod'

/** An object with any keys, such as names from records. zod's own `record` drops `__proto__`. */
export function zodRecord<V extends z.ZodType>(
  value: V,
): z.ZodType<Record<string, z.output<V>>, Record<string, z.input<V>>> {
  return z.custom<Record<string, z.input<V>>>(isObject, 'it is not an object').transform((object, context) => {
    const entries: [string, z.output<V>][] = []
    for (const [key, one] of Object.entries(object)) {
      const parsed = value.safeParse(one)
      if (parsed.success) entries.push([key, parsed.data])
      else
        for (const issue of parsed.error.issues)
          context.issues.push({ ...issue, input: one, path: [key, ...issue.path] } as never)
    }
    return Object.fromEntries(entries) as Record<string, z.output<V>>
  })
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
