/**
 * Which variables a template reads, found in its syntax tree: so an unknown one is an error that names it, instead of an
 * empty text in a prompt.
 */
import { globalNames } from './bounded-interpreter.ts'

export interface TemplateVariables {
  /** Free names, e.g. `item`. */
  roots: ReadonlySet<string>
  /** First-level fields that must exist, by root: `item` to `question`. */
  required: ReadonlyMap<string, ReadonlySet<string>>
}

/** Any node of the library's tree: read by shape, since its classes are not exported. */
type Tree = { readonly type?: unknown } & Readonly<Record<string, unknown>>

/** A field asked for in one of these is allowed to be absent. */
const OPTIONAL_TESTS = new Set(['defined', 'undefined', 'none'])

export function findVariables(program: unknown): TemplateVariables {
  const declared = new Set(globalNames)
  const roots = new Set<string>()
  const required = new Map<string, Set<string>>()
  const optional = new Set<string>()
  walk(program, (node) => collectDeclared(node, declared))
  walk(program, (node) => collectOptional(node, optional))
  walk(program, (node, parent, key) => {
    const name = node.type === 'Identifier' ? node['value'] : undefined
    if (typeof name !== 'string' || declared.has(name) || !isRead(parent, key)) return
    if (optional.has(name)) return
    roots.add(name)
    const field = parent !== undefined && parent.type === 'MemberExpression' ? fieldOf(parent) : undefined
    if (field === undefined || optional.has(`${name}.${field}`) || parent?.['called'] === true) return
    const fields = required.get(name) ?? new Set()
    required.set(name, fields.add(field))
  })
  return { roots, required }
}

/** `item.x` and `item["x"]` give `x`; anything computed gives undefined. */
export function fieldOf(member: Tree): string | undefined {
  const property = member['property']
  if (!isTree(property) || typeof property['value'] !== 'string') return undefined
  return member['computed'] === true
    ? property.type === 'StringLiteral'
      ? property['value']
      : undefined
    : property['value']
}

function collectDeclared(node: Tree, declared: Set<string>): void {
  const targets = node.type === 'For' ? [node['loopvar']] : node.type === 'Set' ? [node['assignee']] : []
  if (node.type === 'For') declared.add('loop')
  if (node.type === 'Macro') targets.push(node['name'], ...list(node['args']))
  if (node.type === 'CallStatement') {
    declared.add('caller')
    targets.push(...list(node['callerArgs']))
  }
  for (const target of targets) {
    if (!isTree(target)) continue
    if (target.type === 'Identifier' && typeof target['value'] === 'string') declared.add(target['value'])
    if (target.type === 'TupleLiteral')
      for (const part of list(target['value'])) if (isTree(part)) declared.add(String(part['value']))
    if (target.type === 'KeywordArgumentExpression' && isTree(target['key']))
      declared.add(String(target['key']['value']))
  }
}

/** Operands of `is defined` and `| default`, and whole conditions: asking whether something is there is no mistake. */
function collectOptional(node: Tree, optional: Set<string>): void {
  const add = (tree: unknown) => {
    if (isTree(tree) && tree.type === 'Identifier') optional.add(String(tree['value']))
    const path = toPath(tree)
    if (path !== undefined) optional.add(path)
  }
  if (node.type === 'TestExpression' && isTree(node['test']) && OPTIONAL_TESTS.has(String(node['test']['value'])))
    add(node['operand'])
  if (node.type === 'FilterExpression' && filterName(node) === 'default') add(node['operand'])
  const condition = node.type === 'If' ? node['test'] : node.type === 'Ternary' ? node['condition'] : undefined
  if (condition !== undefined) walk(condition, add)
  // item.get("x"), item.items(): methods, not columns
  if (node.type === 'CallExpression') {
    const path = toPath(node['callee'])
    if (path !== undefined) optional.add(path)
  }
}

export function filterName(node: Tree): string | undefined {
  const filter = node['filter']
  if (!isTree(filter)) return undefined
  const name =
    filter.type === 'CallExpression' && isTree(filter['callee']) ? filter['callee']['value'] : filter['value']
  return typeof name === 'string' ? name : undefined
}

function toPath(tree: unknown): string | undefined {
  if (!isTree(tree) || tree.type !== 'MemberExpression' || !isTree(tree['object'])) return undefined
  const object = tree['object']
  const field = fieldOf(tree)
  return object.type === 'Identifier' && field !== undefined ? `${String(object['value'])}.${field}` : undefined
}

/** Identifiers are also names of fields, filters, tests and keywords; those are not read as variables. */
function isRead(parent: Tree | undefined, key: string): boolean {
  if (parent === undefined) return true
  if (parent.type === 'MemberExpression') return key !== 'property' || parent['computed'] === true
  if (parent.type === 'FilterExpression' || parent.type === 'FilterStatement') return key !== 'filter'
  if (parent.type === 'TestExpression') return key !== 'test'
  if (parent.type === 'KeywordArgumentExpression') return key !== 'key'
  return true
}

type Visit = (node: Tree, parent: Tree | undefined, key: string) => void

function walk(node: unknown, visit: Visit, parent?: Tree, key = ''): void {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, visit, parent, key)
  } else if (node instanceof Map) {
    for (const [name, value] of node) {
      walk(name, visit, parent, key)
      walk(value, visit, parent, key)
    }
  } else if (isTree(node)) {
    visit(node, parent, key)
    const called = node.type === 'FilterExpression' || node.type === 'FilterStatement'
    for (const [name, child] of Object.entries(node)) {
      // the callee of `| replace(a, b)` is the filter's name
      const filter = called && name === 'filter' && isTree(child) && child.type === 'CallExpression' ? child : undefined
      if (filter) walk(filter['args'], visit, filter, 'args')
      else walk(child, visit, node, name)
    }
  }
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && 'type' in value
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
