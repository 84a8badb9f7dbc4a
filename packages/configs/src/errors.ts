/** Every failure of this package. Branch on `code`; `message` is for people: found, expected, what to do. */
export type ConfigErrorCode =
  | 'name_required'
  | 'not_a_template'
  | 'template_not_found'
  | 'dataset_required'
  | 'dataset_unavailable'
  | 'dataset_url_changed'
  | 'config_exists'
  | 'config_rejected'
  | 'config_not_created'
  | 'not_permitted'
  | 'rate_limited'
  | 'invalid_config'
  | 'template_changed'
  | 'version_not_found'
  | 'version_not_current'
  | 'file_refused'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code: ConfigErrorCode
  readonly details: Readonly<Record<string, unknown>>
  constructor(
    code: ConfigErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : 'the server gave no reason')

export const configErrors = {
  nameRequired: () =>
    new ConfigError('name_required', 'The config has no name. Give it one of letters, digits and _ - + . @ :'),
  notATemplate: (name: string) =>
    new ConfigError(
      'not_a_template',
      `"${name}" is not a template: no task of it waits for a dataset. Choose a template, or run this config as it is.`,
      { name },
    ),
  templateNotFound: (ref: string) =>
    new ConfigError(
      'template_not_found',
      `There is no template "${ref}", and no copy of it to fall back to. Choose another template, or create it again.`,
      { ref },
    ),
  datasetRequired: (ref: string) =>
    new ConfigError('dataset_required', `Template "${ref}" cannot run without a dataset. Connect one, or pick one.`, {
      ref,
    }),
  datasetUnavailable: (dataset: string, expected: string, cause?: unknown) =>
    new ConfigError(
      'dataset_unavailable',
      `Dataset "${dataset}" is not available: expected ${expected}. Upload it again, or choose another one.`,
      { dataset },
      cause,
    ),
  datasetUrlChanged: (dataset: string, before: string, now: string) =>
    new ConfigError(
      'dataset_url_changed',
      `Dataset "${dataset}" has moved since it was chosen: it was at ${before} and is now at ${now}. Choose it again to use what is there now.`,
      { dataset, before, now },
    ),
  configExists: (ref: string) =>
    new ConfigError(
      'config_exists',
      `There is a config "${ref}" already, and it holds something else. Choose another name.`,
      { ref },
    ),
  configRejected: (ref: string, cause: unknown) =>
    new ConfigError(
      'config_rejected',
      `The server refused config "${ref}": ${reasonOf(cause)}. Change the config as it says.`,
      { ref },
      cause,
    ),
  configNotCreated: (ref: string, cause: unknown) =>
    new ConfigError(
      'config_not_created',
      `Config "${ref}" could not be created: ${reasonOf(cause)}. Try again when the server is well.`,
      { ref },
      cause,
    ),
  notPermitted: (action: string, ref: string, cause: unknown) =>
    new ConfigError(
      'not_permitted',
      `You may not ${action} config "${ref}" (403). Ask for write access to its namespace, or use another one.`,
      { ref, action },
      cause,
    ),
  rateLimited: (ref: string, cause: unknown) =>
    new ConfigError(
      'rate_limited',
      `The server limits how often configs may be asked for (429), still after all retries, at "${ref}". Wait a minute and run again.`,
      { ref },
      cause,
    ),
  templateChanged: (ref: string, version: number) =>
    new ConfigError(
      'template_changed',
      `Template "${ref}" is now at version ${version}, which is not the one you changed. Look at what is there now, then make your change again.`,
      { ref, version },
    ),
  versionNotFound: (ref: string, version: number) =>
    new ConfigError(
      'version_not_found',
      `Template "${ref}" has no version ${version} any more. Reload its history and choose another.`,
      { ref, version },
    ),
  versionNotCurrent: (ref: string, version: string) =>
    new ConfigError(
      'version_not_current',
      `"${version}" is stored, but the server did not take it over whole into "${ref}". Save the same change again, or use that version by its name.`,
      { ref, version },
    ),
  fileRefused: (path: string, problem: string) =>
    new ConfigError('file_refused', `${path || 'The file'}: ${problem}`, { path }),
  invalidConfig: (ref: string, problem: string) =>
    new ConfigError('invalid_config', `Config "${ref}" has an unexpected shape: ${problem}.`, { ref }),
}
