/**
 * Builds a URL path from a template, escaping each value as one segment: a slash, `?` or `#` in a value stays inside it.
 *
 * @throws TypeError for `''`, `.` and `..`, which a URL parser would resolve into another resource
 */
export function path(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return texts.reduce((done, text, index) => done + toSegment(values[index - 1]) + text)
}

/** Escapes a path whose slashes part folders: `a b/c` gives `a%20b/c`. @throws TypeError as `path` */
export function toEscapedPath(filePath: string): string {
  return filePath.split('/').map(toSegment).join('/')
}

function toSegment(value: string | undefined): string {
  if (value === undefined || value === '' || value === '.' || value === '..')
    throw new TypeError(`"${value ?? ''}" cannot be part of a URL path. Pass a name that is not empty, "." or "..".`)
  return encodeURIComponent(value)
}
