import { Button, CopyButton, IconButton, Kbd, LanguageSelect, ThemeSelect } from '@evalflow/ui'
import { Play, RefreshCw, Trash2 } from 'lucide-react'
import { LONG } from '../held.tsx'

export default { title: 'UI/Buttons' }

const nothing = () => {}

export const Variants = () => (
  <div className="story-row">
    <Button onClick={nothing}>Cancel</Button>
    <Button variant="primary" icon={<Play aria-hidden />} shortcut="Mod+Enter">
      Run
    </Button>
    <Button variant="ghost">More</Button>
    <Button variant="link">Open the job</Button>
    <Button variant="danger" icon={<Trash2 aria-hidden />}>
      Delete
    </Button>
    <Button variant="danger-primary">Delete 4 configs</Button>
  </div>
)

export const States = () => (
  <div className="story-row">
    <Button disabled>Run</Button>
    <Button variant="primary" busy>
      Saving
    </Button>
    <Button size="small">Small</Button>
    <Button size="small" variant="primary" busy>
      Small
    </Button>
  </div>
)

export const LongText = () => (
  <div style={{ width: 260 }}>
    <Button variant="primary">{LONG}</Button>
  </div>
)

export const Icons = () => (
  <div className="story-row">
    <IconButton label="Refresh" icon={<RefreshCw aria-hidden />} />
    <IconButton label="Delete" size="small" variant="danger" icon={<Trash2 aria-hidden />} />
    <IconButton label="Run" disabled icon={<Play aria-hidden />} />
    <CopyButton text="acc = 0.425" />
    <Kbd keys="Shift+1" />
  </div>
)

export const Switches = () => (
  <div className="story-row">
    <ThemeSelect />
    <LanguageSelect />
  </div>
)
