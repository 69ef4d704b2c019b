import { ComposeProblem } from './compose-problem'
import { parseTemplate, render, type Template, type Values, type Variable, variablesOf } from './interpolate'

/** A text of the file that has placeholders, or had `$$`. */
class TemplateText {
  constructor(
    readonly template: Template,
    readonly where: string,
  ) {}
}

/** The file's tree with every text that holds a `$` understood. Throws ComposeProblem. */
export function templateTree(tree: unknown, where = ''): unknown {
  return walk(tree, where, (text, at) => {
    if (!text.includes('$')) return text
    try {
      return new TemplateText(parseTemplate(text), at)
    } catch (error) {
      throw new ComposeProblem(at, (error as Error).message)
    }
  })
}

/** The tree with the values in place of the variables. Throws ComposeProblem where a variable has to be set and is not. */
export function fill(templates: unknown, values: Values): unknown {
  if (templates instanceof TemplateText) {
    try {
      return render(templates.template, values)
    } catch (error) {
      throw new ComposeProblem(templates.where, (error as Error).message)
    }
  }
  if (Array.isArray(templates)) return templates.map((item) => fill(item, values))
  if (typeof templates !== 'object' || templates === null) return templates
  return Object.fromEntries(Object.entries(templates).map(([key, node]) => [key, fill(node, values)]))
}

/** Every variable under this node, once for each time it is mentioned. */
export function variablesIn(templates: unknown): Variable[] {
  if (templates instanceof TemplateText) return variablesOf(templates.template)
  if (typeof templates !== 'object' || templates === null) return []
  return Object.values(templates).flatMap(variablesIn)
}

function walk(node: unknown, where: string, text: (text: string, where: string) => unknown): unknown {
  if (typeof node === 'string') return text(node, where)
  if (Array.isArray(node)) return node.map((item, at) => walk(item, `${where}[${at}]`, text))
  if (typeof node !== 'object' || node === null) return node
  const prefix = where === '' ? '' : `${where}.`
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, `${prefix}${key}`, text)]))
}
