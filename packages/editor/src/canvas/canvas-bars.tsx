/** Floating bar at the foot of the canvas: zoom, fit, tidy, find. */
import { Button, formatPercent, Kbd } from '@evalflow/ui'
import { useStore as useFlowStore } from '@xyflow/react'
import { fit, find, zoomReset } from '../commands/view.ts'
import { tidy } from '../commands/arrange.ts'
import { useEditor } from '../editor-context.ts'
import { useT } from '../messages.ts'

export function CanvasBars() {
  const t = useT()
  const editor = useEditor()
  // Rounded in the selector: panning must not redraw the bar.
  const percent = useFlowStore((state) => Math.round(state.transform[2] * 100))
  return (
    <div className="ef-bars">
      <Button
        size="small"
        className="ev-num ef-zoom"
        aria-label={`${t('zoomLevel')} ${percent} %`}
        onClick={() => zoomReset.run(editor)}
      >
        {formatPercent(percent / 100)}
      </Button>
      <Button size="small" onClick={() => fit.run(editor)}>
        {t('fit')} <Kbd keys="F" />
      </Button>
      <Button size="small" onClick={() => tidy.run(editor)}>
        {t('tidy')}
      </Button>
      <Button size="small" onClick={() => find.run(editor)}>
        {t('find')} <Kbd keys="Mod+F" />
      </Button>
    </div>
  )
}
