/** Writes the draft of one opening as it changes: unsaved patches at once, the undo history when typing pauses. */
import type { EditorStore } from '@evalflow/editor'
import type { Autosave, Journal } from './autosave.ts'
import type { DraftStore } from './draft-store.ts'

export interface DraftKeeper {
  journal: Journal
  /** Begins to keep the history. */
  follow: (store: EditorStore, autosave: Autosave) => void
  /** What is on the screen now, at once. */
  keepHistory: () => void
  /** False once unsaved work could be kept nowhere in this browser; then leaving has to ask. */
  isKept: () => boolean
  close: () => void
}

const PAUSE_MS = 250

export function createDraftKeeper(flowId: string, owner: string, drafts: DraftStore): DraftKeeper {
  let kept = true
  let stop = () => {}
  let keepHistory = () => {}
  return {
    journal: {
      write: (pending) =>
        void drafts.writeDraft(flowId, { ...pending, owner, at: Date.now() }).then((done) => (kept = done)),
      // a failure leaves a draft that was sent already; its id makes sending it again harmless
      clear: () => void drafts.removeDraft(flowId, owner).catch(() => {}),
    },
    follow: (store, autosave) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      let last = ''
      let lastHistory = store.getState().history
      keepHistory = () => {
        clearTimeout(timer)
        const { history } = store.getState()
        const standing = autosave.standing()
        const mark = `${standing.revision}/${standing.unsaved}`
        if (mark === last && history === lastHistory) return
        last = mark
        lastHistory = history
        // the history is a comfort; without room for it the flow is still safe
        void drafts.writeHistory(flowId, { ...standing, owner, history, at: Date.now() }).catch(() => {})
      }
      const unsubscribe = store.subscribe((state, before) => {
        if (state.history === before.history && state.flow === before.flow) return
        clearTimeout(timer)
        timer = setTimeout(keepHistory, PAUSE_MS)
      })
      stop = () => {
        clearTimeout(timer)
        unsubscribe()
      }
    },
    keepHistory: () => keepHistory(),
    isKept: () => kept,
    close: () => stop(),
  }
}
