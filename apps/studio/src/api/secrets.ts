/** Secrets go in and never come out: only names can be read. */

/** @throws Error with `status` */
export async function putSecret(name: string, value: string): Promise<void> {
  await send('PUT', name, JSON.stringify({ value }))
}

/** @throws Error with `status` */
export async function removeSecret(name: string): Promise<void> {
  await send('DELETE', name)
}

async function send(method: 'PUT' | 'DELETE', name: string, body?: string): Promise<void> {
  const init = body === undefined ? { method } : { method, body, headers: { 'Content-Type': 'application/json' } }
  const response = await fetch(`/api/secrets/${encodeURIComponent(name)}`, init)
  if (!response.ok)
    throw Object.assign(new Error(`The secret "${name}" was not changed: the server answered ${response.status}.`), {
      status: response.status,
    })
}
