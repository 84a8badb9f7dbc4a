/**
 * Markdown of notes, drawn as React elements: headings, lists, bold, italic, code, links. There is no way to raw HTML, and
 * only http, https and mailto links are links.
 */
import { Fragment, type ReactNode } from 'react'

export function Markdown({ text }: { text: string }) {
  return <div className="ef-markdown">{blocksOf(text).map(drawBlock)}</div>
}

interface Block {
  kind: 'heading' | 'list' | 'ordered' | 'code' | 'quote' | 'text'
  level: number
  lines: string[]
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let fence: Block | null = null
  for (const line of text.split(/\r?\n/)) {
    if (fence) {
      if (line.startsWith('```')) fence = null
      else fence.lines.push(line)
      continue
    }
    if (line.startsWith('```')) {
      fence = { kind: 'code', level: 0, lines: [] }
      blocks.push(fence)
      continue
    }
    const next = readLine(line)
    const last = blocks.at(-1)
    if (next && last && last.kind === next.kind && next.kind !== 'heading' && last.lines.length > 0)
      last.lines.push(next.line)
    else if (next) blocks.push({ kind: next.kind, level: next.level, lines: [next.line] })
    else blocks.push({ kind: 'text', level: 0, lines: [] })
  }
  return blocks.filter((block) => block.lines.length > 0)
}

function readLine(line: string): { kind: Block['kind']; level: number; line: string } | undefined {
  if (line.trim() === '') return undefined
  const heading = /^(#{1,4})\s+(.*)$/.exec(line)
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, line: heading[2] ?? '' }
  const item = /^\s*[-*]\s+(.*)$/.exec(line)
  if (item) return { kind: 'list', level: 0, line: item[1] ?? '' }
  const numbered = /^\s*\d+[.)]\s+(.*)$/.exec(line)
  if (numbered) return { kind: 'ordered', level: 0, line: numbered[1] ?? '' }
  const quote = /^>\s?(.*)$/.exec(line)
  if (quote) return { kind: 'quote', level: 0, line: quote[1] ?? '' }
  return { kind: 'text', level: 0, line }
}

function drawBlock(block: Block, key: number): ReactNode {
  const items = () => block.lines.map((line, index) => <li key={index}>{drawInline(line)}</li>)
  if (block.kind === 'heading') {
    const Heading = (['h3', 'h4', 'h5', 'h6'] as const)[block.level - 1] ?? 'h6'
    return <Heading key={key}>{drawInline(block.lines[0] ?? '')}</Heading>
  }
  if (block.kind === 'list') return <ul key={key}>{items()}</ul>
  if (block.kind === 'ordered') return <ol key={key}>{items()}</ol>
  if (block.kind === 'code') return <pre key={key}>{block.lines.join('\n')}</pre>
  const lines = block.lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {drawInline(line)}
    </Fragment>
  ))
  return block.kind === 'quote' ? <blockquote key={key}>{lines}</blockquote> : <p key={key}>{lines}</p>
}

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|\[[^\]]+\]\([^)\s]+\))/

function drawInline(text: string): ReactNode[] {
  return text.split(INLINE).map((part, key) => {
    if (part.length > 2 && part.startsWith('`') && part.endsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>
    if (part.length > 4 && part.startsWith('**') && part.endsWith('**'))
      return <strong key={key}>{part.slice(2, -2)}</strong>
    if (part.length > 2 && part.startsWith('*') && part.endsWith('*')) return <em key={key}>{part.slice(1, -1)}</em>
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part)
    return link ? <Link key={key} label={link[1] ?? ''} url={link[2] ?? ''} /> : part
  })
}

function Link({ label, url }: { label: string; url: string }) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return <>{label}</>
  return (
    <a href={url} target="_blank" rel="noreferrer noopener" className="nodrag">
      {label}
    </a>
  )
}
