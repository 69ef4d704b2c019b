import { ComposeProblem } from './compose-problem'
import { parseTemplate, render, type Template, type Values, type Variable, variablesOf } from './interpolate'

/** A text of the file that contains placeholders or `$$`. */
class TemplateText {
  constructor(
    readonly template: Template,
    readonly where: string,
  ) {}
}

/** The file's tree with every text that contains a `$` parsed. Throws ComposeProblem. */
export function templateTree(tree: unknown, where = ''): unknown {
  return mapTexts(tree, where, (text, at) => {
    if (!text.includes('$')) return text
    try {
      return new TemplateText(parseTemplate(text), at)
    } catch (error) {
      throw new ComposeProblem(at, (error as Error).message)
    }
  })
}

/** The tree with values inserted for the variables. Throws ComposeProblem when a required variable is not set. */
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

/** Every variable under this node, once per use. */
export function variablesIn(templates: unknown): Variable[] {
  if (templates instanceof TemplateText) return variablesOf(templates.template)
  if (typeof templates !== 'object' || templates === null) return []
  return Object.values(templates).flatMap(variablesIn)
}

function mapTexts(node: unknown, where: string, text: (text: string, where: string) => unknown): unknown {
  if (typeof node === 'string') return text(node, where)
  if (Array.isArray(node)) return node.map((item, at) => mapTexts(item, `${where}[${at}]`, text))
  if (typeof node !== 'object' || node === null) return node
  const prefix = where === '' ? '' : `${where}.`
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, mapTexts(item, `${prefix}${key}`, text)]))
}
