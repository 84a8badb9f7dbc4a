/** The two clients of this page's own server. No secret is ever held here: the session is the server's cookie. */
import { NemoClient, StudioClient } from '@evalflow/client'
import { config } from 'zod'

// or zod tries once whether it may compile code; the content security policy says no, and browsers log that as an error
config({ jitless: true })

export const studio = new StudioClient({ baseURL: location.origin })
export const nemo = new NemoClient({ baseURL: location.origin })
