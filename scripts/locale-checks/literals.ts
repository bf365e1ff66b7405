import { isNode, lineOf, parse, type SyntaxNode, walk } from './syntax.ts'

/** Attributes and options whose text is drawn or read out. */
const visibleNames = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'ariaLabel',
  'cancelLabel',
  'children',
  'closeButtonLabel',
  'confirmLabel',
  'description',
  'error',
  'label',
  'legend',
  'message',
  'nothingFoundMessage',
  'placeholder',
  'summary',
  'title',
  'tooltip',
])

/** Visible text that stands in the code of a screen instead of in the locales, as `file:line: text`. */
export function findVisibleLiterals(path: string, text: string): readonly string[] {
  const found: string[] = []
  const report = (node: SyntaxNode, literal: string) => {
    if (isWords(literal)) found.push(`${path}:${lineOf(text, node.start)}: ${literal.trim()}`)
  }
  walk(parse(path, text), (node) => {
    switch (node.type) {
      case 'JSXText':
        report(node, String(node['value']))
        return true
      case 'JSXElement':
      case 'JSXFragment':
        for (const child of asNodes(node['children'])) {
          if (child.type === 'JSXExpressionContainer') reportTexts(child['expression'], report)
        }
        return true
      case 'JSXAttribute':
        if (visibleNames.has(nameOf(node['name']))) reportTexts(node['value'], report)
        return true
      case 'Property':
        if (visibleNames.has(nameOf(node['key']))) reportTexts(node['value'], report)
        return true
      default:
        return true
    }
  })
  return found
}

function asNodes(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  return String(node['name'] ?? node['value'] ?? '')
}

type Report = (node: SyntaxNode, literal: string) => void

/** Texts that an expression can yield: through conditions and templates, not through calls. */
function reportTexts(expression: unknown, report: Report): void {
  if (!isNode(expression)) return
  switch (expression.type) {
    case 'Literal':
      if (typeof expression['value'] === 'string') report(expression, expression['value'])
      return
    case 'TemplateLiteral':
      for (const part of asNodes(expression['quasis'])) report(part, cookedText(part))
      return
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      reportTexts(expression['expression'], report)
      return
    case 'ConditionalExpression':
      reportTexts(expression['consequent'], report)
      reportTexts(expression['alternate'], report)
      return
    case 'LogicalExpression':
    case 'BinaryExpression':
      reportTexts(expression['left'], report)
      reportTexts(expression['right'], report)
      return
    default:
  }
}

function cookedText(part: SyntaxNode): string {
  const value: unknown = part['value']
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : ''
}

/** Punctuation, numbers and entities carry no language; a word does. */
function isWords(literal: string): boolean {
  return /\p{L}{2,}/u.test(literal)
}
