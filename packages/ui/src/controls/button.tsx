/** Buttons: verbs in sentence case; a shortcut is shown, never only known. */
import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import { Tooltip } from '../overlays/tooltip.tsx'

export type ButtonVariant = 'default' | 'primary' | 'ghost' | 'link' | 'danger' | 'danger-primary'

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant | undefined
  size?: 'small' | 'medium' | undefined
  icon?: ReactNode
  /** Shows a spinner and ignores clicks, but keeps focus. */
  busy?: boolean | undefined
  /** As `Kbd` takes it, e.g. `Mod+Enter`. */
  shortcut?: string | undefined
}

export function Button({
  variant = 'default',
  size = 'medium',
  icon,
  busy,
  shortcut,
  className,
  children,
  onClick,
  ...props
}: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(
        'ev-button',
        variant !== 'default' && `ev-button-${variant}`,
        size === 'small' && 'ev-button-small',
        className,
      )}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {busy ? <LoaderCircle className="ev-spinner" aria-hidden /> : icon}
      {typeof children === 'string' ? <span className="ev-ellipsis">{children}</span> : children}
      {shortcut && <Kbd keys={shortcut} />}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  /** Name for screen readers, and the tooltip. */
  label: string
  icon: ReactNode
}

export function IconButton({ label, icon, shortcut, className, variant = 'ghost', ...props }: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <Button
        {...props}
        variant={variant}
        className={clsx('ev-button-icon', className)}
        aria-label={label}
        icon={icon}
      />
    </Tooltip>
  )
}
