import { parseSync } from 'vite'

/** A node of the syntax tree (ESTree with JSX). */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [member: string]: unknown
}

/** The syntax tree of a TypeScript file; throws when it does not parse. */
export function parse(path: string, text: string): SyntaxNode {
  const result = parseSync(path, text)
  const error = result.errors[0]
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  return result.program as unknown as SyntaxNode
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** Calls `visit` for a node and everything below it, parents first; below a node that answers false, it does not go. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean): void {
  if (!visit(node)) return
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? member : [member]) {
      if (isNode(child)) walk(child, visit)
    }
  }
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
