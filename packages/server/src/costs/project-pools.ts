/**
 * One pool of money per project with a budget, shared by its jobs: two that run side by side cannot overshoot it together.
 * A budget that is raised lets jobs that wait go on; jobs that were stopped are resumed by hand.
 */
import { SpendPool } from '@evalflow/engine'
import { problems } from '../errors.ts'
import type { CostSettingsStore } from './cost-settings.ts'
import type { SpendStore } from './spend-store.ts'

export type ProjectPools = ReturnType<typeof createProjectPools>

export function createProjectPools({ spend, settings }: { spend: SpendStore; settings: CostSettingsStore }) {
  const pools = new Map<string, Promise<SpendPool>>()

  settings.onChange(({ project_budgets: budgets }) => {
    for (const [key, pool] of pools) {
      const limit = budgets[key.slice(key.indexOf(' ') + 1)]
      // a job that runs keeps its limit; without a budget the next one has none
      if (limit === undefined) pools.delete(key)
      else void pool.then((open) => open.setLimit(limit))
    }
  })

  return {
    /**
     * Undefined if the project has no budget.
     *
     * @param currency of the job
     * @param ofBudgets what budgets are in: the currency of the price table
     * @throws ApiProblem `bad_input` where the two differ, since the budget could not hold
     */
    async find(project: string, currency: string, ofBudgets: string): Promise<SpendPool | undefined> {
      const { project_budgets: budgets, alert_percents: alertPercents } = await settings.get()
      const limit = project === '' ? undefined : budgets[project]
      if (limit === undefined) return undefined
      if (currency !== ofBudgets)
        throw problems.badInput(
          `The prices of this job are in ${currency}, the budget of project "${project}" is in ${ofBudgets}. Give the target's price in ${ofBudgets}, or another project.`,
          'project',
        )
      const key = `${currency} ${project}`
      let pool = pools.get(key)
      if (!pool) {
        pool = spend
          .ofProject(project, currency)
          .then((spent) => new SpendPool({ name: `project "${project}"`, limit, currency, spent, alertPercents }))
        pools.set(key, pool)
      }
      return pool
    },
  }
}
