/** The config a job runs with: a direct config as it is, a template made into a runtime config for the dataset. */
import { cleanUpRuntimeConfig, ensureRuntimeConfig } from '@evalflow/configs'
