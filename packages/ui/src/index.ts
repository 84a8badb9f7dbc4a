export { Button, IconButton, type ButtonProps, type ButtonVariant, type IconButtonProps } from './controls/button.tsx'
export { Checkbox, CheckboxGroup, type CheckboxGroupProps, type CheckboxProps } from './controls/checkbox.tsx'
export { CopyButton, type CopyButtonProps } from './controls/copy-button.tsx'
export { Field, useFieldControl, useFieldGroup, type FieldProps } from './controls/field.tsx'
export { formatKeys, isMac, Kbd } from './controls/kbd.tsx'
export { NumberInput, parseNumber, type NumberInputProps } from './controls/number-input.tsx'
export { type Option } from './controls/option.ts'
export { isDenied, usePagedList, type LoadPage, type Page, type PagedList } from './controls/paged-list.ts'
export { Picker, type PickerItem, type PickerProps } from './controls/picker.tsx'
export { RadioCards, type RadioCardsProps } from './controls/radio-cards.tsx'
export { Select, type SelectProps } from './controls/select.tsx'
export { TextArea, TextInput, type TextAreaProps, type TextInputProps } from './controls/text-input.tsx'
export {
  Badge,
  STATE_LOOK,
  STATES,
  StateBadge,
  Tag,
  type StateBadgeProps,
  type StateName,
  type TagProps,
  type Tone,
} from './data/badges.tsx'
export { Pagination, type PaginationProps } from './data/pagination.tsx'
export { Progress, type ProgressProps } from './data/progress.tsx'
export { RelativeTime } from './data/relative-time.tsx'
export { ScoreInterval, type ScoreIntervalProps } from './data/score-interval.tsx'
export { Table, type Column, type Sort, type TableProps } from './data/table.tsx'
export { TabPanel, Tabs, type TabItem, type TabsProps } from './data/tabs.tsx'
export {
  formatBytes,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRelativeTime,
  formatScore,
} from './format/format.ts'
export {
  chooseLanguage,
  fetchLanguage,
  getLanguage,
  LANGUAGE_NAMES,
  LANGUAGES,
  provideLanguage,
  registeredMessages,
  registerMessages,
  registerWordings,
  setLanguage,
  useLanguage,
  type Language,
  type MessageParams,
  type Translate,
} from './i18n/i18n.ts'
export { ConfirmDialog, type ConfirmDialogProps } from './overlays/confirm-dialog.tsx'
export { Dialog, type DialogProps } from './overlays/dialog.tsx'
export { Drawer, type DrawerProps } from './overlays/drawer.tsx'
export { Menu, MenuAt, type MenuAction, type MenuAtProps, type MenuEntry, type MenuProps } from './overlays/menu.tsx'
export { Popover, type PopoverProps } from './overlays/popover.tsx'
export { notify, Toaster, type NotifyOptions } from './overlays/toast.tsx'
export { Tooltip, type TooltipProps } from './overlays/tooltip.tsx'
export { Skeleton, type SkeletonProps } from './states/skeleton.tsx'
export {
  DeniedState,
  EmptyState,
  ErrorState,
  messageOf,
  type EmptyStateProps,
  type ErrorStateProps,
} from './states/states.tsx'
export { LanguageSelect, ThemeSelect } from './theme/switches.tsx'
export {
  applyTheme,
  getTheme,
  getThemeChoice,
  setThemeChoice,
  THEME_CHOICES,
  useTheme,
  type Theme,
  type ThemeChoice,
} from './theme/theme.ts'
