/** The whole editor: palette, canvas, outline, overlays. Studio puts its own shell and drawer around it. */
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Button } from '@evalflow/ui'
import { List, Plus, Workflow } from 'lucide-react'
import { FlowCanvas } from './canvas/flow-canvas.tsx'
import {
  createCanvasSlot,
  EditorContext,
  useEditorState,
  type EditorCallbacks,
  type EditorContextValue,
} from './editor-context.ts'
import type { Viewport } from './geometry/viewport.ts'
import { useT } from './messages.ts'
import type { NodeViews } from './node-view.ts'
import { Outline } from './outline/outline.tsx'
import { FindBar } from './overlays/find-bar.tsx'
import { Palette } from './palette/palette.tsx'
import { createRunState, type RunStateSource } from './run-state.ts'
import type { EditorStore } from './store/editor-store.ts'
import { useEditorKeys } from './use-editor-keys.ts'

export interface FlowEditorProps {
  store: EditorStore
  /** Should stay the same object; a new one redraws all nodes. */
  views: NodeViews
  runState?: RunStateSource | undefined
  callbacks?: EditorCallbacks | undefined
  initialViewport?: Viewport | undefined
  /** `auto`: canvas, and the outline below 640 px. */
  layout?: 'auto' | 'canvas' | 'outline'
  /** Context made by `useEditorValue`, when parts outside of the editor share it (and its canvas). */
  editor?: EditorContextValue | undefined
  /** More parts that use the editor's context, e.g. Studio's drawer. */
  children?: ReactNode
}

/** Fetched when first asked for: opening a flow brings what is drawn, and no more. */
const CommandPalette = lazy(async () => ({ default: (await import('./overlays/command-palette.tsx')).CommandPalette }))
const ShortcutSheet = lazy(async () => ({ default: (await import('./overlays/shortcut-sheet.tsx')).ShortcutSheet }))

const NO_CALLBACKS: EditorCallbacks = {}
/** Below this the canvas is for looking and the outline for working. */
const NARROW_PX = 640
const PALETTE_FROM_PX = 780

export function FlowEditor({ layout = 'auto', initialViewport, editor: given, children, ...shared }: FlowEditorProps) {
  const t = useT()
  const own = useEditorValue(shared)
  const editor = given ?? own
  const home = useRef<HTMLDivElement>(null)
  const width = useWidth(home)
  const [chosen, setChosen] = useState<'canvas' | 'outline' | null>(null)
  const [paletteOpen, setPaletteOpen] = useState(false)
  useEditorKeys(editor)

  const isNarrow = width !== null && width < NARROW_PX
  const shown = layout === 'auto' ? (chosen ?? (isNarrow ? 'outline' : 'canvas')) : layout
  const hasPalette = width !== null && width >= PALETTE_FROM_PX
  return (
    <EditorContext value={editor}>
      <div ref={home} className="ef-editor" data-narrow={isNarrow}>
        <a className="ef-skip" href="#ef-end">
          {t('skipToOutline')}
        </a>
        {hasPalette && <Palette />}
        {width !== null && (
          <main className="ef-main">
            {!hasPalette && (
              <div className="ef-toolbar">
                <Button
                  size="small"
                  icon={<Plus aria-hidden />}
                  aria-expanded={paletteOpen}
                  onClick={() => setPaletteOpen(!paletteOpen)}
                >
                  {t('openPalette')}
                </Button>
                {isNarrow && layout === 'auto' && <ViewSwitch shown={shown} onChange={setChosen} />}
              </div>
            )}
            {!hasPalette && paletteOpen && (
              <div className="ef-palette-sheet">
                <Palette onAdded={() => setPaletteOpen(false)} />
              </div>
            )}
            {shown === 'outline' ? <Outline /> : <FlowCanvas initialViewport={initialViewport} />}
            <FindBar />
          </main>
        )}
        <Overlays />
        <LiveRegion />
        {children}
        <span id="ef-end" tabIndex={-1} />
      </div>
    </EditorContext>
  )
}

/** For parts that stand outside of `<FlowEditor>`, as Studio's drawer and top bar: the same context without the layout. */
export function EditorProvider({ value, children }: { value: EditorContextValue; children: ReactNode }) {
  return <EditorContext value={value}>{children}</EditorContext>
}

export function useEditorValue({
  store,
  views,
  runState,
  callbacks,
}: Omit<FlowEditorProps, 'layout' | 'editor'>): EditorContextValue {
  const [noRuns] = useState(createRunState)
  const [canvas] = useState(createCanvasSlot)
  return useMemo(
    () => ({ store, views, runState: runState ?? noRuns, callbacks: callbacks ?? NO_CALLBACKS, canvas }),
    [store, views, runState, noRuns, callbacks, canvas],
  )
}

function Overlays() {
  const overlay = useEditorState((state) => state.overlay)
  return (
    <Suspense fallback={null}>
      {overlay === 'commands' && <CommandPalette />}
      {overlay === 'shortcuts' && <ShortcutSheet />}
    </Suspense>
  )
}

function ViewSwitch({
  shown,
  onChange,
}: {
  shown: 'canvas' | 'outline'
  onChange: (view: 'canvas' | 'outline') => void
}) {
  const t = useT()
  return (
    <div className="ev-row" role="group" aria-label={t('groupView')} style={{ gap: 4 }}>
      <Button
        size="small"
        icon={<List aria-hidden />}
        aria-pressed={shown === 'outline'}
        onClick={() => onChange('outline')}
      >
        {t('outline')}
      </Button>
      <Button
        size="small"
        icon={<Workflow aria-hidden />}
        aria-pressed={shown === 'canvas'}
        onClick={() => onChange('canvas')}
      >
        {t('canvasView')}
      </Button>
    </div>
  )
}

function LiveRegion() {
  const { text, count } = useEditorState((state) => state.announcement)
  return (
    <div className="ev-visually-hidden" role="status" aria-live="polite">
      {/* The count makes the same words new, so that they are said again. */}
      <span key={count}>{text}</span>
    </div>
  )
}

function useWidth(home: { current: HTMLElement | null }): number | null {
  const [width, setWidth] = useState<number | null>(null)
  useEffect(() => {
    const element = home.current
    if (!element) return
    const measure = () => setWidth(Math.round(element.getBoundingClientRect().width))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [home])
  return width
}
