/** Rail, page and status line around every page. */
import { Tooltip } from '@evalflow/ui'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Bot, Database, ListTodo, Settings, SlidersHorizontal, Workflow, type LucideIcon } from 'lucide-react'
import { useT } from '../messages.ts'
import { StatusLine } from './status-line.tsx'

const PLACES = [
  { to: '/flows', text: 'flows', icon: Workflow },
  { to: '/data', text: 'data', icon: Database },
  { to: '/configs', text: 'configs', icon: SlidersHorizontal },
  { to: '/models', text: 'models', icon: Bot },
  { to: '/jobs', text: 'jobs', icon: ListTodo },
] as const

export function Shell() {
  const t = useT()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <div className="es-shell">
      <a className="es-skip" href="#main">
        {t('skip')}
      </a>
      <nav className="es-rail" aria-label={t('mainNavigation')}>
        <Link to="/" className="es-logo" aria-label="Evalflow">
          <Workflow aria-hidden />
        </Link>
        {PLACES.map(({ to, text, icon }) => (
          <Place
            key={to}
            to={to}
            label={t(text)}
            icon={icon}
            active={path.startsWith(to) || (to === '/flows' && path === '/')}
          />
        ))}
        <span className="ev-grow" />
        <Place to="/settings" label={t('settings')} icon={Settings} active={path.startsWith('/settings')} />
      </nav>
      <div id="main" className="es-main" tabIndex={-1}>
        <Outlet />
      </div>
      <StatusLine />
    </div>
  )
}

interface PlaceProps {
  to: (typeof PLACES)[number]['to'] | '/settings'
  label: string
  icon: LucideIcon
  active: boolean
}

function Place({ to, label, icon: Icon, active }: PlaceProps) {
  return (
    <Tooltip content={label} side="right">
      <Link to={to} className="es-place" aria-label={label} aria-current={active ? 'page' : undefined}>
        <Icon aria-hidden />
        <span className="es-place-text">{label}</span>
      </Link>
    </Tooltip>
  )
}
