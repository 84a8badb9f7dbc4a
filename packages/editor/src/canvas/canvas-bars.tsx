/** Floating bar at the foot of the canvas: zoom, fit, tidy, find. */
import { Button, IconButton } from '@evalflow/ui'
import { Hand, Lasso, SquareDashed } from 'lucide-react'
import { useStoreApi } from '@xyflow/react'
import { useEffect, useState } from 'react'
import { keysOf } from '../commands/keymap.ts'
import { KeyOf } from '../commands/key-of.tsx'
import { boxTool, lassoTool, panTool } from '../commands/tools.ts'
import { fit, find, zoomReset } from '../commands/view.ts'
import { tidy } from '../commands/arrange.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import { useT } from '../messages.ts'
import { inTurn } from './in-turn.ts'

export function CanvasBars() {
  const t = useT()
  const editor = useEditor()
  return (
    <div className="ef-bars">
      <Tools />
      <ZoomLevel />
      <Button size="small" onClick={() => fit.run(editor)}>
        {t('fit')} <KeyOf command={fit} />
      </Button>
      <Button size="small" onClick={() => tidy.run(editor)}>
        {t('tidy')}
      </Button>
      <Button size="small" onClick={() => find.run(editor)}>
        {t('find')} <KeyOf command={find} />
      </Button>
    </div>
  )
}

/** Alone in being drawn anew with every step of a zoom. */
function ZoomLevel() {
  const t = useT()
  const editor = useEditor()
  const percent = useZoomPercent()
  // whole and under a thousand: written the same in every language
  const shown = `${percent} %`
  return (
    <Button
      size="small"
      className="ev-num ef-zoom"
      aria-label={`${t('zoomLevel')} ${shown}`}
      onClick={() => zoomReset.run(editor)}
    >
      {shown}
    </Button>
  )
}

/** A figure in ten a second is read as well as one in every frame, and leaves the frames to the canvas. */
const PERCENT_MS = 100

function useZoomPercent(): number {
  const flowStore = useStoreApi()
  const [percent, setPercent] = useState(() => toPercent(flowStore.getState()))
  useEffect(() => {
    const read = inTurn(() => setPercent(toPercent(flowStore.getState())), PERCENT_MS)
    read()
    const stop = flowStore.subscribe((state, before) => {
      if (state.transform[2] !== before.transform[2]) read()
    })
    return () => {
      stop()
      read.cancel()
    }
  }, [flowStore])
  return percent
}

const toPercent = ({ transform }: { transform: [number, number, number] }): number => Math.round(transform[2] * 100)

const TOOLS = [
  { id: 'pan', command: panTool, icon: Hand },
  { id: 'box', command: boxTool, icon: SquareDashed },
  { id: 'lasso', command: lassoTool, icon: Lasso },
] as const

/** For a finger there is no Shift; and the buttons teach the keys. */
function Tools() {
  const t = useT()
  const editor = useEditor()
  const tool = useEditorState((state) => state.tool)
  return (
    <div className="ef-tools" role="group" aria-label={t('toolGroup')}>
      {TOOLS.map(({ id, command, icon: Icon }) => (
        <IconButton
          key={id}
          size="small"
          label={t(command.title)}
          shortcut={keysOf(command)[0]}
          icon={<Icon aria-hidden />}
          aria-pressed={tool === id}
          onClick={() => command.run(editor)}
        />
      ))}
    </div>
  )
}
