/**
 * Runs in SQLite: the flow as it was when the run began, the folded picture, and the events a reader may still need.
 *
 * A node that reports progress sends many events in one state; each replaces the one before, so a run of hours stays small.
 */
import type { RunEvent, RunSnapshot } from '@evalflow/runner'
import type { Flow } from '@evalflow/graph'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** A run with the highest `seq` in it, as the API answers it. */
export type StoredRun = RunSnapshot & { seq: number }

export interface NewRun {
  snapshot: StoredRun
  flow: Flow
  only: readonly string[] | undefined
}

interface RunRow {
  snapshot: string
  document: string
  only_nodes: string | null
}

export type RunStore = ReturnType<typeof createRunStore>

export function createRunStore(db: Database) {
  async function insert({ snapshot, flow, only }: NewRun): Promise<void> {
    await sql`insert into runs (id, flow_id, state, document, only_nodes, snapshot, seq, started_at)
      values (${snapshot.id}, ${snapshot.flowId}, ${snapshot.state}, ${JSON.stringify(flow)},
        ${only === undefined ? null : JSON.stringify(only)}, ${JSON.stringify(snapshot)}, ${snapshot.seq}, ${snapshot.startedAt})`.execute(
      db,
    )
  }

  /** Stores the event and the picture after it together. @param replaces `seq` of the event that this one makes useless */
  async function append(snapshot: StoredRun, event: RunEvent, replaces: number | undefined): Promise<void> {
    await db.transaction().execute(async (store) => {
      if (replaces !== undefined)
        await sql`delete from run_events where run_id = ${snapshot.id} and seq = ${replaces}`.execute(store)
      await sql`insert into run_events (run_id, seq, event) values (${snapshot.id}, ${event.seq}, ${JSON.stringify(event)})`.execute(
        store,
      )
      await sql`update runs set state = ${snapshot.state}, snapshot = ${JSON.stringify(snapshot)}, seq = ${snapshot.seq},
        finished_at = ${snapshot.finishedAt ?? null} where id = ${snapshot.id}`.execute(store)
    })
  }

  async function find(id: string): Promise<StoredRun | undefined> {
    const rows = await sql<RunRow>`select snapshot from runs where id = ${id}`.execute(db)
    return parse(rows.rows[0])
  }

  async function findLatest(flowId: string): Promise<StoredRun | undefined> {
    const rows = await sql<RunRow>`select snapshot from runs where flow_id = ${flowId}
      order by started_at desc, rowid desc limit 1`.execute(db)
    return parse(rows.rows[0])
  }

  async function eventsAfter(id: string, seq: number): Promise<RunEvent[]> {
    const rows = await sql<{
      event: string
    }>`select event from run_events where run_id = ${id} and seq > ${seq} order by seq`.execute(db)
    return rows.rows.map((row) => JSON.parse(row.event) as RunEvent) // written by `append` alone
  }

  /** Runs that a stopped process left behind, oldest first. */
  async function unfinished(): Promise<NewRun[]> {
    const rows =
      await sql<RunRow>`select snapshot, document, only_nodes from runs where state = 'running' order by started_at`.execute(
        db,
      )
    return rows.rows.map((row) => ({
      snapshot: JSON.parse(row.snapshot) as StoredRun,
      flow: JSON.parse(row.document) as Flow,
      only: row.only_nodes === null ? undefined : (JSON.parse(row.only_nodes) as string[]),
    }))
  }

  return { insert, append, find, findLatest, eventsAfter, unfinished }
}

function parse(row: RunRow | undefined): StoredRun | undefined {
  return row === undefined ? undefined : (JSON.parse(row.snapshot) as StoredRun) // written by this file alone
}
