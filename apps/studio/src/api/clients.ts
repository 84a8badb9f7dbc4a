/** The two clients of this page's own server. No secret is ever held here: the session is the server's cookie. */
import { StudioClient, type NemoClient } from '@evalflow/client'

export const studio = new StudioClient({ baseURL: location.origin })

/** Loaded with the first call, since no page needs it to show itself. */
export async function loadNemo(): Promise<NemoClient> {
  return (await import('./nemo.ts')).nemo
}
